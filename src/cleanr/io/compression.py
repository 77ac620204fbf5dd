"""Compression by the name of the file: ``.gz``, ``.bz2``, ``.xz``, ``.zst``."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleanr.io.errors import FormatError
from cleanr.io.extras import needs
from cleanr.io.streams import Outlet

GZIP_LEVEL = 6
"""The level of the command gzip: Python's default of 9 takes twice the time for one percent."""


_COMPARED = 1 << 20
"""Bytes that are compared at once."""


@dataclass(frozen=True, slots=True)
class Compression:
    """How to unpack a stream, and a compressor with ``compress(data)`` and ``flush()``."""

    unpack: Callable[[BinaryIO], Any]
    compressor: Callable[[], Any]


ZSTANDARD_CHUNK = 1024
"""Bytes that are unpacked at once: with what zstandard makes of them at most, 32 MB."""


class _ZstandardFile:
    """What the package's own reader is, except that this one notices an archive that is cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._package = _zstandard()
        self._frame: Any = None
        self._packed = self._unpacked = b""
        self._at = 0

    def read(self, size: int) -> bytes:
        while self._at >= len(self._unpacked):
            packed = self._packed or self._raw.read(ZSTANDARD_CHUNK)
            if not packed:
                if self._frame is not None:
                    raise EOFError("the last frame has no end")
                return b""
            self._unpacked, self._at = self._more(packed), 0
        data = self._unpacked[self._at : self._at + size]
        self._at += len(data)
        return data

    def _more(self, packed: bytes) -> bytes:
        self._frame = self._frame or self._package.ZstdDecompressor().decompressobj()
        try:
            unpacked: bytes = self._frame.decompress(packed)
        except self._package.ZstdError as error:
            raise OSError(str(error)) from None  # as gzip and bz2 do
        self._packed = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = None
        return unpacked


def _zstandard() -> Any:
    return needs("zstandard", extra="zstd", purpose=".zst files")


BY_SUFFIX = {
    # Bits 31: a gzip header, and no time in it, so that the same text makes the same bytes.
    ".gz": Compression(
        lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"), lambda: zlib.compressobj(GZIP_LEVEL, wbits=31)
    ),
    ".bz2": Compression(bz2.BZ2File, bz2.BZ2Compressor),
    ".xz": Compression(lzma.LZMAFile, lzma.LZMACompressor),
    ".zst": Compression(_ZstandardFile, lambda: _zstandard().ZstdCompressor().compressobj()),
}


def split(name: str) -> tuple[str, str]:
    """Return a name without the suffix of a compression, and that suffix or nothing.

    >>> split("crawl.jsonl.GZ"), split("a.txt")
    (('crawl.jsonl', '.GZ'), ('a.txt', ''))
    """
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and dot + suffix.lower() in BY_SUFFIX else (name, "")


def same_content(one: Path, other: Path, suffix: str) -> bool:
    """Whether two files hold the same, unpacked where ``suffix`` says that they are compressed.

    Raises ``OSError``; what is damaged holds nothing that another file could.
    """
    with one.open("rb") as first, other.open("rb") as second:
        streams = [unpacked(first, suffix), unpacked(second, suffix)]
        try:
            while (part := streams[0].read(_COMPARED)) == streams[1].read(_COMPARED):
                if not part:
                    return True
        except FormatError:
            pass
    return False


def unpacked(raw: BinaryIO, suffix: str) -> BinaryIO:
    """Return a stream of what ``raw`` holds; damaged data is a :class:`FormatError` when it is read."""
    if not suffix:
        return raw
    stream = BY_SUFFIX[suffix.lower()].unpack(raw)
    return cast(BinaryIO, io.BufferedReader(_Unpacked(stream, suffix)))


class _Unpacked(io.RawIOBase):
    """A stream that can only be read on, and says in one way what is wrong with it."""

    def __init__(self, stream: Any, suffix: str) -> None:
        self._stream = stream
        self._suffix = suffix

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except OSError as error:
            if error.errno is not None:  # not the data, but the disk
                raise
            raise self._damaged(error) from None
        except (EOFError, zlib.error, lzma.LZMAError) as error:
            raise self._damaged(error) from None
        buffer[: len(data)] = data
        return len(data)

    def _damaged(self, error: Exception) -> FormatError:
        return FormatError(f"damaged {self._suffix} data, or cut off: {error}")


class PackingStream(Outlet):
    """Compresses what is written; its parts can be compressed each by itself."""

    def __init__(self, stream: BinaryIO, suffix: str) -> None:
        super().__init__(self._pack)
        self._stream = stream
        self._new = BY_SUFFIX[suffix.lower()].compressor
        self._compressor = self._new()
        self._empty, self._members = True, 0

    def end_member(self) -> None:
        """End a part that can be unpacked without what stands before it."""
        self._stream.write(self._compressor.flush())
        self._compressor = self._new()
        self._empty, self._members = True, self._members + 1

    def finish(self) -> None:
        """Write what is still to be written; an empty stream makes a valid empty file."""
        if not self._empty or not self._members:
            self.end_member()

    def _pack(self, data: bytes) -> None:
        self._stream.write(self._compressor.compress(data))
        self._empty = False
