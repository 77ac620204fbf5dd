"""What each line shares with the others of its page: whether it speaks of what the page is about.

A teaser of another story reads like the article, but it has other names and other rare words, and
it stands outside the main part: the stretch of the page with the most running text.
"""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.line_model._shape import FULL, Shape

STEM_CHARS = 6
"""Characters by which a word is found again in other lines, whatever its ending."""

COMPARED_CHARS = 5
"""Characters a word has at least to be compared with those of other lines; rare words and names
may be shorter, and in a script without blanks two characters are a word."""

PARAGRAPH_CHARS = 500
"""Characters of a paragraph that count for where the main part is: a longer one has no more weight."""

BREAK_CHARS = 25
"""What a line that is no running text counts against it, so that tables and lists do not end it. Boilerplate
that is sure counts nothing: the article goes on below it."""

AROUND = 4
"""Lines before a line, and after it, among which running text is counted."""

NUMBERS = (
    *("words to compare", "words that the running text has too", "words that other lines have too"),
    *("words that the main part has too", "words not read before"),
    *("words that the line before has too", "words that the line after has too"),
    *("words that the three lines before have too", "words that the first line has too"),
    "words that the longest line has too",
    *("rare words", "rare words that the running text has too", "rare words that other lines have too"),
    *("rare words that the main part has too", "rare words not read before"),
    *("names", "names that the main part has too"),
    *("in the main part", "lines above the main part", "lines below the main part"),
    *("length beside running text", "running text around", "begins like a neighbour"),
)
"""Names of the numbers, in their order.  Words that another line has too are shares."""

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

COMPARED, RARE = 1, 2
"""Kinds of words, as bits: those that are compared with the words of other lines, and those that the
model does not know, which are likely names, or tell what the page is about."""

SORTS = 3
"""Sorts of words that are looked for in other lines of their own: compared ones, rare ones and names."""

_LINE_BITS, _STEM_BITS = 32, 28
_LINE = (1 << _LINE_BITS) - 1
_SORT_BITS = _LINE_BITS + _STEM_BITS
_FAR = 1 << (_LINE_BITS - 1)
"""More lines than there are: what is so far from the word before is another word."""


class Said(NamedTuple):
    """The words of all lines, one after the other."""

    stems: Counts
    """What each is compared by, as :class:`Stems` number it."""
    kinds: Counts
    """Of which kinds each is, see :func:`stem_and_kind`."""
    capitals: Flags
    """Whether it begins with a capital and is not the first of its line."""
    starts: Counts
    """Where each line begins."""
    lengths: Counts
    """Words of each line."""


class Stems(dict[str, int]):
    """A number for each stem, the same for the same one.

    Threads may ask at once: no two stems get the same number.
    """

    def __init__(self) -> None:
        super().__init__()
        self._free = count()

    def __missing__(self, stem: str) -> int:
        return self.setdefault(stem, next(self._free))


def stem_and_kind(word: str, *, known: bool) -> tuple[str, int]:
    """Return what a plain word is compared by, and of which kinds it is.

    >>> stem_and_kind("newsletters", known=True), stem_and_kind("with", known=True)
    (('newsle', 1), ('with', 0))
    >>> stem_and_kind("ruhr", known=False), stem_and_kind("0000", known=False)
    (('ruhr', 2), ('0000', 0))
    """
    stem = word[:STEM_CHARS]
    compared = len(stem) >= COMPARED_CHARS or (len(stem) == 2 and not stem.isascii())
    rare = not known and len(stem) > 1 and not stem.isdigit()
    return stem, COMPARED * compared + RARE * rare


