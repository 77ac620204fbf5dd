"""The HTML of a text, and the lines and cells that a page shows in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import pairwise

from cleanr.document import BREAKS
from cleanr.plain.edits import Edit
from cleanr.plain.tags import TAG, Tag, left_over

ESCAPED = 4
"""Escaped tags from which on they are read as tags."""

LONG_CELL = 60
"""Characters from which on a cell is no entry of a table, but text beside other text."""


def of_escaped_tags(text: str) -> list[Edit]:
    """Edits that read the entities of tags which were escaped, as feeds do it, where there are some."""
    edits: list[Edit] = []
    if text.count("&lt;") < ESCAPED:
        return edits
    for found in _ESCAPED_TAG.finditer(text):
        if TAG.fullmatch(unescape(found[0])):
            read = ((entity.span(), unescape(entity[0])) for entity in ENTITY.finditer(text, *found.span()))
            edits += (Edit(*span, character) for span, character in read if len(character) == 1)
    return edits


_ESCAPED_TAG = re.compile(rf"&lt;/?[A-Za-z](?:(?!&[lg]t;)[^<>{BREAKS}]){{0,2000}}&gt;")

ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});")
"""What may be one; ``html.unescape`` reads it where it is."""


def of_tags(text: str) -> list[Edit]:
    """Edits that take away the tags of HTML; what breaks a line on a page breaks it here as well.

    Cells stand side by side, but on lines of their own where one of two is long.
    """
    edits: list[Edit] = []
    tags = left_over(text)
    beside = _chars_beside(text, tags)
    at, at_edge = -1, True
    for tag in tags:
        if tag.start != at:
            at_edge = tag.start == 0 or text[tag.start - 1] in BREAKS
        put = "" if at_edge or text[tag.end : tag.end + 1] in BREAKS else tag.space
        if put == "\t" and beside[tag.start] > LONG_CELL:
            put = "\n"
        edits.append(Edit(tag.start, tag.end, put))
        at, at_edge = tag.end, at_edge or put == "\n"
    return edits


def _chars_beside(text: str, tags: Sequence[Tag]) -> dict[int, int]:
    """By the start of each tag between lines and cells, the characters of the longer one of the two."""
    dividing = [tag for tag in tags if tag.space]
    begins = [0, *(tag.end for tag in dividing)]
    ends = [*(tag.start for tag in dividing), len(text)]
    sizes = [end - begin for begin, end in zip(begins, ends, strict=True)]
    return {tag.start: max(pair) for tag, pair in zip(dividing, pairwise(sizes), strict=True)}
