"""Every format and compression: what is cleaned, what passes through untouched, what is refused."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import cleanr
from cleanr.cli import main
from cleanr.io.compression import BY_SUFFIX, PackingStream, unpacked
from cleanr.io.errors import FormatError
from cleanr.io.formats import FORMATS, FormatOptions, SourceDocument, Verbatim
from cleanr.io.formats.jsonl import literal, members, spelling
from cleanr.io.output import RECORD_NAME

PAGE = "Rain is on its way to the coast.\n\nSubscribe to our newsletter\n"
CLEAN = cleanr.clean(PAGE).text
OTHER = "Snow fell in the hills, said the keeper of the hut."
PACKED = ["", *BY_SUFFIX]
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str | Path, stdin: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, list(map(str, args)), input=stdin, catch_exceptions=False)


def packed(name: str, data: bytes) -> Path:
    """Write a file, compressed as its name says."""
    path, suffix = Path(name), Path(name).suffix
    with path.open("wb") as raw:
        if suffix in BY_SUFFIX:
            stream = PackingStream(raw, suffix)
            stream.write(data)
            stream.finish()
        else:
            raw.write(data)
    return path


def content(path: str | Path) -> bytes:
    """The bytes of a file, unpacked as its name says."""
    suffix = Path(path).suffix
    with Path(path).open("rb") as raw:
        return unpacked(raw, suffix if suffix in BY_SUFFIX else "").read()


def records(out: str = "out") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(out, RECORD_NAME).read_text().splitlines()]


# Compression


@pytest.mark.parametrize("suffix", BY_SUFFIX)
def test_text_in_every_compression(suffix: str) -> None:
    packed(f"a.txt{suffix}", PAGE.encode())
    assert run(f"a.txt{suffix}", "-o", "out").exit_code == 0
    assert content(f"out/a.txt{suffix}") == CLEAN.encode()


@pytest.mark.parametrize("suffix", BY_SUFFIX)
def test_the_same_text_makes_the_same_bytes_and_parts_can_be_joined(suffix: str) -> None:
    first, second = (packed(f"{n}.txt{suffix}", PAGE.encode()).read_bytes() for n in "ab")
    assert first == second
    Path(f"c{suffix}").write_bytes(first + second)
    assert content(f"c{suffix}") == PAGE.encode() * 2
    assert content(packed(f"empty{suffix}", b"")) == b""


@pytest.mark.parametrize("suffix", BY_SUFFIX)
def test_damaged_archives_are_refused_while_the_rest_goes_on(suffix: str) -> None:
    data = packed(f"cut.txt{suffix}", PAGE.encode() * 50).read_bytes()
    Path(f"cut.txt{suffix}").write_bytes(data[: len(data) // 2])
    Path(f"no.txt{suffix}").write_bytes(b"no archive at all")
    Path("good.txt").write_text(PAGE)
    result = run(f"cut.txt{suffix}", f"no.txt{suffix}", "good.txt", "-o", "out")
    assert result.exit_code == 1
    assert result.stderr.count(f"damaged {suffix} data, or cut off") == 4  # at once, and in the summary
    assert sorted(p.name for p in Path("out").iterdir()) == [RECORD_NAME, "good.txt"]


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.csv.gz", "bomb.wet.gz"])
def test_archive_bombs_do_not_fill_the_memory(name: str) -> None:
    size = 30_000_000
    head = {"bomb.csv.gz": b'text\n"', "bomb.wet.gz": _wet("a", size)[:-size]}.get(name, b"")
    packed(name, head + b"x" * size)
    tracemalloc.start()
    result = run(name, "-o", "out", "--max-bytes", "1000000", "-q")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.exit_code == 1
    assert "more than 1,000,000 bytes; --max-bytes allows more" in result.stderr
    assert peak < size / 2
    assert not Path("out", name).exists()


# JSON lines

LINES = [
    {"id": 7, "title": "Räin", "text": PAGE, "url": "https://port.example/a", "n": 1.10},
    {"text": OTHER, "id": "b"},
]


@pytest.mark.parametrize("suffix", PACKED)
def test_json_lines(suffix: str) -> None:
    packed(f"in.jsonl{suffix}", "".join(json.dumps(line) + "\n" for line in LINES).encode())
    assert run(f"in.jsonl{suffix}", "-o", "out").exit_code == 0
    clean = [{**LINES[0], "text": CLEAN}, LINES[1]]
    assert content(f"out/in.jsonl{suffix}") == "".join(json.dumps(line) + "\n" for line in clean).encode()
    first, second = records()
    assert list(first)[:5] == ["path", "input", "document", "id", "url"]
    assert (first["document"], first["id"], first["url"]) == (0, "7", "https://port.example/a")
    assert (second["document"], second["id"]) == (1, "b")
    assert "url" not in second
    assert cleanr.restore(CLEAN, first["removed"]) == PAGE


def test_all_that_is_not_the_text_is_not_touched() -> None:
    page = json.dumps(PAGE)
    line = '{ "a" : 1.10, "b": 1e999, "a":[ ],\t"k\\u00e4": "\\/" , "body" :%s,"z":123456789012345 } \r\n'
    Path("in.jsonl").write_bytes(("\n" + line % page + "  \n" + line % page).encode())
    result = run("in.jsonl", "-o", "out", "--text-field", "body")
    assert result.exit_code == 0, result.stderr
    clean = json.dumps(CLEAN)
    assert Path("out/in.jsonl").read_bytes() == ("\n" + line % clean + "  \n" + line % clean).encode()


def test_lines_that_are_no_documents_are_left_and_told() -> None:
    good = json.dumps({"text": PAGE})
    lines = [good, "{broken", '{"text": 5}', '{"text": null}', '{"body": "x"}', '["text"]', good + "x", good]
    data = "\n".join(lines).encode() + b'\n{"text": "\xff"}'
    Path("in.jsonl").write_bytes(data)
    result = run("in.jsonl", "-o", "out")
    assert result.exit_code == 1
    for message in (
        "line 2: not JSON; left as it is",
        "line 3: the field 'text' holds no text; left as it is",
        "line 5: there is no field 'text'; there are body (--text-field); left as it is",
        "line 6: not a JSON object; left as it is",
        "line 7: more than one JSON object; left as it is",
        "6 such problems in all",
    ):
        assert f"cleanr: in.jsonl: {message}" in result.stderr
    clean = json.dumps({"text": CLEAN}).encode()
    assert Path("out/in.jsonl").read_bytes() == data.replace(good.encode() + b"\n", clean + b"\n")
    assert len(records()) == 2


@pytest.mark.parametrize(
    ("data", "args", "message"),
    [
        ('{"txt": "x"}', [], "line 1: there is no field 'text'; did you mean 'txt'? (--text-field)"),
        ("<html>", [], "line 1: not a JSON object"),
        (
            '{"text": "x"}',
            ["--id-field", "uid"],
            "line 1: there is no field 'uid'; there are text (--id-field)",
        ),
        ('{"text": "x", "r": 1}', ["--removed-field", "r"], "there is a field 'r' already; name another one"),
    ],
)
def test_a_file_with_other_fields_is_refused(data: str, args: list[str], message: str) -> None:
    Path("in.jsonl").write_text(data)
    result = run("in.jsonl", "-o", "out", *args)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not Path("out/in.jsonl").exists()


@given(st.text(st.characters()), st.sampled_from(["", "ascii", "slash", "mixed"]))
def test_every_spelling_of_a_json_string_comes_back(text: str, how: str) -> None:
    text = "aé" + text
    spelled = json.dumps(text, ensure_ascii=how != "")
    if how == "slash":
        spelled = spelled.replace("/", "\\/").replace("<", "\\u003c")
    if how == "mixed":
        spelled = spelled.replace("a\\u00e9", "\\u0061\\u00E9", 1)  # an escape may end in that a
    try:
        spelled.encode()
    except UnicodeEncodeError:
        return
    assert json.loads(spelled) == text
    form = spelling(spelled, text)
    assert literal(text, json.loads(json.dumps(form))) == spelled
    assert json.loads(literal(text + "/<é", form)) == text + "/<é"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_members_are_found_as_json_has_them(value: Any) -> None:
    data = {"a": value, 'b"': [value], "": {"c": value}}
    line = json.dumps(data) + "\n"
    found = {name: json.loads(line[start:end]) for name, start, end in members(line)}
    assert json.dumps(found) == json.dumps(data)


@pytest.mark.parametrize(
    "line", ["{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{1:2}", "{}}", "", "[" * 9]
)
def test_what_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(FormatError):
        list(members(line))
    with pytest.raises(FormatError, match="deep"):
        list(members('{"a":' + "[" * 100_000))


def test_a_field_with_what_was_removed() -> None:
    Path("in.jsonl").write_text(json.dumps({"text": PAGE}))
    assert run("in.jsonl", "-o", "out", "--removed-field", "removed").exit_code == 0
    data = json.loads(Path("out/in.jsonl").read_text())
    assert list(data) == ["text", "removed"]
    assert cleanr.restore(data["text"], data["removed"]) == PAGE


# CSV


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize(("name", "d"), [("in.csv", ","), ("in.csv", ";"), ("in.tsv", "\t")])
def test_csv(name: str, d: str, suffix: str) -> None:
    quoted = '"' + PAGE.replace('"', '""') + '"'
    rows = f'\ufeffid{d}text{d}"no""te"\r\n1{d}{quoted}{d}"x{d}y"\r\n\r\n"2"{d}short{d}\r\n3{d}"quoted"{d}z'
    packed(name + suffix, rows.encode())
    result = run(name + suffix, "-o", "out")
    assert result.exit_code == 0, result.stderr
    # Quotes are there only where they were or are needed.
    assert content(f"out/{name}{suffix}").decode() == rows.replace(quoted, '"' + CLEAN + '"')
    assert [line["id"] for line in records()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no header: the first line names the columns"),
        (b"id,body\n1,x\n", "there is no column 'text'; there are id, body (--text-field)"),
        (b'id,text\n1,"a"b\n', "line 2: "),
        ("\ufeffid;text\n1;x\n".encode("utf-16-le")[:-1], "not utf-16-le after line 1, or cut off"),
        ("id,text\n1,一\n".encode() + b"\0\xff", "binary, not text"),
        ("id,text\n1,x\n".encode("utf-16-le"), "binary, or UTF-16 without a byte order mark"),
        (
            "text\nこれは日本語の文章です。東京で雨が降っています。\n".encode("cp932") + b"\x87\x90\n",
            "line 3: cp932 would not give these",
        ),
    ],
)
def test_csv_that_cannot_be_read(data: bytes, message: str) -> None:
    Path("in.csv").write_bytes(data)
    result = run("in.csv", "-o", "out")
    assert result.exit_code == 1
    assert f"cleanr: in.csv: {message}" in result.stderr


ROWS = """id;text;où
1;"Rain is on its way to the coast.

