"""Where the lines of a text begin and end: all in one, joined by other signs, or wrapped at some width."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from textwrap import dedent
from typing import TYPE_CHECKING

from cleanr.document import count_words
from cleanr.folding import fold
from cleanr.labels import rows_of_labels, words_of
from cleanr.language import FUNCTION_WORDS
from cleanr.plain.edits import Edit

if TYPE_CHECKING:
    from cleanr.phrases import Entry

SENTENCES = 6
"""Sentences from which on a text that stands all in one line is taken apart."""

ONE_LINE = (600, 1_000_000)
"""Characters that such a line has at least, and at most: longer ones are no articles."""

SEPARATORS = 5
"""Places in such a text, from which on what stands there is what its lines were put together with."""

NO_BREAKS = 0.2
"""Share of breaks written out that may have a blank before them or a small letter behind, as in a path."""

SINGLE = 0.25
"""Share of places between sentences with one blank, up to which somebody typed two after each sentence."""

MEAN_PART = (30, 500)
"""Characters from one of them to the next in the mean: what stands more often divides words, what stands
less often no lines."""

FEW_LINES = 3
"""Lines up to which such a text may have others: a title, a footer."""

NEARLY_ALL = 0.8
"""Share of such a text that its long lines hold at least."""


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, as a text all in one line is divided.

    >>> sentences("Rain fell in 2019. Dr. Reed was out. “Why?” she asked.")
    ['Rain fell in 2019.', 'Dr. Reed was out.', '“Why?” she asked.']
    """
    return _BETWEEN_SENTENCES.sub("\n", line).split("\n")


def between_sentences(line: str) -> list[tuple[int, int]]:
    """Return where one sentence of a line ends and the next one begins, for all of them."""
    return [found.span() for found in _BETWEEN_SENTENCES.finditer(line)]


def _is_in_one_line(text: str) -> bool:
    """Whether a text stands in one line, or nearly so."""
    if not ONE_LINE[0] <= len(text) <= ONE_LINE[1] or text.count("\n") > 2 * FEW_LINES:
        return False
    sizes = [len(line) for line in text.splitlines(keepends=True) if not line.isspace()]
    return len(sizes) <= FEW_LINES and sum(s for s in sizes if s >= ONE_LINE[0]) >= NEARLY_ALL * sum(sizes)


def of_separated(text: str) -> list[Edit]:
    """Edits that break lines anew where all stands in one, by what was put in the place of the breaks."""
    if not _is_in_one_line(text):
        return []
    for separator in _SEPARATORS:
        edits = [Edit(*found.span(), "\n") for found in separator.finditer(text)]
        if separator is _WRITTEN and sum(_is_no_break(text, e) for e in edits) > NO_BREAKS * len(edits):
            continue
        if separator is _SEVERAL and not _between_single_blanks(text):
            continue
        if len(edits) >= SEPARATORS and MEAN_PART[0] <= len(text) / len(edits) <= MEAN_PART[1]:
            return edits
    return []


_WRITTEN = re.compile(r"(?:(?:\\r)?\\n)++")
_SEVERAL = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)")
_SEPARATORS = (_WRITTEN, re.compile(r"¶[ \t¶]*+"), re.compile(r"\t[ \t]*+"), _SEVERAL)
"""A break as programs write it, the mark of a paragraph, tabs, and several blanks."""


def _is_no_break(text: str, edit: Edit) -> bool:
    return text[edit.start - 1 : edit.start].isspace() or text[edit.end : edit.end + 1].islower()


def _between_single_blanks(text: str) -> bool:
    """Whether enough sentences have one blank between them, so that several blanks mean more."""
    between = [end - start for start, end in between_sentences(text)]
    return between.count(1) > SINGLE * len(between)


