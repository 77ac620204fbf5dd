"""Texts in other forms than lines as a page shows them: Markdown, HTML, wrapped, all in one line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from functools import partial
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanr
from cleanr import filters
from cleanr.document import Document
from cleanr.plain import FORMS as FORMS_OF_TEXTS
from cleanr.plain import in_plain_lines, plain_text
from cleanr.plain.edits import disjoint
from cleanr.plain.sentences import sentences
from cleanr.record import Evidence

ARTICLE = (
    "The old bridge will close on Monday",
    "The council voted to close the old bridge for two years, because its northern pier has sunk by a hand's "
    "breadth since the spring and nobody can say why.",
    "Engineers from the university will drill beside the pier in June. Until they know more, buses go round "
    "by the mill, which takes a quarter of an hour longer.",
    "“We would rather wait than be sorry,” said the mayor, who had crossed the bridge to school every day.",
    "Shopkeepers on the far bank fear for their trade. The baker wants to bring her bread across by boat.",
)
PROMPT = (
    "Sign up for our free newsletter and get the best stories of the week in your inbox every Friday morning."
)
BODY = "\n\n".join(ARTICLE)


def wrapped(text: str, width: int = 72) -> str:
    """Wrap each paragraph."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False) for p in paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "One line",
        "Two words\nof a label\n" * 9,
        "see `row[index](value)` and f(x)[0](y)",
        "![](https://example.org/photo.jpg)",
        "2 ** 3 ** 4 and **kwargs",
        ">>> More on this topic",
        "#harbour #fog",
        "Nets and boats\n----\nOars",
        "\n".join(f"{name} {number}" for number, name in enumerate(["Boats", "Nets", "Oars", "Sails"] * 4)),
        "\n".join(["昨天的会议决定关闭旧桥两年因为北边的桥墩下沉了一掌宽没有人知道原因" * 2] * 9),
        f"{ARTICLE[0]} {ARTICLE[1]}",
        "At 3 < 4 and 5 > 4 <unknown>",
        "The letter <a> and the particle <p> stand in the middle",
        "In HTML there is a tag for each part\nof a page, and this is how it is written:\n\n<p>Rain</p>",
        "The line that stands above a rule is longer\n---\nTitle: none\n---\n",
        "Version 2.31 costs 3.5 or 12. See 1.2.3 ... 5",
        'f["a"] and C# and #fog and [1]',
        "C:\\new\\notes are kept in \\nabla",
    ],
)
def test_plain_texts_are_left_alone(text: str) -> None:
    assert in_plain_lines(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Read [the report](https://example.org/a_(b)/c).", "Read the report."),
        ('[Home](/ "To the start") > [News](#news)', "Home > News"),
        ("![A pier](https://example.org/pier.jpg)", "A pier"),
        ("[![A pier](/pier.jpg)](/photos/1)", "A pier"),
        ("[![A pier](/pier.jpg) **The bridge**](/bridge)", "A pier The bridge"),
        ("**Share this:**", "Share this:"),
        ("***Note*** that it **rained**.", "Note that it rained."),
        ("*Photo: Ada Quill*\n\n> _It rains._\n\n# x", "Photo: Ada Quill\n\nIt rains.\n\nx"),
        ("5\\. \\[It rains\\] at snake\\_case", "5. [It rains] at snake_case"),
        ("See <https://example.org/a>.", "See https://example.org/a."),
        ("It is at\n<https://example.org/a>.", "It is at\n<https://example.org/a>."),
        (
            "\ufeff# Rain\r\n\r\nFog\r\n===\r\n\r\n*It rains.*\r\n",
            "\ufeffRain\r\n\r\nFog\r\n\r\nIt rains.\r\n",
        ),
        ("[Two\rlines](/a)", "[Two\rlines](/a)"),
        (
            "Rain &amp; fog, the mayor&#39;s &lt;b&gt; &copy; the&nbsp;Ada&ensp;Q.",
            "Rain & fog, the mayor's &lt;b&gt; © the\u00a0Ada&ensp;Q.",
        ),
        ("It rains.  It  rains\n    and  rains.", "It rains. It rains\n    and rains."),
        ("# Rain\n\ntext\n\n> It rains.\n> > Still.", "Rain\n\ntext\n\nIt rains.\nStill."),
        ("See [a](/b)\n\nRain\n====\n\ntext\n\n---", "See a\n\nRain\n\ntext\n\n---"),
    ],
)
def test_the_marks_of_markdown_are_looked_through(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<h1>Fog</h1>\n<p>It <b>rains</b> &amp; rains.</p>", "Fog\nIt rains & rains."),
        ("<p>It rains.</p><p>It pours.</p>And<br/>fog", "It rains.\nIt pours.\nAnd\nfog"),
        ("<UL CLASS='x'>\n<LI><A HREF=/fog>Fog</A></LI>\n</UL>", "\nFog\n"),
        ("H<sub>2</sub>O <!-- fog --> and <i>ice</i>", "H2O and ice"),
        ("<p>It rains <a> or <b>not</b></p>", "It rains <a> or not"),
        ("<td>4</td><td>nine</td>\n<item>Fog</item>", "4\t\tnine\nFog"),
        ("A<BR>B\n<P CLASS=x>C", "A\nB\nC"),
        ("<p\n class='a > b'>C</p\n>", "C"),
        ("Chess <b> and <q>: 4 <a.reed@fog.example> --> <!-- 5", None),
        ("10<sup>6</sup> or CO<sub>2</sub>, <b>x</b>", "10<sup>6</sup> or CO2, x"),
        ("Type `<b>` and `</b>` around it", None),
        ("| Flour | bread<br>cake |\n|---|---|\n<b>x</b>", "| Flour | bread<br>cake |\n|---|---|\nx"),
        ("| | Rain |<br>| | Fog |<br>It pours.<br>It hails.", "| | Rain |\n| | Fog |\nIt pours.\nIt hails."),
        (
            "HTML is old.<br>It rains.<br>It pours.<br>It hails.<br>Fog.<br>",
            "HTML is old.\nIt rains.\nIt pours.\nIt hails.\nFog.",
        ),
        (
            "&lt;p class=&quot;a b&quot;&gt;It rains.&lt;/p&gt;&lt;p&gt;It pours.&lt;/p&gt;",
            "It rains.\nIt pours.",
        ),
        ("At 3 &lt; 4 and 5 &gt; 4 &lt;fog&gt;", "At 3 &lt; 4 and 5 &gt; 4 &lt;fog&gt;"),
        ("HTML has tags for the parts of a page, as everybody knows who has read the code of one", None),
    ],
)
def test_html_is_looked_through(text: str, plain: str | None) -> None:
    assert plain_text(text) == (text if plain is None else plain)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("---\ntitle: Fog\ntags:\n  - ice\n- sea\ndate: 2024-05-01\n---\n\nIt rains.", "\n\nIt rains."),
        ("+++\ntitle = 'Fog'\n+++\nIt rains.", "\nIt rains."),
        ('\n---\n# x\n"og:title": Fog\n\nlist:\n- a\n...\nIt rains.', "\n\nIt rains."),
        ("title: Fog\nurl: https://fog.example\n\nIt rains.", "\n\nIt rains."),
        ("It rains.[1] It pours.[2][3, 4] And hail[a]", "It rains. It pours. And hail"),
        ("It rains.¹ “It pours.”²\nAnd hails.12 And", "It rains. “It pours.”\nAnd hails. And"),
        ("雨が降った。[1]風も。2\n", "雨が降った。風も。\n"),
        ("[12] It rains.\n[13] It pours.", "It rains.\nIt pours."),
        ("It is raining[citation needed] in Ys.", "It is raining in Ys."),
        ("What is next #\nIt rains.\nFog¶\nIt pours.", "What is next\nIt rains.\nFog\nIt pours."),
        ("It ra\u00adins \u200bon the qu\u2060ay.\n\u200b\n", "It rains on the quay.\n\u200b\n"),
        ('He said: \\"It rains.\\"', 'He said: "It rains."'),
        ("It rains , they said .\nAnd . NET", "It rains, they said.\nAnd. NET"),
    ],
)
def test_what_programs_add_is_looked_through(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize("separator", ["\\n", "\\r\\n\\r\\n", "\t", "   ", " ¶ ", "<br>", "</p><p>"])
def test_a_text_in_one_line_is_divided_where_its_lines_were(separator: str) -> None:
    lines = plain_text(separator.join([*ARTICLE, PROMPT])).splitlines()
    assert [line.strip() for line in lines if line.strip()] == [*ARTICLE, PROMPT]
    kept = cleanr.clean(separator.join([*ARTICLE, PROMPT])).text
    assert "newsletter" not in kept
    assert all(line in kept for line in ARTICLE)


def test_two_blanks_after_each_sentence_are_no_breaks() -> None:
    typed = "  ".join(sentence for line in ARTICLE[1:] * 2 for sentence in sentences(line))
    seen = in_plain_lines(typed)
    assert seen is not None
    assert seen.shown(Document(typed)).one_line


def test_a_cut_over_a_break_meets_no_white_space_twice() -> None:
    for joined in (" ".join(ARTICLE * 2), "  ".join(ARTICLE), "\t".join(ARTICLE), f"<p>{BODY}</p>"):
        text = f"{joined} Share this article on Facebook.\n\nSign up for our free newsletter"
        result = cleanr.clean(text)
        assert result.restore() == text
        assert "newsletter" not in result.text
        assert all(line in result.text for line in ARTICLE)


def test_wrapped_paragraphs_are_put_together() -> None:
    assert plain_text(wrapped(BODY)) == BODY
    assert plain_text(wrapped(BODY).replace("\n", "\r\n")) == BODY.replace("\n", "\r\n")
    assert plain_text(textwrap.indent(wrapped(BODY), "    ")) == textwrap.indent(BODY, "    ")


def test_a_quotation_does_not_go_on_with_an_answer() -> None:
    question = wrapped(
        "Did the council vote to close the old bridge for two years, or was that only a rumour again?"
    )
    answer = wrapped(ARTICLE[1])
    seen = plain_text("\n".join([*(f"> {line}" for line in question.split("\n")), answer, *[answer] * 2]))
    assert "again?\nThe council" in seen


def test_code_between_fences_is_not_put_together_with_text() -> None:
    paragraph = f"{ARTICLE[1]} {ARTICLE[2]}"
    lines = textwrap.wrap(paragraph, 72)[:-1]
    text = "\n".join(
        [wrapped(paragraph), "", *lines, "```", "Sign up for our free newsletter", "```", wrapped(BODY)]
    )
    assert "\n```\nSign up for our free newsletter\n```\n" in cleanr.clean(text).text


def test_entries_and_headings_in_a_wrapped_text_begin_lines_of_their_own() -> None:
    entries = [f"* {line}" for line in ARTICLE[1:]] + ["## What is next", "1. Wait", "2. Drill"]
    text = "\n".join(textwrap.fill(e, 72, subsequent_indent="  ", break_on_hyphens=False) for e in entries)
    seen = plain_text(f"{wrapped(BODY)}\n\n{text}")
    assert seen.splitlines()[-len(entries) :] == [e.removeprefix("## ") for e in entries]


def test_each_sentence_of_a_text_in_one_line_gets_a_line() -> None:
    lines = plain_text(" ".join([*ARTICLE[1:], PROMPT])).split("\n")
    assert len(lines) == 7
    assert lines[1] == "Engineers from the university will drill beside the pier in June."
    chinese = "昨天的会议决定关闭旧桥两年。没有人知道“桥墩为什么下沉。”面包师想用船运面包。" * 20
    assert plain_text(chinese).split("\n")[:3] == [
        "昨天的会议决定关闭旧桥两年。",
        "没有人知道“桥墩为什么下沉。”面包师想用船运面包。",
        "昨天的会议决定关闭旧桥两年。",
    ]


def test_a_prompt_goes_in_every_form() -> None:
    for form in (
        f"{BODY}\n\n{PROMPT}",
        f"{BODY}\n\n**{PROMPT}**",
        f"{BODY}\n\n[{PROMPT}](https://example.org/newsletter?from=article)",
        f"{BODY}\n\n> ## {PROMPT}\n\n[More](/more)",
        wrapped(f"{BODY}\n\n{PROMPT}"),
        wrapped(f"{BODY}\n\n{PROMPT}", 60).replace("\n", "\r\n"),
        " ".join([*ARTICLE, PROMPT]),
        " ".join([*ARTICLE[:2], PROMPT, *ARTICLE[2:]]),
    ):
        result = cleanr.clean(form)
        assert result.restore() == form
        assert "newsletter" not in result.text, form
        for line in ARTICLE:
            assert line in " ".join(result.text.split()), form


def as_html(lines: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{line}</p>" for line in lines)


def test_of_html_the_text_stays() -> None:
    text = f"<h1>{ARTICLE[0]}</h1>\n{as_html(ARTICLE[1:])}\n<ul>\n<li><a href='/x'>{PROMPT}</a></li>\n</ul>"
    result = cleanr.clean(text)
    assert result.text == "\n".join(ARTICLE)
    assert result.restore() == text
    assert any(r.text.startswith("<li><a href") and r.category == "newsletter" for r in result.removed)


def test_html_in_one_line_becomes_lines() -> None:
    text = as_html((*ARTICLE, PROMPT)).replace("\n", "")
    result = cleanr.clean(text)
    assert result.text == "\n".join(ARTICLE)
    assert result.restore() == text
    broken = cleanr.clean(f"<div>{ARTICLE[1]} <br /> <i>{ARTICLE[2]}</i></div>")
    assert broken.text == f"{ARTICLE[1]}\n{ARTICLE[2]}"
    assert [r.category for r in broken.removed if r.replacement] == ["whitespace"]


def test_tags_within_words_leave_no_blank() -> None:
    text = f"<p>{ARTICLE[1]}</p>\n<p>The sea is full of H<sub>2</sub>O, and of <i>fish</i>.</p>"
    assert cleanr.clean(text).text.endswith("The sea is full of H2O, and of fish.")


def test_nothing_but_tags_is_left_alone() -> None:
    for text in ("<div></div>", "<ul>\n<li></li>\n</ul>\n"):
        result = cleanr.clean(text)
        assert (result.text, result.flags) == (text, ("mostly_boilerplate",))


def test_without_the_filter_for_markup_tags_stay() -> None:
    text = as_html((*ARTICLE, PROMPT))
    assert cleanr.Cleaner(filters=["newsletter"])(text).text == as_html(ARTICLE)


def test_code_in_html_stays() -> None:
    code = "<pre><code>Share\nSubscribe to our newsletter\n</code></pre>"
    result = cleanr.clean(f"{as_html(ARTICLE)}\n{code}\n<p>{PROMPT}</p>", preset="aggressive")
    assert "Share\nSubscribe to our newsletter" in result.text
    assert PROMPT not in result.text


def test_what_a_program_wrote_before_the_text_stays() -> None:
    matter = "---\ntitle: Subscribe\nurl: https://quay.example/a\n---\n"
    text = f"{matter}{PROMPT}\n\n{BODY}"
    assert cleanr.clean(text).text == f"{matter}\n{BODY}"


def test_what_a_generator_of_sites_was_told_goes_but_for_title_and_date() -> None:
    matter = (
        "---\nlayout: post\ntitle: The bridge\ndate: 2024-05-01\ntags:\n- quay\n- pier\nslug: bridge\n---\n"
    )
    result = cleanr.clean(f"{matter}\n{BODY}")
    assert result.text == f"title: The bridge\ndate: 2024-05-01\n\n{BODY}"
    assert {r.rule for r in result.removed} == {"markup.metadata"}


def test_scripts_and_styles_go_whole() -> None:
    script = "<script type='text/javascript'>\nshow('It rains.');\n\nshow(fog);\n</script>"
    style = "<style>p { margin: 0 }</style>"
    text = f"<p>{ARTICLE[0]}</p>\n{script}\n<p>{ARTICLE[1]}</p>{style}\n<p>{ARTICLE[2]}</p>"
    result = cleanr.clean(text)
    assert result.text == "\n".join(ARTICLE[:3])
    assert result.restore() == text


def test_a_script_that_nothing_closes_takes_no_paragraph() -> None:
    for script in ("<script src='a.js'/>", "<script src='a.js'>", "<style>"):
        text = f"<h1>{ARTICLE[0]}</h1>{script}{as_html(ARTICLE[1:])}<script>show()</script>"
        assert cleanr.clean(text).text == "\n".join(ARTICLE), script


def test_what_is_no_text_in_html_stays_as_it_does_in_lines() -> None:
    text = as_html((ARTICLE[1], "* * *", ARTICLE[2], "—", ARTICLE[3]))
    assert cleanr.clean(text).text == "\n".join((ARTICLE[1], "* * *", ARTICLE[2], "—", ARTICLE[3]))


def test_a_long_cell_is_no_part_of_the_next_one() -> None:
    words = ARTICLE[1].split(" ")
    cell = " ".join(f"<b>{word}</b>" if n % 5 == 0 else word for n, word in enumerate(words))
    result = cleanr.clean(f"<table><tr><td>{cell}</td><td>{PROMPT}</td></tr></table>{as_html(ARTICLE[2:])}")
    assert ARTICLE[1] in result.text
    assert PROMPT not in result.text


def test_breaks_are_those_of_the_text() -> None:
    text = f"<p>{ARTICLE[1]}<br>{ARTICLE[2]}</p>\r\n<p>{ARTICLE[3]}</p>\r\n"
    assert cleanr.clean(text).text == f"{ARTICLE[1]}\r\n{ARTICLE[2]}\r\n{ARTICLE[3]}\r\n"


def test_a_filter_with_options_is_that_filter() -> None:
    cleaner = cleanr.Cleaner(filters=[partial(filters.markup)])
    assert cleaner(as_html(ARTICLE)).text == "\n".join(ARTICLE)


def test_notes_go_with_the_line_they_stand_in() -> None:
    text = f"{BODY}[1]\n\n{PROMPT}[2]\n\n[3] {ARTICLE[1]}.4"
    assert cleanr.clean(text).text == f"{BODY}[1]\n\n[3] {ARTICLE[1]}.4"


def test_a_line_that_goes_takes_its_marks_along() -> None:
    text = f"# {ARTICLE[0]}\n\n{ARTICLE[1]}\n\n> **[{PROMPT}](https://example.org/a)**\n\n{ARTICLE[2]}\n"
    result = cleanr.clean(text)
    assert result.text == f"# {ARTICLE[0]}\n\n{ARTICLE[1]}\n\n{ARTICLE[2]}\n"
    assert result.restore() == text
    assert any(r.text.startswith("> **[Sign up") and r.text.endswith(")**\n") for r in result.removed)


def test_images_without_words_stay() -> None:
    text = f"{ARTICLE[1]}\n\n![](https://example.org/pier.jpg)\n\n{ARTICLE[2]}\n\n[More](/more)"
    assert "![](https://example.org/pier.jpg)" in cleanr.clean(text).text


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_between_fences_stays(fence: str) -> None:
    lines = [
        "html",
        "# Share",
        "<a href='/'>Subscribe to our newsletter</a>",
        "[gallery ids=1]",
        "",
        "Read more",
    ]
    code = fence + "\n".join(lines) + f"\n{fence}"
    text = f"{ARTICLE[0]}\n\n{ARTICLE[1]}\n\n{code}\n\n{ARTICLE[2]}\n\nSubscribe to our newsletter"
    assert cleanr.clean(text, preset="aggressive").text == text.removesuffix(
        "\n\nSubscribe to our newsletter"
    )


def test_a_fence_that_nothing_closes_keeps_nothing() -> None:
    text = f"{ARTICLE[1]}\n\n```\n\n{ARTICLE[2]}\n\nSubscribe to our newsletter"
    assert "newsletter" not in cleanr.clean(text).text


@pytest.mark.parametrize(("taken", "left"), [(1, 3), (2, 3), (3, 0)])
def test_a_table_stays_or_goes_as_a_whole(taken: int, left: int) -> None:
    rows = ["| Line | At |", "| --- | --: |", "| 4 | nine |"]

    def some_rows(document: Document) -> Iterator[Evidence]:
        for index in range(2, 2 + taken):
            line = document.line(index)
            yield Evidence(line.start, line.end, "navigation", "rows", "rows.some", "Said so")

    result = cleanr.Cleaner(filters=[some_rows], line_model=False)(
        "\n".join([ARTICLE[1], "", *rows, ARTICLE[2]])
    )
    assert [row for row in rows if row in result.text] == rows[:left]


def test_damaged_characters_are_repaired_beside_marks() -> None:
    for damaged, repaired in (
        ("# Ã‰cole\n\nUn cafÃ© &amp; un thÃ©.\n[x](/a)", "# École\n\nUn café &amp; un thé.\n[x](/a)"),
        ("<p>Le cafÃ© <b>du</b> port, Ã©tÃ©</p>\n<p>x</p>", "Le café du port, été\nx"),
        ("**Le cafÃ©** du port [ferme](/a) en dÃ©cembre", "**Le café** du port [ferme](/a) en décembre"),
    ):
        result = cleanr.clean(damaged)
        assert result.text == repaired
        assert result.restore() == damaged


def respelled(document: Document) -> Iterator[Evidence]:
    """A filter that rewrites a word."""
    at = document.text.find("teh")
    if at >= 0:
        yield Evidence(at, at + 3, "encoding", "respelled", "respelled.the", "Misspelt", replacement="the")


@pytest.mark.parametrize("others", [[], ["encoding"], filters.REGISTRY])
def test_what_another_filter_rewrites_is_rewritten_in_every_form(others: Iterable[str]) -> None:
    for text, left in (
        ("We saw teh cafÃ© here.", "We saw the café here."),
        ("# Title\n\nWe saw teh cafÃ© here.", "# Title\n\nWe saw the café here."),
        ("# Title\n\nWe saw **teh** cat here.", "# Title\n\nWe saw **the** cat here."),
    ):
        result = cleanr.Cleaner(filters=[*others, respelled])(text)
        assert result.text == (left if others else left.replace("café", "cafÃ©"))
        assert result.restore() == text


def test_no_sentence_begins_with_a_small_letter() -> None:
    text = f"{' '.join([*ARTICLE, ARTICLE[1]])} Follow us! cried the captain. {ARTICLE[2]}"
    assert "Follow us! cried the captain." in plain_text(text).split("\n")


def word(document: Document) -> Iterator[Evidence]:
    """A filter that takes one word out of a line."""
    at = document.text.find("REMOVE")
    if at >= 0:
        yield Evidence(
            start=at, end=at + 6, category="navigation", scope="inline", filter="w", rule="w", reason="w"
        )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It [REMOVE](/a) rained all day.", "It rained all day."),
        ("It **REMOVE** rained all day.", "It rained all day."),
        ("It [![REMOVE](/a.jpg)](/b) rained all day.", "It rained all day."),
        ("It [REMOVE often](/a) rained all day.", "It [often](/a) rained all day."),
        ("It [often REMOVE](/a) rained all day.", "It [often](/a) rained all day."),
        ("It REMOVE [often](/a) rained all day.", "It [often](/a) rained all day."),
        ("It [often](/a)REMOVE rained all day.", "It [often](/a) rained all day."),
        ("**It rained all day. REMOVE**", "**It rained all day.**"),
        ("[REMOVE It rained all day.](/a)", "[It rained all day.](/a)"),
        ("# REMOVE It rained all day", "# It rained all day"),
        ("It rained all day. [REMOVE](/a)", "It rained all day."),
        ("It rained all day. [REMOVE ](/a)", "It rained all day."),
        ("[See](/a)\n\nIt rained REMOVE\n=========", "[See](/a)\n\nIt rained\n========="),
    ],
)
def test_a_cut_takes_the_marks_of_all_that_goes(text: str, left: str) -> None:
    result = cleanr.Cleaner(filters=[word], line_model=False)(text)
    assert result.text == left
    assert result.restore() == text


