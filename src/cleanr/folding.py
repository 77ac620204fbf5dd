"""Lower-case text and even out its typography without moving a single character.

Phrases are looked for in the folded text and cut out of the original, so folding must map
every code point to exactly one code point.  ``str.casefold`` does not (``ß`` becomes
``ss``), ``str.lower`` does but for ``İ``; that one, typographic variants and letters that
the same word is written with in one language are replaced one for one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SURROGATES = regex.compile("[\ud800-\udfff]")

# Every pair is one code point to one code point.
_VARIANTS = [
    *((c, "'") for c in "’‘ʼ′＇׳"),
    *((c, '"') for c in "“”„«»″「」『』״"),
    *((c, " ") for c in "\t\u00a0\u202f\u2009\u2002\u2003\u200a\u3000"),
    *((c, "-") for c in "–—‐‑−־"),
    *zip("：，！？（）｜／；＋", ":,!?()|/;+", strict=True),
    *zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True),
    *zip("أإآيىك\u200c", "اااییک ", strict=True),
    *zip("ёıșț", "еişţ", strict=True),
    *zip("衆羣爲啓裏臺麪佈彙曆週註祇牀", "眾群為啟裡台麵布匯歷周注只床", strict=True),
]


def fold(text: str) -> str:
    """Return ``text`` in the form phrases are matched in; the length never changes.

    >>> fold("Don’t MISS it – İstanbul, Straße")
    "don't miss it - istanbul, straße"
    >>> len(fold("ﬁn ß İ")) == len("ﬁn ß İ")
    True
    """
    if text.isascii():
        return text.lower().replace("\t", " ")
    folded: str = _folded()[code_points(text)].tobytes().decode("utf-32-le", "surrogatepass")
    return folded


def wording(line: str) -> str:
    """Return a line so that it can be compared with others: folded, without the white space around it.

    >>> wording("  The Captain’s LOG\\n")
    "the captain's log"
    """
    return fold(line.strip())


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of ``text`` as an array."""
    import numpy as np  # costs more than the rest of cleanr's import, and plain ASCII does without

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def _folded() -> NDArray[np.uint32]:
    """What each code point folds to: one look-up per character, of all characters at once."""
    import numpy as np

    plain = np.arange(0x110000, dtype="<u4")
    lower = plain.copy()
    lower[0x130] = ord("i")  # İ, the only letter that becomes two in lower case
    letters = lower[:FIRST_UNCASED].tobytes().decode("utf-32-le", "surrogatepass")
    lower[:FIRST_UNCASED] = code_points(letters.lower())
    plain[[ord(variant) for variant, _ in _VARIANTS]] = [ord(letter) for _, letter in _VARIANTS]
    return plain[lower]


FIRST_UNCASED = 0x20000
"""Code point from which on no letter has cases."""


# Marks that pages in Latin letters have beside those of Latin-1; none is part of a word.
_MARKS = "“”„–—…•\u200b\u2009\u202f"
APOSTROPHE = "\x7f"
"""Stands for a curly apostrophe in what :func:`latin1` returns."""


def latin1(text: str) -> bytes | None:
    """Return ``text`` with a byte for each character, ``None`` where it has other letters than Latin-1.

    Marks that are no part of words become blanks, a curly apostrophe :data:`APOSTROPHE`.

    >>> latin1("“Déjà vu” – it’s"), latin1("Łódź")
    (b' D\\xe9j\\xe0 vu    it\\x7fs', None)
    """
    if not text.isascii():
        if APOSTROPHE in text:
            return None
        for mark in _MARKS:
            if mark in text:
                text = text.replace(mark, " ")
        text = text.replace("’", APOSTROPHE)
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            return None
    return text.encode()


def encodable(folded: str) -> str:
    """Return ``folded`` with lone surrogates replaced, for code that needs valid UTF-8.

    >>> encodable("a\\ud800b") == "a\\ufffdb"
    True
    """
    try:
        folded.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", folded)
    return folded
