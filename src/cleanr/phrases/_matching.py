"""Match one document: what the search finds reason to try, the lines that are looked up, rows of labels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from cleanr.document import DECORATION, Document, count_words
from cleanr.phrases._expression import Alphabet, Match
from cleanr.phrases._foreign import close, judge_languages
from cleanr.phrases._lines import (
    goes_on,
    is_label,
    is_labelled_sentence,
    is_one_word,
    is_quoted,
    may_cut,
    names_are_names,
)
from cleanr.phrases._rows import find_rows
from cleanr.phrases._scripts import letters_in
from cleanr.phrases._search import Candidate, Span, Tries
from cleanr.phrases._tables import Entry
from cleanr.phrases._whole_lines import LONGEST_MARKED, bare
from cleanr.record import Evidence, Scope

if TYPE_CHECKING:
    from cleanr.phrases._book import PhraseBook

LONGEST_MATCHED = 20_000
"""Characters from which on a line is not matched as a whole by any pattern."""

QUOTING_CHARS = 60
"""Length from which on a line with quotation marks must match without what they enclose."""

INLINE_WINDOW = 320
"""Characters before and after a keyword in which an inline pattern is looked for."""

SPOKEN = frozenset({"comments", "newsletter", "social", "donation"})
"""Categories whose prompts are sentences: they are cut out of no longer one."""

MARKED = frozenset({"related", "credit"})
"""Categories whose lines are a marker and a title or a name, which end without a full stop."""

UNTIL_CHARS = 600
"""Length up to which a line may be the end of a block."""

NEXT_UNTIL = 8
"""Lines after one closing line of a block within which another one still belongs to it."""

RUNNING_ON = 1
"""Lines of running text in a row between the two: with more of them the article has begun."""

WHAT = {
    "donation": "an appeal for money or membership",
    "newsletter": "a newsletter or channel sign-up",
    "paywall": "a subscription or log-in prompt",
    "advertising": "advertising or a notice about it",
    "comments": "part of a comment widget",
    "social": "a share or follow prompt",
    "cookies": "a consent or privacy notice",
    "navigation": "a menu, button or player label",
    "related": "a pointer to other stories",
    "credit": "a photo credit or image-viewer label",
    "legal": "a copyright or legal notice",
    "markup": "left-over markup",
    "foreign_ui": "an interface string",
}
"""What a line of each category is, to complete the sentence "Worded like …"."""

_REASONS = {category: f"Worded like {what}" for category, what in WHAT.items()}
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile('"[^"]*"')


@dataclass(frozen=True, slots=True)
class Found:
    """All phrase evidence of one document, by category, and the entries whose patterns ran out of time:
    these are not tried on the rest of the document.
    """

    by_category: dict[str, list[Evidence]]
    timeouts: tuple[str, ...]


class Matching:
    """One document while a book's phrases are matched with it."""

    def __init__(self, book: PhraseBook, document: Document) -> None:
        self._book = book
        self._document = document
        self._alphabet = Alphabet.SPACED if document.fact(letters_in).spaced else Alphabet.ANY
        self._timeouts: list[str] = []

    def found(self) -> Found:
        """Return what the phrases find in the document."""
        rows = find_rows(self._book, self._document)
        every = {
            (evidence.rule, evidence.start): evidence
            for evidence in chain(self._looked_up(), rows, self._tried())
        }
        by_category: dict[str, list[Evidence]] = defaultdict(list)
        if every:
            for evidence in judge_languages(self._document, list(every.values())):
                by_category[evidence.category].append(evidence)
        return Found(dict(by_category), tuple(self._timeouts))

    def _looked_up(self) -> Iterator[Evidence]:
        """Evidence of the patterns that are looked up as whole lines, not matched."""
        document, book = self._document, self._book
        folded, bares = document.folded_lines, document.bare_lines
        for name in ("plain",) if document.folded.isascii() else ("plain", "other"):
            lines = book.whole_lines(name)
            for index in document.filled:
                line = bares[index]
                if len(line) <= LONGEST_MARKED or folded[index].lstrip().startswith("."):
                    line = bare(folded[index])
                if line in lines.owner:
                    entries = list(map(book.entry, lines.owners(line)))
                    if len(entries) > 1 and (own := document.plain_language):
                        entries = [entry for entry in entries if close(entry.lang, own)] or entries
                    for entry in entries:
                        yield self._on_line(entry, index, fixed=True)

    def _tried(self) -> Iterator[Evidence]:
        """Evidence of the patterns that the document gives reason to try."""
        document, book = self._document, self._book
        tries: Tries = {}
        spans: list[Span] = []
        own = document.plain_language
        for search in book.searches(own, document.fact(letters_in).scripts):
            spans += search.find(document, tries)
        counted = book.languages(own)
        for index in sorted(tries):
            line = document.folded_lines[index].strip()
            if len(line) <= LONGEST_MATCHED:
                yield from self._tried_on(index, line, tries[index], counted)
        for span in spans:
            if span.candidate.entry.lang in counted:
                yield from self._inline(span)

    def _tried_on(
        self, index: int, line: str, tries: dict[int, Candidate], counted: Collection[str]
    ) -> Iterator[Evidence]:
        """Evidence of those of these patterns that are in one of the counted languages, on a line, stripped
        and folded.
        """
        alphabet = self._alphabet_of(line)
        digits = _DIGIT.search(line)
        length, words = len(line), 0
        settled: set[tuple[str, str, bool]] = set()
        for number in sorted(tries):
            candidate = tries[number]
            if (candidate.digit and not digits) or candidate.entry.lang not in counted:
                continue
            # In ASCII a line's blanks have told of too many words already.
            if alphabet is not Alphabet.ASCII and length > 2 * candidate.max_words:
                words = words or count_words(line)
                if words > candidate.max_words:
                    continue
            entry = candidate.entry
            # A phrase of one's own is heard beside one that the line model may overrule.
            family = (entry.category, entry.lang, self._book.is_learnt(entry))
            if family in settled and entry.scope == "line":
                continue
            if self._line_matches(index, line, candidate, alphabet):
                yield self._on_line(entry, index)
                if entry.strength == "strong" and entry.where == "anywhere":
                    settled.add(family)

    def _line_matches(self, index: int, line: str, candidate: Candidate, alphabet: Alphabet) -> bool:
        """Whether a line, stripped and folded, is worded like a pattern."""
        if candidate.entry.id in self._timeouts:  # once is dear enough
            return False
        expression = self._book.expression(candidate, alphabet)
        try:
            match = expression.fullmatch(line)
            if match and line.count('"') > 1 and len(line) > QUOTING_CHARS:
                # What somebody is quoted with says nothing about the line.
                match = expression.fullmatch(_QUOTED.sub('"', line)) and match
            if match is None or names_are_names(match, self._document.line(index).text):
                return match is not None
            # Without that name the line may match in another way: "our {NAME} {free} newsletter".
            return self._book.nameless(candidate, alphabet).fullmatch(line) is not None
        except TimeoutError:
            self._timeouts.append(candidate.entry.id)
            return False

    def _inline(self, span: Span) -> Iterator[Evidence]:
        """Evidence of an inline pattern around a keyword of it."""
        index, at, candidate = span
        if candidate.entry.id in self._timeouts:
            return
        document = self._document
        text, line = document.text, document.line(index)
        first, last = max(line.start, at - INLINE_WINDOW), min(line.end, at + INLINE_WINDOW)
        expression = self._book.expression(candidate, self._alphabet)
        try:
            matches: list[Match] = list(expression.finditer(document.folded, first, last))
        except TimeoutError:
            self._timeouts.append(candidate.entry.id)
            return
        for match in matches:
            start, end = match.span()
            if not (start <= at < end and may_cut(text, start) and may_cut(text, end)):
                continue
            if not names_are_names(match, text) or is_quoted(document, line.start, start):
                continue
            if candidate.entry.category in SPOKEN and goes_on(text[end : line.end]):
                continue
            if text[line.start : start].strip(DECORATION) or text[end : line.end].strip(DECORATION):
                yield self._evidence(candidate.entry, start, end, scope="inline")
            else:
                yield self._on_line(candidate.entry, index)

    def _on_line(self, entry: Entry, index: int, *, fixed: bool = False) -> Evidence:
        """Evidence on a whole line, or on the block that it opens."""
        document = self._document
        line = document.line(index)
        if entry.scope == "block" and not entry.until:
            return self._evidence(entry, line.start, line.end, grow=entry.max_lines, fixed=fixed)
        if entry.scope == "block":
            last = self._block_end(entry, index)
            if last > index:
                return self._evidence(entry, line.start, document.line(last).end, scope="block", fixed=fixed)
        # An opening without its end may be a letter, one word a heading of the article.
        weak = (
            entry.scope == "block"
            or (is_one_word(line.text) and not is_label(document, entry.category, index))
            or (entry.category in MARKED and is_labelled_sentence(line.text))
        )
        return self._evidence(entry, line.start, line.end, weak=weak, fixed=fixed)

    def _block_end(self, entry: Entry, index: int) -> int:
        """The last line of the block that a line opens: the last of a chain of ``until`` lines."""
        if entry.id in self._timeouts:
            return index
        document = self._document
        last, reach = index, entry.max_lines
        literals = entry.until_literals or ("",)
        running = 0
        for i in range(index + 1, min(index + 1 + entry.max_lines, document.line_count)):
            if i - last > reach or (last > index and running > RUNNING_ON):
                break
            line = document.folded_lines[i].strip()
            if line:
                running = running + 1 if document.line(i).prose else 0
            if not 0 < len(line) <= UNTIL_CHARS or not any(map(line.__contains__, literals)):
                continue
            expression = self._book.until(entry, self._alphabet_of(line))
            try:
                ends = expression.fullmatch(line)
            except TimeoutError:
                self._timeouts.append(entry.id)
                return index
            if ends:
                last, reach, running = i, NEXT_UNTIL, 0
        return last

    def _alphabet_of(self, line: str) -> Alphabet:
        """The smallest alphabet that is known to have all letters of a line."""
        return Alphabet.ASCII if line.isascii() else self._alphabet

    def _evidence(
        self,
        entry: Entry,
        start: int,
        end: int,
        *,
        scope: Scope = "line",
        weak: bool = False,
        grow: int = 0,
        fixed: bool = False,
    ) -> Evidence:
        return Evidence(
            start=start,
            end=end,
            category=entry.category,
            filter=entry.category,
            rule=entry.id,
            reason=_REASONS[entry.category],
            strength="weak" if weak else entry.strength,  # type: ignore[arg-type]  # checked when it was read
            scope=scope,
            where=entry.where,  # type: ignore[arg-type]  # the same
            grow=grow,
            lang=entry.lang,
            fixed=fixed,
            known=self._book.is_learnt(entry),
        )