Share this article
";é
2
;;

3;Snow fell in the hills near the forêt de Nîmes;"n;"
"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-32", "cp1251", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_in_other_encodings_are_written_as_utf_8_and_come_back(encoding: str, end: str) -> None:
    words = {
        "cp1251": "Переговоры начались вчера вечером",
        "cp932": "これは日本語の文章です。東京で雨が降っています。",
    }
    rows = ROWS.replace("\n", end)
    if encoding in words:
        rows = rows.replace("é", words[encoding]).translate(str.maketrans("ùêî", "uei"))
    data = rows.encode(encoding)
    Path("in.csv").write_bytes(data)
    run("in.csv", "-o", "out", "--no-line-model")
    mark = "\ufeff" if encoding.startswith("utf") else ""
    clean = rows.replace(f"{end}Share this article{end}", "")
    assert Path("out/in.csv").read_bytes().decode() == mark + clean
    assert len({line.get("encoding", "utf-8") for line in records()}) == 1
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back/in.csv").read_bytes() == data


def test_bytes_that_are_no_text_stay_and_come_back() -> None:
    rows = "id;text\nд;Переговоры начались вчера вечером.\n".encode()
    damaged = b'\xff;"Rain is on its way.\n\nShare this article"\n2;Snow \xff fell.\n'
    Path("in.csv").write_bytes(rows * 20 + damaged)
    result = run("in.csv", "-o", "out")
    assert "cleanr: in.csv: line 44: the text is not utf-8; left as it is\n" in result.stderr
    assert b"\xff;Rain is on its way.\n2;Snow \xff fell.\n" in Path("out/in.csv").read_bytes()
    assert run("restore", "out", "-o", "back").exit_code == 0
    assert Path("back/in.csv").read_bytes() == Path("in.csv").read_bytes()


