"""Fitting the tagger to documents: batches, the loss, and a learning rate that falls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from cleanr.line_model._page import CLUES
from training.data import Lines
from training.network import Batch, Tagger


@dataclass(frozen=True)
class Schedule:
    """How one stage of the training goes."""

    passes: int
    rate: float
    cells: int = 3000
    """Lines, those filled up included, of one batch."""
    longest: int = 400
    """Lines of a document that are taken at once: of a longer one a part, another in each pass."""


WORDS_DROPPED = 0.4
"""Share of the words that are left out, others in each pass."""

CLUES_DROPPED = 0.15
"""Share of the documents of which no clue is shown, and twice that of which some are: phrases find less on
sites that nobody has looked at than on those the model is trained on."""

CLUES_KEPT = 0.65
"""Share of the lines whose clues are shown where some are."""

MADE_UP_DROPPED = 0.6
"""Share of the made-up documents, which are made of phrases, of which no clue is shown."""

SOFTENING = 0.04
"""How far the targets are from certain: labels are wrong here and there."""

CATEGORY_WEIGHT = 0.1
"""Weight of the category in the loss beside the label."""

AVERAGE = 0.998
"""How much of the running average of the weights stays in each step; the average is what counts."""

WARM_UP = 50
"""Steps in which the learning rate rises."""


def fit(tagger: Tagger, documents: Sequence[Lines], schedule: Schedule, seed: int) -> None:
    """Train ``tagger`` on ``documents``; it ends up with the average of its weights on the way."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [p for n, p in tagger.named_parameters() if n != "meaning.weight"],
                "weight_decay": 0.01,
            },
            {"params": [tagger.meaning.weight], "weight_decay": 0.0},
        ],
        lr=schedule.rate,
    )
    average = {name: value.clone() for name, value in tagger.state_dict().items()}
    steps = schedule.passes * len(list(_batches(documents, schedule, np.random.default_rng(seed))))
    step = 0
    tagger.train()
    for _ in range(schedule.passes):
        for group in _batches(documents, schedule, chance):
            batch, target, weight, category = _training_batch(group, schedule, chance)
            odds, categories = tagger(batch)
            softened = target * (1 - SOFTENING) + SOFTENING / 2
            loss = functional.binary_cross_entropy_with_logits(odds, softened, weight, reduction="sum")
            loss = loss / weight.sum().clamp(min=1)
            if bool((category >= 0).any()):
                loss = loss + CATEGORY_WEIGHT * functional.cross_entropy(
                    categories.flatten(0, 1), category.flatten(), ignore_index=-1
                )
            falling = 0.5 * (1 + math.cos(math.pi * min(1, step / steps)))
            for parameters in optimizer.param_groups:
                parameters["lr"] = schedule.rate * min(1, (step + 1) / WARM_UP) * max(0.03, falling)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
            clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            step += 1
            stays = min(AVERAGE, step / (step + 20))
            with torch.no_grad():
                for name, value in tagger.state_dict().items():
                    average[name].mul_(stays).add_(value, alpha=1 - stays)
    tagger.load_state_dict(average)
    tagger.eval()


def predict(tagger: Tagger, documents: Sequence[Lines], cells: int = 6000) -> list[NDArray[np.float32]]:
    """Return the probability of each line of each document."""
    tagger.eval()
    answers: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(documents)
    order = sorted(range(len(documents)), key=lambda i: len(documents[i].labels))
    with torch.no_grad():
        for group in _groups([(i, len(documents[i].labels)) for i in order], cells):
            odds, _ = tagger(batch_of([documents[i] for i in group]))
            for i, probabilities in zip(group, torch.sigmoid(odds).numpy(), strict=True):
                answers[i] = probabilities[: len(documents[i].labels)]
    return answers


def batch_of(documents: Sequence[Lines]) -> Batch:
    """Return documents as one batch, nothing left out."""
    batch, *_ = _assemble([(d, 0, len(d.labels)) for d in documents])
    return batch


def _batches(
    documents: Sequence[Lines], schedule: Schedule, chance: np.random.Generator
) -> Iterator[list[Lines]]:
    """Groups of documents of about the same length, in any order."""
    lengths = [min(len(d.labels), schedule.longest) for d in documents]
    blurred = np.array(lengths) + chance.random(len(documents)) * 10
    groups = list(_groups([(int(i), lengths[int(i)]) for i in np.argsort(blurred)], schedule.cells))
    for number in chance.permutation(len(groups)):
        yield [documents[i] for i in groups[int(number)]]


def _groups(lengths: Sequence[tuple[int, int]], cells: int) -> Iterator[list[int]]:
    group: list[int] = []
    longest = 0
    for index, length in lengths:
        if group and max(longest, length) * (len(group) + 1) > cells:
            yield group
            group, longest = [], 0
        group.append(index)
        longest = max(longest, length)
    if group:
        yield group


def _training_batch(
    group: Sequence[Lines], schedule: Schedule, chance: np.random.Generator
) -> tuple[Batch, torch.Tensor, torch.Tensor, torch.Tensor]:
    parts = []
    for document in group:
        lines = len(document.labels)
        first = int(chance.integers(0, lines - schedule.longest + 1)) if lines > schedule.longest else 0
        parts.append((document, first, min(lines, first + schedule.longest)))
    batch, target, weight, category = _assemble(parts)
    said = torch.from_numpy(chance.random(len(batch.rows)) > WORDS_DROPPED)
    batch.rows, batch.line = batch.rows[said], batch.line[said]
    batch.count = torch.bincount(batch.line, minlength=len(batch.count)).float()
    clues = batch.numbers[..., -len(CLUES) : -1]
    for row, document in enumerate(group):
        fate = chance.random()
        if fate < CLUES_DROPPED or (document.hides_clues and fate < MADE_UP_DROPPED):
            clues[row] = 0
        elif fate < 3 * CLUES_DROPPED:
            clues[row] *= torch.from_numpy(chance.random((clues.shape[1], 1)) > 1 - CLUES_KEPT)
    return batch, target, weight, category


def _assemble(
    parts: Sequence[tuple[Lines, int, int]],
) -> tuple[Batch, torch.Tensor, torch.Tensor, torch.Tensor]:
    """A batch of parts of documents, with target, weight and category of each line."""
    shape = len(parts), max(last - first for _, first, last in parts)
    numbers = np.zeros((*shape, parts[0][0].numbers.shape[1]), np.float32)
    there, target, weight = (np.zeros(shape, np.float32) for _ in range(3))
    category = np.full(shape, -1, np.int64)
    rows, line = [], []
    for i, (document, first, last) in enumerate(parts):
        n = last - first
        numbers[i, :n] = document.numbers[first:last]
        there[i, :n] = 1
        target[i, :n] = document.target[first:last]
        weight[i, :n] = document.weight[first:last]
        category[i, :n] = document.category[first:last]
        rows.append(document.rows[document.at[first] : document.at[last]])
        line.append(np.repeat(np.arange(n), np.diff(document.at[first : last + 1])) + i * shape[1])
    of_line = np.concatenate(line)
    count = np.bincount(of_line, minlength=shape[0] * shape[1]).astype(np.float32)
    batch = Batch(*map(torch.from_numpy, (np.concatenate(rows), of_line, count, numbers, there)))
    return batch, torch.from_numpy(target), torch.from_numpy(weight), torch.from_numpy(category)
