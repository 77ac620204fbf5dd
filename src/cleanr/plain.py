"""The text as its reader saw it, where it came in another form: Markdown, wrapped lines, all in one line.

Filters and the line model know lines as a page shows them. Where a text comes in one of these forms, it is
put into such lines first, each a step of edits, and what is then removed is found again in the text that
was given. Most texts are in no such form, which is told in a few searches for a string.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleanr.record import Removal

WIDTHS = range(50, 121)
"""Characters that the lines of a wrapped text have at most."""

MEAN_LINE = (10, 160)
"""Characters of the mean line of such a text, at least and at most; blank lines count as well."""

WRAPPED_LINES = 3
"""Lines that are full, so that the next word had no place on them, from which on a text is wrapped."""

LONGER = 0.6
"""Share of the width from which on a line must be full or the last of its paragraph."""

FULL = 0.8
"""Share of such lines with another below them that are full in a wrapped text."""

BROKEN = 0.5
"""Share of the full lines that break off within a sentence in a wrapped text."""

LONGER_LINES = 0.05
"""Share of lines that may be longer than the width, or one: those with an address that cannot be broken."""

LEAST_BLANKS = 3
"""Blanks in a line that was broken where there was no place for another word."""

LONGEST_WORD = 30
"""Characters of the longest word that moves to a new line; what is longer puts no blanks between words."""

SENTENCES = 6
"""Sentences from which on a text that stands all in one line is taken apart."""

ONE_LINE = (600, 1_000_000)
"""Characters that such a line has at least, and at most: longer ones are no articles."""

FEW_LINES = 3
"""Lines up to which such a text may have others: a title, a footer."""

NEARLY_ALL = 0.8
"""Share of such a text that its long lines hold at least."""


class Edit(NamedTuple):
    """What a step puts in the place of a part of the text."""

    start: int
    end: int
    put: str = ""
    """Nothing, or one character."""
    partner: int = -1
    """Offset of the edit that takes away the other half of a pair of marks."""


class Step:
    """Edits of a text, in order and without overlaps."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._size = len(text)
        grown = accumulate((len(e.put) - (e.end - e.start) for e in edits), initial=0)
        self._shifts = list(grown)
        self._places = [e.start + shift for e, shift in zip(edits, self._shifts, strict=False)]
        self._numbers = {e.start: number for number, e in enumerate(edits)}
        parts: list[str] = []
        at = 0
        for edit in edits:
            parts += (text[at : edit.start], edit.put)
            at = edit.end
        self.text = "".join((*parts, text[at:]))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text before that became this part of :attr:`text`.

        What was taken away around a line belongs to it, and marks to what stands between a pair of them.
        """
        text = self.text
        first = self._before(start) if _begins_line(text, start) else self._after(start)
        if end == len(text):
            last = self._size
        elif text[end - 1] not in "\r\n" and text[end] in "\r\n":
            last = self._after(end)
        else:
            last = self._before(end)
        for number in range(bisect_left(self._places, start), len(self._places)):
            if self._places[number] != start or self._edits[number].end > first:
                break
            partner = self._numbers.get(self._edits[number].partner)
            if partner is not None and number < partner and self._places[partner] <= end:
                first = self._edits[number].start
                break
        for number in range(bisect_left(self._places, end), len(self._places)):
            if self._places[number] != end:
                break
            partner = self._numbers.get(self._edits[number].partner)
            if partner is not None and partner < number and self._places[partner] >= start:
                last = max(last, self._edits[number].end)
        return first, last

    def _before(self, place: int) -> int:
        """Where a place was, before all that was taken away there."""
        return place - self._shifts[bisect_left(self._places, place)]

    def _after(self, place: int) -> int:
        """Where a place was, behind all that was taken away there."""
        number = bisect_left(self._places, place)
        while number < len(self._places) and self._places[number] == place and not self._edits[number].put:
            number += 1
        return place - self._shifts[number]


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "\r\n"


class Plain:
    """A text in plain lines, and the way back from them."""

    def __init__(self, original: str, steps: Sequence[Step], *, one_line: bool) -> None:
        self.text = steps[-1].text
        self.one_line = one_line
        """Whether the text stood all in one line; each sentence of it has a line now."""
        self._original = original
        self._steps = steps

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text that was given which became this part of :attr:`text`."""
        for step in reversed(self._steps):
            start, end = step.origin(start, end)
        return start, end

    def in_original(self, removals: Sequence[Removal]) -> list[Removal]:
        """The same removals in the text that was given; a rewrite of what was put together is left out."""
        found = []
        for removal in removals:
            start, end = self.origin(removal.start, removal.end)
            text = self._original[start:end]
            if removal.replacement and text != removal.text:
                continue
            found.append(replace(removal, start=start, end=end, text=text))
        return found