@pytest.mark.parametrize(
    ("bad", "after", "problem"),
    [
        (['3,"Share it', "4,Share it"], 0, "lines 5 to 6: a quotation mark is not closed; left as they are"),
        (['3,"Share it', '4,"Share it"'], 1, "lines 5 to 6: ',' expected after '\"'; left as they are"),
        (['3,"Share" it'], 2, "line 5: ',' expected after '\"'; left as it is"),
    ],
)
def test_a_row_that_cannot_be_read_costs_no_other(bad: list[str], after: int, problem: str) -> None:
    def rows(text: str) -> str:
        return "\n".join(["id,text", f"1,{text}", *bad, *[f"5,{text}"] * after, ""])

    Path("in.csv").write_text(rows('"Rain is on its way.\n\nShare this article"'))
    result = run("in.csv", "-o", "out")
    assert result.exit_code == 1
    assert f"cleanr: in.csv: {problem}\n" in result.stderr
    assert Path("out/in.csv").read_text() == rows("Rain is on its way.")
    run("restore", "out", "-o", "back")
    assert Path("back/in.csv").read_text() == Path("in.csv").read_text()


def test_a_row_without_the_column_is_left_and_told() -> None:
    Path("in.csv").write_text("id,text\n1\n2,Share this article\n")
    result = run("in.csv", "-o", "out")
    assert "cleanr: in.csv: line 2: 1 columns, not 2; left as it is" in result.stderr
    assert Path("out/in.csv").read_text().startswith("id,text\n1\n2,")