def test_a_label_does_not_take_the_sentence_after_it_along() -> None:
    glued = " ".join([*ARTICLE[:2], "Read more:", *ARTICLE[2:], *ARTICLE[1:]])
    assert cleanr.clean(glued).text == glued.replace("Read more: ", "")


@pytest.mark.parametrize("line_model", [True, False])
@pytest.mark.parametrize(
    "prompt",
    [
        "Sign up for our newsletter",
        "Please sign in to comment",
        "We use cookies to improve your experience",
        "© 2023 The Valley Post All rights reserved",
    ],
)
def test_a_prompt_does_not_take_the_sentence_after_it_along(prompt: str, line_model: bool) -> None:
    sentences = [*ARTICLE, *ARTICLE[1:]]
    gone = []
    for place in range(2, len(ARTICLE)):
        glued = " ".join([*sentences[:place], prompt, *sentences[place:]])
        result = cleanr.clean(glued, line_model=line_model)
        assert all(result.text.count(each) == glued.count(each) for each in sentences), sentences[place]
        assert result.restore() == glued
        gone.append(len(result.text) < len(glued) - len(prompt) // 2)
    assert gone[0]  # before a sentence of thirty words and more it stays
    assert sum(gone) > len(gone) // 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Then tap Copy Link.",
        "Tap the three dots, then Show More.",
        "Go to the settings and tap Privacy Policy.",
        "The app is on Google Play. It costs nothing.",
        "It works alongside Gmail, Google Calendar, Google Docs and whatever else they use.",
    ],
)
def test_labels_that_are_words_of_their_sentence_stay(sentence: str) -> None:
    text = " ".join([*ARTICLE[:2], sentence, *ARTICLE[2:], *ARTICLE[1:]])
    assert cleanr.clean(text).text == text