def in_plain_lines(text: str) -> Plain | None:
    """Return ``text`` in lines as a page shows them, ``None`` where it already is.

    >>> in_plain_lines("Rain is on its way.\\nMore on this topic") is None
    True
    >>> in_plain_lines("## Rain\\n\\n**It** will [pour](https://example.org/rain).").text
    'Rain\\n\\nIt will pour.'
    """
    sentences = _of_one_line(text)
    steps = [Step(text, sentences)] if sentences else []
    for edits_of in _FORMS:
        current = steps[-1].text if steps else text
        if edits := edits_of(current):
            steps.append(Step(current, edits))
    return Plain(text, steps, one_line=bool(sentences)) if steps else None


def plain_text(text: str) -> str:
    """Return the text alone; itself where it already is in such lines."""
    seen = in_plain_lines(text)
    return text if seen is None else seen.text


def _of_wrapped(text: str) -> list[Edit]:
    """Edits that put the lines of a paragraph together where a text was wrapped at some width."""
    breaks = text.count("\n")
    if breaks < WRAPPED_LINES or not MEAN_LINE[0] * breaks <= len(text) <= MEAN_LINE[1] * breaks:
        return []
    lines = text.split("\n")
    bare = [_QUOTED.sub("", line, count=1).rstrip() for line in lines]
    width = _width(bare)
    if width is None:
        return []
    edits = []
    below = 0
    for number, (line, following) in enumerate(pairwise(bare)):
        above, below = below, below + len(lines[number]) + 1
        if _is_full(line, following, width) and not _ITEM.match(following):
            end = above + len(lines[number].rstrip())
            begin = lines[number + 1].index(following) + len(following) - len(following.lstrip())
            edits.append(Edit(end, below + begin, " "))
    return edits


_ITEM = re.compile(r"\s*(?:[-*+•#|]|\d{1,3}[.)])(?:\s|$)")
"""What a line begins with that goes on with no other: an item, a heading, a row of a table."""

_QUOTED = re.compile(r"\A[ \t]*(?:> ?)+")
"""The signs of a quotation, which are put before lines that were wrapped."""


def _width(lines: Sequence[str]) -> int | None:
    """The width at which lines were wrapped; ``None`` if they were not."""
    sizes = sorted((len(line) for line in lines if line.count(" ") >= LEAST_BLANKS), reverse=True)
    longer = max(1, int(LONGER_LINES * len(sizes)))
    if len(sizes) <= longer or sizes[longer] not in WIDTHS:
        return None
    widths = sorted({size for size in sizes[: longer + 1] if size in WIDTHS}, reverse=True)
    pairs = [(a, b) for a, b in pairwise(lines) if b and len(a) >= LONGER * widths[-1]]
    return next((width for width in widths if _is_wrapped(pairs, width)), None)


