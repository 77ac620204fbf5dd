"""The command line: ``cleanr PATH… -o OUT``, and a module for each further command."""

from cleanr.cli import clean
from cleanr.cli.config import settings_command
from cleanr.cli.group import CommandLine

main = CommandLine(name="cleanr", default=clean.command)
"""What the command ``cleanr`` runs.  A further command is a module with a ``command`` that is added here."""

main.add_command(settings_command(like=clean.command))

__all__ = ["main"]
