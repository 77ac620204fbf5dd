"""What the footer of a Parquet file and the headers of its pages say: how much memory reading it will take.

The footer says what whole columns take, and may say anything; pyarrow believes the header of each page,
which tells it how much memory to get.  Footer and headers are Thrift's compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), their fields those of
``FileMetaData`` and ``PageHeader`` in https://github.com/apache/parquet-format.  pyarrow could be asked for
what the footer says, but ends the process where that is wrong in some ways.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, NamedTuple

from cleanr.io.errors import FormatError

_TAIL = b"PAR1"
"""The last bytes of a file; before them stands the size of the footer, in four bytes."""

# Fields of a file's footer, of a row group, a column's part of it, and a page's header.
_ROW_GROUPS = 4
_COLUMNS, _ROWS = 1, 3
_ABOUT_COLUMN = 3
_CODEC, _PACKED_COLUMN, _DATA_PAGE, _DICTIONARY_PAGE = 4, 7, 9, 11
_UNPACKED, _PACKED = 2, 3

_PATH = 3
"""The field of a column that says its name, and the names of what it is in."""

CODECS = ("NONE", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4")
"""What the numbers in the field for the compression mean, as pyarrow calls it."""

DEEPEST = 12
"""Structures and lists inside each other that a footer or a header may have; a footer has nine."""

_LARGEST = 1 << 60
"""What no size and no place in a file exceeds."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_INTEGERS = (4, 5, 6)

Fields = dict[int, Any]
"""A structure: what is in it, by number; what nobody here asks for is ``None``."""


class Column(NamedTuple):
    """A column's part of a row group."""

    path: str
    codec: str
    begin: int
    end: int


def row_groups(stream: BinaryIO) -> list[list[Column]]:
    """Return the columns of each row group.  Raises :class:`FormatError` for what is no Parquet."""
    stream.seek(-8, io.SEEK_END)
    tail = stream.read(8)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != _TAIL or size > stream.tell() - 8:
        raise _damaged("it does not end as Parquet does")
    stream.seek(-8 - size, io.SEEK_END)
    footer = _struct(io.BytesIO(stream.read(size)))
    return [
        [_column(_fields(column, _ABOUT_COLUMN), rows=group.get(_ROWS)) for column in _list(group, _COLUMNS)]
        for group in _list(footer, _ROW_GROUPS)
    ]


def largest_pages(stream: BinaryIO, columns: Iterable[Column]) -> int:
    """Return what the largest page of each of some columns unpacks to, in bytes, added up.

    Raises :class:`FormatError` for what is no page.
    """
    return sum(_largest(stream, column) for column in columns)


def _largest(stream: BinaryIO, column: Column) -> int:
    at, largest = column.begin, 0
    while at < column.end:
        stream.seek(at)
        header = _struct(stream)
        unpacked, packed = _number(header, _UNPACKED), _number(header, _PACKED)
        if unpacked is None or packed is None:
            raise _damaged(f"no page at byte {at:,}")
        largest = max(largest, unpacked)
        at = stream.tell() + packed
    return largest


def _column(about: Fields, *, rows: object) -> Column:
    data, dictionary = _number(about, _DATA_PAGE), _number(about, _DICTIONARY_PAGE)
    size, codec = _number(about, _PACKED_COLUMN), _number(about, _CODEC)
    if data is None or size is None or codec is None or codec >= len(CODECS):
        raise _damaged("a column without a place, a size or a compression")
    begin = dictionary if dictionary and dictionary < data else data
    path = about.get(_PATH)
    names = [name for name in path if isinstance(name, bytes)] if isinstance(path, list) else []
    end = begin + size if rows else begin
    return Column(b".".join(names).decode("utf-8", "replace"), CODECS[codec], begin, end)


def _number(fields: Fields, field: int) -> int | None:
    value = fields.get(field)
    return value if isinstance(value, int) and 0 <= value <= _LARGEST else None


def _fields(fields: Fields, field: int) -> Fields:
    value = fields.get(field)
    if not isinstance(value, dict):
        raise _damaged("its footer lacks something")
    return value


def _list(fields: Fields, field: int) -> list[Fields]:
    value = fields.get(field)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _damaged("its footer lacks something")
    return value


def _struct(stream: BinaryIO, depth: int = 1) -> Fields:
    fields: Fields = {}
    field = 0
    while kind := _byte(stream):
        field = field + (kind >> 4) if kind >> 4 else _integer(stream)
        kind &= 15
        if kind not in (_TRUE, _FALSE):  # whose value is their kind
            fields[field] = _value(stream, kind, depth)
    return fields


def _value(stream: BinaryIO, kind: int, depth: int) -> Any:
    if depth > DEEPEST:
        raise _damaged("a structure is nested too deeply")
    read = _READERS.get(kind)
    if read is None:
        raise _damaged(f"a field of kind {kind}")
    return read(stream, depth + 1)


def _items(stream: BinaryIO, depth: int) -> list[Any]:
    head = _byte(stream)
    count = head >> 4 if head >> 4 < 15 else _varint(stream)
    kind = head & 15
    return [_value(stream, kind, depth) for _ in range(count)]


def _pairs(stream: BinaryIO, depth: int) -> None:
    count = _varint(stream)
    kinds = _byte(stream) if count else 0
    for _ in range(count):
        _value(stream, kinds >> 4, depth)
        _value(stream, kinds & 15, depth)


def _double(stream: BinaryIO, _: int) -> None:
    if len(stream.read(8)) < 8:
        raise _cut_off()


def _bytes(stream: BinaryIO, _: int) -> bytes:
    size = _varint(stream)
    value = stream.read(min(size, _LONGEST))
    if len(value) < min(size, _LONGEST) or size > _LARGEST:
        raise _cut_off()
    stream.seek(size - len(value), io.SEEK_CUR)
    return value


_LONGEST = 1 << 16
"""Bytes of a text in a footer or a header that are read; the others are stepped over."""


def _integer(stream: BinaryIO) -> int:
    value = _varint(stream)
    return value >> 1 ^ -(value & 1)


def _varint(stream: BinaryIO) -> int:
    value = shift = 0
    while (byte := _byte(stream)) & 128:
        value |= (byte & 127) << shift
        shift += 7
        if shift > 63:
            raise _damaged("a number has no end")
    return value | byte << shift


def _byte(stream: BinaryIO) -> int:
    byte = stream.read(1)
    if not byte:
        raise _cut_off()
    return byte[0]


def _cut_off() -> FormatError:
    return _damaged("its footer or the header of a page is cut off")


def _damaged(what: str) -> FormatError:
    return FormatError(f"not Parquet, or damaged: {what}")


_READERS: dict[int, Callable[[BinaryIO, int], Any]] = {
    # In lists and maps, what is true or false takes a byte.
    **dict.fromkeys((_TRUE, _FALSE, _BYTE), lambda stream, _: _byte(stream)),
    **dict.fromkeys(_INTEGERS, lambda stream, _: _integer(stream)),
    _DOUBLE: _double,
    _BINARY: _bytes,
    _LIST: _items,
    _SET: _items,
    _MAP: _pairs,
    _STRUCT: _struct,
}
