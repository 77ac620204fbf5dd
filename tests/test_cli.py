from __future__ import annotations

import codecs
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import click
import pytest
from click.testing import CliRunner, Result

import cleanr
from cleanr.__main__ import main as start
from cleanr.cli import main
from cleanr.cli.clean import SECTIONS
from cleanr.cli.clean import command as clean_command
from cleanr.cli.group import CommandLine
from cleanr.io.output import RECORD_NAME
from cleanr.run.journal import JOURNAL_NAME
from cleanr.run.source import Source

PAGE = "Rain is on its way to the coast.\n\nSubscribe to our newsletter\n"
CLEAN = cleanr.clean(PAGE).text
RUSSIAN = "Переговоры начались вчера вечером, сообщил представитель министерства обороны.\n"
OPTIONS = (
    "--output --include --lang --mode --preset --filters --without --jobs --quiet --dry-run --version --help "
    "--format --removed-field --input-format --text-field --id-field --url-field --max-bytes --phrases "
    "--keep --resume --force --report --config"
)
PYTHON = [sys.executable, "-m", "cleanr"]


def run(*args: str | Path, stdin: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, list(map(str, args)), input=stdin, catch_exceptions=False)


def run_process(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PYTHON, *map(str, args)], input=stdin, capture_output=True, check=False)


def records(out: Path) -> list[dict[str, Any]]:
    lines = (out / RECORD_NAME).read_bytes().decode().splitlines()
    return [json.loads(line) for line in lines]


def files(folder: Path) -> dict[str, str]:
    """All files below a folder but the record, temporary ones included."""
    found = {
        p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()
    }
    return {path: text for path, text in sorted(found.items()) if path != RECORD_NAME}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    source = Path(cleanr.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", str(source))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tree(folder: Path) -> Path:
    for name in ("b.txt", "a.md", "sub/c.text", "sub/deep/d.txt", "page.html", ".git/x.txt"):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE)
    return folder / "in"


def test_the_page_has_something_to_remove() -> None:
    assert CLEAN == "Rain is on its way to the coast.\n"


# Files and folders


def test_a_folder_is_mirrored_with_its_record(tree: Path) -> None:
    result = run("in", "-o", "out")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert files(Path("out")) == dict.fromkeys(["a.md", "b.txt", "sub/c.text", "sub/deep/d.txt"], CLEAN)
    lines = records(Path("out"))
    assert [line["path"] for line in lines] == ["a.md", "b.txt", "sub/c.text", "sub/deep/d.txt"]
    assert [line["input"] for line in lines] == ["in/a.md", "in/b.txt", "in/sub/c.text", "in/sub/deep/d.txt"]
    for line in lines:
        assert list(line) == ["path", "input", "chars_in", "chars_out", "digest", "removed", "flags"]
        assert (line["chars_in"], line["chars_out"]) == (len(PAGE), len(CLEAN))
        assert "newsletter" in [removal["category"] for removal in line["removed"]]
        assert cleanr.restore(CLEAN, line["removed"]) == PAGE


def test_files_and_folders_together_in_the_order_given(tree: Path) -> None:
    Path("one.xyz").write_text(PAGE)
    assert run("one.xyz", "in/sub", "in/.git", "-o", "out").exit_code == 0
    assert [line["path"] for line in records(Path("out"))] == ["one.xyz", "c.text", "deep/d.txt", "x.txt"]


@pytest.mark.parametrize(
    "names", [["html"], [".html"], ["*.HTML"], ["csv,html"], ["csv", "--include", "page.*"]]
)
def test_include_adds_names(tree: Path, names: list[str]) -> None:
    run("in", "-o", "out", "--include", *names)
    assert list(files(Path("out"))) == ["a.md", "b.txt", "page.html", "sub/c.text", "sub/deep/d.txt"]


