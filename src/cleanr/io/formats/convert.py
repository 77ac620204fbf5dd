"""Writing documents in another format than they were read in."""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleanr.io.errors import FormatError
from cleanr.io.formats.base import Format, FormatOptions, SourceDocument, Writer
from cleanr.record import Removal

Row = dict[str, Any]
"""The fields of a document, the clean text among them."""


class RowWriter(ABC):
    """Writes the fields of documents in one format."""

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        self.stream = stream
        self.options = options

    @abstractmethod
    def put(self, row: Row) -> None:
        """Write a document."""

    def close(self) -> None:  # noqa: B027  # most have nothing left to write
        """Write what is still to be written; the stream stays open."""

    def give_up(self) -> None:  # noqa: B027  # most write what they have at once
        """Forget what is still to be written."""


@dataclass
class ConvertingWriter(Writer):
    """Hands the fields of each document to what writes them."""

    source: Format
    options: FormatOptions
    rows: RowWriter

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        row = {**self.source.fields(document), self.options.text_field: text}
        if (name := self.options.removed_field) is not None:
            if name in row:
                raise FormatError(f"there is a field {name!r} already; name another one for what is removed")
            row[name] = [removal.to_dict() for removal in removed]
        self.rows.put(row)

    def verbatim(self, row: Any) -> None:
        """Leave it out: what is no document has no place in another format."""

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        raise FormatError("converted documents cannot be restored to the format they came in")

    def close(self) -> None:
        self.rows.close()

    def give_up(self) -> None:
        self.rows.give_up()


def as_json(value: object) -> str:
    """Return a value as JSON; what JSON has no form for (dates, decimals, bytes) as text in it.

    >>> as_json({"n": [1, None], "b": b"ab"})
    '{"n": [1, null], "b": "6162"}'
    """
    return json.dumps(value, ensure_ascii=False, default=_as_text)


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


class JsonRows(RowWriter):
    """JSON lines."""

    def put(self, row: Row) -> None:
        # Lone surrogates, which are no UTF-8, as their escapes.
        self.stream.write(as_json(row).encode(errors="backslashreplace") + b"\n")


class TableRows(RowWriter):
    """CSV; the fields of the first document are the columns."""

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        super().__init__(stream, options)
        self._columns: list[str] = []

    def put(self, row: Row) -> None:
        self._head(row)
        if more := set(row) - set(self._columns):
            raise FormatError(
                f"the field {sorted(more)[0]!r} is not in the first document, so it has no column; "
                "--format jsonl takes every field"
            )
        cells = [row.get(name) for name in self._columns]
        self._line([c if c is None or isinstance(c, str) else as_json(c) for c in cells])

    def close(self) -> None:
        self._head({self.options.text_field: ""})  # so that a table without rows is one too

    def _head(self, row: Row) -> None:
        if not self._columns:
            self._columns.extend(row)
            self._line(self._columns)

    def _line(self, cells: Sequence[str | None]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self.stream.write(line.getvalue().encode(errors="replace"))
