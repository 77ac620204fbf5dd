"""The clean texts that belong to a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleanr.io.record_reader import RecordEntry
from cleanr.record import restore


@dataclass(frozen=True, slots=True)
class CleanText:
    """The clean text of one document, or why it is not at hand."""

    name: str
    """The ``path`` of the document in the record."""
    text: str | None
    problem: str = ""
    """The end of the sentence "The text is not shown: …"."""


def clean_texts(entries: Iterable[RecordEntry], folder: Path) -> Iterator[CleanText]:
    """Yield the clean text of each document, in the order of ``entries``, from files below ``folder``.

    A text is yielded only where the original comes back from it, so that cuts stand in their place.
    Documents that are written elsewhere than to a file of their own (lines of a JSONL file, rows of
    a table) belong here: both they and ``entries`` come in the order of the record.
    """
    root = folder.resolve()
    for entry in entries:
        yield _from_file(entry, root)


def _from_file(entry: RecordEntry, root: Path) -> CleanText:
    try:
        file = (root / entry.path).resolve()
        # A record may come from anywhere: it must not get other files of this machine into the report.
        if not file.is_relative_to(root):
            return CleanText(entry.path, None, "its path leads out of the folder of the clean texts")
        if not file.is_file():
            return CleanText(entry.path, None, "there is no such file in the folder of the clean texts")
        if not entry.chars_out <= file.stat().st_size <= 4 * entry.chars_out:  # UTF-8
            raise ValueError("another length")
        text = file.read_bytes().decode()
        if len(text) != entry.chars_out or len(restore(text, entry.removed)) != entry.chars_in:
            raise ValueError("another length")
    except UnicodeDecodeError:
        return CleanText(entry.path, None, "the file of the clean text is not UTF-8")
    except ValueError:
        return CleanText(entry.path, None, "the file has changed since, or does not belong to this record")
    except OSError as error:
        return CleanText(entry.path, None, f"the file cannot be read ({error.strerror or error})")
    return CleanText(entry.path, text)