def test_files_of_a_folder_that_are_left_out_for_their_names_are_told(folder: Path) -> None:
    Path("in/sub").mkdir(parents=True)
    for name in ("a.txt", "b.csv", "c.CSV", "sub/d.html.gz", "sub/README", ".hidden.csv", RECORD_NAME):
        Path("in", name).write_text(PAGE)
    told = "in: 4 other files left out (.csv 2, .html.gz 1, no suffix 1): --include PATTERN takes them"
    assert f"cleanr: {told}\n" in run("in", "-o", "out").stderr
    assert f"cleanr: {told}\n" in run("check", "in").stderr
    assert run("in", "-o", "out", "-q").stderr == ""
    assert "left out" not in run("in", "-o", "out", "--include", "csv,html.gz,README").stderr
    pytest.importorskip("fsspec")
    url = Path("in").absolute().as_uri()
    assert told.removeprefix("in") in run(url, "-o", "out").stderr


def test_a_second_run_gives_the_same_bytes(tree: Path) -> None:
    run("in", "-o", "out")
    first = (Path("out") / RECORD_NAME).read_bytes()
    run("in", "-o", "out")
    assert (Path("out") / RECORD_NAME).read_bytes() == first


def test_jobs_change_nothing(folder: Path) -> None:
    (folder / "in").mkdir()
    for number in range(150):
        (folder / f"in/{number:03}.txt").write_text(f"{number}\n{PAGE}")
    (folder / "in/070.txt").write_bytes(b"\0")
    assert run_process("in", "-o", "one").returncode == 1
    assert run_process("in", "-o", "two", "--jobs", "2").returncode == 1
    assert run_process("in", "-o", "all", "--jobs", "0").returncode == 1
    record = (Path("one") / RECORD_NAME).read_bytes()
    assert record.count(b"\n") == 149
    for out in (Path("two"), Path("all")):
        assert (out / RECORD_NAME).read_bytes() == record
        assert files(out) == files(Path("one"))


def test_documents_are_read_when_their_turn_comes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    open_source = Source.open

    def noted(source: Source) -> AbstractContextManager[BinaryIO]:
        events.append(f"{source.path} with {len(files(Path('out')))} files written")
        return open_source(source)

    monkeypatch.setattr(Source, "open", noted)
    run("in", "-o", "out", "-q")
    # The record's temporary file is one of them.
    assert events == [
        "a.md with 1 files written",
        "b.txt with 2 files written",
        "sub/c.text with 3 files written",
        "sub/deep/d.txt with 4 files written",
    ]


def test_an_empty_file_and_an_empty_folder_are_fine(folder: Path) -> None:
    (folder / "in").mkdir()
    result = run("in", "-o", "out")
    assert result.exit_code == 0
    assert "cleanr: in: no files to clean in it" in result.stderr
    assert records(Path("out")) == []
    (folder / "in/a.txt").touch()
    assert run("in", "-o", "out").exit_code == 0
    assert files(Path("out")) == {"a.txt": ""}
    assert records(Path("out"))[0]["removed"] == []


# Standard input and output


@pytest.mark.parametrize("args", [[], ["-"]])
def test_standard_input_goes_to_standard_output(args: list[str]) -> None:
    result = run(*args, stdin=PAGE)
    assert result.exit_code == 0
    assert result.stdout == CLEAN
    assert "documents" in result.stderr
    assert list(Path().iterdir()) == []


def test_one_file_goes_to_standard_output(folder: Path) -> None:
    (folder / "a.txt").write_text(PAGE)
    result = run("a.txt")
    assert (result.exit_code, result.stdout) == (0, CLEAN)


def test_standard_input_goes_to_a_file_of_the_output_folder(folder: Path) -> None:
    (folder / "a.txt").write_text(PAGE)
    result = run("a.txt", "-", "-o", "out", stdin=PAGE)
    assert (result.exit_code, result.stdout) == (0, "")
    assert files(Path("out")) == {"a.txt": CLEAN, "stdin.txt": CLEAN}
    assert [line["input"] for line in records(Path("out"))] == ["a.txt", "-"]


