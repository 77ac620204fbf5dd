"""Streams of our own: one that only takes bytes, and one that begins with bytes that were read already."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO


class Outlet(io.RawIOBase):
    """Hands what is written to ``put`` and knows how much it was, as writers of Parquet want to."""

    def __init__(self, put: Callable[[bytes], object]) -> None:
        self._put = put
        self._at = 0

    def writable(self) -> bool:
        return True

    def give_up(self) -> None:
        """From now on, keep nothing of what is written."""
        self._put = lambda data: None

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        data = bytes(data)
        self._put(data)
        self._at += len(data)
        return len(data)


class Rejoined(io.RawIOBase):
    """The beginning of a stream, and what is still in the stream."""

    def __init__(self, beginning: bytes, stream: BinaryIO) -> None:
        self._beginning = memoryview(beginning)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: Any = self._beginning[: len(buffer)] or self._stream.read(len(buffer))
        self._beginning = self._beginning[len(data) :]
        buffer[: len(data)] = data
        return len(data)
