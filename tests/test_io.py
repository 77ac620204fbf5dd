from __future__ import annotations

import codecs
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cleanr
from cleanr.io.atomic import replacing
from cleanr.io.decoding import BinaryDataError, Decoded, decode
from cleanr.io.folder import files_in, names_like
from cleanr.io.output import OutputFolder, RefusedError
from cleanr.io.record_file import record_line

RUSSIAN = "Переговоры начались вчера вечером, сообщил представитель министерства. Читайте также."
TEXT_NAMES = ("*.txt", "*.text", "*.md")


def listed(folder: Path, *patterns: str, complaints: list[tuple[str, str]] | None = None) -> list[str]:
    told: list[tuple[str, str]] = [] if complaints is None else complaints
    takes = names_like(patterns or TEXT_NAMES)
    return list(files_in(folder, takes=takes, complain=lambda path, message: told.append((path, message))))


# Decoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        ("L'été dernier, la forêt a brûlé près de Nîmes. Partagez cet article.", "cp1252"),
        ("Größe über Straße, der Fluß ist schön.", "cp1252"),
        ("café", "cp1252"),
        ("naïve €5 “quoted”", "cp1252"),
        ("Zażółć gęślą jaźń. Prezydent powiedział, że rząd przyjmie ustawę w środę.", "cp1250"),
        ("Vláda dnes oznámila nová opatření pro hospodářství, řekl ministr.", "cp1250"),
        ("Cumhurbaşkanı açıklamasında şunları söyledi: İstanbul'da yağmur bekleniyor.", "cp1254"),
        ("Η κυβέρνηση ανακοίνωσε σήμερα νέα μέτρα για την οικονομία.", "cp1253"),
        ("הממשלה הודיעה היום על צעדים חדשים לכלכלה.", "cp1255"),
        ("أعلنت الحكومة اليوم عن إجراءات جديدة للاقتصاد.", "cp1256"),
        ("これは日本語の文章です。東京で雨が降っています。", "cp932"),
        ("これは日本語の文章です。東京で雨が降っています。", "euc_jp"),
        ("这是一个中文句子，今天北京下雨。", "gb18030"),
        ("정부는 오늘 경제를 위한 새로운 조치를 발표했다.", "cp949"),
    ],
)
def test_encodings_of_the_web_are_found(text: str, encoding: str) -> None:
    check_decoding(text, encoding)


def check_decoding(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    decoded = decode(data)
    assert decoded.text == text
    assert decoded.text.encode(decoded.encoding) == data


FRENCH = """La rivière traverse le village depuis des siècles, et les pêcheurs s'y retrouvent à l'aube.
Les travaux commenceront à l'été prochain, espère le maire, où les habitants attendent déjà.
Après la pluie, la forêt sentait la mousse et le bois mouillé.
"""
ITALIAN = """La città è vecchia, ma il ponte è ancora più vecchio di quanto si pensi.
Perché nessuno ha parlato? Non c'è più tempo, però la verità verrà fuori.
"""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (FRENCH * 20, "latin-1"),
        (FRENCH + "Le cœur du marché bat encore.\n", "iso8859_15"),
        (ITALIAN, "cp1252"),
        ("La città è vecchia. Il ponte è più vecchio.\n", "cp1252"),
        ("El niño corrió detrás del balón.\n¿Cuándo llegará la señora mañana?\n" * 20, "cp1252"),
        ("No se sap per què el tren va arribar tard; això és el que més preocupa.\n", "cp1252"),
        ("Het café op de hoek is al jaren een begrip, ook bij ruziënde buren.\n", "cp1252"),
        ("Nuk dihet pse treni u vonua; udhëtarët pritën më shumë se dy orë.\n", "cp1252"),
        ("Ekki er vitað hvers vegna lestinni seinkaði, farþegar biðu í tvo tíma.\n", "cp1252"),
        ("Beyoncé’s tour comes to the city in June; tickets cost £80.\n", "cp1252"),
        ("Az őszi könyvvásáron bemutatják az író új művét.\nA víz még hideg volt.\n", "cp1250"),
        ("Mesto chce budúci rok opraviť most, ktorý už dlho nevyhovuje.\n", "iso8859_2"),
        ("Sinoči se je na trgu zbralo več sto ljudi, ki so poslušali glasbo.\n", "iso8859_2"),
        ("Bērni aizgāja uz upi, lai gan ūdens vēl bija ļoti auksts.\n", "cp1257"),
        ("Meras sakė, kad tiltas bus suremontuotas kitais metais.\n", "cp1257"),
        ("Trenin neden geciktiği bilinmiyor; yolcular iki saatten fazla bekledi.\n", "cp1254"),
        ("ראש העיר אמר שהגשר ישופץ בשנה הבאה.\n", "cp1255"),
        ("昨夜、数百人が広場に集まって音楽を聴いた。\n", "cp932"),
    ],
)
def test_letters_are_those_of_the_language(text: str, encoding: str) -> None:
    check_decoding(text, encoding)


