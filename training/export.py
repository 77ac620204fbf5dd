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
from training.network import Batch, Size, Tagger

MEANING_STEP, STATE_STEP = 0.004, 0.03
"""Steps of rounding, about as the training finds them: a model file does not hold them."""


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


def tagger_of(arrays: Arrays) -> Tagger:
    """Return the tagger that a model file's arrays were made of, give or take the rounding of its weights."""
    rows, meaning = arrays["meaning"].shape
    reach = tuple(arrays[REACH].tolist())
    inputs, width = arrays["entry.weights"].shape
    size = Size(meaning=meaning, width=width, reach=reach, page_at=int(arrays["page_at"]))
    tagger = Tagger(rows, inputs - meaning, size)
    tagger.meaning_step, tagger.state_step = MEANING_STEP, STATE_STEP
    entry, bias = _weights_of(arrays, "entry", 1.0, STATE_STEP)
    layers = {
        "meaning.weight": torch.from_numpy(arrays["meaning"].astype(np.float32)) * MEANING_STEP,
        "entry.weight": torch.cat((entry[:, :meaning] / MEANING_STEP, entry[:, meaning:] * FULL), 1),
        "entry.bias": bias,
    }
    layers["page.weight"], layers["page.bias"] = _weights_of(arrays, "page", STATE_STEP, STATE_STEP)
    layers["answer.weight"], layers["answer.bias"] = _weights_of(arrays, "answer", STATE_STEP, 1 / STEPS)
    for number in range(len(reach)):
        weights, bias = _weights_of(arrays, f"around{number}", STATE_STEP, STATE_STEP)
        layers[f"around.{number}.weight"] = weights.view(width, 3, width).permute(0, 2, 1)
        layers[f"around.{number}.bias"] = bias
    tagger.load_state_dict(layers)
    tagger.rounding = True
    return tagger


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


def _weights_of(arrays: Arrays, name: str, in_step: float, out_step: float) -> tuple[Tensor, Tensor]:
    """Weights and bias of a layer that :func:`_layer` stored."""
    weights, scale, bias = (
        torch.from_numpy(arrays[f"{name}.{part}"]) for part in ("weights", "scale", "bias")
    )
    return weights.T * (scale * (out_step / in_step))[:, None], bias * out_step
