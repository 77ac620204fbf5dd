"""Where the article's running text begins and ends."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from cleanr.document import Document
from cleanr.record import Evidence

MAX_BELOW_COMMENTS = 0.3
"""Share of a document's running text that may stand below the widget readers comment in."""


class Body:
    """Where the running text of a document begins and ends, evidence left aside.

    What readers wrote below an article is running text too, so the text ends where a comment
    widget begins, unless much of the text stands below that.
    """

    def __init__(self, document: Document, evidence: list[Evidence]) -> None:
        self._document = document
        taken: set[int] = set()
        for item in evidence:
            first = document.line_at(item.start)
            last = document.line_at(item.end - 1) if item.scope == "block" else first
            if item.strength == "strong":
                taken.update(range(first, last + 1))
        filled = document.filled
        self.first = next(
            (i for i in filled if i not in taken and document.line(i).prose), document.line_count
        )
        self.last = next((i for i in reversed(filled) if i not in taken and document.line(i).prose), -1)
        widgets = [
            document.line_at(item.start)
            for item in evidence
            if item.category == "comments" and item.strength == "strong"
        ]
        if any(index < self.last for index in widgets):
            self._end_at_comments(widgets, taken)

    def _end_at_comments(self, widgets: list[int], taken: set[int]) -> None:
        """Move the end up to the first widget below which there is little text."""
        document = self._document
        prose = [i for i in range(self.first, self.last + 1) if i not in taken and document.line(i).prose]
        above = [0, *accumulate(len(document.line(i).text) for i in prose)]
        for widget in sorted(widgets):
            before = bisect_left(prose, widget)
            if before and above[-1] - above[before] <= MAX_BELOW_COMMENTS * above[-1]:
                self.last = min(self.last, prose[before - 1])
                return

    def in_head(self, index: int) -> bool:
        """Whether a line stands above the running text."""
        return index < self.first and self.last >= 0

    def in_tail(self, index: int) -> bool:
        """Whether a line stands below it."""
        return index > self.last >= 0

    def allows(self, item: Evidence, index: int) -> bool:
        """Whether evidence on a line stands in the part of the document where it counts."""
        if item.where == "head":
            return index < self.first
        if item.where == "tail":
            return index > self.last
        return True
