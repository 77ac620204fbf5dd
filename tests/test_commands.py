"""The further commands: explain, restore, check, filters, phrases, config, completion; and diffs."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleanr
from cleanr.cli import main
from cleanr.filters import REGISTRY
from cleanr.io.decoding import Decoded
from cleanr.io.formats import SourceDocument
from cleanr.io.formats.diff import DiffWriter
from cleanr.io.formats.text import Text
from cleanr.io.output import RECORD_NAME
from cleanr.record import Removal

PAGE = (
    "Rain is on its way to the coast.\n\nSubscribe to our newsletter\nThe hut is open.\nShare this article\n"
)
RUSSIAN = "Переговоры начались вчера вечером, сообщил представитель министерства обороны.\n"
COMMANDS = list(main.commands)
PHRASES = """[[phrase]]
id = "en.navigation.hut"
category = "navigation"
strength = "strong"
pattern = ["the hut is {not} open"]
match = ["The hut is open."]
keep = ["The hut, which is open, is full."]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(cleanr.__file__).parents[1]))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*args: str | Path, stdin: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, list(map(str, args)), input=stdin, catch_exceptions=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Usage: cleanr {command}" in result.stdout
    assert f"\n  cleanr {command}" in result.stdout.partition("\n  Examples:")[2].replace("    ", "  ")
    assert "\\b" not in result.stdout
    assert f"  {command} " in run("--help").stdout


# explain


def test_explain_shows_what_goes_and_why() -> None:
    Path("page.txt").write_text(PAGE)
    lines = run("explain", "page.txt").stdout.splitlines()
    assert lines[:4] == [
        "page.txt",
        "Rain is on its way to the coast.",
        "",
        "[-Subscribe to our newsletter-]",
    ]
    assert lines[4].split()[:2] == ["╰", "newsletter"]
    assert lines[5] == "The hut is open."
    [newsletter, *_] = [r for r in cleanr.clean(PAGE).removed if r.category == "newsletter"]
    assert newsletter.rule in lines[4]
    assert f"{newsletter.score:.2f}" in lines[4]
    assert newsletter.reason in lines[4]
    assert lines[-2].startswith("2 removals")


def test_explain_strikes_through_in_colour_where_there_is_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = run("explain", "-", stdin=PAGE).stdout
    assert "\x1b[9;36mSubscribe to our newsletter\x1b[0m" in shown
    assert "[-" not in shown.replace("\x1b[", "")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("explain", "-", stdin=PAGE).stdout


def test_explain_keeps_control_characters_from_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = run(
        "explain", "-", stdin="Rain \x1b]0;title\x07 and [red]snow[/red].\r\nShare this article\r\n"
    ).stdout
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert "[red]snow[/red]" in shown


def test_a_tag_that_becomes_a_line_break_is_shown() -> None:
    Path("page.txt").write_text("Rain.<br>Snow.")
    result = run("check", "page.txt")
    assert (result.exit_code, result.stdout) == (1, "page.txt:1: whitespace: <br>\n")
    lines = run("explain", "page.txt").stdout.splitlines()
    assert lines[1:3] == ["Rain.[-<br>-]{+", "+}Snow."]
    assert lines[3].split()[:3] == ["╰", "whitespace", "whitespace.of-tag"]


def test_explain_as_json_and_one_document_of_many() -> None:
    rows = [{"id": f"d{n}", "text": PAGE if n else "Rain."} for n in range(3)]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    data = [json.loads(line) for line in run("explain", "in.jsonl", "--json").stdout.splitlines()]
    assert [d["id"] for d in data] == ["d0", "d1", "d2"]
    result = cleanr.Result.from_dict({k: data[1][k] for k in ("text", "removed")})
    assert result.restore() == PAGE
    for wanted in ("d1", "2"):
        [one] = run("explain", "in.jsonl", "--json", "--id", wanted).stdout.splitlines()
        assert json.loads(one)["id"] == "d1"
    missing = run("explain", "in.jsonl", "--id", "d9")
    assert (missing.exit_code, missing.stderr) == (1, "cleanr: in.jsonl: no such document\n")
    assert run("explain", "nope.txt").stderr == "cleanr: nope.txt: does not exist\n"


# restore

