"""What goes of a text that was given in another form: what goes of its plain lines, and tags and metadata."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cleanr.document import BREAKS
from cleanr.plain.tags import blanks_around, code_blocks
from cleanr.record import TAG_IN_LINE, Removal


def with_others(text: str, cuts: Sequence[Removal], others: Iterable[Removal]) -> list[Removal]:
    """Return the cuts but those in code that ``text`` shows, and of ``others`` (tags, repairs, metadata) what
    is in none of them; all are in order.
    """
    if code := code_blocks(text):
        cuts = [cut for cut in cuts if not _meets(cut, code)]
    return _without_last_breaks(text, sorted([*cuts, *_outside(cuts, others)], key=lambda r: r.start))


def _meets(cut: Removal, blocks: Sequence[tuple[int, int]]) -> bool:
    """Whether a cut and one of these parts of the text, which are in order, have characters in common."""
    at = bisect_right(blocks, cut.start, key=lambda block: block[1])
    return at < len(blocks) and blocks[at][0] < cut.end


def _outside(cuts: Sequence[Removal], others: Iterable[Removal]) -> Iterator[Removal]:
    """The others that meet no cut; blanks beside a tag that are in a cut are left to it."""
    ends = [cut.end for cut in cuts]
    for other in others:
        start, end = other.start, other.end
        at = bisect_right(ends, start)
        if other.category == "whitespace":
            if at < len(cuts) and cuts[at].start <= start:
                start = cuts[at].end
                at += 1
            if at < len(cuts):
                end = min(end, cuts[at].start)
        if at < len(cuts) and end > cuts[at].start:
            continue
        if (start, end) == (other.start, other.end):
            yield other
        elif "<" in (rest := other.text[start - other.start : end - other.start]):
            yield replace(other, start=start, end=end, text=rest)


def _without_last_breaks(text: str, removals: list[Removal]) -> list[Removal]:
    """The same removals, but tags that became white space are gone where all behind them on the line is."""
    at_end = len(text)
    for number in range(len(removals) - 1, -1, -1):
        removal = removals[number]
        _, behind = blanks_around(text, removal.end, removal.end)
        if behind != at_end and text[behind : behind + 1] not in BREAKS:
            continue
        if removal.category == "whitespace":
            removal = replace(removal, category="markup", rule=TAG_IN_LINE, reason="A tag.", replacement="")
            removals[number] = removal
        if not removal.replacement:
            at_end = removal.start
    return removals
