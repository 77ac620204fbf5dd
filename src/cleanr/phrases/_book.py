"""Find all phrases of all languages in one pass over a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import ahocorasick_rs
import regex

from cleanr.document import DECORATION, Document, count_words
from cleanr.folding import encodable
from cleanr.language import UNSPACED
from cleanr.phrases._foreign import judge_languages
from cleanr.phrases._loader import EXACT_CHARS, Pattern, Phrase
from cleanr.record import Evidence

PATTERN_SECONDS = 0.25
"""Time a pattern has for one line.  A healthy one needs microseconds; the limit only keeps
a pathological one from standing still, and where it strikes the result says so."""

CHARS_PER_WORD = 14
"""Characters a word takes at most on average, for a test of length that costs nothing."""

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


class _Located(NamedTuple):
    """A pattern and the phrase it belongs to."""

    phrase: Phrase
    pattern: Pattern
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """All phrase evidence of one document, by category, and the patterns that ran out of time."""

    by_category: dict[str, list[Evidence]]
    timeouts: tuple[str, ...]


@dataclass(frozen=True)
class PhraseBook:
    """An immutable set of phrases, compiled for search.

    Building one costs milliseconds; patterns compile when a keyword of theirs first occurs.
    """

    phrases: tuple[Phrase, ...]
    _compiled: dict[str, regex.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def __reduce__(self) -> tuple[type[PhraseBook], tuple[tuple[Phrase, ...]]]:
        return PhraseBook, (self.phrases,)

    def find(self, document: Document) -> Found:
        """Return what the phrases find in ``document``."""
        timeouts: list[str] = []
        every = {
            (evidence.rule, evidence.start): evidence
            for evidence in chain(self._whole_lines(document), self._by_keyword(document, timeouts))
        }
        by_category: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in judge_languages(document, list(every.values())):
            by_category[evidence.category].append(evidence)
        return Found(dict(by_category), tuple(dict.fromkeys(timeouts)))

    def matches(self, phrase: Phrase, line: str) -> bool:
        """Whether ``phrase`` gives evidence on ``line``, taken as a document of its own."""
        found = PhraseBook((phrase,)).find(Document(line))
        return any(found.by_category.values())

    # --- whole lines that are looked up -------------------------------------------------

    @cached_property
    def _exact(self) -> dict[str, list[_Located]]:
        exact: dict[str, list[_Located]] = defaultdict(list)
        for located in self._located:
            for line in located.pattern.exact:
                exact[line.strip(DECORATION) or line.strip()].append(located)
        return dict(exact)

    def _whole_lines(self, document: Document) -> Iterator[Evidence]:
        exact = self._exact
        for i, line in enumerate(document.folded_lines):
            if len(line) <= EXACT_CHARS and line and (line.strip(DECORATION) or line.strip()) in exact:
                for located in exact[line.strip(DECORATION) or line.strip()]:
                    yield self._line_evidence(document, located, i)

    # --- patterns behind keywords -------------------------------------------------------

    @cached_property
    def _located(self) -> list[_Located]:
        numbered = enumerate((phrase, pattern) for phrase in self.phrases for pattern in phrase.patterns)
        return [_Located(phrase, pattern, number) for number, (phrase, pattern) in numbered]

    @cached_property
    def _automaton(self) -> tuple[ahocorasick_rs.AhoCorasick | None, list[list[_Located]]]:
        owners: dict[str, list[_Located]] = defaultdict(list)
        for located in self._located:
            for keyword in located.pattern.keywords:
                owners[keyword].append(located)
        if not owners:
            return None, []
        automaton = ahocorasick_rs.AhoCorasick(
            list(owners),
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            store_patterns=False,
        )
        return automaton, list(owners.values())

    def _by_keyword(self, document: Document, timeouts: list[str]) -> Iterator[Evidence]:
        automaton, owners = self._automaton
        if automaton is None:
            return
        try:
            hits = automaton.find_matches_as_indexes(document.folded, overlapping=True)
        except UnicodeEncodeError:
            hits = automaton.find_matches_as_indexes(encodable(document.folded), overlapping=True)
        starts = document.starts
        tried: set[tuple[int, int]] = set()
        index, stop = -1, 0
        for keyword, start, _ in hits:
            if not starts[index] <= start < stop or index < 0:
                index = document.line_at(start)
                stop = starts[index + 1]
            length = stop - starts[index]
            for located in owners[keyword]:
                if located.phrase.scope == "inline":
                    yield from self._inline(document, located, index, start, timeouts)
                elif length <= located.pattern.max_words * CHARS_PER_WORD:
                    key = (located.number, index)
                    if key not in tried:
                        tried.add(key)
                        if self._line_matches(document, located, index, timeouts):
                            yield self._line_evidence(document, located, index)

    def _line_matches(self, document: Document, located: _Located, index: int, timeouts: list[str]) -> bool:
        line = document.folded_lines[index].strip()
        if count_words(line) > located.pattern.max_words:
            return False
        try:
            match = self._regex(located.pattern.expression).fullmatch(line, timeout=PATTERN_SECONDS)
        except TimeoutError:
            timeouts.append(located.phrase.id)
            return False
        return match is not None and _names_are_names(match, document.line(index).text)

    def _inline(
        self, document: Document, located: _Located, index: int, at: int, timeouts: list[str]
    ) -> Iterator[Evidence]:
        text, phrase = document.text, located.phrase
        first = max(document.starts[index], at - INLINE_WINDOW)
        last = min(document.line(index).end, at + INLINE_WINDOW)
        expression = self._regex(located.pattern.expression)
        try:
            matches = list(expression.finditer(document.folded, first, last, timeout=PATTERN_SECONDS))
        except TimeoutError:
            timeouts.append(phrase.id)
            return
        for match in matches:
            start, end = match.span()
            if not (start <= at < end and _may_cut(text, start) and _may_cut(text, end)):
                continue
            if not _names_are_names(match, text):
                continue
            line = document.line(index)
            if not text[line.start : start].strip(DECORATION) and not text[end : line.end].strip(DECORATION):
                yield self._line_evidence(document, located, index)
            else:
                yield self._evidence(located, start, end, scope="inline")

    def _line_evidence(self, document: Document, located: _Located, index: int) -> Evidence:
        line = document.line(index)
        phrase = located.phrase
        if phrase.scope == "block":
            last = self._block_end(document, phrase, index)
            if last > index:
                end = document.line(last).end
                return self._evidence(located, line.start, end, scope="block")
            grow = 0 if phrase.until else phrase.max_lines
            return self._evidence(located, line.start, line.end, scope="line", grow=grow)
        return self._evidence(located, line.start, line.end, scope="line")

    def _block_end(self, document: Document, phrase: Phrase, index: int) -> int:
        """The last line of the block that ``phrase`` opens: the last of a chain of ``until`` lines."""
        last, reach = index, phrase.max_lines
        if not phrase.until:
            return last
        expressions = [self._regex(until) for until in phrase.until]
        for i in range(index + 1, min(index + 1 + phrase.max_lines, document.line_count)):
            if i - last > reach:
                break
            line = document.folded_lines[i].strip()
            if line and any(e.fullmatch(line, timeout=PATTERN_SECONDS) for e in expressions):
                last, reach = i, NEXT_UNTIL
        return last

    def _evidence(self, located: _Located, start: int, end: int, *, scope: str, grow: int = 0) -> Evidence:
        phrase = located.phrase
        return Evidence(
            start=start,
            end=end,
            category=phrase.category,
            filter=phrase.category,
            rule=phrase.id,
            reason=f"Worded like {WHAT[phrase.category]}",
            strength=phrase.strength,  # type: ignore[arg-type]  # checked when the entry was read
            scope=scope,  # type: ignore[arg-type]
            where=phrase.where,  # type: ignore[arg-type]
            grow=grow,
            lang=phrase.lang,
        )

    def _regex(self, expression: str) -> regex.Pattern[str]:
        compiled = self._compiled.get(expression)
        if compiled is None:
            compiled = self._compiled[expression] = regex.compile(expression)
        return compiled


NEXT_UNTIL = 8
"""Lines after one closing line of a block within which another one still belongs to it."""


def _names_are_names(match: regex.Match[str], original: str) -> bool:
    """Whether each NAME begins with a capital, a digit or a letter that has no case.

    The match is over folded text; ``original`` is the same text before folding.
    """
    if "name" not in match.re.groupindex:
        return True
    for start, end in match.spans("name"):
        name = original[start:end].lstrip(DECORATION)
        if name and name[0].islower():
            return False
    return True


def _may_cut(text: str, at: int) -> bool:
    """Whether a cut at ``at`` falls between words: also where two strings were glued together."""
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if not (left.isalnum() and right.isalnum()):
        return True
    if left.isdigit() != right.isdigit() or (left.islower() and right.isupper()):
        return True
    return bool(UNSPACED.match(left) or UNSPACED.match(right))
