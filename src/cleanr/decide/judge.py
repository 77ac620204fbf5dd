"""What the evidence says of each line, and what its company makes of weak evidence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from cleanr.decide.body import Body, headline_like
from cleanr.decide.held_back import held_back, is_part_of_sentence
from cleanr.decide.kept import figures
from cleanr.document import Document, Line
from cleanr.record import BARE_LINK, Evidence

SCORES = {
    "strong": 0.95,  # a wording or shape of its own
    "block": 0.9,  # between the opening and the end of a block
    "grown": 0.75,  # a headline under a heading for other stories
    "between": 0.7,  # between two removed lines of one kind
    "beside": 0.7,  # weak, next to a removed line
    "edge": 0.6,  # weak, before or after the running text
    "filled": 0.55,  # nothing known of it, but inside the page's tail
    "doubted": 0.5,  # strong, but a long sentence in the middle of the running text
    "weak": 0.4,  # weak, and nothing speaks for it
    "misplaced": 0.2,  # not where such wording counts: for the line model to judge
}
"""How sure each kind of decision is; the presets are thresholds on these figures."""

MAX_BLOCK = 0.75
"""Share of the running text that a block may hold."""

BETWEEN_LINES = 2
"""Lines between two removed ones of a category that go with them."""

BETWEEN = frozenset({"donation", "cookies", "newsletter", "paywall", "comments", "advertising", "social"})
"""Categories whose parts hang together like that."""

BETWEEN_PROSE = frozenset({"donation"})
"""Categories of which such lines may be running text: their middle reads like an article."""

TAIL_OPENERS = frozenset({"comments", "social", "newsletter", "related", "paywall", "donation", "cookies"})
"""Categories with which the part of a page below the article begins."""

EDGE_LINES = 1
"""Lines at either end of a document at which weak evidence counts by itself."""

SECTIONS = 3
"""Times at least that a word stands in an article whose parts it heads ("Services" in a comparison)."""

SECTION_LINES = 8
"""Lines from one of them to the next at least: in labelled comparisons fifteen or more."""

BULLETS = "-–•*·"
"""What items of a list begin with."""

LONG_WORDS = 30
"""Words from which on a line in the middle of the running text needs company to go, if it is
of a category that articles word alike."""

DOUBTED = frozenset({"social", "advertising"})
"""These categories: on labelled articles such lines were wrong in 5 of 10 cases, those of the
other categories in none of 30."""

SHORT_SENTENCE = 4
"""Words up to which a sentence in the tail is taken for a label ("Thank you for reading.")."""

SURE_TAIL = 3
"""Sure lines in the tail, below which a longer sentence is no more taken for the article's last."""

HEADLINE_LEAST = 4
"""Words a headline has at least, where the line before the text is worded like boilerplate."""

SHORT_LIST = 3
"""Headlines of other stories above the text up to which only the last one may be the article's own."""

HEAD_LINES = 50
"""Lines below such a list, blank ones too, that are looked through for the article's headline."""

DATED = re.compile(r"\d[:.]\d\d\b|\b(?:19|20)\d\d\b")
"""What tells a line about the article's time from its headline."""

HEADLINE_TOPICS = frozenset({"related", "comments", "social", "cookies", "navigation", "repeated"})
"""Categories whose wording headlines have as well: "Follow us, said the geese"; and other pages of a
site list them."""

PRECEDENCE = {
    category: rank
    for rank, category in enumerate(
        (
            *("comments", "legal", "advertising", "newsletter", "donation", "paywall", "cookies", "social"),
            *("navigation", "related", "credit", "foreign_ui", "markup"),
        )
    )
}
"""Which category a line has that is worded like two: "You must log in to comment" is a comment form's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one line goes."""

    evidence: Evidence
    score: float
    how: str = ""
    """What beside the evidence itself decided, to complete its reason."""

    @property
    def kind(self) -> str:
        """The name of its score in :data:`SCORES`, of two names for one score the later; empty where the line
        model has set the score.
        """
        return _KINDS.get(self.score, "")

    @property
    def is_learnt(self) -> bool:
        """Whether a wording of its own decides that the line model has learnt with, and may doubt."""
        return self.kind == "strong" and self.evidence.known

    @property
    def rank(self) -> tuple[float, bool]:
        """What the surer of two verdicts has more of."""
        return self.score, not self.evidence.known


