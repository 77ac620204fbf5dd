"""The options that several commands have, and what they make: a cleaner, the formats, a choice of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from cleanr.cli.config import AddedOption, config_option
from cleanr.cli.values import Language, OneOf, checked, names_from, separated
from cleanr.decide import Preset
from cleanr.filters import REGISTRY, load
from cleanr.io.conversion import Conversion
from cleanr.io.folder import names_like
from cleanr.io.formats import ALSO, FORMATS, FROM_FOLDERS, MAX_BYTES, FormatOptions, from_folders
from cleanr.io.location import identity_of
from cleanr.phrases import PhraseError, book_with
from cleanr.pipeline import Cleaner, Mode

Command = TypeVar("Command", bound=Callable[..., Any])

_CLEANING = (
    click.option(
        "--lang", type=Language(), help="Language of the texts (de, deu, pt-BR); found out if not given."
    ),
    click.option(
        "--mode",
        type=OneOf(get_args(Mode)),
        default="article",
        show_default=True,
        help="What the texts are: the text of one article as an extractor gives it, or all text of a page.",
    ),
    click.option(
        "--preset",
        type=OneOf(get_args(Preset)),
        default="balanced",
        show_default=True,
        help="How much to remove.",
    ),
    click.option(
        "--filters",
        multiple=True,
        metavar="NAMES",
        callback=checked(lambda name: load([name])),
        shell_complete=names_from(REGISTRY),
        help="Run these filters only (separated by commas): nothing goes but what they know. "
        f"There are: {', '.join(REGISTRY)}.",
    ),
    click.option(
        "--without",
        cls=AddedOption,
        multiple=True,
        metavar="NAMES",
        callback=checked(lambda name: load([name])),
        shell_complete=names_from(REGISTRY),
        help="Run all filters but these: what these are for stays. Where no more than half of all run, the "
        "line model finds no lines itself.",
    ),
    click.option(
        "--line-model/--no-line-model",
        default=True,
        show_default=True,
        help="Weigh every line by its words, shape and place, or go by known wordings and shapes alone.",
    ),
    click.option(
        "--phrases",
        cls=AddedOption,
        multiple=True,
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False),
        help="Phrases of your own (TOML), besides those inside; may be given again.",
    ),
    click.option(
        "--keep",
        cls=AddedOption,
        multiple=True,
        metavar="LINE",
        help="A line that is never removed, whatever speaks against it; may be given again.",
    ),
)

_CHOOSING = (
    click.option(
        "--include",
        cls=AddedOption,
        multiple=True,
        metavar="NAMES",
        callback=separated,
        help=f"Files to take from folders besides {', '.join(f'*.{name}' for name in FROM_FOLDERS)} "
        "(all of these compressed as well): suffixes (html) or patterns ('page-*').",
    ),
)

_READING = (
    click.option(
        "--input-format",
        type=OneOf(tuple(FORMATS), also=ALSO),
        help="What the files are, whatever their names say.",
    ),
    click.option(
        "--text-field",
        metavar="NAME",
        default="text",
        show_default=True,
        help="Field or column with the text (JSONL, CSV, Parquet).",
    ),
    click.option("--id-field", metavar="NAME", help="Field that names the document; id where there is one."),
    click.option(
        "--url-field", metavar="NAME", help="Field with the page's address; url where there is one."
    ),
    click.option(
        "--max-bytes",
        type=click.IntRange(min=1),
        default=MAX_BYTES,
        show_default=True,
        help="Largest document that is read, unpacked: the guard against archives that unpack to terabytes.",
    ),
)


_SITES = (
    click.option(
        "--profile",
        metavar="FILE",
        type=click.Path(dir_okay=False),  # who opens it says whether it is there
        help="What `cleanr learn` found that each site repeats.",
    ),
    click.option(
        "--site",
        metavar="NAME",
        help="The site of documents that name none; else the first folder below PATH.",
    ),
)


def cleaning_options(command: Command) -> Command:
    """Add the options that say how to clean; :func:`cleaner` makes a cleaner of them."""
    return _with(command, _CLEANING)


def profile_options(command: Command) -> Command:
    """Add the options that name a profile, and the site to ask it about."""
    return _with(command, _SITES)


def reading_options(command: Command) -> Command:
    """Add the options that say what to read, and as what; :meth:`Reading.of` gathers them."""
    return _with(command, (*_CHOOSING, *_READING))


def rereading_options(command: Command) -> Command:
    """Add those that say how to read what a run wrote."""
    return _with(command, _READING)


def _with(command: Command, options: Iterable[Callable[[Command], Command]]) -> Command:
    for option in reversed([*options]):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Reading:
    """Which files are read, and as what."""

    input_format: str | None
    text_field: str
    id_field: str | None
    url_field: str | None
    max_bytes: int
    include: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Reading:
        """Gather these options from all of a command."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: options[name] for name in names if name in options})

    def conversion(
        self,
        *,
        target: str | None = None,
        removed_field: str | None = None,
        added_field: str | None = None,
    ) -> Conversion:
        """The formats of the run."""
        options = FormatOptions(
            text_field=self.text_field,
            id_field=self.id_field,
            url_field=self.url_field,
            removed_field=removed_field,
            added_field=added_field,
            max_bytes=self.max_bytes,
        )
        return Conversion(options, self.input_format, target)

    @property
    def takes(self) -> Callable[[str], bool]:
        """The test for the names of files in folders."""
        return names_like([*from_folders(), *self.include])


def cleaner(options: Mapping[str, Any]) -> Cleaner:
    """The cleaner that the options of a command ask for; wrong ones are usage errors."""
    names = chosen_filters(options)
    try:
        book = book_with(options["phrases"]) if options["phrases"] else None
    except PhraseError as error:
        raise click.UsageError(f"--phrases: {error}") from None
    return Cleaner(
        filters=load(names),
        lang=options["lang"],
        mode=options["mode"],
        preset=options["preset"],
        phrases=book,
        keep=options["keep"],
        line_model=options["line_model"],
    )


def chosen_filters(options: Mapping[str, Any]) -> list[str]:
    """The names of the filters that are to run."""
    names = [name for name in options["filters"] or REGISTRY if name not in options["without"]]
    if not names:
        raise click.UsageError("--filters and --without leave no filter to run.")
    return names


def in_force(options: Mapping[str, Any]) -> dict[str, Any]:
    """What decides about the bytes of the output, JSON-safe: an unfinished run needs the same to go on."""
    from cleanr import __version__  # looks it up among the installed packages

    names = (
        "lang",
        "mode",
        "preset",
        "keep",
        "line_model",
        "input_format",
        "text_field",
        "id_field",
        "url_field",
    )
    values = {name.replace("_", "-"): options[name] for name in names}
    if options["profile"] or options["learn"]:
        values |= {name: options[name] for name in ("profile", "learn", "site")}
    if options["profile"]:
        values["size and time of the profile"] = identity_of(options["profile"])
    digests = [blake2b(Path(file).read_bytes(), digest_size=16).hexdigest() for file in options["phrases"]]
    return {"cleanr": __version__, **values, "filters": chosen_filters(options), "phrases": digests}


__all__ = [
    "Reading",
    "chosen_filters",
    "cleaner",
    "cleaning_options",
    "config_option",
    "in_force",
    "profile_options",
    "reading_options",
    "rereading_options",
]
