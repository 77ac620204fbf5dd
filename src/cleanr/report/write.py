"""Write the report on a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import BinaryIO

from cleanr.io.atomic import replacing
from cleanr.io.conversion import Conversion
from cleanr.io.record_reader import RecordEntry, opened_record, read_entries
from cleanr.report.clean_text import CleanText, clean_texts
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
    problem: str = ""
    """Why, of most of these."""


def write_report(
    record: Path,
    out: Path,
    *,
    texts: Path | None = None,
    title: str = TITLE,
    limits: Limits | None = None,
    conversion: Conversion | None = None,
) -> Written:
    """Write a report on ``record`` to ``out``: one HTML file that needs nothing else.

    ``texts`` is the folder of the clean texts; ``None`` stands for the one that the record lies in.
    ``conversion`` says how they are read where their names, and the usual names of fields, do not.
    The record is read three times, a line at a time; the same record and texts give the same bytes.
    Raises ``OSError`` where a file cannot be read or written,
    :class:`~cleanr.io.record_reader.RecordFileError` where the record is damaged, and
    :class:`NotAReportError` where ``out`` is another file than a report.
    """
    spare_other_files(out)
    with opened_record(record) as stream:
        whole = survey(entry for _, entry in read_entries(stream))
        stream.seek(0)
        chosen = choose(read_entries(stream), whole, limits or Limits())
        payload = Payload()
        entries, again = tee(_at(stream, chosen))
        clean = clean_texts(again, texts or record.parent, conversion or Conversion())
        documents = _pieces(zip(chosen, entries, clean, strict=True), payload)
        out.parent.mkdir(parents=True, exist_ok=True)
        with replacing(out) as page:
            for piece in pieces(title, whole, len(chosen), documents, payload):
                page.write(piece.encode())
    problems = payload.problems
    problem = problems.most_common(1)[0][0] if problems else ""
    return Written(whole.documents, len(chosen), problems.total(), problem)


def spare_other_files(out: Path) -> None:
    """Raise :class:`NotAReportError` where ``out`` is there and no report.

    ``OSError`` where that cannot be told.
    """
    if out.exists() and not (out.is_file() and MARK in _head(out)):
        raise NotAReportError("exists and is no report of cleanr; choose another name, or remove it")


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(1000)


def _pieces(documents: Iterable[tuple[Chosen, RecordEntry, CleanText]], payload: Payload) -> Iterator[str]:
    """Yield the texts of the documents shown, packed; afterwards ``payload`` has the rest."""
    for chosen, entry, clean in documents:
        yield from payload.add(chosen, entry, clean)
    yield from payload.flush()


def _at(stream: BinaryIO, chosen: list[Chosen]) -> Iterator[RecordEntry]:
    for document in chosen:
        stream.seek(document.offset)
        yield next(read_entries(stream))[1]
