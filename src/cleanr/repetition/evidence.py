"""What a site's repeated lines say about one document: evidence, with the guards that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

from cleanr.document import Document
from cleanr.record import Evidence
from cleanr.repetition.counts import SiteCounts, pairs_of
from cleanr.repetition.lines import Key, line_keys

MIN_DOCUMENTS = 2
"""Other documents of a site that must be known before its lines count."""

LONG_WORDS = 15
"""Words from which on a line needs more than to be repeated: standfirsts, notes on the author and
recurring columns are so as well."""

LONG_SHARE = 0.1
"""Share of a site's documents that have such a line, with repeated lines above and below it."""

NOTE_SHARE = 0.5
"""The same share for long lines below the article, where notes on it and its author stand, and for
the first line that reads like running text."""

NOTE_IN_PLACE = 0.8
"""Share of these documents in which such a note stands between the same two lines."""

TAIL_SHARE = 0.3
"""Share of a site's documents from which on a short line below the article counts without a
neighbour that is repeated with it."""

HEADLINE_WORDS = 4
"""Words a headline has at least."""

HEADLINE_LINES = 5
"""Lines above the running text among which the headline is looked for."""

HEADLINE_SHARE = 0.5
"""Share of a site's documents from which on a line there is no headline."""

GAP_LINES = 8
"""Lines below the running text that go with the repeated ones around them."""

LABEL_WORDS = 4
"""Words up to which a sentence is taken for a label among these."""


@dataclass(slots=True)
class _Known:
    """A line of the document that its site repeats."""

    index: int
    documents: int
    """Other documents that have it."""
    before: int
    """Other documents in which the same line stands above it."""
    after: int
    """The same for the line below."""
    inside: bool
    """Whether it stands inside the running text where it is repeated."""


def repeated(document: Document, site: str, counts: SiteCounts) -> list[Evidence]:
    """Return evidence on the lines of ``document`` that its site repeats.

    What the document itself added to the counts is left out of account, so the result is the
    same whether it was learnt from or not.
    """
    if counts.documents < MIN_DOCUMENTS:
        return []
    indexes, keys = line_keys(document)
    own = int(counts.may_hold(keys))
    others = counts.documents - own
    if others < MIN_DOCUMENTS:
        return []
    lines = {line.index: line for line in _repeated_lines(indexes, keys, counts, own)}
    page = _Page(document, indexes, lines, others)
    going = page.going()
    found = [
        _evidence(
            document,
            index,
            f"On {lines[index].documents + own:,} of {counts.documents:,} pages of {site}",
            weak=page.is_inside(index),
        )
        for index in sorted(going)
    ]
    found += [
        _evidence(document, index, f"Below the article, among lines that pages of {site} repeat", gap=True)
        for index in page.gaps(going)
    ]
    return found


def agreed(document: Document, evidence: Iterable[Evidence], repetition: list[Evidence]) -> list[Evidence]:
    """Return all evidence together; what filters say of repeated lines becomes sure by that.

    Such a line then has the category of the filter and both reasons.
    """
    starts = document.starts
    by_start = {item.start: item for item in repetition if item.rule == RULE}
    together = list(repetition)
    for item in evidence:
        line = by_start.get(starts[document.line_at(item.start)]) if item.scope == "line" else None
        if line is not None and item.replacement is None:
            item = _confirmed(item, f"{line.reason[0].lower()}{line.reason[1:]}")
        together.append(item)
    return together


def _confirmed(item: Evidence, reason: str) -> Evidence:
    """Evidence made strong, wherever in the document, with one more reason."""
    # As `dataclasses.replace` does, which takes three times as long.
    return Evidence(
        start=item.start,
        end=item.end,
        category=item.category,
        filter=item.filter,
        rule=item.rule,
        reason=f"{item.reason}, {reason}",
        scope=item.scope,
        grow=item.grow,
        lang=item.lang,
        fixed=item.fixed,
    )


RULE = "repeated.line"
GAP_RULE = "repeated.gap"


