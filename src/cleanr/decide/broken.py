"""Sentences that a link or a name broke into several lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from unicodedata import category

from cleanr.document import Document
from cleanr.record import Evidence

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

BROKEN_WORDS = 3
"""Words before a link from which on a line may be the beginning of a sentence."""

GOING_ON = ".,;:!?)…،؛۔，。、；！？）"
"""Marks that no line begins with, unless its beginning stands above it."""

_INSIDE = "\"'”“»«’‘‹›」』),，、،）》"
"""Marks at the end of a line after which a sentence may go on, where that line has some words."""

_COMMAS = ",،，"
_IN_COLOUR = "\ufe0f"
"""Stands after a sign that is to be shown in colour."""


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


def goes_on_below(document: Document, index: int) -> bool:
    """Whether a sentence begins on this line that goes on below it, as where a link broke it."""
    line, following = document.line(index), document.line_after(index)
    if following is None or line.ends_sentence or line.words < BROKEN_WORDS:
        return False
    first = following.text[0]
    if first.isdigit():
        below = document.line_after(following.index)
        return below is not None and below.text[0] in GOING_ON
    return first in GOING_ON or (line.text[0].isupper() and first.islower())


def is_piece(document: Document, index: int, staying: Callable[[int], bool]) -> bool:
    """Whether a line is a piece of a sentence of which other pieces stay, before it or behind."""
    line = document.line(index)
    around = document.neighbours(index)
    before = next((document.line(n) for n in around if n < index and staying(n)), None)
    after = next((document.line(n) for n in around if n > index and staying(n)), None)
    if before is not None and not before.ends_sentence and _GOES_ON.match(line.text):
        return True
    if after is None or line.ends_sentence:
        return False
    if _GOES_ON.match(after.text) or goes_on_below(document, index):
        return True
    if before is None or before.words < BEGUN_WORDS:
        return False
    return after.text[0].islower() and _is_open(before.text[-1], begun=False)
