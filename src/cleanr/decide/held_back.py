"""What holds evidence back: quotations, reported speech, and what the text introduces."""

from __future__ import annotations

import re
from collections.abc import Set
from unicodedata import category

from cleanr.document import Document, Line
from cleanr.language import reports
from cleanr.record import BARE_TAGS, SITE_METADATA, Evidence

TITLED = frozenset({"comments", "navigation", "related", "social", "legal", "credit"})
"""Categories whose lines may quote a title or a name: ``3 Responses to “A title”``."""

LABELS = frozenset({"navigation", "related"})
"""Categories whose lines end without a full stop: where a text stood all in one line, a sentence follows."""

PROMPTING = frozenset({"newsletter", "comments", "social", "paywall", "credit", "foreign_ui"})
"""Categories whose lines may end without a full stop, and are short."""

GLUED_WORDS = 30
"""Words beyond which there is more than such a line in what looks like one sentence."""

LABEL_WORDS = 4
"""Words up to which a line in quotation marks is a label rather than somebody's sentence."""

QUOTED_SHARE = 0.5
"""Share of a line inside quotation marks from which on the line is a quotation."""

INTERRUPTING = frozenset({"advertising", "markup", "foreign_ui", "repeated"})
"""Categories of which a line stands between two parts of a sentence more often than a link in it."""

LINK_WORDS = 8
"""Words up to which a line may be a link out of a sentence."""

BEGUN_WORDS = 5
"""Words a line has at least that begins a sentence which a small letter goes on with."""

PROMPTS = frozenset({"newsletter", "social", "donation"})
"""Categories whose prompts are no part of a sentence where only a small letter follows them."""

PROMPT_WORDS = 3
"""Words such a prompt has at least."""

_GOES_ON = re.compile(r"[,;)，；。）、،؛۔।]|\.(?![.\w])")
"""What the rest of a sentence begins with after such a link; three dots or ".NET" are none."""

_GOES_ON_BEGUN = re.compile(r"[?!:？！：؟]|['’]s\b|[–—] ?\w|[\"”“」』][\s,.;:，。]|[»«][,.;:]")
"""What it may begin with, too, where the line before the link has some words."""

_OPENING = "\"'“„«‘‹「『"
_QUOTES = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"), ('"', '"'))
_INVERTED = {"»": "«", "›": "‹"}
"""What opens a quotation in some books, and a button elsewhere; and what closes that quotation."""

_CLOSING = "\"'”“»«’‘‹›」』"
_INSIDE = f"{_CLOSING}),，、،）》"
"""Marks at the end of a line after which a sentence may go on, where that line has some words."""

_COMMAS = ",،，"
_IN_COLOUR = "\ufe0f"
"""Stands after a sign that is to be shown in colour."""

_AFTER_CLOSING = ".?!…。？！؟।,;"
_DASHES = "—–"


def held_back(document: Document, item: Evidence, index: int) -> bool:
    """Whether the article speaks on this line, whatever the words: it quotes, reports or shows something."""
    line = document.line(index)
    if document.one_line and _is_glued(line, item.category):
        return True
    may_be_shown = item.category in ("markup", "foreign_ui") and item.rule not in (BARE_TAGS, SITE_METADATA)
    if may_be_shown and document.is_introduced(index):
        return True
    if item.filter == "markup":
        return False
    if not item.fixed and item.strength == "strong" and item.category not in TITLED and reports(line.text):
        return True
    if is_quotation(line):
        return True
    if not any(map(line.text.__contains__, _OPENING)) or line.words <= LABEL_WORDS:
        return False
    return item.category not in TITLED and _quoted_share(line.text) >= QUOTED_SHARE


def _is_glued(line: Line, category: str) -> bool:
    """Whether a sentence of a text in one line holds more than a line of this category."""
    return (category in LABELS and line.prose) or (category in PROMPTING and line.words > GLUED_WORDS)


def is_quotation(line: Line) -> bool:
    """Whether somebody speaks: a line in quotation marks, or a sentence after a dash.

    What begins with such a mark and ends without one is a quotation where it is longer than a label; a row of
    links is none.

    >>> from cleanr.document import Document
    >>> [is_quotation(Document(s).line(0)) for s in ("“Follow me.”", "— Нет.", "»Weiter!«")]
    [True, True, True]
    >>> [is_quotation(Document(s).line(0)) for s in ("» Go", "– Ad –", "“Like” us", "« Fog | Main | Rain »")]
    [False, False, False, False]
    """
    text = line.text
    first = text[:1]
    if not first:
        return False
    if first in _DASHES:
        return line.ends_sentence
    if first in _INVERTED:
        return _INVERTED[first] in text
    if first not in _OPENING or "|" in text:
        return False
    return line.words > LABEL_WORDS or text.rstrip(_AFTER_CLOSING)[-1:] in _CLOSING


def is_part_of_sentence(document: Document, item: Evidence, index: int, known: Set[int]) -> bool:
    """Whether a short line goes on with the sentence of the line before it, and the next line with that.

    A link or a name in the running text becomes a line of its own where a page's text is taken apart.
    Nothing is part of a sentence that begins or ends on a line ``known`` to be worded like boilerplate.
    """
    line = document.line(index)
    if item.scope == "block" or item.category in INTERRUPTING or line.words > LINK_WORDS:
        return False
    around = document.neighbours(index)
    if len(around) < 2 or not known.isdisjoint(around):
        return False
    before, after = map(document.line, around)
    begun = before.words >= BEGUN_WORDS
    last = before.text[-1]
    if not _is_open(last, begun=begun):
        return False
    if _GOES_ON.match(after.text):
        return True
    if not begun or item.category == "comments":
        return False
    if _GOES_ON_BEGUN.match(after.text):
        return True
    is_prompt = item.strength == "strong" and item.category in PROMPTS and line.words >= PROMPT_WORDS
    return after.text[0].islower() and not is_prompt and (last in _COMMAS or _is_open(last, begun=False))


def _is_open(last: str, *, begun: bool) -> bool:
    """Whether a sentence may go on after a line that ends so: after a digit or a mark where ``begun``."""
    if last.isalpha() or (category(last).startswith("M") and last != _IN_COLOUR):
        return True
    return begun and (last.isdigit() or last in _INSIDE)


def _quoted_share(text: str) -> float:
    best = 0
    for opening, closing in _QUOTES:
        start = text.find(opening)
        quoted = 0
        while start >= 0:
            end = text.find(closing, start + 1)
            if end < 0:
                # Open to the end of the line: a quotation that goes on in the next paragraph.
                quoted += len(text) - start if start == 0 else 0
                break
            quoted += end - start
            start = text.find(opening, end + 1)
        best = max(best, quoted)
    return best / len(text)
