"""Any phrase file: the loader gives phrases that can be searched for, or raises ``PhraseError``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import atheris

from _corpus import PAGE, run

with atheris.instrument_imports(include=["cleanr"]):
    from cleanr.document import Document
    from cleanr.phrases import PhraseBook, PhraseError, read

FILE = Path(tempfile.mkdtemp(prefix="cleanr-fuzz-"), "ours.toml")
ENTRY = """[[phrase]]
id = "en.social.x"
category = "social"
strength = "strong"
scope = "line"
pattern = ["{please} share (it|this) with NAME ...", "give NUM to donat* {now|today}"]
match = ["Share it with Ann"]
keep = ["Rain"]
"""
BLOCK = """[[phrase]]
id = "en.donation.y"
category = "donation"
strength = "weak"
scope = "block"
where = "tail"
every = ["our readers", "MONEY"]
until = ["thank you"]
max_words = 9
match = ["x"]
keep = ["y"]
"""


def one_input(data: bytes) -> None:
    FILE.write_bytes(data)
    try:
        phrases = [phrase for phrase, _ in read(FILE, any_language=True)]
    except PhraseError:
        return
    PhraseBook.of(phrases).find(Document(PAGE))


if __name__ == "__main__":
    run(one_input, [ENTRY.encode(), BLOCK.encode(), (ENTRY + BLOCK).encode()])
