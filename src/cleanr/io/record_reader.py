"""Reading ``cleanr-record.jsonl`` back, a document at a time."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleanr.io.compression import split, unpacked
from cleanr.io.conversion import ON_RECORD
from cleanr.io.decoding import UTF_8
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.record import Removal, stored_text

MOST_PER_BYTE = 1100
"""Bytes that a byte of a compressed record may unpack to: gzip makes no more than 1,032 of one, and somebody
else's file of another kind shall not fill the disk."""

_COPIED_BYTES = 1 << 20


class RecordFileError(ValueError):
    """A line of the file is not what the record of a document looks like, or the file cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """What the record holds of one document; fields that are not known here are passed over."""

    path: str
    """Where the clean text lies in the output folder, with ``/``."""
    source: str
    """Where the document was read from."""
    chars_in: int
    chars_out: int
    removed: tuple[Removal, ...] = ()
    """In order of position, without overlaps."""
    flags: tuple[str, ...] = ()
    encoding: str = UTF_8
    document: int | None = None
    """Its number in a file that holds several, from 0."""
    id: str | None = None
    url: str | None = None
    digest: str | None = None
    """That of the clean text; records of earlier versions have none."""
    formats: Mapping[str, str] = field(default_factory=dict)
    """What it says of the formats: see :meth:`cleanr.io.conversion.Conversion.on_record`."""

    @property
    def part(self) -> str:
        """Its id or number, from 1, in a file that holds several."""
        return "" if self.document is None else self.id or str(self.document + 1)

    @property
    def name(self) -> str:
        """What people call it.

        >>> RecordEntry("a.jsonl", "a.jsonl", 5, 5, document=0).name
        'a.jsonl: 1'
        """
        return f"{self.path}: {self.part}" if self.part else self.path

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RecordEntry:
        """Build an entry from a line's JSON; ``ValueError`` where that is damaged."""
        if not isinstance(data, Mapping):
            raise ValueError(f"a mapping is expected, not {type(data).__name__}")
        if missing := {"path", "removed"} - set(data):
            raise ValueError(f"the record of a document needs {min(missing)!r}")
        removed, flags = data["removed"], data.get("flags", [])
        for name, value in (("removed", removed), ("flags", flags)):
            if not isinstance(value, Sequence) or isinstance(value, str):
                raise ValueError(f"{name!r} is a list")
        path = stored_text("path", data["path"])
        return cls(
            path=path,
            source=stored_text("input", data.get("input", path)),
            chars_in=_count(data, "chars_in"),
            chars_out=_count(data, "chars_out"),
            removed=_in_order(tuple(Removal.from_dict(item) for item in removed)),
            flags=tuple(stored_text("flags", flag) for flag in flags),
            encoding=stored_text("encoding", data.get("encoding", UTF_8)),
            document=_count(data, "document") if "document" in data else None,
            id=stored_text("id", data["id"]) if "id" in data else None,
            url=stored_text("url", data["url"]) if "url" in data else None,
            digest=stored_text("digest", data["digest"]) if "digest" in data else None,
            formats={name: stored_text(name, data[name]) for name in ON_RECORD if name in data},
        )


@contextmanager
def opened_record(path: Path) -> Iterator[BinaryIO]:
    """Open a record; of one that is compressed, by its name, an unpacked copy: the report reads it thrice.

    Raises ``OSError``, and :class:`RecordFileError` where it cannot be unpacked.
    """
    suffix = split(path.name)[1]
    with path.open("rb") as stream:
        if not suffix:
            yield stream
            return
        with tempfile.TemporaryFile() as copy:
            try:
                _unpack(unpacked(stream, suffix), cast(BinaryIO, copy), MOST_PER_BYTE * path.stat().st_size)
            except (FormatError, MissingExtraError) as error:
                raise RecordFileError(str(error)) from None
            copy.seek(0)
            yield cast(BinaryIO, copy)


def _unpack(stream: BinaryIO, copy: BinaryIO, limit: int) -> None:
    while data := stream.read(_COPIED_BYTES):
        if copy.tell() + len(data) > limit:
            raise FormatError(f"it unpacks to more than {MOST_PER_BYTE:,} times its size; unpack it yourself")
        copy.write(data)


def read_entries(stream: BinaryIO) -> Iterator[tuple[int, RecordEntry]]:
    r"""Yield each document of a record with the offset of its line in bytes, from where ``stream`` stands.

    Raises :class:`RecordFileError`, which names the line, where one is damaged.

    >>> from io import BytesIO
    >>> line = b'{"path": "a.txt", "chars_in": 5, "chars_out": 5, "removed": []}\n'
    >>> [(offset, entry.path) for offset, entry in read_entries(BytesIO(line * 2))]
    [(0, 'a.txt'), (64, 'a.txt')]
    """
    offset = stream.tell()
    for number, line in enumerate(iter(stream.readline, b""), 1):
        if line.strip():
            try:
                yield offset, _parsed(line)
            except (ValueError, OverflowError) as error:
                raise RecordFileError(f"line {number}: {error}") from None
        offset += len(line)


def _parsed(line: bytes) -> RecordEntry:
    try:
        data = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON ({error}); is this a cleanr-record.jsonl, and complete?") from None
    return RecordEntry.from_dict(data)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name!r} is a whole number from 0 on, not {value!r:.60}")
    return value


def _in_order(removed: tuple[Removal, ...]) -> tuple[Removal, ...]:
    at = 0
    for removal in removed:
        if removal.start < at or removal.end - removal.start != len(removal.text):
            raise ValueError(f"the removal at characters {removal.start} to {removal.end} does not fit")
        if not 0 <= removal.score <= 1:
            raise ValueError(f"a score lies between 0 and 1, not at {removal.score}")
        at = removal.end
    return removed
