"""The sizes of the pages in a Parquet file, read from their headers: what reading it will take.

The footer of a file says what whole columns take, and may say anything; pyarrow believes the header of
each page, which tells it how much memory to get.  The headers are Thrift's compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), their fields those of
``PageHeader`` in https://github.com/apache/parquet-format.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from cleanr.io.errors import FormatError

_UNPACKED, _PACKED = 2, 3
"""Fields of a page's header: its size in memory, and that in the file."""

_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 0, 1, 2, 3, 7, 8, 12
_INTEGERS = (4, 5, 6)

DEEPEST = 8
"""Structures inside each other that a header may have; it has three."""


def largest_pages(file: Any, stream: BinaryIO) -> list[int]:
    """Return for each row group what the largest page of each of its columns unpacks to, in bytes, added up.

    ``file`` is the ``pyarrow.parquet.ParquetFile`` of ``stream``.  Raises :class:`FormatError` for what is
    no page.
    """
    sizes = []
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        columns = map(group.column, range(group.num_columns if group.num_rows else 0))
        sizes.append(sum(_largest(stream, column) for column in columns))
    return sizes


def _largest(stream: BinaryIO, column: Any) -> int:
    at, dictionary = column.data_page_offset, column.dictionary_page_offset
    if dictionary and dictionary < at:
        at = dictionary
    end = at + column.total_compressed_size
    largest = 0
    while at < end:
        stream.seek(at)
        sizes = _struct(stream)
        unpacked, packed = sizes.get(_UNPACKED, -1), sizes.get(_PACKED, -1)
        if unpacked < 0 or packed < 0:
            raise FormatError(f"not Parquet, or damaged: no page at byte {at:,}")
        largest = max(largest, unpacked)
        at = stream.tell() + packed
    return largest


def _struct(stream: BinaryIO, depth: int = 1) -> dict[int, int]:
    """Read a structure, and return those of its fields that are numbers."""
    if depth > DEEPEST:
        raise FormatError("not Parquet, or damaged: the header of a page is nested too deeply")
    numbers = {}
    field = 0
    while kind := _byte(stream):
        field = field + (kind >> 4) if kind >> 4 else _integer(stream)
        kind &= 15
        if kind in _INTEGERS:
            numbers[field] = _integer(stream)
        elif kind == _STRUCT:
            _struct(stream, depth + 1)
        elif kind not in (_TRUE, _FALSE):  # whose value is their kind
            _skip(stream, kind)
    return numbers


def _skip(stream: BinaryIO, kind: int) -> None:
    sizes = {_BYTE: 1, _DOUBLE: 8}
    if kind != _BINARY and kind not in sizes:
        raise FormatError(f"not Parquet, or damaged: the header of a page has a field of kind {kind}")
    stream.seek(sizes[kind] if kind in sizes else _varint(stream), 1)


def _integer(stream: BinaryIO) -> int:
    value = _varint(stream)
    return value >> 1 ^ -(value & 1)


def _varint(stream: BinaryIO) -> int:
    value = shift = 0
    while (byte := _byte(stream)) & 128:
        value |= (byte & 127) << shift
        shift += 7
        if shift > 63:
            raise FormatError("not Parquet, or damaged: a number in the header of a page has no end")
    return value | byte << shift


def _byte(stream: BinaryIO) -> int:
    byte = stream.read(1)
    if not byte:
        raise FormatError("not Parquet, or damaged: the header of a page is cut off")
    return byte[0]
