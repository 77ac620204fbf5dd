"""The command that writes the report on a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleanr.cli.options import Reading, config_option, rereading_options
from cleanr.io.conversion import Conversion
from cleanr.io.folder import reason
from cleanr.io.output import RECORD_NAME
from cleanr.io.record_reader import RecordFileError
from cleanr.run.journal import UNFINISHED, unfinished
from cleanr.run.messages import Messages

FAILED = 1
"""Exit status where the report could not be written."""

DOCUMENTS = 5000
"""Documents that are shown one by one, if not said otherwise."""

EXAMPLES = """\b
Examples:
  cleanr crawl -o clean
  cleanr report clean -o report.html
  cleanr report clean/cleanr-record.jsonl -o report.html --title "Crawl of May"
  cleanr report record.jsonl -o report.html --texts clean
  cleanr report clean -o report.html --text-field body     with a record of an earlier version
"""


@click.command(
    "report",
    short_help="Write a page that shows what a run removed.",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "page",  # not the output of the settings, which is that of the run
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The HTML file to write; a report that is there already is replaced.",
)
@click.option(
    "--texts",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the clean texts, if not the one that RECORD lies in.",
)
@click.option("--title", help="Heading of the report.")
@click.option(
    "--documents",
    metavar="N",
    type=click.IntRange(min=2),
    default=DOCUMENTS,
    show_default=True,
    help="Documents to show one by one: where there are more, the most suspicious ones and a sample.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@rereading_options
@config_option
def command(
    record: Path,
    page: Path,
    texts: Path | None,
    title: str | None,
    documents: int,
    quiet: bool,
    **options: Any,
) -> None:
    """Show in one HTML file what a run removed, and where it may have been wrong.

    RECORD is the cleanr-record.jsonl of a run, compressed or not, or the folder that it lies in. The file
    needs no network and opens in any browser of the last years: figures, the most frequent removed lines, and
    each document with its cuts in place, the most suspicious ones first. A record of an earlier
    version needs the options on reading that the run had, so that the clean texts are found in their files.
    """
    messages = Messages(quiet=quiet)
    if record.is_dir():
        record /= RECORD_NAME
    if record.name == RECORD_NAME and unfinished(record.parent):
        messages.note(str(record.parent), f"{UNFINISHED}; what it has done by now is not in the report")
    conversion = Reading.of(options).conversion().of_output
    report_on(record, page, conversion, messages, texts=texts, title=title, documents=documents)
    click.get_current_context().exit(FAILED if messages.failures else 0)


def report_on(
    record: Path,
    page: Path,
    conversion: Conversion,
    messages: Messages,
    *,
    texts: Path | None = None,
    title: str | None = None,
    documents: int = DOCUMENTS,
) -> None:
    """Write a report, and tell what it holds or what is wrong.

    ``conversion`` says how the clean texts are read.
    """
    from cleanr.report import TITLE, Limits, NotAReportError, write_report  # loads the template engine

    try:
        written = write_report(
            record,
            page,
            texts=texts,
            title=title or TITLE,
            limits=Limits(documents=documents),
            conversion=conversion,
        )
    except RecordFileError as error:
        messages.failed(str(record), str(error))
    except NotAReportError as error:
        messages.failed(str(page), str(error))
    except OSError as error:
        messages.failed(str(error.filename or page), reason(error))
    else:
        if written.without_text:
            where = texts or record.parent
            messages.note(
                str(record),
                f"of {written.without_text:,} documents the report shows what they lost without the text "
                f"around it: {written.problem}; the texts were looked for in {where} (--texts)",
            )
        messages.note(str(page), f"{written.shown:,} of {written.documents:,} documents")
