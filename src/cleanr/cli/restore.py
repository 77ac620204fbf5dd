"""``cleanr restore``: from clean files and their record back to what went in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleanr.cli.options import Reading, config_option, rereading_options
from cleanr.cli.values import amount
from cleanr.io.folder import reason
from cleanr.io.output import RECORD_NAME, OutputFolder
from cleanr.io.record_reader import RecordFileError
from cleanr.run.journal import UNFINISHED, unfinished
from cleanr.run.messages import Messages
from cleanr.run.restoring import files_without_record, lines_of_unfinished, record_lines, restore_files

NAMED = 3
"""Files without a record that the note names: enough to know where they come from, and still one line."""

EXAMPLES = f"""\b
Examples:
  cleanr restore clean -o back                  with clean/{RECORD_NAME}
  cleanr restore clean --record R -o back       with a record that lies elsewhere
  cleanr restore clean -o back --text-field body    with a record of an earlier version

\b
Exit status: 0 all well; 1 some files could not be restored (the messages say
which and why; the rest is done); 2 wrong usage.
"""


@click.command(
    "restore",
    short_help="Write files as they were before cleaning.",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("folder", metavar="OUT", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--record",
    metavar="R",
    type=click.Path(exists=True, dir_okay=False),
    help=f"The record of the run that wrote OUT; it may be compressed.  [default: OUT/{RECORD_NAME}]",
)
@click.option(
    "-o",
    "--output",
    "back",  # not the output of the settings, which is that of the run
    metavar="BACK",
    required=True,
    type=click.Path(file_okay=False),
    help="Folder to write to.",
)
@click.option("--overwrite", is_flag=True, help="Replace files in BACK that have other content.")
@click.option(
    "--removed-field",
    metavar="NAME",
    help="The field that the run added, where the record is an old one that does not say it; it is taken "
    "away again.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@rereading_options
@config_option
def command(
    folder: str,
    record: str | None,
    back: str,
    overwrite: bool,
    removed_field: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Write the files of OUT as they were before cleaning, to the folder BACK.

    Text, JSONL and CSV come back byte for byte, encoding and line ends included; of compressed files, what
    is in them. Of Parquet the same rows, columns and row groups come back, of WET the same records. The
    record says how the run read them; one of an earlier version needs the options on reading that the run
    had. What is in BACK stays: a file of the same name with other
    content is reported, and not restored.
    """
    clean, output = Path(folder), OutputFolder(Path(back))
    output.protect(clean)
    path = Path(record) if record else clean / RECORD_NAME
    midway = record is None and unfinished(clean)
    conversion = Reading.of(options).conversion(added_field=removed_field)
    messages = Messages(quiet=quiet)
    if midway:
        messages.note(folder, f"{UNFINISHED}; what it has done by now is restored")
    count = 0
    on_record: set[str] = set()
    try:
        lines = lines_of_unfinished(OutputFolder(clean), messages) if midway else record_lines(path, messages)
        for name, restored in restore_files(lines, clean, output, conversion, messages, overwrite=overwrite):
            on_record.add(name)
            count += restored
    except OSError as error:
        hint = "" if record else "; OUT is the folder that a run wrote, and its record lies in it"
        messages.failed(str(path), f"cannot be read: {reason(error)}{hint}")
    except RecordFileError as error:
        messages.failed(str(path), str(error))
    else:
        if missing := files_without_record(clean, on_record, output.holds):
            messages.note(folder, f"not on record, so not restored: {_some(missing)}")
    messages.note(f"{amount(count, 'file')} restored")
    click.get_current_context().exit(1 if messages.failures else 0)


def _some(names: list[str]) -> str:
    """Say how many there are, and name the first ones."""
    more = ", …" if len(names) > NAMED else ""
    return f"{amount(len(names), 'file')} ({', '.join(names[:NAMED])}{more})"
