"""The command that learns which lines each site repeats, and the profile of a run that cleans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from cleanr.cli.config import config_option, settings_with
from cleanr.cli.options import Reading, cleaner, reading_options
from cleanr.cli.values import amount
from cleanr.io.folder import reason
from cleanr.io.formats import SourceDocument
from cleanr.record import Result
from cleanr.repetition import Page, Profile, ProfileError
from cleanr.run.documents import documents, site_of, sources
from cleanr.run.messages import Messages
from cleanr.run.plan import Plan
from cleanr.run.progress import progress_bar
from cleanr.run.source import Source

FAILED = 1
"""Exit status where something could not be done."""

EXAMPLES = """\b
Examples:
  cleanr learn crawl --profile lines.db            crawl/SITE/... : the folders in it are the sites
  cleanr learn crawl/tuesday.jsonl --profile lines.db   by the field site, url or source
  cleanr learn posts --site example.org --profile lines.db
  cleanr crawl -o clean --profile lines.db         and then clean with it
"""


@click.command("learn", epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--profile",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The profile; made if need be, else what it has is added to.",
)
@click.option("--site", metavar="NAME", help="The site of all documents that name none themselves.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@reading_options
@config_option
def command(paths: tuple[str, ...], file: str, site: str | None, quiet: bool, **options: Any) -> None:
    """Learn which lines each site repeats, to clean with --profile.

    The site of a document is what it says itself (in JSONL and the like: the fields site, url or source);
    else --site; else the first folder below PATH that it lies in. All documents of a run are learnt or, after
    an interrupt, none.
    """
    messages, reading = Messages(quiet=quiet), Reading.of(options)
    plan = sources(paths, reading.takes, messages)
    try:
        with progress_bar(len(plan), quiet=quiet) as progress:
            pages = with_sites(plan, reading, site, messages, progress.file_done)
            first = [*islice(pages, 1)]
            if first or Path(file).exists():
                _learn(file, chain(first, pages), messages)
            else:  # an empty profile would be taken for one that knows something
                messages.failed(file, "not made, as there is no document to learn from")
    except OSError as error:
        raise click.UsageError(f"{file}: {reason(error)}") from None
    click.get_current_context().exit(FAILED if messages.failures else 0)


def _learn(file: str, pages: Iterator[Page], messages: Messages) -> None:
    """Add the pages to the profile in ``file``, or make it of them, and say how many it has now."""
    with _wrong_usage(file):
        new = not Path(file).exists()
        with closing(Profile.learn(pages, file) if new else Profile(file)) as profile:
            added = 0 if new else profile.update(pages)
            total, sites = sum(profile.sites().values()), len(profile.sites())
    counted = total if new else added
    messages.note(file, f"{amount(counted, 'document')} learnt; now {total:,} of {amount(sites, 'site')}")


@contextmanager
def opened(file: str) -> Iterator[Profile]:
    """Open a profile that an option names; what is wrong with it is wrong usage."""
    with _wrong_usage(file), closing(Profile(file)) as profile:
        yield profile


@contextmanager
def _wrong_usage(file: str) -> Iterator[None]:
    """Make a usage error of what is wrong with a profile that an option names."""
    try:
        yield
    except (ProfileError, FileNotFoundError) as error:
        message = reason(error) if isinstance(error, OSError) else str(error)
        message = message if file in message else f"{file}: {message}"
        settings = settings_with("profile")
        raise click.UsageError(f"{settings}: profile: {message}" if settings else message) from None


def with_sites(
    plan: Plan, reading: Reading, site: str | None, messages: Messages, advance: Callable[[], None]
) -> Iterator[Page]:
    """Yield the documents with their sites; what cannot be read, or has no site, is reported."""
    for source in plan:
        for number, document in documents(source, reading.conversion(), messages):
            name = site_of(document, source, site)
            if name is None:
                label = f"{source.label}: document {number + 1}"
                messages.failed(label, "not learnt, as nothing says which site it is of; give --site NAME")
            else:
                yield Page(document.text, name)
        advance()


@contextmanager
def cleaning(plan: Plan, options: Mapping[str, Any]) -> Iterator[Callable[[Source, SourceDocument], Result]]:
    """Return what cleans documents of ``plan`` for a command that only shows the results: with the options
    and the profile that it was given.
    """
    clean, site = cleaner(options), options["site"]
    with profile_for(plan, Reading.of(options), options["profile"], learn=False, site=site) as profile:
        clean = clean.replace(profile=profile)

        def cleaned(source: Source, document: SourceDocument) -> Result:
            return clean(document.text, site=site_of(document, source, site) if profile is not None else None)

        yield cleaned


class _Unheard(Messages):
    """Messages of a first pass over documents, which the second one will repeat."""

    def show(self, text: str) -> None:
        pass


@contextmanager
def profile_for(
    plan: Plan, reading: Reading, file: str | None, *, learn: bool, site: str | None
) -> Iterator[Profile | None]:
    """Return the profile to clean with: the one in ``file``, one learnt from the documents, or none."""
    if file is not None:
        with opened(file) as profile:
            yield profile
    elif learn:
        learnt = Profile.learn(with_sites(plan, reading, site, _Unheard(), lambda: None))
        try:
            if not learnt.sites():
                raise click.UsageError(
                    "--learn finds no sites: put each site's files in a folder, or give --site."
                )
            yield learnt
        finally:
            learnt.close()
    else:
        yield None
