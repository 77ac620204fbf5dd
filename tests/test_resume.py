"""Runs that are interrupted or killed, and go on: the same bytes as if nothing had happened."""

from __future__ import annotations

import gzip
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cleanr
from cleanr.cli import main
from cleanr.io.atomic import replacing
from cleanr.io.errors import FormatError
from cleanr.io.output import RECORD_NAME
from cleanr.io.record_file import result_on_record
from cleanr.pipeline import Cleaner
from cleanr.run.journal import JOURNAL_NAME, Journal

Kill = Callable[..., int]

WORKERS_END = 30
"""Seconds after which workers that have no parent any more have ended, on a machine that is very busy."""

PAGE = "Story {}\n\nRain is on its way to the coast, and snow to the hills.\n\nSubscribe to our newsletter\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(cleanr.__file__).parents[1]))
    Path("in/small").mkdir(parents=True)
    rows = [json.dumps({"id": n, "text": PAGE.format(n)}) for n in range(120)]
    Path("in/a.jsonl").write_text("\n".join([*rows[:60], "", *rows[60:]]))
    with gzip.open("in/b.jsonl.gz", "wt") as stream:
        stream.write("\n".join(rows[:60]))
    for n in range(40):
        Path(f"in/small/{n:02}.txt").write_text(PAGE.format(n))
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["in", "-o", *args, "--jobs", "1"], input=b"", catch_exceptions=False)


def content(folder: str) -> dict[str, bytes]:
    """All files, hidden ones included."""
    root = Path(folder)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.fixture
def whole() -> dict[str, bytes]:
    assert run("whole").exit_code == 0
    return content("whole")


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Kill:
    """Run until so many documents are cleaned, then end as a process does that is killed: without a word."""

    def kill(documents: int, *args: str) -> int:
        count = 0
        clean = Cleaner.__call__

        def counted(self: Cleaner, text: str, **more: Any) -> cleanr.Result:
            nonlocal count
            if text:
                count += 1
                if count > documents:
                    raise Killed
            return clean(self, text, **more)

        with monkeypatch.context() as patch:
            patch.setattr(Cleaner, "__call__", counted)
            try:
                run(*args)
            except Killed:
                return count - 1
            return count

    return kill


@pytest.mark.parametrize("steps", [[30], [60, 1, 1], [119, 45, 10], [185, 30], [1, 1, 1]])
def test_a_run_that_goes_on_ends_with_the_same_bytes(
    steps: list[int], whole: dict[str, bytes], killed_after: Kill
) -> None:
    for step in steps:
        assert killed_after(step, "out", "--resume", "-q") == step
        assert (Path("out") / JOURNAL_NAME).exists()
        assert not (Path("out") / RECORD_NAME).exists()
    # Nothing is cleaned twice.
    assert killed_after(10_000, "out", "--resume", "-q") == 220 - sum(steps)
    assert content("out") == whole


def test_what_the_record_says_of_other_files_outlives_a_run_that_goes_on(killed_after: Kill) -> None:
    Path("other").mkdir()
    Path("other/z.txt").write_text(PAGE)
    assert CliRunner().invoke(main, ["other", "-o", "out"]).exit_code == 0
    first = (Path("out") / RECORD_NAME).read_bytes()
    killed_after(70, "out")
    assert (Path("out") / RECORD_NAME).read_bytes() == first
    assert run("out", "--resume").exit_code == 0
    assert run("whole").exit_code == 0
    assert (Path("out") / RECORD_NAME).read_bytes() == first + (Path("whole") / RECORD_NAME).read_bytes()


def test_the_table_counts_what_was_done_before(whole: dict[str, bytes], killed_after: Kill) -> None:
    killed_after(150, "out")
    assert run("out", "--resume").stderr == run("again").stderr


def test_a_line_that_is_cut_off_is_not_believed(whole: dict[str, bytes], killed_after: Kill) -> None:
    for step, cut in [(30, 5), (100, 300), (20, 1)]:
        killed_after(step, "out", "--resume")
        journal = Path("out") / JOURNAL_NAME
        journal.write_bytes(journal.read_bytes()[:-cut])
    assert run("out", "--resume").exit_code == 0
    assert content("out") == whole


def test_inputs_that_changed_are_cleaned_anew(killed_after: Kill) -> None:
    killed_after(200, "out")
    Path("in/a.jsonl").write_text(json.dumps({"text": PAGE.format("new")}))
    Path("in/small/01.txt").write_text(PAGE.format("new"))
    Path("in/small/00a.txt").write_text(PAGE.format("added"))
    Path("in/small/03.txt").unlink()
    Path("out/small/04.txt").unlink()
    assert run("out", "--resume", "-q").exit_code == 0
    os.remove("out/small/03.txt")  # noqa: PTH107  # of the first run; an output is never taken away
    assert run("whole", "-q").exit_code == 0
    was, now = content("out"), content("whole")
    line, _, rest = was.pop(RECORD_NAME).partition(b"\n")  # as of a file of another run
    assert (json.loads(line)["path"], rest) == ("small/03.txt", now.pop(RECORD_NAME))
    assert was == now


