"""Labels that stand side by side on one line: the buttons of a bar, the entries of a menu."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from cleanr.language import UNSPACED

LABEL_CHARS = 64
"""Characters of the longest label that is looked for."""

LABEL_WORDS = 8
"""Words of the longest one."""

Label = TypeVar("Label")

_WORDS = re.compile(r"\S+")


def words_of(line: str) -> Sequence[re.Match[str]]:
    """The words of a line, with their places."""
    return list(_WORDS.finditer(line))


def rows_of_labels(
    line: str, folded: str, words: Sequence[re.Match[str]], known: Callable[[str], Label | None]
) -> Iterator[list[tuple[int, int, Label]]]:
    """Yield the rows of labels in a line, each label with the numbers of its first word and the one behind.

    ``known`` tells what is known of a wording in small letters, ``None`` where it is no label.  A label is
    the longest known wording that begins as a line may, before words that do so too.
    """
    first = 0
    while first < len(words):
        row = row_of_labels(line, folded, words, known, first)
        if row:
            yield row
        first = row[-1][1] if row else first + 1


def row_of_labels(
    line: str,
    folded: str,
    words: Sequence[re.Match[str]],
    known: Callable[[str], Label | None],
    first: int = 0,
) -> list[tuple[int, int, Label]]:
    """Return the row that begins with this word, as :func:`rows_of_labels` yields it; empty for none."""
    row: list[tuple[int, int, Label]] = []
    while first < len(words) and (label := _label(line, folded, words, first, known)):
        row.append(label)
        first = label[1]
    return row


def may_begin_line(line: str, at: int) -> bool:
    """Whether a line may begin here: at a capital, at what is no letter, or in a script without blanks."""
    letter = line[at]
    return not letter.isalpha() or letter.isupper() or UNSPACED.match(letter) is not None


def _label(
    line: str, folded: str, words: Sequence[re.Match[str]], first: int, known: Callable[[str], Label | None]
) -> tuple[int, int, Label] | None:
    """The longest label that begins with this word."""
    start = words[first].start()
    if not may_begin_line(line, start):
        return None
    for end in range(min(len(words), first + LABEL_WORDS), first, -1):
        stop = words[end - 1].end()
        if stop - start <= LABEL_CHARS and (end == len(words) or may_begin_line(line, words[end].start())):
            label = known(folded[start:stop])
            if label is not None:
                return first, end, label
    return None
