"""What each line shares with the rest of its page, as the line model sees it."""

from __future__ import annotations

from itertools import chain

import numpy as np
from training.characters import character_classes, logarithms

from cleanr.folding import fold
from cleanr.line_model._shape import FULL, shape_of
from cleanr.line_model._shape import NUMBERS as SHAPE_NUMBERS
from cleanr.line_model._topic import NUMBERS, Said, Stems, stem_and_kind, topic
from cleanr.line_model._words import names, plain, split

PAGE = (
    "Wenta bridge to be mended",
    "The council met on Tuesday and agreed, after long talks, to mend the old bridge over the Wenta.",
    "Work on the bridge begins in spring, said Mayor Orlova, and should be over before the fair opens.",
    "More",
    "Two brothers from Kolberg have opened a bakery in the old mill, where they sell bread and plum cakes.",
)
COMMON = frozenset(fold(" ".join(PAGE)).split()) - {"wenta", "wenta.", "orlova,", "kolberg"}


def numbers_of(lines: tuple[str, ...], *, sure: tuple[int, ...] = ()) -> dict[str, list[int]]:
    """The numbers of each line, by their names, where ``COMMON`` are the words that the model knows."""
    n = len(lines)
    shape = shape_of(lines, [False] * n, classes=character_classes(), logarithms=logarithms())
    spoken = [split(fold(line), unspaced=False) for line in lines]
    lengths = np.array([len(words) for words in spoken])
    capitals = [names(line, words, unspaced=False) for line, words in zip(lines, spoken, strict=True)]
    stems, kinds = zip(
        *(stem_and_kind(plain(word), known=word in COMMON) for words in spoken for word in words), strict=True
    )
    said = Said(
        stems=np.array(list(map(Stems().__getitem__, stems))),
        kinds=np.array(kinds),
        capitals=np.array(list(chain.from_iterable(capitals))),
        starts=np.cumsum(lengths) - lengths,
        lengths=lengths,
    )
    beyond_doubt = np.isin(np.arange(n), sure)
    table = topic(said, shape, beyond_doubt, logarithms())
    assert table.min() >= 0
    assert table.max() <= FULL
    return dict(zip(NUMBERS, table.T.tolist(), strict=True))


def test_a_rare_word_ties_a_line_to_the_running_text_and_another_does_not() -> None:
    shares = numbers_of(PAGE)["rare words that the running text has too"]
    assert shares[0] == FULL  # Wenta
    assert shares[4] == 0  # Kolberg


def test_names_are_capitals_within_a_line() -> None:
    found = numbers_of(PAGE)["names"]
    assert found == [0, 12 * 2, 12 * 2, 0, 12]


def test_the_main_part_is_the_stretch_with_the_most_running_text() -> None:
    found = numbers_of(PAGE, sure=(4,))
    assert found["in the main part"] == [0, FULL, FULL, 0, 0]
    assert found["lines above the main part"][0] > 0
    assert found["lines below the main part"][3] > 0


def test_a_table_and_sure_boilerplate_do_not_end_the_main_part() -> None:
    table = (PAGE[1], "Carts", "2 marks", PAGE[2])
    assert numbers_of(table)["in the main part"] == [FULL] * 4
    prompts = (PAGE[1], *("Share this",) * 6, PAGE[2])
    assert numbers_of(prompts, sure=tuple(range(1, 7)))["in the main part"] == [FULL] * 8
    assert numbers_of(prompts)["in the main part"] != [FULL] * 8


def test_a_page_without_running_text_is_all_main_part() -> None:
    assert numbers_of(("Home", "Sport", "Login"))["in the main part"] == [FULL] * 3


def test_words_are_looked_for_in_the_lines_around() -> None:
    found = numbers_of(("the same words here", "words here again", "nothing alike", "words here again"))
    assert found["words that the line before has too"] == [0, FULL // 2, 0, 0]
    assert found["words that the line after has too"] == [FULL, 0, 0, 0]
    assert found["words not read before"] == [FULL, FULL // 2, FULL, 0]
    assert found["begins like a neighbour"] == [0] * 4


def test_what_a_line_begins_with_is_compared_with_its_neighbours() -> None:
    found = numbers_of(("Photo of a bridge", "Photo of a mill", "The end"))
    assert found["begins like a neighbour"] == [FULL, FULL, 0]


def test_sentences_end_where_a_blank_or_the_line_s_end_follows() -> None:
    lines = (
        "It cost 3.50 at the time. Now it does not!",
        "See example.org",
        "Read on…",
        "and then...",
        "No.",
    )
    shape = shape_of(lines, [False] * 5, classes=character_classes(), logarithms=logarithms())
    ends = shape.numbers[:, SHAPE_NUMBERS.index("sentence ends")].tolist()
    once, twice = logarithms()[1, 0], logarithms()[2, 0]
    assert ends == [twice, 0, once, once, once]
    dots = shape.numbers[:, SHAPE_NUMBERS.index("any ends with an ellipsis")].tolist()
    assert dots == [0, 0, FULL, FULL, 0]
