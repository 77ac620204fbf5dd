"""How much goes of articles that look like boilerplate, and of which all should stay.

They quote, explain and resemble it: articles on cookies, newsletters and comments, interviews, recipes,
timetables, steps with the words of screens.  The line model is not trained on them; some phrases were
narrowed because of what they took of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from training import synthetic

import cleanr

ARTICLES = [
    case["text"]
    for case in json.loads((Path(__file__).parent / "fixtures" / "look_alikes.json").read_text("utf-8"))
]

OF_ITS_OWN = 25
"""Characters from which on a line stands in one text by chance only."""

# Shares of the characters that phrases and shapes take, and that the line model takes on top.  They are
# lowered when a change earns it, and never raised in silence.
MOST = {
    ("article", "conservative"): (0.0563, 0.0012),
    ("article", "balanced"): (0.0606, 0.0036),
    ("article", "aggressive"): (0.0635, 0.0048),
    ("page", "balanced"): (0.0606, 0.0027),
}


def test_the_line_model_is_not_trained_on_them() -> None:
    trained = {
        line.strip()
        for document in (*synthetic.cases(), *synthetic.whole_articles())
        for line in document["text"].split("\n")
    }
    lines = {line.strip() for text in ARTICLES for line in text.split("\n")}
    assert not [line for line in lines & trained if len(line) >= OF_ITS_OWN]


@pytest.mark.parametrize(("mode", "preset"), MOST)
def test_no_more_goes_of_articles_that_look_like_boilerplate(mode: str, preset: str) -> None:
    cleaner = cleanr.Cleaner(mode=mode, preset=preset)  # type: ignore[arg-type]
    by_wording = by_model = 0
    for text in ARTICLES:
        for removal in cleaner(text).removed:
            if removal.filter == "line_model":
                by_model += len(removal.text)
            elif removal.category not in ("whitespace", "encoding"):
                by_wording += len(removal.text)
    total = sum(map(len, ARTICLES))
    shares = by_wording / total, by_model / total
    assert all(share <= most for share, most in zip(shares, MOST[mode, preset], strict=True)), shares
