"""The record of a run while it goes on, from which a run that was killed goes on where it stopped.

It is the record itself, with lines between that say which file they belong to and whether that
file is done.  Each line is written before the next document is looked at, so that whatever ends
the run leaves at most one line that is cut off.  What a record line says of a document is enough
to clean it once more without looking for anything: nothing else needs to be kept.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakSet

from cleanr.io.location import Identity

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

JOURNAL_NAME = ".cleanr-run"
"""Name in the output folder while a run is not finished; hidden, so that no run takes it for a document."""

_SIGN = b"#"
_COPY_BYTES = 1 << 20


class JournalError(ValueError):
    """An unfinished run cannot be gone on with; the message says why and what to do."""


@dataclass
class Entry:
    """What is known of one input."""

    start: int
    """Where its lines begin in the journal, in bytes, and where they end."""
    end: int
    identity: Identity | None
    done: bool = False
    size: int | None = None
    """Bytes of the output when it was done."""
    problems: int = 0
    """How many parts of it were left as they were."""


class Journal:
    """The lines of a run, by input; one input after the other."""

    def __init__(self, path: Path, stream: BinaryIO, entries: dict[str, Entry]) -> None:
        self._path = path
        self._stream = stream
        self._entries = entries
        self._current: Entry | None = None
        self._last = next(reversed(entries.values()), None)

    @classmethod
    def start(cls, path: Path, options: Mapping[str, Any]) -> Journal:
        """Begin a run; an unfinished one is forgotten (see :func:`cleanr.run.other_files.put_on_record`).

        Raises ``OSError`` where that cannot be written, :class:`JournalError` where another run is at it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError), _locked(path.open("rb")):
            path.unlink()
        journal = cls(path, _locked(path.open("xb+", buffering=0)), {})
        journal._control({"options": dict(options)})
        return journal

    @classmethod
    def resume(cls, path: Path, options: Mapping[str, Any], *, force: bool = False) -> Journal:
        """Go on with an unfinished run, or begin one where there is none.

        Raises :class:`JournalError` where it had other options, unless ``force`` says that what
        is done stays as it is, and where another run is at it.
        """
        try:
            stream = _locked(path.open("rb+", buffering=0))
        except FileNotFoundError:
            return cls.start(path, options)
        try:
            before, entries, end = _scan(path)
            if before is None:
                stream.close()
                return cls.start(path, options)
            if not force and (changed := _changed(before, json.loads(json.dumps(options)))):
                raise JournalError(
                    f"the unfinished run had other options ({changed}); give the same again, or --force to "
                    "keep what is done, or leave out --resume to begin anew"
                )
        except BaseException:
            stream.close()
            raise
        stream.truncate(end)
        stream.seek(end)
        return cls(path, stream, entries)

    @classmethod
    def read(cls, path: Path) -> Journal:
        """Look at an unfinished run, and leave it as it is.  Raises ``OSError``."""
        stream = path.open("rb")
        try:
            return cls(path, stream, _scan(path)[1])
        except BaseException:
            stream.close()
            raise

    def entry(self, path: str, identity: Identity | None) -> Entry | None:
        """Return what is known of an input, if it still is the same one."""
        entry = self._entries.get(path)
        if entry is None or identity is None or entry.identity != identity:
            return None
        return entry

    @property
    def under_way(self) -> list[str]:
        """The inputs that were begun and not ended, because the run ended or because they failed."""
        return [path for path, entry in self._entries.items() if not entry.done]

    def finished(self, *, but: Container[str] = ()) -> Iterator[Entry]:
        """Yield what is known of the inputs that are cleaned and written, and not among ``but``."""
        for path, entry in self._entries.items():
            if entry.done and path not in but:
                yield entry

    def lines(self, entry: Entry) -> Iterator[dict[str, Any]]:
        """Yield the record lines that an input has by now; raises :class:`JournalError` for a damaged one."""
        for line in self.stored_lines(entry):
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise JournalError(
                    f"{self._path.name} is damaged; leave out --resume to begin anew"
                ) from None

    def stored_lines(self, entry: Entry) -> Iterator[bytes]:
        """Return the same as they stand in the file."""
        return self._lines(entry.start, entry.end)

    def _lines(self, start: int, end: int) -> Iterator[bytes]:
        with self._path.open("rb") as stream:
            stream.seek(start)
            while start < end:
                line = stream.readline()
                start += len(line)
                yield line

    def begin(self, path: str, identity: Identity | None) -> bool:
        """Begin with an input: the lines that follow are its own.

        Returns whether those that it has stay: an earlier run ended in the midst of it.
        """
        known = self.entry(path, identity)
        if known is not None and not known.done and known is self._last:
            self._current = known
            return True
        self._control({"begin": path, "identity": identity})
        at = self._stream.tell()
        self._current = self._last = self._entries[path] = Entry(at, at, identity)
        return False

    def add(self, line: str) -> None:
        """Write the record line of a document of the current input."""
        self._write(line.encode())
        if self._current is not None:
            self._current.end = self._stream.tell()

    def done(self, size: int | None, problems: int) -> None:
        """Say that the current input is cleaned and written."""
        self._control({"done": True, "size": size, "problems": problems})
        if self._current is not None:
            self._current.done, self._current.size, self._current.problems = True, size, problems

    def is_done(self, path: str) -> bool:
        """Whether an input is cleaned and written, by this run or by one that it goes on with."""
        entry = self._entries.get(path)
        return entry is not None and entry.done

    def finish(
        self,
        paths: Iterable[str],
        record: AbstractContextManager[BinaryIO],
        others: Iterable[bytes] = (),
    ) -> None:
        """Write the record, with the inputs that are done in the order of ``paths``; the journal goes.

        ``others`` are lines that stand before theirs.  Raises ``OSError`` where the record cannot be
        written; then the journal stays.
        """
        with record as target:
            target.writelines(others)
            for path in paths:
                entry = self._entries.get(path)
                if entry is not None and entry.done:
                    _copy(self._stream, target, entry.start, entry.end)
        self.drop()

    def drop(self) -> None:
        """End the run, and leave the record as it is."""
        self._path.unlink()
        self.close()

    def close(self) -> None:
        self._stream.close()

    def _control(self, data: Mapping[str, Any]) -> None:
        self._write(_SIGN + json.dumps(data).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        at = self._stream.tell()
        left = memoryview(data)
        try:
            while left:  # without a buffer, a write may take only a part
                left = left[self._stream.write(left) or 0 :]
        except OSError:
            with suppress(OSError):  # so that the next line is not taken for the rest of this one
                self._stream.truncate(at)
                self._stream.seek(at)
            raise


def _scan(path: Path) -> tuple[dict[str, Any] | None, dict[str, Entry], int]:
    """Read a journal: its options, its entries, and where its last whole line ends."""
    options: dict[str, Any] | None = None
    entries: dict[str, Entry] = {}
    current: Entry | None = None
    at = 0
    with path.open("rb") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            if not line.startswith(_SIGN):
                at += len(line)
                if current is not None:
                    current.end = at
                continue
            try:
                data = json.loads(line[1:])
            except ValueError:  # the machine went down while it was written
                break
            at += len(line)
            if "options" in data:
                options = data["options"]
            elif "begin" in data:
                identity = data["identity"]
                current = Entry(at, at, None if identity is None else (identity[0], identity[1]))
                entries.pop(data["begin"], None)  # what was begun last stands last
                entries[data["begin"]] = current
            elif current is not None:
                current.done, current.size, current.problems = True, data["size"], data["problems"]
    return options, entries, at


def _locked(stream: BinaryIO) -> BinaryIO:
    """Keep other runs from this file as long as it is open, where the system can do that."""
    if fcntl is not None:
        _held.add(stream)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            raise JournalError(
                "another run is writing into it; wait for its end, or choose another OUT"
            ) from None
        except OSError:  # a file system without locks
            pass
    return stream


_held: WeakSet[BinaryIO] = WeakSet()
"""Files of this process that may be locked."""


def _let_go() -> None:
    """Close them in a child: a lock is held as long as any process has the file open."""
    for stream in [*_held]:
        stream.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Name the options that differ, with both values."""
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return ", ".join(f"{name} was {_shown(before.get(name))}, is {_shown(now.get(name))}" for name in names)


def _shown(value: object) -> str:
    text = "not given" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "…"


def _copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    while start < end and (data := source.read(min(_COPY_BYTES, end - start))):
        target.write(data)
        start += len(data)


UNFINISHED = "a run into it is unfinished, and goes on with its command and --resume"
"""What is told of a folder where :func:`unfinished` holds."""


def unfinished(folder: Path) -> bool:
    """Whether a run into this folder was begun and did not end."""
    return os.path.lexists(folder / JOURNAL_NAME)
