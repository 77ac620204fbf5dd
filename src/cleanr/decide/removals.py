"""From verdicts on lines and evidence on their parts to what is cut: in order, and without overlaps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cleanr.decide.verdict import SCORES, Verdict, precedence
from cleanr.document import DECORATION, LONGEST_LABEL, Document
from cleanr.record import TAG_IN_LINE, Evidence, Removal


def emptied(document: Document, spans: Sequence[Evidence]) -> dict[int, Verdict]:
    """Lines of which several cuts would leave nothing: they go as a whole."""
    by_line: dict[int, list[Evidence]] = {}
    for span in spans:
        if span.replacement is None:
            by_line.setdefault(document.line_at(span.start), []).append(span)
    whole = {}
    for index, cuts in by_line.items():
        line = document.line(index)
        if len(cuts) < 2 or line.end - line.start > LONGEST_LABEL:
            continue
        left = list(document.text[line.start : line.end])
        for cut in cuts:
            left[cut.start - line.start : cut.end - line.start] = " " * (cut.end - cut.start)
        only_tags = all(cut.rule == TAG_IN_LINE for cut in cuts)
        if not "".join(left).strip(None if only_tags else DECORATION):
            whole[index] = Verdict(min(cuts, key=precedence), SCORES["strong"])
    return whole


def removals_of(document: Document, going: dict[int, Verdict], spans: Sequence[Evidence]) -> list[Removal]:
    """Turn verdicts into removals of whole lines, and add the cuts inside the lines that stay."""
    removals: list[Removal] = []
    for first, last in _groups(going):
        verdict = going[first]
        start, end = document.line(first).start, document.line(last).stop
        removals.append(_removal(document, verdict.evidence, start, end, verdict.score, verdict.how))
    removals += [
        _removal(document, span, span.start, span.end, SCORES["strong"], "")
        for span in _disjoint(document, going, spans)
    ]
    removals.sort(key=lambda r: r.start)
    return removals


def _groups(going: dict[int, Verdict]) -> Iterator[tuple[int, int]]:
    """Runs of lines that go for one and the same reason, as first and last line."""
    first = last = -1
    for index in sorted(going):
        verdict = going[index]
        if first >= 0:
            before = going[last]
            if index == last + 1 and before.evidence is verdict.evidence and before.how == verdict.how:
                last = index
                continue
            yield first, last
        first = last = index
    if first >= 0:
        yield first, last


def _disjoint(document: Document, going: dict[int, Verdict], spans: Sequence[Evidence]) -> list[Evidence]:
    """The cuts inside lines that stay, the longer of two that overlap; cuts before rewrites."""
    chosen: list[tuple[int, int, Evidence]] = []
    for span in sorted(spans, key=lambda s: (s.replacement is not None, s.start - s.end, s.start, s.rule)):
        at = bisect_left(chosen, span.start, key=lambda c: c[0])
        overlaps = (at > 0 and chosen[at - 1][1] > span.start) or (
            at < len(chosen) and chosen[at][0] < span.end
        )
        if not overlaps and document.line_at(span.start) not in going:
            chosen.insert(at, (span.start, span.end, span))
    return [span for _, _, span in chosen]


def _removal(document: Document, item: Evidence, start: int, end: int, score: float, how: str) -> Removal:
    reason = item.reason.rstrip(".")
    return Removal(
        start=start,
        end=end,
        text=document.text[start:end],
        category=item.category,
        filter=item.filter,
        rule=item.rule,
        score=score,
        reason=f"{reason}, {how}." if how else f"{reason}.",
        replacement=item.replacement or "",
    )
