"""The class of every character and the logarithm of every count, as they are stored with the model."""

from __future__ import annotations

import math
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleanr.language import UNSPACED
from cleanr.line_model._shape import CLASSES, FULL

_NUMBER = {name: number for number, name in enumerate(CLASSES)}

_MARKS = {
    "blank": " \t\u00a0\u3000\u2009\u202f\n\r\u200b\u200c\u200d\u200e\u200f\ufeff",
    "comma": ",;，、；،؛",
    "sentence end": ".!?…。！？।॥؟۔",
    "colon": ":：",
    "quote": "\"'“”„«»‘’‹›「」『』",
    "closing": ")]）】}",
    "bullet": "|｜¦•·∙●■□◆◇○◎※*►▶▸→>◄◀←#▪◦‣✓✔-–—",
    "sign": "@©®™",
}
_CLASS_OF_MARK = {mark: name for name, marks in _MARKS.items() for mark in marks}

LARGEST_COUNT = 600
"""Counts from which on all are the same to the model."""


@cache
def character_classes() -> NDArray[np.uint8]:
    """Return the number of the class of each code point up to U+FFFF."""
    return np.array([_NUMBER[_class_of(chr(code))] for code in range(1 << 16)], np.uint8)


def _class_of(character: str) -> str:
    kind = unicodedata.category(character)
    if character in _CLASS_OF_MARK:
        return _CLASS_OF_MARK[character]
    if kind[0] in "LM" and UNSPACED.match(character):
        return "unspaced"
    latin = character < "\u0250" or "\u1e00" <= character < "\u1f00"
    if kind in ("Lu", "Lt"):
        return "latin capital" if latin else "capital"
    if kind == "Ll":
        return "latin small" if latin else "small"
    if kind[0] in "LM":
        return "uncased"
    if kind[0] == "N":
        return "digit"
    return "blank" if kind in ("Zs", "Cf", "Cc") else "symbol"


@cache
def logarithms() -> NDArray[np.uint8]:
    """Return for each count ``n`` first ``20 log(1 + n)``, a whole number, and then whether ``n > 0``.

    Neither is more than :data:`FULL`.
    """
    counts = range(LARGEST_COUNT)
    return np.array([(min(FULL, round(20 * math.log1p(n))), FULL * (n > 0)) for n in counts], np.uint8)
