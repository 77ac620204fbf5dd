"""How often each line of one site was seen: counted document by document, in bounded memory.

Rare lines are forgotten by the method of lossy counting (Manku and Motwani, Approximate
Frequency Counts over Data Streams, VLDB 2002).  What is forgotten depends on the documents of
the site and their order alone, so it makes no difference how they are divided into updates.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import add, attrgetter
from typing import Any

from cleanr.repetition.lines import Key

WINDOW = 32
"""Documents after each of which a site's rare lines are forgotten: those that stood on fewer than
one in so many documents since they were first seen."""

FURNITURE = 3
"""Documents from which on a line is the site's, when it is asked whether two documents are one."""

SAME_SHARE = 0.8
"""Share of a document's own lines, by length, that an earlier one has if both are the same article."""

VERSION_SHARE = 0.5
"""The same share if one of them may be an older version of the other."""

OWN_CHARS = 20
"""Characters from which on a line says anything about that."""

ARTICLE_LINES = 3
"""Lines of running text by which an article is recognised when its other lines are forgotten."""

REFETCHES = 2
"""Documents left out for each that is counted; beyond that they are no doubles, whatever they share."""

_checksum_of = attrgetter("checksum")
_EDGE = 0  # stands for the line before the first and after the last
_SCALE = 1000  # positions are counted in thousandths of the document


@dataclass(frozen=True, slots=True)
class LineCount:
    """What is known of one line of a site."""

    documents: int
    """Documents it stood in."""
    first: int
    """Number of the site's document in which it was first seen, from 1."""
    last: int
    """The same for the last one."""
    position: float
    """Where in a document it stands on average: 0 is the first line, 1 the end."""
    inside: int
    """Documents in which it stood between lines of their own running text."""
    example: str
    """The line as it stood on one page."""


