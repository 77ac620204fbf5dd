"""What the line model's probabilities make of a page: the thresholds, and the guards over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

import cleanr
from cleanr.decide import Options, decide
from cleanr.document import Document
from cleanr.line_model import Reading
from cleanr.record import Evidence

HEADLINE = "The last net maker of Cutter's Quay"
FIRST = "For sixty-one years Elspeth Moray has mended nets in a shed that smells of tar and oranges."
SECOND = "She learned the knots from her father, who learned them from a Portuguese sailor in one summer."
ARTICLE = (HEADLINE, FIRST, SECOND)


class Model:
    """Says of each line what the test says, and of all others that they are the article's."""

    def __init__(self, likely: Mapping[str, float]) -> None:
        self._likely = likely
        self.clues: Mapping[int, tuple[str, str]] = {}

    def read(self, document: Document, clues: Mapping[int, tuple[str, str]]) -> Reading:
        self.clues = clues
        indexes = document.filled
        likely = [self._likely.get(document.line(index).text.strip(), 0.01) for index in indexes]
        nothing = np.zeros((len(indexes), 1))
        return Reading(indexes, np.array(likely), ["related"] * len(indexes), nothing, nothing[:, 0])

    def reasons(self, _: Reading, rows: Sequence[int]) -> list[str]:
        return ["by its words"] * len(rows)


def gone(
    lines: Sequence[str],
    likely: Mapping[str, float],
    *evidence: tuple[str, str],
    preset: str = "balanced",
    finds: bool = True,
    known: bool = False,
) -> list[str]:
    """The lines that go, given the probability of some and ``(line, where)`` of strong evidence."""
    text = "\n".join(lines)
    found = [
        Evidence(
            start=text.index(line),
            end=text.index(line) + len(line),
            category="legal",
            filter="legal",
            rule="legal.test",
            reason="worded so",
            where=where,  # type: ignore[arg-type]
            known=known,
        )
        for line, where in evidence
    ]
    model = Model(likely)
    removals = decide(Document(text), found, Options(preset, finds), model)  # type: ignore[arg-type]
    return [line for removal in removals for line in removal.text.split("\n") if line]


def test_more_is_asked_of_a_page_on_which_nothing_is_sure() -> None:
    page = [*ARTICLE, "Two sisters and a kiln", "All rights reserved."]
    assert gone(page, {"Two sisters and a kiln": 0.89}) == []
    assert gone(page, {"Two sisters and a kiln": 0.89}, ("All rights reserved.", "anywhere")) == [*page[-2:]]


OTHERS = [
    "Two sisters and a kiln",
    "A ferry nobody takes",
    "Bread without salt",
    "The oldest clock",
    "Seven kinds of rope",
    "What the gulls know",
]


def test_lines_that_the_model_does_not_doubt_make_a_page_one_with_boilerplate() -> None:
    page = [*ARTICLE, *OTHERS]
    four = dict.fromkeys(OTHERS[:2], 0.8) | dict.fromkeys(OTHERS[2:], 0.94)
    assert gone(page, four) == OTHERS[2:]
    assert gone(page, four | {OTHERS[1]: 0.88}) == OTHERS[1:]


def test_a_page_of_links_is_asked_less_than_a_list_beside_running_text() -> None:
    likely = dict.fromkeys(OTHERS[:5], 0.88) | {OTHERS[5]: 0.6}
    assert gone([*ARTICLE, *OTHERS], likely) == OTHERS[:5]
    assert gone([HEADLINE, *OTHERS], likely) == OTHERS


def test_less_is_asked_of_running_text_where_the_model_does_not_doubt_other_lines() -> None:
    likely = dict.fromkeys(OTHERS[:5], 0.9) | {LONG: 0.8}
    assert LONG in gone([*ARTICLE, FIRST.replace("nets", "sails"), *OTHERS, LONG], likely)
    assert gone([*ARTICLE, FIRST.replace("nets", "sails"), LONG], likely) == []
    assert LONG not in gone(
        [*ARTICLE, FIRST.replace("nets", "sails"), *OTHERS, LONG], likely, preset="conservative"
    )


