"""Which patterns a document gives reason to try: those with a literal in it where it must stand."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import ahocorasick_rs
import regex

from cleanr.document import Document
from cleanr.folding import encodable
from cleanr.phrases._expression import Alphabet, Expression
from cleanr.phrases._lines import has_one_of_each
from cleanr.phrases._pattern import goes_anywhere
from cleanr.phrases._tables import BETWEEN, LONGEST_HEAD, PLACES, Entry, Tables, Wording, Wordings

_NO_WORD = regex.compile(r"[^\p{L}\p{N}]+")


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
        self.heads = tuple(wording.heads)
        self.literals = wording.also
        self.expressions: list[Expression | None] = [None] * len(Alphabet)
        """Its expression for lines in each alphabet, compiled when it is first tried."""


Tries = dict[int, dict[int, Candidate]]
"""For each line, by its index, the patterns to try on it, by their numbers."""


class Source(NamedTuple):
    """The patterns of a language that are searched for."""

    numbers: int
    """Number of the first of its patterns, among those of all languages."""
    kind: str
    """Which of them, of ``KINDS``."""
    tables: Tables


class Search:
    """A search for some patterns in one pass over a text and one over its line beginnings."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._heads, self._keywords = (_Literals(sources, place) for place in PLACES)

    def find(self, document: Document, tries: Tries) -> list[Span]:
        """Add to ``tries`` what is worth trying, and return the keywords of inline patterns."""
        self._by_head(document, tries)
        return self._by_keyword(document, tries)

    def _by_head(self, document: Document, tries: Tries) -> None:
        filled, starts, lines = document.filled, document.starts, document.folded_lines
        owners = self._heads.owners
        index, length, line, blanks = -1, 0, "", 0
        for head, at, _ in self._heads.hits(document.fact(line_beginnings)):
            if filled[at // (LONGEST_HEAD + 1)] != index:
                index = filled[at // (LONGEST_HEAD + 1)]
                length = starts[index + 1] - starts[index]
                line = lines[index].strip()
                blanks = line.count(" ")
            for candidate in owners[head] or self._heads.meet(head):
                if (
                    length <= candidate.max_chars
                    and blanks < candidate.max_words
                    and has_one_of_each(line, candidate.literals)
                ):
                    tries.setdefault(index, {})[candidate.number] = candidate

    def _by_keyword(self, document: Document, tries: Tries) -> list[Span]:
        spans: list[Span] = []
        owners, reach = self._keywords.owners, self._keywords.reach
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
            some = owners[keyword] or self._keywords.meet(keyword)
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
            for candidate in some:
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

    def __init__(self, sources: Sequence[Source], place: str) -> None:
        self._sources = sources
        self._wordings: list[Wordings] = [s.tables.part(f"{s.kind} {place}") for s in sources]
        # There are a hundred thousand literals, most with one owner: a list for each would fill the memory.
        numbers: dict[str, int] = {}
        self._first = array("I")
        self._others: dict[int, list[int]] = {}
        count = 0
        self._begins: list[int] = []
        for wordings in self._wordings:
            self._begins.append(count)
            for number, literals in enumerate(wordings.literals, start=count):
                for literal in literals.split(BETWEEN):
                    at = numbers.setdefault(literal, len(numbers))
                    if at == len(self._first):
                        self._first.append(number)
                    else:
                        self._others.setdefault(at, []).append(number)
            count += len(wordings.literals)
        self._candidates: dict[int, Candidate] = {}
        self.owners: list[list[Candidate] | None] = [None] * len(numbers)
        """For each literal its owners, once it was met; see :meth:`meet`."""
        self.reach: list[tuple[int, int]] = [(0, 0)] * len(numbers)
        """For these, how long a line may be, and how far from its beginning the literal, for any owner."""
        beginning = "\n" if place == PLACES[0] else ""
        self._automaton = (
            ahocorasick_rs.AhoCorasick(
                [beginning + literal for literal in numbers],
                matchkind=ahocorasick_rs.MatchKind.Standard,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
                store_patterns=False,
            )
            if numbers
            else None
        )

    def meet(self, literal: int) -> list[Candidate]:
        """Return the owners of a literal that was found for the first time."""
        numbers = self._first[literal], *self._others.get(literal, ())
        owners = list(map(self._candidate, numbers))
        self.reach[literal] = max(c.max_chars for c in owners), max(c.max_before for c in owners)
        self.owners[literal] = owners
        return owners

    def _candidate(self, number: int) -> Candidate:
        if number not in self._candidates:
            place = bisect_right(self._begins, number) - 1
            numbers, _, tables = self._sources[place]
            wording = self._wordings[place].rows[number - self._begins[place]]
            self._candidates[number] = Candidate(
                numbers + wording.number, wording, tables.part("entries")[wording.entry]
            )
        return self._candidates[number]

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
        line if not line or line[0].isalnum() else _NO_WORD.sub("", line, count=1)
        for line in document.bare_lines
    ]
    if "  " in document.folded:
        found = [
            " ".join(line[: 2 * LONGEST_HEAD].split()) if "  " in line[:LONGEST_HEAD] else line
            for line in found
        ]
    return found


def line_beginnings(document: Document) -> str:
    """The beginnings of all lines that are not blank, each in a field of one size."""
    lines = document.fact(openings)
    if document.line_count != len(document.filled):
        lines = [lines[index] for index in document.filled]
    return f"\n%-{LONGEST_HEAD}.{LONGEST_HEAD}s" * len(lines) % tuple(lines)