def test_an_input_that_changed_in_place_is_noticed(killed_after: Kill) -> None:
    killed_after(30, "out")
    path = Path("in/a.jsonl")
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Subscribe", b"subscribe"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    result = run("out", "--resume")
    assert result.exit_code == 1
    assert "cleanr: in/a.jsonl: changed since the unfinished run" in result.stderr


def test_changed_options_are_refused_unless_forced(whole: dict[str, bytes], killed_after: Kill) -> None:
    killed_after(70, "out")
    result = run("out", "--resume", "--preset", "conservative", "--without", "credit")
    assert result.exit_code == 2
    message = " ".join(result.stderr.replace("│", " ").split())
    assert 'preset was "balanced", is "conservative"' in message
    assert "filters was" in message
    assert "--force" in message
    assert run("out", "--resume", "--without", "newsletter", "--force").exit_code == 0
    lines = [json.loads(line) for line in (Path("out") / RECORD_NAME).read_text().splitlines()]
    removed = ["newsletter" in [r["category"] for r in line["removed"]] for line in lines]
    assert removed == [True] * 70 + [False] * 150


def test_a_phrase_file_that_changed_is_a_changed_option(killed_after: Kill) -> None:
    entry = '[[phrase]]\nid = "en.social.hut"\ncategory = "social"\nstrength = "strong"\n'
    entry += 'pattern = ["the hut is open"]\nmatch = ["The hut is open."]\nkeep = ["The hut was open."]\n'
    Path("ours.toml").write_text(entry)
    killed_after(5, "out", "--phrases", "ours.toml")
    Path("ours.toml").write_text(entry + "# more\n")
    assert "phrases was" in run("out", "--resume", "--phrases", "ours.toml").stderr


def test_a_profile_that_learnt_more_is_a_changed_option(killed_after: Kill) -> None:
    learn = ["learn", "in/small", "--profile", "lines.db", "--site"]
    assert CliRunner().invoke(main, [*learn, "a"]).exit_code == 0
    killed_after(5, "out", "--profile", "lines.db")
    assert CliRunner().invoke(main, [*learn, "b"]).exit_code == 0
    assert "size and time of the profile was" in run("out", "--resume", "--profile", "lines.db").stderr


def test_without_resume_a_run_begins_anew_and_says_so(whole: dict[str, bytes], killed_after: Kill) -> None:
    killed_after(70, "out", "--preset", "conservative")
    result = run("out")
    assert "cleanr: out: begun anew; --resume would have gone on with the last run" in result.stderr
    assert content("out") == whole


@pytest.mark.parametrize("before", [[], ["--preset", "aggressive"]])
def test_an_unfinished_run_is_told_and_what_it_has_done_restored(
    killed_after: Kill, before: list[str]
) -> None:
    if before:
        run("out", *before)
    killed_after(200, "out")
    told = "cleanr: out: a run into it is unfinished, and goes on with its command and --resume; what it has"
    result = CliRunner().invoke(main, ["restore", "out", "-o", "back"])
    files = 42 if before else 22
    assert (result.exit_code, result.stderr.splitlines()) == (
        0,
        [f"{told} done by now is restored", f"cleanr: {files} files restored"],
    )
    for path in ("a.jsonl", "small/19.txt"):
        assert Path("back", path).read_bytes() == Path("in", path).read_bytes()
    result = CliRunner().invoke(main, ["report", "out", "-o", "page.html"])
    assert result.stderr.splitlines()[0] == f"{told} done by now is not in the report"
    assert run("out", "--resume").exit_code == 0


@pytest.mark.parametrize("more", [[], ["--resume"]])
def test_another_run_keeps_what_an_unfinished_one_did(killed_after: Kill, more: list[str]) -> None:
    Path("other").mkdir()
    for name in ("z.txt", "a.jsonl"):
        Path("other", name).write_text(json.dumps({"text": PAGE}) if name == "a.jsonl" else PAGE)
    assert CliRunner().invoke(main, ["other/a.jsonl", "-o", "out"]).exit_code == 0
    killed_after(190, "out")  # both files with many documents, and some of one
    Path("out/small/03.txt").unlink()
    for args in (["other/z.txt", *more], ["other/z.txt"]):
        assert CliRunner().invoke(main, [*args, "-o", "out"]).exit_code == 0
    lines = [json.loads(line) for line in (Path("out") / RECORD_NAME).read_bytes().splitlines()]
    small = [f"small/{n:02}.txt" for n in range(10) if n != 3]
    assert list(dict.fromkeys(line["path"] for line in lines)) == ["a.jsonl", "b.jsonl.gz", *small, "z.txt"]
    result = CliRunner().invoke(main, ["restore", "out", "-o", "back"])
    assert (result.exit_code, result.stderr) == (0, "cleanr: 12 files restored\n")
    assert Path("back/a.jsonl").read_bytes() == Path("in/a.jsonl").read_bytes()


