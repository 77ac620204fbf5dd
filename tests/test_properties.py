"""What holds for every text: exact restore, an orderly record, the same result everywhere."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cleanr
from cleanr.document import Document
from cleanr.folding import fold
from cleanr.io.decoding import Decoded
from cleanr.io.record_file import record_line, result_on_record
from cleanr.phrases import files
from cleanr.record import Evidence, Scope
from cleanr.run.totals import Totals

# Texts that look like scraped pages: boilerplate and prose lines, every kind of line break,
# and between them anything that a str can hold, lone surrogates included.
PROSE = "The council met on Tuesday and agreed, after three hours, to mend the bridge over the river."
LINES = st.sampled_from(
    [
        "Subscribe to our newsletter",
        "Share this article",
        "Leave a reply",
        "Advertisement",
        "Read more",
        "Once",
        "Dear readers,",
        "| | |",
        "{copyShortcut} to copy",
        "The cafÃ© on the quay has been closed since the flood, its owner said on Monday evening.",
        PROSE,
        "© Novapress / Press office / Go to the mediabankA minister at a briefing",
        "Заголовок открываемого материала",
        "“We need your help to keep going,” she said.",
        "相关新闻",
        "",
        "   ",
    ]
)
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028", "\u0085", "\v", "\f", "\x1c", "\u2029"])
ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=60)
PAGES = st.lists(st.tuples(st.one_of(LINES, ANY_TEXT), BREAKS), max_size=14).map(
    lambda parts: "".join(line + end for line, end in parts)
)
TEXTS = st.one_of(PAGES, ANY_TEXT)
PRESETS_IN_ORDER = ["conservative", "balanced", "aggressive"]
PRESETS = st.sampled_from(PRESETS_IN_ORDER)
MODES = st.sampled_from(["article", "page"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, PRESETS, MODES, st.sampled_from([None, "en", "de", "ru", "zh-TW"]))
def test_restore_is_exact_and_the_record_orderly(text: str, preset: str, mode: str, lang: str | None) -> None:
    result = cleanr.clean(text, preset=preset, mode=mode, lang=lang)  # type: ignore[arg-type]
    assert result.restore() == text
    at = 0
    for removal in result.removed:
        assert at <= removal.start < removal.end
        assert removal.text == text[removal.start : removal.end]
        assert removal.category in cleanr.CATEGORIES
        assert 0 <= removal.score <= 1
        assert removal.reason.endswith(".")
        at = removal.end


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example(f"{PROSE}\n\x1f\nSubscribe to our newsletter\n")  # a line both blank and damaged
def test_the_record_survives_json(text: str) -> None:
    result = cleanr.clean(text)
    stored = json.dumps(result.to_dict(), ensure_ascii=False)
    again = cleanr.Result.from_dict(json.loads(stored.encode()))
    assert again == result
    assert cleanr.restore(result.text, result.to_dict()["removed"]) == text
    assert cleanr.restore(result.to_dict()["text"], result.to_dict()["removed"]) == text


def test_restoring_takes_all_that_was_stored() -> None:
    result = cleanr.clean(PAGE)
    stored = json.loads(json.dumps(result.to_dict()))
    assert result.removed
    assert cleanr.restore(result.text, stored) == PAGE
    assert cleanr.restore(result.text, {"removed": result.removed, "path": "a.txt"}) == PAGE
    assert cleanr.restore(result.text, iter(result.removed)) == PAGE


@pytest.mark.parametrize(
    "record", [{}, {"text": "Rain."}, {"removed": None}, {"removed": {}}, "removed", b"", None, 3]
)
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError, match="'removed'"):
        cleanr.restore("Rain.", record)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("é".encode(), "decode bytes first"),
        (bytearray(b"Rain."), "decode bytes first"),
        (memoryview(b"Rain."), "decode bytes first"),
        ({82: 1}, "a list of code points"),
        (iter([82]), "a list of code points"),
        ([-1], "a list of code points"),
        (None, "a list of code points"),
    ],
)
def test_what_is_no_text_is_not_restored(text: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cleanr.restore(text, [])
    with pytest.raises(ValueError, match=message):
        cleanr.Result.from_dict({"text": text, "removed": []})


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=9), st.data())
def test_the_record_of_a_foreign_filter_survives_json(odd: str, data: st.DataObject) -> None:
    names = {name: data.draw(st.sampled_from([odd, "fine"])) for name in ("filter", "rule", "reason")}
    removal = cleanr.Removal(start=0, end=1, text="x", category="social", score=1.0, **names)
    result = cleanr.Result("", (removal,), flags=(f"timeout:{odd}",))
    stored = json.dumps(result.to_dict(), ensure_ascii=False).encode()
    assert cleanr.Result.from_dict(json.loads(stored)) == result
    line = json.loads(record_line("a", "a", Decoded("x", "utf-8"), result).encode())
    assert result_on_record("x", line) == result
    totals = Totals()
    totals.add_line(line)
    assert totals.documents == totals.flags["timeout"] == 1


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_is_made_up(text: str) -> None:
    removed = cleanr.clean(text, preset="aggressive")
    if all(not r.replacement for r in removed.removed):
        rest = iter(text)
        assert all(c in rest for c in removed.text)


@lru_cache(maxsize=1)
def profile() -> cleanr.Profile:
    """What is known of a site whose pages share some lines."""
    pages = [f"Story {i}.\n\n{PROSE}\n\nThe Harbour Gazette\nRead more\nOnce\n" for i in range(12)]
    return cleanr.Profile.learn(pages, site="port.example")


CLEANERS = st.builds(
    cleanr.Cleaner,
    filters=st.sampled_from([None, ["newsletter", "markup"], []]),
    lang=st.sampled_from([None, "en", "ru", "zh-TW"]),
    mode=MODES,
    preset=PRESETS,
    keep=st.lists(LINES, max_size=2),
    line_model=st.booleans(),
    profile=st.builds(lambda known: profile() if known else None, st.booleans()),
)


@settings(max_examples=80, deadline=None)
@given(TEXTS, CLEANERS)
def test_with_any_options_what_stays_is_the_input_without_what_went(
    text: str, cleaner: cleanr.Cleaner
) -> None:
    result = cleaner(text, site="port.example")
    at, pieces = 0, []
    for removal in result.removed:
        assert at <= removal.start < removal.end <= len(text)
        assert removal.text == text[removal.start : removal.end]
        # Only damaged encoding is rewritten; nothing else puts a character into the output.
        assert not removal.replacement or removal.category in ("encoding", "whitespace")
        pieces += [text[at : removal.start], removal.replacement]
        at = removal.end
    assert result.text == "".join([*pieces, text[at:]])
    assert result.restore() == text
    assert cleanr.Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), CLEANERS)
def test_lines_to_keep_are_kept(lines: list[str], cleaner: cleanr.Cleaner) -> None:
    kept = "Subscribe to our newsletter"
    text = "\n".join([PROSE, *lines, kept, PROSE])
    assert kept in cleaner.replace(keep=[kept])(text).text.split("\n")


@settings(max_examples=15, deadline=None)
@given(st.lists(PAGES, max_size=8), CLEANERS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_no_result(
    texts: list[str], cleaner: cleanr.Cleaner, random: Random
) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = list(cleaner.clean_many([(texts[i], "port.example") for i in order]))
    assert shuffled == [cleaner(texts[i], site="port.example") for i in order]


def fixture_texts() -> list[str]:
    folder = Path(__file__).parent / "fixtures"
    loaded = [case for path in sorted(folder.glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
    return [case["text"] for case in loaded if "text" in case]


SHREDS = st.lists(
    st.sampled_from("\xa0| |a|\n|b |\t|. |\x0b|\r\n|**|](/a)|[".split("|")), min_size=1, max_size=14
).map("".join)
SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(["line", "inline", "block"])), max_size=4
)


@settings(max_examples=1500, deadline=None)
@given(SHREDS, SPANS)
@example("\xa0[b b . **\x0bbb b b ", [(15, 1, "inline"), (3, 12, "inline"), (16, 1, "inline")])
@example("\xa0\n\xa0\nb b . \xa0\t\xa0\n", [(11, 1, "inline"), (0, 10, "line"), (12, 2, "inline")])
def test_cuts_wherever_a_filter_wants_them_leave_an_orderly_record(
    text: str, spans: list[tuple[int, int, Scope]]
) -> None:
    def anywhere(document: Document) -> Iterator[Evidence]:
        for start, length, scope in spans:
            if start + length <= len(document.text):
                yield Evidence(
                    start, start + length, "navigation", "anywhere", "anywhere.cut", "Said so", scope=scope
                )

    result = cleanr.Cleaner(filters=[anywhere], line_model=False)(text)
    assert result.restore() == text


REMOVED_ONCE_MORE = {"conservative": 1, "balanced": 1, "aggressive": 3}
"""Fixtures at most from which a second cleaning takes something, by preset.

