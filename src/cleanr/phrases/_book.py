"""Find all phrases of all languages in one pass over a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

from cleanr.document import DECORATION, Document, count_words
from cleanr.phrases._foreign import close, judge_languages, may_count
from cleanr.phrases._lines import (
    goes_on,
    is_label,
    is_labelled_sentence,
    is_one_word,
    is_quoted,
    may_cut,
    names_are_names,
)
from cleanr.phrases._pattern import PLACEHOLDERS
from cleanr.phrases._regex import Alphabet, Expression, Match, compile_expression
from cleanr.phrases._rows import find_rows
from cleanr.phrases._scripts import SCRIPT_OF, letters_in
from cleanr.phrases._search import Candidate, Search, Source, Span, Tries
from cleanr.phrases._tables import (
    BETWEEN,
    KINDS,
    LONGEST_MARKED,
    PLACES,
    Entry,
    Tables,
    bare,
    compile_tables,
)
from cleanr.record import Evidence, Scope

if TYPE_CHECKING:
    from cleanr.phrases._loader import Phrase

INLINE_WINDOW = 320
"""Characters before and after a keyword in which an inline pattern is looked for."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """All phrase evidence of one document, by category, and the entries whose patterns ran out of time:
    these are not tried on the rest of the document.
    """

    by_category: dict[str, list[Evidence]]
    timeouts: tuple[str, ...]


_NUMBERS = 1 << 20
"""More patterns than any language has: the first ones of the next language begin there."""


class PhraseBook:
    """An immutable set of phrases, compiled for search.

    What a language's patterns need is unpacked when a document may hold one of them, and a
    pattern compiles when it is first tried.
    """

    def __init__(self, tables: Iterable[Tables], learnt: int = 0) -> None:
        """The line model has learnt with the phrases of the first ``learnt`` tables."""
        self._tables = tuple(tables)
        self._learnt = learnt
        others = chain.from_iterable(part.part("entries") for part in self._tables[learnt:])
        self._others = frozenset(entry.id for entry in others)
        self._compiled: dict[tuple[str, Alphabet], Expression] = {}
        self._entries: dict[int, Entry] = {}
        self._searches: dict[tuple[str, tuple[int, ...]], Search] = {}
        self._chosen: dict[tuple[str | None, frozenset[str]], Sequence[Search]] = {}
        self._languages: dict[str | None, Collection[str]] = {}
        self._exact: dict[str, _Lines] = {}

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> PhraseBook:
        """A book of these phrases."""
        by_lang: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            by_lang.setdefault(phrase.lang, []).append(phrase)
        return cls(compile_tables(lang, some) for lang, some in by_lang.items())

    def __reduce__(self) -> tuple[type[PhraseBook], tuple[tuple[Tables, ...], int]]:
        return PhraseBook, (self._tables, self._learnt)

    def __len__(self) -> int:
        return sum(len(tables.part("entries")) for tables in self._tables)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhraseBook) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash(self._tables)

    def find(self, document: Document) -> Found:
        """Return what the phrases find in ``document``."""
        timeouts: list[str] = []
        every = {
            (evidence.rule, evidence.start): evidence
            for evidence in chain(
                self._whole_lines(document, timeouts),
                find_rows(self, document),
                self._tried(document, timeouts),
            )
        }
        by_category: dict[str, list[Evidence]] = defaultdict(list)
        if every:
            for evidence in judge_languages(document, list(every.values())):
                by_category[evidence.category].append(evidence)
        return Found(dict(by_category), tuple(dict.fromkeys(timeouts)))

    def finds(self, line: str, lang: str | None = None) -> bool:
        """Whether any phrase gives evidence on ``line``, taken as a document of its own."""
        return any(self.find(Document(line, lang)).by_category.values())

    def label(self, line: str, own: str | None) -> Entry | None:
        """Of which phrase a line, folded, is looked up as a whole on a page in this language; ``None`` where
        it is not.
        """
        wording = bare(line)
        lines = self._lines("plain" if wording.isascii() else "other")
        if wording not in lines.owner or not any(map(str.isalpha, wording)):
            return None
        entries = map(self._entry, (lines.owner[wording], *lines.more.get(wording, ())))
        counted = [entry for entry in entries if entry.lang in self._counted(own)]
        return min(counted, default=None, key=lambda entry: entry.lang != own)

    def is_learnt(self, entry: Entry) -> bool:
        """Whether the line model has learnt with this phrase."""
        return entry.id not in self._others

    def literals(self) -> set[str]:
        """Return the literals that patterns are searched for by: heads of lines and keywords."""
        return {
            literal
            for tables in self._tables
            for kind in KINDS
            for place in PLACES
            for literals in tables.part(f"{kind} {place}").literals
            for literal in literals.split(BETWEEN)
        }

    def _whole_lines(self, document: Document, timeouts: list[str]) -> Iterator[Evidence]:
        """Evidence of the patterns that are looked up, not matched."""
        folded, bares = document.folded_lines, document.bare_lines
        for name in ("plain",) if document.folded.isascii() else ("plain", "other"):
            lines = self._lines(name)
            for index in document.filled:
                line = bares[index]
                if len(line) <= LONGEST_MARKED or folded[index].lstrip().startswith("."):
                    line = bare(folded[index])
                if line in lines.owner:
                    numbers = [lines.owner[line], *lines.more.get(line, ())]
                    if len(numbers) > 1 and (own := document.plain_language):
                        numbers = [n for n in numbers if close(self._entry(n).lang, own)] or numbers
                    for number in numbers:
                        yield self._on_line(document, self._entry(number), index, timeouts, fixed=True)

    def _lines(self, name: str) -> _Lines:
        if name not in self._exact:
            self._exact[name] = _Lines(name, self._tables)
        return self._exact[name]

    def _tried(self, document: Document, timeouts: list[str]) -> Iterator[Evidence]:
        """Evidence of the patterns that the document gives reason to try."""
        tries: Tries = {}
        spans: list[Span] = []
        own = document.plain_language
        for search in self._searches_for(own, document.fact(letters_in).scripts):
            spans += search.find(document, tries)
        counted = self._counted(own)
        for index in sorted(tries):
            line = document.folded_lines[index].strip()
            if len(line) <= LONGEST_MATCHED:
                yield from self._tried_on(document, index, line, tries[index], timeouts, counted)
        for span in spans:
            if span.candidate.entry.lang in counted:
                yield from self._inline(document, span, timeouts)

    def _tried_on(
        self,
        document: Document,
        index: int,
        line: str,
        tries: dict[int, Candidate],
        timeouts: list[str],
        counted: Collection[str],
    ) -> Iterator[Evidence]:
        """Evidence of those of these patterns that are in one of the counted languages, on a line, stripped
        and folded.
        """
        alphabet = _alphabet_of(document, line)
        digits = _DIGIT.search(line)
        length, words = len(line), 0
        settled: set[tuple[str, str]] = set()
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
            if settled and entry.scope == "line" and (entry.category, entry.lang) in settled:
                continue
            if self._line_matches(document, index, line, candidate, alphabet, timeouts):
                yield self._on_line(document, entry, index, timeouts)
                if entry.strength == "strong" and entry.where == "anywhere":
                    settled.add((entry.category, entry.lang))

    def _searches_for(self, own: str | None, present: frozenset[str]) -> Sequence[Search]:
        """The searches for a page in this language with letters of these scripts beside Latin ones."""
        searches = self._chosen.get((own, present))
        if searches is None:
            counted = self._counted(own)
            # Pages in other letters than Latin ones share one search for what any language may leave there;
            # the few patterns in it that do not count on one of them are passed over when they are found.
            shared = own is None or own in SCRIPT_OF
            places = [n for n, t in enumerate(self._tables) if shared or t.lang in counted]
            searches = [self._search("free", places)]
            if present:
                langs = [lang for lang in counted if SCRIPT_OF.get(lang) in present]
                places = [n for n, t in enumerate(self._tables) if t.lang in langs]
                searches.append(self._search("bound", places))
            self._chosen[own, present] = searches
        return searches

    def _counted(self, own: str | None) -> Collection[str]:
        """The languages whose patterns count on a page in this one."""
        if own not in self._languages:
            home = SCRIPT_OF.get(own, "Latin") if own else None
            self._languages[own] = {
                t.lang
                for t in self._tables
                if may_count(t.lang, own, same_script=SCRIPT_OF.get(t.lang, "Latin") == home)
            }
        return self._languages[own]

    def _search(self, kind: str, places: Sequence[int]) -> Search:
        """The search for patterns of this kind in the tables with these numbers."""
        key = (kind, tuple(places))
        if key not in self._searches:
            sources = [Source(place * _NUMBERS, kind, self._tables[place]) for place in places]
            self._searches[key] = Search(sources)
        return self._searches[key]

    def _line_matches(
        self,
        document: Document,
        index: int,
        line: str,
        candidate: Candidate,
        alphabet: Alphabet,
        timeouts: list[str],
    ) -> bool:
        """Whether a line, stripped and folded, is worded like a pattern."""
        if candidate.entry.id in timeouts:  # once is dear enough
            return False
        expression = self._matcher(candidate, alphabet)
        try:
            match = expression.fullmatch(line)
            if match and line.count('"') > 1 and len(line) > QUOTING_CHARS:
                # What somebody is quoted with says nothing about the line.
                match = expression.fullmatch(_QUOTED.sub('"', line)) and match
            if match is None or names_are_names(match, document.line(index).text):
                return match is not None
            # Without that name the line may match in another way: "our {NAME} {free} newsletter".
            unnamed = self._expression(candidate.number).replace(PLACEHOLDERS["NAME"], NO_MATCH)
            nameless = self._regex(unnamed, timed=candidate.timed, alphabet=alphabet)
            return nameless.fullmatch(line) is not None
        except TimeoutError:
            timeouts.append(candidate.entry.id)
            return False

    def _inline(self, document: Document, span: Span, timeouts: list[str]) -> Iterator[Evidence]:
        index, at, candidate = span
        if candidate.entry.id in timeouts:
            return
        text, line = document.text, document.line(index)
        folded = document.folded
        first, last = max(line.start, at - INLINE_WINDOW), min(line.end, at + INLINE_WINDOW)
        expression = self._matcher(candidate, document.fact(_alphabet))
        try:
            matches: list[Match] = list(expression.finditer(folded, first, last))
        except TimeoutError:
            timeouts.append(candidate.entry.id)
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
                yield self._on_line(document, candidate.entry, index, timeouts)

    def _on_line(
        self, document: Document, entry: Entry, index: int, timeouts: list[str], *, fixed: bool = False
    ) -> Evidence:
        """Evidence on a whole line, or on the block that it opens."""
        line = document.line(index)
        if entry.scope == "block" and not entry.until:
            return self._evidence(entry, line.start, line.end, grow=entry.max_lines, fixed=fixed)
        if entry.scope == "block":
            last = self._block_end(document, entry, index, timeouts)
            if last > index:
                return self._evidence(entry, line.start, document.line(last).end, scope="block", fixed=fixed)
        # An opening without its end may be a letter, one word a heading of the article.
        weak = (
            entry.scope == "block"
            or (is_one_word(line.text) and not is_label(document, entry.category, index))
            or (entry.category in MARKED and is_labelled_sentence(line.text))
        )
        return self._evidence(entry, line.start, line.end, weak=weak, fixed=fixed)

    def _block_end(self, document: Document, entry: Entry, index: int, timeouts: list[str]) -> int:
        """The last line of the block that a line opens: the last of a chain of ``until`` lines."""
        if entry.id in timeouts:
            return index
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
            alphabet = _alphabet_of(document, line)
            expression = self._regex(entry.until, timed=entry.until_timed, alphabet=alphabet)
            try:
                ends = expression.fullmatch(line)
            except TimeoutError:
                timeouts.append(entry.id)
                return index
            if ends:
                last, reach, running = i, NEXT_UNTIL, 0
        return last

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
            known=self.is_learnt(entry),
        )

    def _entry(self, number: int) -> Entry:
        entry = self._entries.get(number)
        if entry is None:
            place, own = divmod(number, _NUMBERS)
            tables = self._tables[place]
            entry = self._entries[number] = tables.part("entries")[tables.part("entry_of")[own]]
        return entry

    def _expression(self, number: int) -> str:
        place, own = divmod(number, _NUMBERS)
        expression: str = self._tables[place].part("expressions")[own]
        return expression

    def _matcher(self, candidate: Candidate, alphabet: Alphabet) -> Expression:
        """The compiled expression of a pattern."""
        matcher = candidate.expressions[alphabet]
        if matcher is None:
            expression = self._expression(candidate.number)
            matcher = self._regex(expression, timed=candidate.timed, alphabet=alphabet)
            candidate.expressions[alphabet] = matcher
        return matcher

    def _regex(self, expression: str, *, timed: bool, alphabet: Alphabet) -> Expression:
        compiled = self._compiled.get((expression, alphabet))
        if compiled is None:
            compiled = compile_expression(expression, timed=timed, alphabet=alphabet)
            self._compiled[expression, alphabet] = compiled
        return compiled


def _alphabet(document: Document) -> Alphabet:
    return Alphabet.SPACED if document.fact(letters_in).spaced else Alphabet.ANY


def _alphabet_of(document: Document, line: str) -> Alphabet:
    """The smallest alphabet that is known to have all letters of a line."""
    return Alphabet.ASCII if line.isascii() else document.fact(_alphabet)


SPOKEN = frozenset({"comments", "newsletter", "social", "donation"})
"""Categories whose prompts are sentences: they are cut out of no longer one."""

MARKED = frozenset({"related", "credit"})
"""Categories whose lines are a marker and a title or a name, which end without a full stop."""

LONGEST_MATCHED = 20_000
"""Characters from which on a line is not matched as a whole by any pattern."""

UNTIL_CHARS = 600
"""Length up to which a line may be the end of a block."""

NEXT_UNTIL = 8
"""Lines after one closing line of a block within which another one still belongs to it."""

RUNNING_ON = 1
"""Lines of running text in a row between the two: with more of them the article has begun."""


QUOTING_CHARS = 60
"""Length from which on a line with quotation marks must match without what they enclose."""

_DIGIT = re.compile(r"\d")
_QUOTED = re.compile('"[^"]*"')


NO_MATCH = "(?!)"
"""A regular expression that matches nothing."""


class _Lines:
    """Whole lines that are looked up: for each its pattern, and others that stand for it too."""

    def __init__(self, name: str, all_tables: Iterable[Tables]) -> None:
        lines: list[str] = []
        owners: list[int] = []
        for place, tables in enumerate(all_tables):
            text, runs = tables.part(name)
            if runs:
                lines += text.split("\n")
                numbers = (place * _NUMBERS + number for number in runs[::2])
                owners += chain.from_iterable(map(repeat, numbers, runs[1::2]))
        self.owner = dict(zip(lines, owners, strict=True))
        self.more: dict[str, list[int]] = {}
        if len(self.owner) < len(lines):
            for line, owner, last in zip(lines, owners, map(self.owner.__getitem__, lines), strict=True):
                if owner != last:
                    self.more.setdefault(line, []).append(owner)