# Parquet


def _table(pa: Any) -> Any:
    schema = pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("text", pa.large_string(), metadata={"lang": "en"}),
            pa.field("tags", pa.list_(pa.string())),
            pa.field("seen", pa.timestamp("us", tz="UTC")),
        ],
        metadata={"made by": "a crawler"},
    )
    rows = [
        {"id": n, "text": None if n % 7 == 3 else f"{n}\n{PAGE}", "tags": ["a", None], "seen": n * 1000}
        for n in range(1000)
    ]
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_parquet(suffix: str) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = _table(pa)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, row_group_size=300, compression={"id": "zstd", "text": "gzip"})
    table = pq.read_table(buffer)
    packed(f"in.parquet{suffix}", buffer.getvalue())
    assert run(f"in.parquet{suffix}", "-o", "out", "--no-line-model").exit_code == 0
    before, after = pq.ParquetFile(buffer), pq.ParquetFile(io.BytesIO(content(f"out/in.parquet{suffix}")))
    clean = after.read()
    assert clean.schema.equals(table.schema, check_metadata=True)
    for name in ("id", "tags", "seen"):
        assert clean[name].equals(table[name])
    assert clean["text"].to_pylist()[2:4] == [f"2\n{CLEAN}", None]
    groups = [[f.metadata.row_group(g).num_rows for g in range(f.num_row_groups)] for f in (before, after)]
    assert groups[0] == groups[1] == [300, 300, 300, 100]
    kinds = [[f.metadata.row_group(1).column(c).compression for c in range(4)] for f in (before, after)]
    assert kinds[0] == kinds[1]
    assert [line["id"] for line in records()][:4] == ["0", "1", "2", "4"]


def test_parquet_with_a_column_for_what_was_removed() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(_table(pa), "in.parquet")
    assert run("in.parquet", "-o", "out", "--removed-field", "removed").exit_code == 0
    clean = pq.read_table("out/in.parquet")
    assert clean.schema.names == ["id", "text", "tags", "seen", "removed"]
    row = clean.slice(5, 1).to_pylist()[0]
    removed = [{k: v for k, v in r.items() if v is not None} for r in row["removed"]]
    assert cleanr.restore(row["text"], removed) == f"5\n{PAGE}"
    assert clean["removed"].to_pylist()[3] == []


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"body": ["x"]}, "there is no column 'text'; there are body (--text-field)"),
        ({"text": [5]}, "the column 'text' holds no text but int64"),
    ],
)
def test_parquet_without_the_text(columns: dict[str, list[Any]], message: str) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table(columns), "in.parquet")
    Path("no.parquet").write_bytes(b"nothing of the kind")
    result = run("in.parquet", "no.parquet", "-o", "out")
    assert f"cleanr: in.parquet: {message}" in result.stderr
    assert "cleanr: no.parquet: not Parquet, or damaged" in result.stderr
    assert [p.name for p in Path("out").iterdir()] == [RECORD_NAME]


@pytest.fixture
def arrow_bytes() -> Iterator[Any]:
    """A memory pool for what pyarrow allocates in a test, which says how much that was at most."""
    pa = pytest.importorskip("pyarrow")
    usual = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(pool)
    yield pool
    pa.set_memory_pool(usual)


