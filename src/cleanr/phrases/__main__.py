"""Check phrase files while writing them: ``python -m cleanr.phrases de.toml``; ``--compile`` them."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

from cleanr.document import Document
from cleanr.phrases import FOLDER, Phrase, PhraseBook, PhraseError, files, load, read, store, stored
from cleanr.phrases.own import files_of_ids

USAGE = """\
Usage: python -m cleanr.phrases [--compile] [FILE]...

Check phrase files: what is wrong with an entry, and whether each finds and leaves its examples.
Without a FILE all that come with cleanr are checked, which takes minutes.

  --compile   write the tables of those that changed as well, if nothing is wrong (not for files of your own)
  -h, --help  show this

Exit status: 0 nothing is wrong; 1 something is; 2 wrong usage. docs/phrases.md says how phrases are written.
"""

WRONG_USAGE = 2
"""Exit status for arguments that there are none of, as of other commands."""


def faults(path: Path) -> tuple[int, list[str]]:
    """Return how many phrases a file has, and what is wrong with them."""
    try:
        entries = read(path, any_language=not _is_of_package(path))
        taken = {} if _is_of_package(path) else files_of_ids(load(files()))
    except PhraseError as error:
        return 0, [str(error).removeprefix(f"{path}: ")]  # main names the file
    found = [
        f"{phrase.id}: this id stands in {taken[phrase.id]} too"
        for phrase, _ in entries
        if phrase.id in taken
    ]
    for phrase, entry in entries:
        book = PhraseBook.of([phrase])
        found += [
            f"{phrase.id}: does not find {line!r}"
            for line in entry["match"]
            if not _finds_all_of(book, phrase, line)
        ]
        found += [
            f"{phrase.id}: finds {line!r}, which is to stay"
            for line in entry["keep"]
            if book.finds(line, phrase.lang)
        ]
    return len(entries), found


def _is_of_package(path: Path) -> bool:
    return path.resolve().parent == FOLDER


def _is_compiled(path: Path) -> bool:
    """Whether a file has tables that can be used as they are."""
    try:
        return stored(path) is not None
    except PhraseError:  # damaged: they are written anew
        return False


def _finds_all_of(book: PhraseBook, phrase: Phrase, example: str) -> bool:
    """Whether the phrase finds an example, and of a block all lines: not only its opening."""
    if not phrase.until or "\n" not in example.strip():
        return book.finds(example, phrase.lang)
    found = chain.from_iterable(book.find(Document(example, phrase.lang)).by_category.values())
    return any(e.scope == "block" and e.end >= len(example.rstrip()) for e in found)


def main(arguments: list[str]) -> int:
    """Check the named files (all, without a name) and print what is wrong; 1 where something is.

    With ``--compile`` write the tables of those that changed as well, if nothing is wrong; for files of the
    package only, others are compiled where they are used.
    """
    if {"-h", "--help"} & {*arguments}:
        print(USAGE)
        return 0
    if unknown := [a for a in arguments if a.startswith("-") and a != "--compile"]:
        print(f"there is no option {unknown[0]}; --help says what there is", file=sys.stderr)
        return WRONG_USAGE
    paths = [Path(a) for a in arguments if a != "--compile"] or files()
    if "--compile" in arguments:
        if own := [path for path in paths if not _is_of_package(path)]:
            print(f"{own[0]}: --compile is for the files in {FOLDER}; others need no tables", file=sys.stderr)
            return WRONG_USAGE
        paths = [path for path in paths if not _is_compiled(path)]
    total = wrong = 0
    for path in paths:
        count, messages = faults(path)
        total, wrong = total + count, wrong + len(messages)
        for message in messages:
            print(f"{path.name}: {message}")
    print(f"{total} phrase{'' if total == 1 else 's'}, {wrong} fault{'' if wrong == 1 else 's'}")
    if "--compile" in arguments and not wrong:
        for path in paths:
            print(f"wrote {store(path)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