def _is_wrapped(pairs: Sequence[tuple[str, str]], width: int) -> bool:
    """Whether lines were wrapped at this width; ``pairs`` are of longer lines, each with the one below."""
    full = [line for line, following in pairs if _is_full(line, following, width)]
    broken = sum(not line.endswith(_SENTENCE_ENDS) for line in full)
    return len(full) >= max(WRAPPED_LINES, FULL * len(pairs)) and broken >= BROKEN * len(full)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the line below had no place on a line."""
    if not following or len(line) > width:
        return False
    word = following.lstrip().split(" ", 1)[0]
    if len(word) > LONGEST_WORD and "/" not in word:
        return False
    is_text = line.count(" ") >= LEAST_BLANKS or "](" in line or "](" in word
    return is_text and len(line) + 1 + len(word) > width


_SENTENCE_ENDS = (*'.!?…:"”',)


def _of_links(text: str) -> list[Edit]:
    """Edits that take away where links and images of Markdown lead to, and the brackets around words."""
    edits = list(_halves(_LINK.finditer(text), 1, 2)) if "](" in text else []
    if "<http" in text:
        edits += _halves(_ADDRESS.finditer(text), 1, 2)
        edits.sort()
    return edits


_LINK = re.compile(
    r"(!?\[)(?=[^\[\]\n]*[^\W_])[^\[\]\n]*+"
    r"(\]\(<?(?:https?:|mailto:|www\.|[/#.?])[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+>?"
    r"(?:[ \t]+(?:\"[^\"\n]*+\"|'[^'\n]*+'))?\))"
)
"""A link or an image with words that are shown, and where it leads."""

_ADDRESS = re.compile(r"(?<!\()(<)https?://[^\s<>]++(>)")


def _of_marks(text: str) -> list[Edit]:
    """Edits that take away the marks of Markdown around bold words, at headings and before quotes."""
    edits: list[Edit] = []
    if "*" in text:
        edits += _halves(_BOLD.finditer(text), 1, 2)
    if "*" in text or "_" in text:
        edits += _halves(_SLANTED.finditer(text), 1, 2)
    if "](" in text or ("# " in text and _HEADING.search(text)):
        edits += (Edit(*found.span()) for found in _LINE_MARKS.finditer(text))
        edits += (Edit(*found.span(1)) for found in _UNDERLINED.finditer(text))
    return sorted(edits)


_BOLD = re.compile(r"(?<![*\\])(\*{2,3})(?=[^\s*])[^*\n]*+(?<=[^\s*])(\1)(?!\*)")

_SLANTED = re.compile(
    r"^[ \t]*([*_])(?=[^\s*_])[^*_\n]*+(?<=[^\s*_\\])(\1)[ \t]*$",
    re.MULTILINE,
)
"""A line that is set in italics as a whole."""

_HEADING = re.compile(r"^#{1,6} (?=\S)", re.MULTILINE)

_LINE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+(?=[ \t]*[^\s>])|^#{1,6}[ \t]+(?=\S)", re.MULTILINE)
"""The signs of quotes and headings before words."""

_UNDERLINED = re.compile(r"(?:\A|\n[ \t]*\n)[^\n]{1,150}(\n(?:={3,}|-{3,}))[ \t]*$", re.MULTILINE)
"""The line that is drawn below a heading."""


def _of_escapes(text: str) -> list[Edit]:
    """Edits that take away the backslash before a mark of Markdown, and read the entities of HTML."""
    edits = [Edit(*found.span()) for found in _ESCAPE.finditer(text)] if "\\" in text else []
    if "&" in text and ";" in text:
        for found in _ENTITY.finditer(text):
            read = unescape(found[0])
            if len(read) == 1 and (read.isprintable() or _joins(text, found)) and read not in "<>":
                edits.append(Edit(*found.span(), read))
        edits.sort()
    return edits


def _joins(text: str, found: re.Match[str]) -> bool:
    """Whether an entity is a blank between two words; others are left over, and make no line blank."""
    start, end = found.span()
    return found[0] in _BLANKS and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


_BLANKS = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;")

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});")

_ESCAPE = re.compile(r"\\(?=[`*_{}\[\]()#+\-.!|>~])")


def _of_gaps(text: str) -> list[Edit]:
    """Edits that leave one of several blanks between words."""
    return [Edit(*found.span(), " ") for found in _GAP.finditer(text)] if "  " in text else []


_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)")


def _halves(found: Iterator[re.Match[str]], first: int, last: int) -> Iterator[Edit]:
    """Edits that take away what stands before and behind some words, each knowing the other."""
    for match in found:
        yield Edit(*match.span(first), partner=match.start(last))
        yield Edit(*match.span(last), partner=match.start(first))


def _of_one_line(text: str) -> list[Edit]:
    """Edits that put each sentence on a line of its own where a text stands in one line, or nearly so."""
    if not ONE_LINE[0] <= len(text) <= ONE_LINE[1] or text.count("\n") > 2 * FEW_LINES:
        return []
    lines = text.splitlines(keepends=True)
    sizes = [len(line) for line in lines if not line.isspace()]
    if len(sizes) > FEW_LINES or sum(s for s in sizes if s >= ONE_LINE[0]) < NEARLY_ALL * sum(sizes):
        return []
    edits = []
    at = 0
    for line in lines:
        if len(line) >= ONE_LINE[0]:
            edits += [Edit(at + m.start(), at + m.end(), "\n") for m in _BETWEEN_SENTENCES.finditer(line)]
        at += len(line)
    return edits if len(edits) >= SENTENCES - 1 else []


_BETWEEN_SENTENCES = re.compile(
    r"(?:(?<=[^\W\d_][^\W\d_][.!?…؟।])|(?<=[^\W_][.!?…؟।][\"”’»)\]]))[ \u00a0]++(?=[\"“‘«(\[¿¡]?[^\W_])"
    r"|(?<=[。！？])[ \u3000]*+(?=[^\s。！？”」』）)])"
)
"""Between a full stop, but none of an initial, and what follows."""

_FORMS: tuple[Callable[[str], list[Edit]], ...] = (
    _of_wrapped,
    *(_of_marks, _of_marks),  # first before headings and quotes, then in them
    *(_of_links, _of_links),  # first of images, then of those around them
    *(_of_escapes, _of_gaps),
)
"""How other texts are put into plain lines, in this order."""
