"""Write the report on a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import BinaryIO

from cleanr.io.atomic import replacing
from cleanr.io.record_reader import RecordEntry, read_entries
from cleanr.report.clean_text import clean_texts
from cleanr.report.page import MARK, pieces
from cleanr.report.payload import Payload
from cleanr.report.selection import Chosen, Limits, choose
from cleanr.report.survey import survey

TITLE = "What was removed"


class NotAReportError(ValueError):
    """The file that would be replaced is no report."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a report holds."""

    documents: int
    """Documents in the record."""
    shown: int
    """Documents that the report shows one by one."""
    without_text: int
    """Documents of these whose clean text was not found, so that only their removals are shown."""


def write_report(
    record: Path,
    out: Path,
    *,
    texts: Path | None = None,
    title: str = TITLE,
    limits: Limits | None = None,
) -> Written:
    """Write a report on ``record`` to ``out``: one HTML file that needs nothing else.

    ``texts`` is the folder of the clean texts; ``None`` stands for the one that the record lies in.
    The record is read three times, a line at a time; the same record and texts give the same bytes.
    Raises ``OSError`` where a file cannot be read or written,
    :class:`~cleanr.io.record_reader.RecordFileError` where the record is damaged, and
    :class:`NotAReportError` where ``out`` is another file than a report.
    """
    if out.exists() and not (out.is_file() and MARK in _head(out)):
        raise NotAReportError("exists and is no report of cleanr; choose another name, or remove it")
    with record.open("rb") as stream:
        whole = survey(entry for _, entry in read_entries(stream))
        stream.seek(0)
        chosen = choose(read_entries(stream), whole, limits or Limits())
        payload = Payload()
        documents = _pieces(stream, chosen, texts or record.parent, payload)
        out.parent.mkdir(parents=True, exist_ok=True)
        with replacing(out) as page:
            for piece in pieces(title, whole, len(chosen), documents, payload):
                page.write(piece.encode())
    return Written(whole.documents, len(chosen), payload.without_text)


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(1000)


def _pieces(stream: BinaryIO, chosen: list[Chosen], texts: Path, payload: Payload) -> Iterator[str]:
    """Yield the texts of the documents shown, packed; afterwards ``payload`` has the rest."""
    entries, again = tee(_at(stream, chosen))
    for document, entry, clean in zip(chosen, entries, clean_texts(again, texts), strict=True):
        yield from payload.add(document, entry, clean)
    yield from payload.flush()


def _at(stream: BinaryIO, chosen: list[Chosen]) -> Iterator[RecordEntry]:
    for document in chosen:
        stream.seek(document.offset)
        yield next(read_entries(stream))[1]
