"""Which scripts a text has letters of, and which language is written in which."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

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


def is_written_in(script: str | None, literals: Iterable[str]) -> bool:
    """Whether each literal has a letter of ``script``.

    >>> is_written_in("Cyrillic", ["новости", "© риа"]), is_written_in("Cyrillic", ["©"])
    (True, False)
    """
    if script is None:
        return False
    blocks = _BLOCKS[script]
    return all(any(low <= ord(c) <= high for c in literal for low, high in blocks) for literal in literals)


def scripts_in(document: Document) -> frozenset[str]:
    """The scripts other than Latin of which the document may have letters."""
    if latin1(document.folded) is not None:
        return frozenset()
    return _named(int(_or(_bits()[code_points(document.folded) >> 4])))


def _or(bits: NDArray[np.uint16]) -> np.uint16:
    import numpy as np

    found: np.uint16 = np.bitwise_or.reduce(bits)
    return found


@cache
def _named(bits: int) -> frozenset[str]:
    return frozenset(script for script, bit in _BIT.items() if bit & bits)


@cache
def _bits() -> NDArray[np.uint16]:
    """For each block of sixteen code points the scripts that use it, a bit each."""
    import numpy as np

    table = np.zeros(0x11000, dtype=np.uint16)
    for script, blocks in _BLOCKS.items():
        for low, high in blocks:
            table[low >> 4 : (high >> 4) + 1] |= _BIT[script]
    return table
