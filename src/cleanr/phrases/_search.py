"""Which patterns a document gives reason to try: those with a literal in it where it must stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import ahocorasick_rs
import regex

from cleanr.document import Document
from cleanr.folding import encodable
from cleanr.phrases._keywords import HEAD_CHARS
from cleanr.phrases._pattern import goes_anywhere
from cleanr.phrases._tables import Wording

_MARKS = regex.compile(r"[^\p{L}\p{N}]+")


class Span(NamedTuple):
    """A keyword of an inline pattern, where it stands."""

    line: int
    at: int
    pattern: int


class Search:
    """A search for some patterns, by number, in one pass over a text and one over its line beginnings."""

    def __init__(self, wordings: Mapping[int, Wording]) -> None:
        self._wordings = wordings
        self._heads = _Literals(
            (f"\n{head}", number) for number, w in wordings.items() if w.by_head for head in w.heads
        )
        self._keywords = _Literals(
            (keyword, number) for number, w in wordings.items() if not w.by_head for keyword in w.keywords
        )
        # What no owner of a keyword can do with is skipped before they are looked at one by one.
        self._reach = [
            (
                max(wordings[number].max_chars for number in owners),
                max(wordings[number].max_before for number in owners),
            )
            for owners in self._keywords.owners
        ]

    def find(self, document: Document) -> tuple[set[tuple[int, int]], list[Span]]:
        """Return lines with a pattern to try on each, and the keywords of inline patterns."""
        lines = self._by_head(document)
        spans = self._by_keyword(document, lines)
        return lines, spans

    def _by_head(self, document: Document) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        beginnings = document.fact(line_beginnings)
        for head, at, _ in self._heads.hits(beginnings):
            index = document.filled[at // (HEAD_CHARS + 1)]
            length = document.starts[index + 1] - document.starts[index]
            for number in self._heads.owners[head]:
                if length <= self._wordings[number].max_chars:
                    found.add((index, number))
        return found

    def _by_keyword(self, document: Document, lines: set[tuple[int, int]]) -> list[Span]:
        spans: list[Span] = []
        wordings, owners, reach = self._wordings, self._keywords.owners, self._reach
        folded, starts = document.folded, document.starts
        index = begin = stop = 0
        for keyword, at, _ in self._keywords.hits(folded):
            if at >= stop:
                index = bisect_right(starts, at, lo=index) - 1
                begin, stop = starts[index], starts[index + 1]
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
            for number in owners[keyword]:
                wording = wordings[number]
                if wording.inline:
                    spans.append(Span(index, at, number))
                elif not glued and length <= wording.max_chars and before <= wording.max_before:
                    lines.add((index, number))
        return spans


class _Literals:
    """Literals to search for, and for each of them its owners."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        owners: dict[str, list[int]] = {}
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
