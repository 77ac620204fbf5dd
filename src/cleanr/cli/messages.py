"""What the command line says on standard error, and whether anything went wrong."""

from __future__ import annotations

from contextlib import suppress

import click


class Messages:
    """Tells the user what happened: one line each, ``cleanr: PATH: message``."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.failures = 0

    def failed(self, *parts: str) -> None:
        """Report what could not be done; the exit status will say so as well."""
        self.failures += 1
        self._line(parts)

    def note(self, *parts: str) -> None:
        """Report what is worth knowing, unless only errors are wanted."""
        if not self.quiet:
            self._line(parts)

    def show(self, text: str) -> None:
        """Print text as it is."""
        # Nobody may be listening any more (`2>&1 | head`); that must not end the work.
        with suppress(OSError):
            click.echo(text, err=True)

    def _line(self, parts: tuple[str, ...]) -> None:
        self.show(printable(": ".join(("cleanr", *parts))))


def printable(text: str) -> str:
    r"""Return ``text`` so that a terminal shows it on one line, whatever a file name has in it.

    >>> print(printable("a\nb\udce9.txt"))
    a\nb\udce9.txt
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
