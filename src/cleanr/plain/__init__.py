"""The text as its reader saw it, where it came in another form, and the way back to the text that was given.

Filters and the line model know lines as a page shows them. Where a text comes in another form, it is put
into such lines first, by one step of edits after the other (:mod:`cleanr.plain.forms`); what is then removed is
found again in the text that was given. Nothing here changes what is returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from cleanr.document import Document
from cleanr.phrases import PhraseBook, default_book
from cleanr.plain.edits import Step, disjoint
from cleanr.plain.forms import FORMS
from cleanr.plain.linebreaks import of_labels, of_one_line
from cleanr.record import Removal


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
        """The same removals in ``text``, which was given, but rewrites of what stands otherwise there."""
        found: list[Removal] = []
        for removal in removals:
            start, end = self.origin(removal.start, removal.end)
            if removal.replacement:  # of the marks around it nothing is rewritten
                if text[start:end].count(removal.text) != 1:
                    continue
                start = text.index(removal.text, start)
                end = start + len(removal.text)
            if (found[-1].end if found else 0) <= start < end:
                found.append(replace(removal, start=start, end=end, text=text[start:end]))
        return found


def in_plain_lines(text: str, phrases: PhraseBook | None = None) -> Plain | None:
    """Return ``text`` in lines as a page shows them, ``None`` where it already is.

    What ``phrases`` know as lines (``None`` for those of the package) stands by itself where all was in one.

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
            if edits_of is of_one_line:
                one_line = True
                current = steps[-1].text
                own = Document(current).plain_language
                known = partial((phrases or default_book()).label, own=own)
                if edits := of_labels(current, known, in_capitals=own == "de"):
                    steps.append(Step(current, edits))
    return Plain(steps, one_line=one_line) if steps else None


def plain_text(text: str) -> str:
    """Return the text alone; itself where it already is in such lines."""
    seen = in_plain_lines(text)
    return text if seen is None else seen.text
