"""Stray interface strings in another language or script than the document's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cleanr.document import Document, count_words
from cleanr.language import script_of
from cleanr.phrases import found
from cleanr.record import Evidence

MAX_WORDS = 6
"""Words up to which a line in a foreign script may be an interface string."""

LABEL_CHARS = 120
"""Characters that running text tells itself by."""

NEARBY_LINES = 200
"""Lines above such a line that are looked through for its script."""

EDGE_LINES = 2
"""Lines at either end of a document among which such a line is looked for."""


def foreign_ui(document: Document) -> Iterator[Evidence]:
    """Known interface strings of other languages, and short edge lines in another script.

    The second kind is weak evidence: a title or a quotation may be in another script too.
    """
    yield from found(document).by_category.get("foreign_ui", ())
    for index in _edges(document):
        line = document.line(index)
        # The beginning of a line has no more words than the line.
        short = count_words(line.text[:LABEL_CHARS]) <= MAX_WORDS and line.words <= MAX_WORDS
        script = script_of(line.text) if short else None
        own = document.script
        if script is None or script == own or {script, own} == {"Han", "Kana"}:
            continue
        if _has(line.text, own) or any(c.isdigit() for c in line.text):
            continue
        if not _elsewhere(document, index, script):
            yield Evidence(
                start=line.start,
                end=line.end,
                category="foreign_ui",
                filter="foreign_ui",
                rule="foreign_ui.script",
                reason=f"A short line in {script} script on a page in {own}",
                strength="weak",
                where="tail",
            )


def _elsewhere(document: Document, index: int, script: str) -> bool:
    """Whether another line is in this script as well: then the article itself uses it."""
    return any(
        script_of(document.line(i).text) == script
        for i in range(max(0, index - NEARBY_LINES), index)
        if not document.line(i).blank
    )


def _edges(document: Document) -> list[int]:
    """The last few lines that are not blank, where all before them could be the article."""
    return [index for index in document.filled[: -EDGE_LINES - 1 : -1] if index > 2]


def _has(text: str, script: str | None) -> bool:
    return any(_script_of_letter(c) == script for c in text if c.isalpha())


_script_of_letter = lru_cache(maxsize=1024)(script_of)
