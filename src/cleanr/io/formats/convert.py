"""Writing documents in another format than they were read in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleanr.io.errors import FormatError
from cleanr.io.formats.base import Format, FormatOptions, SourceDocument, Writer
from cleanr.record import Removal

Row = dict[str, Any]


@dataclass
class ConvertingWriter(Writer):
    """Hands the fields of each document to a function that writes them."""

    source: Format
    options: FormatOptions
    put: Callable[[Row], None]

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        row = {**self.source.fields(document), self.options.text_field: text}
        if self.options.removed_field is not None:
            row[self.options.removed_field] = [removal.to_dict() for removal in removed]
        self.put(row)

    def verbatim(self, row: Any) -> None:
        """Leave it out: what is no document has no place in another format."""

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        raise FormatError("converted documents cannot be restored to the format they came in")


def _as_json(value: object) -> object:
    """What JSON has no form for, as text: dates, decimals, bytes."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _json_lines(stream: BinaryIO) -> Callable[[Row], None]:
    def put(row: Row) -> None:
        try:
            line = json.dumps(row, ensure_ascii=False, default=_as_json).encode()
        except UnicodeEncodeError:  # lone surrogates
            line = json.dumps(row, default=_as_json).encode()
        stream.write(line + b"\n")

    return put


def _rows(stream: BinaryIO) -> Callable[[Row], None]:
    columns: list[str] = []

    def put(row: Row) -> None:
        if not columns:
            columns.extend(row)
            stream.write(_csv_line(columns))
        if more := set(row) - set(columns):
            raise FormatError(
                f"the field {sorted(more)[0]!r} is not in the first document, so it has no column"
            )
        cells = [row.get(name) for name in columns]
        stream.write(
            _csv_line(
                [c if c is None or isinstance(c, str) else json.dumps(c, default=_as_json) for c in cells]
            )
        )

    return put


def _csv_line(cells: Sequence[str | None]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode(errors="replace")


CONVERSIONS: dict[str, Callable[[BinaryIO], Callable[[Row], None]]] = {"jsonl": _json_lines, "csv": _rows}
"""The formats that documents of any other can be written in."""
