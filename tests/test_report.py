from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

import report_documents
from cleanr.cli import main
from cleanr.io.conversion import Conversion
from cleanr.io.record_reader import RecordEntry, RecordFileError, read_entries
from cleanr.record import Removal
from cleanr.report import Limits, NotAReportError, write_report
from cleanr.report.clean_text import clean_texts
from cleanr.report.excerpt import FULL_TEXT, LONGEST_KEPT, MOST_CUTS
from cleanr.report.payload import kept
from cleanr.report.removed_lines import LineCounts, RemovedLine
from cleanr.report.selection import choose
from cleanr.report.survey import survey
from cleanr.report.suspicion import suspicion

SENTENCE = "The council of Anderby agreed on Tuesday to mend the old bridge over the river."


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, args)], catch_exceptions=False)


def removal(start: int, text: str, category: str = "social", score: float = 0.95) -> Removal:
    return Removal(
        start, start + len(text), text, category, category, f"en.{category}.test", score, "A test."
    )


def entry(name: str, removed: tuple[Removal, ...] = (), *flags: str, chars_in: int = 1000) -> RecordEntry:
    return RecordEntry(name, name, chars_in, chars_in - sum(len(r.text) for r in removed), removed, flags)


def unpacked(page: str, kind: str) -> list[Any]:
    """What the page's scripts find in the pieces of one kind."""
    pieces = re.findall(rf"<script type=\"text/plain\" data-{kind}>(.*?)</script>", page)
    return [row for piece in pieces for row in json.loads(zlib.decompress(base64.b64decode(piece)))]


def names(page: str) -> list[str]:
    return [row["name"] for row in unpacked(page, "index")]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return report_documents.plain(tmp_path / "clean", 12)


def test_the_same_record_gives_the_same_bytes_wherever_it_lies(record: Path, tmp_path: Path) -> None:
    write_report(record, tmp_path / "a.html")
    moved = tmp_path / "elsewhere"
    record.parent.rename(moved)
    write_report(moved / record.name, tmp_path / "deep" / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "deep" / "b.html").read_bytes()


