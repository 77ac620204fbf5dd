"""What is cut, from verdicts on lines and evidence on their parts, and whether that is too much."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cleanr.cut import cut
from cleanr.decide.verdict import Going, Verdict, precedence
from cleanr.document import DECORATION, LONG_PROSE_CHARS, Document, count_words
from cleanr.record import TAG_IN_LINE, Evidence, Removal

MIN_KEPT = {"article": 0.12, "page": 0.02}
"""Share of a document's characters that must stay, by mode; where less would, everything stays."""

MIN_KEPT_WORDS = 3
"""Words that must stay, whatever their share."""

COUNTED_CHARS = 200
"""Characters that stay up to which their words are counted; more are words enough."""


def emptied(document: Document, parts: Sequence[Evidence]) -> dict[int, Verdict]:
    """Lines of which several cuts would leave nothing: they go as a whole."""
    by_line: dict[int, list[Evidence]] = {}
    for part in parts:
        if part.replacement is None:
            by_line.setdefault(document.line_at(part.start), []).append(part)
    whole = {}
    for index, cuts in by_line.items():
        line = document.line(index)
        if len(cuts) < 2 or line.end - line.start > LONG_PROSE_CHARS:
            continue
        left = list(document.text[line.start : line.end])
        for part in cuts:
            left[part.start - line.start : part.end - line.start] = " " * (part.end - part.start)
        only_tags = all(part.rule == TAG_IN_LINE for part in cuts)
        if not "".join(left).strip(None if only_tags else DECORATION):
            whole[index] = Verdict(min(cuts, key=precedence), "strong")
    return whole


def removals_of(document: Document, going: Going) -> list[Removal]:
    """Turn verdicts into removals of whole lines, and add the cuts inside the lines that stay."""
    lines = going.lines
    removals = [
        _removal(document, lines[first], document.line(first).start, document.line(last).stop)
        for first, last in _groups(lines)
    ]
    removals += [
        _removal(document, Verdict(part, "strong"), part.start, part.end)
        for part in _disjoint(document, going)
    ]
    removals.sort(key=lambda r: r.start)
    return removals


def _groups(lines: dict[int, Verdict]) -> Iterator[tuple[int, int]]:
    """Runs of lines that go for one and the same reason, as first and last line."""
    first = last = -1
    for index in sorted(lines):
        verdict = lines[index]
        if first >= 0:
            before = lines[last]
            if index == last + 1 and before.evidence is verdict.evidence and before.how == verdict.how:
                last = index
                continue
            yield first, last
        first = last = index
    if first >= 0:
        yield first, last


def _disjoint(document: Document, going: Going) -> list[Evidence]:
    """The cuts inside lines that stay, the longer of two that overlap; cuts before rewrites."""
    chosen: list[tuple[int, int, Evidence]] = []
    for part in sorted(
        going.parts, key=lambda s: (s.replacement is not None, s.start - s.end, s.start, s.rule)
    ):
        at = bisect_left(chosen, part.start, key=lambda c: c[0])
        overlaps = (at > 0 and chosen[at - 1][1] > part.start) or (
            at < len(chosen) and chosen[at][0] < part.end
        )
        if not overlaps and document.line_at(part.start) not in going.lines:
            chosen.insert(at, (part.start, part.end, part))
    return [part for _, _, part in chosen]


def _removal(document: Document, verdict: Verdict, start: int, end: int) -> Removal:
    item = verdict.evidence
    reason = item.reason.rstrip(".")
    return Removal(
        start=start,
        end=end,
        text=document.text[start:end],
        category=item.category,
        filter=item.filter,
        rule=item.rule,
        score=verdict.score,
        reason=f"{reason}, {verdict.how}." if verdict.how else f"{reason}.",
        replacement=item.replacement or "",
    )


def too_much(document: Document, removals: Sequence[Removal]) -> bool:
    """Whether so much would go that the document itself is likely what the filters are for."""
    gone = _size("".join([r.text for r in removals if r.category != "encoding"]))
    if not gone:
        return False
    total = _size(document.text)
    if total - gone < MIN_KEPT[document.mode] * total:
        return True
    if total - gone > COUNTED_CHARS:
        return False
    clean_text, _ = cut(document, removals)
    return count_words(clean_text) < MIN_KEPT_WORDS


def _size(text: str) -> int:
    """Characters without white space."""
    return len(text) - sum(map(text.count, " \n\t\r\u00a0"))
