"""The lines of a document that the line model weighs, and what phrases and shapes say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.document import Document
from cleanr.line_model._shape import FULL
from cleanr.record import LINE_CATEGORIES

CATEGORIES = LINE_CATEGORIES
"""The categories that a line can be of, in the order of the model's answers."""

KINDS = ("strong", "block", "grown", "beside", "edge", "filled", "doubted", "weak")
"""Kinds of evidence on a line, the surest first, of ``cleanr.decide.verdict.SCORES``."""

CLUES = (*(f"worded like {c}" for c in CATEGORIES), *(f"{kind} evidence" for kind in KINDS), "whole page")
"""Names of the numbers that say what is known of a line beside its own shape and words."""

LIST_MARKS = frozenset(f"{mark} " for mark in "-*+•·●▪◦‣")
"""What a line begins with that is an entry of a list; some extractors write it, others do not."""


class Page(NamedTuple):
    """The lines of a document that are not blank."""

    indexes: list[int]
    lines: list[str]
    """Without the white space around them, and the mark of a list before them."""
    folded: list[str]
    repeated: list[bool]
    """Whether another line is the same, give or take capitals and typography."""


def page_of(document: Document) -> Page:
    """Return the lines of ``document`` that are not blank."""
    stripped = [line.strip() for line in document.text.splitlines()]
    indexes = [index for index, line in enumerate(stripped) if line]
    # What folds to nothing but blanks (a line of joiners) stands for itself.
    folded = [document.folded_lines[index].strip() or stripped[index] for index in indexes]
    lines = [stripped[index] for index in indexes]
    for row, line in enumerate(lines):
        if line[:2] in LIST_MARKS:
            lines[row], folded[row] = line[2:].lstrip(), folded[row][2:].lstrip()
    count: dict[str, int] = {}
    for line in folded:
        count[line] = count.get(line, 0) + 1
    return Page(indexes, lines, folded, [count[line] > 1 for line in folded])


def clue_numbers(
    indexes: Sequence[int], clues: Mapping[int, tuple[str, str]], *, mode: str
) -> NDArray[np.uint8]:
    """Return the numbers of :data:`CLUES` for the lines with these indexes.

    ``clues`` gives category and kind of the evidence on a line, by its index.
    """
    numbers = np.zeros((len(indexes), len(CLUES)), np.uint8)
    if mode == "page":
        numbers[:, -1] = FULL
    if clues:
        for row, index in enumerate(indexes):
            if index in clues:
                category, kind = clues[index]
                if category in CATEGORIES:
                    numbers[row, CATEGORIES.index(category)] = FULL
                numbers[row, len(CATEGORIES) + KINDS.index(kind)] = FULL
    return numbers


def are_sure(clues: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether evidence on each line is sure by itself; ``clues`` come from :func:`clue_numbers`."""
    sure: NDArray[np.bool_] = clues[:, len(CATEGORIES) + KINDS.index("strong")] > 0
    return sure
