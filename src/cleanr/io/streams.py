"""Streams that only take bytes: where these go is up to a function."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any


class Outlet(io.RawIOBase):
    """Hands what is written to ``put`` and knows how much it was, as writers of Parquet want to."""

    def __init__(self, put: Callable[[bytes], object]) -> None:
        self._put = put
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        data = bytes(data)
        self._put(data)
        self._at += len(data)
        return len(data)