def test_a_letter_after_a_long_beginning_without_one_tells_the_encoding() -> None:
    text = "Le maire parle et la ville attend " * 1000 + "la rivière où les pêcheurs espèrent déjà"
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_a_byte_order_mark_tells_and_stays_in_the_text(mark: bytes, encoding: str) -> None:
    data = mark + RUSSIAN.encode(encoding)
    assert decode(data) == Decoded("\ufeff" + RUSSIAN, encoding)
    assert decode(data).text.encode(encoding) == data


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assume("\0" not in text or len(re.findall("[\0-\x1f\x7f]", text)) < len(text) / 3)
    assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_nul_is_a_character(encoding: str) -> None:
    text = "The council met \0 on Tuesday.\0\n"
    assert decode(text.encode(encoding)).text.removeprefix("\ufeff") == text


@settings(deadline=None)  # the first guess of a process reads the counts of letters
@given(st.binary(max_size=300))
def test_bytes_are_text_or_binary_and_nothing_else(data: bytes) -> None:
    try:
        decoded = decode(data)
    except BinaryDataError:
        return
    decoded.text.encode()
    if not decoded.undecodable:
        assert len(decoded.text) <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"a\0b",
        b"caf\xe9 with a \0 in it",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj",
        b"PK\x03\x04 stored as it is",
        b"name".ljust(257, b"\0") + b"ustar\0and text " * 100,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "без метки".encode("utf-16-le") + b"\0",
        codecs.BOM_UTF16_LE + b"a\0\0\0",
        bytes(range(1, 256)),
    ],
)
def test_binary(data: bytes) -> None:
    with pytest.raises(BinaryDataError, match="binary"):
        decode(data)


def test_utf_8_that_was_cut_inside_a_character_is_not_garbled() -> None:
    data = RUSSIAN.encode()[:41]
    decoded = decode(data)
    assert decoded == Decoded(data.decode(errors="replace"), "utf-8", undecodable=1)


def test_nothing_is_text() -> None:
    assert decode(b"") == Decoded("", "utf-8")


# Folders


def test_names() -> None:
    takes = names_like([*TEXT_NAMES, ".HTML", "json", "page-?", "README"])
    names = [
        "a.txt",
        "b.TEXT",
        "c.md",
        "d.html",
        "e.json",
        "page-1",
        "readme",
        "x.csv",
        "txt",
        "atxt",
        "page-10",
    ]
    assert [name for name in names if takes(name)] == names[:7]


def test_files_come_sorted_and_hidden_ones_do_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.text", ".git/x.txt", "a/.hidden.txt", "c.bin", "B.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert listed(tmp_path) == ["B.txt", "a/b/c.text", "a/z.md", "b.txt"]


def test_links_are_followed_until_they_lead_back(tmp_path: Path) -> None:
    (tmp_path / "in/a").mkdir(parents=True)
    (tmp_path / "else").mkdir()
    (tmp_path / "in/a/x.txt").touch()
    (tmp_path / "else/y.txt").touch()
    (tmp_path / "in/a/up").symlink_to("..")
    (tmp_path / "in/other").symlink_to(tmp_path / "else")
    (tmp_path / "else/back").symlink_to(tmp_path / "in")
    (tmp_path / "in/self").symlink_to("self")
    complaints: list[tuple[str, str]] = []
    assert listed(tmp_path / "in", complaints=complaints) == ["a/x.txt", "other/y.txt"]
    [(path, message)] = complaints
    assert path == str(tmp_path / "in/self")
    assert "symbolic links" in message


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    complaints: list[tuple[str, str]] = []
    assert listed(tmp_path, complaints=complaints) == []
    assert complaints == [
        (str(tmp_path / "gone.txt"), "broken link"),
        (str(tmp_path / "pipe.txt"), "not a regular file"),
    ]


