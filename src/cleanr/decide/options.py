"""What the user's choices mean for a decision: the thresholds of each preset, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

Preset = Literal["conservative", "balanced", "aggressive"]

LEAST_SCORE: Mapping[Preset, float] = {"conservative": 0.85, "balanced": 0.55, "aggressive": 0.4}
"""Score from which on a line is removed, by preset."""

MORE_CAREFUL: dict[Preset, Preset] = {
    "conservative": "conservative",
    "balanced": "conservative",
    "aggressive": "balanced",
}
"""What a text is cleaned with that stood all in one line, so that only full stops divide it."""

NEVER = 2.0
"""A probability that nothing reaches."""


class Thresholds(NamedTuple):
    """Probability from which on a line goes that no sure evidence speaks of.

    Where nothing is surely boilerplate, most texts are clean, so more is asked of their lines.
    """

    label: float
    """A line that is no running text, where other lines are surely boilerplate, by their wording or because
    the model has no doubt of them (then :data:`~cleanr.decide.weigh.SURE` at least beside running text)."""
    prose: float
    """A line of running text, where other lines are so by their wording."""
    sure_prose: float
    """A line of running text, where the model alone has no doubt of others."""
    clean_label: float
    """A line that is no running text, where nothing surely is boilerplate."""
    clean_prose: float
    """A line of running text, where nothing is so by its wording."""


LEAST_PROBABILITY: Mapping[tuple[str, Preset], Thresholds] = {
    ("article", "conservative"): Thresholds(0.945, 0.9, NEVER, 0.98, NEVER),
    ("article", "balanced"): Thresholds(0.45, 0.5, 0.8, 0.9, 0.93),
    ("article", "aggressive"): Thresholds(0.2, 0.2, 0.6, 0.7, 0.8),
    ("page", "conservative"): Thresholds(0.93, 0.93, 0.95, 0.95, 0.95),
    ("page", "balanced"): Thresholds(0.88, 0.85, 0.95, 0.95, 0.95),
    ("page", "aggressive"): Thresholds(0.6, 0.65, 0.75, 0.7, 0.75),
}
"""By mode and preset, chosen on documents of sites that the model was not trained on; what they
reach there is in docs/accuracy.md."""


class LeftOut(NamedTuple):
    """What filters that do not run are for."""

    categories: Collection[str] = ()
    lines: Collection[int] = ()
    """Lines that these filters know, by their index."""


class Options(NamedTuple):
    """What the user's choices mean for the lines of one document."""

    preset: Preset = "balanced"
    finds: bool = True
    """Whether lines without evidence go where the line model finds them, or in the page's tail; else only as
    a part of what evidence begins and ends."""
    left_out: LeftOut = LeftOut()
    """Of what none of them goes."""
    keep: Collection[str] = ()
    """Lines that stay, by their :func:`~cleanr.folding.wording`."""

    def without(self, lines: Collection[int]) -> Options:
        """The same, where none of these lines goes for others beside it."""
        categories, known = self.left_out
        return self._replace(left_out=LeftOut(categories, {*known, *lines}))


DEFAULTS = Options()
