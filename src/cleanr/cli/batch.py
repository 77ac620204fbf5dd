"""Cleaning many files into a folder, one after the other, with the record beside them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleanr.cli.messages import Messages
from cleanr.cli.source import Source, load
from cleanr.cli.totals import Totals
from cleanr.io.atomic import replacing, write_text
from cleanr.io.decoding import Decoded
from cleanr.io.folder import reason
from cleanr.io.output import OutputFolder, RefusedError
from cleanr.io.record_file import record_line
from cleanr.pipeline import Cleaner
from cleanr.record import Result


@dataclass(frozen=True, slots=True)
class _Document:
    source: Source
    decoded: Decoded
    target: Path | None


class Batch:
    """One run over many documents.

    At most the texts that :meth:`Cleaner.clean_many` has under way are in memory.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        output: OutputFolder | None,
        *,
        writes: bool,
        messages: Messages,
        advance: Callable[[], None] = lambda: None,
        site: Callable[[Source], str | None] = lambda source: None,
    ) -> None:
        """``writes=False`` is for a dry run, which alone can do without ``output``; ``site`` tells a
        document's site.
        """
        self._cleaner = cleaner
        self._output = output
        self._writes = writes
        self._messages = messages
        self._advance = advance
        self._site = site

    def run(self, sources: Iterable[Source], *, jobs: int = 1) -> Totals:
        """Clean all that can be, report what cannot, and return the sums."""
        totals = Totals()
        try:
            with self._open_record() as record, closing(self._cleaned(sources, jobs)) as cleaned:
                for document, result in cleaned:
                    if record is None or self._written(document, result, record):
                        totals.add(document.decoded.text, result)
                    self._advance()
        except OSError as error:
            if self._output is None or not self._writes:
                raise
            self._messages.failed(str(self._output.record), f"cannot be written: {reason(error)}")
        return totals

    def _open_record(self) -> AbstractContextManager[BinaryIO | None]:
        if self._output is None or not self._writes:
            return nullcontext()
        self._output.root.mkdir(parents=True, exist_ok=True)
        return replacing(self._output.record)

    def _cleaned(self, sources: Iterable[Source], jobs: int) -> Generator[tuple[_Document, Result]]:
        waiting: deque[_Document] = deque()

        def texts() -> Iterator[tuple[str, str | None]]:
            for source in sources:
                document = self._load(source)
                if document is None:
                    self._advance()
                    continue
                waiting.append(document)
                yield document.decoded.text, self._site(source)

        results = self._cleaner.clean_many(texts(), jobs=jobs)
        try:
            for result in results:
                yield waiting.popleft(), result
        finally:
            # With processes it is a generator; they would go on with what is under way.
            if isinstance(results, Generator):
                results.close()

    def _load(self, source: Source) -> _Document | None:
        try:
            target = self._output.target(source.path, source.file) if self._output else None
        except RefusedError as error:
            self._messages.failed(source.label, str(error))
            return None
        decoded = load(source, self._messages)
        return None if decoded is None else _Document(source, decoded, target)

    def _written(self, document: _Document, result: Result, record: BinaryIO) -> bool:
        source, decoded, target = document.source, document.decoded, document.target
        if target is None:
            return True
        try:
            write_text(target, result.text)
        except OSError as error:
            self._messages.failed(source.label, f"{target} cannot be written: {reason(error)}")
            return False
        record.write(record_line(source.path, source.name, decoded, result).encode())
        return True
