"""Labels that stand side by side on one line: the buttons of a bar, the entries of a menu."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from cleanr.language import UNSPACED

MOST_CHARS = 64
"""Characters of the longest label that is looked for."""

MOST_WORDS = 8
"""Words of the longest label."""

Label = TypeVar("Label")

_WORDS = re.compile(r"\S+")


def words_of(line: str) -> Sequence[re.Match[str]]:
    """The words of a line, with their places."""
    return list(_WORDS.finditer(line))


def rows_of_labels(
    line: str, folded: str, words: Sequence[re.Match[str]], label_of: Callable[[str], Label | None]
) -> Iterator[list[tuple[int, int, Label]]]:
    """Yield the rows of labels in a line, each label with the numbers of its first word and the one behind.

    ``label_of`` tells what label a wording in small letters is, ``None`` for none.  The longest wording that
    is one counts, where it begins as a line may and words that do so too follow it.
    """
    first = 0
    while first < len(words):
        row = row_of_labels(line, folded, words, label_of, first)
        if row:
            yield row
        first = row[-1][1] if row else first + 1


def row_of_labels(
    line: str,
    folded: str,
    words: Sequence[re.Match[str]],
    label_of: Callable[[str], Label | None],
    first: int = 0,
) -> list[tuple[int, int, Label]]:
    """Return the row that begins with this word, as :func:`rows_of_labels` yields it; empty for none."""
    row: list[tuple[int, int, Label]] = []
    while first < len(words) and (found := _longest(line, folded, words, first, label_of)):
        row.append(found)
        first = found[1]
    return row


def may_begin_line(line: str, at: int) -> bool:
    """Whether a line may begin here: at a capital, at what is no letter, or in a script without blanks."""
    letter = line[at]
    return not letter.isalpha() or letter.isupper() or UNSPACED.match(letter) is not None


def _longest(
    line: str,
    folded: str,
    words: Sequence[re.Match[str]],
    first: int,
    label_of: Callable[[str], Label | None],
) -> tuple[int, int, Label] | None:
    """The longest label that begins with this word."""
    start = words[first].start()
    if not may_begin_line(line, start):
        return None
    for end in range(min(len(words), first + MOST_WORDS), first, -1):
        stop = words[end - 1].end()
        if stop - start <= MOST_CHARS and (end == len(words) or may_begin_line(line, words[end].start())):
            label = label_of(folded[start:stop])
            if label is not None:
                return first, end, label
    return None
