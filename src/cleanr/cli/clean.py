"""The command that cleans: its options, and where the documents go."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import click

from cleanr.cli.batch import Batch
from cleanr.cli.group import DefaultCommand
from cleanr.cli.learn import SiteOf, by_folder, profile_for
from cleanr.cli.messages import Messages
from cleanr.cli.options import Language, OneOf, checked, processes, separated
from cleanr.cli.plan import Plan
from cleanr.cli.progress import progress_bar
from cleanr.cli.source import STDIN
from cleanr.cli.stream import clean_to_stdout
from cleanr.cli.totals import Totals
from cleanr.decide import Preset
from cleanr.filters import REGISTRY, load
from cleanr.io.folder import TEXT_NAMES, names_like
from cleanr.io.output import OutputFolder
from cleanr.pipeline import Cleaner, Mode

FAILED = 1
"""Exit status where something could not be done."""

EXAMPLES = """\b
Examples:
  cleanr articles -o clean              a folder, and all folders in it
  cleanr a.txt b.txt notes -o clean     files and folders
  cleanr page.txt                       one file, to standard output
  curl -s URL | my-extractor | cleanr   standard input to standard output
  cleanr crawl -o clean --include html --jobs 0
  cleanr crawl -o clean --filters donation,newsletter
  cleanr crawl -o clean --without credit,legal --preset conservative
  cleanr crawl --dry-run                what would go, and how much of it

\b
Exit status: 0 all well; 1 some documents could not be cleaned (the messages
say which and why; the rest is done); 2 wrong usage; 130 interrupted.
"""


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from cleanr import __version__  # looks it up among the installed packages

        click.echo(f"cleanr {__version__}")
        ctx.exit()


def _not_empty(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value == "":  # an empty shell variable does not mean the current folder
        raise click.BadParameter("a folder is missing.", ctx, param)
    return value


@click.command(cls=DefaultCommand, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
# What cannot be read is reported while the rest goes on, so click must not check that.
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False))
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(file_okay=False, readable=False),
    callback=_not_empty,
    help="Folder for the clean files; made if need be.",
)
@click.option(
    "--include",
    multiple=True,
    metavar="NAMES",
    callback=separated,
    help="Files to take from folders besides *.txt, *.text and *.md: suffixes (html) or patterns ('page-*').",
)
@click.option("--lang", type=Language(), help="Language of the texts (de, pt-BR); found out if not given.")
@click.option(
    "--mode",
    type=OneOf(get_args(Mode)),
    default="article",
    show_default=True,
    help="What the texts are: the text of one article as an extractor gives it, or all text of a page.",
)
@click.option(
    "--preset",
    type=OneOf(get_args(Preset)),
    default="balanced",
    show_default=True,
    help="How much to remove.",
)
@click.option(
    "--filters",
    multiple=True,
    metavar="NAMES",
    callback=checked(lambda name: load([name])),
    help=f"Run these filters only (separated by commas). There are: {', '.join(REGISTRY)}.",
)
@click.option(
    "--without",
    multiple=True,
    metavar="NAMES",
    callback=checked(lambda name: load([name])),
    help="Run all filters but these.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Processes to clean with; 0: one per core.",
)
@click.option("--profile", metavar="FILE", help="What `cleanr learn` found that each site repeats.")
@click.option(
    "--learn", is_flag=True, help="Find that out first from the documents themselves; nothing is kept."
)
@click.option("--site", metavar="NAME", help="The site of all documents; else the first folder below PATH.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only show the table.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
def command(
    paths: tuple[str, ...],
    output: str | None,
    include: tuple[str, ...],
    jobs: int,
    dry_run: bool,
    quiet: bool,
    profile: str | None,
    learn: bool,
    site: str | None,
    **options: Any,
) -> None:
    """Remove what is not the article from scraped text.

    Each PATH is a file, or a folder whose .txt, .text and .md files are cleaned, folders in it included and
    hidden ones left out. The clean files go to the folder OUT under the names that they have below PATH. What
    was removed goes to OUT/cleanr-record.jsonl, a line for each document of this run; an older record of that
    name is replaced. Files that are not UTF-8 are recognised, and written as UTF-8.

    With no PATH, or with "-", the text comes from standard input. Without -o, the clean text of that, or of
    one file, goes to standard output. With -o, the text from standard input becomes OUT/stdin.txt.
    """
    paths = paths or (STDIN,)
    cleaner = _cleaner(**options)
    if output is None and not dry_run and (len(paths) > 1 or _is_folder(paths[0])):
        raise click.UsageError("Where do the clean files go? Give a folder with -o OUT, or one file only.")
    messages = Messages(quiet=quiet)
    if STDIN in paths and sys.stdin is not None and sys.stdin.isatty():
        messages.note("standard input", "type or paste the text, then Ctrl-D; --help tells of other ways")

    folder = None if output is None else OutputFolder(Path(output))
    plan = Plan(takes=names_like([*TEXT_NAMES, *include]), output=folder, messages=messages)
    for path in paths:
        plan.add(path)
    site_of = by_folder(site)
    with profile_for(plan, profile, learn=learn, site=site_of) as known:
        totals = _run(
            cleaner.replace(profile=known), plan, folder, messages, site_of, dry_run=dry_run, jobs=jobs
        )
    if totals is not None and not quiet:
        messages.show(totals.table(failures=messages.failures))
    click.get_current_context().exit(FAILED if messages.failures else 0)


def _run(
    cleaner: Cleaner,
    plan: Plan,
    folder: OutputFolder | None,
    messages: Messages,
    site: SiteOf,
    *,
    dry_run: bool,
    jobs: int,
) -> Totals | None:
    """Clean what is planned; ``None`` where nobody reads standard output any more."""
    totals: Totals | None = Totals()
    if folder is None and not dry_run:
        for source in plan:
            totals = clean_to_stdout(cleaner, source, messages, site=site(source))
    elif len(plan) or not messages.failures:
        with progress_bar(len(plan), quiet=messages.quiet) as advance:
            batch = Batch(cleaner, folder, writes=not dry_run, messages=messages, advance=advance, site=site)
            totals = batch.run(plan, jobs=processes(jobs))
    return totals


def _is_folder(path: str) -> bool:
    with suppress(OSError):  # planning will tell
        return path != "" and Path(path).is_dir()
    return False


def _cleaner(
    filters: tuple[str, ...], without: tuple[str, ...], lang: str | None, mode: Mode, preset: Preset
) -> Cleaner:
    names = [name for name in filters or REGISTRY if name not in without]
    if not names:
        raise click.UsageError("--filters and --without leave no filter to run.")
    return Cleaner(filters=load(names), lang=lang, mode=mode, preset=preset)
