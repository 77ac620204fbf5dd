"""Find all phrases of all languages in one pass over a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import ahocorasick_rs
import regex

from cleanr.document import DECORATION, Document
from cleanr.folding import encodable
from cleanr.language import script_of
from cleanr.phrases._foreign import close, judge_languages, may_count
from cleanr.phrases._lines import is_label, is_one_word, is_quoted, may_cut, names_are_names, too_many_words
from cleanr.phrases._loader import EXACT_CHARS, Phrase
from cleanr.phrases._pattern import PLACEHOLDERS, goes_anywhere
from cleanr.phrases._tables import Entry, Tables, bare, compile_tables
from cleanr.record import Evidence, Scope, Strength

PATTERN_SECONDS = 2.0
"""Time a pattern has for one line.  A healthy one needs microseconds; the limit only keeps
a pathological one from standing still, and where it strikes the result says so."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """All phrase evidence of one document, by category, and the patterns that ran out of time."""

    by_category: dict[str, list[Evidence]]
    timeouts: tuple[str, ...]


class PhraseBook:
    """An immutable set of phrases, compiled for search.

    Patterns compile when a keyword of theirs first occurs.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._entries = [Entry(*entry) for entry in tables.entries]  # type: ignore[arg-type]  # from JSON
        self._openings = [tuple(openings) for openings in tables.openings]
        self._compiled: dict[str, regex.Pattern[str]] = {}
        self._wanted_in: dict[tuple[str | None, str | None], list[bool]] = {}
        self._automaton: ahocorasick_rs.AhoCorasick | None = None
        # Lines and keywords that several patterns share are rare.
        self._exact = dict(zip(tables.lines, tables.line_owners, strict=True))
        self._exact_more: dict[str, list[int]] = defaultdict(list)
        for line, owner in zip(tables.lines, tables.line_owners, strict=True):
            if self._exact[line] != owner:
                self._exact_more[line].append(owner)
        if tables.keywords:
            self._automaton = ahocorasick_rs.AhoCorasick(
                tables.keywords,
                matchkind=ahocorasick_rs.MatchKind.Standard,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
                store_patterns=False,
            )

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> PhraseBook:
        """A book of these phrases."""
        return cls(compile_tables(phrases))

    def __reduce__(self) -> tuple[type[PhraseBook], tuple[Tables]]:
        return PhraseBook, (self._tables,)

    def __len__(self) -> int:
        return len(self._tables.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhraseBook) and self._tables == other._tables

    def __hash__(self) -> int:
        return hash((len(self._tables.entries), len(self._tables.entry_of)))

    def find(self, document: Document) -> Found:
        """Return what the phrases find in ``document``."""
        timeouts: list[str] = []
        every = {
            (evidence.rule, evidence.start): evidence
            for evidence in chain(self._whole_lines(document, timeouts), self._by_keyword(document, timeouts))
        }
        by_category: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in judge_languages(document, list(every.values())):
            by_category[evidence.category].append(evidence)
        return Found(dict(by_category), tuple(dict.fromkeys(timeouts)))

    def finds(self, line: str, lang: str | None = None) -> bool:
        """Whether any phrase gives evidence on ``line``, taken as a document of its own."""
        return any(self.find(Document(line, lang)).by_category.values())

    def _whole_lines(self, document: Document, timeouts: list[str]) -> Iterator[Evidence]:
        """Evidence of the patterns that are looked up, not matched."""
        exact, more = self._exact, self._exact_more
        for index, folded in enumerate(document.folded_lines):
            if len(folded) <= EXACT_CHARS and (line := bare(folded)) in exact:
                numbers = [exact[line], *more.get(line, ())]
                if len(numbers) > 1 and (own := document.plain_language):
                    numbers = [n for n in numbers if close(self._entry(n).lang, own)] or numbers
                for number in numbers:
                    yield self._on_line(document, number, index, timeouts)

    def _by_keyword(self, document: Document, timeouts: list[str]) -> Iterator[Evidence]:
        """Evidence of the patterns that a keyword calls for."""
        if self._automaton is None:
            return
        try:
            hits = self._automaton.find_matches_as_indexes(document.folded, overlapping=True)
        except UnicodeEncodeError:
            hits = self._automaton.find_matches_as_indexes(encodable(document.folded), overlapping=True)
        if not hits:
            return
        tables = self._tables
        owners, inline = tables.keyword_owners, tables.inline
        max_chars, max_before = tables.max_chars, tables.max_before
        folded, starts = document.folded, document.starts
        own = document.plain_language
        script = _SCRIPT_OF.get(own, "Latin") if own else document.script
        wanted = self._wanted(own, script)
        tried: set[tuple[int, int]] = set()
        settled: set[tuple[str, str, int]] = set()
        index = -1
        begin = stop = 0
        line = words = ""
        for keyword, start, _ in hits:
            if not begin <= start < stop:
                index = document.line_at(start)
                begin, stop = starts[index], starts[index + 1]
                line = document.folded_lines[index].strip() if stop - begin <= LONGEST_MATCHED else ""
                words = line.lstrip(DECORATION)
            number = owners[keyword]
            length, before = stop - begin, start - begin
            if not wanted[number] or length > max_chars[number] or before > max_before[number]:
                continue
            # Keywords begin where words do; letters before one in a script with blanks mean
            # that it was found inside of another word.
            glued = (
                start > begin
                and folded[start - 1].isalpha()
                and folded[start].isalpha()
                and not goes_anywhere(folded[start])
                and not goes_anywhere(folded[start - 1])
            )
            if inline[number]:
                yield from self._inline(document, number, index, start, timeouts)
            elif not glued and (number, index) not in tried:
                tried.add((number, index))
                openings = self._openings[number]
                if openings and words[:1].isalnum() and not words.startswith(openings):
                    continue
                entry = self._entry(number)
                if (entry.category, entry.lang, index) in settled and entry.scope == "line":
                    continue
                if self._line_matches(line, document.line(index).text, number, timeouts):
                    yield self._on_line(document, number, index, timeouts)
                    if entry.strength == "strong" and entry.where == "anywhere":
                        settled.add((entry.category, entry.lang, index))

    def _wanted(self, own: str | None, script: str | None) -> list[bool]:
        """For each pattern whether it can say anything on a page in this language and script."""
        key = (own, script)
        if key not in self._wanted_in:
            languages = {str(entry[1]) for entry in self._tables.entries}
            count = {
                lang: may_count(lang, own, same_script=_SCRIPT_OF.get(lang, "Latin") == script)
                for lang in languages
            }
            self._wanted_in[key] = [count[self._entry(n).lang] for n in range(len(self._tables.entry_of))]
        return self._wanted_in[key]

    def _line_matches(self, line: str, original: str, number: int, timeouts: list[str]) -> bool:
        """Whether a folded line is worded like a pattern; ``original`` is the line as it stands."""
        for literals in self._tables.also[number]:
            if not any(map(line.__contains__, literals)):
                return False
        if too_many_words(line, self._tables.max_words[number]):
            return False
        expression = self._regex(self._tables.expressions[number])
        try:
            match = expression.fullmatch(line, timeout=PATTERN_SECONDS)
            if match and line.count('"') > 1 and len(line) > QUOTING_CHARS:
                # What somebody is quoted with says nothing about the line.
                match = expression.fullmatch(_QUOTED.sub('"', line), timeout=PATTERN_SECONDS) and match
            if match is None or names_are_names(match, original):
                return match is not None
            # Without that name the line may match in another way: "our {NAME} {free} newsletter".
            nameless = self._regex(expression.pattern.replace(PLACEHOLDERS["NAME"], NO_MATCH))
            return nameless.fullmatch(line, timeout=PATTERN_SECONDS) is not None
        except TimeoutError:
            timeouts.append(self._entry(number).id)
            return False

    def _inline(
        self, document: Document, number: int, index: int, at: int, timeouts: list[str]
    ) -> Iterator[Evidence]:
        text, line = document.text, document.line(index)
        first, last = max(line.start, at - INLINE_WINDOW), min(line.end, at + INLINE_WINDOW)
        expression = self._regex(self._tables.expressions[number])
        try:
            matches = list(expression.finditer(document.folded, first, last, timeout=PATTERN_SECONDS))
        except TimeoutError:
            timeouts.append(self._entry(number).id)
            return
        for match in matches:
            start, end = match.span()
            if not (start <= at < end and may_cut(text, start) and may_cut(text, end)):
                continue
            if not names_are_names(match, text) or is_quoted(document, line.start, start):
                continue
            if text[line.start : start].strip(DECORATION) or text[end : line.end].strip(DECORATION):
                yield self._evidence(number, start, end, scope="inline")
            else:
                yield self._on_line(document, number, index, timeouts)

    def _on_line(self, document: Document, number: int, index: int, timeouts: list[str]) -> Evidence:
        """Evidence on a whole line, or on the block that it opens."""
        line, entry = document.line(index), self._entry(number)
        evidence = self._evidence(number, line.start, line.end)
        if entry.scope == "block" and not entry.until:
            return replace(evidence, grow=entry.max_lines)
        if entry.scope == "block":
            last = self._block_end(document, entry, index, timeouts)
            if last > index:
                return replace(evidence, end=document.line(last).end, scope="block")
        if entry.scope == "block" or (
            is_one_word(line.text) and not is_label(document, entry.category, index)
        ):
            # An opening without its end may be a letter, one word a heading of the article.
            return replace(evidence, strength="weak")
        return evidence

    def _block_end(self, document: Document, entry: Entry, index: int, timeouts: list[str]) -> int:
        """The last line of the block that a line opens: the last of a chain of ``until`` lines."""
        last, reach = index, entry.max_lines
        expression = self._regex(entry.until)
        for i in range(index + 1, min(index + 1 + entry.max_lines, document.line_count)):
            if i - last > reach:
                break
            line = document.folded_lines[i].strip()
            try:
                ends = 0 < len(line) <= UNTIL_CHARS and expression.fullmatch(line, timeout=PATTERN_SECONDS)
            except TimeoutError:
                timeouts.append(entry.id)
                return index
            if ends:
                last, reach = i, NEXT_UNTIL
        return last

    @staticmethod
    def _strength(entry: Entry) -> Strength:
        return "strong" if entry.strength == "strong" else "weak"

    def _evidence(self, number: int, start: int, end: int, *, scope: Scope = "line") -> Evidence:
        entry = self._entry(number)
        return Evidence(
            start=start,
            end=end,
            category=entry.category,
            filter=entry.category,
            rule=entry.id,
            reason=f"Worded like {WHAT[entry.category]}",
            strength=self._strength(entry),
            scope=scope,
            where=entry.where,  # type: ignore[arg-type]  # checked when the entry was read
            lang=entry.lang,
            fixed=not self._tables.expressions[number],
        )

    def _entry(self, number: int) -> Entry:
        return self._entries[self._tables.entry_of[number]]

    def _regex(self, expression: str) -> regex.Pattern[str]:
        compiled = self._compiled.get(expression)
        if compiled is None:
            compiled = self._compiled[expression] = regex.compile(expression)
        return compiled


LONGEST_MATCHED = 20_000
"""Characters from which on a line is not matched as a whole by any pattern."""

UNTIL_CHARS = 600
"""Length up to which a line may be the end of a block."""

NEXT_UNTIL = 8
"""Lines after one closing line of a block within which another one still belongs to it."""


QUOTING_CHARS = 60
"""Length from which on a line with quotation marks must match without what they enclose."""

_QUOTED = regex.compile('"[^"]*"')


# Scripts of languages that are not written in Latin letters; only whether it is the page's counts.
_SCRIPT_OF = {
    **dict.fromkeys(("ru", "uk", "bg"), "Cyrillic"),
    **dict.fromkeys(("ar", "fa", "ur"), "Arabic"),
    **{
        "zh": "Han",
        "ja": "Kana",
        "ko": "Hangul",
        "el": "Greek",
        "he": "Hebrew",
        "hi": "Devanagari",
        "th": "Thai",
    },
}


NO_MATCH = "(?!)"
"""A regular expression that matches nothing."""
