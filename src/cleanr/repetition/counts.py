"""How often each line of one site was seen: counted document by document, in bounded memory.

Rare lines are forgotten by the method of lossy counting (Manku and Motwani, Approximate
Frequency Counts over Data Streams, VLDB 2002).  What is forgotten depends on the documents of
the site and their order alone, so it makes no difference how they are divided into updates.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from cleanr.repetition.lines import checksum

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

TEXT_CHARS = 80
"""Characters from which on a line is taken for running text while counting."""

TEXT_CHARS_UNSPACED = 30
"""The same in scripts that need fewer."""

_UNSPACED_FROM = "\u2e80"  # CJK and what follows it
_EDGE = 0  # stands for the line before the first and after the last
_SCALE = 1000  # positions are counted in thousandths of the document
_COUNT_BITS = 32


@dataclass(slots=True)
class LineCount:
    """What is known of one line of a site."""

    documents: int
    """Documents it stood in."""
    first: int
    """Number of the site's document in which it was first seen, from 1."""
    last: int
    """The same for the last one."""
    position_sum: int
    """Where it stood, summed over the documents, in thousandths of their lines."""
    inside: int
    """Documents in which it stood between lines of their own running text."""
    example: str
    """The line as it stood on one page."""
    checksum: int

    @property
    def position(self) -> float:
        """Where in a document it stands on average: 0 is the first line, 1 the last."""
        return self.position_sum / self.documents / _SCALE


class Once(NamedTuple):
    """What is known of a line that stood in one document."""

    document: int
    """The document's number."""
    position: int
    """Where it stood, in thousandths of the document."""
    inside: bool
    """Whether it stood between lines of running text."""
    is_text: bool
    """Whether it is running text."""


