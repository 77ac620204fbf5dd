"""Parquet: a row to a document, of which one column is the text; read and written by row group."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cleanr.io.decoding import UTF_8, Decoded
from cleanr.io.errors import FormatError
from cleanr.io.extras import needs
from cleanr.io.formats.base import (
    Format,
    FormatOptions,
    Piece,
    SourceDocument,
    Verbatim,
    Writer,
    missing,
    too_large,
)
from cleanr.io.formats.parquet_pages import Column, largest_pages, row_groups
from cleanr.io.streams import Outlet
from cleanr.record import Removal

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 256
"""Rows that are decoded at once, at most."""

TIMES_MAX_BYTES = 10
"""How many times the largest document may be unpacked at once: as one page of each column, as a batch of
rows, or as a file in a temporary place.  A page holds many documents, as honest files have it."""

COPIED_BYTES = 1 << 20
"""Bytes that are copied to a temporary file at once."""


class _Row(NamedTuple):
    """Where a row is: its row group, batch, and number in the batch."""

    group: int
    batch: Any
    number: int
    column: int


class _Start(NamedTuple):
    """What a writer has to know before the first row."""

    schema: Any
    compression: Any
    column: int


class Parquet(Format):
    """Parquet files, by way of pyarrow; columns, their types and the row groups stay as they are."""

    name = "parquet"
    packs_itself = True
    suffixes = ("parquet", "pq")

    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        pa = needs("pyarrow", extra="parquet", purpose="Parquet files")
        pq = needs("pyarrow.parquet", extra="parquet", purpose="Parquet files")
        try:
            with _seekable(stream, TIMES_MAX_BYTES * options.max_bytes) as file:
                yield from _pieces(pq.ParquetFile(file), file, options)
        except (pa.ArrowException, OSError, UnicodeDecodeError, RuntimeError) as error:
            # pyarrow reports damaged data as OSError, without a number, in a column's name as
            # UnicodeDecodeError, and what its library in C++ throws as RuntimeError.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise FormatError(f"not Parquet, or damaged: {error}".splitlines()[0]) from None

    def writer(self, stream: BinaryIO, options: FormatOptions) -> Writer:
        return _ParquetWriter(stream, options)

    def fields(self, document: SourceDocument) -> dict[str, Any]:
        row: _Row = document.row
        batch = row.batch.slice(row.number, 1)
        return {name: _values(batch, at)[0] for at, name in enumerate(batch.schema.names)}


@contextmanager
def _seekable(stream: BinaryIO, limit: int) -> Iterator[Any]:
    """Parquet is read from its end: what comes from a pipe or is compressed goes to a file first."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as spooled:
        while data := stream.read(COPIED_BYTES):
            if spooled.tell() + len(data) > limit:
                raise FormatError(f"as a file of its own it has {too_large(limit, times=TIMES_MAX_BYTES)}")
            spooled.write(data)
        spooled.seek(0)
        yield spooled


