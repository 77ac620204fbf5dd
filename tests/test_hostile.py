"""Texts made to hurt: each is cleaned in a number of steps that grows as the text does, and comes back.

Steps are calls of Python functions, and characters that are handed to expressions: both are the same on every
machine, where seconds are not.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cleanr
from cleanr.document import Document
from cleanr.phrases import PhraseBook, _book, files, read
from cleanr.phrases._pattern import PLACEHOLDERS

PROSE = "The council met on Tuesday and agreed, after three hours, to mend the bridge over the river.\n"

HOSTILE: dict[str, Callable[[int], str]] = {
    "empty lines": lambda n: "\n" * n,
    "lines of one character": lambda n: "a\n" * (n // 2),
    "nested quotes": lambda n: "“‘«\"„" * (n // 5),
    "quotes that never close": lambda n: "“He said «so\n" * (n // 13),
    "combining marks": lambda n: "a" + "\u0301" * (n - 1),
    "bidirectional overrides": lambda n: "\u202e\u2066gnp.exe\u2069\u202c\n" * (n // 12),
    "NULs": lambda n: "\0" * n,
    "lone surrogates": lambda n: "\ud800\udfff\udc00\n" * (n // 4),
    "brackets": lambda n: "[{<(" * (n // 4),
    "damaged encoding": lambda n: "Ã©â€" * (n // 4),
    "one word without end": lambda n: "x" * n,
    "labels": lambda n: "Advertisement\nShare\n" * (n // 20),
}  # fmt: skip

CALLS_MORE = 2.6
"""How many times the calls a text of twice the length may take; four times would be quadratic."""


def calls(function: Callable[[], object]) -> int:
    """Calls of functions, in Python and in C, until ``function`` returns."""
    count = 0

    def seen(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("line_model", [True, False])
@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_takes_twice_the_calls(name: str, line_model: bool) -> None:
    cleaner = cleanr.Cleaner(line_model=line_model)
    short, long = HOSTILE[name](600), HOSTILE[name](1200)
    for text in (short, long):  # what is built when it is first needed is no part of the text's cost
        assert cleaner(text).restore() == text
    assert calls(lambda: cleaner(long)) <= CALLS_MORE * calls(lambda: cleaner(short)) + 200


class Counted:
    """An expression that counts the characters it is given."""

    given = 0

    def __init__(self, expression: Any) -> None:
        self._expression = expression

    def fullmatch(self, line: str) -> Any:
        Counted.given += len(line)
        return self._expression.fullmatch(line)

    def finditer(self, text: str, start: int, end: int) -> Any:
        Counted.given += end - start
        return self._expression.finditer(text, start, end)


@pytest.fixture
def matched(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    """Have all expressions of phrases count what they are given."""
    compiled = _book.compile_expression
    monkeypatch.setattr(_book, "compile_expression", lambda *a, **options: Counted(compiled(*a, **options)))
    Counted.given = 0
    return Counted


def book() -> PhraseBook:
    """The phrases that come with cleanr, none of them compiled yet."""
    from cleanr.phrases import load

    return PhraseBook(load(files()))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("empty lines", 1_000_000),
        ("lines of one character", 100_000),
        ("nested quotes", 500_000),
        ("combining marks", 100_000),
        ("bidirectional overrides", 100_000),
        ("NULs", 1_000_000),
        ("lone surrogates", 100_000),
        ("one word without end", 10_000_000),
    ],
)
def test_at_full_size_expressions_are_spared_and_the_text_comes_back(
    name: str, size: int, matched: type[Counted]
) -> None:
    text = HOSTILE[name](size)
    result = cleanr.Cleaner(phrases=book(), line_model=False)(text)
    assert result.restore() == text
    assert matched.given <= 2 * len(text)


SAMPLE = 24
"""Patterns that are tried, always the same ones: all would take minutes."""

CHARS_MORE = 40
"""Times that a character may be looked at by expressions, in a text made of keywords alone."""


def sample() -> list[str]:
    """Patterns with parts of any length, which are the ones that can go back and try again."""
    path = next(p for p in files() if Path(p).name.startswith("en."))
    entries = [entry for _, entry in read(Path(path).with_suffix(".toml"))]
    written = [text for entry in entries for text in (*entry.get("pattern", ()), *entry.get("every", ()))]
    open_ended = [text for text in written if "..." in text or "NAME" in text or "*" in text]
    return random.Random(7).sample(open_ended, SAMPLE)


def bait(pattern: str, size: int) -> str:
    """The words of a pattern, over and over, with an end that it does not have."""
    words = re.sub(r"[(){}|*\\]|\.\.\.", " ", pattern)
    for slot, filled in {"NUM": "7 7 7 7", "MONEY": "$7 7,7", "DATE": "1/1 1/1"}.items():
        words = words.replace(slot, filled)
    words = re.sub("|".join(PLACEHOLDERS), "Ann Ann Ann Ann", words)
    return (" ".join(words.split()) + " ") * (size // (len(words) + 1)) + "\x00#"


def test_no_expression_sees_a_line_of_a_megabyte_made_of_its_own_words(matched: type[Counted]) -> None:
    cleaner = cleanr.Cleaner(phrases=book(), line_model=False)
    for pattern in sample()[:1]:
        text = bait(pattern, 1_000_000)
        matched.given = 0
        result = cleaner(text)
        assert result.restore() == text
        assert matched.given <= CHARS_MORE * len(text)


@pytest.mark.parametrize("length", [60, 300, 1200])
def test_lines_made_of_the_words_of_patterns_are_given_to_few_expressions(
    length: int, matched: type[Counted]
) -> None:
    text = "\n".join(bait(pattern, length) for pattern in sample() for _ in range(3))
    result = cleanr.Cleaner(phrases=book(), line_model=False)(PROSE + text)
    assert result.restore() == PROSE + text
    assert not result.flags
    assert matched.given <= CHARS_MORE * len(text)


def test_a_pattern_that_goes_back_for_ever_is_skipped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.toml").write_text(
        '[[phrase]]\nid = "en.social.trap"\ncategory = "social"\nstrength = "strong"\nmax_words = 400\n'
        'pattern = ["... share it ... NAME ... NAME ... NAME ... now"]\nmatch = ["x"]\nkeep = ["y"]\n'
    )
    from cleanr.phrases import _regex

    monkeypatch.setattr(_regex, "PATTERN_SECONDS", 0.05)
    trap = PhraseBook.of([phrase for phrase, _ in read(tmp_path / "en.toml")])
    text = f"{PROSE}{'share it ' + 'a b c ' * 120}\n| | |\n{PROSE}"
    result = cleanr.Cleaner(phrases=trap, line_model=False)(text)
    assert result.flags == ("timeout:en.social.trap",)
    assert result.restore() == text
    assert "| | |" not in result.text  # the document went on


def test_a_hostile_line_costs_its_document_no_other_line() -> None:
    text = f"{PROSE}\n{'“' * 5000}\nSubscribe to our newsletter\n\0\ud800{chr(0x202E)}\n{PROSE}"
    result = cleanr.clean(text, line_model=False)
    assert result.text.count(PROSE) == 2
    assert "newsletter" in {removal.category for removal in result.removed}
    assert Document(text).line_count == 6
