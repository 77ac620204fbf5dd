"""Writing files so that they are there as a whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_LEFT_OVER = ".cleanr-*.tmp"


@contextmanager
def replacing(path: Path, stays: Callable[[Path], bool] = lambda temporary: False) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` that takes its place when the block ends well.

    ``stays`` is asked then, with the whole temporary file, whether ``path`` stays as it is instead.
    After an exception, an interrupt included, ``path`` is as it was and the temporary file gone.
    Raises ``OSError`` where the folder cannot be written to; it names ``path``.
    """
    # A name of fixed length, because `path` may have the longest that the file system allows,
    # and hidden, so that no later run takes a leftover for a document.
    temporary = path.parent / _LEFT_OVER.replace("*", secrets.token_hex(8))
    try:
        with temporary.open("xb") as stream:
            yield stream
        if stays(temporary):
            temporary.unlink()
        else:
            temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename == str(temporary):
            error.filename = str(path)
        raise


def sweep(folder: Path) -> None:
    """Remove what a process that was killed while it wrote left in a folder."""
    for leftover in folder.glob(_LEFT_OVER):
        with suppress(OSError):
            leftover.unlink()
