"""From the paths of the command line to the documents, each with its place in the output."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from cleanr.io.compression import split
from cleanr.io.errors import MissingExtraError
from cleanr.io.folder import files_in, reason
from cleanr.io.location import files_below, is_url, joined
from cleanr.io.output import RECORD_NAME, OutputFolder, OutputUrl
from cleanr.run.messages import Messages
from cleanr.run.source import STDIN, STDIN_NAME, Source

NAMED_SUFFIXES = 5
"""Suffixes of files left out that are named: the most frequent ones."""

NOTHING_TO_CLEAN = "no files to clean in it; --include takes in other names"


class Plan:
    """The documents of a run, in the order of the paths given; no two with the same output."""

    def __init__(
        self,
        *,
        takes: Callable[[str], bool],
        output: OutputFolder | OutputUrl | None,
        messages: Messages,
        output_path: Callable[[str], str] = lambda path: path,
        stdin_name: str = STDIN_NAME,
        distinct: bool = True,
    ) -> None:
        """``takes`` chooses files from folders; ``output_path`` says what an input's output is called.

        ``distinct=False`` is for inputs that have no output, so that two may have the same name there.
        """
        self._distinct = distinct
        self._wanted = takes
        self._not_taken: Counter[str] = Counter()
        self._output_path = output_path
        self._stdin_name = stdin_name
        self._output = output if isinstance(output, OutputFolder) else None
        self._url = output if isinstance(output, OutputUrl) else None
        self._messages = messages
        self._by_path: dict[str, Source] = {}

    def __len__(self) -> int:
        return len(self._by_path)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._by_path.values())

    def add(self, path: str) -> None:
        """Add a file, all files of a folder, or standard input; what cannot be is reported."""
        if path == STDIN:
            self._claim([Source(self._stdin_name, STDIN, is_stdin=True)])
            return
        if is_url(path):
            self._add_url(path)
            return
        given = Path(path)
        try:
            if not path:  # Path("") is the current folder, which an empty shell variable does not mean
                raise FileNotFoundError
            given.stat()
        except FileNotFoundError:
            self._messages.failed(path or "''", "broken link" if given.is_symlink() else "does not exist")
        except OSError as error:
            self._messages.failed(path, f"cannot be read: {reason(error)}")
        else:
            if self._output is not None:
                self._output.protect(given)
            self._claim(self._folder(given) if given.is_dir() else [Source(given.name, given.as_posix())])

    def _takes(self, name: str) -> bool:
        """Whether a file of a folder is taken; those that are not are counted by their suffixes."""
        if name == RECORD_NAME:  # that of another run is no document
            return False
        if not self._wanted(name):
            stem, packed = split(name)
            self._not_taken[PurePosixPath(stem).suffix.lower() + packed.lower() or "no suffix"] += 1
            return False
        return True

    def _tell_not_taken(self, folder: str) -> None:
        """Say how many files of a folder are left out for their names, and which these are."""
        if not self._not_taken:
            return
        ranked = sorted(self._not_taken.items(), key=lambda item: (-item[1], item[0]))
        kinds = ", ".join(f"{suffix} {number:,}" for suffix, number in ranked[:NAMED_SUFFIXES])
        more = ", …" if len(ranked) > NAMED_SUFFIXES else ""
        total = self._not_taken.total()
        files = "other file" if total == 1 else "other files"
        self._messages.note(
            folder, f"{total:,} {files} left out ({kinds}{more}): --include PATTERN takes them"
        )
        self._not_taken.clear()

    def _add_url(self, url: str) -> None:
        try:
            below = files_below(url, self._takes)
            if below is None:
                sources = [Source(url.rstrip("/").rpartition("/")[2], url)]
            else:
                sources = [Source(path, joined(url, path)) for path in below]
        except (OSError, MissingExtraError) as error:
            said = reason(error) if isinstance(error, OSError) else str(error)
            self._messages.failed(url, f"cannot be read: {said}")
            return
        if self._url is not None:
            self._url.protect(url)
        if not sources:
            self._messages.note(url, NOTHING_TO_CLEAN)
        self._tell_not_taken(url)
        self._claim(sources)

    def _folder(self, folder: Path) -> Iterator[Source]:
        output = self._output
        if output is not None and output.lies_in(folder) and output.holds(folder):
            self._messages.failed(str(folder), "not cleaned, as it is the output folder as well")
            return
        found, failures = 0, self._messages.failures
        for path in files_in(
            folder, takes=self._takes, leaves_out=self._left_out(folder), complain=self._messages.failed
        ):
            found += 1
            yield Source(path, (folder / path).as_posix())
        if not found and self._messages.failures == failures:
            self._messages.note(str(folder), NOTHING_TO_CLEAN)
        self._tell_not_taken(str(folder))

    def _left_out(self, folder: Path) -> Callable[[Path], bool]:
        """Return the test for folders below ``folder`` that hold what an earlier run wrote."""
        output = self._output
        # Who names a folder in the output folder wants just that cleaned.
        if output is None or output.holds(folder):
            return lambda real: False
        message = f"the output folder {output.root} lies in it and is left out"
        within = output.lies_in(folder)
        if within:  # told in the first run as well, when there is no such folder yet
            self._messages.note(str(folder), message)

        def left_out(real: Path) -> bool:
            held = output.holds(real)
            if held and not within:  # reached by a link
                self._messages.note(str(folder), message)
            return held

        return left_out

    def _claim(self, sources: Iterable[Source]) -> None:
        for source in sources:
            path = self._output_path(source.path)
            if (self._output or self._url) is not None and path == RECORD_NAME:
                self._messages.failed(source.label, "not cleaned, as the record has this name")
                continue
            # Windows takes names that differ in case for the same.
            key = os.path.normcase(path) if self._distinct else source.name
            first = self._by_path.setdefault(key, source)
            if first is not source and self._distinct:
                self._messages.failed(
                    source.label,
                    f"not cleaned, as {first.label} has the same output, {path}; clean it into another OUT, "
                    "or name a folder above both",
                )
