from __future__ import annotations

import json
import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cleanr
from cleanr import Cleaner, Profile
from cleanr.cli import main
from cleanr.document import Document
from cleanr.repetition import ProfileError, page, site_of
from cleanr.repetition.counts import WINDOW
from cleanr.repetition.lines import line_keys

SITE = "gazette.example"
HEAD = ("Weather over the bay", "Puzzles for patient people", "What the harbour says")
TAIL = ("Meet the people behind the pages", "Where we stand on tides", "Boats for hire")
TOPICS = (
    "bridge",
    "ferry",
    "market",
    "school",
    "library",
    "mill",
    "orchard",
    "quay",
    "ropewalk",
    "lighthouse",
)


def article(topic: str) -> str:
    sentences = [
        f"The {topic} {what}, said a neighbour of the {topic} who has known it for {years} years and more."
        for years, what in enumerate(("is to be mended", "was shut on Monday", "has a new keeper"), 10)
    ]
    return f"Plans for the {topic}\n\n" + "\n\n".join(sentences)


def story(topic: str, *, head: tuple[str, ...] = HEAD, tail: tuple[str, ...] = TAIL) -> str:
    return "\n".join(head) + f"\n\n{article(topic)}\n\n" + "\n".join(tail) + "\n"


PAGES = [story(topic) for topic in TOPICS]


def learnt(pages: list[str]) -> Profile:
    return Profile.learn(pages, site=SITE)


def clean(profile: Profile, text: str) -> cleanr.Result:
    return Cleaner(filters=[], profile=profile)(text, site=SITE)


def tables(profile: Profile) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(profile.path) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in ("site", "line")
        }


# Sites


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.co.uk/a/b?c=d#e", "example.co.uk"),
        ("http://sport.example.com:8080/", "example.com"),
        ("//example.org/x", "example.org"),
        ("https://jane.blogspot.com/2020/", "jane.blogspot.com"),
        ("https://jane.blogspot.co.uk/", "jane.blogspot.co.uk"),
        ("https://jane.substack.com/p/rain", "jane.substack.com"),
        ("https://jane.medium.com/rain", "jane.medium.com"),
        ("https://www.medium.com/@jane/rain", "medium.com"),
        ("https://jane.github.io/", "jane.github.io"),
        ("http://münchen.example/", "xn--mnchen-3ya.example"),
        ("http://192.0.2.7/x", "192.0.2.7"),
        ("http://[2001:db8::1]/x", "2001:db8::1"),
        ("http://localhost/x", "localhost"),
        ("http://[broken/", None),
        ("just words", None),
        ("", None),
    ],
)
def test_a_site_is_a_registrable_domain_or_a_users_host(url: str, site: str | None) -> None:
    assert site_of(url) == site


def test_a_document_names_its_site_in_one_of_three_fields() -> None:
    both = {
        "text": "Rain.",
        "url": "https://a.example/x",
        "site": "The-Gazette",
        "source": "http://b.example/",
    }
    assert page(both).site == "the-gazette"
    assert page({"text": "Rain.", "source": "http://www.b.example/"}).site == "b.example"
    assert page({"text": "Rain.", "url": None}, site="c").site == "c"
    assert page({"text": "Rain.", "site": " ", "url": "https://a.example/x"}).site == "a.example"
    with pytest.raises(TypeError, match="a page is a str, a pair"):
        page({"body": "Rain."})


@pytest.mark.parametrize(("url", "site"), [("//a.example/rain", "a.example"), ("a.example/rain", None)])
def test_an_address_is_never_the_name_of_a_site(url: str, site: str | None) -> None:
    assert page({"text": "Rain.", "url": url}).site == site
    assert page({"text": "Rain.", "url": url}, site="given").site == (site or "given")
    assert page(("Rain.", "//a.example/rain")).site == "a.example"


def test_a_site_that_is_no_str_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="as a str, not 5"):
        page(("Rain.", 5))  # type: ignore[arg-type]
    for where in ({"site": 5}, {"url": 5}):
        with pytest.raises(TypeError, match="as a str, not 5"):
            cleanr.clean(PAGES[0], profile=learnt(PAGES), **where)  # type: ignore[arg-type]


# Lines


