"""The forms that texts come in: HTML, Markdown, wrapped, all in one line, with notes and metadata.

For each form a function says by what edits a text in it becomes the lines that a page shows, and gives none
for a text that is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import pairwise
from textwrap import dedent
from typing import NamedTuple

from cleanr.tags import BREAKS, LONG_CELL, TAG, left_over

WIDTHS = range(50, 121)
"""Characters that the lines of a wrapped text have at most."""

MEAN_LINE = (10, 160)
"""Characters of the mean line of such a text, at least and at most; blank lines count as well."""

WRAPPED_LINES = 3
"""Lines that are full, so that the next word had no place on them, from which on a text is wrapped."""

LONGER = 0.6
"""Share of the width from which on a line must be full or the last of its paragraph."""

FULL = 0.8
"""Share of such lines with another below them that are full in a wrapped text."""

BROKEN = 0.4
"""Share of the full lines that break off within a sentence in a wrapped text, before no capital letter."""

LONGER_LINES = 0.05
"""Share of lines that may be longer than the width, or one: those with an address that cannot be broken."""

MUCH_LONGER = 150
"""Characters of a line that no width explains."""

MUCH_LONGER_LINES = 0.2
"""Share of such lines from which on a text was not wrapped, whatever the others are."""

LEAST_BLANKS = 3
"""Blanks in a line that was broken where there was no place for another word."""

LONGEST_WORD = 30
"""Characters of the longest word that moves to a new line; what is longer puts no blanks between words."""

UNDERLINE = 3
"""Characters by which a heading and the line drawn below it may differ."""

SENTENCES = 6
"""Sentences from which on a text that stands all in one line is taken apart."""

ONE_LINE = (600, 1_000_000)
"""Characters that such a line has at least, and at most: longer ones are no articles."""

SEPARATORS = 5
"""Places in such a text, from which on what stands there is what its lines were put together with."""

NO_BREAKS = 0.2
"""Share of breaks written out that may have a blank before them or a small letter behind, as in a path."""

SINGLE = 0.25
"""Share of places between sentences with one blank, up to which somebody typed two after each sentence."""

MEAN_PART = (30, 500)
"""Characters from one of them to the next in the mean: what stands more often divides words, what stands
less often no lines."""

FEW_LINES = 3
"""Lines up to which such a text may have others: a title, a footer."""

NEARLY_ALL = 0.8
"""Share of such a text that its long lines hold at least."""


ESCAPED = 4
"""Escaped tags from which on they are read as tags."""


class Edit(NamedTuple):
    """What a step puts in the place of a part of the text."""

    start: int
    end: int
    put: str = ""
    """Nothing, or one character."""
    partner: int = -1
    """Start of the edit that takes away the other half of a pair of marks."""


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, as a text all in one line is divided.

    >>> sentences("Rain fell in 2019. Dr. Reed was out. “Why?” she asked.")
    ['Rain fell in 2019.', 'Dr. Reed was out.', '“Why?” she asked.']
    """
    return _BETWEEN_SENTENCES.sub("\n", line).split("\n")


def _is_in_one_line(text: str) -> bool:
    """Whether a text stands in one line, or nearly so."""
    if not ONE_LINE[0] <= len(text) <= ONE_LINE[1] or text.count("\n") > 2 * FEW_LINES:
        return False
    sizes = [len(line) for line in text.splitlines(keepends=True) if not line.isspace()]
    return len(sizes) <= FEW_LINES and sum(s for s in sizes if s >= ONE_LINE[0]) >= NEARLY_ALL * sum(sizes)


def _of_separated(text: str) -> list[Edit]:
    """Edits that break lines anew where all stands in one, by what was put in the place of the breaks."""
    if not _is_in_one_line(text):
        return []
    for separator in _SEPARATORS:
        edits = [Edit(*found.span(), "\n") for found in separator.finditer(text)]
        if separator is _WRITTEN and sum(_is_no_break(text, e) for e in edits) > NO_BREAKS * len(edits):
            continue
        if separator is _SEVERAL and not _between_single_blanks(text):
            continue
        if len(edits) >= SEPARATORS and MEAN_PART[0] <= len(text) / len(edits) <= MEAN_PART[1]:
            return edits
    return []


_WRITTEN = re.compile(r"(?:(?:\\r)?\\n)++")
_SEVERAL = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)")
_SEPARATORS = (_WRITTEN, re.compile(r"¶[ \t¶]*+"), re.compile(r"\t[ \t]*+"), _SEVERAL)
"""A break as programs write it, the mark of a paragraph, tabs, and several blanks."""


def _is_no_break(text: str, edit: Edit) -> bool:
    return text[edit.start - 1 : edit.start].isspace() or text[edit.end : edit.end + 1].islower()


def _between_single_blanks(text: str) -> bool:
    """Whether enough sentences have one blank between them, so that several blanks mean more."""
    between = [len(found[0]) for found in _BETWEEN_SENTENCES.finditer(text)]
    return between.count(1) > SINGLE * len(between)


def of_one_line(text: str) -> list[Edit]:
    """Edits that put each sentence on a line of its own where a text stands in one line, or nearly so."""
    if not _is_in_one_line(text):
        return []
    edits = []
    at = 0
    for line in text.splitlines(keepends=True):
        if len(line) >= ONE_LINE[0]:
            edits += [Edit(at + m.start(), at + m.end(), "\n") for m in _BETWEEN_SENTENCES.finditer(line)]
        at += len(line)
    return edits if len(edits) >= SENTENCES - 1 else []


