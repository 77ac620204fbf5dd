"""What stays though the line model would take it: what may be the text itself, its headline or its lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cleanr.decide.broken import is_piece
from cleanr.decide.headings import TITLE_WORDS
from cleanr.decide.kept import figures, sections, series
from cleanr.decide.verdict import Verdict
from cleanr.document import LONG_PROSE_CHARS, Document, Line
from cleanr.folding import wording

if TYPE_CHECKING:
    from cleanr.line_model import Reading

CERTAIN = 0.9
"""Probability from which on the guards ask for less: the longest line goes where a quarter as much running
text stays, a line of which a filter knows the part that goes, or some sentences are worded like boilerplate,
does so as a whole, and so does one in quotation marks where wording tells of boilerplate."""

LONGEST = 0.75
"""Probability from which on the longest line goes, where as much running text stays."""

LEAD = 0.85
"""Probability from which on the first line of running text goes: it is likely the article's first."""

HEADLINE = 0.9
"""Probability from which on the first such line goes, and the last one."""

HEAD = 0.7
"""Probability from which on those between go."""

HEADING = 0.75
"""Probability from which on a short line goes that stands right above running text which stays: it may
be the heading of that."""

ENTRIES = 3
"""Lines in a row that make a list: each begins with a date, a time or a number of its own, and a colon."""

_ENTRY = re.compile(r"((?=\D{0,40}\d)(?:[^:：]|(?<=\d)[:：](?=\d)){1,40})[:：]\s*[^\s\d/]")


class Taken(NamedTuple):
    """What would go of a document."""

    document: Document
    reading: Reading
    verdicts: Mapping[int, Verdict]
    """Those on all lines with evidence, by their index."""
    going: Mapping[int, Verdict]
    """Those of lines that go for it."""
    found: dict[int, int]
    """The other lines, which the model takes, by their index, with their rows in the reading."""


def spare(taken: Taken) -> None:
    """Take out of what was ``found`` what a guard keeps."""
    for guard in (
        _spare_longest,
        _spare_lead,
        _spare_headline,
        _spare_headings,
        _spare_entries,
        _spare_figures,
        _spare_series,
        _spare_sections,
        _spare_pieces,
    ):
        if taken.found:
            guard(taken)


def _spare_longest(taken: Taken) -> None:
    """Keep the longest line, which is most likely the text itself, below :data:`LONGEST` or where less
    running text stays (a quarter as much from :data:`CERTAIN` on).
    """
    document, reading, _, going, found = taken
    starts = document.starts
    longest = max(reading.indexes, key=lambda i: (starts[i + 1] - starts[i], -i))
    if longest not in found:
        return
    staying = sum(
        starts[i + 1] - starts[i]
        for i in reading.indexes
        if i not in found and i not in going and document.line(i).prose
    )
    likely = reading.probabilities[found[longest]]
    asked = (starts[longest + 1] - starts[longest]) / (4 if likely >= CERTAIN else 1)
    if likely < LONGEST or staying < asked:
        del found[longest]


def _spare_lead(taken: Taken) -> None:
    """Keep the first line of running text that no evidence takes, below :data:`LEAD`."""
    document, reading, _, going, found = taken
    running = (index for index in reading.indexes if index not in going and document.line(index).prose)
    lead = next(running, None)
    if lead in found and reading.probabilities[found[lead]] < LEAD:
        del found[lead]


def _spare_headline(taken: Taken) -> None:
    """Keep what is likely the headline: the first line with some words above the running text, or the last
    one, and the likeliest where none of them would stay.
    """
    document, reading, _, going, found = taken
    above: list[int] = []
    for row, index in enumerate(reading.indexes):
        if index in going:
            continue
        if document.line(index).prose and index not in found:
            lead = document.line(index)
            break
        above.append(row)
    else:
        return  # no running text, so nothing stands above it
    begin = wording(lead.text[:LONG_PROSE_CHARS])
    head = [row for row in above if _may_be_headline(document.line(reading.indexes[row]), begin)]
    short = [row for row in head if not document.line(reading.indexes[row]).prose]
    likely = {*short[:1], *short[-1:]}
    for row in head:
        if reading.probabilities[row] < (HEADLINE if row in likely else HEAD):
            found.pop(reading.indexes[row], None)
    if head and all(reading.indexes[row] in found for row in head):
        likeliest = min(short or head, key=lambda row: (reading.probabilities[row], -row))
        del found[reading.indexes[likeliest]]


def _may_be_headline(line: Line, begin: str) -> bool:
    """Whether a line above the text has words enough, or the text begins with it: "Otters are mammals"."""
    return line.words >= TITLE_WORDS or begin.startswith(wording(line.text) + " ")


def _spare_headings(taken: Taken) -> None:
    """Keep short lines right above running text that stays, below :data:`HEADING`, and those whose wording
    counts elsewhere: they are what the text below is about.
    """
    document, reading, verdicts, going, found = taken
    for index, row in sorted(found.items(), reverse=True):  # of two headings the lower one first
        below = row + 1
        misplaced = index in verdicts and verdicts[index].kind == "misplaced"
        if (
            (misplaced or reading.probabilities[row] < HEADING)
            and below < len(reading.indexes)
            and reading.indexes[below] not in found
            and reading.indexes[below] not in going
            and not document.line(index).prose
            and document.line(reading.indexes[below]).prose
        ):
            del found[index]


def _spare_entries(taken: Taken) -> None:
    """Keep a calendar, a timetable and the like ("8 May: Coopers' Day") where no wording speaks of it."""
    document, reading, verdicts, _, found = taken
    run: list[tuple[int, str]] = []
    for index in [*reading.indexes, -1]:
        known = index < 0 or index in verdicts
        entry = None if known else _ENTRY.match(document.line(index).text)
        if entry:
            run.append((index, entry[1]))
            continue
        if len({label for _, label in run}) >= ENTRIES:
            for listed, _ in run:
                found.pop(listed, None)
        run.clear()


def _spare_figures(taken: Taken) -> None:
    """Keep the rows of tables of figures where no wording speaks of them."""
    document, _, verdicts, _, found = taken
    for index in document.fact(figures):
        if index not in verdicts:
            found.pop(index, None)


def _spare_series(taken: Taken) -> None:
    """Keep a numbered list of which less than half would go, but for what is worded like boilerplate: such
    lists stay or go as a whole.
    """
    document, _, verdicts, going, found = taken
    for members in document.fact(series):
        stay = sum(index not in found and index not in going for index in members)
        if 2 * stay > len(members):
            for index in members:
                if index not in verdicts:
                    found.pop(index, None)


def _spare_sections(taken: Taken) -> None:
    """Keep what stands between the numbered headings of a text, as terms and manuals have them, and the line
    below the last, but for what is worded like boilerplate itself.
    """
    document = taken.document
    for first, *_, last in document.fact(sections):
        for index in range(first, document.neighbours(last)[-1] + 1):
            verdict = taken.verdicts.get(index)
            if verdict is None or document.line_at(verdict.evidence.start) != index:
                taken.found.pop(index, None)


def _spare_pieces(taken: Taken) -> None:
    """Keep the pieces of broken sentences of which other pieces stay."""
    document, _, verdicts, going, found = taken

    def stays(index: int) -> bool:
        return index not in found and index not in going

    for order in (sorted(found), sorted(found, reverse=True)):
        for index in order:
            if index in found and index not in verdicts and is_piece(document, index, stays):
                del found[index]
