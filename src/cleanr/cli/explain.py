"""``cleanr explain``: a document with what goes struck through, and beside each cut why."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from cleanr.cli.learn import cleaning
from cleanr.cli.options import Reading, cleaning_options, config_option, profile_options, reading_options
from cleanr.cli.printing import printing, show
from cleanr.cut import AROUND_CUT
from cleanr.io.formats import SourceDocument
from cleanr.record import Removal, Result, storable
from cleanr.run.documents import documents, sources
from cleanr.run.messages import Messages, printable, uncleaned

EXAMPLES = """\b
Examples:
  cleanr explain page.txt
  cleanr explain page.txt --preset aggressive | less -R
  cleanr explain crawl.jsonl.gz --id 4711
  cleanr explain page.txt --profile lines.db --site example.org
  cleanr explain page.txt --json | jq '.removed[] | .rule'
  curl -s URL | my-extractor | cleanr explain -

\b
Without colour (in a pipe, or with NO_COLOR set), what goes stands between [- and -].
FORCE_COLOR=1 colours it all the same.
"""


@click.command("explain", epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", metavar="FILE")
@click.option("--id", "wanted", metavar="ID", help="Only the document of this id or number (the first is 1).")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each document.")
@reading_options
@cleaning_options
@profile_options
@config_option
def command(file: str, wanted: str | None, as_json: bool, **options: Any) -> None:
    """Show a document, what goes of it, and why.

    What goes is struck through, in the colour of its category; below it stand its category, the rule that
    found it, how sure the decision is (0 to 1), and the reason.
    """
    reading, messages = Reading.of(options), Messages()
    found = False
    plan = sources((file,), reading.takes, messages)
    with cleaning(plan, options) as clean:
        for source in plan:
            for number, document in documents(source, reading.conversion(), messages):
                if wanted not in (None, document.id, str(number + 1)):
                    continue
                found = True
                try:
                    result = clean(source, document)
                except Exception as error:  # of a filter of another package
                    messages.failed(f"{source.label}: {document.id or number + 1}", uncleaned(error))
                    continue
                if as_json:
                    show(json.dumps(_data(source.name, document, result), ensure_ascii=False))
                else:
                    _print(Text.assemble(*_explained(source.label, document, result)))
    if not found and not messages.failures:
        messages.failed(file, "no such document" if wanted else "no documents in it")
    click.get_current_context().exit(1 if messages.failures else 0)


def _data(name: str, document: SourceDocument, result: Result) -> dict[str, Any]:
    named = {"input": name, "id": document.id, "url": document.url}
    data = {key: storable(value) for key, value in named.items() if value is not None}
    return {**data, **result.to_dict()}


def _explained(name: str, document: SourceDocument, result: Result) -> Iterator[tuple[str, str]]:
    """The pieces of what is printed, each with its style."""
    title = name if document.id is None else f"{name}: {document.id}"
    yield f"{printable(title)}\n", "bold"
    at = 0
    below: list[Removal] = []
    for removal in [*result.removed, None]:
        end = len(document.text) if removal is None else removal.start
        kept = document.text[at:end]
        # Reasons stand below the line in which a cut ends.
        head, newline, rest = kept.partition("\n")
        if below and (newline or removal is None):
            yield _shown(head) + "\n", ""
            yield from _reasons(below)
            below, kept = [], rest
        yield _shown(kept), ""
        if removal is None:
            break
        yield from _cut(removal)
        at = removal.end
        if removal.rule != AROUND_CUT:
            below.append(removal)
            if removal.text.endswith("\n"):
                yield from _reasons(below)
                below = []
    if document.text and not document.text.endswith("\n"):
        yield "\n", ""
    share = 1 - len(result.text) / len(document.text) if document.text else 0
    flags = "".join(f", {flag}" for flag in result.flags)
    yield (
        f"{len(result.removed)} removals, {share:.0%} of {len(document.text):,} characters{flags}\n\n",
        "dim",
    )


def _cut(removal: Removal) -> Iterator[tuple[str, str]]:
    """What goes, line by line, so that no line of the terminal is struck through beyond its text."""
    if removal.rule == AROUND_CUT:
        yield removal.text, ""
        return
    opening, closing = ("", "") if _coloured() else ("[-", "-]")
    style = f"strike {_COLOURS.get(removal.category, 'red')}"
    for line in removal.text.splitlines(keepends=True):
        words = line.rstrip("\r\n")
        if words:
            yield f"{opening}{_shown(words)}{closing}", style
        yield "\n" if line != words else "", ""
    if removal.replacement:
        opening, closing = ("", "") if _coloured() else ("{+", "+}")
        yield f"{opening}{_shown(removal.replacement)}{closing}", "green"


def _reasons(removals: list[Removal]) -> Iterator[tuple[str, str]]:
    for removal in removals:
        yield "    ╰ ", "dim"
        yield removal.category, _COLOURS.get(removal.category, "red")
        yield f"  {removal.rule}  {removal.score:.2f}  {removal.reason}\n", "dim"


_COLOURS = {
    "donation": "magenta",
    "newsletter": "cyan",
    "paywall": "yellow",
    "advertising": "bright_red",
    "comments": "blue",
    "social": "bright_blue",
    "cookies": "bright_yellow",
    "navigation": "bright_black",
    "related": "bright_cyan",
    "credit": "bright_magenta",
    "legal": "bright_green",
    "foreign_ui": "bright_white",
    "markup": "white",
    "whitespace": "white",
    "repeated": "green",
}


# Other than line feed and tab, and what turns the direction of writing around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def _shown(text: str) -> str:
    """Keep a document's control characters from the terminal; its line breaks and tabs stay."""
    return _CONTROL.sub(lambda found: printable(found[0]), text.replace("\r\n", "\n"))


def _coloured() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _print(text: Text) -> None:
    if not _coloured():
        show(text.plain, nl=False)
        return
    # No wrapping: the terminal does that, and a pager wants whole lines.
    console = Console(force_terminal=True, color_system="standard", soft_wrap=True, highlight=False)
    with printing():
        console.print(text, end="")