@pytest.mark.parametrize("paths", [["in"], ["in/a.md", "in/b.txt"], ["-", "in/a.md"]])
def test_more_than_a_file_needs_an_output_folder(tree: Path, paths: list[str]) -> None:
    result = run(*paths)
    assert result.exit_code == 2
    assert "-o OUT" in result.stderr
    assert result.stdout == ""


def test_a_folder_behind_a_url_needs_an_output_folder(tree: Path) -> None:
    pytest.importorskip("fsspec")
    result = run(Path("in").absolute().as_uri())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "-o OUT" in result.stderr


def test_bytes_pass_through_as_they_are() -> None:
    for data in (b"a\r\nb\rc\n", "\ufeffKäse\r\n".encode(), b"", b"no line end"):
        result = run_process("-", "-q", stdin=data)
        assert (result.returncode, result.stdout, result.stderr) == (0, data, b"")


def test_standard_input_is_decoded_like_files() -> None:
    result = run_process(stdin=RUSSIAN.encode("cp1251"))
    assert (result.returncode, result.stdout) == (0, RUSSIAN.encode())
    binary = run_process(stdin=b"\x00\x01")
    assert (binary.returncode, binary.stdout) == (1, b"")
    assert binary.stderr.startswith(b"cleanr: standard input: binary")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    (folder / "long.txt").write_text("The rain goes on and on along the coast.\n" * 20_000)
    with subprocess.Popen([*PYTHON, "long.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(PYTHON, input=PAGE.encode(), stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith(b"cleanr: standard output: cannot be written: no space left")
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "args", [["check", "page.txt"], ["explain", "page.txt"], ["filters"], ["config"], ["phrases"]]
)
def test_a_full_disk_is_an_error_of_other_commands(args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("page.txt").write_text(PAGE)
    for colour in ("", "1"):
        monkeypatch.setenv("FORCE_COLOR", colour)
        with Path("/dev/full").open("wb") as full:
            result = subprocess.run([*PYTHON, *args], stdout=full, stderr=subprocess.PIPE, check=False)
        assert result.returncode == 2
        assert result.stderr == b"cleanr: standard output: cannot be written: no space left on device\n"


@pytest.mark.parametrize(
    ("closed", "message"),
    [
        ("<&-", b"cleanr: standard input: cannot be read"),
        (">&-", b"cleanr: standard output: cannot be written"),
    ],
)
def test_closed_streams(closed: str, message: bytes) -> None:
    command = f"{sys.executable} -m cleanr {closed}"
    result = subprocess.run(command, shell=True, input=PAGE.encode(), stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith(message)


# Encodings and restoring


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.replace("\n", "\r\n").encode(), None),
        (codecs.BOM_UTF8 + PAGE.encode(), None),
        ((RUSSIAN + PAGE).encode("cp1251"), "cp1251"),
        (codecs.BOM_UTF16_LE + (RUSSIAN + PAGE).encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + PAGE.replace("\n", "\r\n").encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + PAGE.encode("utf-32-le"), "utf-32-le"),
        ("\u2028one\x85two\x0cthree\n\n".encode() + PAGE.encode(), None),
    ],
)
def test_every_byte_can_be_restored(folder: Path, data: bytes, encoding: str | None) -> None:
    (folder / "a.txt").write_bytes(data)
    assert run("a.txt", "-o", "out").exit_code == 0
    clean = (folder / "out/a.txt").read_bytes().decode()
    [line] = records(folder / "out")
    assert "newsletter" not in clean
    assert line.get("encoding") == encoding
    assert cleanr.restore(clean, line["removed"]).encode(encoding or "utf-8") == data


def test_damaged_utf_8_is_noted(folder: Path) -> None:
    (folder / "a.txt").write_bytes(RUSSIAN.encode()[:-3])
    result = run("a.txt", "-o", "out")
    assert result.exit_code == 0
    assert "cleanr: a.txt: damaged UTF-8, 1 broken places" in result.stderr
    assert records(Path("out"))[0]["flags"] == ["undecodable:1"]