@pytest.mark.parametrize(
    "lines",
    [
        ("12 Shares", "1,204 shares", "  3.4k  SHARES "),
        ("Updated: 3 May 2024, 10:15 pm", "updated 12/11/2023 – 9:05", "UPDATED 1 January 1999"),
        ("By Jane Doe", "by John van Dyke", "BY A. N. OTHER"),
        ("“Tides” – our column", '"Tides" - our column', "» “Tides” — our  column «"),
        ("Erschienen am 3. März 2024", "Erschienen am 21. Oktober 2023"),
    ],
)
def test_lines_that_differ_in_what_changes_have_one_key(lines: tuple[str, ...]) -> None:
    _, keys = line_keys(Document("\n".join(lines)))
    assert len(keys) == len(lines)
    assert len({key.text.replace(":", "") for key in keys}) == 1


@pytest.mark.parametrize("lines", [("By the sea, at last, it rained", "By Jane Doe"), ("Tides", "Tidings")])
def test_lines_that_say_other_things_have_other_keys(lines: tuple[str, str]) -> None:
    _, (first, second) = line_keys(Document("\n".join(lines)))
    assert first != second


def test_long_lines_are_told_apart_behind_what_their_key_shows() -> None:
    _, (first, second) = line_keys(Document("a" * 300 + "b\n" + "a" * 300 + "c"))
    assert first.checksum != second.checksum


# Counting


def test_a_profile_says_what_it_knows_of_each_line() -> None:
    profile = learnt(PAGES)
    assert profile.sites() == {SITE: len(PAGES)}
    line = profile.lines(SITE)["boats for hire"]
    assert (line.documents, line.first, line.last, line.example) == (10, 1, 10, "Boats for hire")
    assert line.position == pytest.approx(0.9, abs=0.05)
    assert line.inside == 0
    assert "plans for the quay" not in profile.lines(SITE)


@pytest.mark.parametrize("seed", range(3))
def test_updates_give_what_learning_all_at_once_gives(seed: int) -> None:
    chance = random.Random(seed)
    words = [f"{a}{b}" for a in ("ka", "lo", "mi", "ru") for b in ("ba", "do", "ni", "su")]
    lines = [" ".join(chance.choices(words, k=chance.randint(1, 20))) for _ in range(400)]
    pages = [
        ("\n".join(chance.choices(lines[: 40 * (n % 10 + 1)], k=25)), f"site-{chance.randint(0, 1)}")
        for n in range(5 * WINDOW)
    ]
    at_once = Profile.learn(pages)
    step_by_step = Profile.learn(pages[:1])
    at = 1
    while at < len(pages):
        size = chance.randint(1, 40)
        step_by_step.update(pages[at : at + size])
        at += size
    assert tables(step_by_step) == tables(at_once)


def test_rare_lines_are_forgotten_and_usual_ones_are_not() -> None:
    pages = [
        f"Story {n}\n\n{'abcdefghij'[n % 10] * (n + 1)} and so on\n\nOur values\nOur people"
        for n in range(200)
    ]
    profile = learnt(pages)
    assert profile.lines(SITE)["our values"].documents == 200
    with sqlite3.connect(profile.path) as connection:
        ((size,),) = connection.execute("SELECT length(once) + length(pairs) FROM site")
    assert size < WINDOW * 2 * 200


def test_an_article_that_is_fetched_twice_counts_once() -> None:
    profile = learnt([*PAGES, PAGES[2].replace("Boats for hire", "Boats for sale"), PAGES[5]])
    assert profile.sites() == {SITE: len(PAGES)}


def test_pages_that_share_nearly_all_are_counted_in_the_end() -> None:
    long = "The gallery is open to everybody on every day of the week but for the first day of the year. "
    profile = learnt([f"{long * 20}\nPicture {chr(65 + n)}\nLook at all pictures" for n in range(20)])
    assert profile.sites()[SITE] >= 5


