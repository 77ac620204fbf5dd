"""The progress bar: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text


class Progress:
    """Is told how far a run is; this one shows nothing."""

    def document_done(self) -> None:
        """Count a document that is written."""

    def file_done(self) -> None:
        """Count a file that is read, or cannot be."""

    @contextmanager
    def reading(self, stream: BinaryIO) -> Iterator[None]:
        """Look at this stream to see how much of the file is read, while the block runs."""
        yield


class _Rate(ProgressColumn):
    """Documents per second, over the whole run: they differ too much for anything shorter."""

    def render(self, task: Task) -> Text:
        seconds = task.elapsed or 0
        rate = task.fields["documents"] / seconds if seconds else 0
        return Text(f"{rate:,.0f} documents/s")


class _Shown(Progress):
    """A bar over the files, in which a large one counts for as much as it is read."""

    def __init__(self, bar: Bar, files: int) -> None:
        self._bar = bar
        self._files = files
        self._task: TaskID = bar.add_task("cleaning", total=files, files=f"0/{files}", documents=0)
        self._documents = self._done = 0
        self._stream: BinaryIO | None = None
        self._size = 0

    def document_done(self) -> None:
        self._documents += 1
        part = 0.0
        if self._stream is not None and self._size:
            with suppress(OSError, ValueError):  # a pipe, or closed already
                part = min(self._stream.tell() / self._size, 1)
        self._bar.update(self._task, documents=self._documents, completed=self._done + part)

    def file_done(self) -> None:
        self._done += 1
        self._bar.update(self._task, completed=self._done, files=f"{self._done}/{self._files}")

    @contextmanager
    def reading(self, stream: BinaryIO) -> Iterator[None]:
        self._stream, self._size = stream, _size(stream)
        try:
            yield
        finally:
            self._stream = None


def _size(stream: BinaryIO) -> int:
    """Bytes of the whole stream; 0 where that cannot be told."""
    try:
        at = stream.tell()
        end = stream.seek(0, 2)
        stream.seek(at)
    except (OSError, ValueError):
        return 0
    return end


@contextmanager
def progress_bar(files: int, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar on standard error while the block runs: files, documents per second, time left."""
    # Console.is_terminal would let FORCE_COLOR put a bar into a log file.
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield Progress()
        return
    columns = (
        TextColumn("cleaning"),
        BarColumn(),
        TextColumn("{task.fields[files]}"),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Shown(bar, files)
