"""The kinds of values that options take, and what is said about wrong ones."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem

from cleanr.language import is_code


class OneOf(click.Choice[str]):
    """One of a few names; a wrong one is told the nearest."""

    def __init__(self, choices: Iterable[str], *, also: Mapping[str, str] | None = None) -> None:
        """``also`` are other names for some of them, which nobody has to know."""
        super().__init__(tuple(choices))
        self._also = also or {}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        value = self._also.get(value, value)
        if value in self.choices:
            return str(value)
        # Cutoff 0: there is always a nearest one.
        nearest = difflib.get_close_matches(str(value), self.choices, n=1, cutoff=0)[0]
        self.fail(
            f"{value!r} is not one of {', '.join(self.choices)}; the nearest is {nearest!r}.", param, ctx
        )


class Language(click.ParamType[str]):
    """A language code."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_code(value):
            self.fail(f"{value!r} is not a language code such as en, de or pt-BR.", param, ctx)
        return str(value)


def separated(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    """Return all names of an option that may be given several times, each time with commas."""
    names = [name.strip() for value in values for name in value.split(",")]
    if not all(names):
        raise click.BadParameter("a name is missing.", ctx, param)
    return tuple(dict.fromkeys(names))


def checked(check: Callable[[str], object]) -> Callable[..., tuple[str, ...]]:
    """Return a callback like :func:`separated` that asks ``check`` about each name.

    ``check`` raises ``ValueError`` for a name that it does not know.
    """

    def callback(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
        names = separated(ctx, param, values)
        try:
            for name in names:
                check(name)
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from None
        return names

    return callback


def names_from(
    names: Iterable[str],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes the last one of several names with commas."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, begun = incomplete.rpartition(",")
        return [CompletionItem(before + comma + name) for name in names if name.startswith(begun)]

    return complete


def amount(number: int, noun: str) -> str:
    """Return a number with what it counts.

    >>> amount(1, "site"), amount(2000, "site")
    ('1 site', '2,000 sites')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only some systems know of affinity
        return os.cpu_count() or 1