def test_german_nouns_are_no_labels_of_a_text_in_one_line() -> None:
    rest = "Der Rat will die alte Brücke sperren, weil ihr Pfeiler sinkt. Warum so schnell, weiß keiner. "
    for sentence in ("Wer will, kann den Artikel teilen.", "Man kann sie als PDF herunterladen."):
        text = f"{rest * 3}{sentence} {rest * 4}".strip()
        assert cleanr.clean(text).text == text


def test_paragraphs_that_a_page_s_source_broke_and_indented_are_put_together() -> None:
    broken = [
        f"        {' '.join(words[:9])}\n          {words[9]}\n      "
        for words in (line.split(" ", 9) for line in [*ARTICLE, *ARTICLE[:3]])
        if len(words) > 9 and words[8].isalpha()
    ]
    text = "\n\n".join([*broken, PROMPT])
    paragraphs = {line.strip() for line in plain_text(text).split("\n")} - {""}
    assert paragraphs <= {*ARTICLE, PROMPT}
    result = cleanr.clean(text)
    assert result.text.split() == "".join(broken).split()
    assert result.restore() == text
    code = ["Set it up with the file that came along, as the old one was set up in its day"]
    code += ["import os", "Path(name).unlink()", "print(name)", "raise SystemExit"]
    assert in_plain_lines("\n    ".join(code)) is None


