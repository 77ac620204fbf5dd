"""A file on its way in: where it is read, and what it is called."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleanr.io.location import Identity, identity_of, is_url, open_for_reading

STDIN = "-"
STDIN_NAME = "stdin.txt"
"""What the text from standard input is called in an output folder."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and where what it holds belongs below the output folder."""

    path: str
    """Relative to the output folder, with ``/``."""
    name: str
    """What the record calls it: a path that starts as the one given, a URL, or ``-``."""
    is_stdin: bool = False

    @property
    def label(self) -> str:
        """What messages call it."""
        return "standard input" if self.is_stdin else self.name

    @property
    def file(self) -> Path | None:
        """Its path, where it is a file of this machine."""
        return None if self.is_stdin or is_url(self.name) else Path(self.name)

    @property
    def identity(self) -> Identity | None:
        """What tells that the file is the same as in an earlier run; ``None`` where nothing does."""
        return None if self.is_stdin else identity_of(self.name)

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open the bytes as a stream for as long as the block runs; ``OSError`` where that fails."""
        if not self.is_stdin:
            return open_for_reading(self.name)
        if sys.stdin is None:  # closed by the caller: `cleanr <&-`
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return nullcontext(sys.stdin.buffer)
