"""Signs among words that a page shows otherwise, or nobody reads: entities, marks of notes, blanks."""

from __future__ import annotations

import re
from html import unescape

from cleanr.plain.edits import Edit
from cleanr.plain.html import ENTITY

SAMPLE = 1500
"""Characters in which a text shows that it has blanks before its full stops."""


def of_signs(text: str) -> list[Edit]:
    """Edits that take away the backslash before a mark of Markdown and what nobody sees in and between words,
    and read the entities of HTML.
    """
    edits = [Edit(*found.span()) for found in _ESCAPE.finditer(text)] if "\\" in text else []
    if not text.isascii() and any(map(text.__contains__, _UNSEEN)):
        edits += (Edit(*found.span()) for found in _INVISIBLE.finditer(text))
        edits.sort()
    if "&" in text and ";" in text:
        for found in ENTITY.finditer(text):
            read = unescape(found[0])
            if len(read) == 1 and (read.isprintable() or _joins(text, found)) and read not in "<>":
                edits.append(Edit(*found.span(), read))
        edits.sort()
    return edits


_ESCAPE = re.compile(r"\\(?=[`*_{}\[\]()#+\-.!|>~\"'])")

_UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"
_INVISIBLE = re.compile(rf"(?<=\w)[{_UNSEEN}]++|(?<=[^{_UNSEEN}])[{_UNSEEN}]++(?=\w)")
"""Hyphens that only show where a line ends, blanks without width, marks of direction."""


def _joins(text: str, found: re.Match[str]) -> bool:
    """Whether an entity is a blank between two words; others are left over, and make no line blank."""
    start, end = found.span()
    return found[0] in _BLANKS and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


_BLANKS = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;")


def of_notes(text: str) -> list[Edit]:
    """Edits that take away the marks of notes behind words and sentences (``[3]``, ``.²``, ``.12``), and
    numbers in brackets before paragraphs.
    """
    edits = [Edit(*found.span("mark")) for found in _NOTE.finditer(text)]
    if "[" in text and "]" in text:
        edits += (Edit(*found.span()) for found in _NOTE_IN_BRACKETS.finditer(text))
        edits += (Edit(*found.span()) for found in _NUMBERED.finditer(text))
    return sorted(edits)


_NUMBERS = r"\d{1,3}(?:[,–-] ?\d{1,3})*+"
_NOTE = re.compile(
    r"[.!?…。！？।؟](?!\s)[\"”“’'»)」』]*+(?!\s)"
    rf"(?P<mark>[¹²³⁰⁴-⁹]{{1,3}}|(?<=[^\d\s.…!?][^\d\s]){_NUMBERS})(?=\s|\Z)"
)
"""A raised number behind the end of a sentence, or one that was raised and became plain: no "3.5"."""

_NOTE_IN_BRACKETS = re.compile(
    rf"(?<=[^\s\[])\[(?:{_NUMBERS}|[a-z]|(?:note|nb|n\.|Anm\.|注|註|прим\.) ?\d{{1,3}}"
    r"|(?:better source|citation|clarification|page) needed|citation requise|réf\. nécessaire|cita requerida"
    r"|senza fonte|要出典|来源请求)\](?![A-Za-z0-9_(])"
)
"""A number, a letter or a few words in brackets that go on with what they stand behind."""

_NUMBERED = re.compile(r"^[ \t]*\[\d{1,3}\][ \t]+(?=\S)", re.MULTILINE)
"""The number of a paragraph or a source."""


def of_gaps(text: str) -> list[Edit]:
    """Edits that leave one of several blanks between words, and none before full stops and commas."""
    edits = [Edit(*found.span(), " ") for found in _GAP.finditer(text)] if "  " in text else []
    if _STOP_BEHIND_BLANK.search(text, 0, SAMPLE):
        edits += (Edit(found.start() - 1, found.start()) for found in _STOP_BEHIND_BLANK.finditer(text))
        edits.sort()
    return edits


_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)(?![.,](?:\s|\Z))")
_STOP_BEHIND_BLANK = re.compile(r"[.,](?<=[^\W_][ \u00a0].)(?=\s|\Z)")