def test_labels_among_the_sentences_of_a_text_in_one_line_stand_by_themselves() -> None:
    labels = ["Follow us on Facebook", "Tweet", "Print"]
    before, after = ARTICLE[:2], [*ARTICLE[2:], *ARTICLE[1:]]
    glued = " ".join([*before, *labels, *after])
    assert set(labels) <= set(plain_text(glued).split("\n"))
    assert cleanr.clean(glued).text == " ".join([*before, *after])
    for words in ("a Print", "Print", "follow us on Facebook", "Follow us on Facebook and win"):
        told = " ".join([*before, f"They asked us to {words} what we had seen.", *after])
        assert words not in plain_text(told).split("\n")
    chinese = "".join(f"市议会决定将旧桥关闭两年，因为桥墩下沉了{n}厘米。" for n in range(20))
    assert "返回首页" in plain_text(f"{chinese} 相关新闻 返回首页 {chinese}").split("\n")
    reporters = "（记者 张三 通讯员 李四）"
    assert reporters in plain_text(f"{chinese} {reporters} {chinese}").split("\n")


def test_lines_to_keep_are_named_with_their_marks_or_without() -> None:
    text = f"{BODY}\n\n## [{PROMPT}](/a)\n"
    assert PROMPT not in cleanr.clean(text).text
    for line in (PROMPT, f"## {PROMPT}", f"[{PROMPT}](/other)"):
        assert cleanr.Cleaner(keep=[line])(text).text == text