def test_a_parquet_file_of_one_kilobyte_that_holds_five_gigabytes(arrow_bytes: Any) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 5000), pa.array(["x" * MILLION]))
    pq.write_table(pa.table({"text": texts}), "bomb.parquet", compression="zstd", store_schema=False)
    data = Path("bomb.parquet").read_bytes()
    assert len(data) < 2000
    pieces = FORMATS["parquet"].read(io.BytesIO(data), FormatOptions(max_bytes=MILLION))
    texts_read = [piece.text for piece in itertools.islice(pieces, 101) if isinstance(piece, SourceDocument)]
    assert list(map(len, texts_read)) == [MILLION] * 100
    assert MILLION < arrow_bytes.max_memory() < 40 * MILLION  # ten documents are unpacked at once


def test_a_parquet_page_that_is_too_large_is_not_unpacked(arrow_bytes: Any) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    for_writing = pa.system_memory_pool()
    texts = pa.array(["short", "x" * 30 * MILLION], memory_pool=for_writing)
    table = pa.table({"text": texts, "n": [1, 2]})
    with pq.ParquetWriter("bomb.parquet", table.schema, compression="zstd", memory_pool=for_writing) as file:
        file.write_table(table)
    assert Path("bomb.parquet").stat().st_size < 10_000
    result = run("bomb.parquet", "-o", "out", "--max-bytes", str(MILLION), "-q")
    too_large = "a row group has pages of more than 10,000,000 bytes, 10 times --max-bytes; that allows more"
    assert f"bomb.parquet: {too_large}" in result.stderr
    assert arrow_bytes.max_memory() < MILLION


def test_a_parquet_file_that_is_packed_as_a_whole_is_unpacked_to_a_bounded_file() -> None:
    pytest.importorskip("pyarrow")
    unpacked_file = io.BytesIO(b"x" * 30 * MILLION)
    unpacked_file.seekable = lambda: False  # type: ignore[method-assign]
    with pytest.raises(FormatError, match="as a file of its own it has more than 10,000,000 bytes, 10 times"):
        list(FORMATS["parquet"].read(unpacked_file, FormatOptions(max_bytes=MILLION)))
    assert unpacked_file.tell() <= 12 * MILLION


@pytest.mark.parametrize("name", ["text", "tags", "seen"])
def test_parquet_with_values_that_python_cannot_hold(name: str) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    no_utf_8 = pa.array([b"rain", b"\xe2 rain"]).view(pa.string())
    no_time = pa.array([0, 2**62], pa.timestamp("us"))
    columns = {"text": pa.array(["rain", "snow"]), name: no_time if name == "seen" else no_utf_8}
    pq.write_table(pa.table(columns), "in.parquet")
    Path("other.txt").write_text(PAGE)
    result = run("in.parquet", "other.txt", "-o", "out", "--format", "jsonl")
    assert f"cleanr: in.parquet: the column {name!r} cannot be read: " in result.stderr
    assert [line["path"] for line in records()] == ["other.jsonl"]


def test_parquet_with_the_name_of_a_column_that_is_no_utf_8() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": ["rain"], "odd name": [1]}), buffer, store_schema=False)
    Path("in.parquet").write_bytes(buffer.getvalue().replace(b"odd name", b"odd\x88name"))
    assert "cleanr: in.parquet: not Parquet, or damaged" in run("in.parquet", "-o", "out").stderr


def test_what_the_library_below_pyarrow_throws_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": ["rain"]}), "in.parquet")

    def thrown(_: object) -> None:
        raise RuntimeError("Definition level histogram size mismatch, size: 4, expected: 3")

    monkeypatch.setattr(pq, "ParquetFile", thrown)
    assert "cleanr: in.parquet: not Parquet, or damaged: Definition" in run("in.parquet", "-o", "out").stderr


CHANGES = """
import io
from cleanr.io.decoding import BinaryDataError
from cleanr.io.errors import FormatError
from cleanr.io.formats import FORMATS, FormatOptions
import pyarrow as pa, pyarrow.parquet as pq

whole = io.BytesIO()
pq.write_table(pa.table({"text": ["rain", None], "tags": [["a", "b"], []]}), whole)
data = whole.getvalue()
footer = int.from_bytes(data[-8:-4], "little")
refused = read = 0
for at in range(len(data) - 8 - footer, len(data) - 8):
    for change in (1, 3, 16, 64):
        damaged = bytearray(data)
        damaged[at] ^= change
        try:
            list(FORMATS["parquet"].read(io.BytesIO(damaged), FormatOptions(max_bytes=10_000)))
            read += 1
        except (FormatError, BinaryDataError):
            refused += 1
print(refused > 200, refused + read == 4 * footer)
"""


