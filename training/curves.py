"""What a model reaches at each threshold, counted in characters as the scoring of the data does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleanr.line_model._page import CATEGORIES
from training.data import Lines

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


def table(name: str, documents: Sequence[Lines], probabilities: Sequence[NDArray[np.float32]]) -> str:
    """Return a table of precision, recall, F1 and so on, a row for each threshold."""
    likely = np.concatenate(list(probabilities))
    drop = np.concatenate([d.drop for d in documents])
    keep = np.concatenate([d.keep for d in documents])
    related = np.concatenate([d.category for d in documents]) == CATEGORIES.index("related")
    rows = [
        f"{name}, {len(documents)} documents: what goes from a threshold on",
        "threshold  precision  recall  F1     without related: F1  content loss  kept-text F1",
    ]
    for threshold in THRESHOLDS:
        gone = likely >= threshold
        precision, recall, f1 = _scores(drop[gone].sum(), keep[gone].sum(), drop.sum())
        others = np.where(related, 0, drop)
        *_, f1_others = _scores(others[gone].sum(), keep[gone].sum(), others.sum())
        stays, left = keep[~gone].sum(), drop[~gone].sum()
        loss = 1 - stays / max(1, keep.sum())
        kept_f1 = 2 * stays / max(1, stays + left + keep.sum())
        rows.append(
            f"{threshold:9.2f}  {precision:9.3f}  {recall:6.3f}  {f1:.3f}  {f1_others:19.3f}"
            f"  {loss:12.5f}  {kept_f1:12.4f}"
        )
    return "\n".join(rows) + "\n"


def _scores(gone: float, lost: float, total: float) -> tuple[float, float, float]:
    precision, recall = gone / max(1, gone + lost), gone / max(1, total)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