_SMALL = "a-zß-öø-ÿα-ωа-яёіїєґ"
_BETWEEN_SENTENCES = re.compile(
    # a full stop after a word, a year, in Indian scripts, before a closing quote, but not after a title
    r"(?:(?<=[^\W\d_][^\W\d_][.!?…؟])|(?<=\d{4}[.!?…؟])|(?<=[^\s।]।)|(?<=[^\W_][.!?…؟।][\"”’»)\]]))"
    r"(?<!\b(?:Dr|Mr|Ms|St|No|Nr|Hr|Fr)\.)(?<!\b(?:Mrs|Sen|Gov|Rep|Gen|Sra)\.)(?<!\bProf\.)"
    rf"[ \u00a0]++(?=[\"“‘«(\[¿¡]?[^\W_])(?![\"“‘«(\[¿¡]?[{_SMALL}])"
    r"|(?<=[。！？])[ \u3000]*+(?=[^\s。！？”」』）)])"
)
"""Between a full stop and what follows."""


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


def _of_wrapped(text: str) -> list[Edit]:
    """Edits that put the lines of a paragraph together where a text was wrapped at some width."""
    breaks = text.count("\n")
    if breaks < WRAPPED_LINES or not MEAN_LINE[0] * breaks <= len(text) <= MEAN_LINE[1] * breaks:
        return []
    lines = text.split("\n")
    if sum(len(line) > MUCH_LONGER for line in lines) > MUCH_LONGER_LINES * len(lines):
        return []
    unquoted = [_QUOTES.sub("", line, count=1).rstrip() for line in lines]
    quotes = [line.count(">") - rest.count(">") for line, rest in zip(lines, unquoted, strict=True)]
    bare = dedent("\n".join(unquoted)).split("\n")
    width = _width(bare)
    if width is None:
        return []
    edits = []
    below = 0
    for number, (line, following) in enumerate(pairwise(bare)):
        above, below = below, below + len(lines[number]) + 1
        alike = quotes[number] == quotes[number + 1]
        if alike and _is_full(line, following, width) and not _UNWRAPPED.match(following):
            end = above + len(lines[number].rstrip())
            begin = len(lines[number + 1].rstrip()) - len(following.lstrip())
            edits.append(Edit(end, below + begin, " "))
    return edits


_QUOTES = re.compile(r"\A(?:[ \t]*(?:> ?)+)?")
"""The signs of a quotation, which are put before lines that were wrapped."""

_UNWRAPPED = re.compile(
    r"\s*(?:[-*+•#]|\d{1,3}[.)])(?:\s|$)|\s*(?:`{3}|~{3}|-{3}|={3}|\|)|    |\t|[^|]*\|[^|]*\|"
)
"""What begins the lines that are not wrapped, or go on with no other: entries, headings, fences, rules, rows
of tables, code."""


def _width(lines: Sequence[str]) -> int | None:
    """The width at which lines were wrapped; ``None`` if they were not."""
    lines = ["" if _UNWRAPPED.match(line) else line for line in lines]
    sizes = sorted((len(line) for line in lines if line.count(" ") >= LEAST_BLANKS), reverse=True)
    longer = max(1, int(LONGER_LINES * len(sizes)))
    if len(sizes) <= longer or sizes[longer] not in WIDTHS:
        return None
    widths = sorted({size for size in sizes[: longer + 1] if size in WIDTHS}, reverse=True)
    pairs = [(a, b) for a, b in pairwise(lines) if b and len(a) >= LONGER * widths[-1]]
    return next((width for width in widths if _is_wrapped(pairs, width)), None)


def _is_wrapped(pairs: Sequence[tuple[str, str]], width: int) -> bool:
    """Whether lines were wrapped at this width; ``pairs`` are of longer lines, each with the one below."""
    full = [pair for pair in pairs if _is_full(*pair, width)]
    broken = sum(
        not line.endswith(_STOPS) and not following.lstrip()[0].isupper() for line, following in full
    )
    return len(full) >= max(WRAPPED_LINES, FULL * len(pairs)) and broken >= BROKEN * len(full)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the line below had no place on a line."""
    if not following or len(line) > width:
        return False
    word = following.lstrip().split(" ", 1)[0]
    if len(word) > LONGEST_WORD and "/" not in word:
        return False
    is_text = line.count(" ") >= LEAST_BLANKS or "](" in line or "](" in word
    return is_text and len(line) + 1 + len(word) > width


_STOPS = (*'.!?…:"”',)


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
    if "¶" in text or " #" in text:
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
    rf"[.!?…。！？।؟][\"”“’'»)」』]*+(?P<mark>[¹²³⁰⁴-⁹]{{1,3}}|(?<=[^\d\s.…!?][^\d\s]){_NUMBERS})(?=\s|\Z)"
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
    if " ." in text or " ," in text:
        edits += (Edit(*found.span()) for found in _BEFORE_STOP.finditer(text))
        edits.sort()
    return edits


_GAP = re.compile(r"(?<=\S)[ \u00a0]{2,}+(?=\S)(?![.,](?:\s|\Z))")
_BEFORE_STOP = re.compile(r"(?<=[^\W_])[ \u00a0]++(?=[.,](?:\s|\Z))")

FORMS: tuple[tuple[Callable[[str], list[Edit]], int], ...] = (
    (_of_front_matter, 1),
    (_of_escaped_tags, 1),
    (_of_tags, 1),
    (_of_separated, 1),
    (of_one_line, 1),
    (_of_wrapped, 1),
    (_of_marks, 2),  # then in headings and quotes
    (_of_links, 2),  # then around images
    (_of_signs, 1),
    (_of_notes, 1),
    (_of_gaps, 1),
)
"""How texts are put into plain lines, in this order, and how often where there is something to do."""
