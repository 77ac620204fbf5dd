"""Filters: each on its own, composed, and those of other packages."""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import cleanr
from cleanr import Cleaner, Evidence, filters
from cleanr.cli import main
from cleanr.document import Document

LONG_TAGS = (
    "<br/>" * 100 + "The keeper of the hut said that the snow had come early, and would stay until May."
)

STORY = "The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge.\n"

CASES = [
    ("newsletter", "Sign up for our free weekly newsletter"),
    ("paywall", "Already a subscriber? Log in"),
    ("advertising", "Advertisement"),
    ("comments", "Your email address will not be published. Required fields are marked *"),
    ("social", "Share this article"),
    ("cookies", "We use cookies to give you the best experience on our website."),
    ("navigation", "Back to top"),
    ("credit", "Click to enlarge"),
    ("legal", "© 2026 The Harbour Gazette. All rights reserved."),
    ("markup", "| | |"),
    ("markup", "{{ article.title }}"),
    ("markup", "$('#banner_12').show();"),
    ("markup", "</div>"),
    ("markup", "\u200b\u200b"),
    ("markup", "152345678901234"),
    ("markup", "https://t.co/AbCdEf123?utm_source=feed"),
    ("markup", "https://youtu.be/a1B2c3D4e5F"),
    ("markup", "body { margin: 0; color: red }"),
    ("markup", '[gallery ids="12,13"]'),
    ("markup", "{count} comments"),
    ("markup", ", , , , ,"),
    ("markup", "00:00 / 00:00"),
    ("markup", 'data-src="a.png" data-width="300"'),
    ("markup", "IMG_20260412_0071.jpg"),
    ("foreign_ui", "English | Deutsch | Русский | 中文"),
    ("foreign_ui", "Lire cet article en français"),
    ("foreign_ui", "Lorem ipsum dolor sit amet, consectetur adipiscing elit."),
]


@pytest.mark.parametrize(("category", "line"), CASES)
def test_a_filter_finds_its_kind_and_leaves_the_story(category: str, line: str) -> None:
    text = f"{STORY}\n{STORY}\n{line}\n"
    result = Cleaner(filters=[category])(text)
    assert result.text == f"{STORY}\n{STORY}"
    assert [r.category for r in result.removed] == ["whitespace", category]
    assert result.restore() == text


def test_the_registry_holds_every_filter_once() -> None:
    assert set(filters.REGISTRY) <= set(cleanr.CATEGORIES)
    assert len(set(filters.REGISTRY.values())) == len(filters.REGISTRY)
    assert all(function.__doc__ for function in filters.REGISTRY.values())


def shouting(document: Document, *, longest: int = 20) -> Iterator[Evidence]:
    for index in range(document.line_count):
        line = document.line(index)
        if line.text.isupper() and len(line.text) <= longest:
            yield Evidence(
                line.start, line.end, "advertising", "shouting", "shouting.caps", "Written in capitals"
            )


def test_filters_compose_with_functions_of_ones_own() -> None:
    text = f"{STORY}\nBUY NOW\n\n{STORY}Share this article\n"
    result = Cleaner(filters=[filters.social, shouting])(text)
    assert [(r.category, r.rule.split(".")[0]) for r in result.removed if r.category != "whitespace"] == [
        ("advertising", "shouting"),
        ("social", "en"),
    ]
    assert "BUY NOW" in Cleaner(filters=[functools.partial(shouting, longest=3)])(text).text


TAIL = """
Sign up for our free newsletter

Read more: The lighthouse that nobody wanted
Share this on Facebook
3 comments
Leave a reply
Follow us
A walk along the quay

Privacy policy
Terms of use
"""


@pytest.mark.parametrize("line_model", [True, False])
@pytest.mark.parametrize(
    ("category", "gone"),
    [
        ("social", {"Share this on Facebook", "Follow us"}),
        ("newsletter", {"Sign up for our free newsletter"}),
        ("comments", {"3 comments", "Leave a reply"}),
    ],
)
def test_of_a_page_goes_what_a_chosen_filter_speaks_of(
    category: str, gone: set[str], line_model: bool
) -> None:
    text = f"Bridge to be mended\n\n{STORY}\n{STORY}{TAIL}"
    result = Cleaner(filters=[category], line_model=line_model)(text)
    stays = {line for line in text.splitlines() if line not in gone}
    assert stays == {*result.text.splitlines(), ""}
    assert {r.category for r in result.removed} - {"whitespace"} == {category}