def _repeated_lines(indexes: list[int], keys: list[Key], counts: SiteCounts, own: int) -> Iterator[_Known]:
    """The lines that other documents have, with what is known of them."""
    sums = [key.checksum for key in keys]
    seen, together, inside = counts.seen.get, counts.pairs.get, counts.inside.get
    pairs = list(map(together, pairs_of(sums), repeat(0)))
    if own:
        pairs = [max(0, documents - own) for documents in pairs]
    for number, line in enumerate(sums):
        documents = seen(line, 0)
        if documents > own:
            mostly_inside = 2 * inside(line, 0) > documents
            yield _Known(indexes[number], documents - own, pairs[number], pairs[number + 1], mostly_inside)


class _Page:
    """The lines of one document, those known of its site among them."""

    def __init__(self, document: Document, indexes: list[int], known: dict[int, _Known], others: int) -> None:
        self._document = document
        self._indexes = indexes
        self._known = known
        self._others = others
        prose = self._first_prose(indexes)
        self._first_prose_line = prose if prose is not None else document.line_count
        own = [index for index in indexes if index not in known]
        first, last = self._first_prose(own), self._first_prose(reversed(own))
        self.first = document.line_count if first is None else first
        """The first line of the document's own running text."""
        self.last = -1 if last is None else last
        """The last one."""

    def _first_prose(self, indexes: Iterable[int]) -> int | None:
        return next((i for i in indexes if self._document.line(i).prose), None)

    def going(self) -> set[int]:
        """The lines that go because the site repeats them."""
        sure = {index for index, line in self._known.items() if self._counts(line)}
        return sure - set(self._headlines())

    def _counts(self, line: _Known) -> bool:
        """Whether a line is repeated often enough for its length, and in its place."""
        below = line.index > self.last >= 0
        short = self._document.line(line.index).words < LONG_WORDS
        if short and below and line.documents > 1 and self._is_usual(line, TAIL_SHARE):
            return True
        neighbours = (line.before > 0) + (line.after > 0)
        if neighbours == 0 or line.documents + neighbours < 3:
            return False
        if line.index == self._first_prose_line and not self._is_usual(line, NOTE_SHARE):
            return False
        if short:
            return True
        if line.documents < 2 or neighbours < 2:
            return False
        if not below:
            return self._is_usual(line, LONG_SHARE)
        in_place = min(line.before, line.after) >= NOTE_IN_PLACE * line.documents
        return in_place and self._is_usual(line, NOTE_SHARE)

    def _is_usual(self, line: _Known, share: float) -> bool:
        return line.documents >= share * self._others

    def _headlines(self) -> Iterator[int]:
        """Lines above the running text that may be the article's headline, which other pages list."""
        above = [index for index in self._indexes if index < self.first][-HEADLINE_LINES:]
        for index in {*above, *self._indexes[:1]} & self._known.keys():
            enough_words = self._document.line(index).words >= HEADLINE_WORDS
            if enough_words and not self._is_usual(self._known[index], HEADLINE_SHARE):
                yield index

    def is_inside(self, index: int) -> bool:
        """Whether a line stands alone inside the running text, here and on most pages that have it."""
        line = self._known[index]
        in_a_row = line.before > 0 and line.after > 0
        return line.inside and not in_a_row and self.first < index < self.last

    def gaps(self, going: set[int]) -> Iterator[int]:
        """Short lines below the running text between repeated ones: what a list holds changes, its
        frame does not.
        """
        if self.last < 0:
            return
        gap: list[int] = []
        repeated_above = opened = False
        for index in self._indexes:
            if index <= self.last:
                continue
            line = self._document.line(index)
            if index in going:
                yield from gap
                gap, opened, repeated_above = [], repeated_above, True
                continue
            repeated_above = False
            sentence = line.ends_sentence and line.words > LABEL_WORDS
            opened = opened and len(gap) < GAP_LINES and not line.prose and not sentence
            gap = [*gap, index] if opened else []


def _evidence(
    document: Document, index: int, reason: str, *, weak: bool = False, gap: bool = False
) -> Evidence:
    line = document.line(index)
    # Positional, because thousands are made and names of arguments take a quarter more time.
    return Evidence(
        line.start,
        line.end,
        "repeated",
        "repetition",
        GAP_RULE if gap else RULE,
        reason,
        "weak" if weak else "strong",
        "line",
        "tail" if gap else "anywhere",
        fixed=True,
    )
