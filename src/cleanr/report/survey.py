"""Sums over all documents of a record, whatever of them the report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleanr.io.record_reader import RecordEntry
from cleanr.record import CATEGORIES
from cleanr.report.removed_lines import REWRITES, LineCounts, removed_lines


@dataclass(slots=True)
class CategoryCount:
    """What one category took away."""

    cuts: int = 0
    characters: int = 0
    documents: int = 0


@dataclass(slots=True)
class Survey:
    """The record as a whole."""

    documents: int = 0
    changed: int = 0
    """Documents that lost anything but white space."""
    chars_in: int = 0
    chars_out: int = 0
    cuts: int = 0
    """Removals, rewrites aside."""
    categories: dict[str, CategoryCount] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    lines: LineCounts = field(default_factory=LineCounts)

    def add(self, entry: RecordEntry) -> None:
        """Count one document."""
        self.documents += 1
        self.chars_in += entry.chars_in
        self.chars_out += entry.chars_out
        seen = set()
        for removal in entry.removed:
            count = self.categories.setdefault(removal.category, CategoryCount())
            count.cuts += 1
            count.characters += removal.end - removal.start
            if removal.category not in seen:
                seen.add(removal.category)
                count.documents += 1
            self.cuts += removal.category not in REWRITES
        self.changed += bool(seen - REWRITES)
        self.flags.update({flag.partition(":")[0] for flag in entry.flags})
        self.lines.add(list(removed_lines(entry)))

    def by_size(self) -> list[tuple[str, CategoryCount]]:
        """Return the categories, the one that took most characters first, rewrites last."""
        rank = {category: number for number, category in enumerate(CATEGORIES)}
        return sorted(
            self.categories.items(),
            key=lambda item: (
                item[0] in REWRITES,
                -item[1].characters,
                rank.get(item[0], len(rank)),
                item[0],
            ),
        )


def survey(entries: Iterable[RecordEntry]) -> Survey:
    """Return the sums over all entries.

    >>> survey([RecordEntry("a.txt", "a.txt", 5, 5)]).documents
    1
    """
    whole = Survey()
    for entry in entries:
        whole.add(entry)
    return whole
