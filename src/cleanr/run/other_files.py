"""What is known of files that a run leaves alone: the next record has it as well.

It stands in the record, or in the journal of a run that did not end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Iterator, Mapping
from itertools import groupby

from cleanr.io.atomic import replacing
from cleanr.io.location import identity_of, joined, open_for_reading
from cleanr.io.output import OutputFolder, OutputUrl
from cleanr.record import stored_text
from cleanr.run.journal import Entry, Journal
from cleanr.run.messages import Messages


def finished_files(
    folder: OutputFolder | OutputUrl, journal: Journal, *, but: Container[str] = ()
) -> dict[str, Entry]:
    """Return what ``journal`` knows of files that are in ``folder`` as its run left them.

    The keys are paths in ``folder`` as ``os.path.normcase`` returns them; ``but`` are inputs to leave out,
    and a file with a damaged line is left out as well.
    """
    files = {}
    for entry in journal.finished(but=but):
        paths = {_path(line) for line in journal.stored_lines(entry)}
        path = paths.pop() if len(paths) == 1 else None
        if path is not None and _size(folder, path) == entry.size:
            files[os.path.normcase(path)] = entry
    return files


def put_on_record(folder: OutputFolder, journal: Journal, messages: Messages) -> None:
    """End a run that will not be gone on with: what it did of files that are there goes on record."""
    files = finished_files(folder, journal)
    if files:
        others = lines_of_other_files(folder, journal, files, (), messages)
        journal.finish((), replacing(folder.record), others)
    else:
        journal.drop()


def lines_of_other_files(
    folder: OutputFolder | OutputUrl,
    journal: Journal,
    finished: Mapping[str, Entry],
    written: Container[str],
    messages: Messages,
) -> Iterator[bytes]:
    """Yield the lines on files that are still in ``folder`` and not among ``written``: those of the record,
    or of the files in ``finished`` (see :func:`finished_files`) those of ``journal``.

    ``written`` holds paths in ``folder`` as ``os.path.normcase`` returns them.  A line that is none is
    left out, and told.  Raises ``OSError`` where the record is there and cannot be read.
    """
    yield from _on_record(folder, lambda path: path in written or path in finished, messages)
    for path, entry in finished.items():
        if path not in written:
            yield from journal.stored_lines(entry)


def _on_record(
    folder: OutputFolder | OutputUrl, leaves_out: Callable[[str], bool], messages: Messages
) -> Iterator[bytes]:
    damaged = 0
    try:
        stream = open_for_reading(str(folder.record))
    except FileNotFoundError:
        return
    with stream:
        for path, lines in groupby((line for line in stream if line.strip()), key=_path):
            if path is None:
                damaged += sum(1 for _ in lines)
            elif not leaves_out(os.path.normcase(path)) and folder.has(path):
                for line in lines:
                    yield line if line.endswith(b"\n") else line + b"\n"
    if damaged:
        messages.note(str(folder.record), f"{damaged:,} damaged lines of the earlier record are left out")


def _size(folder: OutputFolder | OutputUrl, path: str) -> int | None:
    identity = identity_of(joined(str(folder.root), path))
    return identity and identity[0]


def _path(line: bytes) -> str | None:
    """The file that a line is on, ``None`` where it is no line of a record."""
    try:
        return stored_text("path", json.loads(line)["path"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
