"""Phrase files: every entry's own examples, and what the loader refuses."""

from __future__ import annotations

import pickle
import re
import tomllib
from pathlib import Path

import pytest

import cleanr
from cleanr.document import Document
from cleanr.phrases import (
    PhraseBook,
    PhraseError,
    _book,
    book_with,
    default_book,
    files,
    found,
    load,
    read,
    store,
    stored,
)
from cleanr.phrases.__main__ import faults
from cleanr.phrases._pattern import DEEPEST
from cleanr.phrases._whole_lines import EXACT_CHARS

FILES = files()

GOOD = """
[[phrase]]
id = "en.social.share-it"
category = "social"
strength = "strong"
pattern = ["share it with NAME"]
match = ["Share it with Ann"]
keep = ["They share it with reluctance."]
"""


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_entry_finds_its_matches_and_leaves_its_keeps(path: Path) -> None:
    _, wrong = faults(path)
    assert not wrong


PROSE = {
    "before": "The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge.",
    "after": "Work begins in spring, the mayor said, and should be over before the summer fair opens.",
}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_entry_removes_what_another_must_keep(path: Path) -> None:
    lost = []
    for phrase, entry in read(path):
        if phrase.scope == "inline":
            continue
        for line in entry["keep"]:
            if "\n" in line:
                continue
            text = f"{PROSE['before']}\n\n{line}\n\n{PROSE['after']}"
            result = cleanr.clean(text, lang=phrase.lang, line_model=False)
            if line.strip() not in result.text:
                lost.append((phrase.id, line, [r.rule for r in result.removed]))
    assert not lost


def test_ids_are_unique_over_all_files() -> None:
    ids = [entry["id"] for path in FILES for entry in tomllib.loads(path.read_text("utf-8"))["phrase"]]
    assert len(ids) == len(set(ids))


def write(folder: Path, text: str, name: str = "en.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('strength = "strong"', 'strenght = "strong"', "did you mean 'strength'"),
        ('strength = "strong"', 'strength = "hard"', "none of strong, weak"),
        ('strength = "strong"', "", "'strength' is missing"),
        ('category = "social"', 'category = "share"', "none of donation"),
        ('match = ["Share it with Ann"]', "", "it needs 'match'"),
        ('keep = ["They share it with reluctance."]', "keep = []", "it needs 'keep'"),
        ('"share it with NAME"', '"share it with NAMES"', "no placeholder"),
        ('"share it with NAME"', '"NUM of NUM"', "no run of words long enough"),
        ('id = "en.social.share-it"', 'id = "social.share-it"', "the id begins with 'en.social.'"),
        ('id = "en.social.share-it"', 'id = "en.social.Share_it"', "the id ends in a name in lower case"),
        ('id = "en.social.share-it"', 'id = "en.social."', "the id ends in a name in lower case"),
        ('strength = "strong"', 'strength = "strong"\nuntil = ["thanks"]', "for scope"),
        (
            'strength = "strong"',
            'strength = "weak"\nscope = "block"\nuntil = ["thanks"]',
            "a block with 'until' is strong",
        ),
        ('strength = "strong"', 'strength = "strong"\nmax_words = 0', "whole number from 1"),
        ("[[phrase]]", "[[phrases]]", "entries are"),
        ("[[phrase]]", "[[phrase]", "en.toml"),
    ],
)
def test_a_bad_entry_is_refused_with_its_file_its_id_and_its_fault(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(PhraseError, match=message) as error:
        read(path)
    assert "en.toml" in str(error.value)
    if 'id = "en.social.share-it"' not in (old, ""):
        assert "phrase" in old or "share-it" in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("phrase = 3", "en.toml: entries are [[phrase]], in double brackets"),
        (GOOD.replace("[[phrase]]", "[phrase]"), "en.toml: entries are [[phrase]], in double brackets"),
        ("phrase = [3]", "en.toml: entry 1: an entry is a table of fields"),
        ("a = " + "[" * 3000, "en.toml: nested too deeply"),
        ("a = " + "9" * 5000, "en.toml: Exceeds the limit"),
        (
            GOOD.replace("share it", "(" * 3000),
            "en.toml: en.social.share-it: more than 12 groups stand one inside the other",
        ),
    ],
)
def test_a_phrase_file_of_a_strange_shape(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PhraseError, match=re.escape(message)):
        read(write(tmp_path, text))


def test_groups_may_be_nested_as_deep_as_anybody_reads(tmp_path: Path) -> None:
    nested = GOOD.replace("share it", "share " + "(" * DEEPEST + "it" + ")" * DEEPEST)
    book = PhraseBook(load([write(tmp_path, nested)]))
    assert book.finds("Share it with Ann")


