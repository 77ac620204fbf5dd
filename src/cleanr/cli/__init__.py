"""The command line: ``cleanr PATH… -o OUT``, and a module for each further command."""

from cleanr.cli import check, clean, completion, explain, inside, learn, report, restore
from cleanr.cli.config import settings_command
from cleanr.cli.group import CommandLine

main = CommandLine(name="cleanr", default=clean.command)
"""What the command ``cleanr`` runs.  A further command is a module with a ``command`` that is added here."""

for _command in (
    explain.command,
    restore.command,
    check.command,
    report.command,
    learn.command,
    inside.filters_command,
    inside.phrases_command,
    settings_command(like=clean.command),
    completion.command,
):
    main.add_command(_command)

__all__ = ["main"]