@dataclass(slots=True)
class SiteCounts:
    """The lines of one site, by the checksum of their keys, and which of them follow each other.

    One dictionary for each figure, because that is what counts fastest.
    """

    documents: int = 0
    """Documents counted."""
    repeats: int = 0
    """Documents left out because the same article had been counted before."""
    seen: Counter[int] = field(default_factory=Counter)
    """Documents that each line stood in."""
    first: dict[int, int] = field(default_factory=dict)
    """The number of the document in which it was first seen."""
    last: dict[int, int] = field(default_factory=dict)
    """The number of the document in which it was last seen."""
    position_sum: dict[int, int] = field(default_factory=dict)
    """Where it stood, in thousandths of the document, summed over the documents."""
    inside: Counter[int] = field(default_factory=Counter)
    """Documents in which it stood between lines of their own running text."""
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Key and example of each line that stood in two documents or more."""
    texts: set[int] = field(default_factory=set)
    """Lines that are running text, of those that stood in one document."""
    pairs: Counter[int] = field(default_factory=Counter)
    """Documents that each pair of neighbouring lines stood in."""
    first_pair: dict[int, int] = field(default_factory=dict)
    """The number of the document in which each pair was first seen."""
    articles: set[int] = field(default_factory=set)
    """A few lines of running text of each document whose rare lines are forgotten."""
    forgotten: list[int] = field(default_factory=list)
    """Lines that were in :attr:`names` and are not any more."""

    def count(self, keys: Sequence[Key], example: Callable[[int], str]) -> bool:
        """Count one document, given the keys of its lines, and the lines themselves by their number.

        Returns whether it was counted; a document whose article was seen before is not.
        """
        may_repeat = self.repeats < REFETCHES * self.documents
        if may_repeat and min(self._shared_with_one(self._own(keys))) >= SAME_SHARE:
            self.repeats += 1
            return False
        self.documents += 1
        sums = list(map(_checksum_of, keys))
        # Where each line stands first; a line counts once in a document.
        places = dict(zip(reversed(sums), range(len(sums) - 1, -1, -1), strict=True))
        self._count_lines(keys, places, example)
        pairs = set(pairs_of(sums))
        # Not `pairs - first_pair.keys()`, which goes through all that is known of the site.
        self.first_pair.update(dict.fromkeys(pairs.difference(self.first_pair), self.documents))
        self.pairs.update(pairs)
        if self.documents % WINDOW == 0:
            self._forget()
        return True

    def _count_lines(
        self, keys: Sequence[Key], places: dict[int, int], example: Callable[[int], str]
    ) -> None:
        seen, number, total = self.seen, self.documents, len(keys)
        texts = [place for place, key in enumerate(keys) if key.is_text and seen.get(key.checksum, 0) < 2]
        if texts:
            begin, end = texts[0], texts[-1]
            self.inside.update([line for line, place in places.items() if begin < place < end])
        new = set(places).difference(self.first)
        for line in [line for line, times in zip(places, map(seen.get, places), strict=True) if times == 1]:
            place = places[line]
            self.names[line] = (keys[place].text, example(place))
            self.texts.discard(line)
        self.texts.update(keys[place].checksum for place in texts if keys[place].checksum in new)
        seen.update(places.keys())
        self.first.update(dict.fromkeys(new, number))
        self.last.update(dict.fromkeys(places, number))
        positions = [place * _SCALE // total for place in places.values()]
        before = map(self.position_sum.get, places, repeat(0))
        self.position_sum.update(list(zip(places, map(add, before, positions), strict=True)))

    def may_hold(self, keys: Sequence[Key]) -> bool:
        """Whether a document may have been counted, or another version of its article."""
        own = self._own(keys)
        if self.articles and any(key.checksum in self.articles for key in own):
            return True
        text, every = self._shared_with_one(own)
        if any(key.is_text for key in keys):
            return text >= VERSION_SHARE
        return self.documents >= WINDOW or every >= VERSION_SHARE

    def _shared_with_one(self, own: Sequence[Key]) -> tuple[float, float]:
        """Return how much of this document one of the last ones has, from 0 to 1: of its running
        text, and of all its lines.
        """
        first = self.first
        known = [key for key in own if key.checksum in first]
        if not known:  # as in most documents: their own lines are new
            return 0.0, 0.0
        shared_texts: defaultdict[int, int] = defaultdict(int)
        shared: defaultdict[int, int] = defaultdict(int)
        for text, checksum, is_text in known:
            for document in {first[checksum], self.last[checksum]}:
                shared[document] += len(text)
                shared_texts[document] += len(text) if is_text else 0
        every = sum([len(key.text) for key in own])
        texts = sum([len(key.text) for key in own if key.is_text])
        return max(shared_texts.values()) / max(1, texts), max(shared.values()) / every

    def _own(self, keys: Sequence[Key]) -> list[Key]:
        """The lines that say which document it is: furniture is left aside."""
        seen = self.seen.get
        return [key for key in keys if len(key.text) >= OWN_CHARS and seen(key.checksum, 0) < FURNITURE]

    def _forget(self) -> None:
        """Drop what is rare; see :data:`WINDOW`."""
        now = self.documents
        rare = [line for line, first in self.first.items() if self.seen[line] * WINDOW <= now - first]
        articles: defaultdict[int, list[int]] = defaultdict(list)
        for line in self.texts.intersection(rare):
            articles[self.first[line]].append(line)
        for lines in articles.values():
            self.articles.update(sorted(lines)[:ARTICLE_LINES])
        self.forgotten += self.names.keys() & rare
        for figures in (self.seen, self.first, self.last, self.position_sum, self.inside, self.names):
            _drop(figures, rare)
        self.texts.difference_update(rare)
        rare = [pair for pair, first in self.first_pair.items() if self.pairs[pair] * WINDOW <= now - first]
        _drop(self.pairs, rare)
        _drop(self.first_pair, rare)

    def lines(self) -> dict[str, LineCount]:
        """Return what is known of each line that stood in two documents or more, by its key."""
        return {
            key: LineCount(
                documents=self.seen[line],
                first=self.first[line],
                last=self.last[line],
                position=self.position_sum[line] / self.seen[line] / _SCALE,
                inside=self.inside[line],
                example=example,
            )
            for line, (key, example) in sorted(self.names.items(), key=lambda item: item[1])
        }

    # Lines of one document, pairs and articles are stored as columns of numbers: 16 bytes for each
    # line, 16 for each pair, 12 for each article.

    def pack(self) -> tuple[bytes, bytes, bytes]:
        """Return lines seen once, pairs, and articles as bytes."""
        once = sorted(self.seen.keys() - self.names.keys())
        inside, texts = self.inside, self.texts
        facts = [inside.get(line, 0) << 1 | (line in texts) for line in once]
        pairs = sorted(self.pairs)
        return (
            _columns("IIII", once, _in_order(self.first, once), _in_order(self.position_sum, once), facts),
            _columns("QII", pairs, _in_order(self.pairs, pairs), _in_order(self.first_pair, pairs)),
            _columns("I", sorted(self.articles)),
        )

    def unpack(self, once: bytes, pairs: bytes, articles: bytes) -> None:
        """Take in what :meth:`pack` returned."""
        lines, first, position, facts = _from_columns("IIII", once)
        self.seen.update(lines)
        self.first.update(zip(lines, first, strict=True))
        self.last.update(self.first)
        self.position_sum.update(zip(lines, position, strict=True))
        for line, fact in zip(lines, facts, strict=True):
            if fact & 2:
                self.inside[line] = 1
            if fact & 1:
                self.texts.add(line)
        numbers, documents, first_pair = _from_columns("QII", pairs)
        self.pairs = Counter(dict(zip(numbers, documents, strict=True)))
        self.first_pair = dict(zip(numbers, first_pair, strict=True))
        self.articles = set(*_from_columns("I", articles))


def _in_order(figures: dict[int, int], lines: Sequence[int]) -> list[int]:
    return list(map(figures.__getitem__, lines))


def _columns(kinds: str, *columns: Sequence[int]) -> bytes:
    """Numbers of the kinds that ``array`` names, one column after the other."""
    return b"".join(_little_endian(array(kind, column)) for kind, column in zip(kinds, columns, strict=True))


def _little_endian(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _from_columns(kinds: str, packed: bytes) -> list[list[int]]:
    sizes = [array(kind).itemsize for kind in kinds]
    count = len(packed) // sum(sizes)
    columns, at = [], 0
    for kind, size in zip(kinds, sizes, strict=True):
        column = array(kind, packed[at : at + count * size])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column.tolist())
        at += count * size
    return columns


def pairs_of(sums: Sequence[int]) -> list[int]:
    """Return the pairs of neighbouring lines: one more than there are lines, from edge to edge."""
    return [before << 32 | after for before, after in zip((_EDGE, *sums), (*sums, _EDGE), strict=True)]


def _drop(figures: dict[int, Any], lines: Iterable[int]) -> None:
    for line in lines:
        figures.pop(line, None)
