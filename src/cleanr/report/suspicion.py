"""How much a document deserves a second look: the order in which the report shows documents."""

from __future__ import annotations

from dataclasses import dataclass

from cleanr.io.record_reader import RecordEntry
from cleanr.report.removed_lines import REWRITES, LineCounts, RemovedLine, removed_lines

# Judgement, not measurement: they order a list that a person reads from the top.
SHARE = (0.3, 0.85)
"""Share of the characters from which on it counts, and at which it counts in full."""

SURENESS = (0.9, 0.4)
"""The same for the lowest score of a removal; the presets have their thresholds in between."""

OWN_PROSE = (0, 600)
"""The same for characters of removed running text that hardly any other document lost."""

FEW_DOCUMENTS = 2
"""Documents up to which a line that they lost is their own rather than their site's."""

WEIGHTS = {"share": 0.6, "sureness": 0.4, "prose": 0.7, "kept": 0.6, "trouble": 0.3}
"""The suspicion, from 0 to 1, that each sign causes alone and in full."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A score from 0 to 1, and what it comes from, in words."""

    score: float
    reasons: tuple[str, ...]


def suspicion(entry: RecordEntry, lines: LineCounts) -> Suspicion:
    """Return how likely it is that something went wrong with a document.

    Each sign raises the suspicion by its weight times what is missing to certainty, so that several
    weak ones add up and never exceed 1.  ``lines`` are counts over all documents of the record.
    """
    cuts = [removal for removal in entry.removed if removal.category not in REWRITES]
    signs: list[tuple[float, str]] = []
    gone = sum(removal.end - removal.start for removal in cuts) / max(1, entry.chars_in)
    signs.append((WEIGHTS["share"] * _between(gone, SHARE), f"{gone:.0%} of the text went"))
    lowest = min((removal.score for removal in cuts), default=1.0)
    signs.append((WEIGHTS["sureness"] * _between(lowest, SURENESS), f"a cut of score {lowest:.2f}"))
    own = sum(line.length for line in _own_prose(entry, lines))
    signs.append((WEIGHTS["prose"] * _between(own, OWN_PROSE), f"{own:,} characters of its own prose went"))
    signs += [_flag(flag) for flag in entry.flags]
    certainty = 1.0
    for weight, _ in signs:
        certainty *= 1 - weight
    strongest_first = sorted((sign for sign in signs if sign[0] > 0), key=lambda sign: -sign[0])
    return Suspicion(round(1 - certainty, 4), tuple(reason for _, reason in strongest_first))


def _own_prose(entry: RecordEntry, lines: LineCounts) -> list[RemovedLine]:
    return [
        line
        for line in removed_lines(entry)
        if line.prose and lines.documents(line.text, line.category) <= FEW_DOCUMENTS
    ]


def _flag(flag: str) -> tuple[float, str]:
    kind, _, detail = flag.partition(":")
    if kind == "mostly_boilerplate":
        return WEIGHTS["kept"], "nearly all would have gone, so all was kept"
    if kind == "timeout":
        return WEIGHTS["trouble"], f"the rule {detail} was given up"
    if kind == "undecodable":
        return WEIGHTS["trouble"], f"{detail} broken places in the file"
    if kind == "uncleaned":
        return WEIGHTS["trouble"], f"left as it is, as a filter failed: {detail}"
    return WEIGHTS["trouble"], flag


def _between(value: float, bounds: tuple[float, float]) -> float:
    """Return where ``value`` lies between the bounds: 0 at the first or before, 1 at the second or beyond.

    >>> _between(0.65, (0.9, 0.4)), _between(2, (0, 1))
    (0.5, 1.0)
    """
    first, second = bounds
    return min(1.0, max(0.0, (value - first) / (second - first)))
