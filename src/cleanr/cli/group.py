"""The command ``cleanr``: it cleans, unless its first argument names another command."""

from __future__ import annotations

import difflib
import os
import signal
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
from click.shell_completion import CompletionItem

from cleanr.__main__ import INTERRUPTED
from cleanr.run.messages import Messages

TERMINATED = 143
"""Exit status after SIGTERM, as shells have it: 128 + SIGTERM."""

ALIKE = 0.75
"""From which likeness on (0 to 1) a word counts as a command that was mistyped."""

# An empty first argument is no command that anyone could have named.
_DEFAULT = ""


class CommandLine(click.Group):
    """Commands, and the one that runs when the first argument is none of them.

    The default has no name of its own, so that a folder may have any name but those of the commands:
    ``cleanr ./report`` and ``cleanr -- report`` are the paths.
    """

    def __init__(self, name: str, default: click.Command, **options: Any) -> None:
        super().__init__(name, add_help_option=False, **options)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else _DEFAULT
        if first not in self.commands:
            if not first.startswith("-"):
                self._check_path(first, ctx)
            return super().parse_args(ctx, [_DEFAULT, *args])
        if Path(first).exists():
            Messages().note(first, f"taken as the command; for the path of that name write ./{first}")
        return super().parse_args(ctx, args)

    def _check_path(self, first: str, ctx: click.Context) -> None:
        """Refuse what is no path and looks like a command that was mistyped."""
        nearest = difflib.get_close_matches(first, self.commands, n=1, cutoff=ALIKE)
        if nearest and not os.path.lexists(first):
            raise click.UsageError(
                f"There is no file {first!r}, and no such command; the nearest is {nearest[0]!r}.", ctx
            )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.default if cmd_name == _DEFAULT else super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _tidy_on_sigterm():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            Messages().failed("interrupted")
            ctx.exit(INTERRUPTED)
        except _Terminated:
            ctx.exit(TERMINATED)


class _Terminated(BaseException):
    """The process was told to end; not an error, so nothing else catches it."""


@contextmanager
def _tidy_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the stack: else temporary files and worker processes stay behind."""

    def terminate(number: int, frame: FrameType | None) -> None:
        raise _Terminated

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the business of the program that called
        return
    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _DefaultContext(click.Context):
    @property
    def command_path(self) -> str:
        """The path of the group: the default command has no name that a user would type."""
        return self.parent.command_path if self.parent else super().command_path


class DefaultCommand(click.Command):
    """The command that runs when none is named; its help lists the others.

    ``sections`` are the titles under which the help shows options, with the names of these.
    """

    context_class = _DefaultContext

    def __init__(self, *args: Any, sections: Mapping[str, Collection[str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = {str(p.name): p for p in self.get_params(ctx) if isinstance(p, click.Option)}
        shown = {
            title: [options.pop(name).get_help_record(ctx) for name in names]
            for title, names in self._sections.items()
        }
        others = [option.get_help_record(ctx) for option in options.values()]
        for title, records in (*shown.items(), ("Other options", others)):
            with formatter.section(title):
                formatter.write_dl([record for record in records if record])
        if ctx.parent and isinstance(ctx.parent.command, click.Group):
            ctx.parent.command.format_commands(ctx.parent, formatter)


def not_a_command(ctx: click.Context, param: click.Parameter, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse the name of a command that options stand before: it would be taken for a path."""
    group = ctx.find_root().command
    commands = group.commands if isinstance(group, click.Group) else {}
    if paths and paths[0] in commands and not os.path.lexists(paths[0]):
        raise click.UsageError(f"{paths[0]} is a command: put it first, before all options.", ctx)
    return paths


def path_or_command(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a path, and in the place of the first one the commands as well."""
    items = [CompletionItem(incomplete, type="file")]
    group = ctx.find_root().command
    if isinstance(group, click.Group) and not ctx.params.get(str(param.name)):
        items += [
            CompletionItem(name, help=command.get_short_help_str())
            for name, command in group.commands.items()
            if incomplete and name.startswith(incomplete)
        ]
    return items