def test_such_lines_inside_the_running_text_are_the_article_s_list() -> None:
    likely = dict.fromkeys(OTHERS[:5], 0.96) | {OTHERS[5]: 0.89}
    assert gone([HEADLINE, FIRST, *OTHERS, SECOND], likely, preset="conservative") == []
    assert gone([HEADLINE, FIRST, *OTHERS, SECOND], likely) == OTHERS[:5]


def test_one_word_needs_a_wording_beside_it() -> None:
    page = [*ARTICLE, "Ferries", "A kiln for two", "Bread without salt"]
    likely = dict.fromkeys(page[-3:], 0.99)
    assert gone(page, likely) == page[-2:]


@pytest.mark.parametrize(("likely", "goes"), [(0.7, False), (0.8, True)])
def test_a_heading_above_text_that_stays_needs_more(likely: float, goes: bool) -> None:
    page = [HEADLINE, FIRST, "What the sea takes", SECOND, "All rights reserved."]
    lines = gone(page, {"What the sea takes": likely}, ("All rights reserved.", "anywhere"))
    assert ("What the sea takes" in lines) is goes


@pytest.mark.parametrize(("likely", "goes"), [(0.8, False), (0.9, True)])
def test_the_first_line_of_running_text_needs_more(likely: float, goes: bool) -> None:
    page = [*ARTICLE, "All rights reserved."]
    assert (FIRST in gone(page, {FIRST: likely}, ("All rights reserved.", "anywhere"))) is goes


def test_one_line_stays_as_the_headline() -> None:
    page = ["A kiln for two", *ARTICLE, "All rights reserved."]
    likely = {"A kiln for two": 0.99, HEADLINE: 0.9}
    assert gone(page, likely, ("All rights reserved.", "anywhere")) == ["A kiln for two", page[-1]]


def test_evidence_above_the_headline_does_not_make_it_less_of_one() -> None:
    page = ["Terms of use apply here", HEADLINE, "By the harbour desk", FIRST, SECOND]
    assert gone(page, {HEADLINE: 0.65}, ("Terms of use apply here", "anywhere")) == page[:1]


def test_the_line_right_above_the_text_may_be_the_headline_as_well() -> None:
    page = ["Sea, sail and harbour", *ARTICLE, "All rights reserved."]
    likely = {page[0]: 0.69, HEADLINE: 0.69}
    assert gone(page, likely, ("All rights reserved.", "anywhere")) == page[-1:]


def test_a_heading_stays_above_text_that_stays_for_other_reasons() -> None:
    sure = ("All rights reserved.", "anywhere")
    page = [HEADLINE, "What the sea takes", FIRST, SECOND, sure[0]]
    assert gone(page, {page[1]: 0.7, FIRST: 0.8}, sure) == [sure[0]]
    weak = [HEADLINE, FIRST, sure[0], "Nets and ropes", SECOND]
    assert gone(weak, {weak[3]: 0.7, SECOND: 0.8}, sure, finds=False) == [sure[0]]


def test_a_heading_worded_like_what_belongs_elsewhere_is_the_article_s() -> None:
    page = [HEADLINE, FIRST, "Terms of use apply here", SECOND, "All rights reserved."]
    evidence = (page[2], "tail"), (page[4], "anywhere")
    assert gone(page, {page[2]: 0.99}, *evidence) == page[4:]


LONG = "The harbour company, founded by three brothers in a year of storms, keeps the light, the crane, the "
LONG += "slipway and the two boats, and answers for nothing that happens to anybody on any of them at night."


def test_the_longest_line_stays_unless_as_much_running_text_does() -> None:
    sure = ("All rights reserved.", "anywhere")
    likely = {LONG: 0.89}
    assert LONG not in gone([HEADLINE, FIRST, LONG, sure[0]], likely, sure)
    assert LONG in gone([*ARTICLE, FIRST.replace("nets", "sails"), LONG, sure[0]], likely, sure)


