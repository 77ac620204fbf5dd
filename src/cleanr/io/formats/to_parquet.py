"""Parquet out of the fields of documents that were read in another format."""

from __future__ import annotations

from typing import Any, BinaryIO

from cleanr.io.errors import FormatError
from cleanr.io.extras import needs
from cleanr.io.formats.base import FormatOptions
from cleanr.io.formats.convert import Row, RowWriter, as_json
from cleanr.io.formats.parquet import ParquetOutput, as_struct, removed_column

GROUP_ROWS = 10_000
"""Documents of a row group, at most; those of the first one decide about the columns and their types."""

GROUP_CHARS = 16_000_000
"""Characters of a row group, about: it is in memory until it is written."""


class ParquetRows(RowWriter):
    """A column to each field that the documents of the first row group have.

    Its type is that of their values; where these have no common one (or are all null) it is text, and what
    is no text stands there as JSON.
    """

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        super().__init__(stream, options)
        self._pa = needs("pyarrow", extra="parquet", purpose="Parquet files")
        self._rows: list[Row] = []
        self._chars = 0
        self._schema: Any = None
        self._file: ParquetOutput | None = None

    def put(self, row: Row) -> None:
        self._rows.append(row)
        self._chars += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= GROUP_ROWS or self._chars >= GROUP_CHARS:
            self._written()

    def close(self) -> None:
        file = self._written() if self._rows or self._file is None else self._file
        file.close()

    def give_up(self) -> None:
        if self._file is not None:
            self._file.give_up()

    def _written(self) -> ParquetOutput:
        """The file, with a row group of what came since the last one."""
        if self._file is None:
            self._schema = self._pa.schema(self._fields())
            self._file = ParquetOutput(self.stream, self._schema)
        known = set(self._schema.names)
        for row in self._rows:
            if more := set(row) - known:
                raise FormatError(
                    f"the field {sorted(more)[0]!r} is not in the first row group, so it has no column; "
                    "--format jsonl takes every field"
                )
        arrays = [self._array(field) for field in self._schema]
        self._file.write(self._pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows, self._chars = [], 0
        return self._file

    def _fields(self) -> list[Any]:
        """The columns, in the order in which documents name them first."""
        names = dict.fromkeys([*(name for row in self._rows for name in row), self.options.text_field])
        return [self._field(name) for name in names]

    def _field(self, name: str) -> Any:
        if name == self.options.removed_field:
            return removed_column(self._pa, name)
        try:
            kind = self._pa.array([row.get(name) for row in self._rows]).type
        except _NO_ARRAY:
            kind = None
        told = kind is not None and name != self.options.text_field and self._is_told(kind)
        return self._pa.field(name, kind if told else self._pa.string())

    def _is_told(self, kind: Any) -> bool:
        """Whether a type says of all it holds what it is: not that of nulls and empty lists."""
        if self._pa.types.is_struct(kind):
            return kind.num_fields > 0 and all(self._is_told(field.type) for field in kind)
        if self._pa.types.is_list(kind):
            return self._is_told(kind.value_type)
        return not self._pa.types.is_null(kind)

    def _array(self, field: Any) -> Any:
        values: list[Any] = [row.get(field.name) for row in self._rows]
        if field.name == self.options.removed_field:
            values = [[as_struct(removal) for removal in value] for value in values]
        elif field.type == self._pa.string():
            values = [None if value is None else _text(value) for value in values]
        try:
            return self._pa.array(values, type=field.type)
        except _NO_ARRAY as error:
            raise FormatError(
                f"the field {field.name!r} is {field.type} in the first documents and something else "
                f"further on, which --format jsonl allows: {error}"
            ) from None


_NO_ARRAY = (ValueError, TypeError, OverflowError, NotImplementedError)
"""What pyarrow raises for values that make no column; its own errors are of these kinds as well."""


def _text(value: object) -> str:
    text = value if isinstance(value, str) else as_json(value)
    return text.encode(errors="replace").decode()  # lone surrogates are no UTF-8