_KINDS = {score: kind for kind, score in SCORES.items()}


class Verdicts(dict[int, Verdict]):
    """The verdict on each line, by index; a surer one replaces another, and of two that are equally sure the
    one that the line model may not overrule.
    """

    def put(self, index: int, verdict: Verdict) -> None:
        if index not in self or self[index].rank < verdict.rank:
            self[index] = verdict


def judge(
    document: Document, evidence: list[Evidence], *, fills: bool = True, left_out: Collection[int] = ()
) -> Verdicts:
    """The verdicts on whole lines: strong ones first, then what their company makes of the weak, and of lines
    without evidence.

    Of the latter none goes that is ``left_out``, and those of the page's tail only where it ``fills``.
    """
    verdicts = Verdicts()
    if not evidence:
        return verdicts
    body = Body(document, evidence)
    weak: dict[int, Evidence] = {}
    misplaced: dict[int, Evidence] = {}
    blocks: list[Evidence] = []
    known = {document.line_at(item.start) for item in evidence}
    for item in sorted(evidence, key=precedence):
        index = document.line_at(item.start)
        sure = index in verdicts and (item.known or not verdicts[index].evidence.known)
        if sure and item.strength == "strong" and item.scope == "line" and not item.grow:
            continue
        inside = body.first < index <= body.last
        if held_back(document, item, index) or (inside and is_part_of_sentence(document, item, index, known)):
            continue
        if not body.allows(item, index):
            misplaced.setdefault(index, item)
            continue
        if item.strength == "weak" or _heads_text(document, item, index):
            weak.setdefault(index, item)
            continue
        if item.scope == "block":
            blocks.append(item)
        else:
            verdicts.put(index, Verdict(item, SCORES["strong"]))
    _take_blocks(document, verdicts, blocks)
    _doubt_long_lines(document, verdicts, body)
    _between(document, verdicts, left_out)
    _beside(document, verdicts, weak, body)
    if not _is_page_of_known_site(document, evidence):
        for index in list(verdicts):
            _grow(document, verdicts, index, body, left_out)
        if fills:
            _fill(document, verdicts, body, left_out)
    _spare_headline(document, verdicts, body)
    for index, item in misplaced.items():
        verdicts.put(index, Verdict(item, SCORES["misplaced"]))
    return verdicts


def _is_page_of_known_site(document: Document, evidence: list[Evidence]) -> bool:
    """Whether repetition says where a whole page's lists and its tail end; then nothing else need guess."""
    return document.mode == "page" and any(item.filter == "repetition" for item in evidence)


def precedence(item: Evidence) -> tuple[int, int, str]:
    """The order in which evidence is heard; of two that are equally sure the first one counts."""
    return item.start, PRECEDENCE.get(item.category, len(PRECEDENCE)), item.rule


def _heads_text(document: Document, item: Evidence, index: int) -> bool:
    """Whether a heading for other stories is one word above running text: it may be the article's."""
    if not item.grow or document.line(index).words > 1:
        return False
    following = _line_after(document, index)
    return following is None or not headline_like(following)


def _line_after(document: Document, index: int) -> Line | None:
    """The next line that is not blank."""
    return next((document.line(n) for n in document.neighbours(index) if n > index), None)


def _take_blocks(document: Document, verdicts: Verdicts, blocks: list[Evidence]) -> None:
    """Take each block as a whole, whatever is known of its lines; the longer of two that overlap."""
    if not blocks:
        return
    taken: set[int] = set()
    most = MAX_BLOCK * _running_text(document, document.filled)
    for item in sorted(blocks, key=lambda b: (b.start - b.end, b.start, b.rule)):
        lines = range(document.line_at(item.start), document.line_at(item.end - 1) + 1)
        # Where it would take most of the running text, its end is that of something else.
        if taken.isdisjoint(lines) and _running_text(document, lines) <= most:
            taken.update(lines)
            for i in lines:
                verdicts[i] = Verdict(item, SCORES["block"], "with the block of lines that it opens")


