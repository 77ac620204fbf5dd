"""Paragraphs that were broken into lines: at some width, or as a page's source was indented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import dedent

from cleanr.plain.edits import Edit
from cleanr.plain.sentences import STOPS

WIDTHS = range(50, 121)
"""Characters that the lines of a wrapped text have at most."""

MEAN_LINE = (10, 160)
"""Characters of the mean line of such a text, at least and at most; blank lines count as well."""

WRAPPED_LINES = 3
"""Lines that are full, so that the next word had no place on them, from which on a text is wrapped."""

LONGER = 0.6
"""Share of the width from which on a line must be full or the last of its paragraph."""

FULL = 0.8
"""Share of such lines that are full in a wrapped text, but for those that end a paragraph."""

BROKEN = 0.4
"""Share of the full lines that break off within a sentence in a wrapped text, before no capital letter."""

LONGER_LINES = 0.05
"""Share of lines that may be longer than the width, or one: those with an address that cannot be broken."""

MUCH_LONGER = 150
"""Characters of a line that no width explains."""

MUCH_LONGER_LINES = 0.2
"""Share of such lines from which on a text was not wrapped, whatever the others are."""

LEAST_BLANKS = 3
"""Blanks in a line that was broken where there was no place for another word."""

LONGEST_WORD = 30
"""Characters of the longest word that moves to a new line; what is longer puts no blanks between words."""


def of_wrapped(text: str) -> list[Edit]:
    """Edits that put the lines of a paragraph together where a text was wrapped at some width."""
    breaks = text.count("\n")
    if breaks < WRAPPED_LINES or not MEAN_LINE[0] * breaks <= len(text) <= MEAN_LINE[1] * breaks:
        return []
    lines = text.split("\n")
    if sum(len(line) > MUCH_LONGER for line in lines) > MUCH_LONGER_LINES * len(lines):
        return []
    unquoted = [_QUOTES.sub("", line, count=1).rstrip() for line in lines]
    quotes = [line.count(">") - rest.count(">") for line, rest in zip(lines, unquoted, strict=True)]
    bare = dedent("\n".join(unquoted)).split("\n")
    width = _width(bare)
    if width is None:
        return []
    edits = []
    below = 0
    for number, (line, following) in enumerate(pairwise(bare)):
        above, below = below, below + len(lines[number]) + 1
        alike = quotes[number] == quotes[number + 1]
        if alike and _is_full(line, following, width) and not _UNWRAPPED.match(following):
            end = above + len(lines[number].rstrip())
            begin = len(lines[number + 1].rstrip()) - len(following.lstrip())
            edits.append(Edit(end, below + begin, " "))
    return edits


_QUOTES = re.compile(r"\A(?:[ \t]*(?:> ?)+)?")
"""The signs of a quotation, which are put before lines that were wrapped."""

_UNWRAPPED = re.compile(
    r"\s*(?:[-*+•#]|\d{1,3}[.)])(?:\s|$)|\s*(?:`{3}|~{3}|-{3}|={3}|\|)|    |\t|[^|]*\|[^|]*\|"
)
"""What begins the lines that are not wrapped, or go on with no other: entries, headings, fences, rules, rows
of tables, code."""


def _width(lines: Sequence[str]) -> int | None:
    """The width at which lines were wrapped; ``None`` if they were not."""
    lines = ["" if _UNWRAPPED.match(line) else line for line in lines]
    sizes = sorted((len(line) for line in lines if line.count(" ") >= LEAST_BLANKS), reverse=True)
    longer = max(1, int(LONGER_LINES * len(sizes)))
    if len(sizes) <= longer or sizes[longer] not in WIDTHS:
        return None
    widths = sorted({size for size in sizes[: longer + 1] if size in WIDTHS}, reverse=True)
    pairs = [(a, b) for a, b in pairwise(lines) if b and len(a) >= LONGER * widths[-1]]
    return next((width for width in widths if _is_wrapped(pairs, width)), None)


def _is_wrapped(pairs: Sequence[tuple[str, str]], width: int) -> bool:
    """Whether lines were wrapped at this width; ``pairs`` are of longer lines, each with the one below."""
    full = [pair for pair in pairs if _is_full(*pair, width)]
    # Where no blank line follows a paragraph, its last line has one below it as well.
    ends = _stops(pairs) - _stops(full)
    broken = sum(not line.endswith(STOPS) and not following.lstrip()[0].isupper() for line, following in full)
    return len(full) >= max(WRAPPED_LINES, FULL * (len(pairs) - ends)) and broken >= BROKEN * len(full)


def _stops(pairs: Sequence[tuple[str, str]]) -> int:
    """In how many of these pairs the upper line ends a sentence."""
    return sum(line.endswith(STOPS) for line, _ in pairs)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the line below had no place on a line."""
    if not following or len(line) > width:
        return False
    word = following.lstrip().split(" ", 1)[0]
    if len(word) > LONGEST_WORD and "/" not in word:
        return False
    is_text = line.count(" ") >= LEAST_BLANKS or "](" in line or "](" in word
    return is_text and len(line) + 1 + len(word) > width


def of_indented(text: str) -> list[Edit]:
    """Edits that put the lines of a paragraph together that were broken, and indented, in a page's source."""
    if text.count("\n    ") + text.count("\n\t") < INDENTED_LINES:
        return []
    edits = []
    for found in _INDENTED.finditer(text):
        above = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if len(above.strip()) >= INDENTED_CHARS and not text[found.end()].isupper():
            edits.append(Edit(*found.span(), " "))
    return edits if len(edits) >= INDENTED_LINES else []


INDENTED_LINES = 3
"""Indented lines that go on with the one above, from which on a text's indentation means nothing else."""

INDENTED_CHARS = 40
"""Characters that the line above such a one has at least."""

_INDENTED = re.compile(
    r"(?<=[^\s.!?…:;。！？।])[ \t]*+\r?\n(?: {4,}+|\t[ \t]*+)(?=[^\W\d_])(?!https?://|www\.)"
)