@pytest.mark.parametrize(("end", "wrong"), [("Thank you", []), ("Thank you all", ["does not find"])])
def test_an_example_of_several_lines_is_found_to_its_last(tmp_path: Path, end: str, wrong: list[str]) -> None:
    block = GOOD.replace('"strong"', '"strong"\nscope = "block"\nuntil = ["thank you"]')
    block = block.replace('"Share it with Ann"', f'"Share it with Ann\\nThe town will see.\\n{end}"')
    _, found = faults(write(tmp_path, block))
    assert [w in message for w, message in zip(wrong, found, strict=True)] == [True] * len(wrong)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhraseError, match="stands in the file twice"):
        read(write(tmp_path, GOOD + GOOD))


def test_evidence_has_offsets_into_the_original_text() -> None:
    text = "İSTANBUL ß ﬁne Straße\nSubscribe to our newsletter\n"
    evidence = [e for items in found(Document(text)).by_category.values() for e in items]
    assert {text[e.start : e.end] for e in evidence} == {"Subscribe to our newsletter"}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("(18+)", "ru.legal.weak"),
        ("</p>", "en.markup.html-and-word-debris"),
        ("18", None),
        ("P", None),
        ("Advertisement", "en.advertising.label"),
        (".advertisement", None),
        ("AA+", None),
    ],
)
def test_marks_around_a_number_or_in_a_tag_say_what_it_is(line: str, rule: str | None) -> None:
    found = default_book().find(Document(f"{line}\n")).by_category.values()
    rules = {item.rule for some in found for item in some}
    assert (rule in rules) if rule else not rules


def test_a_line_is_looked_up_without_the_marks_around_it(tmp_path: Path) -> None:
    wording = "share it with all who were there, and who may want to see it too"
    assert len(wording) == EXACT_CHARS
    ((phrase, _),) = read(write(tmp_path, GOOD.replace("share it with NAME", wording)))
    assert PhraseBook.of([phrase]).finds(f"» {wording.capitalize()} «")


def test_a_name_begins_with_a_capital(tmp_path: Path) -> None:
    (phrase, _), *_ = read(write(tmp_path, GOOD))
    book = PhraseBook.of([phrase])
    assert book.finds("Share it with The Old Mill")
    assert not book.finds("share it with anybody")
    assert pickle.loads(pickle.dumps(book)).finds("Share it with Ann")


def test_the_line_model_overrules_no_phrase_of_the_users_own(tmp_path: Path) -> None:
    own = GOOD.replace('"share it with NAME"', '"we value your privacy, he cried for ..."').replace(
        "en.social.share-it", "en.social.the-crier"
    )
    book = book_with([write(tmp_path, own)])
    cried = "We value your privacy, he cried for the hotel, and everybody knew which couple was meant."
    before = "Market day begins with a man who shouts for money, and whoever pays him may choose the words."
    after = "At noon he is silent, and the people who had come to laugh at others go home to be laughed at."
    text = f"What the crier said\n\n{before}\n\n{cried}\n\n{after}"
    assert cleanr.clean(text).text == text
    assert cried not in cleanr.Cleaner(phrases=book)(text).text
    assert cried not in cleanr.Cleaner(phrases=pickle.loads(pickle.dumps(book)))(text).text


class Endless:
    """A compiled pattern that never comes to an end in time."""

    tried = 0

    def fullmatch(self, *_: object, **__: object) -> None:
        Endless.tried += 1
        raise TimeoutError


def test_a_pattern_that_runs_out_of_time_is_skipped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = PhraseBook(load([write(tmp_path, GOOD)]))
    monkeypatch.setattr(_book, "compile_expression", lambda *_, **__: Endless())
    monkeypatch.setattr(Endless, "tried", 0)
    result = cleanr.Cleaner(phrases=book, line_model=False)(
        "Share it with Ann\nShare it with Bob\n| | |\nThe rain has come.\n"
    )
    assert result.flags == ("timeout:en.social.share-it",)
    assert result.text == "Share it with Ann\nShare it with Bob\nThe rain has come.\n"
    assert Endless.tried == 1  # a text of a thousand such lines would take a thousand times as long


def test_an_end_of_a_block_that_runs_out_of_time_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = GOOD.replace('"share it with NAME"', '"share it with ann"').replace(
        'strength = "strong"', 'strength = "strong"\nscope = "block"\nuntil = ["thanks"]'
    )
    book = PhraseBook(load([write(tmp_path, entry)]))
    monkeypatch.setattr(_book, "compile_expression", lambda *_, **__: Endless())
    text = "The rain has come.\n\nShare it with Ann\nThanks\n\nThe rain has gone."
    result = cleanr.Cleaner(phrases=book, line_model=False)(text)
    assert result.flags == ("timeout:en.social.share-it",)
    assert result.text == text


