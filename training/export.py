"""From the trained PyTorch model to the whole numbers of the model file."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cleanr.line_model._file import REACH, Arrays, strings
from cleanr.line_model._model import STEPS
from cleanr.line_model._reasons import SLOPE_STEPS
from cleanr.line_model._shape import FULL
from cleanr.line_model._words import Vocabulary
from training.characters import character_classes, logarithms
from training.network import Batch, Tagger


def arrays_of(tagger: Tagger, vocabulary: Vocabulary, sample: Batch) -> Arrays:
    """Return what :func:`cleanr.line_model._file.store` writes.

    ``sample`` holds documents as the model is meant for, to say what weighs how much in them.
    """
    slopes, typical = _slopes(tagger, sample)
    step, state = tagger.meaning_step, tagger.state_step
    width = tagger.size.meaning
    entry = torch.cat((tagger.entry.weight[:, :width] * step, tagger.entry.weight[:, width:] / FULL), 1)
    arrays = {
        "classes": character_classes(),
        "logarithms": logarithms(),
        "words": strings(vocabulary.words),
        "lines": strings(vocabulary.lines),
        "pairs": vocabulary.pairs,
        "pair_rows": vocabulary.pair_rows,
        "first": vocabulary.first,
        "last": vocabulary.last,
        "meaning": (tagger.meaning.weight / step).round().clamp(-FULL, FULL).detach().numpy().astype(np.int8),
        REACH: np.array(tagger.size.reach, np.int8),
        "page_at": np.array(tagger.size.page_at),
        "slopes": slopes,
        "typical": typical,
        **_layer("entry", entry, tagger.entry.bias, 1.0, state),
        **_layer("page", tagger.page.weight, tagger.page.bias, state, state),
        **_layer("answer", tagger.answer.weight, tagger.answer.bias, state, 1 / STEPS),
    }
    for number, layer in enumerate(tagger.around):
        # PyTorch has outputs, inputs, places; a product of matrices wants places and inputs in a row.
        weights = layer.weight.permute(0, 2, 1).flatten(1)
        arrays |= _layer(f"around{number}", weights, layer.bias, state, state)  # type: ignore[arg-type]  # it has one
    return arrays


def _slopes(tagger: Tagger, batch: Batch) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """How much each input of a line adds to its own log-odds in the mean, and the input's mean."""
    known = tagger.known(batch).detach()[batch.there > 0].requires_grad_()
    # Each line as a document of its own: else it would speak for its neighbours as well.
    odds, _ = tagger.answers(known[:, None], torch.ones(len(known), 1))
    (slopes,) = torch.autograd.grad(odds.sum(), known)
    return (
        (slopes.mean(0) * SLOPE_STEPS).round().numpy().astype(np.int32),
        known.detach().mean(0).round().numpy().astype(np.int16),
    )


def _layer(
    name: str, weights: Tensor, bias: Tensor, in_step: float, out_step: float
) -> dict[str, NDArray[np.generic]]:
    """A layer whose inputs count steps of ``in_step`` and whose outputs count steps of ``out_step``."""
    with torch.no_grad():
        step = weights.abs().amax(1).clamp(min=1e-8) / FULL
        whole = (weights / step[:, None]).round().T
        return {
            f"{name}.weights": whole.numpy().astype(np.int8),
            f"{name}.scale": (step * (in_step / out_step)).numpy().astype(np.float32),
            f"{name}.bias": (bias / out_step).numpy().astype(np.float32),
        }
