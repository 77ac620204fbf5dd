"""The text as its reader saw it, where it came in another form, and the way back to the text that was given.

Filters and the line model know lines as a page shows them. Where a text comes in another form, it is put
into such lines first, by one step of edits after the other (:mod:`cleanr.forms`); what is then removed is
found again in the text that was given. Nothing here changes what is returned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from cleanr.document import Document
from cleanr.forms import FORMS, Edit, of_one_line
from cleanr.record import Removal
from cleanr.tags import BREAKS


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


class Plain:
    """A text in plain lines, and the way back from them."""

    def __init__(self, steps: Sequence[Step], *, one_line: bool) -> None:
        self.text = steps[-1].text
        self._steps = steps
        self._one_line = one_line

    def shown(self, document: Document) -> Document:
        """The document that was given, in these lines."""
        return replace(document, text=self.text, one_line=self._one_line)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text that was given which became this part of :attr:`text`."""
        for step in reversed(self._steps):
            start, end = step.origin(start, end)
        return start, end

    def in_original(self, text: str, removals: Iterable[Removal]) -> list[Removal]:
        """The same removals in ``text``, which was given; repairs are to be looked for anew there."""
        found: list[Removal] = []
        for removal in removals:
            if removal.category == "encoding":
                continue
            start, end = self.origin(removal.start, removal.end)
            rewritten = removal.replacement and text[start:end] != removal.text
            if not rewritten and (found[-1].end if found else 0) <= start < end:
                found.append(replace(removal, start=start, end=end, text=text[start:end]))
        return found


def in_plain_lines(text: str) -> Plain | None:
    """Return ``text`` in lines as a page shows them, ``None`` where it already is.

    >>> in_plain_lines("Rain is on its way.\\nMore on this topic") is None
    True
    >>> in_plain_lines("## Rain\\n\\n**It** will [pour](https://example.org/rain).").text
    'Rain\\n\\nIt will pour.'
    """
    steps: list[Step] = []
    one_line = False
    for edits_of, times in FORMS:
        for _ in range(times):
            current = steps[-1].text if steps else text
            if not (edits := disjoint(edits_of(current))):
                break
            steps.append(Step(current, edits))
            one_line = one_line or edits_of is of_one_line
    return Plain(steps, one_line=one_line) if steps else None


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


def plain_text(text: str) -> str:
    """Return the text alone; itself where it already is in such lines."""
    seen = in_plain_lines(text)
    return text if seen is None else seen.text
