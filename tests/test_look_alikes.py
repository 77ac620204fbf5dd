"""How much goes of articles that look like boilerplate, and of which all should stay.

They quote, explain and resemble it: articles on cookies, newsletters and comments, interviews, recipes,
timetables, steps with the words of screens.  The line model is not trained on them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cleanr

ARTICLES = [
    case["text"]
    for case in json.loads((Path(__file__).parent / "fixtures" / "look_alikes.json").read_text("utf-8"))
]

# Shares of the characters that phrases and shapes take, and that the line model takes on top.  They are
# lowered when a change earns it, and never raised in silence.
MOST = {
    ("article", "conservative"): (0.058, 0.0),
    ("article", "balanced"): (0.0621, 0.0072),
    ("article", "aggressive"): (0.0672, 0.0197),
    ("page", "balanced"): (0.0622, 0.01),
}


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
