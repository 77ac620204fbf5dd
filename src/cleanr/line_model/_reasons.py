"""Why the line model thinks that a line is boilerplate, in words.

How much each known number of a line speaks for boilerplate is the mean slope of the
log-odds over the documents the model was trained on, which the model file holds; what the
lines around contribute is the difference to what the model says of the line alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.line_model._page import CLUES
from cleanr.line_model._shape import FULL, MEASURES
from cleanr.line_model._shape import NUMBERS as SHAPE_NUMBERS
from cleanr.line_model._topic import NUMBERS as TOPIC_NUMBERS

NUMBERS = (*SHAPE_NUMBERS, *TOPIC_NUMBERS, *CLUES)
"""Names of all numbers that are known of a line, in the order of the model's inputs."""

FACTS_NAMED = 3
"""Facts that a reason names at most."""

SLOPE_STEPS = 10_000
"""Units of a slope that stand for one unit of log-odds."""

_COLUMN = {name: column for column, name in enumerate(NUMBERS)}
_YES = FULL // 2


class Fact(NamedTuple):
    """Something to say of a line where the first of some numbers is in these bounds; all of them weigh."""

    words: str
    columns: tuple[int, ...]
    at_least: int
    at_most: int


def _any(measures: Iterable[str]) -> list[str]:
    return [f"{said}{name}" for name in measures for said in ("any ", "")]


def _fact(words: str, *names: str, at_least: int | None = None, at_most: int | None = None) -> Fact:
    """A fact that holds where the first number named is in these bounds; without any, at half or more."""
    if at_least is None:
        at_least = _YES if at_most is None else 0
    at_most = FULL if at_most is None else at_most
    return Fact(words, tuple(_COLUMN[name] for name in names), at_least, at_most)


FACTS = (
    _fact("short line", "words", *_any(MEASURES[:5]), at_most=42),
    _fact("long line", "words", *_any(MEASURES[:5]), at_least=68),
    _fact(
        *("without a full stop", "any ends like a sentence", "ends like a sentence"),
        *("ends with sentence end", "ends with latin small"),
        at_most=0,
    ),
    _fact("above the running text", "any lines above the text", "lines above the text", "place"),
    _fact("below the running text", "any lines below the text", "lines below the text", "place"),
    _fact("ends with an ellipsis", "any ends with an ellipsis", "ends with an ellipsis"),
    _fact(
        "outside the main part",
        "in the main part",
        "lines above the main part",
        "lines below the main part",
        at_most=0,
    ),
    _fact("in capitals", "any capitals beyond small letters", "capitals beyond small letters"),
    _fact("most words with a capital", "capital words", "share of latin capital characters"),
    _fact("many digits", "share of digit characters", "begins with digit", at_least=20),
    _fact("many symbols", "share of symbol characters", "share of bullet characters", at_least=12),
    _fact("a list mark in front", "begins with bullet"),
    _fact("a sign such as © or @", "share of sign characters", at_least=1),
    _fact("stands there twice", "any other lines like it", "other lines like it"),
    _fact(
        *("speaks of something else than the text", "words that the running text has too"),
        *("words that other lines have too", "words that the main part has too"),
        *("rare words that the running text has too", "rare words that other lines have too"),
        *("rare words that the main part has too", "names that the main part has too"),
        at_most=FULL // 4,
    ),
    _fact("on a page with little running text", "running text on the page", at_most=FULL // 5),
    *(_fact(name, name) for name in CLUES if name.startswith("worded")),
)
"""What a reason may name."""

_SAID = (*(fact.words for fact in FACTS), "its wording", "the lines around it")
_BY_NAME = sorted(range(len(_SAID)), key=_SAID.__getitem__)
"""Of two that weigh the same the first in this order is named first."""

_FIRST = np.array([fact.columns[0] for fact in FACTS])
_AT_LEAST = np.array([fact.at_least for fact in FACTS])
_AT_MOST = np.array([fact.at_most for fact in FACTS])
_MEMBERS = np.concatenate([fact.columns for fact in FACTS])
_BEGINS = np.cumsum([0, *(len(fact.columns) for fact in FACTS[:-1])])


def in_words(
    known: NDArray[np.int64],
    *,
    surroundings: NDArray[np.int64],
    slopes: NDArray[np.int64],
    typical: NDArray[np.int64],
) -> list[str]:
    """Return for each line the facts that weigh most for its being boilerplate, the heaviest first.

    ``known`` holds what the model knew of each line, ``slopes`` and ``typical`` are the weight and the mean
    of each such number, and ``surroundings`` is what the lines around each add, in the units of
    slopes times numbers.
    """
    excess = (known - typical) * slopes
    first = known[:, -len(NUMBERS) :].take(_FIRST, axis=1)
    holds = (first >= _AT_LEAST) & (first <= _AT_MOST)
    facts = np.add.reduceat(excess[:, -len(NUMBERS) :].take(_MEMBERS, axis=1), _BEGINS, axis=1)
    wording = excess[:, : -len(NUMBERS)].sum(axis=1)
    weights = np.column_stack((facts * holds, wording, surroundings)).take(_BY_NAME, axis=1)
    heaviest = np.argsort(-weights, axis=1, kind="stable")[:, :FACTS_NAMED]
    speaking = np.take_along_axis(weights, heaviest, axis=1) > 0
    return [
        ", ".join(_SAID[_BY_NAME[place]] for place, speaks in zip(*row, strict=True) if speaks)
        or "many small signs together"
        for row in zip(heaviest.tolist(), speaking.tolist(), strict=True)
    ]
