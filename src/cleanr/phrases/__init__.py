"""The phrases: data files, one per language, and the search for all of them at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanr.document import Document
from cleanr.phrases._book import PhraseBook
from cleanr.phrases._matching import Found
from cleanr.phrases._tables import Entry, load, store, stored

if TYPE_CHECKING:
    from cleanr.phrases._loader import Pattern, Phrase, PhraseError, read
    from cleanr.phrases.own import book_with

FOLDER = Path(__file__).parent
"""Where the phrase files of the package lie."""


def files() -> list[Path]:
    """The phrase files of the package, one per language."""
    return sorted(FOLDER.glob("*.toml"))


@cache
def default_book() -> PhraseBook:
    """The phrases that come with cleanr, read once per process when first needed."""
    tables = load(files())
    return PhraseBook(tables, learnt=len(tables))


def found(document: Document) -> Found:
    """Return the phrase evidence of ``document``; all filters share one search."""
    return document.fact(_find)


def __getattr__(name: str) -> Any:
    """Look up what reads phrase files when it is asked for: it costs more than the rest of the import."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cleanr.phrases import _loader, own

    return getattr(own if name == "book_with" else _loader, name)


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
