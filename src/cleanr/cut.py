"""Cut removals out of a text: the only function that changes it, and the blank lines it leaves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from cleanr.document import Document
from cleanr.record import Removal

AROUND_CUT = "whitespace.around-cut"
"""The rule of the white space that goes along with a cut."""


def cut(document: Document, removals: Sequence[Removal]) -> tuple[str, tuple[Removal, ...]]:
    """Return the text without the removals, and these with the blank lines that went along.

    ``removals`` are in order and do not overlap.
    """
    complete = _with_blank_lines(document, removals)
    parts, at = [], 0
    for removal in complete:
        parts.append(document.text[at : removal.start])
        parts.append(removal.replacement)
        at = removal.end
    parts.append(document.text[at:])
    return "".join(parts), tuple(complete)


def _with_blank_lines(document: Document, removals: Sequence[Removal]) -> list[Removal]:
    """Add removals of white space, so that a cut leaves no hole: at most the larger of the
    gaps above and below it, and nothing at the ends of the document.
    """
    gone = _whole_lines(document, removals)
    spaces = _beside_spans(document, [r for r in removals if not r.replacement and r.start not in gone])
    blank: list[Removal] = []
    if gone:
        covered = _covered_lines(document, gone)
        for first, last in _regions(document, covered):
            blank += _surplus(document, covered, first, last)
        blank = [left for b in blank if (left := _uncovered(document, b, removals))]
    # What was to be rewritten in a blank line goes with the line.
    cuts = sorted([*(r for r in removals if not _within(r, blank)), *blank], key=lambda r: r.start)
    return sorted([*cuts, *_between_cuts(document, spaces, cuts)], key=lambda r: r.start)


def _between_cuts(document: Document, spaces: Sequence[Removal], cuts: Sequence[Removal]) -> list[Removal]:
    """What of the white space beside cuts is in no other cut; all are in order."""
    free = []
    at = 0
    for space in spaces:
        number = bisect_right(cuts, space.start, key=lambda c: c.start)
        start = max(at, space.start, cuts[number - 1].end if number else 0)
        end = min(space.end, cuts[number].start if number < len(cuts) else space.end)
        if start < end:
            free.append(_space(document, start, end))
            at = end
    return free


def _uncovered(document: Document, blank: Removal, removals: Sequence[Removal]) -> Removal | None:
    """What is left of white space beside cuts: one within lines can reach over the break at its end."""
    before = bisect_right(removals, blank.start, key=lambda r: r.start)
    start = max(blank.start, removals[before - 1].end if before else 0)
    inside = bisect_left(removals, blank.end, key=lambda r: r.start)
    reaching = before < inside and removals[inside - 1].end > blank.end
    end = removals[inside - 1].start if reaching else blank.end
    return _space(document, start, end) if start < end else None


def _within(removal: Removal, stretches: Sequence[Removal]) -> bool:
    """Whether a removal lies inside one of these stretches, which are in order."""
    at = bisect_right(stretches, removal.start, key=lambda s: s.start)
    return at > 0 and removal.end <= stretches[at - 1].end


def _whole_lines(document: Document, removals: Sequence[Removal]) -> dict[int, Removal]:
    """Removals that begin and end at line boundaries, by their start."""
    boundaries = document.boundaries
    return {
        r.start: r
        for r in removals
        if not r.replacement and r.start in boundaries and (r.end in boundaries) and r.end > r.start
    }


def _covered_lines(document: Document, gone: dict[int, Removal]) -> set[int]:
    covered: set[int] = set()
    for removal in gone.values():
        covered.update(range(document.line_at(removal.start), document.line_at(removal.end - 1) + 1))
    return covered


def _regions(document: Document, covered: set[int]) -> list[tuple[int, int]]:
    """Stretches of removed and blank lines around each cut, as first and last line."""
    regions: list[tuple[int, int]] = []
    for index in sorted(covered):
        if regions and index <= regions[-1][1]:
            continue
        first = index
        while first > 0 and (first - 1 in covered or document.line(first - 1).blank):
            first -= 1
        last = index
        while last + 1 < document.line_count and (last + 1 in covered or document.line(last + 1).blank):
            last += 1
        regions.append((first, last))
    return regions


def _surplus(document: Document, covered: set[int], first: int, last: int) -> list[Removal]:
    """White space to take out of one region."""
    blank = [i for i in range(first, last + 1) if i not in covered]
    above = below = 0
    while first + above not in covered:
        above += 1
    while last - below not in covered:
        below += 1
    at_start, at_end = first == 0, last == document.line_count - 1
    keep = 0 if at_start or at_end else max(above, below)
    surplus = blank[keep:] if above >= below else blank[: len(blank) - keep]
    spaces = [(document.starts[i], document.starts[i + 1]) for i in surplus]
    if at_end and not at_start:
        line = document.line(first - 1)
        ended = document.text[-1] in "\r\n"
        if not ended and line.stop > line.end:
            spaces.insert(0, (line.end, line.stop))
    merged: list[list[int]] = []
    for start, end in spaces:
        if merged and merged[-1][1] == start:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    return [_space(document, start, end) for start, end in merged]


def _beside_spans(document: Document, spans: Sequence[Removal]) -> list[Removal]:
    """The blanks that a cut inside a line would leave doubled, or at an end of the line."""
    spaces = []
    taken = {r.start for r in spans} | {r.end for r in spans}
    begins: dict[int, int] = {}  # of cuts that follow each other without a gap, by where they end
    for span in spans:
        line = document.line(document.line_at(span.start))
        text = document.text
        begin = begins[span.end] = begins.get(span.start, span.start)
        before, after = begin, span.end
        while before > line.start and before not in begins and text[before - 1] in " \t\u00a0":
            before -= 1
        while after < line.end and text[after] in " \t\u00a0":
            after += 1
        if after == line.end and before < begin and before not in taken:
            spaces.append(_space(document, before, begin))
        elif after > span.end and after not in taken and (before < begin or before == line.start):
            spaces.append(_space(document, span.end, after))
    return spaces


def _space(document: Document, start: int, end: int) -> Removal:
    return Removal(
        start=start,
        end=end,
        text=document.text[start:end],
        category="whitespace",
        filter="whitespace",
        rule=AROUND_CUT,
        score=1.0,
        reason="White space that a cut left behind.",
    )