def _pieces(file: Any, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
    schema = file.schema_arrow
    column = _column(schema, options.text_field)
    fields = {"id": options.id_field, "url": options.url_field, "site": None, "source": None}
    places = {usual: _named(schema, given, usual) for usual, given in fields.items()}
    groups = row_groups(stream)
    rows_at_once = [_rows_at_once(stream, columns, TIMES_MAX_BYTES * options.max_bytes) for columns in groups]
    yield Verbatim(_Start(schema, _compression(groups), column))
    number = 0
    for group, rows in enumerate(rows_at_once):
        for batch in file.iter_batches(batch_size=rows, row_groups=[group]):
            texts = _values(batch, column)
            others = {usual: _values(batch, at) for usual, at in places.items() if at is not None}
            for index, text in enumerate(texts):
                number += 1
                row = _Row(group, batch, index, column)
                if text is None:
                    yield Verbatim(row)
                    continue
                if len(text) > options.max_bytes:
                    raise FormatError(f"row {number} has {too_large(options.max_bytes)}")
                named = {usual: _name(values[index]) for usual, values in others.items()}
                yield SourceDocument(Decoded(text, UTF_8), row=row, **named)


def _rows_at_once(stream: BinaryIO, columns: Sequence[Column], limit: int) -> int:
    """Rows of a row group that may be decoded at once.

    A value is no larger than the page that it, or the dictionary with it, stands in; but a page of a few
    bytes can repeat it without end.
    """
    size = largest_pages(stream, columns)
    if size > limit:
        raise FormatError(f"a row group has pages of {too_large(limit, times=TIMES_MAX_BYTES)}")
    return min(BATCH_ROWS, limit // max(1, size))


def _column(schema: pa.Schema, name: str) -> int:
    at: int = schema.get_field_index(name)
    if at < 0:
        raise FormatError(missing("column", name, schema.names, "--text-field"))
    if str(schema.field(at).type) not in ("string", "large_string", "string_view"):
        raise FormatError(f"the column {name!r} holds no text but {schema.field(at).type}")
    return at


def _named(schema: pa.Schema, given: str | None, usual: str) -> int | None:
    at: int = schema.get_field_index(given or usual)
    if at < 0 and given is not None:
        raise FormatError(missing("column", given, schema.names, f"--{usual}-field"))
    return at if at >= 0 else None


def _values(batch: pa.RecordBatch, column: int) -> list[Any]:
    """What a column holds; text that is no UTF-8, and times that Python has no word for, show only here."""
    try:
        values: list[Any] = batch.column(column).to_pylist()
    except (ValueError, OverflowError) as error:
        raise FormatError(f"the column {batch.schema.names[column]!r} cannot be read: {error}") from None
    return values


def _name(value: object) -> str | None:
    return None if value is None else str(value)


def _compression(groups: Sequence[Sequence[Column]]) -> dict[str, str] | str:
    """How each column is compressed in the first row group."""
    return {column.path: column.codec for column in groups[0]} if groups else "snappy"


class ParquetOutput:
    """A Parquet file that is being written."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema, **options: Any) -> None:
        pq = needs("pyarrow.parquet", extra="parquet", purpose="Parquet files")
        self._outlet = Outlet(stream.write)
        self._file = pq.ParquetWriter(self._outlet, schema, **options)

    def write(self, table: Any) -> None:
        """Write a row group."""
        self._file.write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> None:
        self._file.close()

    def give_up(self) -> None:
        """Close it without writing: else pyarrow does that some time later, and complains."""
        self._outlet.give_up()
        self._file.close()


class _ParquetWriter(Writer):
    """Holds one row group in memory: the format is written that way."""

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        self._pa = needs("pyarrow", extra="parquet", purpose="Parquet files")
        self._stream = stream
        self._removed_field = options.removed_field
        self._added_field = options.added_field
        self._file: ParquetOutput | None = None
        self._schema: Any = None
        self._group = 0
        self._batches: list[Any] = []
        self._batch: Any = None
        self._texts: list[str | None] = []
        self._removed: list[list[dict[str, Any]]] = []

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        self._put(document.row, text, removed)

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        self._put(document.row, text, ())

    def verbatim(self, row: Any) -> None:
        if isinstance(row, _Start):
            self._start(row)
        else:
            self._put(row, None, ())

    def close(self) -> None:
        self._end_group()
        if self._file is not None:
            self._file.close()

    def give_up(self) -> None:
        if self._file is not None:
            self._file.give_up()

    def _start(self, start: _Start) -> None:
        schema = start.schema
        self._added = schema.get_field_index(self._added_field) if self._added_field else -1
        if self._added >= 0:
            schema = schema.remove(self._added)
        self._column = start.column - (0 <= self._added < start.column)
        if self._removed_field is not None:
            if self._removed_field in schema.names:
                raise FormatError(f"there is a column {self._removed_field!r} already; name another one")
            schema = schema.append(removed_column(self._pa, self._removed_field))
        self._schema = schema
        compression = start.compression
        if isinstance(compression, dict):
            compression = {n: c for n, c in compression.items() if n.split(".")[0] in schema.names}
        # Else the children of lists would change their names.
        names = {"use_compliant_nested_type": False}
        self._file = ParquetOutput(self._stream, schema, compression=compression, **names)

    def _put(self, row: _Row, text: str | None, removed: Sequence[Removal]) -> None:
        if row.batch is not self._batch:
            self._end_batch()
            if row.group != self._group:
                self._end_group()
            self._batch, self._group = row.batch, row.group
        self._texts.append(text)
        if self._removed_field is not None:
            self._removed.append([as_struct(removal.to_dict()) for removal in removed])

    def _end_batch(self) -> None:
        if self._batch is None:
            return
        arrays = [a for n, a in enumerate(self._batch.columns) if n != self._added]
        arrays[self._column] = self._pa.array(self._texts, type=self._schema.field(self._column).type)
        if self._removed_field is not None:
            arrays.append(self._pa.array(self._removed, type=self._schema.field(self._removed_field).type))
        self._batches.append(self._pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._batch, self._texts, self._removed = None, [], []

    def _end_group(self) -> None:
        self._end_batch()
        if self._batches and self._file is not None:
            table = self._pa.Table.from_batches(self._batches, schema=self._schema)
            self._file.write(table)
            self._batches = []


def removed_column(pa: Any, name: str) -> pa.Field:
    """The column that holds what was removed."""
    text, number = pa.string(), pa.int64()
    fields = [("start", number), ("end", number), ("text", text), ("category", text), ("filter", text)]
    fields += [("rule", text), ("score", pa.float64()), ("reason", text), ("replacement", text)]
    return pa.field(name, pa.list_(pa.struct(fields)))


def as_struct(removal: dict[str, Any]) -> dict[str, Any]:
    """A value of that column, from what :meth:`Removal.to_dict` returned."""
    # Parquet holds no lone surrogates, and a text that came from Parquet has none; a foreign filter's
    # reason may have some, and becomes the list of its code points as text.
    values = {name: str(value) if isinstance(value, list) else value for name, value in removal.items()}
    return {"replacement": None, **values}