def test_what_a_filter_that_is_left_out_knows_does_not_go_with_its_neighbours() -> None:
    listed = "More on this topic:\nA ship is launched\nA mill burns down\nLeave a reply\nA walk in May\n"
    text = f"Bridge to be mended\n\n{STORY}\n{STORY}\n{listed}"
    assert (
        Cleaner(filters=["related"])(text).text
        == f"Bridge to be mended\n\n{STORY}\n{STORY}\nLeave a reply\nA walk in May\n"
    )
    assert "Leave a reply" not in cleanr.clean(text).text


PLUGIN = '''
from cleanr import Evidence

def ticker(document):
    """Lines of stock prices."""
    for index in range(document.line_count):
        line = document.line(index)
        if line.text.startswith("NYSE:"):
            yield Evidence(line.start, line.end, "advertising", "ticker", "ticker.nyse", "A stock ticker")
'''


@pytest.fixture
def installed_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package of somebody else's, as pip would have installed it."""
    (tmp_path / "cleanr_ticker.py").write_text(PLUGIN, encoding="utf-8")
    info = tmp_path / "cleanr_ticker-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: cleanr-ticker\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(
        "[cleanr.filters]\nticker = cleanr_ticker:ticker\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("cleanr_ticker", None)


@pytest.mark.usefixtures("installed_plugin")
def test_a_filter_of_another_package_runs_where_it_is_named() -> None:
    text = f"{STORY}\nNYSE: HBR 12.50\n"
    assert filters.available()["ticker"] == "cleanr-ticker"
    result = Cleaner(filters=["ticker"])(text)
    assert [r.rule for r in result.removed if r.category == "advertising"] == ["ticker.nyse"]
    assert cleanr.clean(text).text == text, "what is installed must not change the default"


@pytest.mark.usefixtures("installed_plugin")
@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("from cleanr_ticker_of_old import ticker", "ModuleNotFoundError: No module named "),
        ("tickers = None", "AttributeError: module "),
        ("raise ValueError('bad setup')", "ValueError: bad setup"),
        ("ticker = 5", "it is no function, but 5"),
    ],
)
def test_a_filter_that_cannot_be_loaded_is_named_and_the_others_are_listed(
    tmp_path: Path, source: str, fault: str
) -> None:
    (tmp_path / "cleanr_ticker.py").write_text(source, encoding="utf-8")
    with pytest.raises(ValueError, match=f"filter 'ticker' cannot be loaded: {fault}"):
        filters.load(["ticker"])
    listed = CliRunner().invoke(main, ["filters"])
    assert (listed.exit_code, listed.stdout.splitlines()[:-1]) == (
        0,
        [line for line in listed.stdout.splitlines() if line.split()[0] in filters.REGISTRY],
    )
    assert f"filter 'ticker' cannot be loaded: {fault}" in listed.stdout
    chosen = CliRunner().invoke(main, ["check", "--filters", "ticker"], input="Rain.")
    assert chosen.exit_code == 2
    assert fault in " ".join(chosen.stderr.split())


def test_an_unknown_filter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match="did you mean 'newsletter'"):
        filters.load(["newsletters"])


def test_a_sentence_far_behind_tags_is_no_code() -> None:
    said = "The keeper of the hut said that the snow had come early, and would stay until May."
    text = f"Snow in the hills\n\n{STORY}{'<br/>' * 100}{said}\n{STORY}"
    assert said in cleanr.clean(text).text


@dataclasses.dataclass
class Word:
    """A filter that is an object, which cannot be hashed."""

    word: str

    def __call__(self, document: Document) -> list[Evidence]:
        at = document.text.index(self.word)
        return [Evidence(at, at + len(self.word), "social", "word", "word.any", "A word")]


def test_a_filter_may_be_an_object_that_cannot_be_hashed() -> None:
    assert Cleaner(filters=["newsletter", Word("Zork")])(f"{STORY}Zork").text == STORY.rstrip("\n")


def test_words_behind_the_code_of_a_line_stay() -> None:
    code = 'function gtag(){dataLayer.push(arguments);} gtag("js", new Date());'
    article = "The council agreed on Tuesday to mend the old bridge.\nIt has been closed since the floods."
    for behind, stays in (
        (" Bridge to be mended this year", "Bridge to be mended this year"),
        (" « Le pont sera réparé cette année", "« Le pont sera réparé cette année"),
        (" 旧桥将于今年修复", "旧桥将于今年修复"),
        (" // set once", ""),
        (" Done", ""),
    ):
        for indent in ("", "  "):
            text = f"{indent}{code}{behind}\n{article}"
            result = cleanr.Cleaner(filters=["markup"], line_model=False)(text)
            assert result.text.split("\n")[0].strip() == (stays or article.split("\n")[0]), behind
            assert result.restore() == text
