"""Configuration: ``cleanr.toml`` or ``[tool.cleanr]`` in ``pyproject.toml``; the command that shows it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cleanr.cli.printing import show

FILE_NAME = "cleanr.toml"
PROJECT_FILE = "pyproject.toml"

NOT_IN_FILES = frozenset({"config", "version", "help", "dry-run", "resume", "force"})
"""Options that belong to one call and not to a project."""

_SOURCES = {
    ParameterSource.COMMANDLINE: "command line",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT: "default",
}


class AddedOption(click.Option):
    """An option with a list, to which the command line adds instead of replacing that of the settings."""

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.COMMANDLINE:
            value = (*self.in_settings(ctx), *value)
        return value, source

    def in_settings(self, ctx: click.Context) -> list[str]:
        """What the settings file has of it."""
        return [*(ctx.default_map or {}).get(str(self.name), ())]


class ConfigError(click.UsageError):
    """A configuration file that cannot be used; the message names the file and the fault."""


def find(folder: Path) -> Path | None:
    """Return the file that holds for ``folder``: the nearest one there or in a folder above it.

    In one folder ``cleanr.toml`` comes first.  A ``pyproject.toml`` without ``[tool.cleanr]`` is none.
    """
    for place in (folder, *folder.parents):
        own, project = place / FILE_NAME, place / PROJECT_FILE
        if own.is_file():
            return own
        if project.is_file() and _table(project) is not None:
            return project
    return None


def read(path: Path, options: Mapping[str, click.Option]) -> dict[str, Any]:
    """Return the settings of a file by the names of their parameters, paths relative to the file made so.

    ``options`` are those that may stand there, by name.  Raises :class:`ConfigError`.
    """
    settings = {}
    for key, value in (_table(path) or {}).items():
        if key not in options:
            near = difflib.get_close_matches(key, options, n=1, cutoff=0)
            raise ConfigError(f"{path}: there is no setting {key!r}; the nearest is {near[0]!r}.")
        option = options[key]
        _check(path, key, value, option)
        if isinstance(option.type, click.Path):
            value = [_beside(path, v) for v in value] if option.multiple else _beside(path, value)
        settings[str(option.name)] = value
    return settings


def _table(path: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are of the latter
        raise ConfigError(f"{path}: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply") from None
    if path.name != PROJECT_FILE:
        return data
    tools = data.get("tool")
    table = tools.get("cleanr") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else None


def _check(path: Path, key: str, value: object, option: click.Option) -> None:
    """Refuse a value of the wrong kind: click would make text of everything."""
    if option.multiple:
        fits, kind = isinstance(value, list) and all(isinstance(v, str) for v in value), "a list of texts"
    elif option.is_flag:
        fits, kind = isinstance(value, bool), "true or false"
    elif isinstance(option.type, click.types.IntParamType):
        fits, kind = type(value) is int, "a whole number"
    else:
        fits, kind = isinstance(value, str), "a text"
    if not fits:
        raise ConfigError(f"{path}: {key} is {kind}, not {value!r}.")


def _beside(file: Path, name: str) -> str:
    return name if "://" in name else str(file.parent / name)


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options of a command that may stand in a file, by the names they have there."""
    named = {
        max(option.opts, key=len).removeprefix("--"): option
        for option in command.params
        if isinstance(option, click.Option)
    }
    return {name: option for name, option in named.items() if name not in NOT_IN_FILES}


def _load(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    path = Path(value) if value is not None else find(Path.cwd())
    if path is not None:
        # A file is for all commands: its settings are those of a run, and each takes what it has a use for.
        known = options_of(getattr(ctx.find_root().command, "default", ctx.command))
        ctx.default_map = {**(ctx.default_map or {}), **read(path, known)}
        ctx.meta[FILE_NAME] = path
        for option in options_of(ctx.command).values():
            if option.name in ctx.default_map:
                _convert(ctx, path, option)
    return value


def _convert(ctx: click.Context, path: Path, option: click.Option) -> None:
    """Say of a wrong value which file it is in."""
    try:
        option.process_value(ctx, (ctx.default_map or {})[str(option.name)])
    except click.BadParameter as error:
        raise ConfigError(
            f"{path}: {max(option.opts, key=len).removeprefix('--')}: {error.message}"
        ) from None


def settings_with(name: str) -> Path | None:
    """Return the settings file that an option of the running command comes from, ``None`` if from none."""
    ctx = click.get_current_context()
    given_there = ctx.get_parameter_source(name) is ParameterSource.DEFAULT_MAP
    return ctx.meta.get(FILE_NAME) if given_there else None


config_option = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_load,
    help=f"Settings to use instead of the nearest {FILE_NAME} or [tool.cleanr] in {PROJECT_FILE}.",
)


def settings_command(like: click.Command) -> click.Command:
    """Return the command that shows what is in force for another one; it takes the same options."""

    def command(**values: Any) -> None:
        ctx = click.get_current_context()
        path = ctx.meta.get(FILE_NAME)
        show(f"# {path}" if path else f"# no {FILE_NAME} and no [tool.cleanr] in a {PROJECT_FILE} here")
        rows = []
        for name, option in options_of(like).items():
            source = ctx.get_parameter_source(str(option.name))
            where = str(path) if source is ParameterSource.DEFAULT_MAP else _SOURCES.get(source, "default")  # type: ignore[arg-type]
            if isinstance(option, AddedOption) and option.in_settings(ctx) and where != str(path):
                where = f"{path}, {where}"
            value = values[str(option.name)]
            rows.append((f"# {name} is not given" if value is None else f"{name} = {_toml(value)}", where))
        width = max(len(row) for row, _ in rows)
        for row, where in rows:
            show(f"{row:<{width}}  # {where}")

    params = [p for p in like.params if isinstance(p, click.Option) and not p.is_eager]
    eager = [p for p in like.params if isinstance(p, click.Option) and p.name == "config"]
    return click.Command(
        "config",
        params=[*params, *eager],
        callback=command,
        help="Show the settings in force, and where each comes from: command line, file or default.",
        short_help="Show the settings in force, and where each comes from.",
        epilog=CONFIG_EXAMPLES,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


CONFIG_EXAMPLES = """\b
Examples:
  cleanr config                         what a run from this folder would do
  cleanr config --preset conservative   the same with an option
  cleanr config --config ours.toml      with a file of another name

\b
A cleanr.toml:
  lang = "de"
  without = ["credit", "legal"]
  phrases = ["ours.toml"]               # beside this file
  keep = ["Newsletter of the port"]     # lines that are never removed
"""


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
