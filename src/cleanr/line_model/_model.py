"""The line model: how likely each line of a document is boilerplate, and of which category."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.document import Document
from cleanr.line_model import _file
from cleanr.line_model._page import CATEGORIES, Page, are_sure, clue_numbers, page_of
from cleanr.line_model._reasons import SLOPE_STEPS, in_words
from cleanr.line_model._shape import Shape, shape_of
from cleanr.line_model._topic import topic
from cleanr.line_model._words import Reader

STEPS = 32
"""Steps that log-odds are rounded to, to the whole."""

LONGEST_PAGE = 4000
"""Lines that are weighed together; a longer document is weighed in parts, so that memory is bounded."""


class Reading(NamedTuple):
    """What the model says of the lines of a document that are not blank."""

    indexes: list[int]
    probabilities: NDArray[np.float64]
    """How likely each line is boilerplate, in steps of a thousandth."""
    categories: list[str]
    """The category each line would be of."""
    inputs: NDArray[np.float32]
    """What was known of each line, in whole numbers: the meaning of its words, then
    :data:`cleanr.line_model._reasons.NUMBERS`."""
    odds: NDArray[np.int64]
    """Log-odds, in units of ``1 / STEPS``."""


class LineModel:
    """A trained model.  Immutable; what it says of a document depends on that document alone."""

    def __init__(self, arrays: _file.Arrays) -> None:
        self._classes = arrays["classes"]
        self._logarithms = arrays["logarithms"]
        # A column of ones counts the rows that are known.
        meaning = arrays["meaning"]
        self._meaning = np.ones((len(meaning), meaning.shape[1] + 1), np.int8)
        self._meaning[:, :-1] = meaning
        self._meaning[0] = 0
        self._reader = Reader(_file.vocabulary(arrays))
        self._network = _file.network(arrays)
        self._slopes = arrays["slopes"].astype(np.int64)
        self._typical = arrays["typical"].astype(np.int64)

    def read(self, document: Document, clues: Mapping[int, tuple[str, str]]) -> Reading:
        """Weigh the lines of ``document``.

        ``clues`` says which category and kind of evidence there is on a line, by its index.
        """
        page = page_of(document)
        parts = [
            self._read(_part(page, first), clues, document.mode)
            for first in range(0, max(1, len(page.indexes)), LONGEST_PAGE)
        ]
        if len(parts) == 1:
            return parts[0]
        return Reading(
            page.indexes,
            np.concatenate([part.probabilities for part in parts]),
            [category for part in parts for category in part.categories],
            np.concatenate([part.inputs for part in parts]),
            np.concatenate([part.odds for part in parts]),
        )

    def reasons(self, reading: Reading, rows: Sequence[int]) -> list[str]:
        """Return the facts that weighed most for the lines in these rows, in words."""
        if not rows:
            return []
        inputs = reading.inputs[rows]
        alone = self._network.alone(inputs)[:, 0].astype(np.int64)
        surroundings = (reading.odds[rows] - alone) * SLOPE_STEPS // STEPS
        return in_words(
            inputs.astype(np.int64), surroundings=surroundings, slopes=self._slopes, typical=self._typical
        )

    def _read(self, page: Page, clues: Mapping[int, tuple[str, str]], mode: str) -> Reading:
        if not page.indexes:
            return Reading([], np.empty(0), [], np.empty((0, 0), np.float32), np.empty(0, np.int64))
        shape = shape_of(
            page.lines,
            page.repeated,
            classes=self._classes,
            logarithms=self._logarithms,
        )
        inputs = self._inputs(page, shape, clue_numbers(page.indexes, clues, mode=mode))
        answers = self._network(inputs)
        odds = answers[:, 0].astype(np.int64)
        probabilities = _PROBABILITIES.take(odds + _CERTAIN, mode="clip")
        categories = [CATEGORIES[best] for best in answers[:, 1:].argmax(axis=1)]
        return Reading(page.indexes, probabilities, categories, inputs, odds)

    def _inputs(self, page: Page, shape: Shape, clues: NDArray[np.uint8]) -> NDArray[np.float32]:
        """All that is known of each line: the mean of its words' meanings, and the numbers."""
        words = self._reader.read(page.lines, page.folded, shape)
        about = topic(words.said, shape, are_sure(clues), self._logarithms)
        meanings = self._meaning.take(words.rows, axis=0).astype(np.float32)
        total = np.add.reduceat(meanings, words.starts)
        total += self._meaning.take(words.edges, axis=0).sum(axis=1, dtype=np.float32)
        mean = total[:, :-1]
        mean /= np.maximum(total[:, -1:], 1)
        np.rint(mean, out=mean)
        return np.concatenate((mean, shape.numbers, about, clues), axis=1, dtype=np.float32)


def _part(page: Page, first: int) -> Page:
    last = first + LONGEST_PAGE
    return Page(
        page.indexes[first:last],
        page.lines[first:last],
        page.folded[first:last],
        page.repeated[first:last],
    )


_CERTAIN = 10 * STEPS
_PROBABILITIES = np.array(
    [round(1 / (1 + math.exp(-n / STEPS)), 3) for n in range(-_CERTAIN, _CERTAIN + 1)], np.float64
)
"""The probability, to a thousandth, for each step of log-odds between -10 and 10."""


@cache
def default_model() -> LineModel:
    """The model that comes with cleanr, loaded once per process when first needed."""
    return LineModel(_file.load())
