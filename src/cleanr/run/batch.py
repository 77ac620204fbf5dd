"""Cleaning many files, one after the other, their documents one or several at a time."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from cleanr.io.conversion import Conversion
from cleanr.io.decoding import BinaryDataError
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.io.folder import reason
from cleanr.io.formats import Piece, SourceDocument, Verbatim
from cleanr.io.output import RefusedError
from cleanr.io.record_file import result_on_record
from cleanr.pipeline import Cleaner
from cleanr.record import Result
from cleanr.run.file import FileRun
from cleanr.run.journal import Journal
from cleanr.run.messages import Messages
from cleanr.run.progress import Progress
from cleanr.run.sink import Sink
from cleanr.run.source import Source
from cleanr.run.totals import Totals

_JSON = re.compile(r'\s*[\[{]\s*(\{\s*)?"[^"\n]*"\s*:')
"""How a text begins that is likely JSON: with the name of a field."""

_CSV = re.compile(
    r'\ufeff?"?[\w-]+"?(?P<mark>[,;|\t])"?[\w-]+"?(?:(?P=mark)"?[\w-]+"?)*\r?\n(?="|[^\n]*(?P=mark))'
)
"""How one begins that is likely CSV: with a line of names, and one that is quoted or divided like it."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A piece of a file on its way through the cleaner, or the end of the file."""

    file: FileRun
    piece: Piece | None = None
    known: Result | None = None
    """Its result, where an earlier run got to it."""
    failure: str = ""

    @property
    def text(self) -> str:
        """What is to be cleaned."""
        if self.piece is None or isinstance(self.piece, Verbatim) or self.known is not None:
            return ""
        return self.piece.text


