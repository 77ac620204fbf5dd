"""The set of all phrases, in tables: which searches a document needs, and what is looked up in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cleanr.document import Document
from cleanr.phrases._expression import Alphabet, Expression, compile_expression
from cleanr.phrases._foreign import may_count
from cleanr.phrases._matching import Found, Matching
from cleanr.phrases._pattern import PLACEHOLDERS
from cleanr.phrases._scripts import SCRIPT_OF
from cleanr.phrases._search import Candidate, Search, Source
from cleanr.phrases._tables import BETWEEN, KINDS, NUMBERS_APART, PLACES, Entry, Tables
from cleanr.phrases._whole_lines import WholeLines, bare

if TYPE_CHECKING:
    from cleanr.phrases._loader import Phrase

NO_MATCH = "(?!)"
"""A regular expression that matches nothing."""


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
        self._whole_lines: dict[str, WholeLines] = {}

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> PhraseBook:
        """A book of these phrases."""
        from cleanr.phrases._compile import compile_phrases  # as in __init__: most never need it

        return cls(compile_phrases(phrases))

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
        return Matching(self, document).found()

    def finds(self, line: str, lang: str | None = None) -> bool:
        """Whether any phrase gives evidence on ``line``, taken as a document of its own."""
        return any(self.find(Document(line, lang)).by_category.values())

    def label(self, line: str, own: str | None) -> Entry | None:
        """Of which phrase a line, folded, is looked up as a whole on a page in this language; ``None`` where
        it is not.
        """
        wording = bare(line)
        lines = self.whole_lines("plain" if wording.isascii() else "other")
        if wording not in lines.owner or not any(map(str.isalpha, wording)):
            return None
        entries = map(self.entry, lines.owners(wording))
        counted = [entry for entry in entries if entry.lang in self.languages(own)]
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

    def languages(self, own: str | None) -> Collection[str]:
        """The languages whose patterns count on a page in this one."""
        if own not in self._languages:
            home = SCRIPT_OF.get(own, "Latin") if own else None
            self._languages[own] = {
                t.lang
                for t in self._tables
                if may_count(t.lang, own, same_script=SCRIPT_OF.get(t.lang, "Latin") == home)
            }
        return self._languages[own]

    def searches(self, own: str | None, present: frozenset[str]) -> Sequence[Search]:
        """The searches for a page in this language with letters of these scripts beside Latin ones."""
        searches = self._chosen.get((own, present))
        if searches is None:
            counted = self.languages(own)
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

    def whole_lines(self, name: str) -> WholeLines:
        """The whole lines that are looked up: ``plain`` ones, in ASCII, or the ``other`` ones."""
        if name not in self._whole_lines:
            self._whole_lines[name] = WholeLines(name, self._tables)
        return self._whole_lines[name]

    def entry(self, number: int) -> Entry:
        """What is known of the phrase that this pattern is of."""
        entry = self._entries.get(number)
        if entry is None:
            place, own = divmod(number, NUMBERS_APART)
            tables = self._tables[place]
            entry = self._entries[number] = tables.part("entries")[tables.part("entry_of")[own]]
        return entry

    def expression(self, candidate: Candidate, alphabet: Alphabet) -> Expression:
        """The compiled expression of a pattern."""
        compiled = candidate.expressions[alphabet]
        if compiled is None:
            compiled = self._compile(self._written(candidate), timed=candidate.timed, alphabet=alphabet)
            candidate.expressions[alphabet] = compiled
        return compiled

    def nameless(self, candidate: Candidate, alphabet: Alphabet) -> Expression:
        """The same for what it matches without any NAME."""
        written = self._written(candidate).replace(PLACEHOLDERS["NAME"], NO_MATCH)
        return self._compile(written, timed=candidate.timed, alphabet=alphabet)

    def until(self, entry: Entry, alphabet: Alphabet) -> Expression:
        """The compiled expression for the ends of a phrase's blocks."""
        return self._compile(entry.until, timed=entry.until_timed, alphabet=alphabet)

    def _search(self, kind: str, places: Sequence[int]) -> Search:
        """The search for patterns of this kind in the tables with these numbers."""
        key = (kind, tuple(places))
        if key not in self._searches:
            sources = [Source(place * NUMBERS_APART, kind, self._tables[place]) for place in places]
            self._searches[key] = Search(sources)
        return self._searches[key]

    def _written(self, candidate: Candidate) -> str:
        place, own = divmod(candidate.number, NUMBERS_APART)
        expression: str = self._tables[place].part("expressions")[own]
        return expression

    def _compile(self, expression: str, *, timed: bool, alphabet: Alphabet) -> Expression:
        compiled = self._compiled.get((expression, alphabet))
        if compiled is None:
            compiled = compile_expression(expression, timed=timed, alphabet=alphabet)
            self._compiled[expression, alphabet] = compiled
        return compiled
