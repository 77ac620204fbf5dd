"""A text that stands all in one line, or nearly so, and where its lines begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cleanr.document import count_words
from cleanr.folding import fold
from cleanr.labels import rows_of_labels, words_of
from cleanr.language import FUNCTION_WORDS
from cleanr.plain.edits import Edit
from cleanr.plain.sentences import BETWEEN_SENTENCES, STOPS, between_sentences

if TYPE_CHECKING:
    from cleanr.phrases import Entry

    Row = Sequence[tuple[int, int, Entry]]  # as `rows_of_labels` yields it

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


SEGMENTED = 12
"""Characters from one blank between Chinese or Japanese words to the next in the mean, up to which these part
words and not lines."""

_HAN_OR_KANA = "\u3040-\u30ff\u3400-\u9fff"
_BETWEEN_LINES = re.compile(
    rf"{BETWEEN_SENTENCES.pattern}"
    rf"|(?<=[{_HAN_OR_KANA}！？。」』】》）：])[ \u3000]++(?=[{_HAN_OR_KANA}「『【《（])"
    r"(?![^（）()\n]{0,40}[）)])"
)
"""Between sentences, and the blanks between Chinese or Japanese words, which are written without any; not in
brackets."""


def of_labels(text: str, label_of: Callable[[str], Entry | None], *, in_capitals: bool = False) -> list[Edit]:
    """Edits that put labels on lines of their own which stand among the words of a text that was in one line.

    ``label_of`` tells of which phrase a wording in small letters is a whole line, ``in_capitals`` whether any
    noun may have a capital.  They are a row of labels of which one is several words that are boilerplate for
    sure.
    """
    edits: dict[int, Edit] = {}
    at = 0
    for line in text.splitlines(keepends=True):
        folded, words = fold(line), words_of(line)
        for row in rows_of_labels(line, folded, words, label_of):
            if _is_of_sentence(row, words, in_capitals) or not _is_boilerplate(row, words, folded):
                continue
            for number in {edge for label in row for edge in label[:2]} - {0, len(words)}:
                before, after = at + words[number - 1].end(), at + words[number].start()
                edits[before] = Edit(before, after, "\n")
        at += len(line)
    return [edits[start] for start in sorted(edits)]


def _is_of_sentence(row: Row, words: Sequence[re.Match[str]], in_capitals: bool) -> bool:
    """Whether a row's labels are words of the sentence around them.

    Within a sentence one label is a name, or the sentence's own; two may be so where they end it.
    """
    first, last = row[0][0], words[row[-1][1] - 1][0]
    few = len(row) < 2 or (len(row) < LABELS_WITHIN and (in_capitals or last.endswith(STOPS)))
    goes_on = last.lower() in FUNCTION_WORDS or any(words[end - 1][0].endswith(",") for _, end, _ in row)
    return (first > 0 and few) or goes_on


LABELS_WITHIN = 3
"""Labels in a row that are no words of the sentence around them, whatever has a capital there."""


def _is_boilerplate(row: Row, words: Sequence[re.Match[str]], folded: str) -> bool:
    """Whether one label of a row is several words that are boilerplate for sure."""
    return any(
        entry.strength == "strong" and count_words(folded[words[begin].start() : words[end - 1].end()]) > 1
        for begin, end, entry in row
    )
