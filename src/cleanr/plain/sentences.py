"""Where one sentence of a line ends and the next one begins."""

from __future__ import annotations

import re


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, as a text all in one line is divided.

    >>> sentences("Rain fell in 2019. Dr. Reed was out. “Why?” she asked.")
    ['Rain fell in 2019.', 'Dr. Reed was out.', '“Why?” she asked.']
    """
    return BETWEEN_SENTENCES.sub("\n", line).split("\n")


def between_sentences(line: str) -> list[tuple[int, int]]:
    """Return where one sentence of a line ends and the next one begins, for all of them."""
    return [found.span() for found in BETWEEN_SENTENCES.finditer(line)]


_SMALL = "a-zß-öø-ÿα-ωа-яёіїєґ"
BETWEEN_SENTENCES = re.compile(
    # a full stop after a word, a year, in Indian scripts, before a closing quote, but not after a title
    r"(?:(?<=[^\W\d_][^\W\d_][.!?…؟])|(?<=\d{4}[.!?…؟])|(?<=[^\s।]।)|(?<=[^\W_][.!?…؟।][\"”’»)\]]))"
    r"(?<!\b(?:Dr|Mr|Ms|St|No|Nr|Hr|Fr)\.)(?<!\b(?:Mrs|Sen|Gov|Rep|Gen|Sra)\.)(?<!\bProf\.)"
    rf"[ \u00a0]++(?=(?:© ?|[\"“‘«(\[¿¡])?[^\W_])(?![\"“‘«(\[¿¡]?[{_SMALL}])"
    r"|(?<=[。！？])[ \u3000]*+(?=[^\s。！？”」』）)])"
)
"""Between a full stop and what follows."""

STOPS = (*'.!?…:"”',)
"""What ends a line or a word behind which no sentence goes on."""