def _running_text(document: Document, lines: Iterable[int]) -> int:
    """Characters of running text in these lines."""
    return sum(len(line.text) for line in map(document.line, lines) if line.prose)


def _between(document: Document, verdicts: Verdicts, left_out: Collection[int]) -> None:
    """Take what stands between two removed lines of one category that are close together."""
    strong = sorted(verdicts)
    for first, second in pairwise(strong):
        verdict = verdicts[first]
        category = verdict.evidence.category
        if second - first < 2 or category not in BETWEEN or verdicts[second].evidence.category != category:
            continue
        gap = [i for i in range(first + 1, second) if not document.line(i).blank]
        if len(gap) <= BETWEEN_LINES and (
            category in BETWEEN_PROSE or not any(document.line(i).prose for i in gap)
        ):
            for i in gap:
                if i not in left_out:
                    verdicts.put(i, Verdict(verdict.evidence, SCORES["between"], "between two lines of it"))


def _beside(document: Document, verdicts: Verdicts, weak: dict[int, Evidence], body: Body) -> None:
    """Accept weak evidence next to a removed line, or before or after the running text."""
    for order in (sorted(weak), sorted(weak, reverse=True)):
        for index in order:
            if any(n in verdicts and verdicts[n].score > SCORES["weak"] for n in document.neighbours(index)):
                verdicts.put(index, Verdict(weak[index], SCORES["beside"], "beside other boilerplate"))
    edges = _edge_lines(document)
    places: dict[str, list[int]] = {}
    for index in sorted(weak):
        if weak[index].category != "markup":
            places.setdefault(document.line(index).text, []).append(index)
    repeated = {
        index
        for indexes in places.values()
        if len(indexes) > 1 and not _are_headings(document, weak, indexes, body)
        for index in indexes
        if not _heads_section(document, weak[index], index, body)
    }
    for index in sorted(weak):
        # A bare link may end an article as a reference; above it, it is the page's own address.
        item = weak[index]
        is_link = item.rule == BARE_LINK
        at_edge = body.in_head(index) if is_link else index in edges and item.category != "markup"
        if index in repeated or (at_edge and (body.in_tail(index) or body.in_head(index))):
            how = "more than once" if index in repeated else "outside of the running text"
            verdicts.put(index, Verdict(weak[index], SCORES["edge"], how))
        else:
            verdicts.put(index, Verdict(weak[index], SCORES["weak"]))


def _heads_section(document: Document, item: Evidence, index: int, body: Body) -> bool:
    """Whether a menu's word heads what follows, as "Pricing" may each part of a comparison."""
    text = document.line(index).text
    if item.category != "navigation" or text.isupper():
        return False
    if text[-1] in ":：":
        return True
    following = _line_after(document, index)
    return following is not None and following.prose and body.first <= following.index <= body.last


def _heads_list(document: Document, index: int) -> bool:
    """Whether an item of a list follows."""
    following = _line_after(document, index)
    return following is not None and following.text[0] in BULLETS


def _are_headings(document: Document, weak: dict[int, Evidence], indexes: list[int], body: Body) -> bool:
    """Whether a menu's word heads the parts of an article: far apart from itself, above text or a list."""
    if len(indexes) < SECTIONS or document.mode == "page" or document.line(indexes[0]).text.isupper():
        return False
    # The first may stand right above the running text.
    if not body.first < indexes[1] <= indexes[-1] < body.last:
        return False
    if any(weak[i].category != "navigation" for i in indexes):
        return False
    # "Next" and "Back to top" stand above other short lines.
    if not any(_heads_section(document, weak[i], i, body) or _heads_list(document, i) for i in indexes):
        return False
    numbers = [bisect_left(document.filled, index) for index in indexes]
    return all(second - first >= SECTION_LINES for first, second in pairwise(numbers))


def _edge_lines(document: Document) -> set[int]:
    """The first and last lines of the document that are not blank."""
    return {*document.filled[:EDGE_LINES], *document.filled[-EDGE_LINES:]}