def test_whatever_is_damaged_in_the_footer_of_a_parquet_file_ends_no_process() -> None:
    # A histogram of the wrong size, asked for by way of pyarrow, does.
    pytest.importorskip("pyarrow.parquet")
    done = subprocess.run([sys.executable, "-c", CHANGES], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr[-500:]) == (0, "True True\n", "")


def test_damaged_pages_of_a_parquet_file_are_told() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": ["rain"]}), buffer)
    whole = buffer.getvalue()
    endless = b"\x19\xf7" + b"\xff" * 8 + b"\x0f"  # a list of more numbers than the file has bytes
    huge = b"\x18" + b"\xff" * 8 + b"\x7f"  # text that is longer than a place in a file can be far
    far = b"\x15\x02\x15\x02\x15" + b"\xfe" + b"\xff" * 7 + b"\x7f\x00"  # a page that is
    several = (b"\xff" * 12, b"\x1c" * 12, b"\x15\x00\x15\x01\x15\x01", b"\x15" + b"\xff" * 11)
    for junk in (*several, endless, huge, far):
        Path("in.parquet").write_bytes(whole[:4] + junk + whole[4 + len(junk) :])
        assert "not Parquet, or damaged" in run("in.parquet", "-o", "out").stderr


def test_parquet_without_rows() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(_table(pa).slice(0, 0), "in.parquet")
    assert run("in.parquet", "-o", "out").exit_code == 0
    assert pq.read_table("out/in.parquet").equals(_table(pa).slice(0, 0))


# WET


def _wet(name: str, length: int, *, kind: str = "conversion", content_type: str = "text/plain") -> bytes:
    headers = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: https://port.example/{name}",
        "WARC-Date: 2026-01-02T03:04:05Z",
        f"WARC-Record-ID: <urn:uuid:{name}>",
        "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        f"Content-Type: {content_type}",
        f"Content-Length: {length}",
    ]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + b"x" * length


def sha1(body: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(body).digest())


def wet_record(name: str, body: bytes, **more: str) -> bytes:
    head = _wet(name, len(body), **more).removesuffix(b"x" * len(body))
    return head.replace(b"sha1:" + b"A" * 32, sha1(body)) + body + b"\r\n\r\n"


@pytest.mark.parametrize("suffix", PACKED)
def test_wet(suffix: str) -> None:
    pytest.importorskip("warcio")
    info = wet_record(
        "info", b"software: a crawler\r\n", kind="warcinfo", content_type="application/warc-fields"
    )
    koi = (PAGE + "Переговоры начались вчера вечером, сообщил министр.").encode("koi8-r")
    packed(f"in.warc.wet{suffix}", info + wet_record("a", PAGE.encode()) + wet_record("b", koi))
    result = run(f"in.warc.wet{suffix}", "-o", "out")
    assert result.exit_code == 0, result.stderr
    data = content(f"out/in.warc.wet{suffix}")
    assert data.startswith(info)
    assert wet_record("a", CLEAN.encode()) in data
    from warcio.archiveiterator import ArchiveIterator

    read = list(_records(ArchiveIterator(io.BytesIO(data), check_digests="raise")))
    assert [url for url, _ in read] == [f"https://port.example/{n}" for n in ("info", "a", "b")]
    assert read[1][1] == CLEAN.encode()
    assert "Переговоры" in read[2][1].decode()
    assert [line["url"] for line in records()] == ["https://port.example/a", "https://port.example/b"]
    assert records()[1]["encoding"] == "koi8_r"
    if suffix == ".gz":  # each record by itself, as warcio insists
        with Path(f"out/in.warc.wet{suffix}").open("rb") as stream:
            assert len(list(_records(ArchiveIterator(stream)))) == 3


def _records(archive: Any) -> Iterator[tuple[str, bytes]]:
    for record in archive:
        body = record.content_stream().read()
        yield record.rec_headers.get_header("WARC-Target-URI"), body


def test_records_that_hold_no_text_pass_through() -> None:
    pytest.importorskip("warcio")
    response = wet_record(
        "r", b"HTTP/1.1 200 OK\r\n\r\n" + PAGE.encode(), kind="response", content_type="application/http"
    )
    binary = wet_record("x", b"\0\1\2")
    Path("in.warc").write_bytes(response + binary)
    result = run("in.warc", "-o", "out")
    assert "cleanr: in.warc: record 2: binary, not text; left as it is" in result.stderr
    assert Path("out/in.warc").read_bytes() == response + binary