def test_folders_nested_deeper_than_the_stack(tmp_path: Path) -> None:
    depth = 1020
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found = listed(tmp_path)
    # pytest could not remove it, for the same reason that makes this a test.
    (tmp_path / found[0]).unlink()
    for level in range(depth, 0, -1):
        (tmp_path / ("d/" * level)).rmdir()
    assert found == ["d/" * depth + "x.txt"]


# Writing


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as stream:
        stream.write(text.encode())


def test_a_file_appears_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "before")

    def interrupted() -> None:
        with replacing(path) as stream:
            stream.write(b"after")
            stream.flush()
            assert path.read_text() == "before"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_files_have_the_usual_permissions_and_the_longest_names(tmp_path: Path) -> None:
    ours, usual = tmp_path / ("n" * 251 + ".txt"), tmp_path / "usual"
    write_text(ours, "x")
    usual.touch()
    assert ours.stat().st_mode == usual.stat().st_mode


def test_what_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    for path in (tmp_path / "missing/a.txt", tmp_path):
        with pytest.raises(OSError, match=r"Errno") as raised, replacing(path) as stream:
            stream.write(b"x")
        assert raised.value.filename == str(path)


def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "a.txt").symlink_to("precious")
    write_text(tmp_path / "a.txt", "x")
    assert (tmp_path / "precious").read_text() == "precious"


def test_inputs_are_not_overwritten(tmp_path: Path) -> None:
    for name in ("in/a.txt", "out/a.txt", "one.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "out/link").symlink_to(tmp_path / "in")
    output = OutputFolder(tmp_path / "out")
    output.protect(tmp_path / "in")
    output.protect(tmp_path / "out/a.txt")
    assert output.target("b.txt", None) == tmp_path / "out/b.txt"
    for path, source in [
        ("a.txt", tmp_path / "one.txt"),
        ("link/b.txt", None),
        ("link/a.txt", tmp_path / "in/a.txt"),
    ]:
        with pytest.raises(RefusedError):
            output.target(path, source)


def test_an_output_folder_in_an_input_folder_can_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    output = OutputFolder(tmp_path / "in/out")
    output.protect(tmp_path / "in")
    assert output.target("a.txt", None) == tmp_path / "in/out/a.txt"


# The record


@given(st.text(), st.text())
def test_a_record_line_is_one_line_of_json(path: str, text: str) -> None:
    result = cleanr.Result("", (cleanr.Removal(0, len(text), text, "social", "social", "x", 1.0, "Why."),))
    line = record_line(path, "-", Decoded(text, "utf-8"), result)
    assert len(line.splitlines()) == 1
    assert line.endswith("\n")
    data = json.loads(line.encode())
    stored = data["path"] if isinstance(data["path"], str) else "".join(map(chr, data["path"]))
    assert stored == path
    assert cleanr.restore("", data["removed"]) == text


def test_a_record_line_names_what_is_not_utf_8() -> None:
    line = record_line("a.txt", "in/a.txt", Decoded("é", "cp1252"), cleanr.Result("é", flags=("f",)))
    assert list(json.loads(line).items()) == [
        ("path", "a.txt"),
        ("input", "in/a.txt"),
        ("encoding", "cp1252"),
        ("chars_in", 1),
        ("chars_out", 1),
        ("digest", "cb1abf8beff3192f"),
        ("removed", []),
        ("flags", ["f"]),
    ]
    damaged = json.loads(record_line("a", "a", Decoded("é\ufffd", "utf-8", 1), cleanr.Result("é\ufffd")))
    assert (damaged["encoding"], damaged["flags"]) == ("utf-8", ["undecodable:1"])


def test_what_begins_like_a_binary_file_and_goes_on_like_a_text_is_text() -> None:
    for data in (
        b"x" * 255 + b" mustard and some salt, for the guests.\n",
        b"%PDF-1.7 is old.\n",
    ):
        assert decode(data).text == data.decode()
    for data in (b"x" * 257 + b"ustar\0" + b"00", b"%PDF-1.7\n% of objects"):
        with pytest.raises(BinaryDataError):
            decode(data)
