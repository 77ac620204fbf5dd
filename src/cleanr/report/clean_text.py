"""The clean texts that belong to a record."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from cleanr.io.compression import split, unpacked
from cleanr.io.conversion import Conversion
from cleanr.io.decoding import BinaryDataError
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.io.folder import reason
from cleanr.io.formats import SourceDocument
from cleanr.io.record_file import CHANGED, digest
from cleanr.io.record_reader import RecordEntry
from cleanr.record import restore

BYTES_PER_CHARACTER = 4
"""Bytes that a character of UTF-8 has at most."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """The clean text of one document, or why it is not at hand."""

    name: str
    """The ``path`` of the document in the record."""
    text: str | None
    problem: str = ""
    """The end of the sentence "The text is not shown: …"."""


def clean_texts(entries: Iterable[RecordEntry], folder: Path, conversion: Conversion) -> Iterator[CleanText]:
    """Yield the clean text of each document, in the order of ``entries``, from files below ``folder``.

    ``conversion`` says how these files are read where the record does not.  A text is yielded only where
    the original comes back from it, so that cuts stand in their place.  The entries come in the order of
    the record: a file that holds many documents is read once, a document at a time, as far as the last one
    that is wanted.
    """
    root = folder.resolve()
    for (path, formats), group in groupby(entries, key=lambda entry: (entry.path, entry.formats)):
        with closing(_texts(path, root, conversion, formats)) as texts:
            problem = ""
            for entry in group:
                # What is wrong with a file is so for all its documents.
                try:
                    text = None if problem else _own(texts, entry)
                except (_FileError, FormatError, BinaryDataError, MissingExtraError) as error:
                    text, problem = None, str(error)
                except OSError as error:
                    text, problem = None, f"the file cannot be read ({reason(error)})"
                yield _checked(entry, text, problem)


class _FileError(Exception):
    """A file whose texts cannot be shown."""


Texts = Generator[tuple[int, str]]


def _texts(path: str, root: Path, conversion: Conversion, formats: Mapping[str, str]) -> Texts:
    """Yield the texts in a file with their numbers."""
    try:
        conversion = conversion.as_recorded(formats).of_output
    except ValueError as error:
        raise _FileError(str(error)) from None
    try:
        file = (root / path).resolve()
        # A record may come from anywhere: it must not get other files of this machine into the report.
        if not file.is_relative_to(root):
            raise _FileError("its path leads out of the folder of the clean texts")
        if not file.is_file():
            raise _FileError("there is no such file in the folder of the clean texts")
    except ValueError:
        raise _FileError("no file can have this name") from None
    with file.open("rb") as stream:
        if not conversion.format_of(path).many:
            yield 0, _whole(unpacked(stream, split(path)[1]), conversion.options.max_bytes)
            return
        documents = (p for p in conversion.read(path, stream) if isinstance(p, SourceDocument))
        for number, document in enumerate(documents):
            yield number, document.text


def _whole(stream: BinaryIO, limit: int) -> str:
    # Not by guesses, as inputs are read: clean text is UTF-8.
    try:
        return stream.read(BYTES_PER_CHARACTER * limit).decode()
    except UnicodeDecodeError:
        raise _FileError("the file of the clean text is not UTF-8") from None


def _own(texts: Texts, entry: RecordEntry) -> str | None:
    """The text of a document that stands further on in its file, if it is there."""
    return next((text for number, text in texts if number == (entry.document or 0)), None)


def _checked(entry: RecordEntry, text: str | None, problem: str) -> CleanText:
    if text is None:
        return CleanText(entry.path, None, problem or CHANGED)
    return CleanText(entry.path, text) if _fits(text, entry) else CleanText(entry.path, None, CHANGED)


def _fits(text: str, entry: RecordEntry) -> bool:
    """Whether this is the clean text that the record speaks of."""
    if len(text) != entry.chars_out or entry.digest not in (None, digest(text)):
        return False
    try:
        return len(restore(text, entry.removed)) == entry.chars_in
    except ValueError:
        return False