@pytest.mark.parametrize("data", [b"no archive", wet_record("a", PAGE.encode())[:-30]])
def test_damaged_wet(data: bytes) -> None:
    pytest.importorskip("warcio")
    Path("in.wet").write_bytes(data)
    result = run("in.wet", "-o", "out")
    assert result.exit_code == 1
    assert "not WARC after record" in result.stderr or "is cut off" in result.stderr


# Formats in general


def test_folders_and_the_formats_in_them() -> None:
    Path("in").mkdir()
    for name in ("a.txt.gz", "b.jsonl", "c.ndjson.zst", "d.csv", "e.json", "f.bin"):
        packed(f"in/{name}", b'{"text": "x"}\n')
    Path("in", RECORD_NAME).write_text("a record of another run")
    assert run("in", "-o", "out").exit_code == 0
    assert sorted(p.name for p in Path("out").iterdir()) == [
        "a.txt.gz",
        "b.jsonl",
        "c.ndjson.zst",
        RECORD_NAME,
    ]


def test_standard_input_and_output_in_a_format() -> None:
    line = '{"text": %s}\n'
    result = run("--input-format", "jsonl", "-", stdin=line % json.dumps(PAGE))
    assert result.stdout == line % json.dumps(CLEAN)
    run("--input-format", "jsonl", "-", "-o", "out", stdin=line % json.dumps(PAGE))
    assert Path("out/stdin.jsonl").read_text() == line % json.dumps(CLEAN)


def test_what_standard_input_may_be_is_said() -> None:
    line = json.dumps({"text": PAGE}) + "\n"
    assert "looks like JSON; --input-format jsonl reads" in run("-", stdin=line).stderr
    assert "looks like JSON" not in run("-", "-q", stdin=line).stderr
    assert "looks like JSON" not in run("-", "--input-format", "jsonl", stdin=line).stderr
    assert "looks like JSON" not in run("-", stdin='"text": {} [x] {"a"}').stderr
    Path("in").mkdir()
    for name in "ab":
        Path(f"in/{name}.txt").write_text(f"[{line}]")
    assert run("in", "-o", "out").stderr.count("looks like JSON") == 1
    assert "binary, not text; --input-format says what it is" in run("-", stdin=b"PAR1\0\0").stderr


@pytest.mark.parametrize(
    "rows", ["id,text\n1,Rain.\n", "id\ttext\n1\tRain.\n", '"text";"id"\n"Rain,\nmuch.";1\n']
)
def test_rows_from_standard_input(rows: str) -> None:
    assert "looks like CSV; --input-format csv reads rows" in run("-", stdin=rows).stderr
    result = run("-", "--input-format", "csv", stdin=rows)
    assert (result.exit_code, result.stdout) == (0, rows)
    assert "looks like" not in result.stderr


@pytest.mark.parametrize(
    "text", ["Berlin, Paris\nRain, and wind.\n", "Home|News\n\nRain is on its way.\n", "a,b\n"]
)
def test_prose_does_not_look_like_rows(text: str) -> None:
    assert "looks like" not in run("-", stdin=text).stderr


def test_formats_may_be_called_as_their_files_are() -> None:
    pytest.importorskip("warcio")
    Path("a.log").write_bytes(wet_record("a", PAGE.encode()))
    assert run("a.log", "-o", "out", "--input-format", "wet", "--format", "jsonl").exit_code == 0
    assert run("out/a.log.jsonl", "-o", "back", "--input-format", "ndjson", "--format", "wet").exit_code == 0
    assert Path("back/a.log.wet").exists()


@pytest.mark.parametrize(
    ("name", "data", "target", "expected"),
    [
        ("a.txt", PAGE.encode(), "jsonl", json.dumps({"text": CLEAN}) + "\n"),
        ("a.csv.gz", b"id,text\n1,Rain.\n", "jsonl", '{"id": "1", "text": "Rain."}\n'),
        (
            "a.jsonl",
            b'\xef\xbb\xbf{"a": [1], "text": "R\xc3\xa4in, again."}\n',
            "csv",
            'a,text\n[1],"Räin, again."\n',
        ),
    ],
)
def test_another_format(name: str, data: bytes, target: str, expected: str) -> None:
    packed(name, data)
    assert run(name, "-o", "out", "--format", target).exit_code == 0
    suffix = ".gz" if name.endswith(".gz") else ""
    assert content(f"out/a.{target}{suffix}").decode() == expected
    assert records()[0]["path"] == f"a.{target}{suffix}"


