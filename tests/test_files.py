"""Files and folders in every bad state: what cannot be is told, what can be is done, nothing is lost."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import CliRunner, Result

import cleanr
from cleanr.cli import main
from cleanr.io.compression import unpacked
from cleanr.io.errors import FormatError
from cleanr.io.formats import FORMATS, FormatOptions
from cleanr.io.output import RECORD_NAME
from cleanr.run.source import Source

PAGE = "Rain is on its way to the coast.\n\nSubscribe to our newsletter\n"
CLEAN = "Rain is on its way to the coast.\n"
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(PAGE)
    return tmp_path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, args)), catch_exceptions=False)


def failures(result: Result) -> list[str]:
    """What a run that cleaned good.txt says that it could not do."""
    assert result.exit_code == 1
    assert Path("out/good.txt").read_text() == CLEAN
    assert [line["path"] for line in records()] == ["good.txt"]
    return [line for line in result.stderr.splitlines() if line.startswith("cleanr: ")]


def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out", RECORD_NAME).read_text().splitlines()]


Opened = AbstractContextManager[BinaryIO]


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Path], Opened]], None]:
    """Have something happen when the run opens the file of this name."""

    def when(name: str, opened: Callable[[Path], Opened]) -> None:
        usual = Source.open
        monkeypatch.setattr(
            Source, "open", lambda source: opened(Path(name)) if source.name == name else usual(source)
        )

    return when


# What is text and what is not


def test_a_text_with_a_nul_comes_back() -> None:
    Path("good.txt").write_text("\0Rain is on its\0 way.\n")
    assert run("good.txt", "-o", "out").exit_code == 0
    assert Path("out/good.txt").read_text() == "Rain is on its way.\n"
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back/good.txt").read_text() == "\0Rain is on its\0 way.\n"


def test_a_clean_text_comes_back_even_where_it_begins_as_other_files_do() -> None:
    page = "Read more\n%PDF-1.4 is a format of the last century.\n"
    Path("good.txt").write_text(page)
    assert run("good.txt", "-o", "out", "--preset", "aggressive").exit_code == 0
    assert Path("out/good.txt").read_text().startswith("%PDF")
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back/good.txt").read_text() == page


# Inputs that change


def test_a_file_that_vanishes_between_listing_and_reading(opening: Any) -> None:
    def vanished(path: Path) -> Opened:
        path.unlink()
        return path.open("rb")

    Path("gone.txt").write_text(PAGE)
    opening("gone.txt", vanished)
    assert failures(run("gone.txt", "good.txt", "-o", "out")) == [
        "cleanr: gone.txt: cannot be read: no such file or directory"
    ]
    assert not Path("out/gone.txt").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_reader_raises_with_a_note_is_no_documents_fault(opening: Any, jobs: str) -> None:
    def broken(path: Path) -> Opened:
        error = ZeroDivisionError("of the reader")
        error.add_note("and more about it")
        raise error

    Path("bad.txt").write_text(PAGE)
    opening("bad.txt", broken)
    for paths in (["bad.txt"], ["good.txt", "bad.txt"]):
        with pytest.raises(ZeroDivisionError, match="of the reader"):
            run(*paths, "-o", "out", "--jobs", jobs)


def test_a_file_that_grows_while_it_is_read(opening: Any) -> None:
    line = (json.dumps({"text": PAGE}) + "\n").encode()

    class Growing(io.FileIO):
        def readinto(self, buffer: Any) -> int | None:
            if Path("log.jsonl").stat().st_size < 50 * len(line):
                with Path("log.jsonl").open("ab") as log:
                    log.write(line)
            return super().readinto(buffer)

    Path("log.jsonl").write_bytes(line)
    opening("log.jsonl", lambda path: io.BufferedReader(Growing(path, "rb"), len(line) + 7))
    assert run("log.jsonl", "-o", "out").exit_code == 0
    assert len(records()) == 50
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back/log.jsonl").read_bytes() == line * 50


class Endless(io.RawIOBase):
    """A stream that goes on for ever, and counts what was read of it."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        at = self.taken % len(self.part)
        data = self.part[at : at + len(buffer)]
        buffer[: len(data)] = data
        self.taken += len(data)
        return len(data)