def test_a_profile_knows_lines_in_every_form() -> None:
    pages = [f"{ARTICLE[1]} {n}\n\n[The Quay Gazette](/{n})\n**Meet the crew**\n" for n in range(9)]
    profile = cleanr.Profile.learn(pages, site="quay.example")
    assert {"the quay gazette", "meet the crew"} <= set(profile.lines("quay.example"))
    text = f"{BODY}\n\nThe Quay Gazette\n[Meet the crew](/crew)\n"
    assert "Meet" not in cleanr.clean(text, profile=profile, site="quay.example").text


SIGNS = (
    r"** * _ \* \[ <https://b.example> &amp; &#39; &lt; [ ]( ](/a) ](https://b.example/c) ) ![ ---".split()
)
TAGS = (
    *(
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "</b>",
        "<td>",
        "<pre>",
        "</pre>",
        "<sup>",
        "</sup>",
        "<p class='a > b'\n>",
    ),
    *(
        "<script>",
        "<script src=a/>",
        "</script>",
        "<style>",
        "</style>",
        "<!-- ",
        " -->",
        "&lt;p&gt;",
        "&lt;/p&gt;",
    ),
    *("[1]", ".3 ", " ¶", " #", "\\n", "\u00ad", "[2] ", "---\ntitle: x\n---\n", "layout: y\n"),
    *('[fog](/a "see <https://b.example/c>")', "\n> ¶\n", "\n| a<br>b |\n"),
)
MARKS = st.sampled_from(
    [*SIGNS, *TAGS, "  ", "\r", "\x0b", "\u2028", "\u00e3\u00a9", "REMOVE", "# ", "> ", "\n", "\n\n", "\n==="]
)
WORDS = st.sampled_from(["fog", "Rain.", "The pier", " ", "“Nets”", "船", "。", "a b c d e f g"])
MARKDOWN = st.lists(st.one_of(MARKS, MARKS, WORDS), max_size=40).map("".join)
WRAPPED = st.lists(st.sampled_from([*ARTICLE, PROMPT]), min_size=3, max_size=8).map("\n\n".join).map(wrapped)
JOINED = st.lists(st.sampled_from([*ARTICLE, PROMPT, "船来了。", "Read more"]), min_size=8, max_size=16).map(
    " ".join
)
HTML = st.lists(
    st.sampled_from([*ARTICLE, PROMPT, "Read more", "| 4 | nine |"]), min_size=3, max_size=9
).flatmap(
    lambda lines: st.sampled_from(["\n", "", " ", "<br>", "\r\n"]).map(
        lambda between: between.join(f"<p>{line}</p>" for line in lines)
    )
)
SEPARATED = st.lists(st.sampled_from([*ARTICLE, PROMPT, "Read more"]), min_size=8, max_size=16).flatmap(
    lambda lines: st.sampled_from(["\t", "   ", " ¶ ", "\\n", "\n\n"]).map(
        lambda between: between.join(lines)
    )
)
FORMS = st.one_of(MARKDOWN, st.builds("{}\n{}".format, WRAPPED, MARKDOWN), WRAPPED, JOINED, HTML, SEPARATED)


