"""Lines that are a row of labels, as the buttons of a bar become one: evidence as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cleanr.document import Document, Line
from cleanr.labels import row_of_labels, words_of
from cleanr.phrases._tables import Entry
from cleanr.record import Evidence

if TYPE_CHECKING:
    from cleanr.phrases._book import PhraseBook

FEWEST_LABELS = 3
"""Labels that make a row, where one of them is boilerplate for sure; else there is one more."""

MOST_WORDS = 24
"""Words that a row has at most."""

ROW_CHARS = (12, 160)
"""Characters that it has at least, and at most."""

NO_ROW_ENDS = ".!?…:;,。！？।"
"""Marks that none ends with."""


def find_rows(book: PhraseBook, document: Document) -> Iterator[Evidence]:
    """Evidence of the lines that are a row of labels, each of which a phrase of the book looks up."""
    look_up = partial(book.label, own=document.plain_language)
    for index in document.filled:
        folded = document.folded_lines[index].strip()
        if not ROW_CHARS[0] <= len(folded) <= ROW_CHARS[1] or folded[-1] in NO_ROW_ENDS:
            continue
        text = document.line(index).text
        words = text.split()
        if not FEWEST_LABELS <= len(words) <= MOST_WORDS or len(folded) != len(text):
            continue
        if sum(word[0].isupper() for word in words) < FEWEST_LABELS:
            continue
        row = row_of_labels(text, folded, words_of(text), look_up)
        entries = [entry for *_, entry in row]
        if entries and row[-1][1] == len(words) and _makes_a_row(entries):
            yield _evidence(book, document.line(index), entries)


def _makes_a_row(entries: Sequence[Entry]) -> bool:
    """Whether so many labels, some of which say more, stand side by side in no name: "Google Play Store"."""
    return len(entries) >= FEWEST_LABELS + all(entry.strength == "weak" for entry in entries)


def _evidence(book: PhraseBook, line: Line, entries: Sequence[Entry]) -> Evidence:
    """Evidence that a line goes whose labels are of these phrases, as the category of most of them."""
    categories = [entry.category for entry in entries]
    entry = entries[categories.index(max(categories, key=categories.count))]
    sure = entry.category == "social" or any(entry.strength == "strong" for entry in entries)
    return Evidence(
        start=line.start,
        end=line.end,
        category=entry.category,
        filter=entry.category,
        rule=f"{entry.category}.row-of-labels",
        reason="A row of labels, each worded like those of a page",
        strength="strong" if sure else "weak",  # "Economy Health Education" may head a table
        where=entry.where,  # type: ignore[arg-type]  # checked when it was read
        lang=entry.lang,
        known=all(map(book.is_learnt, entries)),
    )
