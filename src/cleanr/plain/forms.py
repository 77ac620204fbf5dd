"""The forms that texts come in: HTML, Markdown, with metadata, notes, entities, signs that nobody sees.

For each form a function says by what edits a text in it becomes the lines that a page shows, and gives none
for a text that is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from cleanr.plain.edits import Edit
from cleanr.plain.linebreaks import of_indented, of_one_line, of_separated, of_wrapped
from cleanr.plain.tags import BREAKS, LONG_CELL, TAG, left_over

UNDERLINE = 3
"""Characters by which a heading and the line drawn below it may differ."""

SAMPLE = 1500
"""Characters in which a text shows that it has blanks before its full stops."""

ESCAPED = 4
"""Escaped tags from which on they are read as tags."""


def _of_front_matter(text: str) -> list[Edit]:
    """An edit that takes away what a program wrote about the text before it: title, address, date."""
    begin, end = front_matter(text)
    return [Edit(begin, end, "\n")] if end else []


def front_matter(text: str) -> tuple[int, int]:
    """Where metadata before a text begins and ends; both 0 where there is none.

    >>> front_matter("---\\ntitle: Fog\\n---\\nIt rains.")
    (0, 19)
    """
    found = _FRONT_MATTER.match(text)
    return found.span("matter") if found else (0, 0)


_END = r"[ \t]*(?:\r\n|\n|\r|\Z)"
_VALUE = rf"(?:[ \t][^\r\n]*)?{_END}"
_PART_OF_VALUE = rf"(?:[ \t]+|- |[\[\]#])[^\r\n]*{_END}"
_BLANK = r"[ \t]*(?:\r\n|\n|\r)"
_FRONT_MATTER = re.compile(
    r"\ufeff?\s*(?P<matter>"
    rf"---{_END}(?:[\"']?\w[\w .:\-]{{0,40}}[\"']?:{_VALUE}|{_PART_OF_VALUE}|{_BLANK}){{1,100}}+"
    rf"(?:---|\.\.\.){_END}"
    rf"|\+\+\+{_END}[\w.\-]{{1,40}} ?={_VALUE}(?:(?!\+\+\+)[^\r\n]*{_BLANK}){{0,100}}+\+\+\+{_END}"
    r"|(?:(?:title|author|date|url|source|hostname|sitename|description|lang|language|id)[ \t]?:"
    rf"{_VALUE}){{2,}}+)"
)
"""Lines of names and values at the beginning, between rules as in YAML, or without."""


def _of_escaped_tags(text: str) -> list[Edit]:
    """Edits that read the entities of tags which were escaped, as feeds do it, where there are some."""
    edits: list[Edit] = []
    if text.count("&lt;") < ESCAPED:
        return edits
    for found in _ESCAPED_TAG.finditer(text):
        if TAG.fullmatch(unescape(found[0])):
            read = ((entity.span(), unescape(entity[0])) for entity in _ENTITY.finditer(text, *found.span()))
            edits += (Edit(*span, character) for span, character in read if len(character) == 1)
    return edits


_ESCAPED_TAG = re.compile(rf"&lt;/?[A-Za-z](?:(?!&[lg]t;)[^<>{BREAKS}]){{0,2000}}&gt;")


def _of_tags(text: str) -> list[Edit]:
    """Edits that take away the tags of HTML; what breaks a line on a page breaks it here as well."""
    edits: list[Edit] = []
    tags = left_over(text)
    dividing = [0, *(at for tag in tags if tag.space for at in tag[:2]), len(text)]
    number = 0
    at, at_edge = -1, True
    for tag in tags:
        if tag.start != at:
            at_edge = tag.start == 0 or text[tag.start - 1] in BREAKS
        put = "" if at_edge or text[tag.end : tag.end + 1] in BREAKS else tag.space
        if tag.space:
            before, start, end, after = dividing[2 * number : 2 * number + 4]
            number += 1
            if put == "\t" and max(start - before, after - end) > LONG_CELL:
                put = "\n"
        edits.append(Edit(tag.start, tag.end, put))
        at, at_edge = tag.end, at_edge or put == "\n"
    return edits


def _of_marks(text: str) -> list[Edit]:
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


def _of_links(text: str) -> list[Edit]:
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


def _of_signs(text: str) -> list[Edit]:
    """Edits that take away the backslash before a mark of Markdown and what nobody sees in and between words,
    and read the entities of HTML.
    """
    edits = [Edit(*found.span()) for found in _ESCAPE.finditer(text)] if "\\" in text else []
    if not text.isascii() and any(map(text.__contains__, _UNSEEN)):
        edits += (Edit(*found.span()) for found in _INVISIBLE.finditer(text))
        edits.sort()
    if "&" in text and ";" in text:
        for found in _ENTITY.finditer(text):
            read = unescape(found[0])
            if len(read) == 1 and (read.isprintable() or _joins(text, found)) and read not in "<>":
                edits.append(Edit(*found.span(), read))
        edits.sort()
    return edits


_ESCAPE = re.compile(r"\\(?=[`*_{}\[\]()#+\-.!|>~\"'])")

_UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"
_INVISIBLE = re.compile(rf"(?<=\w)[{_UNSEEN}]++|(?<=[^{_UNSEEN}])[{_UNSEEN}]++(?=\w)")
"""Hyphens that only show where a line ends, blanks without width, marks of direction."""

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});")


def _joins(text: str, found: re.Match[str]) -> bool:
    """Whether an entity is a blank between two words; others are left over, and make no line blank."""
    start, end = found.span()
    return found[0] in _BLANKS and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


_BLANKS = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;")


def _of_notes(text: str) -> list[Edit]:
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


def _of_gaps(text: str) -> list[Edit]:
    """Edits that leave one of several blanks between words, and none before full stops and commas."""
    edits = [Edit(*found.span(), " ") for found in _GAP.finditer(text)] if "  " in text else []
    if _STOP_BEHIND_BLANK.search(text, 0, SAMPLE):
        edits += (Edit(found.start() - 1, found.start()) for found in _STOP_BEHIND_BLANK.finditer(text))
        edits.sort()
    return edits


_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)(?![.,](?:\s|\Z))")
_STOP_BEHIND_BLANK = re.compile(r"[.,](?<=[^\W_][ \u00a0].)(?=\s|\Z)")

FORMS: tuple[tuple[Callable[[str], list[Edit]], int], ...] = (
    (_of_front_matter, 1),
    (_of_escaped_tags, 1),
    (_of_tags, 1),
    (of_wrapped, 1),
    (of_indented, 1),
    (of_separated, 1),
    (of_one_line, 1),
    (_of_marks, 2),  # then in headings and quotes
    (_of_links, 2),  # then around images
    (_of_signs, 1),
    (_of_notes, 1),
    (_of_gaps, 1),
)
"""How texts are put into plain lines, in this order, and how often where there is something to do."""
