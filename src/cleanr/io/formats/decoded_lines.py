"""The lines of a table in whatever encoding, decoded so that their bytes come back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from cleanr.io.decoding import UTF_8, decode, marked
from cleanr.io.errors import FormatError
from cleanr.io.formats.base import FormatOptions, bounded_lines, too_large
from cleanr.io.streams import Rejoined

ESCAPED = "surrogateescape"
"""What to do with bytes that are no text: they become characters that turn into the same bytes again."""

BEGINNING = 1 << 20
"""Bytes at the beginning of a file by which its encoding is known."""

TELLING = 100_000
"""Bytes of lines beyond ASCII that are enough for that."""

Line = tuple[str, int]
"""A line with its end, and its size in bytes; of UTF-16 and UTF-32 it is estimated."""


def decoded_lines(stream: BinaryIO, options: FormatOptions) -> tuple[str, Iterator[Line]]:
    """Return the encoding of a file, and its lines.

    Bytes that are no text in this encoding are escaped as :data:`ESCAPED` says.  Raises
    ``BinaryDataError`` where no encoding fits; the lines raise ``FormatError`` where one is too long, or
    would not become the same bytes again.
    """
    beginning = stream.read(BEGINNING)
    encoding = options.encoding or _encoding_of(beginning)
    whole = io.BufferedReader(Rejoined(beginning, stream))
    wide = encoding.startswith(("utf-16", "utf-32"))  # a line feed is more than a byte
    return encoding, (_wide if wide else _narrow)(whole, encoding, options.max_bytes)


def _encoding_of(beginning: bytes) -> str:
    if found := marked(beginning):
        return found[0]
    lines = beginning.splitlines(keepends=True)
    if len(lines) > 1 and len(beginning) == BEGINNING:
        lines.pop()  # cut off, maybe within a character
    telling = b""
    for line in lines:
        if not line.isascii():
            telling += line
        if len(telling) > TELLING:
            break
    try:
        telling.decode()
    except UnicodeDecodeError:
        return decode(telling).encoding
    return UTF_8


def _narrow(stream: BinaryIO, encoding: str, limit: int) -> Iterator[Line]:
    for number, data in enumerate(bounded_lines(stream, limit), start=1):
        line = data.decode(encoding, ESCAPED)
        if encoding != UTF_8 and not _comes_back(line, encoding, data):
            raise FormatError(
                f"line {number}: {encoding} would not give these bytes back; convert the file, as with iconv"
            )
        yield line, len(data)


def _comes_back(line: str, encoding: str, data: bytes) -> bool:
    """Whether a line gives its bytes back, also after it was stored as UTF-8."""
    stored = line.encode(UTF_8, ESCAPED)
    return line.encode(encoding, ESCAPED) == data and stored.decode(UTF_8, ESCAPED) == line


def _wide(stream: BinaryIO, encoding: str, limit: int) -> Iterator[Line]:
    number = 0
    with io.TextIOWrapper(stream, encoding, newline="\n") as text:
        try:
            while line := text.readline(limit + 1):
                number += 1
                if len(line) > limit:
                    raise FormatError(f"line {number} has {too_large(limit)}")
                yield line, 2 * len(line)
        except UnicodeDecodeError:
            raise FormatError(f"not {encoding} after line {number}, or cut off") from None