def test_less_text_beside_the_longest_line_will_do_where_the_model_is_certain() -> None:
    sure = ("All rights reserved.", "anywhere")
    assert LONG in gone([HEADLINE, FIRST, LONG, sure[0]], {LONG: 0.9}, sure)
    assert LONG not in gone([HEADLINE, LONG, sure[0]], {LONG: 0.99}, sure)


@pytest.mark.parametrize(("likely", "goes"), [(0.89, False), (0.9, True)])
def test_a_quotation_goes_where_the_model_is_certain_and_wording_tells_of_boilerplate(
    likely: float, goes: bool
) -> None:
    page = [*ARTICLE, "“We sing on the quay every night of the week”", "All rights reserved."]
    assert (page[3] in gone(page, {page[3]: likely}, ("All rights reserved.", "anywhere"))) is goes
    assert gone(page, {page[3]: 0.99}) == []


@pytest.mark.parametrize(("likely", "goes"), [(0.89, False), (0.9, True)])
def test_a_line_of_which_a_part_goes_does_so_as_a_whole_where_the_model_is_certain(
    likely: float, goes: bool
) -> None:
    text = "\n".join([*ARTICLE, "| Discuss | Print this page |", "All rights reserved."])
    part = text.index("Print this page")
    sure = Evidence(
        text.index("All"), len(text), "legal", "legal", "legal.test", "worded so", where="anywhere"
    )
    inline = Evidence(
        part, part + 15, "navigation", "navigation", "navigation.test", "worded so", scope="inline"
    )
    model = Model({"| Discuss | Print this page |": likely})
    removed = [r.text.strip() for r in decide(Document(text), [inline, sure], model=model)]  # type: ignore[arg-type]
    assert removed[0] == ("| Discuss | Print this page |" if goes else "Print this page")


@pytest.mark.parametrize(("likely", "goes"), [(0.59, False), (0.6, True)])
def test_a_wording_that_the_model_knows_counts_no_more_where_it_takes_the_line_for_the_article_s(
    likely: float, goes: bool
) -> None:
    page = [*ARTICLE, "All rights are reserved, she says, for those who get up early."]
    evidence = (page[3], "anywhere")
    assert (page[3] in gone(page, {page[3]: likely}, evidence, known=True)) is goes
    assert gone(page, {page[3]: likely}, evidence, known=False) == page[3:]


@pytest.mark.parametrize(("likely", "goes"), [(0.19, False), (0.2, True)])
def test_less_overrules_what_the_model_has_seen_little_of(likely: float, goes: bool) -> None:
    line = "Web Stories Post author Back to top button Scroll to top of the page now"
    text = "\n".join([*ARTICLE, line])
    start = text.index(line)
    evidence = Evidence(
        *(start, len(text), "foreign_ui", "foreign_ui", "foreign_ui.test", "worded so"), known=True
    )
    removals = decide(Document(text), [evidence], model=Model({line: likely}))  # type: ignore[arg-type]
    assert [removal.text for removal in removals] == [line] * goes


@pytest.mark.parametrize(("likely", "goes"), [(0.74, False), (0.75, True)])
def test_a_worded_label_right_between_running_text_may_be_a_heading(likely: float, goes: bool) -> None:
    page = [*ARTICLE[:2], "Last week", SECOND]
    assert (gone(page, {page[2]: likely}, (page[2], "anywhere"), known=True) == [page[2]]) is goes
    beside = [*page[:3], "Two sisters and a kiln", SECOND]
    assert gone(beside, {page[2]: likely}, (page[2], "anywhere"), known=True) == [page[2]]


def test_what_goes_with_a_wording_stays_with_it() -> None:
    places = ["We recommend", "The old tannery, open until six", "The lighthouse on the point"]
    page = [*ARTICLE, *places, LONG]
    text = "\n".join(page)
    start = text.index(places[0])
    heading = Evidence(
        *(start, start + len(places[0]), "related", "related", "related.test", "worded so"),
        grow=5,
        known=True,
    )
    for likely, goes in ((0.59, []), (0.9, places[:2])):  # the last short line may be a heading
        removals = decide(Document(text), [heading], model=Model({places[0]: likely, places[1]: 0.4}))  # type: ignore[arg-type]
        assert "".join(removal.text for removal in removals).split("\n")[:-1] == goes


