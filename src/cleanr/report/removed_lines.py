"""The lines that were removed, and in how many documents each: site furniture and mistakes both show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanr.document import Document
from cleanr.io.record_reader import RecordEntry
from cleanr.record import FOLLOWING

REWRITES = frozenset(FOLLOWING)
"""Categories of which nothing that was written is lost."""

COMPARED = 1000
"""Characters of a line that tell it from others."""

MOST_LINES = 200_000
"""Different lines that are counted at once; some 60 MB at the length that removed lines have."""


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """One line of a removal."""

    text: str
    """Without the white space around it, cut off at :data:`COMPARED` characters."""
    category: str
    rule: str
    prose: bool
    """Whether it reads like running text."""
    length: int
    """Characters of the whole line."""


def removed_lines(entry: RecordEntry) -> Iterator[RemovedLine]:
    """Yield the lines that a document lost, blank ones and rewrites aside."""
    for removal in entry.removed:
        if removal.category in REWRITES:
            continue
        document = Document(removal.text)
        for line in map(document.line, range(document.line_count)):
            if not line.blank:
                text = line.text[:COMPARED]
                yield RemovedLine(text, removal.category, removal.rule, line.prose, len(line.text))


@dataclass(slots=True)
class LineCount:
    """How often a line was removed."""

    rule: str
    """That of its first removal."""
    prose: bool
    missed: int = 0
    """Documents that may have lost it before it was counted, at most: it may have been forgotten."""
    documents: int = 0
    times: int = 0


class LineCounts:
    """Counts over documents, in bounded memory.

    Where there are more different lines than fit, the rarest are forgotten (lossy counting: Manku
    and Motwani, *Approximate frequency counts over data streams*, 2002).

    >>> counts = LineCounts()
    >>> counts.add([RemovedLine("Share", "social", "en.social.share", False, 5)] * 2)
    >>> counts.documents("Share", "social"), counts.most_frequent(1)[0][1].times
    (1, 2)
    """

    def __init__(self, most: int = MOST_LINES) -> None:
        self._most = most
        self._counts: dict[tuple[str, str], LineCount] = {}
        self.forgotten = 0
        """How many documents a count may be too low by, at most; that of a line by its ``missed``."""

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, lines: list[RemovedLine]) -> None:
        """Count the lines of one document."""
        keys = set()
        for line in lines:
            key = (line.text, line.category)
            count = self._counts.get(key)
            if count is None:
                count = self._counts[key] = LineCount(line.rule, line.prose, self.forgotten)
            count.times += 1
            if key not in keys:
                keys.add(key)
                count.documents += 1
        while len(self._counts) > self._most:
            self.forgotten += 1
            self._counts = {k: c for k, c in self._counts.items() if c.documents + c.missed > self.forgotten}

    def documents(self, text: str, category: str) -> int:
        """Return how many documents lost this line."""
        count = self._counts.get((text, category))
        return count.documents if count else 0

    def most_frequent(self, number: int) -> list[tuple[tuple[str, str], LineCount]]:
        """Return ``(text, category)`` and count of the most frequent lines, in a fixed order."""
        ranked = sorted(self._counts.items(), key=lambda item: (-item[1].documents, -item[1].times, item[0]))
        return ranked[:number]
