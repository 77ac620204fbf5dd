"""What holds evidence back: quotations, reported speech, and what the text introduces."""

from __future__ import annotations

from cleanr.document import Document, Line
from cleanr.record import BARE_TAGS, SITE_METADATA, Evidence
from cleanr.reporting import reports

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

_OPENING = "\"'“„«‘‹「『"
_QUOTES = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"), ('"', '"'))
_INVERTED = {"»": "«", "›": "‹"}
"""What opens a quotation in some books, and a button elsewhere; and what closes that quotation."""

_CLOSING = "\"'”“»«’‘‹›」』"

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
