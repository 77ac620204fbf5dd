"""Which patterns a document gives reason to try: those with a literal in it where it must stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs
import regex

from cleanr.document import Document
from cleanr.folding import encodable
from cleanr.phrases._lines import has_one_of_each
from cleanr.phrases._pattern import goes_anywhere
from cleanr.phrases._regex import Expression
from cleanr.phrases._tables import HEAD_CHARS, Entry, Wording

_MARKS = regex.compile(r"[^\p{L}\p{N}]+")


class Span(NamedTuple):
    """A keyword of an inline pattern, where it stands."""

    line: int
    at: int
    candidate: Candidate


class Candidate:
    """A pattern that may be tried, and what a line must have before it is."""

    __slots__ = (
        "digit",
        "entry",
        "expressions",
        "heads",
        "inline",
        "literals",
        "max_before",
        "max_chars",
        "max_words",
        "number",
        "timed",
    )

    def __init__(self, number: int, wording: Wording, entry: Entry) -> None:
        self.number = number
        self.entry = entry
        self.max_words = wording.max_words
        self.max_chars = wording.max_chars
        self.max_before = wording.max_before
        self.inline = wording.inline
        self.timed = wording.timed
        self.digit = wording.digit
        # What a line was found by needs no second look; the smaller sets fail at less cost.
        self.heads = () if wording.by_head or wording.inline else wording.heads
        literals = wording.also
        if wording.by_head:
            literals = tuple(s for s in (wording.keywords, *literals) if not _implied(s, wording.heads))
        self.literals = sorted(literals, key=len)
        self.expressions: list[Expression | None] = [None, None]
        """Its expression for any line and for one in ASCII, compiled when it is first tried."""


def _implied(literals: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a line that begins with one of the heads has one of the literals.

    The blanks of a head stand for any number of blanks, those of a literal do not.
    """
    words = [literal for literal in literals if " " not in literal]
    return all(any(map(head.__contains__, words)) for head in heads)


Tries = dict[int, dict[int, Candidate]]
"""For each line, by its index, the patterns to try on it, by their numbers."""


class Search:
    """A search for some patterns in one pass over a text and one over its line beginnings."""

    def __init__(self, wordings: Sequence[tuple[int, Wording, Entry]]) -> None:
        by_head: list[tuple[str, Candidate]] = []
        by_keyword: list[tuple[str, Candidate]] = []
        for number, wording, entry in wordings:
            candidate = Candidate(number, wording, entry)
            if wording.by_head:
                by_head += [(f"\n{head}", candidate) for head in wording.heads]
            else:
                by_keyword += [(keyword, candidate) for keyword in wording.keywords]
        self._heads = _Literals(by_head)
        self._keywords = _Literals(by_keyword)
        # What no owner of a keyword can do with is skipped before they are looked at one by one.
        self._reach = [
            (
                max(candidate.max_chars for candidate in owners),
                max(candidate.max_before for candidate in owners),
            )
            for owners in self._keywords.owners
        ]

    def find(self, document: Document, tries: Tries) -> list[Span]:
        """Add to ``tries`` what is worth trying, and return the keywords of inline patterns."""
        self._by_head(document, tries)
        return self._by_keyword(document, tries)

    def _by_head(self, document: Document, tries: Tries) -> None:
        filled, starts, lines = document.filled, document.starts, document.folded_lines
        index, length, line, blanks = -1, 0, "", 0
        for head, at, _ in self._heads.hits(document.fact(line_beginnings)):
            if filled[at // (HEAD_CHARS + 1)] != index:
                index = filled[at // (HEAD_CHARS + 1)]
                length = starts[index + 1] - starts[index]
                line = lines[index].strip()
                blanks = line.count(" ")
            for candidate in self._heads.owners[head]:
                if (
                    length <= candidate.max_chars
                    and blanks < candidate.max_words
                    and has_one_of_each(line, candidate.literals)
                ):
                    tries.setdefault(index, {})[candidate.number] = candidate

    def _by_keyword(self, document: Document, tries: Tries) -> list[Span]:
        spans: list[Span] = []
        owners, reach = self._keywords.owners, self._reach
        folded, starts = document.folded, document.starts
        lines, beginnings = document.folded_lines, document.fact(openings)
        index = begin = stop = blanks = 0
        line = ""
        able: dict[int, bool] = {}
        for keyword, at, _ in self._keywords.hits(folded):
            if at >= stop:
                index = bisect_right(starts, at, lo=index) - 1
                begin, stop = starts[index], starts[index + 1]
                line, able = lines[index].strip(), {}
                blanks = line.count(" ")
            longest, farthest = reach[keyword]
            length, before = stop - begin, at - begin
            if length > longest or before > farthest:
                continue
            # Keywords begin where words do; letters before one in a script with blanks mean
            # that it was found inside of another word.
            glued = (
                before > 0
                and folded[at - 1].isalpha()
                and folded[at].isalpha()
                and not goes_anywhere(folded[at])
                and not goes_anywhere(folded[at - 1])
            )
            for candidate in owners[keyword]:
                if not candidate.inline and (
                    glued
                    or length > candidate.max_chars
                    or before > candidate.max_before
                    or blanks >= candidate.max_words
                ):
                    continue
                number = candidate.number
                if number not in able:
                    able[number] = has_one_of_each(line, candidate.literals) and (
                        not candidate.heads or beginnings[index].startswith(candidate.heads)
                    )
                if not able[number]:
                    continue
                if candidate.inline:
                    spans.append(Span(index, at, candidate))
                else:
                    tries.setdefault(index, {})[number] = candidate
        return spans


class _Literals:
    """Literals to search for, and for each of them its owners."""

    def __init__(self, pairs: Iterable[tuple[str, Candidate]]) -> None:
        owners: dict[str, list[Candidate]] = {}
        for literal, owner in pairs:
            owners.setdefault(literal, []).append(owner)
        self.owners = list(owners.values())
        self._automaton = (
            ahocorasick_rs.AhoCorasick(
                owners,
                matchkind=ahocorasick_rs.MatchKind.Standard,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
                store_patterns=False,
            )
            if owners
            else None
        )

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Literals in ``text`` by number, with their beginnings and ends, in order of their ends."""
        if self._automaton is None:
            return []
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            return self._automaton.find_matches_as_indexes(encodable(text), overlapping=True)


def openings(document: Document) -> list[str]:
    """The folded lines from their first letter or digit on, blanks between words made one."""
    found = [
        line if not line or line[0].isalnum() else _MARKS.sub("", line, count=1)
        for line in document.bare_lines
    ]
    if "  " in document.folded:
        found = [
            " ".join(line[: 2 * HEAD_CHARS].split()) if "  " in line[:HEAD_CHARS] else line for line in found
        ]
    return found


def line_beginnings(document: Document) -> str:
    """The beginnings of all lines that are not blank, each in a field of one size."""
    lines = document.fact(openings)
    if document.line_count != len(document.filled):
        lines = [lines[index] for index in document.filled]
    return f"\n%-{HEAD_CHARS}.{HEAD_CHARS}s" * len(lines) % tuple(lines)
