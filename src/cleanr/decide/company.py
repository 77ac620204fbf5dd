"""What its company makes of evidence: a long sentence alone is doubted, what is weak may count."""

from __future__ import annotations

from dataclasses import replace

from cleanr.decide.body import Body
from cleanr.decide.headings import are_headings, heads_section
from cleanr.decide.verdict import SCORES, Verdict, Verdicts
from cleanr.document import Document
from cleanr.record import BARE_LINK, Evidence

LONG_WORDS = 30
"""Words from which on a line in the middle of the running text needs company to go, if it is
of a category that articles word alike."""

DOUBTED = frozenset({"social", "advertising"})
"""These categories: on labelled articles such lines were wrong in 5 of 10 cases, those of the
other categories in none of 30."""

EDGE_LINES = 1
"""Lines at either end of a document at which weak evidence counts by itself."""


def doubt_long_lines(document: Document, verdicts: Verdicts, body: Body) -> None:
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
            verdicts[index] = replace(verdict, kind="doubted", how="alone among the article's sentences")


def take_beside(document: Document, verdicts: Verdicts, weak: dict[int, Evidence], body: Body) -> None:
    """Accept weak evidence next to a removed line, or before or after the running text."""
    for order in (sorted(weak), sorted(weak, reverse=True)):
        for index in order:
            if any(n in verdicts and verdicts[n].score > SCORES["weak"] for n in document.neighbours(index)):
                verdicts.put(index, Verdict(weak[index], "beside", "beside other boilerplate"))
    edges = {*document.filled[:EDGE_LINES], *document.filled[-EDGE_LINES:]}
    repeated = _repeated(document, weak, body)
    for index in sorted(weak):
        # A bare link may end an article as a reference; above it, it is the page's own address.
        item = weak[index]
        is_link = item.rule == BARE_LINK
        at_edge = body.in_head(index) if is_link else index in edges and item.category != "markup"
        if index in repeated or (at_edge and (body.in_tail(index) or body.in_head(index))):
            how = "more than once" if index in repeated else "outside of the running text"
            verdicts.put(index, Verdict(item, "edge", how))
        else:
            verdicts.put(index, Verdict(item, "weak"))


def _repeated(document: Document, weak: dict[int, Evidence], body: Body) -> set[int]:
    """The lines with weak evidence that say what another such line says, and head nothing."""
    places: dict[str, list[int]] = {}
    for index in sorted(weak):
        if weak[index].category != "markup":
            places.setdefault(document.line(index).text, []).append(index)
    return {
        index
        for indexes in places.values()
        if len(indexes) > 1 and not are_headings(document, weak, indexes, body)
        for index in indexes
        if not heads_section(document, weak[index], index, body)
    }
