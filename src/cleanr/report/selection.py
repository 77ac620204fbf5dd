"""Which documents a report shows where a record has more than one file should hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heappop, heappush

from cleanr.io.record_reader import RecordEntry
from cleanr.report.excerpt import FULL_TEXT
from cleanr.report.survey import Survey
from cleanr.report.suspicion import Suspicion, suspicion


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a report holds; beyond that it shows the most suspicious documents and a sample."""

    documents: int = 5000
    characters: int = 50_000_000
    """Of all documents shown, as they were before cleaning."""

    def __post_init__(self) -> None:
        if self.documents < 2 or self.characters < 2 * FULL_TEXT:
            raise ValueError(f"a report has room for 2 documents and {2 * FULL_TEXT:,} characters at least")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document that the report shows."""

    order: int
    """Its number in the record, from 0 on."""
    offset: int
    """Where its line starts in the record file, in bytes."""
    size: int
    """Characters that it takes, about."""
    suspicion: Suspicion


def choose(entries: Iterable[tuple[int, RecordEntry]], whole: Survey, limits: Limits) -> list[Chosen]:
    """Return the documents to show, in the order of the record: all of them where they are few enough.

    Else half of the room is for the most suspicious documents, and half for a sample of the others
    that depends on nothing but their numbers.
    """
    documents = (
        Chosen(order, offset, min(entry.chars_in, FULL_TEXT), suspicion(entry, whole.lines))
        for order, (offset, entry) in enumerate(entries)
    )
    if whole.documents <= limits.documents and whole.chars_in <= limits.characters:
        return list(documents)
    suspicious = _Best(limits.documents // 2, limits.characters // 2)
    sample = _Best(limits.documents - limits.documents // 2, limits.characters - limits.characters // 2)
    for document in documents:
        for other in suspicious.add(document, document.suspicion.score):
            sample.add(other, _draw(other.order))
    return sorted([*suspicious, *sample], key=lambda document: document.order)


class _Best:
    """The documents of the highest ranks that fit in."""

    def __init__(self, documents: int, characters: int) -> None:
        self._documents = documents
        self._characters = characters
        self._heap: list[tuple[float, int, Chosen]] = []

    def __iter__(self) -> Iterator[Chosen]:
        return (document for _, _, document in self._heap)

    def add(self, document: Chosen, rank: float) -> list[Chosen]:
        """Take a document in, and return those that have no room any more."""
        heappush(self._heap, (rank, -document.order, document))
        self._characters -= document.size
        left = []
        while len(self._heap) > self._documents or self._characters < 0:
            left.append(heappop(self._heap)[2])
            self._characters += left[-1].size
        return left


def _draw(order: int) -> float:
    """Return a number that looks random and is the same each time."""
    return int.from_bytes(blake2b(str(order).encode(), digest_size=6).digest(), "big") / 2**48
