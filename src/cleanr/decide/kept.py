"""What stays whatever evidence says: what the user names, code, tables, figures, the parts of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise

from cleanr.decide.verdict import Going
from cleanr.document import Document
from cleanr.folding import wording

SECTIONS = 4
"""Parts that make the numbered headings of a text known as such."""

SENTENCE_WORDS = 5
"""Words of a short sentence below such a heading, at least."""

SERIES = 3
"""Lines that make a numbered list."""

_NUMBERED = re.compile(r"((?:[^\w\s]{1,2} ?|第|[^\W\d_]{2,10} )?)(\d{1,3})([.)）:、条章節节º]|(?=[ªa ]))")
"""What such a line begins with, in any digits: "1.", "(2)", "3 ", "§ 4", "Day 5", "第6条"."""

ROWS = 3
"""Lines that make a table of figures."""

_FENCES = ("```", "~~~")

_DIVIDER = re.compile(r"[|:\-\s]*--[|:\-\s]*")


def without_kept(document: Document, going: Going, keep: Collection[str]) -> Going:
    """What goes, but for rows of a table that does not go as a whole, and lines of which nothing is cut: code
    between fences, and those whose :func:`wording` is in ``keep``.
    """
    lines, parts = going
    for rows in tables(document):
        if not all(map(lines.__contains__, rows)):
            for row in rows:
                lines.pop(row, None)
    kept = fenced(document) | _on_request(document, keep)
    if not kept:
        return going
    return Going(
        {index: verdict for index, verdict in lines.items() if index not in kept},
        [p for p in parts if p.replacement is not None or document.line_at(p.start) not in kept],
    )


def _on_request(document: Document, keep: Collection[str]) -> set[int]:
    """The lines that the user wants to stay."""
    if not keep:
        return set()
    return {i for i in range(document.line_count) if wording(document.line(i).text) in keep}


def fenced(document: Document) -> set[int]:
    """The lines of code that the text shows between fences, these included.

    >>> from cleanr.document import Document
    >>> sorted(fenced(Document("Type\\n```sh\\nmore\\n```\\nto see more.\\n```")))
    [1, 2, 3]
    """
    shown: set[int] = set()
    if not any(map(document.text.__contains__, _FENCES)):
        return shown
    opened, fence = -1, ""
    for index in document.filled:
        text = document.line(index).text
        if not fence and text.startswith(_FENCES):
            opened, fence = index, text[: len(text) - len(text.lstrip(text[0]))]
        elif fence and text.startswith(fence) and not text.strip(fence[0]):
            shown.update(range(opened, index + 1))
            fence = ""
    return shown


def tables(document: Document) -> Iterator[list[int]]:
    """The rows of each table in Markdown, with the one that divides them, but of none that holds paragraphs.

    >>> from cleanr.document import Document
    >>> list(tables(Document("Times:\\n\\n| Line | At |\\n| --- | --: |\\n| 4 | nine |\\nNo more.")))
    [[2, 3, 4]]
    """
    if "|" not in document.text or "--" not in document.text:
        return
    rows: list[int] = []
    divided = False
    for index in [*document.filled, -1]:
        text = document.line(index).text if index >= 0 else ""
        if "|" in text and (not rows or index == rows[-1] + 1):
            rows.append(index)
            divided = divided or _DIVIDER.fullmatch(text) is not None
            continue
        if divided and len(rows) > 1 and not any(document.line(row).prose for row in rows):
            yield rows
        rows, divided = ([index], _DIVIDER.fullmatch(text) is not None) if "|" in text else ([], False)


def figures(document: Document) -> frozenset[int]:
    """The rows of tables of figures: lines in a row with as many cells each, none empty, most with a digit.

    >>> from cleanr.document import Document
    >>> sorted(figures(Document("Seals:\\nYear\\tSeals\\n2019\\t312\\n2020\\t298\\nNews | Sport")))
    [1, 2, 3]
    """
    found: list[int] = []
    if "\t" not in document.text and "|" not in document.text:
        return frozenset()
    filled = ((index, document.line(index).text) for index in document.filled)
    for columns, group in groupby(filled, key=lambda row: _columns(row[1])):
        rows = list(group)
        with_digits = sum(any(map(str.isdigit, text)) for _, text in rows)
        if columns and len(rows) >= ROWS and 2 * with_digits >= len(rows):
            found += (index for index, _ in rows)
    return frozenset(found)


def _columns(text: str) -> tuple[str, int] | None:
    """What divides the cells of a row, and how many there are; ``None`` where one is empty, or only one."""
    mark = "\t" if "\t" in text else "|"
    cells = text.strip(f" {mark}").split(mark)
    return (mark, len(cells)) if len(cells) > 1 and all(map(str.strip, cells)) else None


def sections(document: Document) -> list[list[int]]:
    """The numbered headings of a text's parts, from the first on, by their indexes.

    Below each of them stands something, below most a sentence.

    >>> from cleanr.document import Document
    >>> sections(Document("\\n".join(f"{n}. Part\\nIt rained all day long." for n in range(1, 5))))
    [[0, 2, 4, 6]]
    """
    return [
        run
        for run in document.fact(series)
        if len(run) >= SECTIONS
        and _number(document.line(run[0]).text)[1] == 1
        and all(document.neighbours(index)[-1] != below for index, below in pairwise(run))
        and not any(document.line(index).prose for index in run)
        and 2 * sum(_stands_above_text(document, index) for index in run) > len(run)
    ]


def _stands_above_text(document: Document, index: int) -> bool:
    below = document.line_after(index)
    return below is not None and (below.prose or (below.ends_sentence and below.words >= SENTENCE_WORDS))


def series(document: Document) -> list[list[int]]:
    """The lines of numbered lists, by their indexes: each begins with the next number, written alike.

    >>> from cleanr.document import Document
    >>> series(Document("Do it:\\n1. Go\\n2. Look\\nAhead.\\n3. Wait\\n§ 7 Rain"))
    [[1, 2, 4]]
    """
    found: list[list[int]] = []
    runs: dict[tuple[str, str], tuple[int, list[int]]] = {}
    for index in document.filled:
        style, number = _number(document.line(index).text)
        if number < 0:
            continue
        last, run = runs.get(style, (-2, []))
        if number != last + 1:
            run = []
            found.append(run)
        run.append(index)
        runs[style] = number, run
    return [run for run in found if len(run) >= SERIES]


def _number(text: str) -> tuple[tuple[str, str], int]:
    """What stands around the number that a line begins with, and the number; -1 where it begins with none."""
    numbered = _NUMBERED.match(text)
    return ((numbered[1], numbered[3]), int(numbered[2])) if numbered else (("", ""), -1)
