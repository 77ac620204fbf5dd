"""The command that learns which lines each site repeats, and the sites of documents on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from cleanr.cli.messages import Messages
from cleanr.cli.options import separated
from cleanr.cli.plan import Plan
from cleanr.cli.progress import progress_bar
from cleanr.cli.source import Source, load
from cleanr.io.folder import TEXT_NAMES, names_like, reason
from cleanr.repetition import Page, Profile, ProfileError, page, site_name

FAILED = 1
"""Exit status where something could not be done."""

JSON_LINES = ".jsonl"
"""Suffix of files that hold a document on each line."""

SiteOf = Callable[[Source], str | None]

EXAMPLES = """\b
Examples:
  cleanr learn crawl --profile lines.db            crawl/SITE/... : the folders in it are the sites
  cleanr learn crawl/tuesday.jsonl --profile lines.db   by the field site, url or source
  cleanr learn posts --site example.org --profile lines.db
  cleanr crawl -o clean --profile lines.db         and then clean with it
"""


@click.command(epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(readable=False))
@click.option(
    "--profile",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The profile; made if need be, else what it has is added to.",
)
@click.option("--site", metavar="NAME", help="The site of all documents that name none themselves.")
@click.option(
    "--include",
    multiple=True,
    metavar="NAMES",
    callback=separated,
    help="Files to take from folders besides *.txt, *.text, *.md and *.jsonl.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    paths: tuple[str, ...], file: str, site: str | None, include: tuple[str, ...], quiet: bool
) -> None:
    """Learn which lines each site repeats, to clean with --profile.

    The site of a document is --site; in a .jsonl file what the fields site, url or source say; else
    the first folder below PATH that it lies in.  All documents of a run are learnt or, after an
    interrupt, none.
    """
    messages = Messages(quiet=quiet)
    plan = Plan(takes=names_like([*TEXT_NAMES, f"*{JSON_LINES}", *include]), output=None, messages=messages)
    for path in paths:
        plan.add(path)
    try:
        with opened(file, make=True) as profile, progress_bar(len(plan), quiet=quiet) as advance:
            pages = with_sites(plan, site=by_folder(site), messages=messages, advance=advance)
            counted = profile.update(pages)
            documents, sites = sum(profile.sites().values()), len(profile.sites())
    except OSError as error:
        raise click.UsageError(f"{file}: {reason(error)}") from None
    messages.note(file, f"{counted:,} documents learnt; now {documents:,} of {sites:,} sites")
    click.get_current_context().exit(FAILED if messages.failures else 0)


@contextmanager
def opened(file: str, *, make: bool = False) -> Iterator[Profile]:
    """Open a profile that an option names; what is wrong with it is wrong usage."""
    try:
        profile = Profile.open(file) if make else Profile(file)
        try:
            yield profile
        finally:
            profile.close()
    except (ProfileError, FileNotFoundError) as error:
        message = reason(error) if isinstance(error, OSError) else str(error)
        raise click.UsageError(message if file in message else f"{file}: {message}") from None


def by_folder(site: str | None) -> SiteOf:
    """Return the function for the site of a document: ``site``, else the first folder on its path."""

    def site_of_source(source: Source) -> str | None:
        if site is not None:
            return site_name(site)
        folder, slash, _ = source.path.partition("/")
        return site_name(folder) if slash else None

    return site_of_source


def with_sites(
    sources: Iterable[Source],
    *,
    site: SiteOf,
    messages: Messages,
    advance: Callable[[], None] = lambda: None,
) -> Iterator[Page]:
    """Yield the documents with their sites; what cannot be read, or has no site, is reported."""
    for source in sources:
        for found, label in _documents(source, site(source), messages):
            if found.site is None:
                messages.failed(label, "not learnt, as nothing says which site it is of; give --site NAME")
            else:
                yield found
        advance()


def _documents(source: Source, site: str | None, messages: Messages) -> Iterator[tuple[Page, str]]:
    decoded = load(source, messages)
    if decoded is None:
        return
    if not source.path.endswith(JSON_LINES):
        yield Page(decoded.text, site), source.label
        return
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            label = f"{source.label}: line {number}"
            try:
                yield page(_mapping(line), site=site), label
            except (ValueError, TypeError):
                messages.failed(label, "no JSON object with a field text; left out")


def _mapping(line: str) -> dict[str, Any]:
    data = json.loads(line)
    if not isinstance(data, dict):
        raise TypeError("not an object")
    return data


class Unheard(Messages):
    """Messages of a first pass over documents, which the second one will repeat."""

    def show(self, text: str) -> None:
        pass


@contextmanager
def profile_for(sources: Plan, file: str | None, *, learn: bool, site: SiteOf) -> Iterator[Profile | None]:
    """Return the profile to clean with: the one in ``file``, one learnt from the documents, or none."""
    if file is not None and learn:
        raise click.UsageError("--learn and --profile exclude each other; `cleanr learn` adds to a profile.")
    if learn and any(source.is_stdin for source in sources):
        raise click.UsageError("--learn reads its documents twice, which standard input does not allow.")
    if file is not None:
        with opened(file) as profile:
            yield profile
    elif learn:
        learnt = Profile.learn(with_sites(sources, site=site, messages=Unheard()))
        if not learnt.sites():
            raise click.UsageError(
                "--learn finds no sites: put each site's files in a folder, or give --site."
            )
        yield learnt
        learnt.close()
    else:
        yield None
