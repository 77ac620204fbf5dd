"""The words of every line as the model knows them; what lines share, ``_topic.py`` makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanr.document import DECORATION
from cleanr.line_model._shape import HEAD_CHARS, Shape
from cleanr.line_model._topic import COMPARED, RARE, Said, Stems, stem_and_kind

HEAD_WORDS = 14
TAIL_WORDS = 6
"""Words at the beginning and at the end of a line that are read."""

WHOLE_WORDS = 4
"""Words up to which a line is also known as a whole."""

WORD_CHARS = 16
"""Characters of a word that count."""

MEMO_WORDS = 100_000
"""Spellings that are remembered with the word they stand for, to strip each only once."""

PAIR = 1 << 20
"""Two words' numbers make one: the first times this, plus the second."""

_FIRST = itemgetter(0)
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
    said: Said
    """The words that are looked for in other lines."""


def plain(word: str) -> str:
    """Return a folded word as it is known: without the marks around it, digits alike.

    >>> plain('"2026,'), plain("»"), plain("newsletter!")
    ('0000', '»', 'newsletter')
    """
    return (word.strip(DECORATION) or word[:1]).translate(_DIGITS)[:WORD_CHARS]


def split(line: str, *, unspaced: bool) -> list[str]:
    """Return the words of a line that are read.

    In a script without blanks every two characters next to each other are a word.

    >>> split("share this article", unspaced=False)
    ['share', 'this', 'article']
    """
    if unspaced:
        head = line[:80].replace(" ", "")
        words = list(map(str.__add__, head[:24], head[1:25]))
        if len(head) > 24:
            tail = line[-12:].replace(" ", "")
            words += map(str.__add__, tail, tail[1:])
        return words or [head]
    if len(line) > HEAD_CHARS:
        return line[:HEAD_CHARS].split(None, HEAD_WORDS)[:HEAD_WORDS] + _tail(line[-80:])
    words = line.split(None, HEAD_WORDS)
    if len(words) > HEAD_WORDS:
        words += _tail(words.pop())
    return words


def _tail(text: str) -> list[str]:
    return text.rsplit(None, TAIL_WORDS)[-TAIL_WORDS:]


def names(line: str, words: Sequence[str], *, unspaced: bool) -> list[bool]:
    """Return which of the words that are read of a line begin with a capital, but for the first.

    ``words`` are those of the line folded, in which that can no longer be seen.

    >>> names("In the Hague", ["in", "the", "hague"], unspaced=False)
    [False, False, True]
    """
    written = [] if unspaced else split(line, unspaced=False)
    if len(written) != len(words):
        return [False] * len(words)
    capitals = list(map(str.isupper, map(_FIRST, written)))
    capitals[0] = False
    return capitals


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
        self._known = _Known(vocabulary.words)

    def read(self, lines: Sequence[str], folded: Sequence[str], shape: Shape) -> Words:
        """Return what is known of the words of ``lines``; ``folded`` are the same lines."""
        vocabulary = self._vocabulary
        spoken: list[str] = []
        capitals: list[bool] = []
        ends = []
        wholes = []
        for line, plainer, count, unspaced in zip(
            lines, folded, shape.words.tolist(), shape.unspaced.tolist(), strict=True
        ):
            words = split(plainer, unspaced=unspaced)
            spoken += words
            ends.append(len(spoken))
            capitals += names(line, words, unspaced=unspaced)
            short = whole(plainer, words=count, unspaced=unspaced)
            wholes.append(vocabulary.lines.get(short, 0) if short else 0)
        last = np.array(ends) - 1
        starts = np.zeros(len(last), np.int64)
        np.add(last[:-1], 1, out=starts[1:])
        if len(self._known) >= MEMO_WORDS:
            self._known = _Known(vocabulary.words)
        known = np.fromiter(map(self._known.__getitem__, spoken), np.int64, len(spoken))
        numbers = known % PAIR
        both = numbers[:-1] * numbers[1:]
        both[last[:-1]] = 0  # the last word of a line and the first of the next are no pair
        of_known = both.nonzero()[0]
        pairs = numbers[of_known] * PAIR + numbers[of_known + 1]
        at = vocabulary.pairs.searchsorted(pairs)
        found = vocabulary.pairs.take(at, mode="clip") == pairs
        rows = np.zeros((len(numbers), 2), np.int64)
        rows[:, 0] = numbers
        rows[of_known, 1] = vocabulary.pair_rows.take(at, mode="clip") * found
        edges = np.empty((len(last), 3), np.int64)
        edges[:, 0] = vocabulary.first[numbers[starts]]
        edges[:, 1] = vocabulary.last[numbers[last]]
        edges[:, 2] = wholes
        said = Said(
            stems=known >> _STEM_FROM,
            kinds=known >> _KIND_FROM & _KIND,
            capitals=np.fromiter(capitals, np.bool_, len(capitals)),
            starts=starts,
            lengths=last + 1 - starts,
        )
        return Words(rows.ravel(), starts * 2, edges, said)


_KIND_FROM = PAIR.bit_length() - 1
_KIND = COMPARED | RARE
_STEM_FROM = _KIND_FROM + _KIND.bit_length()


class _Known(dict[str, int]):
    """Number, kind and stem of words by their spelling in a text, as bits of one number, from the lowest on.

    The number of an unknown word is 0.
    """

    def __init__(self, words: dict[str, int]) -> None:
        super().__init__()
        self._words = words
        self._stems = Stems()

    def __missing__(self, spelling: str) -> int:
        word = plain(spelling)
        number = self._words.get(word, 0)
        stem, kind = stem_and_kind(word, known=number > 0)
        answer = self[spelling] = number | kind << _KIND_FROM | self._stems[stem] << _STEM_FROM
        return answer
