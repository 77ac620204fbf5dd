"""Weigh the evidence: the one place that says what is removed from a document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cleanr.decide.judge import judge
from cleanr.decide.kept import fenced, kept_on_request, tables
from cleanr.decide.parts import SENTENCE_WORDS, prompt_before
from cleanr.decide.verdict import SCORES, Verdict, precedence
from cleanr.decide.weigh import NOTHING_LEFT_OUT, LeftOut, clues, weigh
from cleanr.document import DECORATION, LONGEST_LABEL, Document
from cleanr.record import TAG_IN_LINE, Evidence, Removal, Scope

if TYPE_CHECKING:
    from cleanr.line_model import LineModel

Preset = Literal["conservative", "balanced", "aggressive"]

THRESHOLDS: dict[str, float] = {"conservative": 0.85, "balanced": 0.55, "aggressive": 0.4}
"""Score from which on a line is removed, by preset."""

MORE_CAREFUL: dict[Preset, Preset] = {
    "conservative": "conservative",
    "balanced": "conservative",
    "aggressive": "balanced",
}
"""What a text is cleaned with that stood all in one line, so that only full stops divide it."""

MIN_KEPT = {"article": 0.12, "page": 0.02}
"""Share of a document's characters that must stay, by mode; where less would, everything stays."""

MIN_KEPT_WORDS = 3
"""Words that must stay, whatever their share."""


def decide(
    document: Document,
    evidence: Iterable[Evidence],
    preset: Preset = "balanced",
    *,
    model: LineModel | None = None,
    finds: bool = True,
    left_out: LeftOut = NOTHING_LEFT_OUT,
    keep: Collection[str] = (),
) -> list[Removal]:
    """Return what is cut out of or rewritten in ``document``, in order and without overlaps.

    ``model`` weighs every line.  Lines without evidence go where it ``finds`` them, or in the page's tail,
    but for those of filters that are ``left_out``; without ``finds`` only as a part of what evidence begins
    and ends.  Lines whose :func:`~cleanr.folding.wording` is in ``keep`` stay, as those of code
    between fences do, and nothing in them is cut.  An empty list beside evidence can mean that a guard held
    everything back.
    """
    if document.one_line:
        preset = MORE_CAREFUL[preset]
    line_level, spans = _by_scope(document, evidence)
    verdicts = judge(document, line_level, fills=finds, left_out=left_out.lines)
    threshold = THRESHOLDS[preset]
    going = {i: v for i, v in verdicts.items() if v.score >= threshold}
    if model is not None:
        parted = {document.line_at(span.start) for span in spans if span.replacement is None}
        going, parts = weigh(
            document, verdicts, going, model, preset=preset, finds=finds, left_out=left_out, parted=parted
        )
        spans += parts
    if document.one_line:
        prompts = _prompts(document, going, left_out.categories)
        going = {index: verdict for index, verdict in going.items() if index not in prompts}
        spans += prompts.values()
    going.update(_emptied(document, spans))
    for rows in tables(document):
        if not all(map(going.__contains__, rows)):
            for row in rows:
                going.pop(row, None)
    kept = fenced(document) | kept_on_request(document, keep, range(document.line_count))
    if kept:
        going = {index: verdict for index, verdict in going.items() if index not in kept}
        spans = [s for s in spans if s.replacement is not None or document.line_at(s.start) not in kept]
    return _removals(document, going, spans)


def clues_of(document: Document, evidence: Iterable[Evidence]) -> dict[int, tuple[str, str]]:
    """Return category and kind of the evidence on each line, by its index, as the line model is told."""
    line_level, _ = _by_scope(document, evidence)
    return clues(judge(document, line_level))


def _by_scope(document: Document, evidence: Iterable[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """Evidence on whole lines, and evidence on parts of them."""
    line_level: list[Evidence] = []
    spans: list[Evidence] = []
    for item in evidence:
        if sound := _within(document, item):
            (spans if sound.scope == "inline" else line_level).append(sound)
    return line_level, spans


def _within(document: Document, item: Evidence) -> Evidence | None:
    """Evidence cut down to the document, and to its line where it is inline; ``None`` if nothing is left."""
    start, end = max(0, item.start), min(len(document.text), item.end)
    scope: Scope = "inline" if item.replacement is not None else item.scope
    if scope == "inline" and start < end:
        end = min(end, document.line(document.line_at(start)).end)
    if start >= end:
        return None
    if (start, end, scope) == (item.start, item.end, item.scope):
        return item
    return replace(item, start=start, end=end, scope=scope)


def _prompts(document: Document, going: Mapping[int, Verdict], but: Collection[str]) -> dict[int, Evidence]:
    """The prompts without a full stop that sentences of the article follow, by their lines."""
    prompts = (
        (index, prompt_before(document, verdict.evidence, index, but))
        for index, verdict in going.items()
        if verdict.is_learnt and document.line(index).words > SENTENCE_WORDS
    )
    return {index: prompt for index, prompt in prompts if prompt}


def _removals(document: Document, going: dict[int, Verdict], spans: Sequence[Evidence]) -> list[Removal]:
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


def _emptied(document: Document, spans: Sequence[Evidence]) -> dict[int, Verdict]:
    """Lines of which several cuts would leave nothing: they go as a whole."""
    by_line: dict[int, list[Evidence]] = {}
    for span in spans:
        if span.replacement is None:
            by_line.setdefault(document.line_at(span.start), []).append(span)
    emptied = {}
    for index, cuts in by_line.items():
        line = document.line(index)
        if len(cuts) < 2 or line.end - line.start > LONGEST_LABEL:
            continue
        left = list(document.text[line.start : line.end])
        for cut in cuts:
            left[cut.start - line.start : cut.end - line.start] = " " * (cut.end - cut.start)
        only_tags = all(cut.rule == TAG_IN_LINE for cut in cuts)
        if not "".join(left).strip(None if only_tags else DECORATION):
            emptied[index] = Verdict(min(cuts, key=precedence), SCORES["strong"])
    return emptied


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