ENCODED = {
    "plain.txt": PAGE.encode(),
    "crlf.txt": PAGE.replace("\n", "\r\n").encode(),
    "cr.txt": PAGE.replace("\n", "\r").encode(),
    "bom.txt": codecs.BOM_UTF8 + PAGE.encode(),
    "cp1251.txt": (RUSSIAN + PAGE).encode("cp1251"),
    "koi8.txt": (RUSSIAN + PAGE).encode("koi8-r"),
    "utf16le.txt": codecs.BOM_UTF16_LE + (RUSSIAN + PAGE).replace("\n", "\r\n").encode("utf-16-le"),
    "utf16be.txt": codecs.BOM_UTF16_BE + (RUSSIAN + PAGE).encode("utf-16-be"),
    "utf32.txt": codecs.BOM_UTF32_LE + PAGE.encode("utf-32-le"),
    "cp932.txt": ("これは日本語の文章です。東京で雨が降っています。\n" * 3 + PAGE).encode("cp932"),
    "damaged.txt": (RUSSIAN * 3).encode() + b"\xff\xd0" + PAGE.encode() + "é".encode()[:1],
    "sub/lines.txt": "\u2028one\x85two\x0cthree\n\n".encode() + PAGE.encode(),
    "empty.txt": b"",
    "mojibake.txt": PAGE.encode() + "The cafÃ© was full of peopleâ€™s voices.\n".encode(),
}
ROWS = [
    b'{ "text" : %s, "id":1.50 }\r\n' % json.dumps(PAGE).encode(),
    b"\n",
    b'{"text": "%s\\u00e4 \\/ caf\xc3\xa9"}\n' % PAGE.replace("\n", "\\n").encode(),
    b'{"text": null}\n',
    b'{"text": "\\ud800 lone"}',
]


def test_every_byte_comes_back() -> None:
    inputs = {
        **ENCODED,
        "rows.jsonl": b"".join(ROWS),
        "rows.csv": b'\xef\xbb\xbfid;text\r\n1;"%s"\r\n\r\n2;"Rain."\r\n3;Snow.\r\n' % PAGE.encode(),
    }
    for name, data in inputs.items():
        Path("in", name).parent.mkdir(parents=True, exist_ok=True)
        Path("in", name).write_bytes(data)
    assert run("in", "-o", "clean", "--include", "csv", "-q").exit_code == 0
    assert Path("clean/plain.txt").read_bytes() != PAGE.encode()
    result = run("restore", "clean", "-o", "back")
    assert (result.exit_code, result.stderr) == (0, f"cleanr: {len(inputs)} files restored\n")
    for name, data in inputs.items():
        assert Path("back", name).read_bytes() == data, name


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_what_is_in_compressed_files_comes_back(suffix: str) -> None:
    from test_formats import content, packed

    packed(f"a.txt{suffix}", ENCODED["utf16le.txt"])
    packed(f"b.jsonl{suffix}", b"".join(ROWS))
    run(f"a.txt{suffix}", f"b.jsonl{suffix}", "-o", "clean")
    assert run("restore", "clean", "-o", "back").exit_code == 0
    assert content(f"back/a.txt{suffix}") == ENCODED["utf16le.txt"]
    assert content(f"back/b.jsonl{suffix}") == b"".join(ROWS)


@pytest.mark.parametrize("field", [None, "removed"])
def test_tables_and_records_come_back(field: str | None) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("warcio")
    from test_formats import wet_record

    table = pa.table({"text": [PAGE, None, "Rain."], "n": [1, 2, 3]})
    pq.write_table(table, "t.parquet", row_group_size=2)
    Path("l.jsonl").write_bytes(b"".join(ROWS))
    wet = wet_record("a", PAGE.encode()) + wet_record("b", (RUSSIAN + PAGE).encode("cp1251"))
    Path("w.wet").write_bytes(wet)
    more = ["--removed-field", field] if field else []
    assert run("t.parquet", "l.jsonl", "-o", "clean", *more).exit_code == 0
    assert run("w.wet", "-o", "wet").exit_code == 0
    assert Path("wet/w.wet").read_bytes() != wet
    assert run("restore", "clean", "-o", "back").exit_code == 0  # the record names the field
    assert run("restore", "wet", "-o", "back").exit_code == 0
    assert pq.read_table("back/t.parquet").equals(table)
    assert pq.ParquetFile("back/t.parquet").num_row_groups == 2
    assert Path("back/l.jsonl").read_bytes() == b"".join(ROWS)
    assert Path("back/w.wet").read_bytes() == wet