def test_documents_need_a_site() -> None:
    with pytest.raises(ValueError, match="document 2 has no site; give pairs"):
        Profile.learn([("Rain.", SITE), "Snow."])
    with pytest.raises(TypeError, match="several documents"):
        Profile.learn("Rain.", site=SITE)
    with pytest.raises(TypeError, match=r"not from one mapping: \[mapping\]"):
        Profile.learn({"text": "Rain.", "site": SITE}, site=SITE)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_learning_that_fails_leaves_no_profile(tmp_path: Path, error: type[BaseException]) -> None:
    def pages() -> Iterator[tuple[str, str]]:
        yield PAGES[0], SITE
        raise error

    with pytest.raises(error):
        Profile.learn(pages(), tmp_path / "lines.db")
    assert [*tmp_path.iterdir()] == []
    profile = Profile.learn([PAGES[0]], tmp_path / "lines.db", site=SITE)
    with pytest.raises(error):
        profile.update(pages())
    with pytest.raises(FileExistsError):
        Profile.learn(pages(), profile.path)
    assert profile.sites() == {SITE: 1}


@pytest.mark.parametrize(
    "text", ["", "\x00", "a\ud800b\n" * 3, "Rain\r\nSnow\r\n", "\u2028\x85\n\n", "x" * 10**6]
)
def test_any_text_can_be_learnt_and_cleaned(text: str) -> None:
    profile = learnt([*PAGES, text, text + "\nmore"])
    assert clean(profile, text).restore() == text


# Evidence


def test_what_a_site_repeats_goes_and_the_article_stays() -> None:
    result = clean(learnt(PAGES), story("windmill"))
    assert result.text == article("windmill") + "\n"
    assert result.restore() == story("windmill")
    furniture = [r for r in result.removed if r.category != "whitespace"]
    assert [r.text.strip() for r in furniture] == [*HEAD, *TAIL]
    assert {(r.category, r.filter, r.rule) for r in furniture} == {
        ("repeated", "repetition", "repeated.line")
    }
    assert furniture[0].reason == f"On 10 of 10 pages of {SITE}."


def test_it_makes_no_difference_whether_the_document_itself_was_learnt() -> None:
    for number, text in enumerate(PAGES):
        others = learnt(PAGES[:number] + PAGES[number + 1 :])
        assert clean(others, text).text == clean(learnt(PAGES), text).text == article(TOPICS[number]) + "\n"


def test_a_document_seen_long_ago_is_not_taken_for_its_own_repetition() -> None:
    first = story("windmill", head=(*HEAD, "A line of its own", "And another one"))
    many = [story(f"{topic} number {'x' * n}") for n in range(1, 20) for topic in TOPICS]
    assert "A line of its own\nAnd another one" in clean(learnt([first, *many]), first).text


def test_a_headline_that_other_pages_list_stays() -> None:
    listed = ("Plans for the mill", "Plans for the ferry")
    pages = [story(topic, tail=(*TAIL, *listed)) for topic in TOPICS]
    assert clean(learnt(pages), story("mill")).text.startswith("Plans for the mill\n")


def test_headings_inside_the_text_stay() -> None:
    def with_headings(topic: str) -> str:
        one, two, three, four = article(topic).split("\n\n")
        return "\n\n".join((*HEAD, one, two, "What happens next", three, "What you can do", four, *TAIL))

    cleaned = clean(learnt([with_headings(topic) for topic in TOPICS]), with_headings("windmill")).text
    assert "What happens next" in cleaned
    assert "What you can do" in cleaned
    assert HEAD[0] not in cleaned


def test_the_first_sentence_stays_if_only_some_pages_have_it() -> None:
    series = "This is part of a series on the old houses of the town and of the people who live in them."
    pages = [f"{story(topic).split(chr(10), 1)[0]}\n{series}\n\n{article(topic)}" for topic in TOPICS[:3]]
    profile = learnt([*pages, *PAGES[3:]])
    assert series in clean(profile, f"{HEAD[0]}\n{series}\n\n{article('windmill')}").text


def test_what_changes_in_a_list_below_the_article_goes_with_its_frame() -> None:
    def listing(topic: str) -> str:
        return story(topic, tail=(*TAIL, "Most read today", f"All about the {topic}", "Imprint", "Contact"))

    result = clean(learnt([listing(topic) for topic in TOPICS]), listing("windmill"))
    assert result.text == article("windmill") + "\n"
    (gap,) = [r for r in result.removed if r.rule == "repeated.gap"]
    assert (gap.text, gap.category) == ("All about the windmill\n", "repeated")


