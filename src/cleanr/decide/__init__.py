"""Weigh the evidence: the one place that says what is removed from a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from cleanr.decide.judge import judge
from cleanr.decide.kept import without_kept
from cleanr.decide.options import DEFAULTS, LEAST_SCORE, MORE_CAREFUL, LeftOut, Options, Preset
from cleanr.decide.parts import with_prompts_cut
from cleanr.decide.removals import emptied, removals_of, too_much
from cleanr.decide.verdict import Going
from cleanr.decide.weigh import Weighing, anything_to_weigh, clues, overruled_lines, weigh
from cleanr.document import Document
from cleanr.record import Evidence, Removal, Scope

if TYPE_CHECKING:
    from cleanr.line_model import LineModel

__all__ = ["LeftOut", "Options", "Preset", "clues_of", "decide", "too_much"]


def decide(
    document: Document,
    evidence: Iterable[Evidence],
    options: Options = DEFAULTS,
    model: LineModel | None = None,
) -> list[Removal]:
    """Return what is cut out of or rewritten in ``document``, in order and without overlaps.

    ``model`` weighs every line.  An empty list beside evidence can mean that a guard held everything back.
    """
    if document.one_line:
        options = options._replace(preset=MORE_CAREFUL[options.preset])
    line_level, parts = _by_scope(document, evidence)
    verdicts = judge(document, line_level, options)
    reading = None
    if model is not None and anything_to_weigh(document, verdicts):
        reading = model.read(document, clues(verdicts))
        overruled: set[int] = set()
        while doubted := overruled_lines(document, reading, verdicts) - overruled:
            # Judged anew, so that what goes only with these lines stays with them.
            overruled |= doubted
            verdicts = judge(document, _without(document, line_level, overruled), options.without(overruled))
    least = LEAST_SCORE[options.preset]
    going = Going({i: v for i, v in verdicts.items() if v.score >= least}, parts)
    if model is not None and reading is not None:
        going = weigh(Weighing(document, reading, verdicts, overruled), going, model, options)
    if document.one_line:
        going = with_prompts_cut(document, going, options.left_out.categories)
    going.lines.update(emptied(document, going.parts))
    return removals_of(document, without_kept(document, going, options.keep))


def _without(document: Document, evidence: list[Evidence], overruled: Collection[int]) -> list[Evidence]:
    """The evidence but that on overruled lines which the line model has learnt with."""
    return [item for item in evidence if not (item.known and document.line_at(item.start) in overruled)]


def clues_of(document: Document, evidence: Iterable[Evidence]) -> dict[int, tuple[str, str]]:
    """Return category and kind of the evidence on each line, by its index, as the line model is told."""
    line_level, _ = _by_scope(document, evidence)
    return clues(judge(document, line_level))


def _by_scope(document: Document, evidence: Iterable[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """Evidence on whole lines, and evidence on parts of them."""
    line_level: list[Evidence] = []
    parts: list[Evidence] = []
    for item in evidence:
        if sound := _within(document, item):
            (parts if sound.scope == "inline" else line_level).append(sound)
    return line_level, parts


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
