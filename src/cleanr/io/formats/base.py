"""What a format is: a reader of documents and a writer of them, and nothing else."""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from cleanr.io.decoding import Decoded
from cleanr.io.errors import FormatError
from cleanr.record import Removal

MAX_BYTES = 100_000_000
"""Default for the largest document that is read, in bytes as they are when uncompressed.

A document has to be in memory, so this is what a small archive that unpacks to terabytes runs into."""


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What readers and writers need to know; a format ignores what it has no use for."""

    text_field: str = "text"
    """Field or column that holds the text."""
    id_field: str | None = None
    """Field that names the document; ``None`` stands for ``id`` where there is one."""
    url_field: str | None = None
    """Field with the page's address; ``None`` stands for ``url`` where there is one."""
    removed_field: str | None = None
    """Field that the writer adds, with the removals of the document; ``None`` adds none."""
    added_field: str | None = None
    """Such a field that a run added, which restoring takes away again."""
    encoding: str | None = None
    """Encoding of a text or table; ``None``: it is found out."""
    max_bytes: int = MAX_BYTES
    """Size of the largest document, in bytes; a longer one is a :class:`FormatError`."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as a file holds it."""

    decoded: Decoded
    row: Any = None
    """What the format needs to write it back; nobody else looks at it."""
    id: str | None = None
    url: str | None = None
    site: str | None = None
    """What it says of its site, and likewise of its source."""
    source: str | None = None
    form: Any = None
    """How the text is spelled in the file where that is not the usual way, as JSON-safe data: goes into
    the record, and back to the format for restoring."""

    @property
    def text(self) -> str:
        return self.decoded.text


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A part of a file that holds no text to clean; it is written as it was read."""

    row: Any
    problem: str = ""
    """Why it holds none, where it should: completes the sentence "FILE: …"."""


Piece = SourceDocument | Verbatim


class Writer(ABC):
    """Writes the pieces of one file, in the order in which they were read."""

    @abstractmethod
    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        """Write a document with its clean text."""

    @abstractmethod
    def verbatim(self, row: Any) -> None:
        """Write what :class:`Verbatim` holds."""

    @abstractmethod
    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        """Write a document that was read from clean output, with its original text.

        ``encoding`` and ``form`` are those the original was read with.
        """

    def restore_verbatim(self, row: Any, encoding: str) -> None:
        """Write what :class:`Verbatim` holds that was read from clean output, as the original had it."""
        self.verbatim(row)

    def close(self) -> None:  # noqa: B027  # most formats have nothing left to write
        """Write what is still to be written; the stream stays open."""

    def give_up(self) -> None:  # noqa: B027  # most write what they have at once
        """Forget what is still to be written, as something failed."""


class Format(ABC):
    """One way to store documents.  A further one is a subclass in :data:`cleanr.io.formats.FORMATS`."""

    name: ClassVar[str]
    many: ClassVar[bool] = True
    """Whether a file holds several documents, which the record then tells apart."""
    packs_itself: ClassVar[bool] = False
    """Whether it compresses what it holds, so that nobody expects it to be compressed once more."""
    suffixes: ClassVar[tuple[str, ...]]
    """Ends of file names, without the dot; the first one is for names that are made up."""

    @abstractmethod
    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        """Yield what the (uncompressed) stream holds, with no more than a bounded part of it in memory.

        Raises :class:`FormatError` where it cannot be read on.
        """

    @abstractmethod
    def writer(self, stream: BinaryIO, options: FormatOptions) -> Writer:
        """Return what writes to ``stream``, which takes uncompressed bytes."""

    def fields(self, document: SourceDocument) -> dict[str, Any]:
        """Return the other fields of a document, for writing it in another format."""
        named = {"id": document.id, "url": document.url}
        return {name: value for name, value in named.items() if value is not None}


class LineFormat(Format):
    """A format of which each piece is a stretch of bytes of its own: it says only how these look."""

    @abstractmethod
    def source(self, document: SourceDocument) -> bytes:
        """Return the document as it was read, as UTF-8."""

    @abstractmethod
    def render(self, document: SourceDocument, text: str) -> bytes:
        """Return the document with its clean text."""

    @abstractmethod
    def restored(self, document: SourceDocument, text: str, encoding: str, form: Any) -> bytes:
        """Return the document with its original text, as it was in the file."""

    def restored_verbatim(self, row: bytes, encoding: str) -> bytes:
        """Return what holds no document as it was in the file."""
        return row

    def with_removed(self, data: bytes, field: str, removed: Sequence[Removal]) -> bytes:
        """Return what :meth:`render` returned with a field more."""
        raise FormatError(
            f"the format {self.name} has no place for a field {field!r} with what was removed; "
            "leave out --removed-field, or write --format jsonl"
        )

    def without_removed(self, data: bytes, field: str) -> bytes:
        """Undo :meth:`with_removed`."""
        return data

    def writer(self, stream: BinaryIO, options: FormatOptions) -> Writer:
        return _LineWriter(self, stream, options)


class _LineWriter(Writer):
    def __init__(self, kind: LineFormat, stream: BinaryIO, options: FormatOptions) -> None:
        self._format = kind
        self._stream = stream
        self._options = options

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        data = self._format.render(document, text)
        if self._options.removed_field is not None:
            data = self._format.with_removed(data, self._options.removed_field, removed)
        self._stream.write(data)

    def verbatim(self, row: Any) -> None:
        self._stream.write(row)

    def restore_verbatim(self, row: Any, encoding: str) -> None:
        self._stream.write(self._format.restored_verbatim(row, encoding))

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        data = self._format.restored(document, text, encoding, form)
        if self._options.added_field is not None:
            data = self._format.without_removed(data, self._options.added_field)
        self._stream.write(data)


def bounded_lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """Yield lines with their ends; :class:`FormatError` for one of more than ``limit`` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit:
            raise FormatError(f"line {number} has {too_large(limit)}")
        yield line


def too_large(limit: int, *, times: int = 1) -> str:
    """Say that something is larger than it may be; ``limit`` is so many times the largest document."""
    counted = f", {times} times --max-bytes; that" if times > 1 else "; --max-bytes"
    return f"more than {limit:,} bytes{counted} allows more"


def missing(kind: str, wanted: str, there: Iterable[str], flag: str) -> str:
    """Say that a field or column is not there, and what there is."""
    names = list(there)
    near = difflib.get_close_matches(wanted, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names[:20]) or 'none'}"
    return f"there is no {kind} {wanted!r}; {hint} ({flag})"
