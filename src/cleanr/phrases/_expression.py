"""Compile expressions when they are first tried, for the letters of a text; some with a limit of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

import regex

from cleanr.phrases._regex import NOT_INSIDE_WORD, WORD_ENDING
from cleanr.phrases._scripts import MARK_RANGES

PATTERN_SECONDS = 2.0
"""Time a pattern has for one line.  A healthy one needs microseconds; the limit only keeps
a pathological one from standing still, and where it strikes the result says so."""


class Alphabet(IntEnum):
    """What a text that is matched has letters of: with fewer of them expressions compile much sooner and,
    in ASCII, take less time.
    """

    ANY = 0
    SPACED = 1
    """Of neither ``UNSPACED_RANGES`` nor ``MARK_RANGES``."""
    ASCII = 2


# Of the properties that expressions name the standard library's engine has no words for; these
# sets say the same of folded text.
_MARKS = "".join(f"{chr(low)}-{chr(high)}" for low, high in MARK_RANGES)
_SPACED = "\\0-\u0e00\u0e5c-\u10ff\u1e00-\u1fff"
"""What living scripts are written in, except UNSPACED_RANGES: these few compile ten times sooner than those
many.
"""
_CURRENCY = (
    "$\u00a2-\u00a5\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20c1\ufe69\uff04\uffe0\uffe1\uffe5\uffe6"
)

_SPELLED = {
    Alphabet.ANY: {
        NOT_INSIDE_WORD: rf"(?!(?<=[\w{_MARKS}])(?<=[{_SPACED}])(?=[{_SPACED}])[\w{_MARKS}])",
        r"(?<![\p{L}\p{N}\p{M}])": rf"(?<![^\W_])(?<![{_MARKS}])",
        WORD_ENDING: rf"(?:[^\W\d_]|[{_MARKS}']){{0,12}}",
        r"[^\p{L}\p{N}]": r"[\W_]",
        r"[\p{L}\p{M}.]": rf"(?:[^\W\d_]|[{_MARKS}.])",
        r"\p{L}": r"[^\W\d_]",
        r"\p{Sc}": f"[{_CURRENCY}]",
    },
    Alphabet.SPACED: {
        NOT_INSIDE_WORD: r"(?!(?<=\w)\w)",
        r"(?<![\p{L}\p{N}\p{M}])": r"(?<![^\W_])",
        WORD_ENDING: r"(?:[^\W\d_]|'){0,12}",
        r"[^\p{L}\p{N}]": r"[\W_]",
        r"[\p{L}\p{M}.]": r"(?:[^\W\d_]|\.)",
        r"\p{L}": r"[^\W\d_]",
        r"\p{Sc}": f"[{_CURRENCY}]",
    },
    Alphabet.ASCII: {  # in lower case as they are matched
        NOT_INSIDE_WORD: r"(?!(?<=\w)\w)",
        r"(?<![\p{L}\p{N}\p{M}])": "(?<![a-z0-9])",
        WORD_ENDING: "[a-z']{0,12}",
        r"[^\p{L}\p{N}]": "[^a-z0-9]",
        r"[\p{L}\p{M}.]": "[a-z.]",
        r"\p{L}": "[a-z]",
        r"\p{Sc}": "[$]",
    },
}
"""What expressions name by property, as the standard library's engine has it for texts in an alphabet."""

Match = re.Match[str] | regex.Match[str]


class Limited:
    """A compiled expression that raises ``TimeoutError`` where it does not come to an end."""

    def __init__(self, expression: str) -> None:
        self._compiled = regex.compile(expression)

    def fullmatch(self, line: str) -> regex.Match[str] | None:
        return self._compiled.fullmatch(line, timeout=PATTERN_SECONDS)

    def finditer(self, text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
        return self._compiled.finditer(text, start, end, timeout=PATTERN_SECONDS)


Expression = re.Pattern[str] | Limited


def compile_expression(expression: str, *, timed: bool, alphabet: Alphabet) -> Expression:
    """Compile an expression of :func:`to_regex`; the groups of a match are its names.

    The standard library's engine is much the faster one and has no limit of time, so it is used
    unless the expression needs one.
    """
    expression = expression.replace("(?P<name>", "(")
    if timed:
        return Limited(expression)
    for named, spelled in _SPELLED[alphabet].items():
        expression = expression.replace(named, spelled)
    return re.compile(expression, re.ASCII if alphabet is Alphabet.ASCII else 0)
