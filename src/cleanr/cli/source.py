"""A document on its way in: where it is read, and what it is called."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from cleanr.cli.messages import Messages
from cleanr.io.decoding import BinaryDataError, Decoded, decode
from cleanr.io.folder import reason

STDIN = "-"
STDIN_NAME = "stdin.txt"
"""What the text from standard input is called in an output folder."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document: where it is read, and where it belongs below the output folder."""

    path: str
    """Relative to the output folder, with ``/``."""
    name: str
    """What the record calls it: a path that starts as the one given, or ``-``."""
    is_stdin: bool = False

    @property
    def label(self) -> str:
        """What messages call it."""
        return "standard input" if self.is_stdin else self.name

    @property
    def file(self) -> Path | None:
        return None if self.is_stdin else Path(self.name)

    def read(self) -> bytes:
        """Return all bytes; ``OSError`` where that fails."""
        if self.is_stdin:
            if sys.stdin is None:  # closed by the caller: `cleanr <&-`
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return sys.stdin.buffer.read()
        return Path(self.name).read_bytes()


def load(source: Source, messages: Messages) -> Decoded | None:
    """Read and decode a document; where that fails, report it and return ``None``."""
    try:
        decoded = decode(source.read())
    except OSError as error:
        messages.failed(source.label, f"cannot be read: {reason(error)}")
        return None
    except BinaryDataError as error:
        messages.failed(source.label, str(error))
        return None
    if decoded.undecodable:
        messages.note(source.label, f"damaged UTF-8, {decoded.undecodable} broken places became U+FFFD")
    return decoded
