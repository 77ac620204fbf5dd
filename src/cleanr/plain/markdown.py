"""The marks of Markdown around words, lines and links, of which a page shows the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanr.document import BREAKS
from cleanr.plain.edits import Edit

UNDERLINE = 3
"""Characters by which a heading and the line drawn below it may differ."""


def of_marks(text: str) -> list[Edit]:
    """Edits that take away the marks of Markdown around bold words and slanted lines, and at headings; before
    quotes only where the text surely is Markdown, since ``>`` stands before links as well.
    """
    edits: list[Edit] = []
    # One character is found much faster than two.
    if "*" in text and "**" in text:
        edits += _halves(_BOLD.finditer(text))
    if ("*" in text or "_" in text) and _SLANTED_END.search(text):
        edits += _halves(_SLANTED.finditer(text))
    if ("[" in text and "](" in text) or ("#" in text and _HEADING.search(text)):
        edits += (Edit(*found.span()) for found in _LINE_MARKS.finditer(text))
    if ("=" in text and "\n==" in text) or ("--" in text and "\n--" in text):
        edits += (
            Edit(*found.span("line"))
            for found in _UNDERLINED.finditer(text)
            if abs(len(found["heading"].rstrip()) - len(found["drawn"])) <= UNDERLINE
        )
    if "¶" in text or ("#" in text and " #" in text):
        edits += (Edit(*found.span()) for found in _ANCHOR.finditer(text))
    return sorted(edits)


_ANCHOR = re.compile(r"(?<=[^\s#>])(?:[ \u00a0]#|[ \u00a0]?¶)(?=[ \t\r]*(?:\n|\Z))")
"""The sign behind a heading that links to it."""

_BOLD = re.compile(
    rf"(?<![*\\])(?P<open>\*{{2,3}})(?=[^\s*])[^*{BREAKS}]*+(?<=[^\s*])(?P<close>(?P=open))(?!\*)"
)

_SLANTED = re.compile(
    rf"^[ \t]*(?P<open>[*_])(?=[^\s*_])[^*_{BREAKS}]*+(?<=[^\s*_\\])(?P<close>(?P=open))[ \t\r]*$",
    re.MULTILINE,
)
"""A line that is set in italics as a whole."""

_SLANTED_END = re.compile(r"[*_][ \t\r]*(?:\n|\Z)")

_HEADING = re.compile(r"(?:^|(?<=\ufeff))#{1,6} (?=\S)", re.MULTILINE)

_LINE_MARKS = re.compile(
    r"^[ \t]*(?:>[ \t]?)+(?=[ \t]*[^\s>])|(?:^|(?<=\ufeff))#{1,6}[ \t]+(?=\S)", re.MULTILINE
)
"""The signs of quotes and headings before words."""

_UNDERLINED = re.compile(
    r"(?:\A|\n[ \t\r]*\n)(?P<heading>[^\r\n]{1,150})(?P<line>\r?\n(?P<drawn>={3,}|-{3,}))[ \t\r]*$",
    re.MULTILINE,
)
"""A heading, and the line that is drawn below it."""


def of_links(text: str) -> list[Edit]:
    """Edits that take away where links and images of Markdown lead to, and the brackets around words."""
    edits = list(_halves(_LINK.finditer(text))) if "[" in text and "](" in text else []
    if "<" in text and "<http" in text:
        edits += _halves(_ADDRESS.finditer(text))
        edits.sort()
    return edits


_LINK = re.compile(
    rf"(?P<open>!?\[)(?=[^\[\]{BREAKS}]*[^\W_])[^\[\]{BREAKS}]*+"
    r"(?P<close>\]\(<?(?:https?:|mailto:|www\.|[/#.?])[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+>?"
    rf"(?:[ \t]+(?:\"[^\"{BREAKS}]*+\"|'[^'{BREAKS}]*+'))?\))"
)
"""A link or an image with words that are shown, and where it leads."""

_ADDRESS = re.compile(r"(?<=\S[ \t])(?P<open><)https?://[^\s<>]++(?P<close>>)")
"""An address in a sentence."""


def _halves(found: Iterator[re.Match[str]]) -> Iterator[Edit]:
    """Edits that take away what stands before and behind some words, each knowing the other."""
    for match in found:
        yield Edit(*match.span("open"), partner=match.start("close"))
        yield Edit(*match.span("close"), partner=match.start("open"))