def test_resume_begins_where_there_is_nothing_to_go_on_with(whole: dict[str, bytes]) -> None:
    assert run("out", "--resume").exit_code == 0
    assert content("out") == whole


@pytest.mark.parametrize(
    "args",
    [["in", "--resume"], ["in", "-o", "out", "--force"], ["in", "-o", "memory://out", "--resume"]],
)
def test_what_resume_needs(args: list[str]) -> None:
    assert CliRunner().invoke(main, args).exit_code == 2


def test_why_a_run_into_a_url_is_not_resumed() -> None:
    message = CliRunner().invoke(main, ["in", "-o", "memory://out", "--resume"]).stderr
    assert (
        "--resume needs an OUT on this machine, as it reads there what was written; memory://out is"
        in message
    )


def test_failures_are_tried_again_and_problems_told_again(killed_after: Kill) -> None:
    Path("in/0.jsonl").write_text('{"text": "Rain."}\n{broken\n')
    Path("in/00.txt").write_bytes(b"\0")
    killed_after(70, "out")
    Path("in/00.txt").write_text("Rain.")
    result = run("out", "--resume")
    assert result.exit_code == 1
    assert "cleanr: in/0.jsonl: 1 parts were left as they are, as told in the first run" in result.stderr
    assert (Path("out") / "00.txt").read_text() == "Rain."