def test_parquet_and_wet_as_json_lines() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(_table(pa).slice(0, 2), "in.parquet")
    Path("b.wet").write_bytes(wet_record("b", PAGE.encode()))
    assert run("in.parquet", "b.wet", "-o", "out", "--format", "jsonl", "--no-line-model").exit_code == 0
    row = json.loads(Path("out/in.jsonl").read_text().splitlines()[1])
    assert row == {
        "id": 1,
        "text": f"1\n{CLEAN}",
        "tags": ["a", None],
        "seen": "1970-01-01 00:00:00.001000+00:00",
    }
    page = json.loads(Path("out/b.jsonl").read_text())
    assert page == {
        "id": "<urn:uuid:b>",
        "url": "https://port.example/b",
        "date": "2026-01-02T03:04:05Z",
        "text": CLEAN,
    }


def test_two_inputs_that_become_the_same_output() -> None:
    Path("a.csv").write_text("text\nx\n")
    Path("a.jsonl").write_text('{"text": "x"}\n')
    result = run("a.csv", "a.jsonl", "-o", "out", "--format", "jsonl")
    assert "cleanr: a.jsonl: not cleaned, as a.csv has the same output, a.jsonl" in result.stderr


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_file(name: str) -> None:
    prose = b"Rain is on its way. " * 20  # a table is longer than the beginning that tells its encoding
    row = {"jsonl": b'{"text": "%s"}\n' % prose, "csv": prose + b"\n"}[name]

    def peak(rows: int) -> int:
        data = _Repeated(b"text\n" if name == "csv" else b"", row, rows)
        out = _Discarding()
        tracemalloc.start()
        kind, options = FORMATS[name], FormatOptions()
        writer = kind.writer(out, options)
        for piece in kind.read(io.BufferedReader(data), options):
            if isinstance(piece, SourceDocument):
                writer.write(piece, piece.text, ())
            elif isinstance(piece, Verbatim):
                writer.verbatim(piece.row)
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert out.size > rows * len(row) - 10
        return high

    peak(10)
    assert peak(8_000) < 1.2 * peak(4_000) + 20_000


class _Repeated(io.RawIOBase):
    def __init__(self, head: bytes, row: bytes, rows: int) -> None:
        self._left, self._row, self._rows = head, row, rows

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._left) < len(buffer) and self._rows:
            self._left, self._rows = self._left + self._row, self._rows - 1
        data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


class _Discarding(io.RawIOBase):
    size = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("cleanr.io.extras.import_module", absent)
    for name in ("a.parquet", "b.wet", "c.txt.zst"):
        Path(name).write_bytes(b"x")
    result = run("a.parquet", "b.wet", "c.txt.zst", "s3://bucket/d.txt", "-o", "out")
    assert result.exit_code == 1
    for message in (
        "a.parquet: Parquet files need the package pyarrow: pip install 'cleanr[parquet]'",
        "b.wet: WARC files need the package warcio: pip install 'cleanr[warc]'",
        "c.txt.zst: .zst files need the package zstandard: pip install 'cleanr[zstd]'",
        "s3://bucket/d.txt: cannot be read: URLs need the package fsspec: pip install 'cleanr[fsspec]'",
    ):
        assert f"cleanr: {message}" in result.stderr


# URLs


def test_urls_in_and_out() -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for name in ("in/a.txt", "in/sub/b.jsonl", "in/c.bin", "in/.hidden/d.txt"):
        memory.pipe(f"/{name}", json.dumps({"text": PAGE}).encode() if name.endswith("l") else PAGE.encode())
    try:
        result = run("memory://in", "memory://in/a.txt", "memory://nope.txt", "-o", "memory://out")
        assert result.exit_code == 1
        assert "memory://nope.txt: cannot be read" in result.stderr
        assert sorted(memory.find("/out")) == ["/out/a.txt", f"/out/{RECORD_NAME}", "/out/sub/b.jsonl"]
        assert memory.cat("/out/a.txt") == CLEAN.encode()
        lines = [json.loads(line) for line in memory.cat(f"/out/{RECORD_NAME}").splitlines()]
        assert [line["input"] for line in lines] == ["memory://in/a.txt", "memory://in/sub/b.jsonl"]
        assert run("memory://in", "-o", "local").exit_code == 0
        assert Path("local/sub/b.jsonl").exists()
        assert "lies among inputs" in run("memory://in", "-o", "memory://in").stderr
    finally:
        memory.store.clear()