Position and neighbours speak for a line, and a first cleaning changes both: ``docs/reliability.md``.
"""


@pytest.mark.parametrize("preset", PRESETS_IN_ORDER)
def test_cleaning_twice_removes_more_from_few_texts_only(preset: str) -> None:
    cleaner = cleanr.Cleaner(preset=preset)  # type: ignore[arg-type]
    more = []
    for text in fixture_texts():
        once = cleaner(text).text
        twice = cleaner(once)
        assert twice.restore() == once
        if twice.removed:
            more.append(text)
        assert len(once) - len(twice.text) <= max(80, len(once) // 10)  # short lines, never a paragraph
    assert len(more) <= REMOVED_ONCE_MORE[preset]


ONE_IN = 3
"""Fixtures that get phrases put into them: 4 of 100 lost more when they were cleaned again."""


def test_a_phrase_that_stays_at_first_may_go_when_the_text_is_cleaned_again() -> None:
    examples = [
        example
        for path in files()
        if path.stem in ("de", "en", "es", "fr", "ru")
        for entry in tomllib.loads(path.read_text("utf-8"))["phrase"]
        for example in entry["match"]
        if "\n" not in example
    ]
    texts = fixture_texts()[::ONE_IN]
    more = 0
    for number, text in enumerate(texts):
        random, lines = Random(number), text.split("\n")
        for _ in range(3):
            lines.insert(random.randrange(len(lines) + 1), random.choice(examples))
        once = cleanr.clean("\n".join(lines)).text
        twice = cleanr.clean(once)
        assert twice.restore() == once
        gone = [removal for removal in twice.removed if removal.text.strip()]
        assert len(gone) <= 2  # a line or two, and no running text
        assert all(len(removal.text) <= 120 for removal in gone)
        more += bool(gone)
    assert more <= len(texts) * 0.08


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)


PAGE = (
    "Support The Harbour Gazette!\n\nBridge to be mended\n\nThe council met on Tuesday and agreed, after "
    "three hours, to mend the old bridge over the river.\n\nShare this article\nSubscribe to our newsletter\n"
)


def test_a_cleaner_is_immutable_picklable_and_usable_from_threads() -> None:
    cleaner = cleanr.Cleaner(filters=["newsletter", "donation"], preset="conservative")
    with pytest.raises(AttributeError):
        cleaner.preset = "aggressive"  # type: ignore[misc]
    copy = pickle.loads(pickle.dumps(cleaner))
    assert copy == cleaner
    expected = cleaner(PAGE)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(copy, [PAGE] * 64)) == [expected] * 64


def test_clean_many_is_lazy_ordered_and_the_same_with_any_number_of_jobs() -> None:
    texts = [f"Story {i}.\n\n{PAGE}" for i in range(300)]
    one = list(cleanr.Cleaner().clean_many(texts))
    two = list(cleanr.Cleaner().clean_many(texts, jobs=2))
    assert one == two
    assert [r.restore().split("\n")[0] for r in two] == [f"Story {i}." for i in range(300)]


class UnreadableError(Exception):
    """An exception that cannot be pickled and read again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def fails_on_some(document: Document) -> Iterator[Evidence]:
    if "Story 3." in document.text:
        raise LookupError("no such thing")
    if "Story 5." in document.text:
        raise UnreadableError("not ", "to be read")
    return iter(())


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_filter_raises_concerns_one_text_of_many(jobs: int) -> None:
    texts = [f"Story {i}." for i in range(8)]
    results = cleanr.Cleaner(filters=[fails_on_some]).clean_many(texts, jobs=jobs)
    assert [next(results).text for _ in range(3)] == texts[:3]
    with pytest.raises(LookupError, match="no such thing") as error:
        next(results)
    assert error.value.__notes__ == ["while cleaning text number 3, counted from 0"]
    assert next(results).text == texts[4]
    with pytest.raises((UnreadableError, RuntimeError), match="not to be read") as error:
        next(results)
    assert error.value.__notes__ == ["while cleaning text number 5, counted from 0"]
    assert [result.text for result in results] == texts[6:]