def test_a_line_that_a_filter_knows_has_its_category_and_both_reasons() -> None:
    tail = (*TAIL, "Subscribe to our newsletter")
    profile = learnt([story(topic, tail=tail) for topic in TOPICS])
    result = Cleaner(profile=profile)(story("windmill", tail=tail), site=SITE)
    (found,) = [r for r in result.removed if r.category == "newsletter"]
    assert found.reason.startswith("Worded like a newsletter")
    assert found.reason.endswith(f", on 10 of 10 pages of {SITE}.")


def test_too_few_pages_say_nothing() -> None:
    assert clean(learnt(PAGES[:1]), story("windmill")).text == story("windmill")


def test_without_a_site_or_for_an_unknown_one_the_profile_says_nothing() -> None:
    cleaner, plain = Cleaner(profile=learnt(PAGES)), Cleaner()
    text = story("windmill")
    assert (
        cleaner(text) == plain(text) == cleaner(text, site="other.example") == cleaner(text, url="no address")
    )


def test_every_way_to_name_the_site_is_the_same() -> None:
    profile, text = learnt(PAGES), story("windmill")
    cleaner = Cleaner(profile=profile)
    expected = cleaner(text, site=SITE)
    documents = [
        (text, SITE),
        {"text": text, "url": f"https://www.{SITE}/x"},
        {"text": text, "site": "Gazette.Example"},
    ]
    assert expected.text == article("windmill") + "\n"
    assert cleanr.clean(text, profile=profile, url=f"https://{SITE}/x") == expected
    assert list(cleaner.clean_many(documents)) == [expected] * 3
    assert list(cleaner.clean_many(documents, jobs=2)) == [expected] * 3


# The file


def test_a_profile_is_kept_updated_copied_and_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "lines.db"
    Profile.learn(PAGES[:5], file, site=SITE).close()
    assert Profile(file).update(PAGES[5:], site=SITE) == 5
    Profile.open(file).save(tmp_path / "copy.db")
    assert tables(Profile(tmp_path / "copy.db")) == tables(learnt(PAGES))
    assert Profile.open(tmp_path / "new.db").sites() == {}
    with pytest.raises(FileExistsError):
        Profile.learn(PAGES, file, site=SITE)
    with pytest.raises(FileExistsError):
        Profile(file).save(tmp_path / "copy.db")


def test_a_profile_is_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cleaner = Cleaner(profile=Profile.learn(PAGES, "lines.db", site=SITE))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    texts = [(story("windmill"), SITE)] * 2
    assert [r.text for r in cleaner.clean_many(texts, jobs=2)] == [article("windmill") + "\n"] * 2


def test_a_temporary_profile_leaves_no_file() -> None:
    profile = learnt(PAGES)
    path = profile.path
    assert path.exists()
    del profile
    assert not path.exists()


