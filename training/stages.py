"""Steps that training from the beginning and training further share."""

from __future__ import annotations

import copy
import random
import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleanr.line_model._page import CATEGORIES
from training import curves
from training.data import Lines
from training.fit import Schedule, fit, predict
from training.network import Tagger

PAGES_LAST = 500
"""Whole pages that were read, others each time, among the careful documents."""

TWINS = 3
"""Times the last stage is gone through, from the same beginning and in another order; the mean of the
weights is kept (Wortsman et al. 2022, arXiv:2203.05482)."""

UNDECIDED = 0.3
"""Weight that the teachers' opinion of a line without a label has beside that of one with a label."""


def seen_by(document: Lines, opinion: NDArray[np.float32]) -> Lines:
    """A noisy document as teachers, or the model itself, see it, and a reader where one looked at it."""
    other = copy.copy(document)
    other.target = opinion.astype(np.float32)
    length = np.sqrt(document.shape.chars).astype(np.float32)
    other.weight = np.where(document.weight > 0, document.weight, UNDECIDED * length)
    other.category = document.category.copy()
    for row, label in document.judged.items():
        other.target[row] = label.startswith("d")
        other.weight[row] = 0 if label == "i" else length[row]
        if label.startswith("d:"):
            other.category[row] = CATEGORIES.index(label[2:])
    return other


def some_pages(documents: Sequence[Lines], seed: int) -> list[Lines]:
    """The documents, of the whole pages that were read only some: else their lines outweigh the articles."""
    pages = [d for d in documents if d.read and d.source == "page"]
    some = random.Random(seed).sample(pages, min(len(pages), PAGES_LAST))
    return [*(d for d in documents if not (d.read and d.source == "page")), *some]


def finish(tagger: Tagger, documents: Sequence[Lines], schedule: Schedule, seed: int) -> None:
    """Train on ``documents`` some times over; the tagger ends up with the mean of the weights."""
    weights = []
    for twin in range(TWINS):
        copied = copy.deepcopy(tagger)
        fit(copied, some_pages(documents, seed + twin), schedule, seed + twin)
        weights.append(copied.state_dict())
    tagger.load_state_dict({name: sum(one[name] for one in weights) / TWINS for name in weights[0]})


def show(tagger: Tagger, validation: Sequence[Lines], pages: Sequence[Lines]) -> None:
    """Print what the model reaches on documents of other sites."""
    for name, documents in (
        ("articles", [d for d in validation if d.source == "hand"]),
        ("articles read", [d for d in validation if d.source == "residual"]),
        ("appeals", [d for d in validation if d.source == "donation"]),
        ("whole pages read", [d for d in validation if d.source == "page"]),
        ("whole pages", pages),
    ):
        print(curves.table(name, documents, predict(tagger, documents)))


_started = time.monotonic()


def say(message: str) -> None:
    """Tell how far it is, on standard error."""
    print(f"{time.monotonic() - _started:7.0f} s  {message}", file=sys.stderr, flush=True)
