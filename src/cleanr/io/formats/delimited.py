"""CSV and TSV: a row to a document, of which one column is the text; the rest of the row is not touched."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from cleanr.io.decoding import UTF_8, Decoded, is_encodable
from cleanr.io.errors import FormatError
from cleanr.io.formats.base import (
    FormatOptions,
    LineFormat,
    Piece,
    SourceDocument,
    Verbatim,
    missing,
    too_large,
)
from cleanr.io.formats.decoded_lines import ESCAPED, decoded_lines

DELIMITERS = ",\t;|"
"""Tried in this order until one makes the header hold the column with the text."""

_MARK = "\ufeff"
_QUOTED, _BARE = "quoted", "bare"


class _Row(NamedTuple):
    """A row as it stands in the file, and where in it the text is."""

    raw: str
    start: int
    end: int
    delimiter: str
    names: Sequence[str]
    values: Sequence[str]


class Delimited(LineFormat):
    """Rows with a header, written as UTF-8."""

    name = "csv"
    suffixes = ("csv", "tsv")

    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        # A column that is not the text may be longer than the module expects.
        csv.field_size_limit(max(options.max_bytes, csv.field_size_limit()))
        lines = _Lines(stream, options)
        header = next(lines, "")
        if not header.strip():
            raise FormatError("no header: the first line names the columns")
        if "\0" in header:
            raise FormatError("binary, or UTF-16 without a byte order mark")
        delimiter, names = _columns(header.removeprefix(_MARK), options.text_field)
        column = names.index(options.text_field)
        yield Verbatim(_stored(lines.take()))
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            try:
                values = next(rows, None)
            except csv.Error as error:
                yield _unreadable(lines, str(error))
                continue
            if values is None:
                return
            yield _piece(lines, delimiter, names, values, column, options)

    def source(self, document: SourceDocument) -> bytes:
        raw: str = document.row.raw
        return _stored(raw)

    def render(self, document: SourceDocument, text: str) -> bytes:
        form = _QUOTED if document.form == _QUOTED else None
        return _stored(_with_cell(document.row, text, form))

    def restored(self, document: SourceDocument, text: str, encoding: str, form: Any) -> bytes:
        return _with_cell(document.row, text, form).encode(encoding, ESCAPED)

    def restored_verbatim(self, row: bytes, encoding: str) -> bytes:
        return row.decode(UTF_8, ESCAPED).encode(encoding, ESCAPED)

    def fields(self, document: SourceDocument) -> dict[str, Any]:
        return dict(zip(document.row.names, document.row.values, strict=False))


class _Lines(Iterator[str]):
    """Lines for the csv module, of which those that made the last row can be taken again."""

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        self.number = 0
        self.ended = False
        self._limit = options.max_bytes
        self.encoding, self._lines = decoded_lines(stream, options)
        self._taken: list[str] = []
        self._size = 0

    @property
    def first(self) -> int:
        """The number of the first line of those that were not taken again yet."""
        return self.number - len(self._taken) + 1

    def __next__(self) -> str:
        try:
            line, size = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.number += 1
        self._size += size
        if self._size > self._limit:
            raise FormatError(f"the row that ends in line {self.number} has {too_large(self._limit)}")
        self._taken.append(line)
        return line

    def take(self) -> str:
        raw = "".join(self._taken)
        self._taken, self._size = [], 0
        return raw


def _columns(header: str, text_field: str) -> tuple[str, list[str]]:
    try:
        by_delimiter = {d: next(csv.reader([header], delimiter=d)) for d in DELIMITERS}
    except csv.Error as error:
        raise FormatError(f"line 1: {error}") from None
    for delimiter, names in by_delimiter.items():
        if text_field in names:
            return delimiter, names
    names = max(by_delimiter.values(), key=len)
    raise FormatError(missing("column", text_field, names, "--text-field"))


def _unreadable(lines: _Lines, error: str) -> Verbatim:
    """The lines of a row that is none; the next row begins after them.

    Of clean output, where they stand as they were, the same lines are none again: it can be restored.
    """
    first, last = lines.first, lines.number
    if lines.ended:
        error = "a quotation mark is not closed"
    place, left = (f"line {first}", "it is") if first == last else (f"lines {first} to {last}", "they are")
    return Verbatim(_stored(lines.take()), f"{place}: {error}; left as {left}")


def _piece(
    lines: _Lines,
    delimiter: str,
    names: Sequence[str],
    values: Sequence[str],
    column: int,
    options: FormatOptions,
) -> Piece:
    raw = lines.take()
    if not values:  # a blank line
        return Verbatim(_stored(raw))
    cells = _cells(raw, delimiter)
    problem = ""
    if len(cells) != len(values) or column >= len(values):
        problem = f"{len(values)} columns, not {len(names)}"
    elif not is_encodable(values[column]):
        problem = f"the text is not {lines.encoding}"
    if problem:
        return Verbatim(_stored(raw), f"line {lines.number}: {problem}; left as it is")
    text, (start, end) = values[column], cells[column]

    def named(given: str | None, usual: str) -> str | None:
        if given is not None and given not in names:
            raise FormatError(missing("column", given, names, f"--{usual}-field"))
        at = list(names).index(given or usual) if (given or usual) in names else len(values)
        return values[at] if at < len(values) else None

    return SourceDocument(
        Decoded(text, lines.encoding),
        row=_Row(raw, start, end, delimiter, names, values),
        id=named(options.id_field, "id"),
        url=named(options.url_field, "url"),
        site=named(None, "site"),
        source=named(None, "source"),
        form=_form(raw[start:end], text, delimiter),
    )


def _stored(raw: str) -> bytes:
    """A row as it is written: bytes that were no text are the same bytes again."""
    return raw.encode(UTF_8, ESCAPED)


def _cells(raw: str, delimiter: str) -> list[tuple[int, int]]:
    """Start and end of each cell in a row, quotes included."""
    return [found.span(1) for found in _cell(delimiter).finditer(raw.rstrip("\r\n"))]


@lru_cache(maxsize=len(DELIMITERS))
def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(f'(?:^|(?<={d}))("(?:[^"]|"")*"|[^{d}]*)(?={d}|$)', re.DOTALL)


def _form(cell: str, text: str, delimiter: str) -> str | None:
    if cell == _spelled(text, delimiter, None):
        return None
    return _QUOTED if cell == _spelled(text, delimiter, _QUOTED) else _BARE


def _spelled(text: str, delimiter: str, form: str | None) -> str:
    needs = any(c in text for c in (delimiter, '"', "\r", "\n"))
    if form == _BARE or not (needs or form == _QUOTED):
        return text
    return '"' + text.replace('"', '""') + '"'


def _with_cell(row: _Row, text: str, form: str | None) -> str:
    return f"{row.raw[: row.start]}{_spelled(text, row.delimiter, form)}{row.raw[row.end :]}"