def _doubt_long_lines(document: Document, verdicts: Verdicts, body: Body) -> None:
    """Lower the score of a long sentence that stands alone among those of the article.

    An article words a sentence or two like a prompt to follow or to buy; what a site says of
    itself in the middle of an article has other parts, or is short.
    """
    for index in list(verdicts):
        verdict = verdicts[index]
        category = verdict.evidence.category
        if category not in DOUBTED or verdict.how or body.in_tail(index):
            continue
        if document.line(index).words >= LONG_WORDS and not any(
            n in verdicts and verdicts[n].evidence.category == category for n in document.neighbours(index)
        ):
            verdicts[index] = replace(
                verdict, score=SCORES["doubted"], how="alone among the article's sentences"
            )


def _grow(document: Document, verdicts: Verdicts, index: int, body: Body, left_out: Collection[int]) -> None:
    """Take the headlines that follow a heading for other stories."""
    verdict = verdicts[index]
    wanted = verdict.evidence.grow
    if not wanted or verdict.how or verdict.score <= SCORES["weak"]:
        return
    taken: list[int] = []
    following: Line | None = None
    for i in range(index + 1, document.line_count):
        line = document.line(i)
        if line.blank:
            continue
        known = i in verdicts or i in left_out
        if len(taken) == wanted or not headline_like(line) or known or _goes_on_below(document, i):
            following = line
            break
        taken.append(i)
    if body.in_head(index):
        taken = taken[: _headline_in(document, verdicts, body, taken)]
    elif len(taken) > 1 and following and (following.prose or _goes_on_below(document, following.index)):
        # The last short line before the text goes on may be a heading of the article.
        taken.pop()
    for n in taken:
        verdicts.put(n, Verdict(verdict.evidence, SCORES["grown"], "a headline under such a heading"))


def _goes_on_below(document: Document, index: int) -> bool:
    """Whether a sentence begins on this line that goes on below it, as where a link broke it."""
    line, following = document.line(index), _line_after(document, index)
    if following is None or line.ends_sentence or line.words < BROKEN_WORDS:
        return False
    first = following.text[0]
    if first.isdigit():
        below = _line_after(document, following.index)
        return below is not None and below.text[0] in GOING_ON
    return first in GOING_ON or (line.text[0].isupper() and first.islower())


BROKEN_WORDS = 3
"""Words before a link from which on a line may be the beginning of a sentence."""

GOING_ON = ".,;:!?)…،؛۔，。、；！？）"
"""Marks that no line begins with, unless its beginning stands above it."""


def _headline_in(document: Document, verdicts: Verdicts, body: Body, taken: list[int]) -> int:
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


def _fill(document: Document, verdicts: Verdicts, body: Body, left_out: Collection[int]) -> None:
    """Take the short lines of the page's tail: what follows a widget there is no article.

    The tail begins with the first sure line after the running text that only a widget or a
    footer has; credits and buttons stand in the middle of articles as well.
    """
    opening = min(
        (
            i
            for i, verdict in verdicts.items()
            if body.in_tail(i)
            and verdict.score >= SCORES["block"]
            and verdict.evidence.category in TAIL_OPENERS
            and (verdict.evidence.category != "related" or verdict.evidence.grow)
        ),
        default=document.line_count,
    )
    sure = 1
    for i in range(opening + 1, document.line_count):
        line = document.line(i)
        if i in verdicts and verdicts[i].score >= SCORES["block"]:
            sure += 1
        sentence = line.ends_sentence and line.words > SHORT_SENTENCE
        if line.blank or line.prose or i in left_out or i in document.fact(figures):
            continue
        if sure >= SURE_TAIL or not sentence:
            verdicts.put(i, Verdict(verdicts[opening].evidence, SCORES["filled"], "in the page's tail"))


def _spare_headline(document: Document, verdicts: Verdicts, body: Body) -> None:
    """Keep the line right before the running text where no other line could be the headline."""
    head = document.filled[: bisect_left(document.filled, body.first)]
    if not head or body.last < 0 or any(i not in verdicts for i in head):
        return
    candidate = head[-1]
    verdict, line = verdicts[candidate], document.line(candidate)
    like_headline = line.words >= HEADLINE_LEAST and not line.prose and not line.ends_sentence
    if verdict.score < SCORES["block"] or (like_headline and verdict.evidence.category in HEADLINE_TOPICS):
        del verdicts[candidate]
