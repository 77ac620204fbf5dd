"""The formats that documents are stored in; a further one is a module here and a line in the table."""

from __future__ import annotations

from collections.abc import Iterable

from cleanr.io.compression import BY_SUFFIX, split
from cleanr.io.errors import FormatError
from cleanr.io.formats.base import (
    MAX_BYTES,
    Format,
    FormatOptions,
    LineFormat,
    Piece,
    SourceDocument,
    Verbatim,
    Writer,
)
from cleanr.io.formats.delimited import Delimited
from cleanr.io.formats.jsonl import JsonLines
from cleanr.io.formats.parquet import Parquet
from cleanr.io.formats.text import Text
from cleanr.io.formats.warc import Warc

FORMATS: dict[str, Format] = {f.name: f for f in (Text(), JsonLines(), Delimited(), Parquet(), Warc())}
"""Every format by its name."""

ALSO = {suffix: f.name for f in FORMATS.values() for suffix in f.suffixes if suffix not in FORMATS}
"""Other names of the formats: the ends of their files' names."""

FROM_FOLDERS = ("txt", "text", "md", "jsonl", "ndjson", "parquet", "wet")
"""Names of the files that are taken from a folder, compressed or not: those that are texts beyond doubt."""


def format_of(name: str) -> Format:
    """Return the format that a file name stands for; what has no name of its own is text.

    >>> format_of("crawl.JSONL.gz").name, format_of("page.html").name
    ('jsonl', 'text')
    """
    suffix = split(name)[0].rpartition(".")[2].lower()
    return next((f for f in FORMATS.values() if suffix in f.suffixes), FORMATS["text"])


def from_folders() -> list[str]:
    """The shell patterns for the files that are taken from a folder."""
    return _patterns(FROM_FOLDERS)


def of_any_format() -> list[str]:
    """The shell patterns for the files whose name says that they hold documents."""
    return _patterns((*FROM_FOLDERS, *(suffix for f in FORMATS.values() for suffix in f.suffixes)))


def _patterns(suffixes: Iterable[str]) -> list[str]:
    return [f"*.{suffix}{packed}" for suffix in suffixes for packed in ("", *BY_SUFFIX)]


def renamed(path: str, target: Format) -> str:
    """Return what a file is called once it is in another format; its compression stays where that is usual.

    >>> renamed("a/crawl.csv.gz", FORMATS["jsonl"]), renamed("a/crawl.csv.gz", FORMATS["parquet"])
    ('a/crawl.jsonl.gz', 'a/crawl.parquet')
    """
    stem, packed = split(path)
    current = format_of(path)
    if current is target:
        return path
    base, _, suffix = stem.rpartition(".")
    if not base or suffix.lower() not in current.suffixes:
        base = stem
    return f"{base}.{target.suffixes[0]}" + ("" if target.packs_itself else packed)


__all__ = [
    "ALSO",
    "FORMATS",
    "FROM_FOLDERS",
    "MAX_BYTES",
    "Format",
    "FormatError",
    "FormatOptions",
    "LineFormat",
    "Piece",
    "SourceDocument",
    "Verbatim",
    "Writer",
    "format_of",
    "from_folders",
    "of_any_format",
    "renamed",
]
