"""Weigh the evidence: the one place that says what is removed from a document."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal

from cleanr.body import Body, headline_like
from cleanr.document import DECORATION, LONGEST_LABEL, Document
from cleanr.guards import held_back
from cleanr.record import CATEGORIES, Evidence, Removal, Scope

Preset = Literal["conservative", "balanced", "aggressive"]

THRESHOLDS: dict[str, float] = {"conservative": 0.85, "balanced": 0.55, "aggressive": 0.4}
"""Score from which on a line is removed, by preset."""

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
}
"""How sure each kind of decision is; the presets are thresholds on these figures."""

MIN_KEPT = {"article": 0.12, "page": 0.02}
"""Share of a document's characters that must stay, by mode; where less would, everything stays."""

MIN_KEPT_WORDS = 3
"""Words that must stay, whatever their share."""

BETWEEN_LINES = 2
"""Lines between two removed ones of a category that go with them."""

BETWEEN = frozenset({"donation", "cookies", "newsletter", "paywall", "comments", "advertising", "social"})
"""Categories whose parts hang together like that."""

BETWEEN_PROSE = frozenset({"donation"})
"""Categories of which such lines may be running text: their middle reads like an article."""

TAIL_OPENERS = frozenset({"comments", "social", "newsletter", "related", "paywall", "donation", "cookies"})
"""Categories with which the part of a page below the article begins."""

BARE_LINK = "markup.bare-link"
"""Rule of the markup filter for lines that are nothing but an address."""

EDGE_LINES = 1
"""Lines at either end of a document at which weak evidence counts by itself."""

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


class _Verdicts(dict[int, Verdict]):
    """The verdict on each line, by index; a surer one replaces another."""

    def put(self, index: int, verdict: Verdict) -> None:
        if index not in self or self[index].score < verdict.score:
            self[index] = verdict


def decide(document: Document, evidence: Iterable[Evidence], preset: Preset = "balanced") -> list[Removal]:
    """Return what is cut out of or rewritten in ``document``, in order and without overlaps.

    An empty list beside evidence can mean that a guard held everything back.
    """
    line_level: list[Evidence] = []
    spans: list[Evidence] = []
    for item in evidence:
        if sound := _within(document, item):
            (spans if sound.scope == "inline" else line_level).append(sound)
    verdicts = _lines(document, line_level) if line_level else _Verdicts()
    threshold = THRESHOLDS[preset]
    going = {i: v for i, v in verdicts.items() if v.score >= threshold}
    going.update(_emptied(document, spans))
    return _removals(document, going, spans)


def _within(document: Document, item: Evidence) -> Evidence | None:
    """Evidence cut down to the document, and to its line where it is inline; ``None`` if nothing is left.

    Raises ``ValueError`` for a category that does not exist, naming the filter.
    """
    if item.category not in CATEGORIES:
        raise ValueError(
            f"filter {item.filter!r} gave evidence of category {item.category!r}; "
            f"there are {', '.join(CATEGORIES)}"
        )
    start, end = max(0, item.start), min(len(document.text), item.end)
    scope: Scope = "inline" if item.replacement is not None else item.scope
    if scope == "inline" and start < end:
        end = min(end, document.line(document.line_at(start)).end)
    if start >= end:
        return None
    if (start, end, scope) == (item.start, item.end, item.scope):
        return item
    return replace(item, start=start, end=end, scope=scope)


def _lines(document: Document, evidence: list[Evidence]) -> _Verdicts:
    """The verdicts on whole lines: strong ones first, then what their company makes of the weak."""
    verdicts = _Verdicts()
    body = Body(document, evidence)
    weak: dict[int, Evidence] = {}
    blocks: list[Evidence] = []
    for item in sorted(evidence, key=_precedence):
        index = document.line_at(item.start)
        if not body.allows(item, index) or held_back(document, item, index):
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
    _between(document, verdicts)
    _beside(document, verdicts, weak, body)
    if not _is_page_of_known_site(document, evidence):
        for index in list(verdicts):
            _grow(document, verdicts, index, body)
        _fill(document, verdicts, body)
    _spare_headline(document, verdicts, body)
    return verdicts


