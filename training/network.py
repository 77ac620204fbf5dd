"""The line tagger in PyTorch: trained with rounding, so that it can be run in whole numbers.

The layers are those of ``cleanr.line_model._network``.  While ``rounding`` is on, weights and
activations are rounded in the forward pass as they will be when the model is run, and
gradients pass through the rounding as if it were not there (Bengio et al. 2013,
arXiv:1308.3432; Jacob et al. 2018, arXiv:1712.05877).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from cleanr.line_model._network import TOP
from cleanr.line_model._page import CATEGORIES
from cleanr.line_model._shape import FULL


@dataclass(frozen=True)
class Size:
    """How large the network is."""

    meaning: int = 32
    """Numbers that stand for the meaning of a word."""
    width: int = 80
    reach: tuple[int, ...] = (1, 2, 4, 8, 1)
    """Distance in lines that each layer over three lines looks."""
    page_at: int = 2
    """Layer before which each line is told of the page as a whole."""


@dataclass
class Batch:
    """Several documents, their lines filled up to the length of the longest."""

    rows: Tensor
    """Rows of the table of meanings, of all lines one after the other."""
    line: Tensor
    """For each of them its line: document times length plus index."""
    count: Tensor
    """Rows of each line."""
    numbers: Tensor
    """Documents by lines by numbers, from 0 to 127."""
    there: Tensor
    """Documents by lines: 1 for lines, 0 for filling."""


def _rounded(values: Tensor) -> Tensor:
    return values + (values.round() - values).detach()


def _rounded_weights(weights: Tensor) -> Tensor:
    """Weights (outputs first) in 255 steps for each output."""
    step = weights.detach().abs().flatten(1).amax(1).clamp(min=1e-8) / FULL
    step = step.view(-1, *[1] * (weights.dim() - 1))
    return _rounded(weights / step) * step


class Tagger(nn.Module):
    """Gives each line of a batch its log-odds of being boilerplate, and a weight for each category."""

    def __init__(self, rows: int, numbers: int, size: Size) -> None:
        super().__init__()
        self.size = size
        self.meaning = nn.Embedding(rows, size.meaning)
        nn.init.normal_(self.meaning.weight, 0, 0.1)
        with torch.no_grad():
            self.meaning.weight[0] = 0
        self.entry = nn.Linear(size.meaning + numbers, size.width)
        self.around: Sequence[nn.Conv1d] = nn.ModuleList(  # type: ignore[assignment]  # it has no element type
            nn.Conv1d(size.width, size.width, 3) for _ in size.reach
        )
        self.page = nn.Linear(size.width, size.width)
        self.answer = nn.Linear(size.width, 1 + len(CATEGORIES))
        self.dropout = nn.Dropout(0.15)
        self.rounding = False
        self.meaning_step = 1.0
        self.state_step = 1.0

    def calibrate(self, batches: list[Batch]) -> None:
        """Choose the steps of rounding by what the batches bring about, and switch rounding on."""
        self.eval()
        self.rounding = False
        with torch.no_grad():
            top = max(float(self._states(self.known(b), b.there[..., None]).amax()) for b in batches)
            self.state_step = top / TOP
            self.meaning_step = (
                float(
                    self.meaning.weight.abs()
                    .flatten()
                    .kthvalue(int(0.9999 * self.meaning.weight.numel()))
                    .values
                )
                / FULL
            )
        self.rounding = True
        self.train()

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        return self.answers(self.known(batch), batch.there)

    def known(self, batch: Batch) -> Tensor:
        """What the network is given of each line: the mean of its words' meanings, and the numbers."""
        documents, lines, _ = batch.numbers.shape
        meanings = self.meaning.weight
        if self.rounding:
            meanings = _rounded((meanings / self.meaning_step).clamp(-FULL, FULL))
        total = torch.zeros(documents * lines, self.size.meaning).index_add(
            0, batch.line, meanings[batch.rows]
        )
        mean = total / batch.count.clamp(min=1)[:, None]
        mean = (_rounded(mean) if self.rounding else mean).view(documents, lines, -1)
        return torch.cat((mean, batch.numbers), -1)

    def answers(self, known: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds and categories from what is known of each line."""
        states = self.dropout(self._states(known, there[..., None]))
        answers = functional.linear(states, self._weights(self.answer.weight), self.answer.bias)
        return answers[..., 0], answers[..., 1:]

    def _states(self, known: Tensor, there: Tensor) -> Tensor:
        # The steps of the inputs are made part of the weights, which are rounded together.
        step = self.meaning_step if self.rounding else 1.0
        meaning = self.size.meaning
        entry = torch.cat((self.entry.weight[:, :meaning] * step, self.entry.weight[:, meaning:] / FULL), 1)
        sums = functional.linear(known, self._weights(entry), self.entry.bias)
        state: Tensor = self.dropout(self._active(sums)) * there
        for number, reach in enumerate(self.size.reach):
            layer = self.around[number]
            if number == self.size.page_at:
                mean = state.sum(1) / there.sum(1).clamp(min=1)
                mean = _rounded(mean / self.state_step) * self.state_step if self.rounding else mean
                page = functional.linear(mean, self._weights(self.page.weight), self.page.bias)
                state = self._sum(state, self._active(page)[:, None]) * there
            added = functional.conv1d(
                state.transpose(1, 2), self._weights(layer.weight), layer.bias, padding=reach, dilation=reach
            )
            state = self._sum(state, self._active(added.transpose(1, 2))) * there
        return state

    def _weights(self, weights: Tensor) -> Tensor:
        return _rounded_weights(weights) if self.rounding else weights

    def _active(self, sums: Tensor) -> Tensor:
        if not self.rounding:
            return functional.relu(sums)
        return _rounded((sums / self.state_step).clamp(0, TOP)) * self.state_step

    def _sum(self, state: Tensor, added: Tensor) -> Tensor:
        total: Tensor = state + added
        return total.clamp(max=TOP * self.state_step) if self.rounding else total
