"""``cleanr filters`` and ``cleanr phrases``: what is inside, with examples."""

from __future__ import annotations

import inspect
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cleanr.cli.config import AddedOption, config_option
from cleanr.cli.printing import show
from cleanr.cli.values import Language, OneOf
from cleanr.filters import available, load
from cleanr.language import own_code
from cleanr.phrases import PhraseError, files, read
from cleanr.record import LINE_CATEGORIES

FILTER_EXAMPLES = """\b
Examples:
  cleanr filters
  cleanr articles -o clean --filters donation,newsletter
  cleanr articles -o clean --without credit
"""

PHRASE_EXAMPLES = """\b
Examples:
  cleanr phrases                              how many there are, by language and category
  cleanr phrases --lang de --category donation
  cleanr phrases --lang en --json | jq .pattern
  cleanr phrases --phrases ours.toml          those of a file of your own as well
"""


@click.command(
    "filters",
    short_help="List the filters there are.",
    epilog=FILTER_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def filters_command() -> None:
    """List the filters there are: cleanr's own, and those that installed packages announce."""
    rows = [(name, package, _first_sentence(name)) for name, package in available().items()]
    width = max(len(name) for name, _, _ in rows)
    for name, package, what in rows:
        show(f"{name:<{width}}  {what}" + ("" if package == "cleanr" else f" ({package})"))


def _first_sentence(name: str) -> str:
    try:
        [function] = load([name])
    except ValueError as error:  # somebody else's package
        return str(error)
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


@click.command(
    "phrases",
    short_help="Show the phrases, with a line that each finds.",
    epilog=PHRASE_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--lang",
    "wanted",  # not the language of the settings, which is that of the texts
    type=Language(),
    help="Only those of a language; mul: names that all languages share.",
)
@click.option("--category", type=OneOf(LINE_CATEGORIES), help="Only those of a category.")
@click.option(
    "--phrases",
    cls=AddedOption,
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Files of your own.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print a JSON object for each, with all that stands in the file."
)
@config_option
def phrases_command(
    wanted: str | None, category: str | None, phrases: tuple[str, ...], as_json: bool
) -> None:
    """Show the phrases: their ids, which to filter by, and a line that each finds and one that it leaves."""
    asked = wanted is not None or category is not None or as_json
    lang = wanted and own_code(wanted)
    counts: dict[str, dict[str, int]] = {}
    for language, entry in _entries(phrases):
        if (lang or language) != language or (category or entry["category"]) != entry["category"]:
            continue
        counts.setdefault(language, {}).setdefault(entry["category"], 0)
        counts[language][entry["category"]] += 1
        if as_json:
            show(json.dumps({"lang": language, **entry}, ensure_ascii=False))
        elif asked:
            show(f"{entry['id']}  ({entry['strength']})")
            show(f"    finds   {_in_a_line(entry['match'][0])}")
            show(f"    leaves  {_in_a_line(entry['keep'][0])}")
    if asked and not counts:
        there = ", ".join(path.stem for path in files())
        raise click.UsageError(f"There are no such phrases. Languages: {there}.")
    if not asked:
        _show_counts(counts)


def _entries(own: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    try:
        for path in files():
            # Not compiled: that takes some seconds, and nothing is searched.
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["phrase"]
            yield from ((path.stem, entry) for entry in entries)
        for name in own:
            yield from ((phrase.lang, entry) for phrase, entry in read(Path(name), any_language=True))
    except PhraseError as error:
        raise click.UsageError(str(error)) from None


def _in_a_line(example: str) -> str:
    """An example, of several lines where it is a block's, as one line."""
    return " / ".join(example.splitlines())


def _show_counts(counts: dict[str, dict[str, int]]) -> None:
    for language, categories in sorted(counts.items()):
        each = ", ".join(f"{name} {categories[name]}" for name in LINE_CATEGORIES if name in categories)
        show(f"{language:<4}{sum(categories.values()):>5}  {each}")
    show(f"all {sum(sum(c.values()) for c in counts.values()):>5}")
