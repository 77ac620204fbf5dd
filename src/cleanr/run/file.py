"""One file of a run: its documents, as they are written and put on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

from cleanr.io.conversion import Conversion
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.io.formats import Piece, SourceDocument, Verbatim, Writer
from cleanr.io.record_file import UNCLEANED, record_line
from cleanr.record import Result
from cleanr.run.journal import Entry, Journal
from cleanr.run.messages import Messages, raised, uncleaned
from cleanr.run.sink import Sink
from cleanr.run.source import Source
from cleanr.run.totals import Totals

SHOWN_PROBLEMS = 5
"""Messages about parts of one file that are left as they were; the rest is counted."""


class FileRun:
    """A file on its way from its source to its sink; the output is opened with the first document."""

    def __init__(
        self,
        source: Source,
        sink: Sink,
        conversion: Conversion,
        *,
        messages: Messages,
        journal: Journal | None,
    ) -> None:
        self.source = source
        self.failed = False
        self.totals = Totals()
        self._identity = source.identity if journal else None
        self._sink = sink
        self._conversion = conversion
        self._messages = messages
        self._journal = journal
        self.many = conversion.format_of(source.path).many
        self._open = ExitStack()
        self._writer: Writer | None = None
        self._documents = self._problems = 0
        self._goes_on = False

    @property
    def entry(self) -> Entry | None:
        """What an earlier run did of this file."""
        return self._journal.entry(self.source.path, self._identity) if self._journal else None

    @property
    def done(self) -> bool:
        """Whether it did all, and its output is still there."""
        entry = self.entry
        return entry is not None and entry.done and entry.size == self._sink.size is not None

    def take_over(self) -> None:
        """Count what an earlier run did of this file."""
        entry = self.entry
        if self._journal is None or entry is None:
            return
        for line in self._journal.lines(entry):
            self.totals.add_line(line)
        if entry.problems:
            self._messages.failed(
                self.source.label, f"{entry.problems} parts were left as they are, as told in the first run"
            )

    def known(self) -> Iterator[dict[str, Any]]:
        """The record lines of the documents that an earlier run got to, if it did not get to the end."""
        entry = self.entry
        if self._journal is None or entry is None or entry.done:
            return iter(())
        return self._journal.lines(entry)

    def write(self, piece: Piece, result: Result, *, known: bool = False) -> None:
        """Write a piece and its record line; what fails ends the file.

        ``known`` says that the result is from :meth:`known`, so that its line may be there already.
        """
        if self.failed:
            return
        try:
            writer = self._opened()
            if isinstance(piece, Verbatim):
                writer.verbatim(piece.row)
                self._left_as_it_is(piece.problem)
            else:
                writer.write(piece, result.text, result.removed)
                self._put_on_record(piece, result, known=known)
        except OSError as error:
            self.fail(*self._sink.failure(self.source.label, error))
        except (FormatError, MissingExtraError) as error:
            self.fail(self.source.label, str(error))

    def write_uncleaned(self, document: SourceDocument, error: Exception) -> None:
        """Leave a document as it is, as a filter failed on it; a file that holds no other one fails."""
        if not self.many:
            self.fail(self.source.label, uncleaned(error))
            return
        flag = f"{UNCLEANED}:{raised(error)}"
        self.write(document, Result(document.text, flags=(flag,)))

    def end(self) -> None:
        """Bring the output to its place."""
        if self.failed:
            return
        try:
            self._opened().close()
            self._open.close()
        except OSError as error:
            self.fail(*self._sink.failure(self.source.label, error))
            return
        except (FormatError, MissingExtraError) as error:
            self.fail(self.source.label, str(error))
            return
        if self._problems > SHOWN_PROBLEMS:
            self._messages.failed(self.source.label, f"{self._problems} such problems in all")
        if self._journal is not None:
            self._journal.done(self._sink.size, self._problems)

    def fail(self, *message: str) -> None:
        """Report that this file cannot be cleaned; what is there of its output goes."""
        self.failed = True
        self.totals = Totals()
        self._messages.failed(*message)
        self.discard()

    def discard(self) -> None:
        """Take away an output that is not complete."""
        with suppress(_DiscardedError), self._open:
            raise _DiscardedError

    def _opened(self) -> Writer:
        if self._writer is None:
            if self._journal is not None:
                self._goes_on = self._journal.begin(self.source.path, self._identity)
            stream = self._open.enter_context(self._sink.open())
            self._writer = self._open.enter_context(self._conversion.writing(self.source.path, stream))
        return self._writer

    def _put_on_record(self, document: SourceDocument, result: Result, *, known: bool) -> None:
        number, self._documents = self._documents, self._documents + 1
        self.totals.add(document.text, result)
        if broken := document.decoded.undecodable:
            what = f"document {document.id or number + 1}: damaged" if self.many else "damaged"
            self._messages.note(self.source.label, f"{what} UTF-8, {broken} broken places became U+FFFD")
        for kind, _, what in (flag.partition(":") for flag in result.flags):
            if kind == UNCLEANED:
                of = f"document {document.id or number + 1}"
                self._left_as_it_is(f"{of} cannot be cleaned: {what}; left as it is")
        if self._journal is None or (known and self._goes_on):
            return
        more: dict[str, Any] = {}
        if self.many:
            more = {"document": number, "id": document.id, "url": document.url}
        if document.form is not None:
            more["form"] = document.form
        more |= self._conversion.on_record
        path = self._conversion.output_path(self.source.path)
        self._journal.add(record_line(path, self.source.name, document.decoded, result, **more))

    def _left_as_it_is(self, problem: str) -> None:
        if problem:
            self._problems += 1
            if self._problems <= SHOWN_PROBLEMS:
                self._messages.failed(self.source.label, problem)


class _DiscardedError(Exception):
    """Makes an open output go instead of taking its place."""
