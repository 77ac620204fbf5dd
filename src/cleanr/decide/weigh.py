"""What the line model makes of a document: the verdicts that it adds, and those that it lifts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cleanr.decide.held_back import is_quotation
from cleanr.decide.options import LEAST_PROBABILITY, Options, Preset
from cleanr.decide.parts import worded_part
from cleanr.decide.spared import CERTAIN, HEADING, Taken, spare
from cleanr.decide.verdict import Going, Kind, Verdict
from cleanr.document import Document, Line
from cleanr.record import Evidence

if TYPE_CHECKING:
    from cleanr.line_model import LineModel, Reading

LINE_MODEL = "line_model"
"""Filter that a removal names which the line model alone decided; its rules begin with it."""


SURE = 0.88
"""Probability from which on the model has no doubt of a line."""

SURE_LINES = 5
"""Lines beyond doubt, outside the running text, by which a page is known to have boilerplate where no wording
tells: then less is asked of its lines."""

DOUBTED = 0.5
"""Probability below which a line is more likely the article's."""

SENTENCE = 0.7
"""Probability from which on a sentence goes that is too short to be running text."""

SENTENCE_WORDS = 4
"""Words that such a sentence has at least; a label with a full stop has fewer."""

LIFTED = 0.3
"""Probability below which the weaker kinds of evidence count no more."""

OVERRULED = 0.6
"""Probability below which a wording of its own counts no more, if the model has learnt with it: in labelled
documents of sites that it has not seen, such lines were the article's nearly as often as not."""

OVERRULED_PART = 0.45
"""The same where other sentences stand on the line, which then stay in any case."""

LITTLE_READ = frozenset({"foreign_ui", "markup"})
"""Categories of which the model has seen little."""

LITTLE_READ_OVERRULED = 0.2
"""Probability below which a wording of these counts no more."""

HEADING_WORDS = 4
"""Words that a heading between running text has at most, of which the model must be surer
(:data:`~cleanr.decide.spared.HEADING`)."""

TOLD_AS: Mapping[Kind, Kind] = {"between": "beside", "misplaced": "weak"}
"""Kinds of evidence that the model has not learnt as such."""


class Asked(NamedTuple):
    """Probability from which on lines of a page go."""

    label: float
    """Those that are no running text."""
    prose: float
    """Running text."""
    worded: bool
    """Whether anything on the page is boilerplate beyond doubt by its wording or shape."""

    def of(self, line: Line) -> float:
        """Probability from which on this line goes."""
        if line.prose:
            return self.prose
        is_sentence = line.ends_sentence and line.words >= SENTENCE_WORDS
        return max(self.label, SENTENCE) if is_sentence else self.label


def clues(verdicts: Mapping[int, Verdict]) -> dict[int, tuple[str, str]]:
    """Return what the model is told of the evidence: category and kind, by the index of the line."""
    return {
        index: (verdict.evidence.category, TOLD_AS.get(verdict.kind, verdict.kind))
        for index, verdict in verdicts.items()
    }


class Weighing(NamedTuple):
    """A document whose lines the model has weighed."""

    document: Document
    reading: Reading
    verdicts: Mapping[int, Verdict]
    """Those on lines with evidence, by their index."""
    overruled: Collection[int]
    """Lines with a wording that the model takes for the article's."""


def weigh(weighing: Weighing, going: Going, model: LineModel, options: Options) -> Going:
    """Return what goes once the model has weighed all lines.

    ``verdicts`` are those on all lines with evidence, ``going`` has those of them that are sure enough. What
    they stand on falls where the model doubts it, if it is not sure by itself. Of lines with a wording that
    the model knows and is not certain of only the sentences go that are worded so. Other lines go where the
    model is sure enough, unless a guard holds them: the longest line, quotations, what may be the headline,
    the first of the running text or a heading, pieces of sentences and of numbered lists of which the rest
    stays, and lines of which a filter knows the very part that goes.
    """
    document, reading, verdicts, overruled = weighing
    weighed = _without_lifted(reading, going.lines)
    worded_parts = _worded_parts(document, reading, weighed, options.left_out.categories)
    for index in worded_parts:
        del weighed[index]
    parted = {document.line_at(part.start) for part in going.parts if part.replacement is None}
    asked = _asked(document, reading, verdicts, options.preset)
    found = {
        index: row
        for index, row in _found(document, reading, asked, parted).items()
        if index not in going.lines
        and index not in overruled
        and (index in verdicts or _may_be_found(options, index, reading.categories[row]))
    }
    spare(Taken(document, reading, verdicts, weighed, found))
    reasons = model.reasons(reading, list(found.values()))
    for (index, row), reason in zip(found.items(), reasons, strict=True):
        known = verdicts.get(index)
        category = known.evidence.category if known else reading.categories[row]
        weighed[index] = _verdict(document.line(index), category, float(reading.probabilities[row]), reason)
    return Going(weighed, [*going.parts, *worded_parts.values()])


def _may_be_found(options: Options, index: int, category: str) -> bool:
    """Whether a line may go of which no filter says anything."""
    left_out = options.left_out
    return options.finds and index not in left_out.lines and category not in left_out.categories


