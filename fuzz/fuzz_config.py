"""Any ``cleanr.toml`` or ``pyproject.toml``: settings, or a ``ConfigError``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import atheris

from _corpus import run

with atheris.instrument_imports(include=["cleanr"]):
    from cleanr.cli import main
    from cleanr.cli.config import FILE_NAME, PROJECT_FILE, ConfigError, find, options_of, read

FOLDER = Path(tempfile.mkdtemp(prefix="cleanr-fuzz-"))
OPTIONS = options_of(main.default)  # type: ignore[attr-defined]


def one_input(data: bytes) -> None:
    for name in (FILE_NAME, PROJECT_FILE):
        path = FOLDER / name
        path.write_bytes(data)
        try:
            assert find(FOLDER) in (path, None)
            read(path, OPTIONS)
        except ConfigError:
            pass
        path.unlink()


if __name__ == "__main__":
    settings = (
        b'lang = "de"\nwithout = ["credit"]\nquiet = true\njobs = 2\noutput = "out"\nphrases = ["a.toml"]\n'
    )
    run(one_input, [settings, b"[tool.cleanr]\n" + settings])
