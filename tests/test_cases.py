"""The cases of tests/fixtures: whole documents, what must come out, and why each part went.

``in_the_wild.json``    the seeds, with their whole expected output
``synthetic.json``      pages made up for one kind of boilerplate each
``negative.json``       articles that look like boilerplate, from which nothing may go
``known_failures.json`` what is still wrong; a case that begins to pass must move up
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cleanr

ROOT = Path(__file__).parent
SEEDS = ROOT.parent / "seeds"


def cases(name: str) -> list[Any]:
    loaded = json.loads((ROOT / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in loaded]


def check(case: dict[str, Any], preset: str = "balanced") -> None:
    """Assert the output, and category and text of each removal, white space aside."""
    text = case["text"] if "text" in case else (SEEDS / case["seed"]).read_text(encoding="utf-8")
    result = cleanr.clean(text, lang=case.get("lang"), preset=preset)  # type: ignore[arg-type]
    removed = [[r.category, r.text] for r in result.removed if r.category != "whitespace"]
    assert result.text == case["clean"], removed
    assert removed == case["removed"]
    assert result.restore() == text


@pytest.mark.parametrize("preset", ["conservative", "balanced", "aggressive"])
@pytest.mark.parametrize("case", cases("in_the_wild"))
def test_the_seeds(case: dict[str, Any], preset: str) -> None:
    if preset == "balanced":
        check(case)
    else:
        text = (SEEDS / case["seed"]).read_text(encoding="utf-8")
        assert cleanr.clean(text, preset=preset).text == case["clean"]  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases("synthetic"))
def test_boilerplate_goes_and_the_article_stays(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("preset", ["conservative", "balanced"])
@pytest.mark.parametrize("case", cases("negative"))
def test_nothing_goes_from_an_article(case: dict[str, Any], preset: str) -> None:
    result = cleanr.clean(case["text"], lang=case.get("lang"), preset=preset)  # type: ignore[arg-type]
    assert result.text == case["text"], [(r.rule, r.text) for r in result.removed]


@pytest.mark.xfail(strict=True, reason="known to be wrong still")
@pytest.mark.parametrize("case", cases("known_failures"))
def test_known_failures(case: dict[str, Any]) -> None:
    check(case)


def test_there_are_traps_enough() -> None:
    assert len(cases("negative")) >= 40