def ends_its_process(document: Document) -> Iterator[Evidence]:
    if "Story 7." in document.text:
        os._exit(3)  # as a fault in native code does, or a system that is out of memory
    return iter(())


def test_the_end_of_a_process_concerns_one_text_of_many() -> None:
    texts = [f"Story {i}." for i in range(200)]
    results = cleanr.Cleaner(filters=[ends_its_process]).clean_many(texts, jobs=2)
    assert [next(results).text for _ in range(7)] == texts[:7]
    with pytest.raises(RuntimeError, match="the process that cleaned it ended") as error:
        next(results)
    assert error.value.__notes__ == ["while cleaning text number 7, counted from 0"]
    assert [result.text for result in results] == texts[8:]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_comes_before_texts_that_cannot_be_read_is_cleaned(jobs: int) -> None:
    def texts() -> Iterator[str]:
        yield from (f"Story {i}." for i in range(70))
        raise LookupError("no more of them")

    results = cleanr.Cleaner(filters=[]).clean_many(texts(), jobs=jobs)
    assert [next(results).text for _ in range(70)] == [f"Story {i}." for i in range(70)]
    with pytest.raises(LookupError, match="no more of them"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 2])
def test_clean_many_reads_no_more_than_it_must(jobs: int) -> None:
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield PAGE

    results = cleanr.Cleaner().clean_many(endless(), jobs=jobs)
    assert next(results).restore() == PAGE
    assert read <= 64 * 4 * 2


