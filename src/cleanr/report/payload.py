"""What the page's scripts read: documents as compact JSON, compressed, in pieces that load when needed."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cleanr.io.record_reader import RecordEntry
from cleanr.record import Removal
from cleanr.report.clean_text import CleanText
from cleanr.report.excerpt import (
    FULL_TEXT,
    LONGEST_CUT,
    LONGEST_KEPT,
    MOST_CUTS,
    Excerpt,
    excerpt,
    short_name,
)
from cleanr.report.selection import Chosen

CHUNK = 200_000
"""Characters of JSON from which on a piece is full: some milliseconds to unpack in a browser."""

COMPRESSION = 9
"""zlib's best: the report is written once."""


class Names:
    """Strings that recur, each stored once and referred to by its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(short_name(name), len(self._numbers))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


@dataclass(slots=True)
class Payload:
    """Documents on their way into the page.

    :meth:`add` takes them in the order of the record and yields pieces of texts as they are full;
    :meth:`index` then yields what the list of documents needs, the most suspicious ones first.
    """

    categories: Names = field(default_factory=Names)
    filters: Names = field(default_factory=Names)
    rules: Names = field(default_factory=Names)
    reasons: Names = field(default_factory=Names)
    chunks: int = 0
    """Pieces of texts so far."""
    problems: Counter[str] = field(default_factory=Counter)
    """Why texts are not there, and of how many documents."""
    _texts: list[str] = field(default_factory=list)
    _size: int = 0
    _rows: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, chosen: Chosen, entry: RecordEntry, clean: CleanText) -> Iterator[str]:
        """Take one document; yield the piece of texts that is full with it, if it is."""
        shown = entry.removed[:MOST_CUTS]
        row: dict[str, Any] = {
            "name": short_name(entry.name),
            "order": chosen.order,
            "in": entry.chars_in,
            "out": entry.chars_out,
            "suspicion": round(100 * chosen.suspicion.score),
            "why": [short_name(reason) for reason in chosen.suspicion.reasons],
            "cuts": [self._cut(removal) for removal in shown],
        }
        if len(entry.removed) > len(shown):
            row["more"] = len(entry.removed) - len(shown)
        if entry.source != entry.path:
            row["input"] = short_name(entry.source)
        if entry.part:
            row["part"] = short_name(entry.part)
        if entry.url is not None:
            row["url"] = short_name(entry.url)
        if clean.text is None:
            self.problems[clean.problem] += 1
            row["problem"] = clean.problem
        else:
            row["text"] = [self.chunks, len(self._texts)]
            text = to_json(kept(clean.text, shown))
            self._texts.append(text)
            self._size += len(text)
        self._rows.append((-chosen.suspicion.score, chosen.order, to_json(row)))
        if self._size >= CHUNK:
            yield self._full()

    def flush(self) -> Iterator[str]:
        """Yield the last piece of texts."""
        if self._texts:
            yield self._full()

    def index(self) -> Iterator[str]:
        """Yield the pieces of the index."""
        piece: list[str] = []
        for _, _, row in sorted(self._rows):
            piece.append(row)
            if sum(map(len, piece)) >= CHUNK:
                yield packed(piece)
                piece = []
        if piece:
            yield packed(piece)

    def _full(self) -> str:
        piece = packed(self._texts)
        self._texts, self._size = [], 0
        self.chunks += 1
        return piece

    def _cut(self, removal: Removal) -> list[Any]:
        cut = [
            self.categories.number(removal.category),
            self.filters.number(removal.filter),
            self.rules.number(removal.rule),
            removal.score,
            self.reasons.number(removal.reason),
            removal.start,
            removal.end,
            excerpt(removal.text, LONGEST_CUT),
        ]
        return [*cut, excerpt(removal.replacement, LONGEST_CUT)] if removal.replacement else cut


def kept(clean_text: str, removed: tuple[Removal, ...]) -> list[Excerpt]:
    """Return what stayed before each removal, and after the last.

    >>> kept("Rain.", (Removal(2, 5, "xxx", "social", "social", "en.social.share", 1.0, ""),))
    ['Ra', 'in.']
    """
    longest = FULL_TEXT if len(clean_text) <= FULL_TEXT else LONGEST_KEPT
    parts: list[Excerpt] = []
    original = clean = 0
    for removal in removed:
        until = clean + removal.start - original
        parts.append(excerpt(clean_text[clean:until], longest))
        clean = until + len(removal.replacement)
        original = removal.end
    return [*parts, excerpt(clean_text[clean:], longest)]


def to_json(data: Any) -> str:
    """Return ``data`` as JSON in ASCII: lone surrogates, U+2028 and the like are escaped."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def packed(rows: list[str]) -> str:
    """Return JSON texts as one list, compressed, in base64: nothing in it means anything in HTML."""
    return b64encode(zlib.compress(f"[{','.join(rows)}]".encode(), COMPRESSION)).decode()