def test_the_page_is_ascii_where_documents_are_and_asks_for_nothing(tmp_path: Path) -> None:
    record = report_documents.hostile(tmp_path)
    write_report(record, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    tags = re.findall(r"<(script|style|link|img|iframe|object|base)\b", page)
    pieces = len(re.findall(r'<script type="text/plain" data-(?:texts|index)>[A-Za-z0-9+/=]*</script>', page))
    assert sorted(tags) == ["script"] * (pieces + 2) + ["style"]
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    summary = re.search(r'id="summary">(.*?)</script>', page)
    assert summary
    assert summary[1].isascii()
    assert not set(summary[1]) & set("<>&")


def test_the_policy_allows_the_style_and_the_script_of_the_page_alone(record: Path, tmp_path: Path) -> None:
    write_report(record, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="(.*?)"', page)[0])
    for tag in ("script", "style"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_the_chart_counts_what_the_record_holds(record: Path, tmp_path: Path) -> None:
    write_report(record, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    row = re.findall(r"category=social\".*?</tr>", page, flags=re.DOTALL)[0]
    assert re.findall(r'<td class="n[^"]*">(.*?)</td>', row) == [
        str(6 * len("Share this article\n")),
        "6",
        "6",
    ]


def test_texts_are_kept_with_gaps_for_their_cuts(record: Path, tmp_path: Path) -> None:
    write_report(record, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    texts = unpacked(page, "texts")
    for row in unpacked(page, "index"):
        pieces = texts[row["text"][1]]
        cuts = [cut[7] for cut in row["cuts"]]
        assert "".join(pieces) == (record.parent / row["name"]).read_text(encoding="utf-8")
        assert len(pieces) == len(cuts) + 1
        assert sum(map(len, pieces + cuts)) == row["in"]


def test_beyond_the_limit_the_most_suspicious_and_a_sample_are_shown(tmp_path: Path) -> None:
    record = report_documents.plain(tmp_path, 40)
    written = write_report(record, tmp_path / "report.html", limits=Limits(documents=10))
    assert (written.documents, written.shown) == (40, 10)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "One by one, 10 are shown" in page
    assert names(page)[0] == "page-000.txt"  # lost prose of its own
    write_report(record, tmp_path / "again.html", limits=Limits(documents=10))
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_the_sample_is_not_a_part_of_the_beginning() -> None:
    entries = [(i, entry(str(i), chars_in=10_000)) for i in range(1000)]
    whole = survey(e for _, e in entries)
    chosen = choose(iter(entries), whole, Limits(documents=100))
    assert [c.order for c in chosen] == sorted({c.order for c in chosen})
    assert len(chosen) == 100
    assert sum(c.order >= 500 for c in chosen) > 10


def test_characters_are_limited_as_well() -> None:
    entries = [(i, entry(str(i), chars_in=FULL_TEXT)) for i in range(10)]
    whole = survey(e for _, e in entries)
    chosen = choose(iter(entries), whole, Limits(documents=100, characters=4 * FULL_TEXT))
    assert len(chosen) == 4


@pytest.mark.parametrize("limits", [{"documents": 1}, {"characters": 10}])
def test_limits_leave_room_for_something(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="room for 2 documents"):
        Limits(**limits)


def test_a_long_document_is_shown_around_its_cuts() -> None:
    text = "x" * (FULL_TEXT + 1)
    before, after = kept(text, (removal(100_000, "Share\n"),))
    assert before == ["x" * (LONGEST_KEPT // 2), 100_000 - LONGEST_KEPT, "x" * (LONGEST_KEPT // 2)]
    assert isinstance(after, list)


def test_of_very_many_cuts_the_first_are_shown(tmp_path: Path) -> None:
    count = MOST_CUTS + 5
    removed = [removal(2 * i, "a").to_dict() for i in range(count)]
    line = {"path": "a.txt", "chars_in": 2 * count, "chars_out": count, "removed": removed}
    (tmp_path / "a.txt").write_text("b" * count)
    record = report_documents.written([json.dumps(line)], tmp_path)
    write_report(record, tmp_path / "report.html")
    (row,) = unpacked((tmp_path / "report.html").read_text(encoding="utf-8"), "index")
    assert (len(row["cuts"]), row["more"]) == (MOST_CUTS, 5)


def test_suspicion_has_reasons() -> None:
    lines = LineCounts()
    calm = entry("calm", (removal(0, "Share\n"),))
    assert suspicion(calm, lines).score == 0
    share = suspicion(entry("share", (removal(0, "Share\n" * 150),)), lines)
    assert share.score == pytest.approx(0.6)
    assert share.reasons == ("90% of the text went",)
    unsure = suspicion(entry("unsure", (removal(0, "Share\n", score=0.65),)), lines)
    assert unsure.score == pytest.approx(0.2)
    assert unsure.reasons == ("a cut of score 0.65",)
    held = suspicion(entry("held", (), "mostly_boilerplate", "timeout:en.legal.x"), lines)
    assert held.score == pytest.approx(1 - 0.4 * 0.7)
    assert held.reasons == ("nearly all would have gone, so all was kept", "the rule en.legal.x was given up")


def test_prose_that_many_documents_lost_is_not_suspicious() -> None:
    own = entry("a", (removal(0, SENTENCE, "donation"),), chars_in=10_000)
    lost_once = survey([own])
    lost_often = survey([own] * 3)
    assert suspicion(own, lost_once.lines).reasons == (f"{len(SENTENCE)} characters of its own prose went",)
    assert suspicion(own, lost_often.lines).score == 0


def test_rewrites_are_neither_cuts_nor_suspicious() -> None:
    rewritten = entry("a", (removal(0, SENTENCE * 9, "encoding", 0.1), removal(900, "\n", "whitespace", 0.1)))
    whole = survey([rewritten])
    assert (whole.cuts, whole.changed, len(whole.lines)) == (0, 0, 0)
    assert suspicion(rewritten, whole.lines).score == 0


def test_counting_forgets_the_rarest_lines_and_says_so() -> None:
    counts = LineCounts(most=100)
    for i in range(1000):
        counts.add(
            [RemovedLine("often", "social", "r", False, 5), RemovedLine(str(i), "social", "r", False, 3)]
        )
    assert len(counts) <= 100
    (text, _), often = counts.most_frequent(1)[0]
    assert (text, often.times) == ("often", 1000)
    assert 1 <= counts.forgotten < 20


@pytest.mark.parametrize("seed", range(5))
def test_no_count_is_lower_than_the_report_says(seed: int) -> None:
    chance, counts, true = Random(seed), LineCounts(most=20), Counter[str]()
    for _ in range(1000):
        lines = {str(int(chance.paretovariate(0.5))) for _ in range(3)}
        true.update(lines)
        counts.add([RemovedLine(text, "social", "r", False, 3) for text in lines])
    assert counts.forgotten
    assert all(true[text] - counts.documents(text, "social") <= counts.forgotten for text in true)
    for (text, _), count in counts.most_frequent(20):
        assert count.documents <= true[text] <= count.documents + count.missed


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("../secret.txt", "leads out of"),
        ("/etc/hostname", "leads out of"),
        ("link.txt", "leads out of"),
        ("missing.txt", "no such file"),
        ("folder", "no such file"),
        ("n" * 5000, "cannot be read"),
        ("a\0b", "no file can have this name"),
        ("other.txt", "changed"),
        ("latin.txt", "not UTF-8"),
    ],
)
def test_only_the_clean_texts_of_the_record_are_read(tmp_path: Path, path: str, problem: str) -> None:
    folder = tmp_path / "clean"
    (folder / "folder").mkdir(parents=True)
    for name, content in (
        ("../secret.txt", b"top secret"),
        ("other.txt", b"other text"),
        ("latin.txt", b"caf\xe9 noir."),
    ):
        (folder / name).write_bytes(content)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    cut = removal(0, "Share\n", "encoding")
    rewritten = Removal(*(getattr(cut, f) for f in cut.__slots__[:-1]), "top")  # the text begins with "top"
    asked = RecordEntry(path, path, 13, 10, (rewritten,))
    (found,) = clean_texts([asked], folder, Conversion())
    assert found.text is None
    assert problem in found.problem


def test_documents_without_their_text_are_counted(record: Path, tmp_path: Path) -> None:
    (record.parent / "page-003.txt").unlink()
    assert write_report(record, tmp_path / "report.html").without_text == 1


def test_texts_may_lie_elsewhere(record: Path, tmp_path: Path) -> None:
    moved = record.rename(tmp_path / "record.jsonl")
    assert write_report(moved, tmp_path / "a.html").without_text == 12
    assert write_report(moved, tmp_path / "a.html", texts=tmp_path / "clean").without_text == 0


def test_an_empty_record_is_a_report_too(tmp_path: Path) -> None:
    write_report(report_documents.written([], tmp_path), tmp_path / "report.html")
    assert "The record holds no documents." in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: no JSON"),
        ("[1]", "line 2: a mapping is expected"),
        ('{"path": "a"}', "line 2: the record of a document needs 'removed'"),
        ('{"path": "a", "removed": {}, "chars_in": 1, "chars_out": 1}', "line 2: 'removed' is a list"),
        (
            '{"path": "a", "removed": [], "chars_in": -1, "chars_out": 1}',
            "line 2: 'chars_in' is a whole number",
        ),
        ('{"path": "a", "removed": [], "chars_in": NaN, "chars_out": 1}', "line 2: no JSON"),
        ("[" * 100_000, "line 2: no JSON"),
        ("\udcff", "line 2: no JSON"),
    ],
)
def test_a_damaged_record_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    good = '{"path": "a.txt", "chars_in": 5, "chars_out": 5, "removed": []}\n'
    (tmp_path / "record.jsonl").write_bytes((good + line).encode(errors="surrogateescape"))
    with pytest.raises(RecordFileError, match=f"^{re.escape(message)}"):
        write_report(tmp_path / "record.jsonl", tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": 1e999}, "a score lies between 0 and 1"),
        ({"score": 10**400}, "too large"),
        ({"start": 3}, "does not fit"),
        ({"end": 9}, "does not fit"),
        ({"surprise": 1}, "no field 'surprise'"),
    ],
)
def test_a_damaged_removal_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    damaged = {**removal(0, "Share\n").to_dict(), **change}
    line = json.dumps({"path": "a", "chars_in": 9, "chars_out": 3, "removed": [damaged]})
    (tmp_path / "record.jsonl").write_text(line.replace("Infinity", "1e999"))
    with (tmp_path / "record.jsonl").open("rb") as stream, pytest.raises(RecordFileError, match=message):
        list(read_entries(stream))


def test_fields_of_later_versions_are_passed_over(tmp_path: Path) -> None:
    line = {"path": "a", "chars_in": 5, "chars_out": 5, "removed": [], "flags": [], "checksum": "x", "row": 7}
    written = write_report(report_documents.written([json.dumps(line)], tmp_path), tmp_path / "report.html")
    assert written.documents == 1


def test_another_file_is_not_written_over(record: Path, tmp_path: Path) -> None:
    for target in (record, record.parent / "page-000.txt", record.parent):
        with pytest.raises(NotAReportError, match="choose another name"):
            write_report(record, target)
    write_report(record, tmp_path / "report.html")
    write_report(record, tmp_path / "report.html")  # a report is


def test_the_command_takes_the_folder_or_the_record(record: Path, tmp_path: Path) -> None:
    for given in (record, record.parent):
        result = run(given, "-o", tmp_path / "report.html", "--title", "Crawl of May")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "12 of 12 documents" in result.stderr
    assert "<title>Crawl of May</title>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_command_says_what_is_wrong(record: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert run(record).exit_code == 2
    nothing = run(tmp_path / "nothing.jsonl", "-o", report)
    assert (nothing.exit_code, "no such file" in nothing.stderr) == (1, True)
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text("{\n")
    assert "damaged.jsonl: line 1: no JSON" in run(damaged, "-o", report).stderr
    assert "is no report of cleanr" in run(record, "-o", record).stderr
    (record.parent / "page-003.txt").unlink()
    told = run(record, "-o", report)
    assert told.exit_code == 0
    assert "of 1 documents the report shows what they lost without the text around it: there is no such" in (
        told.stderr
    )
    assert run(record, "-o", report, "--quiet").stderr == ""