@dataclass(slots=True)
class SiteCounts:
    """The lines of one site that were seen in several documents, and what may become of others."""

    documents: int = 0
    """Documents counted."""
    repeats: int = 0
    """Documents left out because the same article had been counted before."""
    lines: dict[str, LineCount] = field(default_factory=dict)
    """Lines seen in two documents or more, by key."""
    once: dict[int, Once] = field(default_factory=dict)
    """Lines seen in one, by checksum."""
    pairs: dict[int, int] = field(default_factory=dict)
    """Lines that follow each other: both checksums to the number of documents (lower bits) and
    the document's number in which the pair was first seen."""
    articles: set[int] = field(default_factory=set)
    """Checksums of a few lines of running text of each document that is not in :attr:`once` any more."""
    forgotten: list[str] = field(default_factory=list)
    """Keys that were in :attr:`lines` and are not any more."""

    def count(self, keys: Sequence[str], examples: Sequence[str]) -> bool:
        """Count one document, given the keys of its lines and the lines themselves.

        Returns whether it was counted; a document whose article was seen before is not.
        """
        sums = self.checksums(keys)
        shares = self.shared_with_one(keys, sums)
        if self.repeats < REFETCHES * self.documents and min(shares) >= SAME_SHARE:
            self.repeats += 1
            return False
        self.documents += 1
        self._count_lines(keys, sums, examples)
        first = self.documents << _COUNT_BITS
        pairs = self.pairs
        for pair in dict.fromkeys(pairs_of(sums)):
            pairs[pair] = pairs.get(pair, first) + 1
        if self.documents % WINDOW == 0:
            self._forget()
        return True

    def checksums(self, keys: Sequence[str]) -> list[int]:
        """Return the checksum of each key; those of known lines are not computed again."""
        known = self.lines.get
        return [line.checksum if (line := known(key)) is not None else checksum(key) for key in keys]

    def _count_lines(self, keys: Sequence[str], sums: Sequence[int], examples: Sequence[str]) -> None:
        number, total, lines, once = self.documents, len(keys), self.lines, self.once
        first_text, last_text = self._running_text(keys)
        for index, key in enumerate(keys):
            line = lines.get(key)
            if line is not None:
                if line.last != number:
                    line.documents += 1
                    line.last = number
                    line.position_sum += index * _SCALE // total
                    line.inside += first_text < index < last_text
                continue
            position, inside = index * _SCALE // total, first_text < index < last_text
            before = once.get(sums[index])
            if before is None:
                once[sums[index]] = Once(number, position, inside, is_text(key))
            elif before.document != number:
                del once[sums[index]]
                lines[key] = LineCount(
                    documents=2,
                    first=before.document,
                    last=number,
                    position_sum=before.position + position,
                    inside=before.inside + inside,
                    example=examples[index],
                    checksum=sums[index],
                )

    def _running_text(self, keys: Sequence[str]) -> tuple[int, int]:
        """The first and the last line of running text that is the document's own."""
        own = [index for index, key in enumerate(keys) if is_text(key) and key not in self.lines]
        return (own[0], own[-1]) if own else (len(keys), -1)

    def shared_with_one(self, keys: Sequence[str], sums: Sequence[int]) -> tuple[float, float]:
        """Return how much of this document one of the last ones has, from 0 to 1: of its running
        text, and of all its lines.

        Lines that are furniture are left aside.
        """
        texts = every = 0
        shared_texts: defaultdict[int, int] = defaultdict(int)
        shared: defaultdict[int, int] = defaultdict(int)
        for key, number in self._own(keys, sums):
            size = len(key)
            text_size = size if is_text(key) else 0
            every += size
            texts += text_size
            line = self.lines.get(key)
            if line is not None:
                documents: tuple[int, ...] = (line.first, line.last)
            else:
                documents = (self.once[number].document,) if number in self.once else ()
            for document in documents:
                shared[document] += size
                shared_texts[document] += text_size
        most_text = max(shared_texts.values(), default=0)
        return most_text / max(1, texts), max(shared.values(), default=0) / max(1, every)

    def _own(self, keys: Sequence[str], sums: Sequence[int]) -> Iterator[tuple[str, int]]:
        """The lines that say which document it is, each once, with their checksums."""
        for key, number in dict(zip(keys, sums, strict=True)).items():
            if len(key) >= OWN_CHARS:
                line = self.lines.get(key)
                if line is None or line.documents < FURNITURE:
                    yield key, number

    def may_hold(self, keys: Sequence[str], sums: Sequence[int]) -> bool:
        """Whether a document may have been counted, or another version of its article."""
        if any(number in self.articles for _, number in self._own(keys, sums)):
            return True
        text, every = self.shared_with_one(keys, sums)
        if any(map(is_text, keys)):
            return text >= VERSION_SHARE
        return self.documents >= WINDOW or every >= VERSION_SHARE

    def _forget(self) -> None:
        """Drop what is rare; see :data:`WINDOW`."""
        now = self.documents
        rare = [key for key, line in self.lines.items() if line.documents * WINDOW <= now - line.first]
        for key in rare:
            del self.lines[key]
        self.forgotten += rare
        self._forget_once(now - WINDOW)
        mask = (1 << _COUNT_BITS) - 1
        self.pairs = {
            pair: seen
            for pair, seen in self.pairs.items()
            if (seen & mask) * WINDOW > now - (seen >> _COUNT_BITS)
        }

    def _forget_once(self, up_to: int) -> None:
        """Drop what was seen up to a document's number, but for what tells its article."""
        texts: defaultdict[int, list[int]] = defaultdict(list)
        for number, seen in self.once.items():
            if seen.document <= up_to and seen.is_text:
                texts[seen.document].append(number)
        for numbers in texts.values():
            self.articles.update(sorted(numbers)[:ARTICLE_LINES])
        self.once = {number: seen for number, seen in self.once.items() if seen.document > up_to}

    def pair_count(self, pair: int) -> int:
        """In how many documents two lines followed each other."""
        return self.pairs.get(pair, 0) & ((1 << _COUNT_BITS) - 1)

    # What is no line of several documents is stored as numbers: 12 bytes for each line, 16 for each pair.

    def pack_once(self) -> bytes:
        """Return :attr:`once` as bytes."""
        entries = sorted(self.once.items())
        return b"".join(
            _ONCE.pack(number, seen.document, seen.position << 2 | seen.inside << 1 | seen.is_text)
            for number, seen in entries
        )

    def pack_pairs(self) -> bytes:
        """Return :attr:`pairs` as bytes."""
        flat = [value for entry in sorted(self.pairs.items()) for value in entry]
        return struct.pack(f"<{len(flat)}Q", *flat)

    def pack_articles(self) -> bytes:
        """Return :attr:`articles` as bytes."""
        return struct.pack(f"<{len(self.articles)}I", *sorted(self.articles))

    def unpack(self, once: bytes, pairs: bytes, articles: bytes) -> None:
        """Take in what the three methods above returned."""
        self.articles = set(struct.unpack(f"<{len(articles) // 4}I", articles))
        self.once = {
            number: Once(document, where >> 2, bool(where & 2), bool(where & 1))
            for number, document, where in _ONCE.iter_unpack(once)
        }
        self.pairs = dict(struct.iter_unpack("<QQ", pairs))


_ONCE = struct.Struct("<III")


def pairs_of(sums: Sequence[int]) -> Iterator[int]:
    """The pairs of neighbouring lines: one more than there are lines, from edge to edge."""
    return (before << 32 | after for before, after in pairwise((_EDGE, *sums, _EDGE)))


def is_text(key: str) -> bool:
    """Whether a line is long enough to be running text, as far as that can be told while counting."""
    size = len(key)
    return size >= TEXT_CHARS or (size >= TEXT_CHARS_UNSPACED and key[0] >= _UNSPACED_FROM)
