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
    begins = [_may_begin_line(line, word.start()) for word in words]
    row: list[tuple[int, int, Label]] = []
    first = 0
    while first < len(words):
        found = _label(folded, words, begins, first, known) if begins[first] else None
        if found:
            row.append(found)
            first = found[1]
            continue
        if row:
            yield row
            row = []
        first += 1
    if row:
        yield row


def _may_begin_line(line: str, at: int) -> bool:
    """Whether a line may begin here: at a capital, at what is no letter, or in a script without blanks."""
    letter = line[at]
    return not letter.isalpha() or letter.isupper() or UNSPACED.match(letter) is not None


def _label(
    folded: str,
    words: Sequence[re.Match[str]],
    begins: Sequence[bool],
    first: int,
    known: Callable[[str], Label | None],
) -> tuple[int, int, Label] | None:
    """The longest label that begins with this word."""
    start = words[first].start()
    for end in range(min(len(words), first + LABEL_WORDS), first, -1):
        if words[end - 1].end() - start <= LABEL_CHARS and (end == len(words) or begins[end]):
            label = known(folded[start : words[end - 1].end()])
            if label is not None:
                return first, end, label
    return None
