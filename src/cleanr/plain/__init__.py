"""The text as its reader saw it, where it came in another form, and the way back to the text that was given.

Filters and the line model know lines as a page shows them. A text in HTML or Markdown, wrapped, or all in one
line is put into such lines first: one step after the other (:data:`FORMS`) says by what edits. What is then
removed is found again in the text that was given (:class:`Plain`), where tags and metadata go as well
(:mod:`cleanr.plain.given`). Nothing here changes what is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from cleanr.document import Document
from cleanr.phrases import PhraseBook, default_book
from cleanr.plain.edits import Edit, Step, disjoint
from cleanr.plain.front_matter import of_front_matter
from cleanr.plain.html import of_escaped_tags, of_tags
from cleanr.plain.markdown import of_links, of_marks
from cleanr.plain.one_line import of_labels, of_one_line, of_separated
from cleanr.plain.signs import of_gaps, of_notes, of_signs
from cleanr.plain.wrapped import of_indented, of_wrapped
from cleanr.record import Removal

EditsOf = Callable[[str], Sequence[Edit]]
"""By what edits a text in a form becomes the lines that a page shows; none for a text that is not in it."""

FORMS: tuple[tuple[EditsOf, int], ...] = (
    (of_front_matter, 1),
    (of_escaped_tags, 1),
    (of_tags, 1),
    (of_wrapped, 1),
    (of_indented, 1),
    (of_separated, 1),
    (of_one_line, 1),  # with the labels among its words
    (of_marks, 2),  # then in headings and quotes
    (of_links, 2),  # then around images
    (of_signs, 1),
    (of_notes, 1),
    (of_gaps, 1),
)
"""How texts are put into plain lines, in this order, and how often where there is something to do."""


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
            if not _step(text, steps, edits_of):
                break
            if edits_of is of_one_line:
                one_line = True
                _step(text, steps, partial(_of_labels, phrases or default_book()))
    return Plain(steps, one_line=one_line) if steps else None


def _step(text: str, steps: list[Step], edits_of: EditsOf) -> bool:
    """Go on from ``text`` after these steps by one more; whether there was something to do."""
    current = steps[-1].text if steps else text
    if edits := disjoint(edits_of(current)):
        steps.append(Step(current, edits))
    return bool(edits)


def _of_labels(phrases: PhraseBook, text: str) -> Sequence[Edit]:
    language = Document(text).plain_language
    return of_labels(text, partial(phrases.label, own=language), in_capitals=language == "de")


def plain_text(text: str) -> str:
    """Return the text alone; itself where it already is in such lines."""
    plain = in_plain_lines(text)
    return text if plain is None else plain.text


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
