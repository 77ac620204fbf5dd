"""The network in whole numbers: the same result on every machine, whatever sums it up first.

Weights are whole numbers from -127 to 127 and activations from 0 to :data:`TOP`, so every
product of matrices is a sum of whole numbers below 2**24, which single-precision floats hold
exactly in any order.  In between stand single multiplications, additions and roundings of
single numbers, which IEEE 754 fixes to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOP = 511
"""Largest activation.  With it the sum of 240 products stays below 2**24."""

ROWS_AT_ONCE = 13
"""Lines in one product of matrices: with more of them BLAS would start threads, which costs more
than it brings."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """``round(inputs @ weights * scale + bias)``, at least 0: what is less than nothing is nothing."""

    weights: Matrix
    """Whole numbers, as floats for BLAS."""
    scale: Matrix
    bias: Matrix

    def __call__(self, inputs: Matrix) -> Matrix:
        outputs = self.sums(inputs)
        np.maximum(outputs, 0, out=outputs)
        return outputs

    def sums(self, inputs: Matrix) -> Matrix:
        """The same, below 0 too."""
        if len(inputs) <= ROWS_AT_ONCE:
            outputs: Matrix = inputs @ self.weights
        else:
            parts = range(0, len(inputs), ROWS_AT_ONCE)
            outputs = np.concatenate([inputs[i : i + ROWS_AT_ONCE] @ self.weights for i in parts])
        outputs *= self.scale
        outputs += self.bias
        np.rint(outputs, out=outputs)
        return outputs


@dataclass(frozen=True, slots=True)
class Network:
    """From what is known of each line to how likely it is boilerplate, and of which category."""

    entry: Layer
    """Over what is known of one line."""
    around: Sequence[tuple[int, Layer]]
    """Over a line and those at some distance, which comes first, before and after it; what each
    adds goes on top of what it was given."""
    page: Layer
    """Over the mean of all lines; goes on top of every line before :attr:`page_at`."""
    page_at: int
    answer: Layer
    """Log-odds that a line is boilerplate, in steps, and a weight for each category."""

    def __call__(self, inputs: Matrix) -> Matrix:
        n = len(inputs)
        margin = max(distance for distance, _ in self.around)
        # Beyond the first line and the last there is nothing.
        padded = np.zeros((n + 2 * margin, len(self.entry.bias)), np.float32)
        state = padded[margin : margin + n]
        np.minimum(self.entry(inputs), TOP, out=state)
        for number, (distance, layer) in enumerate(self.around):
            if number == self.page_at:
                mean = np.rint(state.sum(axis=0, keepdims=True, dtype=np.float64) / n)
                self._add(state, self.page(mean.astype(np.float32)))
            before = padded[margin - distance : margin - distance + n]
            after = padded[margin + distance : margin + distance + n]
            self._add(state, layer(np.concatenate((before, state, after), axis=1)))
        return self.answer.sums(state)

    def alone(self, inputs: Matrix) -> Matrix:
        """The answers for lines, each as if it were all there is of its page."""
        state = np.minimum(self.entry(inputs), TOP)
        width = state.shape[1]
        for number, (_, layer) in enumerate(self.around):
            if number == self.page_at:
                self._add(state, self.page(state))
            own = Layer(layer.weights[width : 2 * width], layer.scale, layer.bias)
            self._add(state, own(state))
        return self.answer.sums(state)

    @staticmethod
    def _add(state: Matrix, added: Matrix) -> None:
        state += added
        np.minimum(state, TOP, out=state)
