"""The command line: ``cleanr PATH… -o OUT``, and a module for each further command."""

from cleanr.cli import clean, learn
from cleanr.cli.group import CommandLine

main = CommandLine(name="cleanr", default=clean.command)
"""What the command ``cleanr`` runs.  A further command is a module with a ``command`` that is added here."""
main.add_command(learn.command, "learn")

__all__ = ["main"]