@settings(deadline=None)
@given(FORMS)
def test_plain_lines_tile_the_text_they_were_made_of(text: str) -> None:
    seen = in_plain_lines(text)
    if seen is None or not seen.text:
        return
    at = 0
    for line in map(Document(seen.text).line, range(Document(seen.text).line_count)):
        start, end = seen.origin(line.start, line.stop)
        assert start == at
        at = end
        rest = iter(unescape(text[start:end]))
        assert all(c in rest for c in unescape(line.text).replace(" ", "")), (text, line.text)
    assert at == len(text)


@settings(deadline=None)
@given(FORMS, st.sampled_from(["conservative", "balanced", "aggressive"]))
def test_restore_is_exact_in_every_form(text: str, preset: str) -> None:
    result = cleanr.clean(text, preset=preset)  # type: ignore[arg-type]
    assert result.restore() == text
    at = 0
    for removal in result.removed:
        assert at <= removal.start < removal.end
        assert text[removal.start : removal.end] == removal.text
        at = removal.end


@settings(deadline=None)
@given(FORMS)
def test_edits_are_in_order_and_meet_no_other(text: str) -> None:
    for edits_of, _ in FORMS_OF_TEXTS:
        edits = disjoint(edits_of(text))
        at = 0
        for edit in edits:
            assert at <= edit.start < edit.end <= len(text)
            at = edit.end
            assert edit.partner < 0 or any(other.start == edit.partner for other in edits)


@settings(deadline=None)
@given(MARKDOWN, st.booleans())
def test_a_cut_within_lines_is_found_again(text: str, model: bool) -> None:
    result = cleanr.Cleaner(filters=[word, "encoding", "newsletter"], line_model=model)(text)
    assert result.restore() == text


def test_a_sentence_goes_with_the_break_after_it() -> None:
    text = f"{' '.join([*ARTICLE, PROMPT])}\x0bSubscribe to our newsletter"
    result = cleanr.clean(text)
    assert "newsletter" not in result.text
    assert result.restore() == text


def test_wrapped_paragraphs_without_blank_lines_are_put_together() -> None:
    seen = plain_text("\n".join(wrapped(paragraph, 72) for paragraph in ARTICLE * 2))
    assert seen == "\n".join(ARTICLE * 2)
