"""How files are read and written: each in its own format and compression, or in one that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

from cleanr.io.compression import PackingStream, split, unpacked
from cleanr.io.decoding import UTF_8
from cleanr.io.errors import FormatError
from cleanr.io.formats import FORMATS, Format, FormatOptions, LineFormat, Piece, Writer, format_of, renamed
from cleanr.io.formats.convert import ConvertingWriter, JsonRows, RowWriter, TableRows
from cleanr.io.formats.diff import DiffWriter
from cleanr.io.formats.to_parquet import ParquetRows
from cleanr.io.formats.to_warc import WarcRows
from cleanr.record import stored_text

CONVERSIONS: dict[str, type[RowWriter]] = {
    "jsonl": JsonRows,
    "csv": TableRows,
    "parquet": ParquetRows,
    "warc": WarcRows,
}
"""The formats that documents of any other can be written in."""

DIFF = "diff"

OUTPUT_FORMATS = (*CONVERSIONS, DIFF)
"""What can be asked for instead of the format of the input."""


ON_RECORD = ("input_format", "format", "text_field", "removed_field")
"""What a line of the record may say of a conversion; the first two stand together."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The formats of a run.  A path's name says what it holds, unless ``source`` does."""

    options: FormatOptions = field(default_factory=FormatOptions)
    source: str | None = None
    """Name of the format that all files are read in."""
    target: str | None = None
    """Name of the format that they are written in."""

    @property
    def of_output(self) -> Conversion:
        """How what a run wrote is read; what documents are called stands in its record."""
        options = replace(self.options, id_field=None, url_field=None, encoding=UTF_8)
        return Conversion(options, None if self.target else self.source)

    @property
    def on_record(self) -> dict[str, str]:
        """What the record says of it: what restoring needs, and the name of a file does not tell."""
        said = {"removed_field": self.options.removed_field}
        if self.options.text_field != FormatOptions().text_field:
            said["text_field"] = self.options.text_field
        if self.source is not None:
            said |= {"input_format": self.source, "format": self.target}
        return {name: value for name, value in said.items() if value is not None}

    def as_recorded(self, line: Mapping[str, Any]) -> Conversion:
        """The same with what a line of the record says; those of earlier versions do not say it.

        Raises ``ValueError`` where the line is damaged.
        """
        said = {name: stored_text(name, line[name]) for name in ON_RECORD if name in line}
        source = said.get("input_format", self.source)
        if source is not None and source not in FORMATS:
            raise ValueError(f"there is no format {source!r:.60}")
        options = replace(
            self.options,
            text_field=said.get("text_field", self.options.text_field),
            added_field=said.get("removed_field", self.options.added_field),
        )
        return Conversion(options, source, said.get("format", self.target))

    def format_of(self, path: str) -> Format:
        """The format that a file is read in."""
        return FORMATS[self.source] if self.source else format_of(path)

    def output_path(self, path: str) -> str:
        """What its output is called."""
        return renamed(path, FORMATS[self.target]) if self.target in FORMATS else path

    def read(self, path: str, stream: BinaryIO) -> Iterator[Piece]:
        """Yield what the file holds; raises ``FormatError``, ``BinaryDataError``, ``MissingExtraError``."""
        return self.format_of(path).read(unpacked(stream, split(path)[1]), self.options)

    @contextmanager
    def writing(self, path: str, stream: BinaryIO) -> Iterator[Writer]:
        """Open the writer for what was read from ``path``; who uses it closes it in the end."""
        suffix = split(self.output_path(path))[1] if self.target != DIFF else ""
        packed = PackingStream(stream, suffix) if suffix else None
        writer = self._writer(path, cast(BinaryIO, packed or stream))
        try:
            yield writer
        except BaseException:
            writer.give_up()
            raise
        if packed is not None:
            packed.finish()

    def _writer(self, path: str, stream: BinaryIO) -> Writer:
        source = self.format_of(path)
        if self.target in (None, source.name):
            return source.writer(stream, self.options)
        if self.target in CONVERSIONS:
            return ConvertingWriter(source, self.options, CONVERSIONS[self.target](stream, self.options))
        if self.target == DIFF and isinstance(source, LineFormat):
            return DiffWriter(stream, source, path)
        raise FormatError(f"{source.name} cannot be written as {self.target}")