def test_what_is_no_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="cleanr learn"):
        Profile(tmp_path / "missing.db")
    (tmp_path / "text.db").write_text("This is no database, whatever it is called." * 100)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE site (name)")
    for name in ("text.db", "other.db"):
        before = (tmp_path / name).read_bytes()
        for way in (Profile, Profile.open):
            with pytest.raises(ProfileError, match="is no profile of cleanr"):
                way(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(("version", "advice"), [(99, "use a newer cleanr"), (0, "learn it anew")])
def test_a_profile_of_another_version_is_refused(tmp_path: Path, version: int, advice: str) -> None:
    Profile.learn(PAGES, tmp_path / "lines.db", site=SITE).close()
    with sqlite3.connect(tmp_path / "lines.db") as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(ProfileError, match=advice):
        Profile(tmp_path / "lines.db")


@pytest.mark.parametrize("damage", ["cut off", "written over"])
def test_a_damaged_profile_is_told(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "lines.db"
    Profile.learn(PAGES, file, site=SITE).close()
    whole = file.read_bytes()
    page = 4096
    # The first page says what the file is: so much of it is whole.
    data = whole[:page] if damage == "cut off" else whole[:page] + b"\xa5" * (len(whole) - page)
    file.write_bytes(data)
    uses: list[Callable[[], object]] = [
        lambda: Profile(file).sites(),
        lambda: Profile(file).lines(SITE),
        lambda: Profile(file).update(PAGES, site=SITE),
    ]
    for use in uses:
        with pytest.raises(ProfileError, match=r"lines\.db (cannot be (read|written)|is no profile)"):
            use()
    assert file.read_bytes() == data


def test_in_a_folder_that_cannot_be_written_to_a_profile_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lines.db"
    profile = Profile.learn(PAGES, file, site=SITE)
    expected = profile.lines(SITE)
    monkeypatch.setattr("cleanr.repetition.store.os.access", lambda *_: False)
    # As a killed writer leaves it: what is in the log would be passed over in silence.
    with pytest.raises(ProfileError, match=r"some of it is in lines\.db-wal still; copy both files"):
        Profile(file)
    profile.close()
    reader = Profile(file)
    assert reader.lines(SITE) == expected
    with pytest.raises(ProfileError, match=r"lines\.db cannot be written"):
        reader.update(PAGES, site=SITE)
    assert [path.name for path in tmp_path.iterdir()] == ["lines.db"]


def test_a_full_disk_is_told_and_leaves_the_profile_as_it_was(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    file = tmp_path / "lines.db"
    Profile.learn(PAGES, file, site=SITE).close()
    letters = random.Random(7)
    pages = ["\n".join("".join(letters.choices("abcdef", k=20)) for _ in range(400)) for _ in range(30)]
    lines = [json.dumps({"text": page, "site": SITE}) + "\n" for page in pages]
    (tmp_path / "more.jsonl").write_text("".join(lines))
    learn = [sys.executable, "-m", "cleanr", "learn", "more.jsonl", "--profile", "lines.db"]
    result = subprocess.run(
        learn,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(cleanr.__file__).parents[1])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000)),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert b"lines.db cannot be written, and is as it was" in result.stderr
    assert tables(Profile(file)) == tables(learnt(PAGES))


def test_a_failed_update_changes_nothing(tmp_path: Path) -> None:
    profile = Profile.learn(PAGES[:5], tmp_path / "lines.db", site=SITE)
    before = tables(profile)
    with pytest.raises(ValueError, match="document 3 has no site"):
        profile.update([(PAGES[6], SITE), (PAGES[7], SITE), PAGES[8]])
    assert tables(profile) == before
    assert profile.update(PAGES[5:], site=SITE) == 5


WRITER = """
import sys, time
import cleanr.repetition.profile as module
module.BATCH_CHARS = 1  # so that there is something written when the rest is waited for
def pages():
    for number in range(300):
        yield f"Story {number}\\n" + "\\n".join(f"line {chr(97 + number % 26)} {n}" for n in range(50))
    print("written", flush=True)
    time.sleep(600)
module.Profile(sys.argv[1]).update(pages(), site="gazette.example")
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the middle of an update of ``lines.db``."""
    Profile.learn(PAGES, tmp_path / "lines.db", site=SITE).close()
    source = str(Path(cleanr.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "lines.db")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def test_a_killed_writer_leaves_the_profile_as_it_was(
    tmp_path: Path, writer: subprocess.Popen[bytes]
) -> None:
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    profile = Profile(tmp_path / "lines.db")
    assert tables(profile) == tables(learnt(PAGES))
    with sqlite3.connect(profile.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert profile.update(["Another page altogether"], site=SITE) == 1


def test_readers_read_and_a_second_writer_is_told_while_one_writes(
    tmp_path: Path, writer: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = story("windmill")
    expected = clean(learnt(PAGES), text)
    results: list[cleanr.Result] = []
    readers = [
        threading.Thread(target=lambda: results.append(clean(Profile(tmp_path / "lines.db"), text)))
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert results == [expected] * 4
    monkeypatch.setattr("cleanr.repetition.store.WAIT_SECONDS", 0.05)
    with pytest.raises(ProfileError, match="locked"):
        Profile(tmp_path / "lines.db").update(PAGES, site=SITE)
    assert writer.poll() is None


@pytest.mark.parametrize("name", [None, "lines.db"])
def test_a_cleaner_with_a_profile_is_picklable_and_shared_by_threads(
    tmp_path: Path, name: str | None
) -> None:
    text = story("windmill")
    cleaner = Cleaner(profile=Profile.learn(PAGES, tmp_path / name if name else None, site=SITE))
    expected = cleaner(text, site=SITE)
    assert pickle.loads(pickle.dumps(cleaner))(text, site=SITE) == expected
    results: list[cleanr.Result] = []
    threads = [threading.Thread(target=lambda: results.append(cleaner(text, site=SITE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_importing_cleanr_imports_no_database() -> None:
    heavy = {"sqlite3", "publicsuffixlist", "cleanr.repetition"}
    code = f"import cleanr, sys; assert not {heavy} & set(sys.modules)"
    source = str(Path(cleanr.__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": source})


# The command line


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, args)), catch_exceptions=False)


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the pages of a site."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "crawl" / SITE
    folder.mkdir(parents=True)
    for topic in TOPICS:
        (folder / f"{topic}.txt").write_text(story(topic))
    return tmp_path / "crawl"


def test_learn_then_clean(crawl: Path) -> None:
    result = run("learn", crawl, "--profile", "lines.db")
    assert result.exit_code == 0
    assert "10 documents learnt; now 10 of 1 site" in result.stderr
    assert run(crawl, "-o", "out", "--profile", "lines.db").exit_code == 0
    assert Path("out", SITE, "mill.txt").read_text() == article("mill") + "\n"
    assert run(crawl, "-o", "two", "--learn").exit_code == 0
    assert Path("two/cleanr-record.jsonl").read_bytes() == Path("out/cleanr-record.jsonl").read_bytes()
    assert sorted(p.name for p in Path().iterdir()) == ["crawl", "lines.db", "out", "two"]
    assert run(crawl, "-o", "three", "--no-line-model").exit_code == 0
    assert HEAD[0] in Path("three", SITE, "mill.txt").read_text()


def test_learning_adds_to_a_profile(crawl: Path) -> None:
    for topic in TOPICS:
        file = crawl / SITE / f"{topic}.txt"
        assert run("learn", file, "--site", SITE, "--profile", "lines.db", "-q").exit_code == 0
    assert tables(Profile("lines.db")) == tables(learnt(PAGES))


def test_one_site_for_all(crawl: Path) -> None:
    assert run(crawl / SITE, "-o", "out", "--learn", "--site", SITE).exit_code == 0
    assert Path("out/mill.txt").read_text() == article("mill") + "\n"
    run("learn", crawl, "--profile", "lines.db")
    result = run(crawl / SITE / "mill.txt", "--profile", "lines.db", "--site", SITE, "-q")
    assert result.stdout == article("mill") + "\n"


def test_json_lines_name_their_sites(crawl: Path) -> None:
    rows = [{"text": text, "url": f"https://www.{SITE}/{n}"} for n, text in enumerate(PAGES)]
    lines = [*map(json.dumps, rows), "", "{broken", '["no object"]', '{"text": "Rain."}']
    Path("pages.jsonl").write_text("\n".join(lines))
    result = run("learn", "pages.jsonl", "--profile", "lines.db")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:3] == [
        "cleanr: pages.jsonl: line 12: not JSON; left as it is",
        "cleanr: pages.jsonl: line 13: not a JSON object; left as it is",
        f"cleanr: pages.jsonl: document {len(PAGES) + 1}: not learnt, as nothing says which site it is of; "
        "give --site NAME",
    ]
    assert tables(Profile("lines.db")) == tables(learnt(PAGES))


def test_documents_of_which_the_profile_is_not_asked_are_told(crawl: Path) -> None:
    assert run("learn", crawl, "--profile", "lines.db", "-q").exit_code == 0
    rows = [{"text": PAGES[0], "site": SITE}, {"text": PAGES[1]}]
    Path("some.jsonl").write_text("\n".join(map(json.dumps, rows)))
    told = "cleanr: the profile was asked for {} documents: nothing says which site the others are of"
    for path, options, amounts in (
        ("some.jsonl", ["--profile", "lines.db"], "1 of 2"),
        (crawl / SITE, ["--profile", "lines.db"], f"0 of {len(PAGES)}"),
        ("some.jsonl", ["--learn"], "1 of 2"),
    ):
        assert told.format(amounts) in run(path, "-o", "out", *options).stderr
        assert "asked" not in run(path, "-o", "out", *options, "--site", SITE).stderr


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_the_source_of_a_document_names_its_site(crawl: Path, suffix: str) -> None:
    rows = [{"text": text, "source": f"https://www.{SITE}/{n}"} for n, text in enumerate(PAGES)]
    Path("pages.jsonl").write_text("\n".join(map(json.dumps, rows)))
    if suffix != "jsonl":
        run("pages.jsonl", "-o", ".", "--format", suffix, "--filters", "cookies", "--no-line-model")
    result = run("learn", f"pages.{suffix}", "--profile", "lines.db", "--site", "of-all-others")
    assert result.exit_code == 0
    assert tables(Profile("lines.db")) == tables(learnt(PAGES))


def test_explain_and_check_look_at_the_profile(crawl: Path) -> None:
    run("learn", crawl, "--profile", "lines.db")
    page = crawl / SITE / "mill.txt"
    assert "repeated" not in run("explain", page).stdout
    assert "repeated" in run("explain", page, "--profile", "lines.db", "--site", SITE).stdout
    assert "repeated" in run("check", crawl, "--profile", "lines.db").stdout
    Path("cleanr.toml").write_text(f'profile = "lines.db"\nsite = "{SITE}"\n')
    assert "repeated" in run("explain", page).stdout
    assert "repeated" in run("check", page).stdout
    missing = run("explain", page, "--profile", "no.db")
    assert (missing.exit_code, "make it with `cleanr learn`" in missing.stderr) == (2, True)


@pytest.mark.parametrize("name", ["nope", "empty.jsonl"])
def test_no_profile_is_made_of_nothing(crawl: Path, name: str) -> None:
    Path("empty.jsonl").touch()
    result = run("learn", name, "--profile", "new.db")
    assert result.exit_code == 1
    assert "cleanr: new.db: not made, as there is no document to learn from\n" in result.stderr
    assert not Path("new.db").exists()


def test_an_interrupt_of_the_first_learn_leaves_no_profile(
    crawl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("cleanr.repetition.profile._count", interrupted)
        assert run("learn", crawl, "--profile", "lines.db").exit_code != 0
    assert [*Path().iterdir()] == [Path("crawl")]
    assert run("learn", crawl, "--profile", "lines.db").exit_code == 0


def test_a_profile_to_which_nothing_is_added_stays(crawl: Path) -> None:
    run("learn", crawl, "--profile", "lines.db")
    result = run("learn", "nope", "--profile", "lines.db")
    assert result.exit_code == 1
    assert Profile("lines.db").sites() == {SITE: len(PAGES)}


def test_a_profile_in_the_settings_lies_beside_them(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("learn", "crawl", "--profile", "lines.db", "-q")
    Path("cleanr.toml").write_text('profile = "lines.db"\noutput = "out"\n')
    monkeypatch.chdir(crawl)
    assert run(crawl, "-q").exit_code == 0
    assert (crawl.parent / f"out/{SITE}/mill.txt").read_text() == article("mill") + "\n"


def test_a_missing_profile_is_told_with_the_settings_that_name_it(
    crawl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = crawl.parent / "cleanr.toml"
    settings.write_text('profile = "lines.db"\n')
    monkeypatch.chdir(crawl)
    result = run(SITE, "--dry-run")
    missing = crawl.parent / "lines.db"
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        f"Error: {settings}: profile: {missing}: there is no profile; make it with `cleanr learn`"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("crawl", "-o", "out", "--profile", "missing.db"), "make it with `cleanr learn`"),
        (("crawl", "-o", "out", "--profile", "crawl/gazette.example/mill.txt"), "is no profile of cleanr"),
        (("learn", "crawl", "--profile", "crawl/gazette.example/mill.txt"), "is no profile of cleanr"),
        (("learn", "crawl", "--profile", "no/such/folder/lines.db"), "no/such/folder/lines.db"),
        (("learn", "crawl"), "Missing option '--profile'"),
        (("crawl", "-o", "out", "--profile", "lines.db", "--learn"), "exclude each other"),
        (("-", "-o", "out", "--learn"), "standard input does not allow"),
        (("crawl/gazette.example", "-o", "out", "--learn"), "finds no sites"),
    ],
)
def test_wrong_usage_is_told(crawl: Path, args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr
    assert not Path("out").exists()