def anything_to_weigh(document: Document, verdicts: Mapping[int, Verdict]) -> bool:
    """Whether there is more than a headline and running text, of which nothing is known."""
    if any(verdict.kind != "misplaced" for verdict in verdicts.values()):
        return True
    if len(document.filled) < 2:
        return False
    short = (index for index in document.filled if not document.line(index).prose)
    return next(islice(short, 1, None), None) is not None


def overruled_lines(document: Document, reading: Reading, verdicts: Mapping[int, Verdict]) -> set[int]:
    """The lines with a wording that the model has learnt with, but takes for the article's here."""
    likely = dict(zip(reading.indexes, reading.probabilities.tolist(), strict=True))
    doubted = (i for i, v in verdicts.items() if v.is_learnt and likely.get(i, 1) < max(OVERRULED, HEADING))
    return {index for index in doubted if likely[index] < _asked_of_wording(document, verdicts, index)}


def _asked_of_wording(document: Document, verdicts: Mapping[int, Verdict], index: int) -> float:
    """Probability from which on a line goes with a wording that the model has learnt with."""
    evidence = verdicts[index].evidence
    if evidence.category in LITTLE_READ:
        return LITTLE_READ_OVERRULED
    if _may_be_heading(document, verdicts, index):
        return HEADING
    return OVERRULED_PART if worded_part(document, evidence, index) else OVERRULED


def _may_be_heading(document: Document, verdicts: Mapping[int, Verdict], index: int) -> bool:
    """Whether a short line stands between running text of which nothing is known, but for advertisements."""
    if document.line(index).words > HEADING_WORDS or verdicts[index].evidence.category == "advertising":
        return False
    around = document.neighbours(index)
    return len(around) == 2 and all(document.line(n).prose and n not in verdicts for n in around)


def _without_lifted(reading: Reading, going: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The verdicts but those on the weaker kinds of evidence that the model doubts."""
    weighed = dict(going)
    for row in (reading.probabilities < LIFTED).nonzero()[0].tolist():
        index = reading.indexes[row]
        if index in weighed and not weighed[index].is_sure:
            del weighed[index]
    return weighed


def _worded_parts(
    document: Document, reading: Reading, going: Mapping[int, Verdict], left_out: Collection[str]
) -> dict[int, Evidence]:
    """Of lines worded like boilerplate, but not certain to be so as a whole, the sentences that are."""
    parts: dict[int, Evidence] = {}
    for index, likely in zip(reading.indexes, reading.probabilities.tolist(), strict=True):
        verdict = going.get(index)
        if verdict is None or likely >= CERTAIN or not verdict.is_learnt:
            continue
        if part := worded_part(document, verdict.evidence, index, left_out):
            parts[index] = part
    return parts


def _asked(document: Document, reading: Reading, verdicts: Mapping[int, Verdict], preset: Preset) -> Asked:
    """What is asked of the lines of this page: less where something on it is boilerplate for sure."""
    thresholds = LEAST_PROBABILITY[document.mode, preset]
    if any(verdict.is_sure for verdict in verdicts.values()):
        return Asked(thresholds.label, thresholds.prose, worded=True)
    running = _running(document, reading)
    if _is_sure_of_some(document, reading, running):
        # A page of links has no running text; beside some, what is doubtful may be the article's own list.
        label = max(thresholds.label, SURE if running else 0)
        return Asked(label, thresholds.sure_prose, worded=False)
    return Asked(thresholds.clean_label, thresholds.clean_prose, worded=False)


def _running(document: Document, reading: Reading) -> list[int]:
    """The rows of running text that is more likely the article's."""
    return [
        row
        for row, index in enumerate(reading.indexes)
        if reading.probabilities[row] < DOUBTED and document.line(index).prose
    ]


def _is_sure_of_some(document: Document, reading: Reading, running: Sequence[int]) -> bool:
    """Whether the model has no doubt of several lines above or below the running text."""
    first, last = (running[0], running[-1]) if running else (0, -1)
    rows = (reading.probabilities >= SURE).nonzero()[0].tolist()
    outside = [row for row in rows if not first < row < last]
    return sum(document.line(reading.indexes[row]).words > 1 for row in outside) >= SURE_LINES


def _found(document: Document, reading: Reading, asked: Asked, parted: Collection[int]) -> dict[int, int]:
    """The lines that the model is sure enough of, by their index, with their rows in the reading."""
    found: dict[int, int] = {}
    for row in (reading.probabilities >= min(asked.label, asked.prose)).nonzero()[0].tolist():
        index = reading.indexes[row]
        line = document.line(index)
        certain = reading.probabilities[row] >= CERTAIN
        held = (
            (index in parted and not certain)
            or (is_quotation(line) and not (certain and asked.worded))
            # One word is a heading, or an item of a list, where no wording says what the page has around it.
            or (line.words <= 1 and not asked.worded)
        )
        if reading.probabilities[row] >= asked.of(line) and not held:
            found[index] = row
    return found


def _verdict(line: Line, category: str, likely: float, reason: str) -> Verdict:
    evidence = Evidence(
        start=line.start,
        end=line.end,
        category=category,
        filter=LINE_MODEL,
        rule=f"{LINE_MODEL}.{category}",
        reason=f"Weighed as {category} by the line model ({likely:.3f}): {reason}",
    )
    return Verdict(evidence, "weighed", likely=likely)
