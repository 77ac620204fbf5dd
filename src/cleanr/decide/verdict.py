"""Why a line goes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cleanr.record import Evidence

SCORES = {
    "strong": 0.95,  # a wording or shape of its own
    "block": 0.9,  # between the opening and the end of a block
    "grown": 0.75,  # a headline under a heading for other stories
    "between": 0.7,  # between two removed lines of one kind
    "beside": 0.7,  # weak, next to a removed line
    "edge": 0.6,  # weak, before or after the running text
    "filled": 0.55,  # nothing known of it, but inside the page's tail
    "doubted": 0.5,  # strong, but a long sentence in the middle of the running text
    "weak": 0.4,  # weak, and nothing speaks for it
    "misplaced": 0.2,  # not where such wording counts: for the line model to judge
}
"""How sure each kind of decision is; the presets are thresholds on these figures."""

PRECEDENCE = {
    category: rank
    for rank, category in enumerate(
        (
            *("comments", "legal", "advertising", "newsletter", "donation", "paywall", "cookies", "social"),
            *("navigation", "related", "credit", "foreign_ui", "markup"),
        )
    )
}
"""Which category a line has that is worded like two: "You must log in to comment" is a comment form's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one line goes."""

    evidence: Evidence
    score: float
    how: str = ""
    """What beside the evidence itself decided, to complete its reason."""

    @property
    def kind(self) -> str:
        """The name of its score in :data:`SCORES`, of two names for one score the later; empty where the line
        model has set the score.
        """
        return _KINDS.get(self.score, "")

    @property
    def is_learnt(self) -> bool:
        """Whether a wording of its own decides that the line model has learnt with, and may doubt."""
        return self.kind == "strong" and self.evidence.known

    @property
    def rank(self) -> tuple[float, bool]:
        """What the surer of two verdicts has more of."""
        return self.score, not self.evidence.known


_KINDS = {score: kind for kind, score in SCORES.items()}


class Verdicts(dict[int, Verdict]):
    """The verdict on each line, by index; a surer one replaces another, and of two that are equally sure the
    one that the line model may not overrule.
    """

    def put(self, index: int, verdict: Verdict) -> None:
        if index not in self or self[index].rank < verdict.rank:
            self[index] = verdict


class Going(NamedTuple):
    """What goes of a document."""

    lines: dict[int, Verdict]
    """Whole lines, by their index, with why."""
    parts: list[Evidence]
    """What is cut out of lines that stay, or rewritten in them."""


def precedence(item: Evidence) -> tuple[int, int, str]:
    """The order in which evidence is heard; of two that are equally sure the first one counts."""
    return item.start, PRECEDENCE.get(item.category, len(PRECEDENCE)), item.rule