def _is_page_of_known_site(document: Document, evidence: list[Evidence]) -> bool:
    """Whether repetition says where a whole page's lists and its tail end; then nothing else need guess."""
    return document.mode == "page" and any(item.filter == "repetition" for item in evidence)


def _precedence(item: Evidence) -> tuple[int, int, str]:
    """The order in which evidence is heard; of two that are equally sure the first one counts."""
    return item.start, PRECEDENCE.get(item.category, len(PRECEDENCE)), item.rule


def _heads_text(document: Document, item: Evidence, index: int) -> bool:
    """Whether a heading for other stories is one word above running text: it may be the article's."""
    if not item.grow or document.line(index).words > 1:
        return False
    following = next((n for n in document.neighbours(index) if n > index), None)
    return following is None or not headline_like(document.line(following))


def _take_blocks(document: Document, verdicts: _Verdicts, blocks: list[Evidence]) -> None:
    """Take each block as a whole, whatever is known of its lines; the longer of two that overlap."""
    taken: set[int] = set()
    for item in sorted(blocks, key=lambda b: (b.start - b.end, b.start, b.rule)):
        lines = range(document.line_at(item.start), document.line_at(item.end - 1) + 1)
        if taken.isdisjoint(lines):
            taken.update(lines)
            for i in lines:
                verdicts[i] = Verdict(item, SCORES["block"], "with the block of lines that it opens")


def _between(document: Document, verdicts: _Verdicts) -> None:
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
                verdicts.put(i, Verdict(verdict.evidence, SCORES["between"], "between two lines of it"))


def _beside(document: Document, verdicts: _Verdicts, weak: dict[int, Evidence], body: Body) -> None:
    """Accept weak evidence next to a removed line, or before or after the running text."""
    for order in (sorted(weak), sorted(weak, reverse=True)):
        for index in order:
            if any(n in verdicts and verdicts[n].score > SCORES["weak"] for n in document.neighbours(index)):
                verdicts.put(index, Verdict(weak[index], SCORES["beside"], "beside other boilerplate"))
    edges = _edge_lines(document)
    wordings = Counter(document.line(i).text for i, item in weak.items() if item.category != "markup")
    repeated = {index for index in weak if wordings[document.line(index).text] > 1}
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


def _edge_lines(document: Document) -> set[int]:
    """The first and last lines of the document that are not blank."""
    edges: set[int] = set()
    for indexes in (range(document.line_count), range(document.line_count - 1, -1, -1)):
        edges.update(islice((i for i in indexes if not document.line(i).blank), EDGE_LINES))
    return edges


def _doubt_long_lines(document: Document, verdicts: _Verdicts, body: Body) -> None:
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


def _grow(document: Document, verdicts: _Verdicts, index: int, body: Body) -> None:
    """Take the headlines that follow a heading for other stories."""
    verdict = verdicts[index]
    wanted = verdict.evidence.grow
    if not wanted or verdict.how or verdict.score <= SCORES["weak"]:
        return
    taken: list[int] = []
    i = index + 1
    while i < document.line_count and len(taken) < wanted:
        line = document.line(i)
        i += 1
        if line.blank:
            continue
        if not headline_like(line) or line.index in verdicts:
            break
        taken.append(line.index)
    following = document.line(i - 1) if i <= document.line_count else None
    if taken and following and following.prose and (len(taken) > 1 or body.in_head(index)):
        # The last short line before the text goes on may be a heading of the article.
        taken.pop()
    for n in taken:
        verdicts.put(n, Verdict(verdict.evidence, SCORES["grown"], "a headline under such a heading"))


def _fill(document: Document, verdicts: _Verdicts, body: Body) -> None:
    """Take the short lines of the page's tail: what follows a widget there is no article.

    The tail begins with the first sure line after the running text that only a widget or a
    footer has; credits and buttons stand in the middle of articles as well.
    """
    opening = next(
        (
            i
            for i in sorted(verdicts)
            if body.in_tail(i)
            and verdicts[i].score >= SCORES["block"]
            and verdicts[i].evidence.category in TAIL_OPENERS
        ),
        document.line_count,
    )
    sure = 1
    for i in range(opening + 1, document.line_count):
        line = document.line(i)
        if i in verdicts and verdicts[i].score >= SCORES["block"]:
            sure += 1
        sentence = line.ends_sentence and line.words > SHORT_SENTENCE
        if not line.blank and not line.prose and (sure >= SURE_TAIL or not sentence):
            verdicts.put(i, Verdict(verdicts[opening].evidence, SCORES["filled"], "in the page's tail"))


