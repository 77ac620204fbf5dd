"""Cleaning one document to standard output."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from cleanr.cli.messages import Messages
from cleanr.cli.source import Source, load
from cleanr.cli.totals import Totals
from cleanr.io.folder import reason
from cleanr.pipeline import Cleaner


def clean_to_stdout(cleaner: Cleaner, source: Source, messages: Messages) -> Totals | None:
    """Write the clean text of ``source`` to standard output and nothing else.

    Returns ``None`` where nobody reads it any more.
    """
    totals = Totals()
    decoded = load(source, messages)
    if decoded is None:
        return totals
    result = cleaner(decoded.text)
    out = sys.stdout.buffer
    try:
        out.write(result.text.encode())
        out.flush()
    except BrokenPipeError:
        _give_up_stdout()
        return None
    except OSError as error:
        _give_up_stdout()
        messages.failed("standard output", f"cannot be written: {reason(error)}")
        return totals
    totals.add(decoded.text, result)
    return totals


def _give_up_stdout() -> None:
    """Keep Python from writing what is left once more when it exits."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