def of_one_line(text: str) -> list[Edit]:
    """Edits that put each sentence on a line of its own where a text stands in one line, or nearly so."""
    if not _is_in_one_line(text):
        return []
    edits = []
    at = 0
    for line in text.splitlines(keepends=True):
        if len(line) >= ONE_LINE[0]:
            places = [found.span() for found in _BETWEEN_LINES.finditer(line)]
            if len(places) * SEGMENTED > len(line):  # blanks between all words, as programs write them
                places = between_sentences(line)
            edits += [Edit(at + start, at + end, "\n") for start, end in places]
        at += len(line)
    return edits if len(edits) >= SENTENCES - 1 else []


def of_labels(text: str, known: Callable[[str], Entry | None], *, in_capitals: bool = False) -> list[Edit]:
    """Edits that put labels on lines of their own which stand among the words of a text that was in one line.

    ``known`` tells of which phrase a wording in small letters is a whole line, ``in_capitals`` whether any
    noun may have one.  They are a row of labels of which one is several words that are boilerplate for sure.
    """
    edits: dict[int, Edit] = {}
    at = 0
    for line in text.splitlines(keepends=True):
        folded, words = fold(line), words_of(line)
        for row in rows_of_labels(line, folded, words, known):
            wordings = [(folded[words[a].start() : words[b - 1].end()], entry) for a, b, entry in row]
            sure = (entry.strength == "strong" and count_words(wording) > 1 for wording, entry in wordings)
            first, last = row[0][0], words[row[-1][1] - 1][0]
            # Within a sentence one label is a name, or the sentence's own; two may be so where they end it.
            few = len(row) < 2 or (len(row) < LABELS_WITHIN and (in_capitals or last.endswith(_STOPS)))
            own = (first > 0 and few) or any(words[end - 1][0].endswith(",") for _, end, _ in row)
            if own or last.lower() in FUNCTION_WORDS or not any(sure):
                continue
            for number in {edge for label in row for edge in label[:2]} - {0, len(words)}:
                before, after = at + words[number - 1].end(), at + words[number].start()
                edits[before] = Edit(before, after, "\n")
        at += len(line)
    return [edits[start] for start in sorted(edits)]


LABELS_WITHIN = 3
"""Labels in a row that are no words of the sentence around them, whatever has a capital there."""


_SMALL = "a-zß-öø-ÿα-ωа-яёіїєґ"
_BETWEEN_SENTENCES = re.compile(
    # a full stop after a word, a year, in Indian scripts, before a closing quote, but not after a title
    r"(?:(?<=[^\W\d_][^\W\d_][.!?…؟])|(?<=\d{4}[.!?…؟])|(?<=[^\s।]।)|(?<=[^\W_][.!?…؟।][\"”’»)\]]))"
    r"(?<!\b(?:Dr|Mr|Ms|St|No|Nr|Hr|Fr)\.)(?<!\b(?:Mrs|Sen|Gov|Rep|Gen|Sra)\.)(?<!\bProf\.)"
    rf"[ \u00a0]++(?=(?:© ?|[\"“‘«(\[¿¡])?[^\W_])(?![\"“‘«(\[¿¡]?[{_SMALL}])"
    r"|(?<=[。！？])[ \u3000]*+(?=[^\s。！？”」』）)])"
)
"""Between a full stop and what follows."""

SEGMENTED = 12
"""Characters from one blank between Chinese or Japanese words to the next in the mean, up to which these part
words and not lines."""

_HAN_OR_KANA = "\u3040-\u30ff\u3400-\u9fff"
_BETWEEN_LINES = re.compile(
    rf"{_BETWEEN_SENTENCES.pattern}"
    rf"|(?<=[{_HAN_OR_KANA}！？。」』】》）：])[ \u3000]++(?=[{_HAN_OR_KANA}「『【《（])"
    r"(?![^（）()\n]{0,40}[）)])"
)
"""The same, and blanks between Chinese or Japanese words, which are written without any; not in brackets."""


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
    broken = sum(
        not line.endswith(_STOPS) and not following.lstrip()[0].isupper() for line, following in full
    )
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


_STOPS = (*'.!?…:"”',)
