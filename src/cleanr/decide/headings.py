"""What may be the article's headline or a heading in it, and what is a headline of another story."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from cleanr.decide.body import Body
from cleanr.decide.verdict import Verdicts
from cleanr.document import Document, Line
from cleanr.record import Evidence

HEADLINE_WORDS = 30
"""Words a headline under a heading for other stories has at most."""

SENTENCE_WORDS = 8
"""Words up to which a headline may end like a sentence."""

HEADLINE_LEAST = 4
"""Words a headline has at least, where the line before the text is worded like boilerplate."""

HEADLINE_TOPICS = frozenset({"related", "comments", "social", "cookies", "navigation", "repeated"})
"""Categories whose wording headlines have as well: "Follow us, said the geese"; and other pages of a
site list them."""

TITLE_WORDS = 3
"""Words that a line above the text has at least to be taken for the headline."""

TITLE_TOPICS = frozenset(
    {"donation", "newsletter", "paywall", "advertising", "comments", "social", "cookies"}
)
"""Categories that such a headline may be about: "Why everyone writes a newsletter"."""

SHORT_LIST = 3
"""Headlines of other stories above the text up to which only the last one may be the article's own."""

HEAD_LINES = 50
"""Lines below such a list, blank ones too, that are looked through for the article's headline."""

DATED = re.compile(r"\d[:.]\d\d\b|\b(?:19|20)\d\d\b")
"""What tells a line about the article's time from its headline."""

SECTIONS = 3
"""Times at least that a word stands in an article whose parts it heads ("Services" in a comparison)."""

SECTION_LINES = 8
"""Lines from one of them to the next at least: in labelled comparisons fifteen or more."""

BULLETS = "-–•*·"
"""What items of a list begin with."""


def headline_like(line: Line) -> bool:
    """Whether a line could be the headline of another story."""
    if line.ends_sentence and line.words > SENTENCE_WORDS:
        return False
    return line.words <= HEADLINE_WORDS and not line.prose


def heads_text(document: Document, item: Evidence, index: int) -> bool:
    """Whether a heading for other stories is one word above running text: it may be the article's."""
    if not item.grow or document.line(index).words > 1:
        return False
    following = document.line_after(index)
    return following is None or not headline_like(following)


def may_be_title(document: Document, item: Evidence, index: int) -> bool:
    """Whether a line that is weakly worded like boilerplate is where the headline of an article stands."""
    return (
        document.mode == "article"
        and index == document.filled[0]
        and item.category in TITLE_TOPICS
        and document.line(index).words >= TITLE_WORDS
    )


def heads_section(document: Document, item: Evidence, index: int, body: Body) -> bool:
    """Whether a menu's word heads what follows, as "Pricing" may each part of a comparison."""
    text = document.line(index).text
    if item.category != "navigation" or text.isupper():
        return False
    if text[-1] in ":：":
        return True
    following = document.line_after(index)
    return following is not None and following.prose and body.first <= following.index <= body.last


def _heads_list(document: Document, index: int) -> bool:
    """Whether an item of a list follows."""
    following = document.line_after(index)
    return following is not None and following.text[0] in BULLETS


def are_headings(document: Document, weak: dict[int, Evidence], indexes: list[int], body: Body) -> bool:
    """Whether a menu's word heads the parts of an article: far apart from itself, above text or a list."""
    if len(indexes) < SECTIONS or document.mode == "page" or document.line(indexes[0]).text.isupper():
        return False
    # The first may stand right above the running text.
    if not body.first < indexes[1] <= indexes[-1] < body.last:
        return False
    if any(weak[i].category != "navigation" for i in indexes):
        return False
    # "Next" and "Back to top" stand above other short lines.
    if not any(heads_section(document, weak[i], i, body) or _heads_list(document, i) for i in indexes):
        return False
    numbers = [bisect_left(document.filled, index) for index in indexes]
    return all(second - first >= SECTION_LINES for first, second in pairwise(numbers))


def headline_in(document: Document, verdicts: Verdicts, body: Body, taken: list[int]) -> int:
    """Which of these lines above the running text is taken for the article's headline.

    It is the last that could be one, or in a longer list the last but one: a second line may stand under it.
    Where a line below them could be one, none of these is it, and their number is returned.
    """
    if not taken:
        return 0
    below = range(taken[-1] + 1, min(body.first, taken[-1] + 1 + HEAD_LINES))
    if any(i not in verdicts and _could_be_headline(document.line(i)) for i in below):
        return len(taken)
    could = [n for n, i in enumerate(taken) if _could_be_headline(document.line(i))] or [len(taken) - 1]
    return could[-1] if len(could) <= SHORT_LIST else could[-2]


def _could_be_headline(line: Line) -> bool:
    """Whether a line above the running text has the words of a headline, and neither date nor time."""
    return line.words >= HEADLINE_LEAST and not line.ends_sentence and not DATED.search(line.text)


def spare_headline(document: Document, verdicts: Verdicts, body: Body) -> None:
    """Keep the line right before the running text where no other line could be the headline."""
    head = document.filled[: bisect_left(document.filled, body.first)]
    if not head or body.last < 0 or any(i not in verdicts for i in head):
        return
    candidate = head[-1]
    verdict, line = verdicts[candidate], document.line(candidate)
    like_headline = line.words >= HEADLINE_LEAST and not line.prose and not line.ends_sentence
    if not verdict.is_sure or (like_headline and verdict.evidence.category in HEADLINE_TOPICS):
        del verdicts[candidate]
