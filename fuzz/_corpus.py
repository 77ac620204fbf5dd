"""How a harness is run: its first inputs, and the faults that are no finding."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris


def run(one_input: Callable[[bytes], None], examples: Iterable[bytes]) -> None:
    """Fuzz ``one_input`` from these examples on, beside those of folders named on the command line.

    All options of libFuzzer can be given: ``-max_total_time=1800``, ``-rss_limit_mb=2048``, a folder.
    Where a file is named, that alone is run.
    """
    if any(Path(argument).is_file() for argument in sys.argv[1:]):
        atheris.Setup(sys.argv, one_input)
        atheris.Fuzz()
    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(examples):
            Path(folder, f"example-{number}").write_bytes(example)
        # libFuzzer writes what it finds into the first folder: the user's own, where there is one.
        atheris.Setup([*sys.argv, folder], one_input)
        atheris.Fuzz()


def text_of(data: bytes) -> str:
    """Any text, lone surrogates included: bytes that are no UTF-8 become such."""
    try:
        return data.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="surrogateescape")


PAGE = (
    "Bridge to be mended\n\nThe council met on Tuesday and agreed to mend the old bridge.\n"
    "“We need your help,” she said.\n\nShare this article\nSubscribe to our newsletter\n| | |\n{copyShortcut}"
)
"""A page with something of everything."""
