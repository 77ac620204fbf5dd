"""What a record says of files that a run leaves alone: the next record has it as well."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterator
from itertools import groupby

from cleanr.io.location import open_for_reading
from cleanr.io.output import OutputFolder, OutputUrl
from cleanr.record import stored_text
from cleanr.run.messages import Messages


def lines_of_other_files(
    folder: OutputFolder | OutputUrl, written: Container[str], messages: Messages
) -> Iterator[bytes]:
    """Yield the record's lines on files that are still in ``folder`` and not among ``written``.

    ``written`` holds paths in ``folder`` as ``os.path.normcase`` returns them.  A line that is none is
    left out, and told.  Raises ``OSError`` where the record is there and cannot be read.
    """
    damaged = 0
    try:
        stream = open_for_reading(str(folder.record))
    except FileNotFoundError:
        return
    with stream:
        for path, lines in groupby((line for line in stream if line.strip()), key=_path):
            if path is None:
                damaged += sum(1 for _ in lines)
            elif os.path.normcase(path) not in written and folder.has(path):
                for line in lines:
                    yield line if line.endswith(b"\n") else line + b"\n"
    if damaged:
        messages.note(str(folder.record), f"{damaged:,} damaged lines of the earlier record are left out")


def _path(line: bytes) -> str | None:
    """The file that a line is on, ``None`` where it is no line of a record."""
    try:
        return stored_text("path", json.loads(line)["path"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
