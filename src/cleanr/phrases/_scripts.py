"""Which scripts a text has letters of, and which language is written in which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cleanr.document import Document
from cleanr.folding import code_points, latin1

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCRIPT_OF = {
    **dict.fromkeys(("ru", "uk", "bg"), "Cyrillic"),
    **dict.fromkeys(("ar", "fa", "ur"), "Arabic"),
    **{
        "zh": "Han",
        "ja": "Kana",
        "ko": "Hangul",
        "el": "Greek",
        "he": "Hebrew",
        "hi": "Devanagari",
        "th": "Thai",
    },
}
"""Scripts of languages that are not written in Latin letters; others are taken for Latin."""

# Blocks of sixteen code points whose characters a language of the script writes with.
_BLOCKS = {
    "Greek": [(0x370, 0x3FF)],
    "Cyrillic": [(0x400, 0x52F)],
    "Hebrew": [(0x590, 0x5FF)],
    "Arabic": [(0x600, 0x6FF)],
    "Devanagari": [(0x900, 0x97F)],
    "Thai": [(0xE00, 0xE7F)],
    "Hangul": [(0x1100, 0x11FF), (0xAC00, 0xD7AF)],
    "Han": [(0x3000, 0x30FF), (0x3400, 0x9FFF)],
}
_BLOCKS["Kana"] = _BLOCKS["Han"]
_BIT = {script: 1 << n for n, script in enumerate(_BLOCKS)}
_NOT_SPACED = 1 << len(_BIT)

# fmt: off
UNSPACED_RANGES = (
    (0x1100, 0x11FF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3041, 0x3096),
    (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x3131, 0x318E), (0x31F0, 0x31FF),
    (0x3400, 0x9FFF), (0x0E01, 0x0E3A), (0x0E40, 0x0E5B), (0xAC00, 0xD7AF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Letters of scripts without blanks between words, or with short words: first and last of each range."""

MARK_RANGES = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2),
    (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x0900, 0x0903),
    (0x093A, 0x093C), (0x093E, 0x094F), (0x0951, 0x0957), (0x0962, 0x0963), (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A), (0x0E47, 0x0E4E),
)
"""Signs above, below and beside letters that are part of a word."""
# fmt: on


def is_written_in(script: str | None, literals: Iterable[str]) -> bool:
    """Whether each literal has a letter of ``script``.

    >>> is_written_in("Cyrillic", ["новости", "© риа"]), is_written_in("Cyrillic", ["©"])
    (True, False)
    """
    if script is None:
        return False
    blocks = _BLOCKS[script]
    return all(any(low <= ord(c) <= high for c in literal for low, high in blocks) for literal in literals)


class Letters(NamedTuple):
    """What kinds of letters a text may have."""

    scripts: frozenset[str]
    """Scripts other than Latin."""
    spaced: bool
    """Whether it has no letters of :data:`UNSPACED_RANGES` and no marks of :data:`MARK_RANGES`."""


def letters_in(document: Document) -> Letters:
    """What kinds of letters the document may have, by the blocks of sixteen that they stand in."""
    if latin1(document.folded) is not None:
        return _named(0)
    return _named(int(_or(_bits()[code_points(document.folded) >> 4])))


def _or(bits: NDArray[np.uint16]) -> np.uint16:
    import numpy as np

    found: np.uint16 = np.bitwise_or.reduce(bits)
    return found


@cache
def _named(bits: int) -> Letters:
    scripts = frozenset(script for script, bit in _BIT.items() if bit & bits)
    return Letters(scripts, not bits & _NOT_SPACED)


@cache
def _bits() -> NDArray[np.uint16]:
    """For each block of sixteen code points the scripts that use it, a bit each, and the bit of those that
    are not simply spaced.
    """
    import numpy as np

    table = np.zeros(0x11000, dtype=np.uint16)
    kinds: list[tuple[int, Sequence[tuple[int, int]]]] = [(_BIT[s], blocks) for s, blocks in _BLOCKS.items()]
    for bit, ranges in [*kinds, (_NOT_SPACED, UNSPACED_RANGES), (_NOT_SPACED, MARK_RANGES)]:
        for low, high in ranges:
            table[low >> 4 : (high >> 4) + 1] |= bit
    return table