class Batch:
    """One run over many files.

    At most the documents that :meth:`Cleaner.clean_many` has under way are in memory.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        conversion: Conversion,
        sink_of: Callable[[Source], Sink],
        *,
        messages: Messages,
        journal: Journal | None = None,
        progress: Progress | None = None,
        site_of: Callable[[SourceDocument, Source], str | None] | None = None,
    ) -> None:
        """``sink_of`` says where a file's output goes, and raises ``RefusedError`` where it must not go.

        ``site_of`` names the site of a document, for a cleaner that has a profile.
        """
        self._cleaner = cleaner
        self._conversion = conversion
        self._sink_of = sink_of
        self._messages = messages
        self._journal = journal
        self._progress = progress or Progress()
        self._site_of = site_of
        self._totals = Totals()
        self._sites_wanted = self._sites_found = 0
        self._hinted = False
        self._unread: Exception | None = None
        self._waiting: deque[_Step] = deque()

    def run(self, sources: Iterable[Source], *, jobs: int = 1) -> Totals:
        """Clean all that can be, report what cannot, and return the sums."""
        steps = self._steps(sources)
        try:
            with closing(self._results(steps, jobs)) as results:
                for result in results:
                    step = self._waiting.popleft()
                    if step.piece is not None:
                        _write(step.file, step.piece, result, step.known)
                        self._progress.document_done()
                    self._end_files()
        finally:
            steps.close()
            for step in self._waiting:
                step.file.discard()
        self._tell_unknown_sites()
        return self._totals

    def _tell_unknown_sites(self) -> None:
        if self._sites_found < self._sites_wanted:
            self._messages.note(
                f"the profile was asked for {self._sites_found:,} of {self._sites_wanted:,} documents",
                "nothing says which site the others are of; give --site NAME",
            )

    def _results(self, steps: Iterator[_Step], jobs: int) -> Generator[Result | Exception]:
        """Clean what the steps hold: the one place where documents meet the cleaner.

        What needs no cleaning goes through it as an empty text, so that everything stays in order
        and only a bounded part of it waits.  What a filter raises stands in the place of the result.
        """
        results = self._cleaner.clean_many(self._pages(steps), jobs=jobs)
        while True:
            try:
                yield next(results)
            except StopIteration:
                return
            except Exception as error:
                # The cleaner's notes say which text it was raised for; a reader's may say anything.
                if error is self._unread or not hasattr(error, "__notes__"):
                    raise
                yield error

    def _pages(self, steps: Iterator[_Step]) -> Iterator[str | tuple[str, str | None]]:
        """What the cleaner is given; an exception of who reads the files is told from its own."""
        try:
            yield from map(self._page, steps)
        except Exception as error:
            self._unread = error
            raise

    def _page(self, step: _Step) -> str | tuple[str, str | None]:
        """What the cleaner is given: a text, with its site where that matters."""
        if self._site_of is None or not isinstance(step.piece, SourceDocument):
            return step.text
        site = self._site_of(step.piece, step.file.source)
        self._sites_wanted += 1
        self._sites_found += site is not None
        return step.text, site

    def _steps(self, sources: Iterable[Source]) -> Generator[_Step]:
        """Yield the pieces of all files; each waits until its result is there."""
        for source in sources:
            file = self._begun(source)
            if file is not None:
                failure = yield from self._pieces(file)
                self._waiting.append(_Step(file, failure=failure))
                self._end_files()
            self._progress.file_done()

    def _begun(self, source: Source) -> FileRun | None:
        """Return the file to clean; ``None`` where it must not be, or is done already."""
        try:
            sink = self._sink_of(source)
        except RefusedError as error:
            self._messages.failed(source.label, str(error))
            return None
        file = FileRun(source, sink, self._conversion, messages=self._messages, journal=self._journal)
        if not file.done:
            return file
        file.take_over()
        self._totals.update(file.totals)
        return None

    def _pieces(self, file: FileRun) -> Generator[_Step, None, str]:
        """Yield what a file holds; returns what is wrong with it, or nothing."""
        source = file.source
        try:
            with source.open() as stream, self._progress.reading(stream):
                known = file.known()
                for piece in self._conversion.read(source.path, stream):
                    if file.failed:
                        break
                    self._hint(file, piece)
                    step = _Step(file, piece, _next_known(piece, known))
                    self._waiting.append(step)
                    yield step
        except OSError as error:
            return f"cannot be read: {reason(error)}"
        except BinaryDataError as error:
            hint = (
                "; --input-format says what it is, and packed data must be unpacked"
                if source.is_stdin
                else ""
            )
            return f"{error}{hint}"
        except (FormatError, MissingExtraError) as error:
            return str(error)
        return ""

    def _hint(self, file: FileRun, piece: Piece) -> None:
        """Say once that a text looks like many documents: its name does not tell, or it has none."""
        if self._hinted or file.many or isinstance(piece, Verbatim):
            return
        if _JSON.match(piece.text):
            hint = "JSON; --input-format jsonl reads JSON lines"
        elif _CSV.match(piece.text):
            hint = "CSV; --input-format csv reads rows, --text-field names the column"
        else:
            return
        self._hinted = True
        self._messages.note(file.source.label, f"cleaned as one text, but looks like {hint}")

    def _end_files(self) -> None:
        """End the files of which nothing is under way any more."""
        while self._waiting and self._waiting[0].piece is None:
            step = self._waiting.popleft()
            if step.failure and not step.file.failed:
                step.file.fail(step.file.source.label, step.failure)
            step.file.end()
            self._totals.update(step.file.totals)


def _write(file: FileRun, piece: Piece, result: Result | Exception, known: Result | None) -> None:
    if known is not None:
        file.write(piece, known, known=True)
    elif isinstance(result, Result):
        file.write(piece, result)
    elif isinstance(piece, SourceDocument):
        file.write_uncleaned(piece, result)


def _next_known(piece: Piece, known: Iterator[Mapping[str, Any]]) -> Result | None:
    """The result for a piece from what an earlier run put on record, as long as there is some."""
    if isinstance(piece, Verbatim) or (line := next(known, None)) is None:
        return None
    return result_on_record(piece.text, line)
