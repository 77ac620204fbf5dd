"""Cleaning one document to standard output."""

from __future__ import annotations

import errno
import os
import sys

from cleanr.cli.messages import Messages
from cleanr.cli.source import Source, load
from cleanr.cli.totals import Totals
from cleanr.io.folder import reason
from cleanr.pipeline import Cleaner


def clean_to_stdout(
    cleaner: Cleaner, source: Source, messages: Messages, *, site: str | None = None
) -> Totals | None:
    """Write the clean text of ``source`` to standard output and nothing else.

    Returns ``None`` where nobody reads it any more.
    """
    totals = Totals()
    decoded = load(source, messages)
    if decoded is None:
        return totals
    result = cleaner(decoded.text, site=site)
    try:
        _write(result.text.encode())
    except BrokenPipeError:
        _give_up_stdout()
        return None
    except OSError as error:
        _give_up_stdout()
        messages.failed("standard output", f"cannot be written: {reason(error)}")
        return totals
    totals.add(decoded.text, result)
    return totals


def _write(data: bytes) -> None:
    if sys.stdout is None:  # closed by the caller: `cleanr >&-`
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    out = sys.stdout.buffer
    left = memoryview(data)
    while left:  # with PYTHONUNBUFFERED, a write may take only a part
        left = left[out.write(left) :]
    out.flush()


def _give_up_stdout() -> None:
    """Keep Python from writing what is left once more when it exits."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
