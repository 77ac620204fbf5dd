"""Check phrase files while writing them: ``python -m cleanr.phrases de.toml``."""

from __future__ import annotations

import sys
from pathlib import Path

from cleanr.phrases import FOLDER, PhraseBook, PhraseError, read


def main(names: list[str]) -> int:
    """Print what is wrong in the named files (all, without a name); 1 where something is."""
    faults = count = 0
    for path in [Path(n) for n in names] or sorted(FOLDER.glob("*.toml")):
        try:
            entries = read(path)
        except PhraseError as error:
            print(error)
            faults += 1
            continue
        for phrase, entry in entries:
            count += 1
            book = PhraseBook((phrase,))
            for line in entry["match"]:
                if not book.matches(phrase, line):
                    print(f"{path.name}: {phrase.id}: does not find {line!r}")
                    faults += 1
            for line in entry["keep"]:
                if book.matches(phrase, line):
                    print(f"{path.name}: {phrase.id}: finds {line!r}, which is to stay")
                    faults += 1
    print(f"{count} phrases, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