def test_pieces_of_a_sentence_stay_together() -> None:
    pieces = ["She mends for the crews of", "the eastern quays", ", and for museums in", "Norway", "."]
    page = [*ARTICLE, *pieces, LONG, "All rights reserved."]
    sure = (page[-1], "anywhere")
    for taken in (pieces[1:2], pieces[2:3], pieces[3:4], pieces[4:], pieces[2:4]):
        assert gone(page, dict.fromkeys(taken, 0.99), sure) == [page[-1]], taken
    assert gone(page, dict.fromkeys(pieces, 0.99), sure) == [*pieces, page[-1]]


def test_evidence_out_of_its_place_is_a_clue_and_no_more() -> None:
    page = [HEADLINE, FIRST, "All rights reserved.", SECOND]
    assert gone(page, {}, ("All rights reserved.", "tail"), preset="aggressive") == []
    model = Model({})
    start = "\n".join(page).index("All rights")
    item = Evidence(start, start + 20, "legal", "legal", "legal.test", "worded so", where="tail")
    decide(Document("\n".join(page)), [item], model=model)  # type: ignore[arg-type]
    assert model.clues == {2: ("legal", "weak")}


def test_evidence_out_of_its_place_is_no_reason_to_weigh_a_clean_page() -> None:
    assert gone(ARTICLE, {SECOND: 0.99}, (HEADLINE, "tail")) == []


@pytest.mark.parametrize(
    ("entries", "goes"),
    [
        (["1 May: Harbour Day", "8 May: Coopers' Fair", "12 May: Night of the Kilns"], False),
        (["10:30: the band", "12:15: the mayor", "12:15: fireworks", "14:00 h: the boats"], False),
        (["1 May: Harbour Day", "8 May: Coopers' Fair"], True),
        (["Read also: Harbour Day", "Read also: Coopers' Fair", "Read also: the kilns"], True),
        (["12:30 Harbour Day opens", "13:10 Coopers meet", "14:45 Kilns are lit"], True),
    ],
)
def test_a_list_of_dates_is_the_article_s(entries: list[str], goes: bool) -> None:
    found = gone(
        [*ARTICLE, *entries, "© Harbour News"], dict.fromkeys(entries, 0.99), ("© Harbour News", "anywhere")
    )
    assert found == ([*entries, "© Harbour News"] if goes else ["© Harbour News"])


@pytest.mark.parametrize("indent", ["", "    ", "\t", "\u3000\u3000"])
def test_of_a_line_only_the_sentences_go_that_are_worded_so(
    indent: str,
) -> None:
    first = "The council agreed on Tuesday to mend the old bridge over the river, closed since the floods."
    last = "The work will take four months and cost the town two million, said the mayor, who lives there."
    for before, prompt, after in (
        ("It will be open by June. The mayor was glad.", "Sign up for our free newsletter.", ""),
        ("", "Please consider making a donation today.", "Three members stayed at home. Nobody asked why."),
        ("It will be open by June.", "We use cookies to improve your experience.", "The mayor was glad."),
    ):
        line = indent + " ".join(filter(None, [before, prompt, after]))
        text = f"{first}\n{line}\n{last}"
        result = cleanr.clean(text)
        assert [removal.text for removal in result.removed if removal.category != "whitespace"] == [prompt]
        assert result.restore() == text


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_rows_of_figures_stay_where_no_wording_speaks_of_them(mark: str) -> None:
    rows = [mark.join(cells) for cells in (("Year", "Seals"), ("2019", "312"), ("2020", "298"))]
    page = [HEADLINE, FIRST, *rows, SECOND, LONG, "All rights reserved."]
    likely = dict.fromkeys(rows, 0.99)
    sure = ("All rights reserved.", "anywhere")
    assert gone(page, likely, sure) == ["All rights reserved."]
    assert gone(page, likely, sure, (rows[1], "anywhere")) == [rows[1], "All rights reserved."]
    words = [mark.join(cells) for cells in (("News", "Sport"), ("Money", "Health"), ("Travel", "Food"))]
    page = [HEADLINE, FIRST, SECOND, LONG, *words, "All rights reserved."]
    assert gone(page, dict.fromkeys(words, 0.99), sure) == [*words, "All rights reserved."]


