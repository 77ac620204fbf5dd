"""Texts made to hurt: each is cleaned in a number of steps that grows as the text does, and comes back.

Steps are calls of Python functions, and characters that are handed to expressions: both are the same on every
machine, where seconds are not.
"""

from __future__ import annotations

import itertools
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from fuzz.backtracking import FEW_STEPS, Matcher, TooManyStepsError, most_steps, trials

import cleanr
from cleanr.document import Document
from cleanr.phrases import PhraseBook, _book, files, found, load, read
from cleanr.phrases._pattern import Node, Slot, Text, parse

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
    "links of Markdown": lambda n: "[Share](/a) **it**\n> # \\* &amp; _x_\n" * (n // 36),
    "sentences in one line": lambda n: "Share this. Rain fell on us. " * (n // 14),
    "tags": lambda n: "<p>It <b>rains</b><br><td>4</td>\n<pre>x</pre>" * (n // 44),
    "tags that nothing closes": lambda n: "<p>x<a <!-- <li>" * (n // 16),
    "marks of notes": lambda n: "It rains.[1] And.12 x ¶\n[2] Fog.¹\n" * (n // 36),
    "breaks written out": lambda n: "It rains on the pier and the quay.\\n" * (n // 18),
    "wrapped lines": lambda n: ("rain fell on the pier again and then the fog came in\n" * (n // 53)),
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


def blocks_of_three(document: Document) -> Iterator[cleanr.Evidence]:
    """A filter for blocks of three lines."""
    for first in range(0, document.line_count, 3):
        start, end = document.line(first).start, document.line(first + 2).end
        yield cleanr.Evidence(start, end, "cookies", "blocks", "blocks.three", "A block", scope="block")


def test_twice_the_blocks_take_twice_the_calls() -> None:
    cleaner = cleanr.Cleaner(filters=[blocks_of_three], line_model=False)
    short, long = f"Dialog\n{PROSE}Close\n" * 100, f"Dialog\n{PROSE}Close\n" * 200
    assert cleaner(short).restore() == short
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


class Uncompiled:
    """Stands for an expression that matches nothing, and counts the characters it is given."""

    def fullmatch(self, line: str) -> None:
        Counted.given += len(line)

    def finditer(self, text: str, start: int, end: int) -> Iterator[Any]:
        Counted.given += end - start
        return iter(())


CHARS_MORE = 8
"""Times that a character may be looked at by expressions, in lines made of keywords alone."""

CHARS_MORE_INLINE = 150
"""The same by expressions for parts of lines: each keyword may stand in a part of 640 characters."""

_FILLED = {"NUM": "7 7 7 7", "MONEY": "$7 7,7", "DATE": "1/1 1/1", "TIME": "7:77 7", "*": "a", "...": " "}


def wording(nodes: Sequence[Node], choice: int) -> str:
    """The words of a pattern, of its alternatives those with this number, and all that is optional."""
    spelled = ""
    for node in nodes:
        if isinstance(node, Text):
            spelled += node.value
        elif isinstance(node, Slot):
            spelled += _FILLED.get(node.kind, "Ann Ann Ann Ann")
        else:
            spelled += wording(node.options[choice % len(node.options)], choice)
    return spelled


def bait(pattern: str, size: int) -> str:
    """The words of a pattern, over and over in all its forms, with an end that it does not have."""
    nodes = parse(pattern)
    line = ""
    for choice in itertools.count():
        words = " ".join(wording(nodes, choice).split())
        if line and len(line) + len(words) > size:
            return f"{line}\x00#"
        line += f"{words} "
    raise AssertionError


@cache
def uncompiled_book() -> PhraseBook:
    """The phrases that come with cleanr, for tests that count what expressions are given."""
    return book()


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_lines_made_of_the_words_of_any_pattern_are_given_to_few_expressions(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_book, "compile_expression", lambda *_, **__: Uncompiled())
    texts: dict[bool, list[str]] = {True: [], False: []}
    for entry in tomllib.loads(path.read_text("utf-8"))["phrase"]:
        inline = entry.get("scope") == "inline"
        for pattern in (*entry.get("pattern", ()), *entry.get("every", ())):
            texts[inline] += [bait(pattern, size) for size in ([2000] if inline else [60, 300])]
    for inline, lines in texts.items():
        Counted.given = 0
        document = Document("\n".join(lines), lang=path.stem, phrases=uncompiled_book())
        found(document)
        assert Counted.given <= (CHARS_MORE_INLINE if inline else CHARS_MORE) * len(document.text)
        assert Counted.given or not lines


def test_a_line_of_a_megabyte_made_of_the_words_of_a_pattern(matched: type[Counted]) -> None:
    text = bait("support {the work of} NAME ... today", 1_000_000)
    result = cleanr.Cleaner(phrases=book(), line_model=False)(text)
    assert result.restore() == text
    assert matched.given <= CHARS_MORE * len(text)


ONE_IN = 120
"""The patterns that are matched here; ``python fuzz/backtracking.py`` tries all of them."""


def test_expressions_without_a_limit_of_time_take_few_steps() -> None:
    tried = [trial for trial in trials(every=ONE_IN) if not trial.timed]
    assert len(tried) > 50
    assert {trial.rule: steps for trial in tried if (steps := most_steps(trial)) > FEW_STEPS} == {}


def test_steps_are_counted_as_an_engine_goes_back() -> None:
    matcher = Matcher(parser.parse("(?:a|ab)+c"), limit=10_000)
    assert matcher.fullmatch("ab" * 5 + "c")
    assert not matcher.fullmatch("ab" * 5)
    few = matcher.steps
    matcher.fullmatch("ab" * 50)
    assert few * 8 < matcher.steps < few * 12
    twice = Matcher(parser.parse("(?:a+)+c"), limit=10_000)
    with pytest.raises(TooManyStepsError):
        twice.fullmatch("a" * 30)


def test_a_pattern_that_goes_back_for_ever_is_skipped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.toml").write_text(
        '[[phrase]]\nid = "en.social.trap"\ncategory = "social"\nstrength = "strong"\nmax_words = 400\n'
        'pattern = ["... share it ... NAME ... NAME ... NAME ... now"]\nmatch = ["x"]\nkeep = ["y"]\n'
    )
    from cleanr.phrases import _expression

    monkeypatch.setattr(_expression, "PATTERN_SECONDS", 0.05)
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
