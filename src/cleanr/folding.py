"""Lower-case text and even out its typography without moving a single character.

Phrases are looked for in the folded text and cut out of the original, so folding must map
every code point to exactly one code point.  ``str.casefold`` does not (``ß`` becomes
``ss``), ``str.lower`` does but for ``İ``; that one, typographic variants and letters that
the same word is written with in one language are replaced one for one.
"""

from __future__ import annotations

import regex

_SURROGATES = regex.compile("[\ud800-\udfff]")

# Every pair is one code point to one code point.  A scan for an absent character costs
# less than a look-up per character, which is why this is no ``str.translate`` table.
_VARIANTS = [
    *((c, "'") for c in "’‘ʼ′＇׳"),
    *((c, '"') for c in "“”„«»″「」『』״"),
    *((c, " ") for c in "\t\u00a0\u202f\u2009\u2002\u2003\u200a\u3000"),
    *((c, "-") for c in "–—‐‑−־"),
    *zip("：，！？（）｜／；＋", ":,!?()|/;+", strict=True),
    *zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True),
    *zip("أإآيىك\u200c", "اااییک ", strict=True),
    ("ё", "е"),
    ("ı", "i"),
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
    if "\u0130" in text:
        text = text.replace("\u0130", "i")
    text = text.lower()
    for old, new in _VARIANTS:
        if old in text:
            text = text.replace(old, new)
    return text


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
