"""Printing to standard output, for commands whose output is not a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from cleanr.io.folder import reason
from cleanr.run.messages import Messages
from cleanr.run.sink import give_up_stdout


class PrintError(click.ClickException):
    """Standard output cannot be written; the status is the one for wrong usage, which no result has."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        Messages().failed("standard output", self.message)


@contextmanager
def printing() -> Iterator[None]:
    """Make a :class:`PrintError` of what goes wrong with standard output while the block runs."""
    try:
        yield
    except BrokenPipeError:  # whoever read it has left: click ends the command without a word
        raise
    except OSError as error:
        give_up_stdout()
        raise PrintError(f"cannot be written: {reason(error)}") from None


def show(text: str, *, nl: bool = True) -> None:
    """Print text, with a line end unless ``nl=False``; raises :class:`PrintError`."""
    with printing():
        click.echo(text, nl=nl)
