"""The phrases: data files, one per language, and the search for all of them at once.

``_loader`` reads such a file: ``_pattern`` parses each pattern, ``_regex`` makes its regular expression
and ``_keywords`` says what to look for before that is tried.  ``_compile`` makes the ``_tables`` of them,
which are stored, and are all that cleaning a text needs.  ``_book`` holds those of all languages,
``_search`` finds which patterns a document gives reason to try, and ``_matching`` tries them; an
``_expression`` compiles when it is first tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanr.document import Document
from cleanr.phrases._book import PhraseBook
from cleanr.phrases._matching import Found
from cleanr.phrases._tables import Entry, PhraseError, Tables, stored

if TYPE_CHECKING:
    from cleanr.phrases._compile import store
    from cleanr.phrases._loader import Pattern, Phrase, read
    from cleanr.phrases.own import book_with

FOLDER = Path(__file__).parent
"""Where the phrase files of the package lie."""

_READING = {
    "store": "_compile",
    "Pattern": "_loader",
    "Phrase": "_loader",
    "read": "_loader",
    "book_with": "own",
}
"""Modules of what reads phrase files and compiles them: they cost more than the rest of the import."""


def __getattr__(name: str) -> Any:
    """Import what reads phrase files when it is asked for: where the tables are stored nothing needs it."""
    if name not in _READING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_READING[name]}"), name)


def files() -> list[Path]:
    """The phrase files of the package, one per language."""
    return sorted(FOLDER.glob("*.toml"))


def load(paths: Iterable[Path]) -> list[Tables]:
    """Return the tables of several phrase files: as they are stored, or else compiled."""
    return [stored(path) or _compiled(path) for path in paths]


@cache
def default_book() -> PhraseBook:
    """The phrases that come with cleanr, read once per process when first needed."""
    tables = load(files())
    return PhraseBook(tables, learnt=len(tables))


def found(document: Document) -> Found:
    """Return the phrase evidence of ``document``; all filters share one search."""
    return document.fact(_find)


def _compiled(path: Path) -> Tables:
    from cleanr.phrases._compile import compile_file

    return compile_file(path)


def _find(document: Document) -> Found:
    book = default_book() if document.phrases is None else document.phrases
    return book.find(document)


__all__ = [
    "FOLDER",
    "Entry",
    "Found",
    "Pattern",
    "Phrase",
    "PhraseBook",
    "PhraseError",
    "book_with",
    "default_book",
    "files",
    "found",
    "load",
    "read",
    "store",
    "stored",
]
