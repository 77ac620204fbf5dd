"""Check phrase files while writing them: ``python -m cleanr.phrases de.toml``; ``--compile`` them."""

from __future__ import annotations

import sys
from pathlib import Path

from cleanr.phrases import FOLDER, PhraseBook, PhraseError, files, read, store, stored


def faults(path: Path) -> tuple[int, list[str]]:
    """Return how many phrases a file has, and what is wrong with them."""
    try:
        entries = read(path, any_language=path.resolve().parent != FOLDER)
    except PhraseError as error:
        return 0, [str(error)]
    found = []
    for phrase, entry in entries:
        book = PhraseBook.of([phrase])
        found += [
            f"{phrase.id}: does not find {line!r}"
            for line in entry["match"]
            if not book.finds(line, phrase.lang)
        ]
        found += [
            f"{phrase.id}: finds {line!r}, which is to stay"
            for line in entry["keep"]
            if book.finds(line, phrase.lang)
        ]
    return len(entries), found


def main(arguments: list[str]) -> int:
    """Check the named files (all, without a name) and print what is wrong; 1 where something is.

    With ``--compile`` write the tables of those that changed as well, if nothing is wrong.
    """
    paths = [Path(a) for a in arguments if a != "--compile"] or files()
    if "--compile" in arguments:
        paths = [path for path in paths if stored(path) is None]
    total = wrong = 0
    for path in paths:
        count, messages = faults(path)
        total, wrong = total + count, wrong + len(messages)
        for message in messages:
            print(f"{path.name}: {message}")
    print(f"{total} phrases, {wrong} faults")
    if "--compile" in arguments and not wrong:
        for path in paths:
            print(f"wrote {store(path)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
