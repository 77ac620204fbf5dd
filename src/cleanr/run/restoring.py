"""From clean files and their record back to what went in."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from typing import Any

from cleanr.io.atomic import replacing
from cleanr.io.compression import same_content, split
from cleanr.io.conversion import Conversion
from cleanr.io.decoding import UTF_8, BinaryDataError
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.io.folder import files_in, names_like, reason
from cleanr.io.formats import Piece, Verbatim, Writer, of_any_format
from cleanr.io.output import RECORD_NAME, OutputFolder, RefusedError
from cleanr.io.record_file import CHANGED, digest
from cleanr.io.record_reader import opened_record
from cleanr.record import restore, stored_text
from cleanr.run.journal import JOURNAL_NAME, Journal
from cleanr.run.messages import Messages
from cleanr.run.other_files import finished_files

Line = Mapping[str, Any]


def record_lines(path: Path, messages: Messages) -> Iterator[dict[str, Any]]:
    """Yield the lines of a record, ``path`` and ``input`` as text; a line that is none is reported.

    Raises ``OSError``, and ``RecordFileError`` where it cannot be unpacked.
    """
    with opened_record(path) as stream:
        yield from _whole_lines(stream, path, messages)


def lines_of_unfinished(folder: OutputFolder, messages: Messages) -> Iterator[dict[str, Any]]:
    """Yield the same of a folder with an unfinished run: of the files that this has done, its own lines.

    Raises ``OSError``.
    """
    path = folder.root / JOURNAL_NAME
    with closing(Journal.read(path)) as journal:
        finished = finished_files(folder, journal)
        if folder.has(RECORD_NAME):
            for line in record_lines(folder.record, messages):
                if os.path.normcase(line["path"]) not in finished:
                    yield line
        for entry in finished.values():
            yield from _whole_lines(journal.stored_lines(entry), path, messages)


def _whole_lines(stored: Iterable[bytes], path: Path, messages: Messages) -> Iterator[dict[str, Any]]:
    for number, data in enumerate(stored, start=1):
        if not data.strip():
            continue
        try:
            line = json.loads(data)
            names = {name: stored_text(name, line[name]) for name in ("path", "input")}
            whole = {**line, **names, "removed": list(line["removed"])}
        except (ValueError, KeyError, TypeError, RecursionError):
            messages.failed(str(path), f"line {number} is no line of a record: its file is not restored")
            continue
        yield whole


def restore_files(
    lines: Iterable[Line],
    clean: Path,
    output: OutputFolder,
    conversion: Conversion,
    messages: Messages,
    *,
    overwrite: bool = False,
) -> Iterator[tuple[str, bool]]:
    """Write each file of a record as it was before cleaning; yields its path, and whether it is restored.

    What cannot be restored is reported, while the rest goes on; so is a file that is there with other
    content, unless ``overwrite`` says that it may go.
    """
    for path, group in groupby(lines, key=lambda line: str(line["path"])):
        restored = False
        try:
            _restore_file(path, group, clean, output, conversion, overwrite=overwrite)
            restored = True
        except OSError as error:
            messages.failed(path, f"cannot be restored: {reason(error)}")
        except UnicodeEncodeError:
            messages.failed(path, "cannot be restored: no file can have this name")
        except (RefusedError, FormatError, BinaryDataError, MissingExtraError) as error:
            messages.failed(path, str(error))
        yield path, restored


def files_without_record(
    clean: Path, on_record: Container[str], leaves_out: Callable[[Path], bool]
) -> list[str]:
    """Return the files in a folder of clean files that look like documents and are not on record.

    ``leaves_out`` names the folders in it, by their real paths, that are of something else.
    """
    takes = names_like(of_any_format())
    found = files_in(clean, takes=takes, leaves_out=leaves_out, complain=lambda path, problem: None)
    return [path for path in found if path not in on_record and split(path)[0] != RECORD_NAME]


def _restore_file(
    path: str,
    lines: Iterator[Line],
    clean: Path,
    output: OutputFolder,
    conversion: Conversion,
    *,
    overwrite: bool,
) -> None:
    place = PurePosixPath(path)
    if "\0" in path:
        raise RefusedError("not restored, as no file can have this name")
    if place.is_absolute() or ".." in place.parts or not output.holds(output.root / place.parent):
        raise RefusedError("not restored, as it would lie outside of the output folder")
    first = next(lines)
    with _damage_told():
        conversion = conversion.as_recorded(first)
    before, conversion = conversion.format_of(str(first["input"])), conversion.of_output
    kind = conversion.format_of(path)
    if kind is not before:
        raise FormatError(
            f"it was {before.name} and is {kind.name}: only files of one format can be restored"
        )
    with (clean / path).open("rb") as stream:
        target = output.target(path, clean / path)
        target.parent.mkdir(parents=True, exist_ok=True)

        def stays(restored: Path) -> bool:
            return not overwrite and _is_there(target, restored)

        with replacing(target, stays) as back, conversion.writing(path, back) as writer:
            encoding = first.get("encoding", UTF_8)  # of a table: that of each of its rows
            _restore_documents(conversion.read(path, stream), chain([first], lines), writer, encoding)
            writer.close()


def _is_there(target: Path, restored: Path) -> bool:
    """Whether a file is restored already; :class:`RefusedError` where another one has its place."""
    if not target.exists():
        return False
    if not target.is_file() or not same_content(target, restored, split(target.name)[1]):
        raise RefusedError(f"{target} exists already; choose another BACK, or --overwrite")
    return True


def _restore_documents(pieces: Iterable[Piece], lines: Iterator[Line], writer: Writer, encoding: Any) -> None:
    for piece in pieces:
        if isinstance(piece, Verbatim):
            with _damage_told():
                writer.restore_verbatim(piece.row, encoding)
            continue
        line = next(lines, None)
        if line is None:
            raise FormatError("the record ends before the file; it is of another run")
        if "digest" in line and line["digest"] != digest(piece.text):  # older records have none
            raise FormatError(CHANGED)
        try:
            text = restore(piece.text, line["removed"])
        except ValueError as error:
            raise FormatError(str(error)) from None
        if len(text) != line.get("chars_in"):
            raise FormatError(CHANGED)
        with _damage_told():
            writer.restore(piece, text, line.get("encoding", UTF_8), line.get("form"))
    if next(lines, None) is not None:
        raise FormatError("the file ends before its record; it is of another run")


@contextmanager
def _damage_told() -> Iterator[None]:
    """Make a :class:`FormatError` of whatever a record leads to that holds what it should not."""
    try:
        yield
    except FormatError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise FormatError(f"the record is damaged: {error}") from None
