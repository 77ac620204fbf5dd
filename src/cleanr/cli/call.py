"""One call of the command that cleans: what its options come to, and the run itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from cleanr.cli.learn import profile_for
from cleanr.cli.options import Reading, cleaner, in_force
from cleanr.cli.report import report_on
from cleanr.cli.values import cores
from cleanr.io.atomic import replacing, sweep
from cleanr.io.conversion import DIFF
from cleanr.io.errors import MissingExtraError
from cleanr.io.folder import reason
from cleanr.io.formats import FORMATS
from cleanr.io.location import is_url, is_url_folder, writing_url
from cleanr.io.output import RECORD_NAME, OutputFolder, OutputUrl
from cleanr.run.batch import Batch
from cleanr.run.documents import site_of
from cleanr.run.journal import JOURNAL_NAME, Journal, JournalError, unfinished
from cleanr.run.messages import Messages
from cleanr.run.other_files import finished_files, lines_of_other_files, put_on_record
from cleanr.run.plan import Plan
from cleanr.run.progress import progress_bar
from cleanr.run.sink import FileSink, NoSink, ReaderLeftError, Sink, StdoutSink, UrlSink
from cleanr.run.source import STDIN, STDIN_NAME, Source
from cleanr.run.totals import Totals

WORTH_PROCESSES = 1_000_000
"""Bytes of input from which on several processes are started, unless --jobs says how many."""


class Call:
    """What the options of one call come to."""

    def __init__(self, paths: tuple[str, ...], options: dict[str, Any]) -> None:
        self._paths = paths
        self._options = options
        self._cleaner = cleaner(options)
        self._reading = Reading.of(options)
        self._conversion = self._reading.conversion(
            target=options["target"], removed_field=options["removed_field"]
        )
        output = options["output"]
        self._folder: OutputFolder | OutputUrl | None = None
        if output is not None:
            self._folder = OutputUrl(output) if is_url(output) else OutputFolder(Path(output))
        self._dry = options["dry_run"]
        self._recorded = False
        self.messages = Messages(quiet=options["quiet"])
        self._check()

    def _check(self) -> None:
        """Refuse options that do not go together."""
        options, diff = self._options, self._options["target"] == DIFF
        if (
            self._folder is None
            and not self._dry
            and not diff
            and (len(self._paths) > 1 or _is_folder(self._paths[0]))
        ):
            raise click.UsageError(
                "Where do the clean files go? Give a folder with -o OUT, or one file only."
            )
        if diff and self._folder is not None:
            raise click.UsageError("A diff goes to standard output: leave out -o, and write > changes.diff.")
        if diff and options["removed_field"] is not None:
            raise click.UsageError("A diff has no place for --removed-field.")
        for name in ("resume", "report"):
            if options[name] and (self._folder is None or self._dry):
                raise click.UsageError(f"--{name} needs a run that writes: with -o OUT, without --dry-run.")
            if options[name] and not isinstance(self._folder, OutputFolder):
                raise click.UsageError(
                    f"--{name} needs an OUT on this machine, as it reads there what was written; "
                    f"{options['output']} is a URL."
                )
        if options["profile"] and options["learn"]:
            raise click.UsageError(
                "--learn and --profile exclude each other; `cleanr learn` adds to a profile."
            )
        if options["learn"] and STDIN in self._paths:
            raise click.UsageError("--learn reads its documents twice, which standard input does not allow.")
        if options["report"]:
            _check_report(Path(options["report"]))
        if options["force"] and not options["resume"]:
            raise click.UsageError("--force goes with --resume.")

    def plan(self) -> Plan:
        """Find the files, and report what cannot be found."""
        kind = self._reading.input_format
        plan = Plan(
            takes=self._reading.takes,
            output=self._folder,
            messages=self.messages,
            output_path=self._conversion.output_path,
            stdin_name=f"stdin.{FORMATS[kind].suffixes[0]}" if kind else STDIN_NAME,
        )
        for path in self._paths:
            plan.add(path)
        return plan

    def clean(self, plan: Plan) -> Totals | None:
        """Clean all files; ``None`` where nobody reads standard output any more."""
        quiet = self._options["quiet"] or (self._folder is None and not self._dry)
        totals = Totals()
        site, known = self._options["site"], self._options["profile"]
        learn = self._options["learn"]
        try:
            with (
                profile_for(plan, self._reading, known, learn=learn, site=site) as profile,
                self._journal(plan) as journal,
                progress_bar(len(plan), quiet=quiet) as progress,
            ):
                batch = Batch(
                    self._cleaner.replace(profile=profile),
                    self._conversion,
                    self._sink_of,
                    messages=self.messages,
                    journal=journal,
                    progress=progress,
                    site_of=None if profile is None else partial(site_of, given=site),
                )
                totals = batch.run(plan, jobs=self._jobs(plan))
        except ReaderLeftError:
            return None
        except OSError as error:
            if self._folder is None:
                raise
            self.messages.failed(str(self._folder.record), f"cannot be written: {reason(error)}")
        return totals

    def report(self) -> None:
        """Write the report of a run that is on record, if one is wanted."""
        page = self._options["report"]
        if page and self._recorded and isinstance(self._folder, OutputFolder):
            report_on(self._folder.record, Path(page), self._conversion.of_output, self.messages)

    def _sink_of(self, source: Source) -> Sink:
        path = self._conversion.output_path(source.path)
        if isinstance(self._folder, OutputFolder):
            sink: Sink = FileSink(self._folder.target(path, source.file))
        elif self._folder is not None:
            sink = UrlSink(self._folder.target(path))
        else:
            sink = StdoutSink()
        return NoSink() if self._dry else sink

    def _jobs(self, plan: Plan) -> int:
        jobs: int = self._options["jobs"]
        if jobs:
            return jobs
        size = 0
        for source in plan:
            size += source.identity[0] if source.identity else WORTH_PROCESSES
            if size >= WORTH_PROCESSES:
                return cores()
        return 1

    @contextmanager
    def _journal(self, plan: Plan) -> Iterator[Journal | None]:
        """Keep the record while the block runs; it takes its place when that ends well."""
        folder = self._folder
        if folder is None or self._dry:
            yield None
            return
        if isinstance(folder, OutputFolder):
            with self._opened(folder) as journal:
                yield journal
                self._finish(journal, plan, folder, replacing(folder.record))
                self._recorded = True
            return
        with tempfile.TemporaryDirectory() as temporary:
            journal = Journal.start(Path(temporary, JOURNAL_NAME), {})
            yield journal
            self._finish(journal, plan, folder, writing_url(folder.record))

    def _finish(
        self,
        journal: Journal,
        plan: Plan,
        folder: OutputFolder | OutputUrl,
        record: AbstractContextManager[BinaryIO],
    ) -> None:
        """Put on record what is done, after what is known of files of other runs."""
        done = [source.path for source in plan if journal.is_done(source.path)]
        others = finished_files(folder, journal, but={*done})
        if not (done or others) and folder.has(RECORD_NAME):
            journal.drop()
            return
        written = {os.path.normcase(self._conversion.output_path(path)) for path in done}
        lines = lines_of_other_files(folder, journal, others, written, self.messages)
        journal.finish(done, record, lines)

    @contextmanager
    def _opened(self, folder: OutputFolder) -> Iterator[Journal]:
        options = {**in_force(self._options), "format": self._options["target"]}
        options["removed-field"] = self._options["removed_field"]
        path = folder.root / JOURNAL_NAME
        try:
            if self._options["resume"]:
                journal = Journal.resume(path, options, force=self._options["force"])
                for begun in [RECORD_NAME, *journal.under_way]:
                    sweep((folder.root / begun).parent)
            else:
                was_unfinished = unfinished(folder.root)
                if was_unfinished:
                    put_on_record(folder, Journal.resume(path, {}, force=True), self.messages)
                journal = Journal.start(path, options)
                if was_unfinished:
                    self.messages.note(
                        str(folder.root), "begun anew; --resume would have gone on with the last run"
                    )
        except JournalError as error:
            raise _not_resumed(folder, error) from None
        try:
            yield journal
        except JournalError as error:  # a line is looked at when its file's turn comes
            raise _not_resumed(folder, error) from None
        except KeyboardInterrupt:
            self.messages.note(
                str(folder.root), "what is done is kept; the same command with --resume goes on"
            )
            raise
        finally:
            journal.close()


def _not_resumed(folder: OutputFolder, error: JournalError) -> click.UsageError:
    return click.UsageError(f"{folder.root}: {error}.")


def _check_report(page: Path) -> None:
    """Refuse what the report would destroy before the run, and not after it."""
    from cleanr.report import NotAReportError, spare_other_files  # loads the template engine

    try:
        spare_other_files(page)
    except NotAReportError as error:
        raise click.UsageError(f"--report: {page} {error}.") from None
    except OSError as error:
        raise click.UsageError(f"--report: {page}: {reason(error)}.") from None


def _is_folder(path: str) -> bool:
    with suppress(OSError, MissingExtraError):  # planning will tell
        if is_url(path):
            return is_url_folder(path)
        return path != "" and Path(path).is_dir()
    return False