# What goes wrong, while the rest goes on


def goes_on(result: Result | subprocess.CompletedProcess[bytes], *messages: str) -> bool:
    """Whether the run failed with just these messages, and cleaned good.txt."""
    status = result.exit_code if isinstance(result, Result) else result.returncode
    stderr = result.stderr if isinstance(result.stderr, str) else result.stderr.decode()
    assert [line for line in stderr.splitlines() if line.startswith("cleanr: ")] == list(messages)
    assert status == 1
    assert (Path("out") / "good.txt").read_text() == CLEAN
    assert "good.txt" in [line["path"] for line in records(Path("out"))]
    return True


@pytest.fixture
def good(folder: Path) -> Path:
    path = folder / "good.txt"
    path.write_text(PAGE)
    return path


def test_a_missing_file(good: Path) -> None:
    assert goes_on(run("nope", good, "-o", "out"), "cleanr: nope: does not exist")


def test_an_empty_path_is_not_the_current_folder(good: Path) -> None:
    assert goes_on(run("", good, "-o", "out"), "cleanr: '': does not exist")


def test_a_binary_file(good: Path) -> None:
    Path("image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert goes_on(run("image.txt", good, "-o", "out"), "cleanr: image.txt: binary, not text")
    assert files(Path("out")) == {"good.txt": CLEAN}
    assert len(records(Path("out"))) == 1


def test_broken_links(good: Path) -> None:
    Path("in").mkdir()
    Path("in/link.txt").symlink_to("nowhere")
    Path("direct.txt").symlink_to("nowhere")
    result = run("in", "direct.txt", good, "-o", "out")
    assert goes_on(result, "cleanr: in/link.txt: broken link", "cleanr: direct.txt: broken link")


def test_an_unreadable_file_and_folder(good: Path) -> None:
    Path("secret.txt").touch(mode=0o000)
    Path("in/closed").mkdir(parents=True, mode=0o000)
    if os.access("secret.txt", os.R_OK):
        pytest.skip("permissions do not apply to this user")
    result = run("secret.txt", "in", good, "-o", "out")
    assert goes_on(
        result,
        "cleanr: in/closed: cannot be read: permission denied",
        "cleanr: secret.txt: cannot be read: permission denied",
    )


def test_an_unreadable_file_as_anybody(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_source = Source.open

    def denied(source: Source) -> AbstractContextManager[BinaryIO]:
        if source.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return open_source(source)

    monkeypatch.setattr(Source, "open", denied)
    Path("secret.txt").touch()
    result = run("secret.txt", good, "-o", "out")
    assert goes_on(result, "cleanr: secret.txt: cannot be read: permission denied")


def test_an_output_that_cannot_be_written(good: Path) -> None:
    Path("out/bad.txt").mkdir(parents=True)
    Path("bad.txt").write_text(PAGE)
    result = run("bad.txt", good, "-o", "out")
    assert goes_on(result, "cleanr: bad.txt: out/bad.txt cannot be written: is a directory")
    assert [line["path"] for line in records(Path("out"))] == ["good.txt"]
    assert files(Path("out")) == {"good.txt": CLEAN}


def test_a_record_that_cannot_be_written(good: Path) -> None:
    (Path("out") / RECORD_NAME).mkdir(parents=True)
    result = run(good, "-o", "out")
    assert result.exit_code == 1
    assert f"cleanr: out/{RECORD_NAME}: cannot be written: is a directory" in result.stderr
    assert sorted(files(Path("out"))) == [JOURNAL_NAME, "good.txt"]  # with --resume, nothing is lost


def test_a_filter_that_fails_on_a_document(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = cleanr.Cleaner.__call__

    def failing(self: cleanr.Cleaner, text: str, **of: str | None) -> cleanr.Result:
        if "Snow" in text:
            raise ZeroDivisionError("division by zero")
        return clean(self, text, **of)

    monkeypatch.setattr(cleanr.Cleaner, "__call__", failing)
    Path("bad.txt").write_text("Snow.")
    lines = [
        json.dumps({"id": name, "text": text}) for name, text in (("a", PAGE), ("b", "Snow."), ("c", PAGE))
    ]
    Path("many.jsonl").write_text("\n".join(lines))
    result = run("bad.txt", "many.jsonl", good, "-o", "out")
    failed = "cannot be cleaned: ZeroDivisionError: division by zero"
    messages = [f"bad.txt: {failed}", f"many.jsonl: document b {failed}; left as it is"]
    assert goes_on(result, *(f"cleanr: {message}" for message in messages))
    assert [json.loads(line)["text"] for line in Path("out/many.jsonl").read_text().splitlines()] == [
        CLEAN,
        "Snow.",
        CLEAN,
    ]
    assert not Path("out/bad.txt").exists()
    for command in ("check", "explain"):
        shown = run(command, "many.jsonl")
        assert shown.exit_code == (2 if command == "check" else 1)
        assert failed in shown.stderr
        assert "newsletter" in shown.stdout


WAY_OUT = "clean it into another OUT, or name a folder above both"


def test_the_same_file_as_input_and_output(good: Path) -> None:
    Path("out").mkdir()
    Path("out/a.txt").write_text(PAGE)
    result = run("out/a.txt", good, "-o", "out")
    assert goes_on(result, "cleanr: out/a.txt: input and output are the same file")
    assert Path("out/a.txt").read_text() == PAGE


def test_an_input_that_another_output_would_overwrite(good: Path) -> None:
    Path("out/sub").mkdir(parents=True)
    Path("out/x.txt").write_text("precious")
    Path("x.txt").write_text(PAGE)
    result = run("x.txt", "out/sub", "out/x.txt", good, "-o", "out", "-q")
    assert goes_on(
        result,
        f"cleanr: out/x.txt: not cleaned, as x.txt has the same output, x.txt; {WAY_OUT}",
        "cleanr: x.txt: not cleaned, as out/x.txt is an input as well and would be overwritten",
    )
    assert Path("out/x.txt").read_text() == "precious"


def test_two_inputs_with_the_same_output(good: Path) -> None:
    for name, text in [("a", PAGE), ("b", "Another page.")]:
        Path(name).mkdir()
        Path(name, "x.txt").write_text(text)
    result = run("a", "b", good, "-o", "out")
    assert goes_on(result, f"cleanr: b/x.txt: not cleaned, as a/x.txt has the same output, x.txt; {WAY_OUT}")
    assert Path("out/x.txt").read_text() == CLEAN
    Path("above").mkdir()
    for name in "ab":
        Path(name).rename(f"above/{name}")
    assert run("above", "-o", "apart").exit_code == 0
    assert Path("apart/a/x.txt").read_text() == CLEAN
    assert Path("apart/b/x.txt").read_text() == "Another page."


def test_an_input_with_the_name_of_the_record(good: Path) -> None:
    Path(RECORD_NAME).write_text("{}")
    result = run(RECORD_NAME, good, "-o", "out")
    assert goes_on(result, f"cleanr: {RECORD_NAME}: not cleaned, as the record has this name")


@pytest.mark.parametrize("out", ["in/out", "in/sub/out"])
def test_an_output_folder_in_an_input_folder_is_left_out(tree: Path, out: str) -> None:
    first = run("in", "-o", out)
    cleaned = files(Path(out))
    assert list(cleaned) == ["a.md", "b.txt", "sub/c.text", "sub/deep/d.txt"]
    second = run("in", "-o", out)
    assert files(Path(out)) == cleaned
    for result in (first, second):
        assert result.exit_code == 0
        assert f"cleanr: in: the output folder {out} lies in it and is left out\n" in result.stderr


def test_an_output_folder_that_a_link_leads_to_is_left_out(tree: Path) -> None:
    run("in", "-o", "out")
    Path("in/link").symlink_to("../out")
    result = run("in", "-o", "out")
    assert result.exit_code == 0
    assert "the output folder out lies in it" in result.stderr
    assert list(files(Path("out"))) == ["a.md", "b.txt", "sub/c.text", "sub/deep/d.txt"]


def test_the_output_folder_as_input(good: Path) -> None:
    Path("out").mkdir()
    Path("out/x.txt").write_text(PAGE)
    result = run("out", good, "-o", "out")
    assert result.exit_code == 1
    assert "cleanr: out: not cleaned, as it is the output folder as well" in result.stderr
    assert Path("out/x.txt").read_text() == PAGE
    assert not Path("out/good.txt").exists()  # out is an input folder: nothing is written into it


def test_a_folder_of_the_output_folder_may_be_cleaned(folder: Path) -> None:
    Path("data/raw").mkdir(parents=True)
    Path("data/raw/a.txt").write_text(PAGE)
    assert run("data/raw", "-o", "data").exit_code == 0
    assert files(Path("data")) == {"a.txt": CLEAN, "raw/a.txt": PAGE}


@pytest.mark.parametrize("out", ["file", ""])
def test_an_output_that_is_no_folder(good: Path, out: str) -> None:
    Path("file").touch()
    assert run(good, "-o", out).exit_code == 2


def test_nothing_is_left_where_nothing_could_be_cleaned(folder: Path) -> None:
    assert run("nope", "-o", "out").exit_code == 1
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "name", [b"caf\xe9.txt", b"line\nbreak.txt", b"-.txt", b"tab\tand \x1b[31m.txt", b"--jobs.txt"]
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode here")
def test_strange_file_names(folder: Path, name: bytes) -> None:
    (folder / "in").mkdir()
    Path("in", os.fsdecode(name)).write_text(PAGE)
    Path("in", "bad-" + os.fsdecode(name)).write_bytes(b"\0")
    result = run_process("in", "-o", "out")
    assert result.returncode == 1
    assert result.stderr.splitlines()[0].endswith(b".txt: binary, not text")
    assert b"\x1b" not in result.stderr
    assert Path("out", os.fsdecode(name)).read_text() == CLEAN
    [line] = records(Path("out"))
    path = line["path"] if isinstance(line["path"], str) else "".join(map(chr, line["path"]))
    assert os.fsencode(path) == name


def test_a_file_called_like_the_sign_for_standard_input(folder: Path) -> None:
    Path("-").write_text(PAGE)
    assert run("./-", stdin=b"not this").stdout == CLEAN
    assert run(".", "-o", "out", "--include", "-").exit_code == 0
    assert files(Path("out")) == {"-": CLEAN}


def listen_to_ctrl_c() -> None:
    """Undo what a shell does to commands in the background: they inherit that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("number", "status", "message"),
    [
        (signal.SIGINT, 130, b"cleanr: out: what is done is kept; the same command with --resume goes on\n"),
        (signal.SIGTERM, 143, b""),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
def test_interrupted(folder: Path, number: int, status: int, message: bytes) -> None:
    os.mkfifo("slow.txt")
    Path("a.txt").write_text(PAGE)
    command = [*PYTHON, "a.txt", "slow.txt", "-o", "out"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=listen_to_ctrl_c) as process:
        writer = os.open("slow.txt", os.O_WRONLY)  # waits until the other side reads it
        assert len(files(Path("out"))) == 2  # a.txt, and the record under its temporary name
        process.send_signal(number)
        assert process.stderr is not None
        assert process.stderr.read().startswith(message)
        os.close(writer)
    assert process.returncode == status
    assert sorted(files(Path("out"))) == [JOURNAL_NAME, "a.txt"]
    assert files(Path("out"))["a.txt"] == CLEAN
    assert not (Path("out") / RECORD_NAME).exists()


def test_interrupted_while_it_is_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "cleanr.cli", Interrupted("cleanr.cli"))
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "cleanr: interrupted\n"


# Options


def test_dry_run_writes_nothing_and_shows_the_table(tree: Path) -> None:
    before = files(tree)
    for args in (["in", "--dry-run"], ["in", "-o", "out", "--dry-run"], ["in/a.md", "in/b.txt", "--dry-run"]):
        result = run(*args)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "newsletter" in result.stderr
    assert files(tree) == before
    assert not Path("out").exists()
    assert run("--dry-run", stdin=PAGE).stdout == ""


def test_dry_run_tells_of_the_same_problems(tree: Path) -> None:
    result = run("in", "in/a.md", "nope", "-o", "in", "--dry-run", "-q")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "cleanr: in: not cleaned, as it is the output folder as well",
        "cleanr: nope: does not exist",
        "cleanr: in/a.md: input and output are the same file",
    ]


def test_quiet_prints_only_errors(tree: Path) -> None:
    assert run("in", "-o", "out", "--quiet").stderr == ""
    assert run("in", "nope", "-o", "out", "-q").stderr == "cleanr: nope: does not exist\n"
    assert run("-q", stdin=PAGE).output == CLEAN


def test_the_table(tree: Path) -> None:
    rows = [line.split() for line in run("in", "-o", "out").stderr.splitlines()]
    newsletter = len("Subscribe to our newsletter")
    assert ["documents", "4"] in rows
    assert ["characters", "in", str(4 * len(PAGE))] in rows
    assert ["characters", "out", str(4 * len(CLEAN))] in rows
    [row] = [row for row in rows if row[0] == "newsletter"]
    assert row[1] == "4"
    assert int(row[2]) >= 4 * newsletter
    assert not any(row[0] == "donation" for row in rows)


def test_no_progress_bar_and_no_colour_where_there_is_no_terminal(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b" not in run_process("in", "-o", "out").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_progress_bar_on_a_terminal(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    Path("in/bad.txt").write_bytes(b"\0")
    shown = on_terminal("in", "-o", "out")
    assert "cleaning" in shown
    assert "5/5" in shown
    assert "documents/s" in shown
    assert "cleanr: in/bad.txt: binary, not text" in shown
    assert "documents" in shown
    assert "cleaning" not in on_terminal("in", "-o", "out", "-q")


def on_terminal(*args: str) -> str:
    controller, terminal = os.openpty()
    with subprocess.Popen([*PYTHON, *args], stderr=terminal, stdin=subprocess.DEVNULL) as process:
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(controller), b""))
    os.close(controller)
    assert process.returncode == 1
    return shown.decode()


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 4096)
    except OSError:  # Linux says so when the other side is closed
        return b""


@pytest.mark.parametrize(
    "args",
    [
        ["--filters", "newsletter,donation"],
        ["--filters", "donation", "--filters", "newsletter"],
        ["--without", "donation"],
        ["--filters", "newsletter,donation", "--without", "donation,credit"],
        ["--lang", "en"],
        ["--lang", "en-GB"],
        ["--preset", "aggressive", "--mode", "article", "--jobs", "2"],
    ],
)
def test_options_that_remove_it(args: list[str]) -> None:
    assert run(*args, stdin=PAGE).stdout == CLEAN


@pytest.mark.parametrize("args", [["--filters", "donation"], ["--without", "newsletter"]])
def test_options_that_keep_it(args: list[str]) -> None:
    assert run(*args, stdin=PAGE).stdout == PAGE


def test_options_reach_the_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    cleaner = cleanr.Cleaner

    def noted(**options: Any) -> cleanr.Cleaner:
        seen.append(options)
        return cleaner(**options)

    monkeypatch.setattr("cleanr.cli.options.Cleaner", noted)
    run("--lang", "de", "--mode", "page", "--preset", "conservative", "--filters", "social", stdin=PAGE)
    run(stdin=PAGE)
    assert [(o["lang"], o["mode"], o["preset"]) for o in seen] == [
        ("de", "page", "conservative"),
        (None, "article", "balanced"),
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--filters", "newsleter"], "'newsletter'"),
        (["--without", "donations"], "'donation'"),
        (["--preset", "agressive"], "the nearest is 'aggressive'"),
        (["--mode", "pages"], "the nearest is 'page'"),
        (["--lang", "English"], "such as en, de or pt-BR"),
        (["--lang", ""], "such as en, de or pt-BR"),
        (["--filters", "donation,"], "a name is missing"),
        (["--filters", "donation", "--without", "donation"], "no filter"),
        (["--jobs", "-1"], "x>=0"),
        (["--jbos", "1"], "--jobs"),
    ],
)
def test_wrong_usage(args: list[str], words: str) -> None:
    result = run(*args, stdin=PAGE)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_version_and_help() -> None:
    assert run("--version").stdout == f"cleanr {cleanr.__version__}\n"
    for flag in ("--help", "-h"):
        result = run(flag)
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: cleanr [OPTIONS] [PATH]...\n")
        assert "Examples:" in result.stdout
        for option in OPTIONS.split():
            assert option in result.stdout
        titles = [line for line in result.stdout.splitlines() if line.endswith(":") and line[0] != " "]
        assert titles == [*(f"{title}:" for title in SECTIONS), "Other options:", "Commands:"]


def test_python_dash_m() -> None:
    result = run_process("--help")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(b"Usage: python -m cleanr [OPTIONS] [PATH]...")


def test_the_library_does_not_import_the_command_line() -> None:
    code = """if True:
        import sys, cleanr
        cleanr.clean("x")
        print([name for name in sys.modules if name in ("click", "rich") or name.startswith("cleanr.cli")])
    """
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.strip() == b"[]"


# Further commands


@pytest.fixture
def with_command() -> Callable[..., Result]:
    @click.command("explain", help="Say why.")
    @click.argument("words", nargs=-1)
    def explain(words: tuple[str, ...]) -> None:
        click.echo(f"explained {words}")

    commands = CommandLine("cleanr", default=clean_command)
    commands.add_command(explain)
    return lambda *args: CliRunner().invoke(commands, args, input=b"", catch_exceptions=False)


def test_the_first_argument_may_name_a_command(with_command: Callable[..., Result]) -> None:
    assert with_command("explain", "-", "x").stdout == "explained ('-', 'x')\n"
    assert "explain  Say why." in with_command("--help").stdout
    assert with_command("explain", "--help").stdout.startswith("Usage: cleanr explain")


@pytest.mark.parametrize(
    ("mistyped", "nearest"), [("explian", "explain"), ("chek", "check"), ("filter", "filters")]
)
def test_a_command_that_is_mistyped_is_told_the_nearest(folder: Path, mistyped: str, nearest: str) -> None:
    result = run(mistyped, "page.txt")
    assert result.exit_code == 2
    assert f"no such command; the nearest is '{nearest}'" in result.stderr
    Path(mistyped).write_text(PAGE)  # a path may be called anything
    assert run(mistyped).stdout == CLEAN


def test_a_command_comes_before_options(good: Path) -> None:
    assert run(good, "-o", "clean").exit_code == 0
    result = run("-q", "restore", "clean", "-o", "back")
    assert result.exit_code == 2
    assert "restore is a command: put it first" in result.stderr
    assert not Path("back").exists()
    Path("restore").write_text(PAGE)
    assert run("-q", "restore", "clean", "-o", "back").exit_code == 0


def test_a_path_that_is_called_like_a_command(with_command: Callable[..., Result]) -> None:
    Path("explain").write_text(PAGE)
    for args in (["./explain"], ["--", "explain"], ["--lang", "en", "explain"]):
        assert with_command(*args).stdout == CLEAN
    result = with_command("explain")
    assert result.stdout == "explained ()\n"
    assert (
        result.stderr == "cleanr: explain: taken as the command; for the path of that name write ./explain\n"
    )
