"""How evidence becomes cuts: neighbours, edges, blocks, headlines below a marker, and the guards."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

import cleanr
from cleanr import Cleaner, Evidence, Result
from cleanr.decide import decide
from cleanr.document import Document

ONE = "The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge.\n"
TWO = "Work begins in spring, the mayor said, and should be over before the summer fair opens in June.\n"


def finds(*marks: tuple[str, dict[str, object]]):
    """A filter that gives evidence on the lines that hold one of ``marks``."""

    def find(document: Document):
        for index in range(document.line_count):
            line = document.line(index)
            for mark, options in marks:
                if mark in line.text:
                    values = {
                        "category": "social",
                        "filter": "test",
                        "rule": f"test.{mark}",
                        "reason": "A test",
                    }
                    yield Evidence(line.start, line.end, **{**values, **options})  # type: ignore[arg-type]

    return find


def clean(text: str, *marks: tuple[str, dict[str, object]], preset: str = "balanced") -> Result:
    cleaner = Cleaner(filters=[finds(*marks)], preset=preset, line_model=False)  # type: ignore[arg-type]
    result = cleaner(text)
    assert result.restore() == text
    return result


WEAK: dict[str, object] = {"strength": "weak"}
STRONG: dict[str, object] = {"strength": "strong"}


def test_weak_evidence_between_paragraphs_stays() -> None:
    text = f"Headline\n\n{ONE}\nVideo\n\n{TWO}"
    assert clean(text, ("Video", WEAK)).text == text


def test_weak_evidence_beside_strong_goes() -> None:
    text = f"Headline\n\n{ONE}\nVideo\n\nShare it\n\n{TWO}"
    result = clean(text, ("Video", WEAK), ("Share it", STRONG))
    assert result.text == f"Headline\n\n{ONE}\n{TWO}"
    assert [r.reason for r in result.removed if r.category == "social"] == [
        "A test, beside other boilerplate.",
        "A test.",
    ]


def test_weak_evidence_after_the_running_text_goes() -> None:
    text = f"Headline\n\n{ONE}\n{TWO}\nVideo\n"
    assert clean(text, ("Video", WEAK)).text == f"Headline\n\n{ONE}\n{TWO}"
    assert clean(text, ("Video", WEAK), preset="conservative").text == text


def test_the_aggressive_preset_takes_weak_evidence_anywhere() -> None:
    text = f"Headline\n\n{ONE}\nVideo\n\n{TWO}"
    assert "Video" not in clean(text, ("Video", WEAK), preset="aggressive").text


@pytest.mark.parametrize(("where", "gone"), [("head", True), ("tail", False), ("anywhere", True)])
def test_evidence_counts_only_where_it_belongs(where: str, gone: bool) -> None:
    text = f"Mark\n\nHeadline\n\n{ONE}\n{TWO}"
    assert ("Mark" not in clean(text, ("Mark", {"where": where})).text) == gone


def test_headlines_under_a_marker_go_with_it() -> None:
    text = f"Headline\n\n{ONE}\nMore stories:\nA ship is launched\nA mill burns down\n\n{TWO}"
    result = clean(text, ("More stories:", {"grow": 5, "category": "related"}))
    assert "A ship is launched" not in result.text
    assert TWO in result.text


def test_what_points_to_one_other_story_begins_no_tail() -> None:
    text = f"{ONE}{TWO}Also: a ferry nobody takes\nWhat it costs\nThe stone\n"
    document = Document(text)
    for grow, goes in ((0, 1), (1, 3)):
        evidence = finds(("Also:", {"category": "related", "grow": grow}))(document)
        assert sum(removal.text.count("\n") for removal in decide(document, evidence)) == goes


@pytest.mark.parametrize("link", ["ice rink", "1.8 billion roubles"])
def test_a_heading_for_other_stories_takes_no_sentence_that_a_link_broke(link: str) -> None:
    rest = f"The first stage will cost the city\n{link}\n. Two thirds of it comes from the region.\n"
    text = f"{ONE}{TWO}More stories:\nTraffic on Factory Street stops\nWhat it costs\n{rest}{TWO}"
    result = clean(text, ("More stories:", {"grow": 5, "category": "related"}))
    assert result.text == f"{ONE}{TWO}What it costs\n{rest}{TWO}"


def test_the_line_before_the_text_goes_on_may_be_a_sub_heading() -> None:
    stories = "More stories:\n\nA ship is launched\n\nA mill burns down\n"
    text = f"Headline\n\n{ONE}\n{stories}\nWhat comes next\n\n{TWO}"
    result = clean(text, ("More stories:", {"grow": 5, "category": "related"}))
    assert "What comes next" in result.text
    assert "A mill burns down" not in result.text


@pytest.mark.parametrize("most", [3, 4, 5])
def test_it_may_be_one_however_many_headlines_may_be_taken(most: int) -> None:
    stories = "More stories:\nA ship is launched\nA mill burns down\n"
    text = f"Headline\n\n{ONE}\n{stories}What comes next\n{TWO}"
    result = clean(text, ("More stories:", {"grow": most, "category": "related"}))
    assert result.text == f"Headline\n\n{ONE}\nWhat comes next\n{TWO}"


def test_what_stands_between_two_parts_of_an_appeal_goes_along() -> None:
    text = f"Headline\n\n{ONE}\nA letter from us\n\n{TWO}\nGive now\n\n{ONE}"
    donation: dict[str, object] = {"category": "donation"}
    result = clean(text, ("A letter", donation), ("Give now", donation))
    assert result.text == f"Headline\n\n{ONE}\n{ONE}"


def test_quotations_stay() -> None:
    text = f"Headline\n\n{ONE}\n“Share it with all who need it today,” she said.\n\n{TWO}"
    assert clean(text, ("Share it", STRONG)).text == text


RELATED: dict[str, object] = {"category": "related", "grow": 8}


def test_the_last_headline_of_a_list_above_the_text_may_be_the_articles() -> None:
    text = f"More news\nThe ferry sinks again\nBridge to be mended\nPosted 7:54 am\n\n{ONE}\n{TWO}"
    result = clean(text, ("More news", {**STRONG, **RELATED}))
    assert result.text == f"Bridge to be mended\nPosted 7:54 am\n\n{ONE}\n{TWO}"


def test_a_longer_list_above_the_text_may_end_in_its_headline_and_a_second_line() -> None:
    others = "The ferry sinks again\nThe heron counts up\nHarbour fees go down\n"
    text = f"More news\n{others}Bridge to be mended\nWork begins next spring\nPosted 7:54 am\n\n{ONE}\n{TWO}"
    result = clean(text, ("More news", {**STRONG, **RELATED}))
    assert result.text == f"Bridge to be mended\nWork begins next spring\nPosted 7:54 am\n\n{ONE}\n{TWO}"


def test_where_the_headline_follows_the_whole_list_above_it_goes() -> None:
    text = f"More news\nThe ferry sinks again\nShare it\nBridge to be mended\n\n{ONE}\n{TWO}"
    result = clean(text, ("More news", {**STRONG, **RELATED}), ("Share it", STRONG))
    assert result.text == f"Bridge to be mended\n\n{ONE}\n{TWO}"


MENU: dict[str, object] = {"strength": "weak", "category": "navigation"}


@pytest.mark.parametrize("word", ["Pricing", "Pricing:"])
def test_a_menus_word_above_each_part_of_the_text_is_its_heading(word: str) -> None:
    text = f"Headline\n\n{word}\n{ONE}\n{word}\n{TWO}\n{ONE}"
    assert clean(text, (word, MENU)).text == text


def test_a_word_above_lists_that_are_far_apart_heads_the_parts_of_the_text() -> None:
    part = "Services\n- Full-service\n- Packing only\n" + f"{ONE}\n" * 6
    text = f"Headline\n\n{ONE}\n{part * 3}{TWO}\n"
    assert clean(text, ("Services", MENU)).text == text
    assert "Services" not in clean(text.replace(f"{ONE}\n" * 3, ""), ("Services", MENU)).text
    buttons = text.replace("Services\n- ", "Back to top\n")
    assert "Back to top" not in clean(buttons, ("Back to top", MENU)).text


def test_repeated_above_the_text_a_label_in_capitals_goes() -> None:
    text = f"Headline\n\nVIDEO\n{ONE}\nVIDEO\n{TWO}\n{ONE}"
    assert "VIDEO" not in clean(text, ("VIDEO", MENU)).text


@pytest.mark.parametrize(
    ("before", "link", "after"),
    [
        ("For example, in", "Figure 1", ", the pier is a line."),
        ("Anyone who has questions about the bridge may", "contact us", "before the end of March."),
        ("It was first told by a columnist of the Aldermouth", "Post", ", who had it from the ferryman."),
        ("Made for the small community,", "Discord", "has become a place for everyone."),
        ("देखने वालों ने कहा", "Share", "। फिर वे घर गए"),
        ("Those who have ever read the", "Terms of Use", ": they are long."),
        ("Have you ever read all of the", "Privacy Policy", "?"),
        ("It was told like that in the", "Post", "’s second part."),
        ("The second pier of the town, from 1950", "Figure 2", ", sank soon after."),
        ("The button at the end of it said “", "Read more", "” and nothing happened."),
        ("وقال إن الزر في أسفل الصفحة،", "اقرأ المزيد", "، لم يعمل."),
    ],
)
def test_a_link_between_the_two_parts_of_its_sentence_stays(before: str, link: str, after: str) -> None:
    text = f"Headline\n\n{ONE}\n{before}\n{link}\n{after}\n{TWO}"
    assert clean(text, (link, STRONG)).text == text


@pytest.mark.parametrize("after", ["Another line", "Share it"])
def test_what_no_sentence_goes_on_with_goes(after: str) -> None:
    text = f"Headline\n\n{ONE}\nThe mayor and the council of the town\nContact us\n{after}\n{TWO}"
    result = clean(text, ("Contact us", STRONG), ("Share it", STRONG))
    assert "Contact us" not in result.text


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("", "Share this article", "by Ann Roe"),
        (f"{ONE}\nHe walked all the way to the old town", "<br />", "and went back again in the evening."),
        (f"{ONE}\nHe walked all the way to the old town", "[gallery]", "and went back again in the evening."),
    ],
)
def test_what_is_no_link_goes_from_between_such_lines(before: str, label: str, after: str) -> None:
    text = f"The mayor opens the new bridge today\n{before}\n{label}\n{after}\n{ONE}\n{TWO}"
    assert label not in Cleaner(line_model=False)(text).text


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("great article thanks for sharing this", "Reply", "bob77"),
        ("A view of the harbour from the old pier", "Subscribe to our newsletter", "and never miss a story"),
        ("NordVPN review (", "Read more", ")"),
        ("Enjoy your walk across the new bridge ❤️", "Read more", "bridge"),
        ("The bridge will be called “Old Peter”", "Read more", "by Jane Smith"),
        ("Five things to know of the new bridge", "Read more", "... and three more"),
    ],
)
def test_a_button_between_such_lines_goes(before: str, button: str, after: str) -> None:
    text = f"The mayor opens the new bridge today\n{ONE}\n{before}\n{button}\n{after}\n{TWO}"
    category = {"Reply": "comments", "Read more": "related"}.get(button, "newsletter")
    assert button not in clean(text, (button, {**STRONG, "category": category})).text


@pytest.mark.parametrize(("label", "category"), [("Реклама", "advertising"), ("Share", "social")])
def test_a_label_far_apart_from_itself_goes(label: str, category: str) -> None:
    text = "Headline\n\n" + f"{ONE}\n{label}\n{TWO}\n" + f"{ONE}\n" * 8
    text += text.replace("Headline\n\n", "") * 2
    assert label not in clean(text, (label, {"strength": "weak", "category": category})).text


def test_a_sentence_of_boilerplate_goes_with_the_links_in_it() -> None:
    text = f"Headline\n\n{ONE}\n{TWO}\nBy signing up you agree to our\nterms of use\n."
    result = clean(text, ("By signing", STRONG), ("terms of use", STRONG))
    assert "terms" not in result.text


def test_the_only_headline_is_spared_where_evidence_is_weak() -> None:
    text = f"Video\n\n{ONE}\n{TWO}"
    assert clean(text, ("Video", WEAK)).text == text


def test_a_document_that_would_be_gone_is_kept_and_flagged() -> None:
    text = "Share it here\nShare it there\n"
    result = clean(text, ("Share it", STRONG))
    assert result.text == text
    assert result.flags == ("mostly_boilerplate",)


def test_cuts_inside_lines_leave_no_double_blanks() -> None:
    def inner(document: Document):
        at = document.text.find("[edit]")
        yield Evidence(at, at + 6, "navigation", "test", "test.edit", "A test", scope="inline")

    for before, after in (
        ("History [edit]\n", "History\n"),
        ("[edit] History\n", "History\n"),
        ("A [edit] word\n", "A word\n"),
        ("A[edit]Word\n", "AWord\n"),
    ):
        result = Cleaner(filters=[inner])(before + ONE)
        assert result.text == after + ONE
        assert result.restore() == before + ONE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("X\n\nOne.\nTwo.\n", "One.\nTwo.\n"),
        ("One.\n\nX\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\n\n\nX\nTwo.\n", "One.\n\n\nTwo.\n"),
        ("One.\nX\n\n\nTwo.\n", "One.\n\n\nTwo.\n"),
        ("One.\nTwo.\n\nX\n\n", "One.\nTwo.\n"),
        ("One.\nTwo.\n\nX", "One.\nTwo."),
        ("One.\r\n\r\nX\r\n\r\nTwo.\r\n", "One.\r\n\r\nTwo.\r\n"),
        ("One.\n\nX\n\nX\n\nX\n\nTwo.\n", "One.\n\nTwo.\n"),
    ],
)
def test_cuts_of_lines_leave_the_larger_gap_and_none_at_the_ends(before: str, after: str) -> None:
    def find(document: Document):
        for i in range(document.line_count):
            if document.line(i).text == "X":
                line = document.line(i)
                yield Evidence(line.start, line.end, "social", "test", "test.x", "A test")

    words = " ".join(["and so the story goes on from here"] * 2)
    before, after = (
        t.replace("One.", f"One {words}.").replace("Two.", f"Two {words}.") for t in (before, after)
    )
    result = Cleaner(filters=[find])(before)
    assert result.text == after
    assert result.restore() == before


@pytest.mark.parametrize("scope", ["line", "inline", "block"])
@pytest.mark.parametrize(
    ("start", "end"),
    [(-5, -1), (-5, 3), (30, 20), (30, 30), (0, 10_000), (9_999, 10_000), (len(ONE) - 5, len(ONE) + 3)],
)
def test_evidence_with_odd_offsets_does_no_harm(start: int, end: int, scope: str) -> None:
    def odd(document: Document):
        yield Evidence(start, end, "social", "test", "test.odd", "A test", scope=scope)  # type: ignore[arg-type]
        at = document.text.find("Share it")
        if at >= 0:
            yield Evidence(at, at + 8, "social", "test", "test.line", "A test")

    for text in ("", f"{ONE}Share it\n{TWO}", f"{ONE}Share it"):
        result = Cleaner(filters=[odd])(text)
        assert result.restore() == text
        assert all(a.end <= b.start for a, b in pairwise(result.removed))


@pytest.mark.parametrize(("scope", "left"), [("line", "Give\nnow\n"), ("block", "")])
def test_evidence_is_for_one_line_but_for_a_block(scope: str, left: str) -> None:
    def three(document: Document):
        start = document.text.index("Please")
        yield Evidence(start, start + 15, "donation", "test", "test.three", "It says so.", scope=scope)  # type: ignore[arg-type]

    result = Cleaner(filters=[three], line_model=False)(f"{ONE}{TWO}Please\nGive\nnow\n{ONE}")
    assert result.text == f"{ONE}{TWO}{left}{ONE}"
    assert result.removed[0].reason.startswith("It says so")
    assert ".." not in result.removed[0].reason
    assert ".," not in result.removed[0].reason


def test_evidence_of_an_unknown_category_names_its_filter() -> None:
    with pytest.raises(ValueError, match="filter 'test' gave evidence of category 'zzz'"):
        clean(ONE, ("council", {"category": "zzz"}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strength": "huge"}, "strength 'huge'; there are strong, weak"),
        ({"scope": "page"}, "scope 'page'; there are line, block, inline"),
        ({"where": "middle"}, "where 'middle'; there are head, tail, anywhere"),
        ({"category": ["social"]}, r"category \['social'\]"),
        ({"reason": None}, "whose reason is not a str: None"),
        ({"grow": "2"}, "whose grow is not a whole number: '2'"),
        ({"replacement": 3}, "whose replacement is not a str or None: 3"),
    ],
)
def test_evidence_that_cannot_be_is_refused_and_names_its_filter(
    options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=f"filter 'test' gave evidence .*{message}"):
        clean(ONE, ("council", options))


def one_find(document: Document) -> Evidence:
    return Evidence(0, 3, "social", "one_find", "one.find", "A test")


def no_find(document: Document, *, longest: int = 0) -> None:
    pass


def a_span(document: Document) -> list[tuple[int, int]]:
    return [(0, 3)]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (one_find, "filter 'one_find' returned one Evidence; a filter yields Evidence"),
        (no_find, "filter 'no_find' returned None; a filter yields Evidence"),
        (partial(no_find, longest=3), "filter 'no_find' returned None"),
        (a_span, "filter 'a_span' gave one tuple, not Evidence"),
    ],
)
def test_a_filter_that_gives_no_evidence_is_named(function: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Cleaner(filters=[function])(ONE)  # type: ignore[list-item]


KEPT_PAGE = "Rain is on its way to the coast.\n\nSubscribe to our newsletter\nShare this article\n"


def test_a_line_that_is_to_stay_is_never_removed() -> None:
    cleaner = Cleaner(keep=["  subscribe to OUR newsletter "])
    result = cleaner(KEPT_PAGE)
    assert "Subscribe to our newsletter\n" in result.text
    assert "Share this article" not in result.text
    assert result.restore() == KEPT_PAGE
    assert "Subscribe" not in Cleaner()(KEPT_PAGE).text


def test_nothing_is_cut_inside_a_line_that_is_to_stay() -> None:
    def inline(document: Document) -> list[Evidence]:
        at = document.text.index("Share")
        return [Evidence(at, at + 5, "social", "inline", "x.social.share", "Why", scope="inline")]

    assert "Share" not in Cleaner(filters=[inline])(KEPT_PAGE).text
    assert Cleaner(filters=[inline], keep=["Share this article"])(KEPT_PAGE).text == KEPT_PAGE


def test_a_phrase_of_one_s_own_is_heard_beside_one_that_the_line_model_overrules(tmp_path: Path) -> None:
    note = "Please note, comments need to be approved before they are published."
    (tmp_path / "ours.toml").write_text(
        '[[phrase]]\nid = "en.comments.our-note"\ncategory = "comments"\nstrength = "strong"\n'
        f'pattern = ["{note.lower()[:-1]}"]\nmatch = ["{note}"]\nkeep = ["The letters were late."]\n'
    )
    text = "\n".join([note, "A headline of four words", FLOOD, FLOOD, SQUARE, FLOOD, SQUARE])
    assert cleanr.clean(text).text == text
    ours = cleanr.Cleaner(phrases=cleanr.phrases.book_with([tmp_path / "ours.toml"]))
    assert ours(text).removed[0].rule == "en.comments.our-note"


FLOOD = (
    "By the evening the water had reached the market square, where the traders had moved their stalls to the "
    "hill in good time."
)
SQUARE = (
    "The river rose above the old stone bridge on Tuesday, and nobody in the town could remember when that "
    "had happened before."
)
