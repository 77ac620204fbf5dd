"""How much goes of articles that look like boilerplate, and of which all should stay.

Some quote, explain and resemble it: articles on cookies, newsletters and comments, interviews, recipes,
timetables, steps with the words of screens.  Others are mostly lists and tables, or speak of a company or a
club as its own pages do, or are of kinds that news sites do not have: terms, manuals, songs, minutes.  The
line model is not trained on them, but on others by the same writers; some phrases were narrowed because of
what they took of them, and some guards were found by them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from training import synthetic

import cleanr

FIXTURES = Path(__file__).parent / "fixtures"
ARTICLES = {
    name: [case["text"] for case in json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))]
    for name in ("look_alikes", "lists", "kinds")
}

OF_ITS_OWN = 25
"""Characters from which on a line stands in one text by chance only."""

# Shares of the characters that phrases and shapes take, and that the line model takes on top.  They are
# lowered when a change earns it, and never raised in silence.
MOST = {
    ("look_alikes", "article", "conservative"): (0.029, 0.0),
    ("look_alikes", "article", "balanced"): (0.0318, 0.0011),
    ("look_alikes", "article", "aggressive"): (0.0326, 0.0053),
    ("look_alikes", "page", "balanced"): (0.0363, 0.0068),
    ("lists", "article", "conservative"): (0.0, 0.0),
    ("lists", "article", "balanced"): (0.0, 0.0011),
    ("lists", "article", "aggressive"): (0.0013, 0.0065),
    ("lists", "page", "balanced"): (0.0, 0.0065),
    ("kinds", "article", "conservative"): (0.0204, 0.0071),
    ("kinds", "article", "balanced"): (0.0309, 0.0094),
    ("kinds", "article", "aggressive"): (0.0342, 0.0207),
    ("kinds", "page", "balanced"): (0.0401, 0.0404),
}


def test_the_line_model_is_not_trained_on_them() -> None:
    trained = {
        line.strip()
        for document in (*synthetic.cases(), *synthetic.whole_articles())
        for line in document["text"].split("\n")
    }
    lines = {line.strip() for texts in ARTICLES.values() for text in texts for line in text.split("\n")}
    assert not [line for line in lines & trained if len(line) >= OF_ITS_OWN]


@pytest.mark.parametrize(("name", "mode", "preset"), MOST)
def test_no_more_goes_of_articles_that_look_like_boilerplate(name: str, mode: str, preset: str) -> None:
    cleaner = cleanr.Cleaner(mode=mode, preset=preset)  # type: ignore[arg-type]
    by_wording = by_model = 0
    for text in ARTICLES[name]:
        for removal in cleaner(text).removed:
            if removal.filter == "line_model":
                by_model += len(removal.text)
            elif removal.category not in ("whitespace", "encoding"):
                by_wording += len(removal.text)
    total = sum(map(len, ARTICLES[name]))
    shares = by_wording / total, by_model / total
    assert all(share <= most for share, most in zip(shares, MOST[name, mode, preset], strict=True)), shares
