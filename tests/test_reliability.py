"""The promises of docs/reliability.md and the findings of fuzz/README.md: each names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"`(test_\w+)`")


def defined() -> set[str]:
    """The names of all tests of the suite."""
    files = Path(__file__).parent.glob("test_*.py")
    return {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M)}


@pytest.mark.parametrize("name", ["docs/reliability.md", "fuzz/README.md"])
def test_every_test_that_is_named_exists(name: str) -> None:
    named = set(_NAMED.findall((ROOT / name).read_text("utf-8")))
    assert len(named) > 5
    assert named - defined() == set()


def test_every_promise_names_its_test() -> None:
    text = (ROOT / "docs/reliability.md").read_text("utf-8")
    tables = re.findall(r"^\| Promise \| Test \|\n\|---\|---\|\n((?:\|.*\n)+)", text, re.M)
    rows = [row for table in tables for row in table.splitlines()]
    assert len(rows) > 20
    assert [row for row in rows if not _NAMED.search(row.split(" | ")[-1])] == []
