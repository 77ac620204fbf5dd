"""Weigh the evidence: the one place that says what is removed from a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cleanr.decide.judge import judge
from cleanr.decide.kept import fenced, kept_on_request, tables
from cleanr.decide.options import LEAST_SCORE, MORE_CAREFUL, NOTHING_LEFT_OUT, LeftOut, Preset
from cleanr.decide.parts import SENTENCE_WORDS, prompt_before
from cleanr.decide.removals import emptied, removals_of, too_much
from cleanr.decide.verdict import Verdict
from cleanr.decide.weigh import clues, weigh
from cleanr.document import Document
from cleanr.record import Evidence, Removal, Scope

if TYPE_CHECKING:
    from cleanr.line_model import LineModel

__all__ = ["LeftOut", "Preset", "clues_of", "decide", "too_much"]


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
    threshold = LEAST_SCORE[preset]
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
    going.update(emptied(document, spans))
    for rows in tables(document):
        if not all(map(going.__contains__, rows)):
            for row in rows:
                going.pop(row, None)
    kept = fenced(document) | kept_on_request(document, keep, range(document.line_count))
    if kept:
        going = {index: verdict for index, verdict in going.items() if index not in kept}
        spans = [s for s in spans if s.replacement is not None or document.line_at(s.start) not in kept]
    return removals_of(document, going, spans)


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