def test_the_package_brings_its_phrases_once() -> None:
    assert default_book() is default_book()
    assert len(default_book()) > 0


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_stored_tables_are_those_of_the_file(path: Path) -> None:
    assert stored(path) is not None, "run: python -m cleanr.phrases --compile"


def test_tables_of_another_file_are_not_used(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert stored(path) is None
    store(path)
    assert PhraseBook(load([path])).finds("Share it with Ann")
    write(tmp_path, GOOD.replace("share it with", "tell it to"))
    assert stored(path) is None
    assert PhraseBook(load([path])).finds("Tell it to Ann")


def test_keywords_that_a_pattern_does_without_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("match =", 'keywords = ["nowhere"]\nmatch ='))
    with pytest.raises(PhraseError, match=r"may match without any of 'keywords': leave them out"):
        load([path])


def test_tables_with_another_byte_are_damaged(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    tables = store(path)
    data = bytearray(tables.read_bytes())
    data[-3] ^= 1
    tables.write_bytes(data)
    with pytest.raises(PhraseError, match=r"en\.tables is damaged.*--compile"):
        load([path])


def test_damaged_tables_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    store(path).write_bytes(b"not compressed")
    with pytest.raises(PhraseError, match=r"en\.tables is damaged.*--compile"):
        load([path])


def test_the_command_that_checks_phrases_says_what_it_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cleanr.phrases.__main__ import main

    assert main(["--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: python -m cleanr.phrases [--compile] [FILE]...\n")
    assert main(["--complie"]) == 2
    assert "there is no option --complie" in capsys.readouterr().err
    assert main([str(tmp_path / "none.toml")]) == 1
    out = capsys.readouterr().out
    assert out.endswith("0 phrases, 1 fault\n")
    assert out.startswith("none.toml: [Errno")
    ours = write(tmp_path, GOOD, "ours.toml")
    assert main(["--compile", str(ours)]) == 2
    assert "ours.toml: --compile is for the files in" in capsys.readouterr().err


def test_damaged_tables_are_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanr.phrases import __main__ as command

    monkeypatch.setattr(command, "FOLDER", tmp_path)
    path = write(tmp_path, GOOD)
    store(path).write_bytes(b"not compressed")
    assert command.main(["--compile", str(path)]) == 0
    assert stored(path) is not None


def test_the_example_of_the_docs_is_right_and_an_id_of_the_package_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cleanr.phrases.__main__ import main

    example = Path("docs/phrases.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    assert main([str(write(tmp_path, example, "ours.toml"))]) == 0
    name = next(entry.id for entry in load(files())[0].part("entries") if ".newsletter." in entry.id)
    taken = example.replace("en.newsletter.harbour-letter", name)
    assert main([str(write(tmp_path, taken, "ours.toml"))]) == 1
    assert f"{name}: this id stands in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "lang", "strength"),
    [
        ("Udostępnij Tweetnij Wyślij znajomemu", "pl", "strong"),
        ("Teilen Twittern E-Mail Drucken", "de", "strong"),
        ("Economy Health Science Education", "en", "weak"),
        ("Google Play Store", "en", None),
        ("U.S. News & World Report", "en", None),
        ("Teilen Twittern E-Mail Druckerei", "de", None),
        ("teilen twittern e-mail drucken", "de", None),
        ("Teilen Twittern E-Mail Drucken.", "de", None),
        ("Udostępnij Tweetnij Wyślij znajomemu", "de", None),
    ],
)
def test_a_row_of_labels_is_evidence_as_a_whole(line: str, lang: str, strength: str | None) -> None:
    evidence = [e for some in found(Document(line, lang)).by_category.values() for e in some]
    assert [e.strength for e in evidence if e.rule.endswith(".row-of-labels")] == [strength] * bool(strength)


def test_a_blank_after_a_colon_may_be_missing() -> None:
    book = default_book()
    for line, lang in (
        ("Read more:Ferry to run again", "en"),
        ("Leia também:Escola ganha energia solar", "pt"),
        ("Читайте также:На Заводской закроют движение", "ru"),
        ("Photo:Jo Marlow", "en"),
    ):
        assert book.finds(line, lang), line
        assert book.finds(line.replace(":", ": "), lang), line
    assert not book.finds("Read moreFerry to run again", "en")
