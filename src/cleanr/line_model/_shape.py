"""The shape of every line of a page in whole numbers: its characters, its length, its place.

All lines are described at once, from one array of the characters' classes, and in whole
numbers from 0 to 127, so that nothing depends on how a machine rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HEAD_CHARS = 400
"""Characters at the beginning of a line that are looked at."""

TAIL_CHARS = 40
"""Characters at the end of a longer line that are looked at."""

FULL = 127
"""What stands for "all of it" and for "yes"."""

CLASSES = (
    *("blank", "latin capital", "latin small", "capital", "small", "uncased", "unspaced", "digit"),
    *("comma", "sentence end", "colon", "quote", "closing", "bullet", "symbol", "sign"),
)
"""The classes of characters, in the order of their numbers; the model file says which character
has which, so that a newer Unicode changes no result."""

BLANK, LATIN_CAPITAL, LATIN_SMALL, CAPITAL, SMALL, UNCASED, UNSPACED, _, COMMA, END, _, QUOTE, CLOSING = (
    range(13)
)

PROSE_WORDS = 12
LONG_PROSE_WORDS = 28
PROSE_CHARS = 24
"""Bounds from which on a line counts as running text, as in :attr:`cleanr.document.Line.prose`."""

MEASURES = (
    *("words", "words beyond one", "words beyond two", "words beyond four", "characters"),
    *("characters short of the longest line", "lines before", "lines after", "lines above the text"),
    *("lines below the text", "lines", "commas", "characters of the page"),
    *("other lines like it", "capitals beyond small letters", "ends like a sentence", "running text"),
    *("sentence ends", "ends with an ellipsis"),
)
"""Counts, of which the model sees the logarithm, and whether there are any."""

SHARES = (
    *("place", "place by characters", "length beside the longest line", "running text on the page"),
    *("latin letters", "latin letters on the page", "capital words"),
)
"""Parts of a whole."""

NUMBERS = (
    *(f"share of {name} characters" for name in CLASSES),
    *(f"begins with {name}" for name in CLASSES),
    *(f"ends with {name}" for name in CLASSES),
    *(f"{said}{name}" for name in MEASURES for said in ("", "any ")),
    *SHARES,
)
"""Names of the numbers, in their order."""

_EDGES = np.array(
    [
        [FULL * (column in (first, len(CLASSES) + last)) for column in range(2 * len(CLASSES))]
        for first in range(len(CLASSES))
        for last in range(len(CLASSES))
    ],
    dtype=np.uint8,
)
"""What a line begins and ends with, by the class of the first character and that of the last."""

# Sums of classes, as a matrix to multiply counts with: Latin letters, letters, capitals, small ones.
_SUMS = np.zeros((len(CLASSES), 4), dtype=np.int64)
_SUMS[[LATIN_CAPITAL, LATIN_SMALL], 0] = 1
_SUMS[[LATIN_CAPITAL, LATIN_SMALL, CAPITAL, SMALL, UNCASED, UNSPACED], 1] = 1
_SUMS[[LATIN_CAPITAL, CAPITAL], 2] = 1
_SUMS[[LATIN_SMALL, SMALL], 3] = 1

# What follows the full stop of a sentence, but not the point in a number or an address.
_AFTER_SENTENCE = np.zeros(len(CLASSES), np.bool_)
_AFTER_SENTENCE[[BLANK, UNSPACED, QUOTE, CLOSING]] = True

ELLIPSIS = ord("…")


class Shape(NamedTuple):
    """The numbers of each line, and what the words of a line are read by."""

    numbers: NDArray[np.float32]
    """A row for each line, a column for each of :data:`NUMBERS`."""
    words: NDArray[np.int64]
    chars: NDArray[np.int64]
    prose: NDArray[np.bool_]
    unspaced: NDArray[np.bool_]
    """Whether a line is in a script that puts no blanks between words."""


def shape_of(
    lines: Sequence[str],
    repeated: Sequence[bool],
    *,
    classes: NDArray[np.uint8],
    logarithms: NDArray[np.uint8],
) -> Shape:
    """Return the shape of ``lines``, none of which is blank.

    ``classes`` gives the class of each code point up to U+FFFF, ``logarithms`` the logarithm of
    each count and whether it is more than none.
    """
    n = len(lines)
    cut = [t if len(t) <= HEAD_CHARS + TAIL_CHARS else t[:HEAD_CHARS] + t[-TAIL_CHARS:] for t in lines]
    size = np.fromiter(map(len, cut), np.int64, n)
    chars = np.fromiter(map(len, lines), np.int64, n)
    text = "\n".join((*cut, ""))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = classes.take(codes, mode="clip")
    length = size + 1  # with the line break put after it
    after = length.cumsum()
    start = after - length
    index = _INDEX[:n] if n <= len(_INDEX) else np.arange(n)
    cell = (index * len(CLASSES)).repeat(length)
    cell += kinds
    counts = np.bincount(cell, minlength=n * len(CLASSES)).reshape(n, len(CLASSES))
    counts[:, BLANK] -= 1
    latin, letters, capitals, small = (counts @ _SUMS).T

    unspaced = counts[:, UNSPACED] * 2 > size
    blanks = counts[:, BLANK] + 1
    words = np.where(unspaced, counts[:, UNSPACED] // 2, blanks) * chars // size
    first, last = kinds[start].astype(np.int64), kinds[after - 2]
    last = np.where((last == QUOTE) | (last == CLOSING), kinds[np.maximum(after - 3, start)], last)
    ends = last == END
    prose = ((words >= LONG_PROSE_WORDS) | ((words >= PROSE_WORDS) & ends)) & (chars >= PROSE_CHARS)
    running = prose.nonzero()[0]
    opens, closes = (running[0], running[-1]) if len(running) else (n, n)
    through = chars.cumsum()
    whole, longest = int(through[-1]), int(chars.max())

    measures = np.empty((n, len(MEASURES)), np.int64)
    measures[:, :4] = words[:, None] - _LABEL_WORDS
    measures[:, 4] = chars
    measures[:, 5] = longest - chars
    measures[:, 6] = index
    measures[:, 7] = index[::-1]
    measures[:, 8] = opens - index
    measures[:, 9] = index - closes
    measures[:, 10] = n
    measures[:, 11] = counts[:, COMMA]
    measures[:, 12] = whole // 10
    measures[:, 13] = repeated
    measures[:, 14] = capitals - small
    measures[:, 15] = ends
    measures[:, 16] = prose
    measures[:, 17] = np.bincount(cell[_sentence_ends(kinds)] // len(CLASSES), minlength=n)
    measures[:, 18] = ends & ((codes[after - 2] == ELLIPSIS) | (kinds[np.maximum(after - 3, 0)] == END))
    numbers = np.empty((n, len(NUMBERS)), np.float32)
    numbers[:, : len(CLASSES)] = counts * FULL // size[:, None]
    numbers[:, len(CLASSES) : 3 * len(CLASSES)] = _EDGES[first * len(CLASSES) + last]
    logs = logarithms.take(measures, axis=0, mode="clip")
    numbers[:, 3 * len(CLASSES) : -len(SHARES)] = logs.reshape(n, -1)
    numbers[:, -7] = index * FULL // n
    numbers[:, -6] = (through - chars) * FULL // whole
    numbers[:, -5] = chars * FULL // longest
    numbers[:, -4] = len(running) * FULL // n
    numbers[:, -3] = latin * FULL // np.maximum(letters, 1)
    numbers[:, -2] = int(latin.sum()) * FULL // max(1, int(letters.sum()))
    numbers[:, -1] = np.minimum(capitals * FULL // blanks, FULL)
    return Shape(numbers, words, chars, prose, unspaced)


def _sentence_ends(kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where sentences end among characters of these classes, the last of which is a line break."""
    at: NDArray[np.int64] = (kinds == END).nonzero()[0]
    return at[_AFTER_SENTENCE[kinds[at + 1]]]


_LABEL_WORDS = np.array([0, 1, 2, 4])
_INDEX = np.arange(1000)