def test_one_step_stays_between_two_that_stay() -> None:
    steps = [f"{number}. Keep {number}0 metres away from the pups" for number in (1, 2, 3, 4)]
    page = [HEADLINE, FIRST, SECOND, *steps, LONG, "All rights reserved."]
    sure = ("All rights reserved.", "anywhere")
    assert gone(page, {steps[2]: 0.99}, sure) == ["All rights reserved."]
    assert gone(page, dict.fromkeys(steps, 0.99), sure) == [*steps, "All rights reserved."]
    assert gone(page, dict.fromkeys(steps[1:3], 0.99), sure) == [*steps[1:3], "All rights reserved."]


@pytest.mark.parametrize("number", ["{}", "Day {}:", "§ {}", "({})", "{}ª", "第{}条"])
def test_a_numbered_list_stays_as_a_whole_where_most_of_it_does(number: str) -> None:
    rows = [f"{number.format(n)} {place}" for n, place in enumerate(("Tannery", "Quay", "Point", "Inn"), 7)]
    page = [
        *ARTICLE,
        *(line for row in rows for line in (row, "Open from May")),
        LONG,
        "All rights reserved.",
    ]
    sure = (page[-1], "anywhere")
    assert gone(page, {rows[0]: 0.99}, sure) == [page[-1]]
    assert gone(page, {rows[3]: 0.99}, sure) == [page[-1]]
    assert gone(page, dict.fromkeys(rows[1:], 0.99), sure) == [*rows[1:], page[-1]]


TERMS = [
    line
    for n in range(1, 5)
    for line in (f"{n}. Of boats and quays", "Boats are moored at the eastern quay.")
]


def test_what_stands_between_numbered_headings_stays() -> None:
    page = [*ARTICLE, *TERMS, LONG, "All rights reserved."]
    sure = (page[-1], "anywhere")
    likely = dict.fromkeys(TERMS, 0.99)
    assert gone(page, likely, sure) == [page[-1]]
    assert gone([*page[:4], *page[5:]], likely, sure) == [TERMS[0], *TERMS[2:], page[-1]]
    assert gone([*page[:3], *page[5:]], likely, sure) == [*TERMS[2:], page[-1]]


def test_a_numbered_heading_stays_whatever_its_words_but_for_phrases_of_one_s_own() -> None:
    page = ["Rules of the harbour", *TERMS]
    for known in (True, False):
        assert (gone(page, {}, (TERMS[4], "anywhere"), known=known) == []) is known


def test_what_is_overruled_is_judged_until_nothing_more_is() -> None:
    page = ["Please note, comments are read first.", "For all on bees, see our guide", FIRST, SECOND, LONG]
    evidence = [(line, "anywhere") for line in page[:2]]
    likely = {page[0]: 0.5, page[1]: 0.02}
    assert gone(page, likely, *evidence, known=True) == []
    tail = [FIRST, SECOND, "Sign up for the letter.", "Jobs by Moray", "The otters came back at noon."]
    assert gone(tail, {tail[3]: 0.39}, (tail[2], "anywhere"), (tail[3], "anywhere"), known=True) == []


@pytest.mark.parametrize("widgets", [True, False])
def test_counts_of_a_page_are_no_headings_of_its_parts(widgets: bool) -> None:
    counts = ["1 min read", "Log in", "2 Comments", "Menu", "3 Shares", "Save", "4 Likes", "Print"]
    page = [*ARTICLE, *counts, "All rights reserved."]
    if not widgets:
        page = [*ARTICLE, *(line if n % 2 else f"{line} there" for n, line in enumerate(counts)), page[-1]]
        page[4::2] = ["It rained on the quay all day."] * 4 + page[12::2]
    likely = dict.fromkeys(page[3:-1], 0.99)
    assert (gone(page, likely, (page[-1], "anywhere")) == page[3:]) is widgets