def test_a_filter_that_failed_before_is_told_again(
    killed_after: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = Cleaner.__call__

    def failing(self: Cleaner, text: str, **of: Any) -> cleanr.Result:
        if "Story 1\n" in text:
            raise ZeroDivisionError("division by zero")
        return clean(self, text, **of)

    monkeypatch.setattr(Cleaner, "__call__", failing)
    result = run("whole")
    failed = "cannot be cleaned: ZeroDivisionError: division by zero; left as it is"
    assert f"cleanr: in/a.jsonl: document 1 {failed}" in result.stderr
    lines = [json.loads(line) for line in (Path("whole") / RECORD_NAME).read_text().splitlines()]
    assert lines[1]["flags"] == ["uncleaned:ZeroDivisionError: division by zero"]
    killed_after(6, "out")
    resumed = run("out", "--resume")
    assert (resumed.exit_code, resumed.stderr) == (1, result.stderr)
    assert content("out") == content("whole")


def test_a_record_line_of_another_text_is_not_believed() -> None:
    line = {"chars_in": 5, "chars_out": 0, "flags": [], "removed": []}
    with pytest.raises(FormatError, match="changed since"):
        result_on_record("Snow", line)
    with pytest.raises(FormatError, match="changed since"):
        result_on_record("Rain.", line)


def test_a_journal_of_no_use_is_replaced(folder: Path) -> None:
    path = folder / "journal"
    path.write_bytes(b"half a li")
    with_nothing = Journal.resume(path, {})
    assert with_nothing.entry("a", (1, "1")) is None
    with_nothing.close()


def size_of(journal: Path) -> int:
    """How large the journal is; a run that has come to its end takes it away at any moment."""
    try:
        return journal.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_for_real(jobs: str, whole: dict[str, bytes]) -> None:
    """``kill -9`` of all its processes, each time a few documents further on, until it is done."""
    command = [sys.executable, "-m", "cleanr", "in", "-o", "out", "--jobs", jobs, "--resume", "-q"]
    journal = Path("out") / JOURNAL_NAME
    size = kills = 0
    for more in (3_000, 30_000, 20_000):
        with subprocess.Popen(command, start_new_session=True) as process:
            # Kill as soon as the journal has grown; no clock decides.
            while process.poll() is None and size_of(journal) < size + more:
                pass
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                kills += 1
        if not journal.exists():
            break
        size = size_of(journal)
    subprocess.run(command, check=True)
    assert kills
    assert content("out") == whole


@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
def test_a_run_of_which_only_the_main_process_is_killed_goes_on(whole: dict[str, bytes]) -> None:
    """``kill -9 PID`` and the kernel's out-of-memory killer take one process, and leave its workers."""
    command = [sys.executable, "-m", "cleanr", "in", "-o", "out", "--jobs", "2", "--resume", "-q"]
    journal = Path("out") / JOURNAL_NAME
    # Workers keep standard error open: it ends when the last of them does.
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while process.poll() is None and size_of(journal) < 3_000:
            pass
        process.kill()
        assert process.wait() == -signal.SIGKILL
        # At once, while workers may still be at a task.
        subprocess.run(command, check=True)
        assert process.stderr is not None
        assert select.select([process.stderr], [], [], WORKERS_END)[0], "the workers did not end"
        assert process.stderr.read() == b""
    assert content("out") == whole


def test_lines_of_a_file_that_failed_in_between_are_not_lost(folder: Path) -> None:
    """What was cleaned of a file stays known, even where its lines stand before those of others."""
    path, options = folder / "journal", {"a": 1}
    journal = Journal.start(path, options)
    journal.begin("a", (1, "1"))
    journal.add('{"n": 1}\n')
    journal.begin("b", (2, "2"))
    journal.add('{"n": 2}\n')
    journal.done(5, 0)
    journal.begin("c", (3, "3"))
    journal.add('{"n": 3}\n')
    journal.close()
    journal = Journal.resume(path, options)
    assert journal.under_way == ["a", "c"]
    first = journal.entry("a", (1, "1"))
    assert first is not None
    known = journal.lines(first)
    assert journal.begin("a", (1, "1")) is False  # its lines do not stand at the end: write them again
    for line in known:
        journal.add(json.dumps(line) + "\n")
    journal.done(5, 0)
    journal.close()
    journal = Journal.resume(path, options)
    journal.begin("c", (3, "3"))
    journal.add('{"n": 3}\n')
    journal.done(5, 0)
    journal.finish("abc", replacing(folder / "record"))
    assert (folder / "record").read_text() == '{"n": 1}\n{"n": 2}\n{"n": 3}\n'
    assert not path.exists()


def test_the_last_input_goes_on_in_its_midst(folder: Path) -> None:
    path = folder / "journal"
    journal = Journal.start(path, {})
    journal.begin("a", (1, "1"))
    journal.add('{"n": 1}\n')
    journal.close()
    journal = Journal.resume(path, {})
    assert journal.begin("a", (1, "1")) is True
    journal.add('{"n": 2}\n')
    journal.done(5, 0)
    journal.finish("a", replacing(folder / "record"))
    assert (folder / "record").read_text() == '{"n": 1}\n{"n": 2}\n'


@pytest.mark.parametrize("place", [b'"begin": "b.jsonl.gz"', b'"in/a.jsonl"', b'"in/b.jsonl.gz"'])
def test_a_damaged_journal(whole: dict[str, bytes], killed_after: Kill, place: bytes) -> None:
    killed_after(150, "out", "-q")
    path = Path("out") / JOURNAL_NAME
    path.write_bytes(path.read_bytes().replace(place, b"\xff" * 3, 1))
    result = run("out", "--resume")
    if b"begin" not in place:
        assert result.exit_code == 2
        words = " ".join(result.stderr.replace("│", " ").split())
        assert "out: .cleanr-run is damaged; leave out --resume to begin anew" in words
        result = run("out")
    assert result.exit_code == 0
    assert content("out") == whole


def test_two_runs_into_one_folder_are_kept_apart(folder: Path) -> None:
    pytest.importorskip("fcntl")
    (folder / "out").mkdir()
    journal = Journal.start(folder / "out" / JOURNAL_NAME, {})
    for more in ([], ["--resume"]):
        result = run("out", *more)
        assert result.exit_code == 2
        assert "another run is writing into it" in " ".join(result.stderr.replace("│", " ").split())
    journal.close()
    assert run("out", "--resume", "--force").exit_code == 0


def test_an_output_folder_that_cannot_be_made(folder: Path) -> None:
    (folder / "file").touch()
    result = run("file/out")
    assert result.exit_code == 1
    assert "cannot be written: not a directory" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
def test_ctrl_c_ends_all_processes_without_a_word_of_python(folder: Path) -> None:
    os.mkfifo("slow.txt")

    def listen_to_ctrl_c() -> None:  # a shell makes commands in the background ignore it
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    command = [sys.executable, "-m", "cleanr", "in", "slow.txt", "-o", "out", "--jobs", "2"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=listen_to_ctrl_c
    ) as process:
        writer = os.open("slow.txt", os.O_WRONLY)  # waits until the other side reads it
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None
        stderr = process.stderr.read().decode()
        os.close(writer)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert "cleanr: out: what is done is kept; the same command with --resume goes on\n" in stderr
    assert "cleanr: interrupted\n" in stderr
