"""The pattern language: what it parses, matches and refuses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
import regex
from fuzz.backtracking import Trial, trials

from cleanr.document import Document
from cleanr.folding import fold
from cleanr.phrases import files
from cleanr.phrases._expression import Alphabet, compile_expression
from cleanr.phrases._keywords import keywords
from cleanr.phrases._pattern import PatternError, goes_anywhere, literal_variants, parse
from cleanr.phrases._regex import to_regex
from cleanr.phrases._scripts import letters_in


def matches(pattern: str, line: str) -> bool:
    return regex.fullmatch(to_regex(parse(pattern), whole_line=True), fold(line)) is not None


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("support {the} NAME", "Support The Harbour Gazette!"),
        ("support {the} NAME", "» Support us «"),
        (
            "{please} {kindly} {do} (log|sign) in {or register} to (comment|reply)",
            "Please do sign in to reply.",
        ),
        (
            "{please} {kindly} {do} (log|sign) in {or register} to (comment|reply)",
            "kindly log in or register to comment",
        ),
        ("... we need your (help|support) to ...", "But we need your help to keep going, now."),
        ("... we need your (help|support) to ...", "We need your support to continue"),
        ("i('m| am) here", "I am here"),
        ("i('m| am) here", "I’m here"),
        ("read{ also}: ...", "Read also: a story"),
        ("{a} {b}{,} we go", "We go"),
        ("read this : ...", "Read this: a story"),
        ("terms of {the}(law|lords)", "terms of law"),
        ("terms of {the}(law|lords)", "terms of thelords"),
        ("free {, then NUM a month} {...}", "Free, then 5 a month"),
        ("free {, then NUM a month} {...}", "Free, then 5 a month. Cancel any time"),
        ("... we use cookies ...", "x " * 200 + "we use cookies " + "y " * 300),
        ("{a} {b}{,} we go", "b, we go"),
        ("is funded {entirely} {mainly} by us", "Is funded by us"),
        ("{the} ... {more} {news}letter", "letter"),
        ("{the} ... {more} {news}letter", "the weekly newsletter"),
        ("NUM comment{s}", "(1,204 comments)"),
        ("posted on DATE at TIME", "Posted on March 3, 2026 at 9:30 pm"),
        ("from MONEY a month", "From 5 € a month"),
        ("from MONEY a month", "from US$4.50 a month"),
        ("donat* now", "Donating now"),
        ("required fields are marked *{ now}", "Required fields are marked * now"),
        ("don't miss", "Don’t miss"),
        ("\\{copyshortcut\\} to copy", "{copyShortcut} to copy"),
        ("σχετικα θεματα", "ΣΧΕΤΙΚΆ ΘΈΜΑΤΑ"),
        ("все ещё", "Все еще"),
        ("şimdi paylaş", "ŞIMDI PAYLAŞ"),
        ("もっと見る", "【もっと見る】"),
        ("NUM条评论", "12条评论"),
        ("已有NUM人阅读", "已有1.2万人阅读"),
        ("... 使用 ... cookie ...", "本网站使用cookie来改善体验"),
        ("정기{ }후원 {신청}", "■ 정기후원 신청"),
        ("相关新闻:", "相关新闻："),
    ],
)
def test_a_pattern_matches_all_its_forms(pattern: str, line: str) -> None:
    assert matches(pattern, line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("support {the} NAME", "Supporters of the mayor"),
        ("... our site ...", "We met at four sites"),
        ("NUM comment{s}", "Comments"),
        ("share", "Share prices fell"),
    ],
)
def test_a_pattern_stops_at_word_boundaries_and_line_ends(pattern: str, line: str) -> None:
    assert not matches(pattern, line)


@pytest.mark.parametrize(
    "date",
    [
        "12.03.2026",
        "2026-03-12",
        "March 12th, 2026",
        "Sept. 3, 2026",
        "12. března 2026",
        "12 de março de 2026",
        "2026. március 12.",
        "2026年3月12日",
        "2026년 3월 12일",
        "12 tháng 3, 2026",
        "3 ธ.ค. 2567",
        "12 मार्च 2026",
        "١٢ مارس، ٢٠٢٦",
    ],
)
def test_dates_are_known_as_languages_write_them(date: str) -> None:
    assert matches("updated: DATE", f"Updated: {date}")
    assert not matches("updated: DATE", f"Updated: {date} and once more")


def test_few_forms_are_spelled_out() -> None:
    assert literal_variants(parse("share {this} (post|story)"), limit=4) == [
        "share post",
        "share story",
        "share this post",
        "share this story",
    ]
    assert literal_variants(parse("share {this} (post|story)"), limit=3) == []
    assert literal_variants(parse("share NAME"), limit=9) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "support {the} NAME today",
        "{a|b|c|d} {e|f|g|h} {i|j|k|l} {m|n} subscribe to our newsletter",
        "(sign up|subscribe|register) (for|to) ... (newsletter{s}|alert{s})",
        "NUM (комментариев|комментарий|комментария)",
        "(słuchaj|posłuchaj) {tego} artykułu",
        "{立即}(捐款|捐助)",
    ],
)
def test_every_match_holds_a_keyword(pattern: str) -> None:
    nodes = parse(pattern)
    wanted = keywords(nodes)
    found, also = wanted.literals, wanted.also
    assert found
    assert all(len(k) >= 4 or goes_anywhere(k) for k in found)
    expression = to_regex(nodes, whole_line=True)
    samples = [
        "support the Post today",
        "subscribe to our newsletter",
        "sign up for the alerts",
        "12 комментариев",
        "posłuchaj artykułu",
        "立即捐款",
        "a e i m subscribe to our newsletter",
    ]
    for sample in samples:
        if regex.fullmatch(expression, fold(sample)):
            assert any(k in fold(sample) for k in found)
            assert all(any(k in fold(sample) for k in literals) for literals in also)
            assert not wanted.heads or fold(sample).startswith(wanted.heads)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("share (this|that", "never closed"),
        ("share {this)", "closed by"),
        ("share this)", "unbalanced"),
        ("this|that", "outside of"),
        ("share \\", "ends in a backslash"),
        ("support NAMES", "no placeholder"),
        ("{share} {this}", "all of it is optional"),
        ("NUM of NUM", "no run of words long enough"),
    ],
)
def test_a_faulty_pattern_is_refused_with_a_reason(pattern: str, message: str) -> None:
    def read() -> None:
        literal_variants(parse(pattern), limit=9)
        keywords(parse(pattern))

    with pytest.raises(PatternError, match=message):
        read()


def examples() -> dict[str, list[str]]:
    """The examples of each phrase, folded, that are one line each and in letters that any alphabet has."""
    entries = (entry for path in files() for entry in tomllib.loads(path.read_text("utf-8"))["phrase"])
    return {
        entry["id"]: [
            line
            for line in map(fold, (*entry["match"], *entry["keep"]))
            if "\n" not in line and letters_in(Document(line)).spaced
        ]
        for entry in entries
    }


ONE_IN = {False: 60, True: 6}
"""The patterns that are tried here, and those with an ending, a month, a currency: few have any."""


def some_trials() -> Iterator[Trial]:
    counts = {False: 0, True: 0}
    for trial in trials():
        if not trial.timed:  # one with a limit of time is compiled in the same way for all letters
            rare = any(name in trial.expression for name in (r"\p{M}", r"\p{Sc}"))
            counts[rare] += 1
            if counts[rare] % ONE_IN[rare] == 0:
                yield trial


def test_an_expression_finds_the_same_whatever_letters_it_is_compiled_for() -> None:
    examples_of = examples()
    matched = 0
    for trial in some_trials():
        lines = examples_of[trial.rule]
        if not lines:
            continue
        expressions = [compile_expression(trial.expression, timed=False, alphabet=a) for a in Alphabet]
        for line in lines:
            found = {
                tuple(match.regs for match in expression.finditer(line, 0, len(line)))
                if trial.inline
                else (match := expression.fullmatch(line)) and match.regs
                for expression in expressions[: None if line.isascii() else Alphabet.ASCII]
            }
            assert len(found) == 1, (trial.rule, line)
            matched += any(found)
    assert matched > 300