def _spare_headline(document: Document, verdicts: _Verdicts, body: Body) -> None:
    """Keep the line right before the running text where no other line could be the headline."""
    head = [i for i in range(min(body.first, document.line_count)) if not document.line(i).blank]
    if not head or body.last < 0 or any(i not in verdicts for i in head):
        return
    candidate = head[-1]
    verdict, line = verdicts[candidate], document.line(candidate)
    like_headline = line.words >= HEADLINE_LEAST and not line.prose and not line.ends_sentence
    if verdict.score < SCORES["block"] or (like_headline and verdict.evidence.category in HEADLINE_TOPICS):
        del verdicts[candidate]


def _removals(document: Document, going: dict[int, Verdict], spans: Sequence[Evidence]) -> list[Removal]:
    """Turn verdicts into removals of whole lines, and add the cuts inside the lines that stay."""
    removals: list[Removal] = []
    for first, last in _groups(going):
        verdict = going[first]
        start, end = document.line(first).start, document.line(last).stop
        removals.append(_removal(document, verdict.evidence, start, end, verdict.score, verdict.how))
    removals += [
        _removal(document, span, span.start, span.end, SCORES["strong"], "")
        for span in _disjoint(document, going, spans)
    ]
    removals.sort(key=lambda r: r.start)
    return removals


def _groups(going: dict[int, Verdict]) -> Iterator[tuple[int, int]]:
    """Runs of lines that go for one and the same reason, as first and last line."""
    first = last = -1
    for index in sorted(going):
        verdict = going[index]
        if first >= 0:
            before = going[last]
            if index == last + 1 and before.evidence is verdict.evidence and before.how == verdict.how:
                last = index
                continue
            yield first, last
        first = last = index
    if first >= 0:
        yield first, last


def _emptied(document: Document, spans: Sequence[Evidence]) -> dict[int, Verdict]:
    """Lines of which several cuts would leave nothing: they go as a whole."""
    by_line: dict[int, list[Evidence]] = {}
    for span in spans:
        if span.replacement is None:
            by_line.setdefault(document.line_at(span.start), []).append(span)
    emptied = {}
    for index, cuts in by_line.items():
        line = document.line(index)
        if len(cuts) < 2 or line.end - line.start > LONGEST_LABEL:
            continue
        left = list(document.text[line.start : line.end])
        for cut in cuts:
            left[cut.start - line.start : cut.end - line.start] = " " * (cut.end - cut.start)
        if not "".join(left).strip(DECORATION):
            emptied[index] = Verdict(min(cuts, key=_precedence), SCORES["strong"])
    return emptied


def _disjoint(document: Document, going: dict[int, Verdict], spans: Sequence[Evidence]) -> list[Evidence]:
    """The cuts inside lines that stay, the longer of two that overlap; cuts before rewrites."""
    chosen: list[tuple[int, int, Evidence]] = []
    for span in sorted(spans, key=lambda s: (s.replacement is not None, s.start - s.end, s.start, s.rule)):
        at = bisect_left(chosen, span.start, key=lambda c: c[0])
        overlaps = (at > 0 and chosen[at - 1][1] > span.start) or (
            at < len(chosen) and chosen[at][0] < span.end
        )
        if not overlaps and document.line_at(span.start) not in going:
            chosen.insert(at, (span.start, span.end, span))
    return [span for _, _, span in chosen]


def _removal(document: Document, item: Evidence, start: int, end: int, score: float, how: str) -> Removal:
    return Removal(
        start=start,
        end=end,
        text=document.text[start:end],
        category=item.category,
        filter=item.filter,
        rule=item.rule,
        score=score,
        reason=f"{item.reason}, {how}." if how else f"{item.reason}.",
        replacement=item.replacement or "",
    )
