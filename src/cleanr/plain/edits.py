"""A text before and after edits, and the way back from the one to the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleanr.document import BREAKS


class Edit(NamedTuple):
    """What a step puts in the place of a part of the text."""

    start: int
    end: int
    put: str = ""
    """Nothing, or one character."""
    partner: int = -1
    """Start of the edit that takes away the other half of a pair of marks."""


def disjoint(edits: Sequence[Edit]) -> Sequence[Edit]:
    """Return these edits, which are in order, but those that begin inside another and their partners."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    if len(kept) == len(edits):
        return edits
    starts = {edit.start for edit in kept}
    return [edit for edit in kept if edit.partner < 0 or edit.partner in starts]


class Step:
    """Edits of a text, in order and without overlaps."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._size = len(text)
        self._shifts = list(accumulate((len(e.put) - (e.end - e.start) for e in edits), initial=0))
        """By how much the edits before each, and after these all of them, move what follows."""
        self._places = [e.start + shift for e, shift in zip(edits, self._shifts, strict=False)]
        """Where each edit is in :attr:`text`."""
        self._numbers = {e.start: number for number, e in enumerate(edits)}
        parts: list[str] = []
        at = 0
        for edit in edits:
            parts += (text[at : edit.start], edit.put)
            at = edit.end
        self.text = "".join((*parts, text[at:]))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text before that became this part of :attr:`text`.

        What was taken away around whole lines belongs to them, marks to what stands between a pair of them.
        """
        text = self.text
        begins, ends = start == 0 or text[start - 1] in BREAKS, end == len(text) or text[end] in BREAKS
        if begins and (ends or text[end - 1] in BREAKS):
            first = self._before(start)
            if end == len(text):
                return first, self._size
            return first, self._after(end) if text[end - 1] not in BREAKS else self._before(end)
        # Marks that stay must not come to stand beside a blank: they would be none.
        if any(edit.partner > edit.start for edit in self._at(start)):
            while text[end : end + 1] == " ":
                end += 1
        if any(0 <= edit.partner < edit.start for edit in self._at(end)):
            while start > 0 and text[start - 1] == " ":
                start -= 1
        first, last = self._after(start), self._before(end)
        for edit in self._at(start):
            if self._is_inside(edit.partner, start, end) and edit.start < edit.partner:
                first = min(first, edit.start)
        for edit in self._at(end):
            if self._is_inside(edit.partner, start, end) and edit.partner < edit.start:
                last = max(last, edit.end)
        return first, last

    def _at(self, place: int) -> Iterator[Edit]:
        """The edits at a place of :attr:`text`."""
        for number in range(bisect_left(self._places, place), len(self._places)):
            if self._places[number] != place:
                break
            yield self._edits[number]

    def _is_inside(self, partner: int, start: int, end: int) -> bool:
        """Whether the edit that begins at ``partner`` lies in this part of :attr:`text`."""
        number = self._numbers.get(partner)
        return number is not None and start <= self._places[number] <= end

    def _before(self, place: int) -> int:
        """Where a place was, before all that was taken away there."""
        return place - self._shifts[bisect_left(self._places, place)]

    def _after(self, place: int) -> int:
        """Where a place was, behind all that was taken away there."""
        number = bisect_left(self._places, place)
        while number < len(self._places) and self._places[number] == place and not self._edits[number].put:
            number += 1
        return place - self._shifts[number]
