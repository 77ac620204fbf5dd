"""The words of every line as the model knows them, and what they share with the page around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.document import DECORATION
from cleanr.line_model._shape import FULL, HEAD_CHARS, Shape

HEAD_WORDS = 14
TAIL_WORDS = 6
"""Words at the beginning and at the end of a line that are read."""

WHOLE_WORDS = 4
"""Words up to which a line is also known as a whole."""

WORD_CHARS = 16
"""Characters of a word that count."""

STEM_CHARS = 6
"""Characters by which a word is found again in other lines, whatever its ending."""

STEM_WORDS = 24
"""Words at the beginning of a line that are looked for in other lines."""

MEMO_WORDS = 100_000
"""Spellings that are remembered with the word they stand for, to strip each only once."""

PAIR = 1 << 20
"""Two words' numbers make one: the first times this, plus the second."""

OVERLAPS = ("words that the running text has too", "words that other lines have too", "words to compare")
"""Names of the numbers that say what a line shares with the page."""

_DIGITS = "".join("0" if chr(c).isdigit() else chr(c) for c in range(128))
"""What each character in ASCII is known as; a table of all of them is looked up much faster than one of
the digits alone."""


class Vocabulary(NamedTuple):
    """What the model knows, each with a row of its own in the table of meanings; row 0 is unknown."""

    words: dict[str, int]
    """Words, numbered from 1; the number is the row."""
    pairs: NDArray[np.int64]
    """Pairs of words next to each other, as :data:`PAIR` makes them, in order."""
    pair_rows: NDArray[np.int32]
    first: NDArray[np.int32]
    """For each word the row of "a line begins with it"."""
    last: NDArray[np.int32]
    """For each word the row of "a line ends with it"."""
    lines: dict[str, int]
    """Rows of whole lines."""


class Words(NamedTuple):
    """The rows that each line's words stand for."""

    rows: NDArray[np.int64]
    """A row of the table for each word and, after it, for the pair it begins; 0 where unknown."""
    starts: NDArray[np.int64]
    """Where each line begins in :attr:`rows`."""
    edges: NDArray[np.int64]
    """For each line the rows of its beginning, its end, and the line as a whole."""
    overlaps: NDArray[np.int64]
    """A row for each line, a column for each of :data:`OVERLAPS`."""


def plain(word: str) -> str:
    """Return a folded word as it is known: without the marks around it, digits alike.

    >>> plain('"2026,'), plain("»"), plain("newsletter!")
    ('0000', '»', 'newsletter')
    """
    return (word.strip(DECORATION) or word[:1]).translate(_DIGITS)[:WORD_CHARS]


def split(line: str, *, unspaced: bool) -> tuple[list[str], Collection[str]]:
    """Return the words of a folded line that are read, and those that are compared with other lines.

    In a script without blanks every two characters next to each other are a word.

    >>> words, stems = split("share this article", unspaced=False)
    >>> words, sorted(stems)
    (['share', 'this', 'article'], ['articl', 'share'])
    """
    if unspaced:
        head = line[:80].replace(" ", "")
        words = list(map(str.__add__, head[:24], head[1:25]))
        if len(head) > 24:
            tail = line[-12:].replace(" ", "")
            words += map(str.__add__, tail, tail[1:])
        return words or [head], set(map(str.__add__, head, head[1:]))
    long = len(line) > HEAD_CHARS
    words = line[:HEAD_CHARS].split(None, STEM_WORDS) if long else line.split()
    stems = {word[:STEM_CHARS] for word in words[:STEM_WORDS] if len(word) > 4}
    if long:
        words = words[:HEAD_WORDS] + line[-80:].split()[-TAIL_WORDS:]
    elif len(words) > HEAD_WORDS + TAIL_WORDS:
        words = words[:HEAD_WORDS] + words[-TAIL_WORDS:]
    return words, stems


def whole(line: str, *, words: int, unspaced: bool) -> str:
    """Return what a short line is known as; empty for a longer one."""
    if words > WHOLE_WORDS and not (unspaced and len(line) <= 12):
        return ""
    return line.strip(DECORATION).translate(_DIGITS)


class Reader:
    """Reads the words of lines by a vocabulary.

    It remembers which spelling stands for which word; that changes no answer.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._numbers = _Numbers(vocabulary.words)

    def read(self, lines: Sequence[str], shape: Shape) -> Words:
        """Return what is known of the words of ``lines``, folded and without blanks around them."""
        known = self._vocabulary
        spoken, stems, wholes = [], [], []
        for line, words, unspaced in zip(lines, shape.words.tolist(), shape.unspaced.tolist(), strict=True):
            said, shared = split(line, unspaced=unspaced)
            spoken.append(said)
            stems.append(shared)
            wholes.append(known.lines.get(whole(line, words=words, unspaced=unspaced), 0))
        lengths = np.fromiter(map(len, spoken), np.int64, len(spoken))
        ends = np.cumsum(lengths)
        starts = ends - lengths
        numbers = np.fromiter(map(self._numbers.__getitem__, chain.from_iterable(spoken)), np.int64)
        pairs = numbers[:-1] * PAIR + numbers[1:]
        pairs[ends[:-1] - 1] = -1  # the last word of a line and the first of the next are none
        at = known.pairs.searchsorted(pairs)
        found = np.where(known.pairs.take(at, mode="clip") == pairs, known.pair_rows.take(at, mode="clip"), 0)
        rows = np.zeros((len(numbers), 2), np.int64)
        rows[:, 0] = numbers
        rows[:-1, 1] = found
        edges = np.empty((len(spoken), 3), np.int64)
        edges[:, 0] = known.first[numbers[starts]]
        edges[:, 1] = known.last[numbers[ends - 1]]
        edges[:, 2] = wholes
        return Words(rows.ravel(), starts * 2, edges, overlaps(stems, shape.prose))


class _Numbers(dict[str, int]):
    """Numbers of words by their spelling in a text; 0 for unknown ones."""

    def __init__(self, words: dict[str, int]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, spelling: str) -> int:
        if len(self) >= MEMO_WORDS:
            self.clear()
        number = self[spelling] = self._words.get(plain(spelling), 0)
        return number


def overlaps(stems: Sequence[Collection[str]], prose: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how much of each line's words other lines have, as :data:`OVERLAPS` names it.

    A teaser of another story speaks of something else than the text around it.
    """
    n = len(stems)
    lengths = np.fromiter(map(len, stems), np.int64, n)
    flat = list(chain.from_iterable(stems))
    order = dict(zip(dict.fromkeys(flat), range(len(flat)), strict=False))
    words = np.fromiter(map(order.__getitem__, flat), np.int64, len(flat))
    line = np.arange(n).repeat(lengths)
    running = prose[line]
    running_with = np.bincount(words[running], minlength=len(order))
    shared = np.empty((n, len(OVERLAPS)), np.int64)
    shared[:, 0] = np.bincount(line[running_with[words] > running], minlength=n)
    shared[:, 1] = np.bincount(line[np.bincount(words)[words] > 1], minlength=n)
    shared[:, :2] *= FULL
    shared[:, :2] //= np.maximum(lengths, 1)[:, None]
    shared[:, 2] = np.minimum(lengths * 10, FULL)
    return shared
