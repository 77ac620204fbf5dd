"""What the evidence says of each line, by itself and in its company."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleanr.decide.body import Body
from cleanr.decide.broken import is_part_of_sentence
from cleanr.decide.company import doubt_long_lines, take_beside
from cleanr.decide.grown import take_between, take_lists, take_tail
from cleanr.decide.headings import heads_text, may_be_title, spare_headline
from cleanr.decide.held_back import held_back
from cleanr.decide.kept import sections
from cleanr.decide.options import DEFAULTS, Options
from cleanr.decide.verdict import Verdict, Verdicts, precedence
from cleanr.document import Document
from cleanr.record import Evidence

MAX_BLOCK = 0.75
"""Share of the running text that a block may hold."""


class Heard(NamedTuple):
    """The evidence on lines, by what it is worth where it stands."""

    verdicts: Verdicts
    """On lines that strong evidence speaks of."""
    blocks: list[Evidence]
    weak: dict[int, Evidence]
    """By the index of the line."""
    misplaced: dict[int, Evidence]
    """The same, where such wording does not count: for the line model to judge."""


def judge(document: Document, evidence: list[Evidence], options: Options = DEFAULTS) -> Verdicts:
    """The verdicts on whole lines: strong ones first, then what their company makes of the weak, and of lines
    without evidence.
    """
    if not evidence:
        return Verdicts()
    body = Body(document, evidence)
    left_out = options.left_out.lines
    verdicts, blocks, weak, misplaced = _heard(document, evidence, body)
    _take_blocks(document, verdicts, blocks)
    doubt_long_lines(document, verdicts, body)
    take_between(document, verdicts, left_out)
    take_beside(document, verdicts, weak, body)
    if not _is_page_of_known_site(document, evidence):
        take_lists(document, verdicts, body, left_out)
        if options.finds:
            take_tail(document, verdicts, body, left_out)
    spare_headline(document, verdicts, body)
    for index, item in misplaced.items():
        verdicts.put(index, Verdict(item, "misplaced"))
    return verdicts


def _heard(document: Document, evidence: list[Evidence], body: Body) -> Heard:
    """The evidence that nothing holds back."""
    heard = Heard(Verdicts(), [], {}, {})
    verdicts = heard.verdicts
    known = {document.line_at(item.start) for item in evidence}
    headings = {index for members in document.fact(sections) for index in members}
    for item in sorted(evidence, key=precedence):
        index = document.line_at(item.start)
        sure = index in verdicts and (item.known or not verdicts[index].evidence.known)
        if sure and item.strength == "strong" and item.scope == "line" and not item.grow:
            continue
        inside = body.first < index <= body.last
        if (
            (item.known and index in headings)
            or held_back(document, item, index)
            or (inside and is_part_of_sentence(document, item, index, known))
        ):
            continue
        is_weak = item.strength == "weak"
        if not body.allows(item, index) or (is_weak and may_be_title(document, item, index)):
            heard.misplaced.setdefault(index, item)
        elif is_weak or heads_text(document, item, index):
            heard.weak.setdefault(index, item)
        elif item.scope == "block":
            heard.blocks.append(item)
        else:
            verdicts.put(index, Verdict(item, "strong"))
    return heard


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
                verdicts[i] = Verdict(item, "block", "with the block of lines that it opens")


def _running_text(document: Document, lines: Iterable[int]) -> int:
    """Characters of running text in these lines."""
    return sum(len(line.text) for line in map(document.line, lines) if line.prose)


def _is_page_of_known_site(document: Document, evidence: list[Evidence]) -> bool:
    """Whether repetition says where a whole page's lists and its tail end; then nothing else need guess."""
    return document.mode == "page" and any(item.filter == "repetition" for item in evidence)
