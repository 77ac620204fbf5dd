"""What each line shares with the others of its page: whether it speaks of what the page is about.

A teaser of another story reads like the article, but it has other names and other rare words, and
it stands outside the main part: the stretch of the page with the most running text.
"""

from __future__ import annotations

from collections.abc import Sequence
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

BREAK_CHARS = 100
"""What a line that is no running text counts against it."""

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


class Said(NamedTuple):
    """The words of all lines, one after the other."""

    stems: Sequence[str]
    """What each is compared by."""
    kinds: Counts
    capitals: Flags
    """Whether it begins with a capital and is not the first of its line."""
    starts: Counts
    """Where each line begins."""
    lengths: Counts
    """Words of each line."""


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
    main = inside & prose
    of_word = {stem: number for number, stem in enumerate(dict.fromkeys(said.stems))}
    words = np.array([of_word[stem] for stem in said.stems])
    line = index.repeat(said.lengths)

    def those(chosen: Flags) -> _Words:
        return _Words(words[chosen], line[chosen], n, len(of_word))

    every, rare, names = those(said.kinds & COMPARED > 0), those(said.kinds & RARE > 0), those(said.capitals)
    before = every.near(-1)
    begins = words[said.starts]
    alike = np.zeros(n + 1, np.bool_)
    np.equal(begins[1:], begins[:-1], out=alike[1:n])
    running = np.zeros(n + 2 * AROUND + 1, np.int64)
    running[AROUND + 1 : AROUND + 1 + n] = prose
    through = running.cumsum()
    around = through[2 * AROUND + 1 :] - through[:n] - prose

    numbers = np.empty((n, len(NUMBERS)), np.int64)
    numbers[:, 0] = np.minimum(every.lengths * 10, FULL)
    numbers[:, 1:10] = every.shares(
        *(every.elsewhere(prose), every.elsewhere(), every.elsewhere(main), every.new(), before),
        *(every.near(1), before | every.near(-2) | every.near(-3)),
        *(every.of(0), every.of(int(every.lengths.argmax()))),
    )
    numbers[:, 10] = np.minimum(rare.lengths * 12, FULL)
    numbers[:, 11:15] = rare.shares(rare.elsewhere(prose), rare.elsewhere(), rare.elsewhere(main), rare.new())
    numbers[:, 15] = np.minimum(names.lengths * 12, FULL)
    numbers[:, 16:17] = names.shares(names.elsewhere(inside))
    numbers[:, 17] = inside * FULL
    numbers[:, 18] = logarithms[:, 0].take(first - index, mode="clip")
    numbers[:, 19] = logarithms[:, 0].take(index - last, mode="clip")
    numbers[:, 20] = np.minimum(shape.chars * (FULL // 2) // _usual(shape), FULL)
    numbers[:, 21] = around * FULL // (2 * AROUND)
    numbers[:, 22] = (alike[:-1] | alike[1:]) * FULL
    return numbers


def _main_part(shape: Shape, sure: Flags) -> tuple[int, int]:
    """The first and the last line of the stretch with the most running text."""
    worth = np.where(shape.prose & ~sure, np.minimum(shape.chars, PARAGRAPH_CHARS), -BREAK_CHARS)
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


class _Words:
    """Words of one kind, each once for each line that has it."""

    def __init__(self, words: Counts, line: Counts, lines: int, known: int) -> None:
        codes = np.sort(line * known + words)
        first = np.ones(len(codes), np.bool_)
        np.not_equal(codes[1:], codes[:-1], out=first[1:])
        self._known = known
        self._codes = codes[first]
        self._line = self._codes // known
        self._words = self._codes - self._line * known
        self._lines = lines
        self.lengths = np.bincount(self._line, minlength=lines)

    def shares(self, *shared: Flags) -> Counts:
        """For each line which share of its words is in each of ``shared``, a column for each."""
        through = np.zeros((len(self._codes) + 1, len(shared)), np.int64)
        np.cumsum(np.stack(shared, axis=1), axis=0, out=through[1:])
        ends = self.lengths.cumsum()
        hits = through[ends] - through[ends - self.lengths]
        shares: Counts = hits * FULL // np.maximum(self.lengths, 1)[:, None]
        return shares

    def elsewhere(self, among: Flags | None = None) -> Flags:
        """Which words another line has, one of those ``among`` them."""
        if among is None:
            having: Counts = np.bincount(self._words, minlength=self._known)
            elsewhere: Flags = having[self._words] > 1
            return elsewhere
        own = among[self._line]
        having = np.bincount(self._words[own], minlength=self._known)
        shared: Flags = having[self._words] > own
        return shared

    def new(self) -> Flags:
        """Which words no line before has."""
        first = np.full(self._known, self._lines)
        first[self._words[::-1]] = self._line[::-1]
        new: Flags = first[self._words] == self._line
        return new

    def near(self, distance: int) -> Flags:
        """Which words the line at this distance has."""
        wanted = self._codes + distance * self._known
        at = self._codes.searchsorted(wanted)
        has: Flags = self._codes.take(at, mode="clip") == wanted
        return has

    def of(self, line: int) -> Flags:
        """Which words this line has."""
        has = np.zeros(self._known, np.bool_)
        has[self._words[self._line == line]] = True
        shared: Flags = has[self._words]
        return shared
