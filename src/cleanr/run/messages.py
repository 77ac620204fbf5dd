"""What the command line says on standard error, and whether anything went wrong."""

from __future__ import annotations

from contextlib import suppress

import click

LISTED_FAILURES = 20
"""How many failures the summary lists."""


class Messages:
    """Tells the user what happened: one line each, ``cleanr: PATH: message``."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.failures = 0
        self._failed: list[str] = []

    def failed(self, *parts: str) -> None:
        """Report what could not be done; the exit status will say so as well."""
        self.failures += 1
        if len(self._failed) < LISTED_FAILURES:
            self._failed.append(printable(": ".join(parts)))
        self._line(parts)

    def note(self, *parts: str) -> None:
        """Report what is worth knowing, unless only errors are wanted."""
        if not self.quiet:
            self._line(parts)

    def show_failures(self) -> None:
        """Print once more what could not be done, where there is much else to be read."""
        for message in self._failed:
            self.show(f"  {message}")
        if self.failures > len(self._failed):
            self.show(f"  and {self.failures - len(self._failed):,} more (see above)")

    def show(self, text: str) -> None:
        """Print text as it is."""
        # Nobody may be listening any more (`2>&1 | head`); that must not end the work.
        with suppress(OSError):
            click.echo(text, err=True)

    def _line(self, parts: tuple[str, ...]) -> None:
        self.show(printable(": ".join(("cleanr", *parts))))


def uncleaned(error: Exception) -> str:
    """Say that a filter failed on a document."""
    return f"cannot be cleaned: {raised(error)}"


def raised(error: Exception) -> str:
    """Name an exception and what it says."""
    return f"{type(error).__name__}: {error}"


def printable(text: str) -> str:
    r"""Return ``text`` so that a terminal shows it on one line, whatever a file name has in it.

    >>> print(printable("a\nb\udce9.txt"))
    a\nb\udce9.txt
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
