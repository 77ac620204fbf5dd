"""The command that cleans: its options, and where the documents go."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleanr.cli.call import Call
from cleanr.cli.config import settings_with
from cleanr.cli.group import DefaultCommand, not_a_command, path_or_command
from cleanr.cli.options import cleaning_options, config_option, profile_options, reading_options
from cleanr.cli.printing import show
from cleanr.cli.values import OneOf
from cleanr.io.conversion import OUTPUT_FORMATS
from cleanr.run.source import STDIN
from cleanr.run.totals import Totals

FAILED = 1
"""Exit status where something could not be done."""

EXAMPLES = """\b
Examples:
  cleanr articles -o clean              a folder, and all folders in it
  cleanr a.txt b.txt notes -o clean     files and folders
  cleanr page.txt                       one file, to standard output
  curl -s URL | my-extractor | cleanr   standard input to standard output
  cleanr --input-format csv < rows.csv  rows, of which each is a document
  cleanr crawl.jsonl.zst -o clean --text-field body
  cleanr dump.parquet -o clean --removed-field removed
  cleanr CC-MAIN.warc.wet.gz -o clean --mode page
  cleanr CC-MAIN.warc.wet.gz -o clean --mode page --format parquet
  cleanr s3://bucket/crawl -o clean --resume
  cleanr crawl -o clean --include html --jobs 4
  cleanr crawl -o clean --filters donation,newsletter
  cleanr crawl -o clean --without credit,legal --preset conservative
  cleanr crawl --format diff | less     what would change, as a patch
  cleanr crawl --dry-run                what would go, and how much of it

\b
Exit status: 0 all well; 1 some documents could not be cleaned (the messages
say which and why; the rest is done); 2 wrong usage; 130 interrupted.
"""


SECTIONS = {
    "What goes where": ("output", "target", "removed_field", "report", "dry_run", "quiet"),
    "What is read": ("include", "input_format", "text_field", "id_field", "url_field", "max_bytes"),
    "What is removed": ("lang", "mode", "preset", "filters", "without", "line_model", "phrases", "keep"),
    "What a site repeats": ("profile", "learn", "site"),
    "Long runs": ("jobs", "resume", "force"),
}
"""Options of the help, by what they are about."""


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from cleanr import __version__  # looks it up among the installed packages

        show(f"cleanr {__version__}")
        ctx.exit()


def _not_empty(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value == "":  # an empty shell variable does not mean the current folder
        raise click.BadParameter("a folder is missing.", ctx, param)
    return value


def _take_no_files(options: dict[str, Any]) -> None:
    """Leave out the files that the settings have for runs over files: a pipe goes to standard output."""
    for name in ("output", "report"):
        if settings_with(name):
            options[name] = None


@click.command(
    cls=DefaultCommand,
    sections=SECTIONS,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# What cannot be read is reported while the rest goes on, so click must not check that.
@click.argument(
    "paths",
    nargs=-1,
    metavar="[PATH]...",
    type=click.Path(readable=False),
    callback=not_a_command,
    shell_complete=path_or_command,
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(file_okay=False, readable=False),
    callback=_not_empty,
    help="Folder for the clean files; made if need be.",
)
@click.option(
    "--format",
    "target",
    type=OneOf(OUTPUT_FORMATS, also={"wet": "warc"}),
    help="Format of the output; that of the input if not given. warc: records as in WET files; diff: what "
    "changes, for patch, of UTF-8 files that are not compressed.",
)
@click.option(
    "--removed-field",
    metavar="NAME",
    help="Add a field with what was removed (JSONL, Parquet, and CSV that --format makes).",
)
@reading_options
@cleaning_options
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Processes to clean with; 0: one per core, if there is enough to do.",
)
@click.option("--resume", is_flag=True, help="Go on with the run into OUT that was interrupted or killed.")
@click.option("--force", is_flag=True, help="With --resume: even if the options have changed.")
@profile_options
@click.option(
    "--learn", is_flag=True, help="Find that out first from the documents themselves; nothing is kept."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; only show the table.")
@click.option(
    "--report", metavar="FILE", type=click.Path(dir_okay=False), help="Write an HTML report as well."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@config_option
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Remove what is not the article from scraped text.

    Each PATH is a file, a URL, or a folder whose texts are cleaned (--include says which), folders in it
    included and hidden ones left out. A file holds one text, or many: JSONL, CSV, Parquet, WET; by its
    name, as is its compression: .gz, .bz2, .xz, .zst. The clean files go to the folder OUT under the names
    that they have below PATH, in the same format. What was removed goes to OUT/cleanr-record.jsonl, a line
    for each document; what that says of other files in OUT stays. Texts that are not UTF-8 are recognised,
    and written as UTF-8.

    With no PATH, or with "-", the text comes from standard input. Without -o, the clean text of that, or of
    one file, goes to standard output. With -o, the text from standard input becomes OUT/stdin.txt; an output
    in the settings is for files only.

    A run that is interrupted, or killed, keeps what is done; the same command with --resume goes on. Options
    may stand in cleanr.toml as well (see cleanr config).
    """
    paths = paths or (STDIN,)
    if {*paths} == {STDIN} and (options["output"] is None or settings_with("output")):
        _take_no_files(options)
    call = Call(paths, options)
    messages = call.messages
    if STDIN in paths and sys.stdin is not None and sys.stdin.isatty():
        messages.note("standard input", "type or paste the text, then Ctrl-D; --help tells of other ways")
    plan = call.plan()
    totals: Totals | None = Totals()
    if len(plan) or not messages.failures:
        totals = call.clean(plan)
    if totals is not None and not options["quiet"]:
        messages.show(totals.table(failures=messages.failures))
        messages.show_failures()
    call.report()
    click.get_current_context().exit(FAILED if messages.failures else 0)
