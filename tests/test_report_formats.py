"""The report on runs over files that hold many documents: their texts are found in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanr.io.compression import BY_SUFFIX
from cleanr.io.conversion import Conversion
from cleanr.io.record_file import CHANGED
from cleanr.io.record_reader import read_entries
from cleanr.report import Limits, write_report
from cleanr.report.clean_text import clean_texts
from test_formats import PACKED, packed, run, wet_record
from test_report import unpacked

PAGES = [
    f"Rain is on its way to coast {n}.\n\nShare this article\nSnow {n} follows on the hills by the evening.\n"
    for n in range(4)
]
KEPT = [
    [f"Rain is on its way to coast {n}.", f"Snow {n} follows on the hills by the evening."] for n in range(4)
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(report: str = "report.html") -> dict[str, Any]:
    """What the report shows of each document: its text without the cuts, line by line, or why it does not."""
    page = Path(report).read_text(encoding="utf-8")
    texts, rows = unpacked(page, "texts"), unpacked(page, "index")
    return {
        row["name"]: row["problem"]
        if "problem" in row
        else [line for line in "".join(texts[row["text"][1]]).splitlines() if line]
        for row in rows
    }


def lines() -> bytes:
    rows = [{"id": f"d{n}", "text": page, "url": f"https://port.example/{n}"} for n, page in enumerate(PAGES)]
    rows.insert(1, {"id": "nothing", "text": None})  # type: ignore[dict-item]
    return "".join(json.dumps(row) + "\n\n" for row in rows).encode()


@pytest.mark.parametrize("suffix", PACKED)
def test_texts_of_json_lines_are_shown(suffix: str) -> None:
    packed(f"in.jsonl{suffix}", lines())
    assert run(f"in.jsonl{suffix}", "-o", "out", "--report", "report.html").exit_code == 0
    assert shown() == {f"in.jsonl{suffix}: d{n}": KEPT[n] for n in range(4)}
    assert run("report", "out", "-o", "again.html").exit_code == 0
    assert Path("again.html").read_bytes() == Path("report.html").read_bytes()
    [row] = [r for r in unpacked(Path("report.html").read_text(), "index") if r["name"].endswith("d2")]
    assert row["url"] == "https://port.example/2"


@pytest.mark.parametrize("suffix", PACKED)
def test_texts_of_compressed_texts_are_shown(suffix: str) -> None:
    packed(f"in.txt{suffix}", PAGES[0].encode())
    run(f"in.txt{suffix}", "-o", "out", "--report", "report.html")
    assert shown() == {f"in.txt{suffix}": KEPT[0]}


def test_texts_of_csv_parquet_and_wet_are_shown() -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("warcio")
    pq.write_table(pa.table({"text": [PAGES[0], None, PAGES[1]]}), "t.parquet")
    Path("r.csv").write_text(f'n;text\n1;"{PAGES[0]}"\n\n2;"{PAGES[1]}"\n')
    head = wet_record("info", b"x: y", kind="warcinfo", content_type="application/warc-fields")
    Path("w.wet").write_bytes(head + wet_record("a", PAGES[0].encode()) + wet_record("b", PAGES[1].encode()))
    run("t.parquet", "r.csv", "w.wet", "-o", "out", "--report", "report.html")
    assert shown() == {
        "t.parquet: 1": KEPT[0],
        "t.parquet: 2": KEPT[1],
        "r.csv: 1": KEPT[0],
        "r.csv: 2": KEPT[1],
        "w.wet: <urn:uuid:a>": KEPT[0],
        "w.wet: <urn:uuid:b>": KEPT[1],
    }


def test_what_the_run_was_told_of_its_files_holds_for_the_report() -> None:
    Path("crawl.log").write_bytes(lines().replace(b'"text"', b'"body"').replace(b'"id"', b'"uid"'))
    told = ["--input-format", "jsonl", "--text-field", "body", "--id-field", "uid"]
    for more in ([], ["--format", "csv"]):
        run("crawl.log", "-o", f"out{len(more)}", "--report", "report.html", *told, *more)
        assert [*shown().values()] == KEPT
    run("crawl.log", "-o", "out", *told)
    assert run("report", "out", "-o", "report.html", *told).exit_code == 0
    assert [*shown().values()] == KEPT
    Path("cleanr.toml").write_text('text-field = "body"\noutput = "out"\ninput-format = "jsonl"\n')
    assert run("report", "out", "-o", "report.html", "--input-format", "jsonl").exit_code == 0
    assert [*shown().values()] == KEPT


@pytest.mark.parametrize("suffix", BY_SUFFIX)
def test_a_record_may_be_compressed(suffix: str) -> None:
    Path("in.jsonl").write_bytes(lines())
    run("in.jsonl", "-o", "out", "--report", "report.html")
    record = Path("out/cleanr-record.jsonl")
    name = str(packed(f"{record}{suffix}", record.read_bytes()))
    record.unlink()
    assert run("report", name, "-o", "again.html").exit_code == 0
    assert Path("again.html").read_bytes() == Path("report.html").read_bytes()
    result = run("restore", "out", "--record", name, "-o", "back")
    assert (result.exit_code, result.stderr) == (0, "cleanr: 1 file restored\n")
    assert Path("back/in.jsonl").read_bytes() == lines()


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("record.jsonl.gz", 100, "damaged .gz data, or cut off"),
        ("record.jsonl.xz", None, "it unpacks to more than 1,100 times its size"),
        ("record.jsonl.zst", None, "it unpacks to more than 1,100 times its size"),
    ],
)
def test_a_compressed_record_is_unpacked_so_far_only(name: str, size: int | None, message: str) -> None:
    Path("out").mkdir()
    file = packed(name, bytes(10_000_000))
    file.write_bytes(file.read_bytes()[:size])
    for command in (("report", name, "-o", "r.html"), ("restore", "out", "--record", name, "-o", "back")):
        result = run(*command)
        assert (result.exit_code, f"cleanr: {name}: {message}" in result.stderr) == (1, True), result.stderr


def test_the_texts_of_a_sample_are_found_in_their_file() -> None:
    rows = [json.dumps({"text": f"Rain {n} came.\n\nShare this article\n"}) for n in range(100)]
    Path("in.jsonl").write_text("\n".join(rows))
    run("in.jsonl", "-o", "out", "--no-line-model")
    written = write_report(Path("out/cleanr-record.jsonl"), Path("report.html"), limits=Limits(documents=10))
    assert (written.shown, written.problem) == (10, "")
    assert all(text == [f"Rain {int(name.split()[-1]) - 1} came."] for name, text in shown().items())
    with Path("out/cleanr-record.jsonl").open("rb") as stream:
        entries = [entry for _, entry in read_entries(stream)][3:9:2]
    texts = [found.text for found in clean_texts(entries, Path("out"), Conversion())]
    assert texts == ["Rain 3 came.\n", "Rain 5 came.\n", "Rain 7 came.\n"]


def test_documents_that_are_not_where_the_record_says_are_named() -> None:
    Path("in.jsonl").write_bytes(lines())
    run("in.jsonl", "-o", "out")
    clean = Path("out/in.jsonl").read_text().splitlines(keepends=True)
    Path("out/in.jsonl").write_text("".join(clean[:6]).replace("coast 1", "coast 7"))
    result = run("report", "out", "-o", "report.html")
    assert "of 3 documents the report shows what they lost without the text around it" in result.stderr
    assert shown() == {"in.jsonl: d0": KEPT[0], **{f"in.jsonl: d{n}": CHANGED for n in (1, 2, 3)}}
    other = run("report", "out", "-o", "report.html", "--text-field", "body")
    assert "line 1: there is no field 'body'; there are id, text, url (--text-field)" in other.stderr
    assert len(set(shown().values())) == 1


def test_a_report_is_refused_before_the_run_and_not_after_it() -> None:
    Path("a.txt").write_text(PAGES[0])
    Path("notes.html").write_text("mine")
    result = run("a.txt", "-o", "out", "--report", "notes.html")
    assert result.exit_code == 2
    assert "exists and is no report" in " ".join(result.stderr.split())
    assert not Path("out").exists()


def test_without_a_record_there_is_no_report() -> None:
    assert run("missing.txt", "-o", "out", "--report", "report.html").exit_code == 1
    assert not Path("report.html").exists()
