"""Where the clean documents of one file go: a file, a URL, standard output, or nowhere."""

from __future__ import annotations

import errno
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from cleanr.io.atomic import replacing
from cleanr.io.folder import reason
from cleanr.io.location import identity_of, writing_url
from cleanr.io.streams import Outlet


class ReaderLeftError(Exception):
    """Nobody reads standard output any more: no error, but no reason to go on either."""


class Sink(ABC):
    """One output; it is there as a whole or, where something fails on the way, as it was before."""

    @abstractmethod
    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it for as long as the block runs; ``OSError`` where that fails."""

    def failure(self, label: str, error: OSError) -> tuple[str, ...]:
        """The parts of the message that this document could not be written."""
        return label, f"{self} cannot be written: {reason(error)}"

    @property
    def size(self) -> int | None:
        """Bytes of what was written in an earlier run, ``None`` where there is nothing."""
        return None


@dataclass(frozen=True, slots=True)
class FileSink(Sink):
    """A file; folders that are missing are made."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self.path) as stream:
            yield stream

    @property
    def size(self) -> int | None:
        identity = identity_of(str(self.path))
        return identity and identity[0]


@dataclass(frozen=True, slots=True)
class UrlSink(Sink):
    """A file behind a URL."""

    url: str

    def __str__(self) -> str:
        return self.url

    def open(self) -> AbstractContextManager[BinaryIO]:
        return writing_url(self.url)


class NoSink(Sink):
    """Takes everything and keeps nothing, for a dry run."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, Outlet(lambda data: None))


class StdoutSink(Sink):
    """Standard output."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, Outlet(_write_to_stdout))
        with _stdout() as out:
            out.flush()

    def failure(self, label: str, error: OSError) -> tuple[str, ...]:
        return "standard output", f"cannot be written: {reason(error)}"


def _write_to_stdout(data: bytes) -> None:
    left = memoryview(data)
    with _stdout() as out:
        while left:  # with PYTHONUNBUFFERED, a write may take only a part
            left = left[out.write(left) :]


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    if sys.stdout is None:  # closed by the caller: `cleanr >&-`
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        give_up_stdout()
        raise ReaderLeftError from None
    except OSError:
        give_up_stdout()
        raise


def give_up_stdout() -> None:
    """Keep Python from writing what is left once more when it exits."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