@given(
    st.lists(
        st.sampled_from(["Rain.\n", "Share this article\r\n", "\r", "\n", "é", "\ufeff", "Subscribe now\n"])
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_of_line_ends_comes_back(parts: list[str]) -> None:
    data = "".join(parts).encode()
    Path("a.txt").write_bytes(data)
    assert run("a.txt", "-o", "clean", "-q").exit_code == 0
    assert run("restore", "clean", "-o", "back", "-q", "--overwrite").exit_code == 0
    assert Path("back/a.txt").read_bytes() == data


def test_a_record_that_does_not_fit_is_told_while_the_rest_goes_on() -> None:
    for name in "abcd":
        Path(f"{name}.txt").write_text(PAGE)
    Path("e.jsonl").write_text('{"text": "x"}\n{"text": "y"}\n')
    run("a.txt", "b.txt", "c.txt", "d.txt", "e.jsonl", "-o", "clean")
    Path("clean/a.txt").write_text("Another text.")
    Path("clean/b.txt").unlink()
    lines = Path("clean", RECORD_NAME).read_text().splitlines()
    evil = {**json.loads(lines[2]), "path": "../evil.txt"}
    Path("record").write_text("\n".join([*lines[:2], json.dumps(evil), lines[3], lines[4], ""]))
    result = run("restore", "clean", "--record", "record", "-o", "back")
    assert result.exit_code == 1
    messages = result.stderr.splitlines()
    assert messages[0].startswith("cleanr: a.txt: the file has changed since, or does not belong to")
    assert messages[1:] == [
        "cleanr: b.txt: cannot be restored: no such file or directory",
        "cleanr: ../evil.txt: not restored, as it would lie outside of the output folder",
        "cleanr: e.jsonl: the record ends before the file; it is of another run",
        "cleanr: clean: not on record, so not restored: 1 file (c.txt)",
        "cleanr: 1 file restored",
    ]
    assert [p.name for p in Path("back").iterdir()] == ["d.txt"]
    assert "input and output are the same file" in run("restore", "clean", "-o", "clean").stderr
    Path("record").write_text("{}\n")
    assert "line 1 is no line of a record" in run("restore", "clean", "--record", "record", "-o", "b").stderr


def test_a_clean_text_that_was_edited_is_not_taken_for_the_one_on_record() -> None:
    Path("a.txt").write_text(PAGE)
    run("a.txt", "-o", "clean")
    clean, lines = Path("clean/a.txt"), Path("clean", RECORD_NAME)
    edited = clean.read_text().replace("Rain", "Snow")
    assert edited != clean.read_text()
    clean.write_text(edited)
    result = run("restore", "clean", "-o", "back")
    assert (result.exit_code, Path("back/a.txt").exists()) == (1, False)
    assert "cleanr: a.txt: the file has changed since" in result.stderr
    line = json.loads(lines.read_text())
    del line["digest"]
    lines.write_text(json.dumps(line))  # as earlier versions wrote it: the length alone tells
    assert run("restore", "clean", "-o", "back").exit_code == 0


def test_restoring_says_that_it_wants_the_folder_that_a_run_wrote() -> None:
    pages("in", "a.txt")
    result = run("restore", "in", "-o", "back")
    assert result.exit_code == 1
    assert f"cleanr: {Path('in', RECORD_NAME)}: cannot be read: no such file or directory; " in result.stderr
    assert "OUT is the folder that a run wrote" in result.stderr


def test_what_the_run_was_told_of_its_files_is_on_record() -> None:
    rows = b"".join(ROWS).replace(b'"text"', b'"body"')
    Path("body.dat").write_bytes(rows)
    assert run("body.dat", "-o", "clean", "--input-format", "jsonl", "--text-field", "body").exit_code == 0
    assert run("restore", "clean", "-o", "back").exit_code == 0
    assert Path("back/body.dat").read_bytes() == rows
    assert "without the text" not in run("report", "clean", "-o", "report.html").stderr
    CliRunner().invoke(main, ["-", "-o", "in", "--input-format", "jsonl"], input=b"".join(ROWS))
    assert run("restore", "in", "-o", "back").exit_code == 0
    assert Path("back/stdin.jsonl").read_bytes() == b"".join(ROWS)


def test_what_was_converted_is_not_restored_whatever_it_was_read_as() -> None:
    Path("body.jsonl").write_text("text\nRain is on its way.\n")
    assert run("body.jsonl", "-o", "clean", "--input-format", "csv", "--format", "jsonl").exit_code == 0
    result = run("restore", "clean", "-o", "back")
    assert "body.jsonl: it was csv and is jsonl" in result.stderr
    path = Path("clean", RECORD_NAME)
    path.write_text(path.read_text().replace('"csv"', '"xls"'))
    assert "the record is damaged: there is no format 'xls'" in run("restore", "clean", "-o", "back").stderr


def test_a_record_of_an_earlier_version_needs_the_options_that_the_run_had() -> None:
    Path("body.dat").write_bytes(b"".join(ROWS))
    run("body.dat", "-o", "clean", "--input-format", "jsonl")
    path = Path("clean", RECORD_NAME)
    path.write_text(path.read_text().replace('"input_format": "jsonl", ', ""))
    result = run("restore", "clean", "-o", "back")
    assert "options on reading that the run had (--input-format) are needed" in result.stderr
    assert run("restore", "clean", "-o", "back", "--input-format", "jsonl").exit_code == 0
    assert Path("back/body.dat").read_bytes() == b"".join(ROWS)


def record(folder: str = "clean") -> list[str]:
    """The paths on record."""
    return [json.loads(line)["path"] for line in Path(folder, RECORD_NAME).read_bytes().splitlines()]


def pages(folder: str, *names: str) -> None:
    Path(folder).mkdir(exist_ok=True)
    for name in names:
        Path(folder, name).write_text(f"{name}\n{PAGE}")


def test_what_the_record_says_of_files_of_other_runs_stays() -> None:
    pages("one", "a.txt", "b.txt", "gone.txt")
    pages("two", "0.txt", "b.txt")
    assert run("one", "-o", "clean").exit_code == 0
    first = Path("clean", RECORD_NAME).read_bytes().splitlines(keepends=True)
    Path("clean/gone.txt").unlink()
    for _ in range(2):
        assert run("two", "-o", "clean").exit_code == 0
        assert record() == ["a.txt", "0.txt", "b.txt"]
        assert Path("clean", RECORD_NAME).read_bytes().startswith(first[0])
    assert run("restore", "clean", "-o", "back").exit_code == 0
    for path in ("one/a.txt", "two/0.txt", "two/b.txt"):
        assert Path("back", Path(path).name).read_bytes() == Path(path).read_bytes()


def test_what_the_record_says_stays_where_a_file_fails() -> None:
    pages("one", "a.txt", "b.txt")
    run("one", "-o", "clean")
    Path("one/a.txt").write_bytes(b"\0")
    assert run("one", "-o", "clean").exit_code == 1
    assert record() == ["a.txt", "b.txt"]
    assert run("restore", "clean", "-o", "back").exit_code == 0
    assert Path("back/a.txt").read_text() == f"a.txt\n{PAGE}"


def test_a_run_that_cleans_nothing_leaves_the_record_as_it_was() -> None:
    pages("one", "a.txt")
    Path("empty").mkdir()
    run("one", "-o", "clean")
    before = Path("clean", RECORD_NAME).read_bytes() + b"and a damaged line"
    Path("clean", RECORD_NAME).write_bytes(before)
    for args, status in (["clean/a.txt"], 1), (["empty"], 0), (["nowhere"], 1), (["empty", "--resume"], 0):
        assert run(*args, "-o", "clean").exit_code == status
        assert Path("clean", RECORD_NAME).read_bytes() == before
        assert sorted(path.name for path in Path("clean").iterdir()) == ["a.txt", RECORD_NAME]


def test_damaged_lines_of_an_earlier_record_are_left_out_and_told() -> None:
    pages("one", "a.txt", "b.txt")
    run("one", "-o", "clean")
    path = Path("clean", RECORD_NAME)
    path.write_bytes(b"[1]\n\n{broken\n" + path.read_bytes().rstrip())  # and without its last line end
    pages("two", "c.txt")
    result = run("two", "-o", "clean")
    assert "2 damaged lines of the earlier record are left out" in result.stderr
    assert record() == ["a.txt", "b.txt", "c.txt"]


def test_what_a_record_behind_a_url_says_of_other_files_stays() -> None:
    fsspec = pytest.importorskip("fsspec")
    pages("one", "a.txt", "gone.txt")
    pages("two", "b.txt")
    root = "memory://what-a-record-says"
    assert run("one", "-o", root).exit_code == 0
    fsspec.filesystem("memory").rm(f"{root}/gone.txt")
    Path("empty").mkdir()
    for name in ("two", "empty"):
        assert run(name, "-o", root).exit_code == 0
        with fsspec.open(f"{root}/{RECORD_NAME}") as stream:
            assert [json.loads(line)["path"] for line in stream] == ["a.txt", "b.txt"]


def test_a_file_with_other_content_is_not_overwritten() -> None:
    from test_formats import packed

    pages("one", "a.txt", "b.txt", "c.txt")
    packed("one/d.txt.gz", PAGE.encode())
    packed("one/e.txt.gz", PAGE.encode())
    run("one", "-o", "clean")
    pages("back", "b.txt")
    Path("back/a.txt").write_text("Mine.")
    Path("back/c.txt").mkdir()
    packed("back/d.txt.gz", PAGE.encode()[:-1])
    packed("back/e.txt.gz", PAGE.encode())
    before = {path: path.stat().st_mtime_ns for path in Path("back").iterdir()}
    result = run("restore", "clean", "-o", "back")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        *(
            f"cleanr: {name}: back/{name} exists already; choose another BACK, or --overwrite"
            for name in ("a.txt", "c.txt", "d.txt.gz")
        ),
        "cleanr: 2 files restored",
    ]
    assert {path: path.stat().st_mtime_ns for path in Path("back").iterdir()} == before
    Path("back/c.txt").rmdir()
    assert run("restore", "clean", "-o", "back", "--overwrite").exit_code == 0
    assert Path("back/a.txt").read_text() == f"a.txt\n{PAGE}"


def test_an_old_record_does_not_name_the_field_with_what_was_removed() -> None:
    Path("l.jsonl").write_bytes(b"".join(ROWS))
    run("l.jsonl", "-o", "clean", "--removed-field", "removed")
    path = Path("clean", RECORD_NAME)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert {line.pop("removed_field") for line in lines} == {"removed"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run("restore", "clean", "-o", "back", "--removed-field", "removed").exit_code == 0
    assert Path("back/l.jsonl").read_bytes() == b"".join(ROWS)
    path.write_text("".join(json.dumps({**line, "removed_field": 5}) + "\n" for line in lines))
    result = run("restore", "clean", "-o", "again")
    assert "cleanr: l.jsonl: the record is damaged: 'removed_field' is text" in result.stderr


def test_clean_files_that_are_not_on_record_are_told() -> None:
    pages("one", "a.txt", "b.txt")
    run("one", "-o", "clean")
    pages("clean", "c.txt", "d.csv", "notes.odt", ".hidden.txt")
    result = run("restore", "clean", "-o", "clean/back")
    told = "cleanr: clean: not on record, so not restored: 2 files (c.txt, d.csv)"
    assert (result.exit_code, result.stderr.splitlines()) == (0, [told, "cleanr: 2 files restored"])
    pages("clean", "e.txt", "f.txt")
    result = run("restore", "clean", "-o", "clean/back")  # what is in BACK is not of the run
    assert "not restored: 4 files (c.txt, d.csv, e.txt, …)\n" in result.stderr


def test_converted_files_are_not_restored() -> None:
    Path("a.txt").write_text(PAGE)
    run("a.txt", "-o", "clean", "--format", "jsonl")
    assert "it was text and is jsonl" in run("restore", "clean", "-o", "back").stderr


# diff


def test_a_diff_names_the_lines_that_go() -> None:
    Path("page.txt").write_text(PAGE)
    assert run("page.txt", "--format", "diff").stdout.splitlines() == [
        "--- a/page.txt",
        "+++ b/page.txt",
        "@@ -1,5 +1,3 @@",
        " Rain is on its way to the coast.",
        " ",
        "-Subscribe to our newsletter",
        " The hut is open.",
        "-Share this article",
    ]
    assert run("page.txt", "--format", "diff", "--filters", "donation").stdout == ""
    assert run("page.txt", "--format", "diff", "-o", "out").exit_code == 2
    refused = run("page.txt", "--format", "diff", "--removed-field", "removed")
    assert (refused.exit_code, "A diff has no place for --removed-field" in refused.stderr) == (2, True)


def test_a_diff_of_a_line_with_many_tags_takes_no_longer_than_their_number() -> None:
    removed = [
        Removal(n, n + 3, "<b>", "markup", "markup", "tag", 1.0, "A tag.") for n in range(0, 500_000, 5)
    ]
    stream, text = BytesIO(), "<b>ab" * 100_000
    begun = time.process_time()
    writer = DiffWriter(stream, Text(), "a.txt")
    writer.write(SourceDocument(Decoded(text, "utf-8")), "ab" * 100_000, removed)
    writer.close()
    assert time.process_time() - begun < 3  # 0.1; each removal in turn, through all before it: 10
    assert stream.getvalue().endswith(b"\n+%s\n\\ No newline at end of file\n" % (b"ab" * 100_000))


def _patched_back(clean: Path, diff: bytes) -> None:
    undo = ["patch", "-R", "-p1", "--binary", "-s", "--no-backup-if-mismatch"]
    done = subprocess.run(undo, input=diff, cwd=clean, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
def test_patch_undoes_a_diff_of_a_folder() -> None:
    Path("in").mkdir()
    filler = "".join(f"In line {n} the rain goes on along the coast.\n" for n in range(40))
    texts = {
        "a.txt": PAGE,
        "b.txt": filler + "Share this article\n" + filler + "Subscribe to our newsletter",
        "c.txt": (filler + PAGE).replace("\n", "\r\n"),
        "d.txt": "Share this article\n" + filler[:-1],
        "e.txt": filler,
        "f.txt": filler + "The cafÃ© was full of peopleâ€™s voices.\n" + filler + "Share this article",
        "a name with blanks.txt": PAGE,
        "g.jsonl": "".join(json.dumps({"text": t}) + "\n" for t in (PAGE, "Rain.", PAGE + "x", "Rain.") * 4)[
            :-1
        ],
    }
    for name, text in texts.items():
        Path("in", name).write_bytes(text.encode())
    run("in", "-o", "clean")
    diff = run("in", "--format", "diff").stdout_bytes
    _patched_back(Path("clean"), diff)
    for name, text in texts.items():
        assert Path("clean", name).read_bytes() == text.encode(), name


_LINES = [
    "Rain is on its way to the coast.\n",
    "\n",
    "Share this article\n",
    "Subscribe to our newsletter\r\n",
    "End",
]


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@given(st.lists(st.sampled_from(_LINES), max_size=30))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_patch_undoes_a_diff_of_any_text(lines: list[str]) -> None:
    data = "".join(lines).encode()
    Path("a.txt").write_bytes(data)
    assert run("a.txt", "-o", "clean", "-q", "--preset", "aggressive").exit_code == 0
    diff = run("a.txt", "--format", "diff", "--preset", "aggressive").stdout_bytes
    if diff:
        _patched_back(Path("clean"), diff)
    assert Path("clean/a.txt").read_bytes() == data


# check


def test_check() -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(PAGE)
    rows = [{"id": "x", "text": PAGE}, {"text": PAGE}]
    Path("in/b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Path("clean.txt").write_text("Rain is on its way.\n")
    result = run("check", "in", "clean.txt")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "in/a.txt:3: newsletter: Subscribe to our newsletter",
        "in/a.txt:5: social: Share this article",
        "in/b.jsonl: document x: line 3: newsletter: Subscribe to our newsletter",
        "in/b.jsonl: document x: line 5: social: Share this article",
        "in/b.jsonl: document 2: line 3: newsletter: Subscribe to our newsletter",
        "in/b.jsonl: document 2: line 5: social: Share this article",
    ]
    assert run("check", "clean.txt", "in/../clean.txt").exit_code == 0
    quiet = run("check", "in", "-q")
    assert (quiet.exit_code, quiet.output) == (1, "")
    assert run("check", "clean.txt", "nope").exit_code == 2
    assert run("check").exit_code == 2


def test_the_pre_commit_hook_runs_check() -> None:
    text = (Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text()
    assert "entry: cleanr check\n" in text
    assert "id: cleanr-check\n" in text


# filters, phrases


def test_filters() -> None:
    lines = run("filters").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(REGISTRY)
    assert all(len(line.split()) > 3 for line in lines)


def test_phrases() -> None:
    counts = run("phrases").stdout.splitlines()
    assert counts[-1].startswith("all ")
    assert any(line.startswith("de ") and "donation" in line for line in counts)
    shown = run("phrases", "--lang", "de-AT", "--category", "donation").stdout.splitlines()
    ids = [line.split()[0] for line in shown[::3]]
    assert ids
    assert all(name.startswith("de.donation.") for name in ids)
    assert all(line.startswith("    finds   ") for line in shown[1::3])
    assert all(line.startswith("    leaves  ") for line in shown[2::3])
    data = [json.loads(line) for line in run("phrases", "--lang", "fi", "--json").stdout.splitlines()]
    assert {d["lang"] for d in data} == {"fi"}
    assert run("phrases", "--lang", "xx").exit_code == 2
    Path("ours.toml").write_text(PHRASES)
    assert "en.navigation.hut" in run("phrases", "--lang", "en", "--phrases", "ours.toml").stdout


# Configuration


def test_settings_come_from_the_nearest_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text('[tool.cleanr]\nwithout = ["newsletter"]\nquiet = true\n')
    Path("a/b").mkdir(parents=True)
    Path("a/pyproject.toml").write_text("[tool.other]\n")
    monkeypatch.chdir("a/b")
    result = run(stdin=PAGE)
    assert "Subscribe" in result.stdout
    assert result.stderr == ""
    Path("cleanr.toml").write_text('filters = ["newsletter"]\n')
    result = run(stdin=PAGE)
    assert "Subscribe" not in result.stdout
    assert "Share" in result.stdout
    Path("other.toml").write_text('filters = ["social"]')
    assert "Share" not in run("--config", "other.toml", stdin=PAGE).stdout
    assert "Share" not in run("--filters", "social", stdin=PAGE).stdout


def test_settings_of_a_run_do_not_lead_other_commands_astray() -> None:
    Path("cleanr.toml").write_text('output = "clean"\nlang = "en"\nremoved-field = "cut"\n')
    Path("in.jsonl").write_text(json.dumps({"text": PAGE}))
    assert run("in.jsonl").exit_code == 0
    assert "cut" in json.loads(Path("clean/in.jsonl").read_text())
    assert run("restore", "clean").exit_code == 2
    assert run("restore", "clean", "-o", "back").exit_code == 0
    assert json.loads(Path("back/in.jsonl").read_text()) == {"text": PAGE}
    assert run("phrases").stdout.count("\n") > 20


def test_the_output_of_the_settings_is_for_files() -> None:
    Path("cleanr.toml").write_text('report = "report.html"\n')
    assert "Rain is on its way" in run(stdin=PAGE).stdout
    Path("cleanr.toml").write_text('output = "clean"\nreport = "report.html"\n')
    for args in ((), ("-",)):
        assert "Rain is on its way" in run(*args, stdin=PAGE).stdout
    assert not Path("clean").exists()
    assert not Path("report.html").exists()
    assert run("-", "-o", "given", stdin=PAGE).stdout == ""
    assert Path("given/stdin.txt").exists()
    Path("a.txt").write_text(PAGE)
    assert run("a.txt").stdout == ""
    assert Path("clean/a.txt").exists()


def test_own_phrases_and_lines_to_keep(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ours.toml").write_text(PHRASES)
    Path("cleanr.toml").write_text('phrases = ["ours.toml"]\nkeep = ["Share this article"]\n')
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    expected = "Rain is on its way to the coast.\n\nShare this article\n"
    assert run(stdin=PAGE).stdout == expected
    assert run("check", "-", stdin=expected).exit_code == 0
    assert "en.navigation.hut" in run("explain", "-", stdin=PAGE).stdout


def test_the_command_line_adds_to_lists_of_the_settings(folder: Path) -> None:
    Path("ours.toml").write_text(PHRASES)
    Path("cleanr.toml").write_text(
        'keep = ["Share this article"]\nwithout = ["credit"]\ninclude = ["log"]\nphrases = ["ours.toml"]\n'
        'filters = ["social"]\n'
    )
    Path("more.toml").write_text(PHRASES.replace("en.navigation.hut", "en.navigation.hut-2"))
    added = ["--keep", "Read more", "--without", "legal", "--include", "html", "--phrases", "more.toml"]
    rows = dict(
        line.split("  # ") for line in run("config", *added, "--filters", "donation").stdout.splitlines()[1:]
    )
    shown = {row.strip(): where for row, where in rows.items()}
    both = f"{folder / 'cleanr.toml'}, command line"
    assert shown['keep = ["Share this article", "Read more"]'] == both
    assert shown['without = ["credit", "legal"]'] == shown['include = ["log", "html"]'] == both
    assert shown[f'phrases = ["{folder / "ours.toml"}", "more.toml"]'] == both
    assert shown['filters = ["donation"]'] == "command line"
    assert "Share this article" in run("--keep", "Read more", stdin=PAGE).stdout


def test_own_phrases_in_processes() -> None:
    Path("ours.toml").write_text(PHRASES)
    Path("in.jsonl").write_text((json.dumps({"text": PAGE}) + "\n") * 3)
    done = subprocess.run(
        [sys.executable, "-m", "cleanr", "in.jsonl", "-o", "out", "--phrases", "ours.toml", "--jobs", "2"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "hut" not in Path("out/in.jsonl").read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("presets = 'x'", "there is no setting 'presets'; the nearest is 'preset'."),
        ("text_field = 'x'", "there is no setting 'text_field'; the nearest is 'text-field'."),
        ("resume = true", "there is no setting 'resume'"),
        ("preset = 'agressive'", "preset: 'agressive' is not one of"),
        ("filters = 'donation'", "filters is a list of texts, not 'donation'."),
        ("filters = ['donations']", "filters: "),
        ("jobs = '2'", "jobs is a whole number, not '2'."),
        ("jobs = true", "jobs is a whole number, not True."),
        ("quiet = 1", "quiet is true or false, not 1."),
        ("phrases = ['nope.toml']", "phrases: "),
        ("lang = ", "Invalid value"),
    ],
)
def test_wrong_settings_name_the_file(text: str, message: str) -> None:
    Path("cleanr.toml").write_text(text)
    result = run(stdin=PAGE)
    assert result.exit_code == 2
    assert "cleanr.toml: " in result.stderr
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[phrase]]\nid = 'ours.donation.x'", "the id begins with the language"),
        (PHRASES + PHRASES, "stands in the file twice"),
        ("[[phrases]]", "entries are [[phrase]]"),
    ],
)
def test_wrong_phrases_are_refused(text: str, message: str) -> None:
    Path("ours.toml").write_text(text)
    result = run("--phrases", "ours.toml", stdin=PAGE)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_config_shows_what_is_in_force_and_where_from(folder: Path) -> None:
    Path("cleanr.toml").write_text('preset = "conservative"\nkeep = ["A \\"line\\""]\n')
    rows = [line.split("  # ") for line in run("config", "--mode", "page").stdout.splitlines()]
    file = str(folder / "cleanr.toml")
    assert rows[0] == [f"# {file}"]
    shown = {row.strip(): where for row, where in rows[1:]}
    assert shown['preset = "conservative"'] == file
    assert shown['keep = ["A \\"line\\""]'] == file
    assert shown['mode = "page"'] == "command line"
    assert shown['text-field = "text"'] == shown["# lang is not given"] == "default"
    # What it prints is a file with the same meaning.
    Path("other.toml").write_text("\n".join(rows[0] + [row for row, _ in rows[1:]]))
    again = [line.split("  # ")[0] for line in run("config", "--config", "other.toml").stdout.splitlines()]
    assert [line.strip() for line in again[1:]] == [row.strip() for row, _ in rows[1:]]


# Completion


def _completed(words: str) -> list[str]:
    env = {**os.environ, "_CLEANR_COMPLETE": "bash_complete", "COMP_WORDS": words}
    env["COMP_CWORD"] = str(len(words.split(" ")) - 1)
    code = "from cleanr.cli import main; main(prog_name='cleanr')"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    return done.stdout.decode().split()


def test_completion() -> None:
    assert "plain,--preset" in _completed("cleanr --pre")
    assert "plain,aggressive" in _completed("cleanr --preset a")
    assert "plain,explain" in _completed("cleanr ex")
    assert "plain,social,donation" in _completed("cleanr --filters social,do")
    assert "plain,--removed-field" in _completed("cleanr restore --r")
    for shell in ("bash", "zsh", "fish"):
        script = run("completion", shell).stdout
        assert "_CLEANR_COMPLETE" in script
        assert "cleanr" in script
    assert run("completion", "tcsh").exit_code == 2


def test_records_keep_their_fields() -> None:
    """What other programs read in a record: these names, in this order."""
    Path("in.jsonl").write_text(
        json.dumps({"id": 1, "url": "u", "text": PAGE, "x": "\\/"}).replace("Rain", "\\u0052ain")
    )
    run("in.jsonl", "-o", "out")
    [line] = [json.loads(text) for text in Path("out", RECORD_NAME).read_text().splitlines()]
    expected: list[Any] = [
        "path",
        "input",
        "document",
        "id",
        "url",
        "form",
        "chars_in",
        "chars_out",
        "digest",
        "removed",
        "flags",
    ]
    assert list(line) == expected
