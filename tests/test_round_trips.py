"""Every format in every compression: there and back, and from each into each other."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cleanr
from cleanr.io.conversion import Conversion
from cleanr.io.formats import FORMATS, SourceDocument
from cleanr.io.output import RECORD_NAME
from test_formats import PACKED, content, packed, run, wet_record

PAGES = [
    "Rain is on its way to the coast.\n\nShare this article\n",
    "Snow fell in the hills, said the keeper of the “hut”.\n",
    "Переговоры начались вчера вечером.\n\nПоделиться статьёй\n",
]
CLEAN = [cleanr.clean(page).text for page in PAGES]
FIELDS = [
    {"id": f"d{n}", "url": f"https://port.example/{n}", "date": "2026-01-02T03:04:05Z", "text": page}
    for n, page in enumerate(PAGES)
]
SOURCES = {"text": "txt", "jsonl": "jsonl", "csv": "csv", "parquet": "parquet", "warc": "wet"}
TARGETS = ["jsonl", "csv", "parquet", "warc"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def source(kind: str) -> bytes:
    """A file of a format with :data:`PAGES` in it; of text, the first."""
    if kind == "text":
        return PAGES[0].encode("utf-16")
    if kind == "jsonl":
        return "\r\n".join(json.dumps(row) for row in FIELDS).encode()
    if kind == "csv":
        lines = ["id;url;date;text"]
        lines += [";".join(f'"{value}"' for value in row.values()) for row in FIELDS]
        return "\r\n".join(lines).encode("utf-16")
    if kind == "parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(FIELDS), buffer, row_group_size=2)
        return buffer.getvalue()
    pytest.importorskip("warcio")
    return b"".join(wet_record(f"d{n}", page.encode()) for n, page in enumerate(PAGES))


def documents(path: Path) -> Iterator[SourceDocument]:
    with path.open("rb") as stream:
        pieces = Conversion().read(path.name, stream)
        yield from (piece for piece in pieces if isinstance(piece, SourceDocument))


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("suffix", PACKED)
def test_there_and_back(kind: str, suffix: str) -> None:
    name, data = f"in.{SOURCES[kind]}{suffix}", source(kind)
    packed(name, data)
    result = run(name, "-o", "out", "--no-line-model")
    assert result.exit_code == 0, result.stderr
    clean = CLEAN[:1] if kind == "text" else CLEAN
    assert [document.text.removeprefix("\ufeff") for document in documents(Path("out", name))] == clean
    result = run("restore", "out", "-o", "back")
    assert (result.exit_code, result.stderr) == (0, "cleanr: 1 file restored\n")
    if kind == "parquet":  # pyarrow does not write what others wrote to the byte
        pq = pytest.importorskip("pyarrow.parquet")
        tables = [pq.read_table(io.BytesIO(file)) for file in (data, content(f"back/{name}"))]
        assert tables[0].equals(tables[1], check_metadata=True)
    else:
        assert content(f"back/{name}") == data


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("target", TARGETS)
def test_from_each_format_into_each_other(kind: str, target: str) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("warcio")
    packed(f"in.{SOURCES[kind]}.gz", source(kind))
    result = run(f"in.{SOURCES[kind]}.gz", "-o", "out", "--format", target, "--report", "r.html")
    assert result.exit_code == 0, result.stderr
    [out] = [path for path in Path("out").iterdir() if path.name != RECORD_NAME]
    packed_once_more = target != "parquet" or kind == "parquet"
    assert out.name == f"in.{SOURCES[target]}" + (".gz" if packed_once_more else "")
    found = list(documents(out))
    clean = CLEAN[:1] if kind == "text" else CLEAN
    assert [document.text.removeprefix("\ufeff") for document in found] == clean
    if kind != "text":
        urls = [f"https://port.example/{'d' if kind == 'warc' else ''}{n}" for n in range(3)]
        assert [document.url for document in found] == urls
        dates = [FORMATS[target].fields(document)["date"] for document in found]
        assert dates == ["2026-01-02T03:04:05Z"] * 3
    assert "without the text" not in result.stderr  # the report found them
    first = out.read_bytes()
    run(f"in.{SOURCES[kind]}.gz", "-o", "out", "--format", target)
    assert out.read_bytes() == first


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_without_documents_becomes_one_without_documents(target: str) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("warcio")
    name = "in.csv" if target == "jsonl" else "in.jsonl"
    Path(name).write_text("text\n" if target == "jsonl" else "")
    assert run(name, "-o", "out", "--format", target).exit_code == 0
    assert list(documents(Path(f"out/in.{SOURCES[target]}"))) == []


def parquet(rows: list[dict[str, Any]], *args: str) -> Any:
    pq = pytest.importorskip("pyarrow.parquet")
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = run("in.jsonl", "-o", "out", "--format", "parquet", *args)
    assert result.exit_code == 0, result.stderr
    return pq.read_table("out/in.parquet")


def test_columns_of_parquet_have_the_types_of_their_values() -> None:
    rows = [
        {
            "text": "Rain.",
            "n": 1,
            "share": 0.5,
            "ok": True,
            "tags": [],
            "at": {"a": 1},
            "mixed": 1,
            "none": None,
        },
        {"text": "Snow.", "n": 2, "share": None, "tags": ["a"], "mixed": "x", "more": [], "huge": 2**70},
    ]
    table = parquet(rows)
    assert {field.name: str(field.type) for field in table.schema} == {
        "text": "string",
        "n": "int64",
        "share": "double",
        "ok": "bool",
        "tags": "list<element: string>",
        "at": "struct<a: int64>",
        "mixed": "string",
        "none": "string",
        "more": "string",
        "huge": "string",
    }
    assert table["mixed"].to_pylist() == ["1", "x"]
    assert table["more"].to_pylist() == [None, "[]"]
    assert table["huge"].to_pylist() == [None, str(2**70)]


def test_parquet_is_written_by_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("cleanr.io.formats.to_parquet.GROUP_ROWS", 2)
    rows = [{"text": f"Rain {n}.", "n": n} for n in range(5)]
    assert parquet(rows).to_pylist() == rows
    assert pq.ParquetFile("out/in.parquet").num_row_groups == 3
    for more, message in (
        ({"n": "x"}, "the field 'n' is int64 in the first documents and something else further on"),
        ({"late": 1}, "the field 'late' is not in the first row group, so it has no column"),
    ):
        Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, {**rows[0], **more}]))
        result = run("in.jsonl", "-o", "new", "--format", "parquet")
        assert result.exit_code == 1
        assert message in result.stderr
        assert not list(Path("new").glob("*.parquet"))


def test_parquet_with_a_column_for_what_was_removed() -> None:
    table = parquet(
        [{"text": PAGES[0]}, {"text": "\ud800 lone.\n\nShare this article \ud800"}], "--removed-field", "gone"
    )
    first, second = table.to_pylist()
    removed = [{k: v for k, v in r.items() if v is not None} for r in first["gone"]]
    assert cleanr.restore(first["text"], removed) == PAGES[0]
    assert second["text"].startswith("? lone.")
    Path("in.jsonl").write_text('{"text": "Rain.", "gone": 1}\n')
    for target in ("csv", "parquet"):
        result = run("in.jsonl", "-o", "out", "--format", target, "--removed-field", "gone")
        assert "there is a field 'gone' already; name another one for what is removed" in result.stderr


def test_records_say_what_a_row_says_of_its_document() -> None:
    pytest.importorskip("warcio")
    rows = [
        {"text": "Rain."},
        {
            "text": "Rain.",
            "id": 7,
            "url": "https://port.example/ä b\r\nX: y",
            "timestamp": "2026-01-02T03:04:05Z",
        },
        {"text": "Rain.", "id": "<urn:uuid:a>", "date": "yesterday"},
    ]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run("in.jsonl", "-o", "out", "--format", "warc").exit_code == 0
    first, second, third = documents(Path("out/in.wet"))
    assert str(first.id).startswith("<urn:uuid:")
    assert (first.url, first.row.get_header("WARC-Date")) == (None, "1970-01-01T00:00:00Z")
    assert (second.id, second.url) == ("<urn:x-id:7>", "https://port.example/%C3%A4%20b%0D%0AX:%20y")
    assert second.row.get_header("WARC-Date") == "2026-01-02T03:04:05Z"
    assert (third.id, third.row.get_header("X")) == ("<urn:uuid:a>", None)
    result = run("in.jsonl", "-o", "out", "--format", "warc", "--removed-field", "r")
    assert "a WARC record has no place for a field" in result.stderr


def test_options_name_the_fields_of_records() -> None:
    pytest.importorskip("warcio")
    Path("in.jsonl").write_text('{"body": "Rain.", "page": "https://port.example/", "uid": "<urn:uuid:z>"}\n')
    named = ["--text-field", "body", "--url-field", "page", "--id-field", "uid"]
    assert run("in.jsonl", "-o", "out", "--format", "warc", *named).exit_code == 0
    [record] = documents(Path("out/in.wet"))
    assert (record.text, record.url, record.id) == ("Rain.", "https://port.example/", "<urn:uuid:z>")
