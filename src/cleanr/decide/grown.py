"""Lines of which nothing is known that go with others: between two, below a heading, in the page's tail."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from cleanr.decide.body import Body
from cleanr.decide.broken import goes_on_below
from cleanr.decide.headings import headline_in, headline_like
from cleanr.decide.kept import figures
from cleanr.decide.verdict import SCORES, Verdict, Verdicts
from cleanr.document import Document, Line

BETWEEN_LINES = 2
"""Lines between two removed ones of a category that go with them."""

BETWEEN = frozenset({"donation", "cookies", "newsletter", "paywall", "comments", "advertising", "social"})
"""Categories whose parts hang together like that."""

BETWEEN_PROSE = frozenset({"donation"})
"""Categories of which such lines may be running text: their middle reads like an article."""

TAIL_OPENERS = frozenset({"comments", "social", "newsletter", "related", "paywall", "donation", "cookies"})
"""Categories with which the part of a page below the article begins."""

SHORT_SENTENCE = 4
"""Words up to which a sentence in the tail is taken for a label ("Thank you for reading.")."""

SURE_TAIL = 3
"""Sure lines in the tail, below which a longer sentence is no more taken for the article's last."""


def take_between(document: Document, verdicts: Verdicts, left_out: Collection[int]) -> None:
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
                    verdicts.put(i, Verdict(verdict.evidence, "between", "between two lines of it"))


def take_lists(document: Document, verdicts: Verdicts, body: Body, left_out: Collection[int]) -> None:
    """Take the headlines that follow a heading for other stories."""
    for index in list(verdicts):
        verdict = verdicts[index]
        if not verdict.evidence.grow or verdict.how or verdict.score <= SCORES["weak"]:
            continue
        taken, following = _headlines_below(document, verdicts, index, left_out)
        if body.in_head(index):
            taken = taken[: headline_in(document, verdicts, body, taken)]
        elif len(taken) > 1 and following and (following.prose or goes_on_below(document, following.index)):
            # The last short line before the text goes on may be a heading of the article.
            taken.pop()
        for n in taken:
            verdicts.put(n, Verdict(verdict.evidence, "grown", "a headline under such a heading"))


def _headlines_below(
    document: Document, verdicts: Verdicts, index: int, left_out: Collection[int]
) -> tuple[list[int], Line | None]:
    """The headlines below a heading of which nothing else is known, and the line after them."""
    taken: list[int] = []
    for i in range(index + 1, document.line_count):
        line = document.line(i)
        if line.blank:
            continue
        full = len(taken) == verdicts[index].evidence.grow
        known = i in verdicts or i in left_out
        if full or not headline_like(line) or known or goes_on_below(document, i):
            return taken, line
        taken.append(i)
    return taken, None


def take_tail(document: Document, verdicts: Verdicts, body: Body, left_out: Collection[int]) -> None:
    """Take the short lines of the page's tail: what follows a widget there is no article.

    The tail begins with the first sure line after the running text that only a widget or a
    footer has; credits and buttons stand in the middle of articles as well.
    """
    opening = min(
        (
            i
            for i, verdict in verdicts.items()
            if body.in_tail(i)
            and verdict.is_sure
            and verdict.evidence.category in TAIL_OPENERS
            and (verdict.evidence.category != "related" or verdict.evidence.grow)
        ),
        default=document.line_count,
    )
    sure = 1
    for i in range(opening + 1, document.line_count):
        line = document.line(i)
        if i in verdicts and verdicts[i].is_sure:
            sure += 1
        sentence = line.ends_sentence and line.words > SHORT_SENTENCE
        if line.blank or line.prose or i in left_out or i in document.fact(figures):
            continue
        if sure >= SURE_TAIL or not sentence:
            verdicts.put(i, Verdict(verdicts[opening].evidence, "filled", "in the page's tail"))
