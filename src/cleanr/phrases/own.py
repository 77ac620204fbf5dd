"""Phrases of the user's own, beside those that come with cleanr."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cleanr.phrases import FOLDER, PhraseBook, PhraseError, files, load
from cleanr.phrases._compile import compile_phrases
from cleanr.phrases._loader import Phrase, read
from cleanr.phrases._tables import Tables


def files_of_ids(tables: Iterable[Tables]) -> dict[str, Path]:
    """Return the ids in these tables of the package, which others may not have, with the file of each."""
    return {entry.id: FOLDER / f"{entry.lang}.toml" for part in tables for entry in part.part("entries")}


def book_with(paths: Iterable[str | os.PathLike[str]]) -> PhraseBook:
    """Return a book of cleanr's phrases and those in these files.

    Such a file may have any name: the id of an entry begins with its language.  Raises
    :class:`PhraseError` (a ``ValueError``) for a file that cannot be used, and for an id that is taken
    already; ``TypeError`` for one path in place of a list.
    """
    if isinstance(paths, (str, os.PathLike)):
        raise TypeError(f"book_with() takes a list of paths: [{os.fspath(paths)!r}]")
    tables = load(files())
    taken = files_of_ids(tables)
    own: list[Phrase] = []
    for path in map(Path, paths):
        for phrase, _ in read(path, any_language=True):
            if phrase.id in taken:
                raise PhraseError(f"{path}: {phrase.id}: this id stands in {taken[phrase.id]} too")
            taken[phrase.id] = path
            own.append(phrase)
    return PhraseBook([*tables, *compile_phrases(own)], learnt=len(tables))
