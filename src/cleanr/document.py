"""An immutable view of one text: its lines, and facts about them, computed when first asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import regex

from cleanr.folding import fold
from cleanr.language import UNSPACED, language_of

if TYPE_CHECKING:
    from cleanr.phrases import PhraseBook

T = TypeVar("T")

DECORATION = (
    " \t\u00a0\u200b\u200c\u200e\u200f\ufeff¡¿•·∙●■□◆◇○◎※☞▽△▪◦‣*|-–—―_=~+:：.…,，;；!！?？؟،؛/\\#&%^°§¶"
    "\"'“”„«»‹›<>→←↑↓▲▼▶►◄◀▸▾✓✔✕✖✗×☰⋮()（）[]【】{}「」『』｜।。、👉📩🔔✉📰📧📲👇🔴⬇➡\ufe0f⭐★☆♥❤🙏📢💬🔗"
)
"""Characters around a line that say nothing about what the line is."""

PROSE_WORDS = 12
"""Words from which on a line that ends like a sentence is taken for running text."""

LONGEST_LABEL = 2000
"""Characters beyond which a line is taken for running text without counting its words."""

SAMPLE_CHARS = 300
"""Characters of each line that is read to tell the language."""

LONG_PROSE_WORDS = 28
"""Words from which on any line is taken for running text."""

_SENTENCE_ENDS = ".!?…。！？।॥؟۔။។"
_CLOSERS = "\"'”’»›）)]」』*_ \t\u00a0\u200b\r\n"
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*")


def count_words(text: str) -> int:
    """Return the number of words, in scripts without blanks one for every two characters.

    >>> count_words("It's 5 o'clock."), count_words("今天天气很好")
    (3, 3)
    """
    if text.isascii():
        return len(_WORD.findall(text))
    unspaced = len(UNSPACED.findall(text))
    if not unspaced:
        return len(_WORD.findall(text))
    return unspaced // 2 + len(_WORD.findall(UNSPACED.sub(" ", text)))


@dataclass(frozen=True)
class Line:
    """One line of a document; offsets are code points into the document's text."""

    index: int
    start: int
    end: int
    """End of the line's content, before its line break."""
    stop: int
    """End of the line with its line break."""
    text: str
    """The content without the white space around it."""

    @cached_property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def blank(self) -> bool:
        return not self.text

    @cached_property
    def ends_sentence(self) -> bool:
        return self.text.rstrip(_CLOSERS)[-1:] in tuple(_SENTENCE_ENDS)

    @cached_property
    def prose(self) -> bool:
        """Whether the line reads like running text rather than a heading, a label or a button."""
        if len(self.text) < PROSE_WORDS * 2:
            return False
        if len(self.text) > LONGEST_LABEL:
            return True
        return self.words >= LONG_PROSE_WORDS or (self.words >= PROSE_WORDS and self.ends_sentence)


@dataclass(frozen=True)
class Document:
    """The text to clean, and everything filters may want to know of it."""

    text: str
    lang: str | None = None
    """Language as the caller names it; :attr:`language` is the one to ask for."""
    mode: str = "article"
    phrases: PhraseBook | None = None
    """The phrases to look for; ``None`` stands for those that come with cleanr."""

    @cached_property
    def folded(self) -> str:
        """The text as phrases are matched in it; offsets are those of :attr:`text`."""
        return fold(self.text)

    @cached_property
    def folded_lines(self) -> list[str]:
        return self.folded.splitlines()

    @cached_property
    def starts(self) -> list[int]:
        """Offset of each line, and after these the length of the text."""
        return [0, *accumulate(map(len, self.text.splitlines(keepends=True)))]

    @cached_property
    def boundaries(self) -> frozenset[int]:
        """The offsets in :attr:`starts`."""
        return frozenset(self.starts)

    @property
    def line_count(self) -> int:
        return len(self.starts) - 1

    def line_at(self, offset: int) -> int:
        """Index of the line that holds ``offset``."""
        return bisect_right(self.starts, offset, hi=max(1, self.line_count)) - 1

    def line(self, index: int) -> Line:
        """The line with this index, its facts cached."""
        lines = self._lines
        if index not in lines:
            start, stop = self.starts[index], self.starts[index + 1]
            content = self.text[start:stop].rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
            lines[index] = Line(index, start, start + len(content), stop, content.strip())
        return lines[index]

    def neighbours(self, index: int) -> list[int]:
        """Indexes of the nearest lines before and after this one that are not blank."""
        found = []
        for step in (-1, 1):
            i = index + step
            while 0 <= i < self.line_count:
                if not self.line(i).blank:
                    found.append(i)
                    break
                i += step
        return found

    @cached_property
    def _lines(self) -> dict[int, Line]:
        return {}

    @cached_property
    def language(self) -> str | None:
        """ISO 639-1 code of the language most of the text is in, where that can be told."""
        return self.plain_language or language_of(self.sample)

    @cached_property
    def plain_language(self) -> str | None:
        """The same where it is plain, and cheap to say; else ``None``."""
        if self.lang:
            return self.lang.lower().replace("_", "-").split("-")[0]
        return language_of(self.sample, guess=False)

    @cached_property
    def sample(self) -> str:
        """A bounded part of the text that is most likely the article's own: its longest lines."""
        longest = sorted(self.text.splitlines()[:400], key=len, reverse=True)[:2]
        return " ".join(line[:SAMPLE_CHARS] for line in longest)

    def fact(self, compute: Callable[[Document], T]) -> T:
        """Return ``compute(self)``, computed once for all filters that ask for it."""
        facts = self._facts
        if compute not in facts:
            facts[compute] = compute(self)
        return facts[compute]  # type: ignore[return-value]

    @cached_property
    def _facts(self) -> dict[Callable[[Document], object], object]:
        return {}
