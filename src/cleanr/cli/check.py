"""``cleanr check``: whether anything would be removed, for scripts and pre-commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from cleanr.cli.learn import cleaning
from cleanr.cli.options import Reading, cleaning_options, config_option, profile_options, reading_options
from cleanr.cli.printing import show
from cleanr.cut import AROUND_CUT
from cleanr.record import Removal
from cleanr.run.documents import documents, sources
from cleanr.run.messages import Messages, printable, uncleaned

FOUND = 1
"""Exit status where something would be removed."""

FAILED = 2
"""Exit status where something could not be read, as for wrong usage."""

SHOWN_CHARS = 70
"""Characters of a removal that are shown."""

EXAMPLES = """\b
Examples:
  cleanr check articles                 all texts of a folder
  cleanr check a.txt b.jsonl --preset conservative
  cleanr check crawl --profile lines.db     and of what each site repeats
  cleanr check articles -q || echo "not clean"

\b
As a pre-commit hook, in .pre-commit-config.yaml:
  - repo: PATH OR URL OF CLEANR
    rev: VERSION
    hooks: [{id: cleanr-check, files: ^articles/}]

\b
Exit status: 0 nothing would be removed; 1 something would; 2 something could
not be read, or wrong usage.
"""


@click.command(
    "check",
    short_help="Say what would be removed, and exit with 1 if anything would.",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@reading_options
@cleaning_options
@profile_options
@config_option
def command(paths: tuple[str, ...], quiet: bool, **options: Any) -> None:
    """Say what would be removed, as FILE:LINE: CATEGORY: TEXT, and exit with 1 if anything would.

    Of files with many documents as FILE: document ID: line LINE: CATEGORY: TEXT, with the number of the
    document (the first is 1) where it has no id, and lines counted in its text.
    """
    reading, messages = Reading.of(options), Messages(quiet=quiet)
    found = False
    plan = sources(paths, reading.takes, messages)
    with cleaning(plan, options) as clean:
        for source in plan:
            conversion = reading.conversion()
            many = conversion.format_of(source.path).many
            for number, document in documents(source, conversion, messages):
                of = f"{source.name}: document {document.id or number + 1}" if many else source.name
                try:
                    removed = clean(source, document).removed
                except Exception as error:  # of a filter of another package
                    messages.failed(of, uncleaned(error))
                    continue
                found = found or bool(removed)
                if not quiet:
                    _show(f"{of}: line " if many else f"{of}:", document.text, removed)
    click.get_current_context().exit(FAILED if messages.failures else FOUND if found else 0)


def _show(place: str, text: str, removed: Iterable[Removal]) -> None:
    """Print a line for each removal; ``place`` is what stands before the number of its line."""
    line, at = 1, 0
    for removal in removed:
        line += text.count("\n", at, removal.start)
        at = removal.start
        if removal.rule != AROUND_CUT:
            shown = " ".join(removal.text.split())
            shown = shown if len(shown) <= SHOWN_CHARS else shown[: SHOWN_CHARS - 1] + "…"
            show(printable(f"{place}{line}: {removal.category}: {shown}"))