def topic(said: Said, shape: Shape, sure: Flags, logarithms: NDArray[np.uint8]) -> Counts:
    """Return a row of :data:`NUMBERS` for each line; ``sure`` says which are boilerplate beyond doubt."""
    n = len(said.starts)
    prose = shape.prose
    first, last = _main_part(shape, sure)
    index = np.arange(n)
    inside = (index >= first) & (index <= last)
    begins = said.stems[said.starts]
    alike = np.zeros(n + 1, np.bool_)
    np.equal(begins[1:], begins[:-1], out=alike[1:n])
    running = np.zeros(n + 2 * AROUND + 1, np.int64)
    running[AROUND + 1 : AROUND + 1 + n] = prose
    through = running.cumsum()
    around = through[2 * AROUND + 1 :] - through[:n] - prose

    lengths, shares = _shares(said, prose, inside)
    numbers = np.empty((n, len(NUMBERS)), np.int64)
    numbers[:, 0] = lengths[0] * 10
    numbers[:, 1:10] = shares[:, 0].T
    numbers[:, 10] = lengths[1] * 12
    numbers[:, 11:15] = shares[:4, 1].T
    numbers[:, 15] = lengths[2] * 12
    numbers[:, 16] = shares[2, 2]
    numbers[:, 17] = inside * FULL
    numbers[:, 18] = logarithms[:, 0].take(first - index, mode="clip")
    numbers[:, 19] = logarithms[:, 0].take(index - last, mode="clip")
    numbers[:, 20] = shape.chars * (FULL // 2) // _usual(shape)
    numbers[:, 21] = around * FULL // (2 * AROUND)
    numbers[:, 22] = (alike[:-1] | alike[1:]) * FULL
    return np.minimum(numbers, FULL, out=numbers)


def _shares(said: Said, prose: Flags, inside: Flags) -> tuple[Counts, Counts]:
    """Different words of each sort in each line, and which share of them is found elsewhere.

    The shares are in the order of the first ten of :data:`NUMBERS`, for each sort and line.  All come
    from one sorted array of numbers, each of which stands for a sort, a stem and a line, in this order:
    where a word stands again is next to it.
    """
    n = len(said.starts)
    words = (said.stems << _LINE_BITS) + np.arange(n).repeat(said.lengths)
    rare = words[said.kinds & RARE > 0] + (1 << _SORT_BITS)
    names = words[said.capitals] + (2 << _SORT_BITS)
    codes = np.concatenate((words[said.kinds & COMPARED > 0], rare, names))
    codes.sort()
    gaps = np.full(len(codes) + 1, _FAR)
    np.subtract(codes[1:], codes[:-1], out=gaps[1:-1])
    codes = codes[gaps[:-1] > 0]  # each word once for each line
    gaps = gaps[gaps > 0]
    before, after = gaps[:-1], gaps[1:]

    line = codes & _LINE
    row = line + n * (codes >> _SORT_BITS)
    lengths = np.bincount(row, minlength=SORTS * n)
    main = inside & prose
    # For each line whether a word that it has counts as found there, and the first line, and the longest.
    places = np.zeros((5, SORTS, n), np.bool_)
    places[0] = prose
    places[1] = True
    places[2] = main
    places[2, 2] = inside
    places[3, :, 0] = True
    places[4, :, lengths[:n].argmax()] = True
    own = places.reshape(len(places), -1).take(row, axis=1)
    new = before >= _FAR
    word = new.cumsum() + (np.arange(len(places)) * (len(codes) + 1))[:, None]
    having = np.bincount(word[own], minlength=len(places) * (len(codes) + 1))[word]

    found = np.empty((9, len(codes)), np.bool_)
    np.greater(having[:3], own[:3], out=found[:3])
    found[3] = new
    found[4] = before == 1
    found[5] = after == 1
    found[6] = before <= 3
    np.greater(having[3:], 0, out=found[7:])
    cell = row + (np.arange(len(found)) * (SORTS * n))[:, None]
    hits = np.bincount(cell[found], minlength=len(found) * SORTS * n).reshape(len(found), SORTS, n)
    lengths = lengths.reshape(SORTS, n)
    return lengths, hits * FULL // np.maximum(lengths, 1)


def _main_part(shape: Shape, sure: Flags) -> tuple[int, int]:
    """The first and the last line of the stretch with the most running text."""
    worth = np.where(shape.prose, np.minimum(shape.chars, PARAGRAPH_CHARS), -BREAK_CHARS)
    worth[sure] = 0
    through = np.concatenate(([0], worth.cumsum()))
    lowest = np.minimum.accumulate(through)
    last = int((through - lowest)[1:].argmax())
    if through[last + 1] <= lowest[last + 1]:
        return 0, len(worth) - 1
    first = int((through[: last + 1] == lowest[last + 1]).nonzero()[0][-1])
    return first, last


def _usual(shape: Shape) -> int:
    """How long a line of running text is on this page: the median."""
    lengths = np.sort(shape.chars[shape.prose])
    return int(lengths[len(lengths) // 2]) if len(lengths) else 200