def test_a_file_that_never_ends_is_given_up_at_max_bytes(opening: Any) -> None:
    endless = Endless(b"rain " * 1000)
    Path("endless.txt").touch()
    opening("endless.txt", lambda path: io.BufferedReader(endless))
    said = failures(run("endless.txt", "good.txt", "-o", "out", "--max-bytes", MILLION))
    assert said == ["cleanr: endless.txt: more than 1,000,000 bytes; --max-bytes allows more"]
    assert endless.taken <= MILLION + 2 * io.DEFAULT_BUFFER_SIZE


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("text", b""),
        ("jsonl", b'{"text": "'),
        ("csv", b'text\n"'),
        ("warc", b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
         b"Content-Length: 10000000000\r\n\r\n"),
    ],
)  # fmt: skip
def test_an_archive_that_unpacks_to_ten_gigabytes_is_read_no_further_than_max_bytes(
    kind: str, head: bytes
) -> None:
    if kind == "warc":
        pytest.importorskip("warcio")
    unpacked_bytes = 0
    member = gzip.compress(b"x" * 10 * MILLION)  # a thousand of these are 10 GB
    bomb = Endless(member)

    class Counted(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            nonlocal unpacked_bytes
            data = packed.read(len(buffer)) if unpacked_bytes >= len(head) else head
            buffer[: len(data)] = data
            unpacked_bytes += len(data)
            return len(data)

    packed = unpacked(io.BufferedReader(bomb), ".gz")
    with pytest.raises(FormatError, match="more than 1,000,000 bytes; --max-bytes allows more"):
        list(FORMATS[kind].read(io.BufferedReader(Counted()), FormatOptions(max_bytes=MILLION)))  # type: ignore[arg-type]
    assert unpacked_bytes <= 2 * MILLION
    assert bomb.taken <= len(member)


# What is no file


def test_a_pipe_with_a_name_can_be_read() -> None:
    os.mkfifo("pipe.txt")
    writer = threading.Thread(target=Path("pipe.txt").write_text, args=[PAGE])
    writer.start()
    assert run("pipe.txt", "-o", "out").exit_code == 0
    writer.join()
    assert Path("out/pipe.txt").read_text() == CLEAN


def test_a_pipe_in_a_folder_is_left_and_told() -> None:
    Path("in").mkdir()
    os.mkfifo("in/pipe.txt")  # nobody writes to it: to open it would be to wait for ever
    assert failures(run("in", "good.txt", "-o", "out")) == ["cleanr: in/pipe.txt: not a regular file"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_a_device_is_read_no_further_than_max_bytes() -> None:
    said = failures(run("/dev/zero", "good.txt", "-o", "out", "--max-bytes", MILLION))
    assert said == ["cleanr: /dev/zero: more than 1,000,000 bytes; --max-bytes allows more"]


def test_a_link_that_leads_to_itself() -> None:
    Path("loop.txt").symlink_to("loop.txt")
    [said] = failures(run("loop.txt", "good.txt", "-o", "out"))
    assert said.startswith("cleanr: loop.txt: cannot be read: too many levels of symbolic links")


# Names and depth


@pytest.mark.parametrize(
    "name", [b"caf\xe9.txt", b"two\nlines.txt", b"-\x1b[2J.txt", "\u202etxt.exe.txt".encode()]
)
def test_a_strange_name_goes_in_comes_out_and_comes_back(name: bytes) -> None:
    path = Path("in", os.fsdecode(name))
    path.parent.mkdir()
    try:
        path.write_text(PAGE)
    except OSError:
        pytest.skip("the file system does not take such names")
    result = run("in", "-o", "out")
    assert (result.exit_code, Path("out", path.name).read_text()) == (0, CLEAN)
    result = run("restore", "out", "-o", "back")
    assert (result.exit_code, Path("back", path.name).read_text()) == (0, PAGE)
    assert "\x1b" not in result.stderr


def test_two_hundred_levels_deep() -> None:
    deep = Path("in", *["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(PAGE)
    assert run("in", "-o", "out").exit_code == 0
    assert Path("out", *["d"] * 200, "a.txt").read_text() == CLEAN
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back", *["d"] * 200, "a.txt").read_text() == PAGE


# Outputs that cannot be written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can only be mounted by root, and not in every container")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(small_disk: Path) -> None:
    Path("long.txt").write_text("The rain goes on and on along the coast.\n" * 5000)
    result = run("long.txt", "good.txt", "-o", small_disk / "out")
    assert result.exit_code == 1
    assert "long.txt cannot be written: no space left on device" in result.stderr
    assert not (small_disk / "out/long.txt").exists()
    assert (small_disk / "out/good.txt").read_text() == CLEAN


def test_a_limit_on_file_sizes_is_told_and_leaves_no_half_of_a_file() -> None:
    resource = pytest.importorskip("resource")
    Path("long.txt").write_text("The rain goes on and on along the coast.\n" * 5000)
    result = subprocess.run(
        [sys.executable, "-m", "cleanr", "long.txt", "good.txt", "-o", "out"],
        env={**os.environ, "PYTHONPATH": str(Path(cleanr.__file__).parents[1])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    assert b"out/long.txt cannot be written: file too large" in result.stderr
    assert not Path("out/long.txt").exists()
    assert Path("out/good.txt").read_text() == CLEAN


def test_no_permission_to_write() -> None:
    Path("out").mkdir(mode=0o500)
    if os.access("out", os.W_OK):
        pytest.skip("permissions do not apply to this user")
    result = run("good.txt", "-o", "out")
    assert result.exit_code == 1
    assert "permission denied" in result.stderr


# Records that somebody else wrote


def write_record(path: Any, **more: Any) -> None:
    """A clean file with a record that calls it ``path``."""
    result = cleanr.clean(PAGE)
    line = {"path": path, "input": path, "chars_in": len(PAGE), "chars_out": len(CLEAN), "flags": []}
    good = {**line, "path": "good.txt", "input": "good.txt"}
    removed = result.to_dict()["removed"]
    Path("out/sub").mkdir(parents=True)
    Path("out/good.txt").write_text(CLEAN)
    Path("out/sub/a.txt").write_text(CLEAN)
    Path("a.txt").write_text(CLEAN)
    lines = [{**line, "removed": removed, **more}, {**good, "removed": removed}]
    Path("out", RECORD_NAME).write_text("".join(json.dumps(line) + "\n" for line in lines))


def everything() -> set[str]:
    return {p.as_posix() for p in Path().rglob("*") if not p.as_posix().startswith("back")}


@pytest.mark.parametrize(
    "path",
    ["../a.txt", "/tmp/cleanr-a.txt", "s/../../a.txt", "sub/a.txt", "a\0b", [0xD800], "", ".", "x" * 5000],
)
def test_a_path_in_a_record_never_writes_outside_of_the_output(path: Any) -> None:
    write_record(path)
    Path("elsewhere").mkdir()
    Path("back").mkdir()
    Path("back/sub").symlink_to(Path("elsewhere").absolute())  # what "sub/a.txt" would go through
    before = everything()
    result = run("restore", "out", "-o", "back")
    assert result.exit_code == 1
    assert everything() == before
    assert not Path("/tmp/cleanr-a.txt").exists()
    assert Path("back/good.txt").read_text() == PAGE  # the rest goes on


@pytest.mark.parametrize(
    "more",
    [
        {"encoding": "no-such-encoding"},
        {"encoding": ["utf-8"]},
        {"encoding": "rot13"},
        {"form": {"bytes": "not base 85 \N{SNOWMAN}"}},
        {"form": {"bytes": 7}},
        {"form": "bytes"},
        {"removed": [7]},
        {"removed": [{"start": 0}]},
        {"chars_in": "many"},
    ],
)
def test_a_damaged_line_of_a_record_is_told_while_the_rest_goes_on(more: dict[str, Any]) -> None:
    write_record("sub/a.txt", **more)
    result = run("restore", "out", "-o", "back")
    assert result.exit_code == 1
    assert result.stderr.startswith("cleanr: sub/a.txt: ")
    assert not Path("back/sub/a.txt").exists()
    assert Path("back/good.txt").read_text() == PAGE


@pytest.mark.parametrize("damage", ["no JSON", "", "[]", '{"path": "x.txt"}', "[" * 100_000])
def test_a_line_that_is_none_is_told_while_the_rest_goes_on(damage: str) -> None:
    write_record("sub/a.txt")
    record = Path("out") / RECORD_NAME
    lines = record.read_text().splitlines()
    for at in range(len(lines) + 1):
        record.write_text("\n".join([*lines[:at], damage, *lines[at:]]) + "\n")
        result = run("restore", "out", "-o", f"back-{at}")
        assert [Path(f"back-{at}/{name}").read_text() for name in ("good.txt", "sub/a.txt")] == [PAGE] * 2
        assert "2 files restored" in result.stderr
        assert (f"line {at + 1} is no line of a record" in result.stderr) == bool(damage)


@pytest.mark.parametrize("path", [[10**20], [-1], {"a": 1}, 7, None])
def test_a_record_with_a_path_that_is_none_is_refused(path: Any) -> None:
    write_record(path)
    result = run("restore", "out", "-o", "back")
    assert result.exit_code == 1
    assert "line 1 is no line of a record" in result.stderr


def test_packed_bytes_in_a_record_are_unpacked_to_no_more_than_the_text_can_have() -> None:
    bomb = base64.b85encode(zlib.compress(b"x" * 10 * MILLION)).decode()
    write_record("sub/a.txt", form={"bytes": bomb})
    result = run("restore", "out", "-o", "back")
    assert result.exit_code == 1
    assert "more than it can have" in result.stderr
    assert not Path("back/sub/a.txt").exists()


# Files that readers cannot do with: each ended a whole run once


@pytest.mark.parametrize(
    ("name", "data", "args"),
    [
        ("cr.csv", b"a\rtext\n1,2\n", []),
        ("digits.jsonl", b'{"text": "x", "n": ' + b"1" * 5000 + b"}\n", ["--format", "csv"]),
        ("deep.jsonl", b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}\n", []),
    ],
)
def test_what_a_reader_cannot_do_with_ends_no_run(name: str, data: bytes, args: list[str]) -> None:
    Path(name).write_bytes(data)
    Path("other.jsonl").write_text(json.dumps({"text": PAGE}) + "\n")
    result = run(name, "other.jsonl", "-o", "out", *args)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"cleanr: {name}: ")
    [cleaned] = records()
    assert cleaned["input"] == "other.jsonl"


@pytest.mark.parametrize("text", ["tool = 3\n", "a = " + "[" * 3000])
def test_a_configuration_of_a_strange_shape(text: str) -> None:
    Path("pyproject.toml").write_text(text)
    result = run("good.txt", "-o", "out")
    # A file without a table of ours is no configuration; one that cannot be read is an error.
    assert result.exit_code == (0 if text.startswith("tool") else 2)
    assert result.exit_code == 0 or "pyproject.toml" in result.stderr