def test_processes_with_other_hash_seeds_and_locales_agree() -> None:
    program = [
        "import cleanr, json, sys",
        "text = sys.stdin.buffer.read().decode()",
        "print(json.dumps(cleanr.clean(text).to_dict()))",
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", "\n".join(program)],
            input=PAGE.encode(),
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("4242", "POSIX"))
    }
    assert len(outputs) == 1


def test_one_text_is_not_several() -> None:
    with pytest.raises(TypeError, match="use clean"):
        cleanr.Cleaner().clean_many("one text")


def test_one_document_is_not_several() -> None:
    with pytest.raises(TypeError, match="takes a list of texts, not one mapping"):
        cleanr.Cleaner().clean_many({"text": "Rain."})


@pytest.mark.parametrize("value", [None, b"bytes", 3])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="takes a str"):
        cleanr.clean(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "agressive"}, "did you mean 'aggressive'"),
        ({"mode": "pages"}, "did you mean 'page'"),
        ({"filters": ["donations"]}, "did you mean 'donation'"),
        ({"filters": "donation"}, "filters is a list"),
        ({"filters": [42]}, "a function or a name"),
        ({"filters": 42}, "filters is a list"),
        ({"filters": len}, "filters is a list"),
        ({"lang": ""}, "language code"),
        ({"lang": "english"}, "a language code such as 'de' or 'pt-BR', not 'english'"),
        ({"lang": ["de"]}, "a language code such as 'de' or 'pt-BR', not "),
        ({"line_model": "no"}, "line_model is True or False, not 'no'"),
        ({"keep": "Share"}, r"keep is a list of lines: \['Share'\]"),
        ({"keep": None}, "keep is a list of lines"),
        ({"keep": [1]}, "keep is a list of lines, each a str"),
        ({"phrases": "ours.toml"}, r"book_with\(\['ours.toml'\]\) makes one"),
        ({"phrases": ["ours.toml"]}, "phrases is a PhraseBook"),
        ({"profile": "lines.db"}, r"Profile\('lines.db'\) opens"),
    ],
)
def test_a_wrong_option_is_told_with_what_would_be_right(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cleanr.Cleaner(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options", [{"lang": ["de"]}, {"mode": ["page"]}, {"preset": {}}, {"line_model": []}]
)
def test_a_function_refuses_what_the_cleaner_refuses(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        cleanr.clean("Rain.", **options)  # type: ignore[arg-type]
