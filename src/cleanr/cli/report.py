"""The command that writes the report on a run."""

from __future__ import annotations

from pathlib import Path

import click

from cleanr.io.folder import reason
from cleanr.io.output import RECORD_NAME
from cleanr.io.record_reader import RecordFileError
from cleanr.run.messages import Messages

FAILED = 1
"""Exit status where the report could not be written."""

EXAMPLES = """\b
Examples:
  cleanr crawl -o clean
  cleanr report clean -o report.html
  cleanr report clean/cleanr-record.jsonl -o report.html --title "Crawl of May"
  cleanr report record.jsonl -o report.html --texts clean
"""


@click.command("report", epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
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
    default=5000,
    show_default=True,
    help="Documents to show one by one: where there are more, the most suspicious ones and a sample.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    record: Path, output: Path, texts: Path | None, title: str | None, documents: int, quiet: bool
) -> None:
    """Show in one HTML file what a run removed, and where it may have been wrong.

    RECORD is the cleanr-record.jsonl of a run, or the folder that it lies in. The file needs no network and
    opens in any browser of the last years: figures, the most frequent removed lines, and each document with
    its cuts in place, the most suspicious ones first.
    """
    from cleanr.report import TITLE, Limits, NotAReportError, write_report  # loads the template engine

    messages = Messages(quiet=quiet)
    if record.is_dir():
        record /= RECORD_NAME
    try:
        written = write_report(
            record, output, texts=texts, title=title or TITLE, limits=Limits(documents=documents)
        )
    except RecordFileError as error:
        messages.failed(str(record), str(error))
    except NotAReportError as error:
        messages.failed(str(output), str(error))
    except OSError as error:
        messages.failed(str(error.filename or output), reason(error))
    else:
        if written.without_text:
            where = texts or record.parent
            messages.note(
                str(record),
                f"of {written.without_text:,} documents the clean text is not in {where}: the report shows "
                "what they lost without the text around it; --texts names the folder",
            )
        messages.note(str(output), f"{written.shown:,} of {written.documents:,} documents")
    click.get_current_context().exit(FAILED if messages.failures else 0)
