"""Why a line goes, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cleanr.record import Evidence

Kind = Literal[
    "strong",
    "block",
    "grown",
    "between",
    "beside",
    "edge",
    "filled",
    "doubted",
    "weak",
    "misplaced",
    "weighed",
]
"""What a decision stands on: a kind of evidence, or the line model alone, which has ``weighed`` the line."""

SCORES: Mapping[Kind, float] = {
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
"""How sure each kind of evidence is; the presets are thresholds on these figures."""

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
    kind: Kind
    how: str = ""
    """What beside the evidence itself decided, to complete its reason."""
    likely: float = 0.0
    """Probability that the line is no article's, where the line model has ``weighed`` it."""

    @property
    def score(self) -> float:
        """How sure the decision is."""
        return SCORES.get(self.kind, self.likely)

    @property
    def is_sure(self) -> bool:
        """Whether the line, or a block that it is in, has a wording or shape of its own."""
        return self.score >= SCORES["block"]

    @property
    def is_learnt(self) -> bool:
        """Whether a wording of its own decides that the line model has learnt with, and may doubt."""
        return self.kind == "strong" and self.evidence.known

    @property
    def rank(self) -> tuple[float, bool]:
        """What the surer of two verdicts has more of."""
        return self.score, not self.evidence.known


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
