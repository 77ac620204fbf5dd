"""An immutable view of one text: its lines, and facts about them, computed when first asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import regex

from cleanr.folding import APOSTROPHE, fold, latin1
from cleanr.language import UNSPACED, language_of, own_code, script_of

if TYPE_CHECKING:
    from cleanr.phrases import PhraseBook

T = TypeVar("T")

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line, as ``str.splitlines`` has it."""

DECORATION = (
    " \t\u00a0\u200b\u200c\u200e\u200f\ufeff¡¿•·∙●■□◆◇○◎※☞▽△▪◦‣*|-–—―_=~+:：.…,，;；!！?？؟،؛/\\#&%^°§¶"
    "\"'“”„«»‹›<>→←↑↓▲▼▶►◄◀▸▾✓✔✕✖✗×☰⋮()（）[]【】{}「」『』｜।。、👉📩🔔✉📰📧📲👇🔴⬇➡\ufe0f⭐★☆♥❤🙏📢💬🔗"
)
"""Characters around a line that say nothing about what the line is."""

PROSE_WORDS = 12
"""Words from which on a line that ends like a sentence is taken for running text."""

LONG_PROSE_WORDS = 28
"""Words from which on any line is taken for running text."""

LONG_PROSE_CHARS = 2000
"""Characters beyond which it is so taken without counting its words."""

PROSE_SAMPLE = 240
"""Characters that most lines of running text tell themselves by."""

INTRODUCING_WORDS = 4
"""Words a line has at least that introduces the next one with a colon; a label has fewer."""

SAMPLED_LINES = 400
"""Lines, the first ones, among which the article's own are looked for to tell its language."""

SAMPLE_LINES = 2
"""How many of these are read, the longest."""

SAMPLE_CHARS = 300
"""Characters of each that are read."""

NO_TEXT = ("", "{", "<")
"""What blank lines, data and markup begin with: the words of these are English on any page."""

_SENTENCE_ENDS = (*".!?…。！？।॥؟۔။។",)
_CLOSERS = "\"'”’»›）)]」』*_ \t\u00a0\u200b\r\n"
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*")
_NO_WORD = bytes(c if chr(c).isalnum() else 32 for c in range(256))
_IN_WORD = f"'{APOSTROPHE}".encode()


def count_words(text: str) -> int:
    """Return the number of words, in scripts without blanks one for every two characters.

    >>> count_words("It's 5 o'clock."), count_words("今天天气很好")
    (3, 3)
    """
    if (single := latin1(text)) is not None:
        return len(single.translate(_NO_WORD, _IN_WORD).split())
    unspaced = len(UNSPACED.findall(text))
    if not unspaced:
        return len(_WORD.findall(text))
    return unspaced // 2 + len(_WORD.findall(UNSPACED.sub(" ", text)))


class cached(Generic[T]):  # noqa: N801  # used like a function, as functools.cached_property is
    """An attribute computed when first asked for.

    ``functools.cached_property`` does the same with a lock, which until Python 3.12 costs
    more than most facts here.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> cached[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> cached[T] | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


class Line:
    """One line of a document; offsets are code points into the document's text."""

    def __init__(self, index: int, start: int, end: int, stop: int, text: str) -> None:
        self.index = index
        self.start = start
        self.end = end
        """End of the line's content, before its line break."""
        self.stop = stop
        """End of the line with its line break."""
        self.text = text
        """The content without the white space around it."""

    @cached
    def words(self) -> int:
        return count_words(self.text)

    @property
    def blank(self) -> bool:
        return not self.text

    @cached
    def ends_sentence(self) -> bool:
        return self.text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)

    @cached
    def prose(self) -> bool:
        """Whether the line reads like running text rather than a heading, a label or a button."""
        length = len(self.text)
        if length < PROSE_WORDS * 2:
            return False
        if length > LONG_PROSE_CHARS:
            return True
        if length > PROSE_SAMPLE and count_words(self.text[:PROSE_SAMPLE]) >= LONG_PROSE_WORDS:
            return True
        return self.words >= LONG_PROSE_WORDS or (self.words >= PROSE_WORDS and self.ends_sentence)


class _Lines(dict[int, Line]):
    """The lines of a document by their index, made when first asked for."""

    def __init__(self, starts: list[int], contents: list[str]) -> None:
        super().__init__()
        self._starts = starts
        self._contents = contents

    def __missing__(self, index: int) -> Line:
        start, content = self._starts[index], self._contents[index]
        line = Line(index, start, start + len(content), self._starts[index + 1], content.strip())
        self[index] = line
        return line


@dataclass(frozen=True)
class Document:
    """The text to clean, and everything filters may want to know of it."""

    text: str
    """In lines as a page shows them: ``cleanr.plain`` puts other texts into such lines first."""
    lang: str | None = None
    """Language as the caller names it; :attr:`language` is the one to ask for."""
    mode: str = "article"
    phrases: PhraseBook | None = None
    """The phrases to look for; ``None`` stands for those that come with cleanr."""
    one_line: bool = False
    """Whether the text stood all in one line, and each line is a sentence of it."""

    @cached
    def folded(self) -> str:
        """The text as phrases are matched in it; offsets are those of :attr:`text`."""
        return fold(self.text)

    @cached
    def folded_lines(self) -> list[str]:
        return self.folded.splitlines()

    @cached
    def bare_lines(self) -> list[str]:
        """The folded lines without the marks around them; empty where there is nothing else."""
        return [line.strip(DECORATION) for line in self.folded_lines]

    @cached
    def starts(self) -> list[int]:
        """Offset of each line, and after these the length of the text."""
        return [0, *accumulate(map(len, self.text.splitlines(keepends=True)))]

    @cached
    def boundaries(self) -> frozenset[int]:
        """The offsets in :attr:`starts`."""
        return frozenset(self.starts)

    @cached
    def line_count(self) -> int:
        return len(self.starts) - 1

    @cached
    def filled(self) -> list[int]:
        """Indexes of the lines that are not blank."""
        return [index for index, content in enumerate(self._contents) if content and not content.isspace()]

    def line_at(self, offset: int) -> int:
        """Index of the line that holds ``offset``."""
        return bisect_right(self.starts, offset, hi=max(1, self.line_count)) - 1

    @cached
    def line(self) -> Callable[[int], Line]:
        """``document.line(index)``: the line with this index, its facts cached."""
        return _Lines(self.starts, self._contents).__getitem__

    def text_start(self, index: int) -> int:
        """Where the text of this line begins, behind white space."""
        content = self._contents[index]
        return self.starts[index] + len(content) - len(content.lstrip())

    def neighbours(self, index: int) -> list[int]:
        """Indexes of the nearest lines before and after this one that are not blank."""
        filled = self.filled
        after = bisect_right(filled, index)
        before = bisect_left(filled, index, hi=after)
        return (
            filled[before - 1 : before] + filled[after : after + 1] if before else filled[after : after + 1]
        )

    def is_introduced(self, index: int) -> bool:
        """Whether the line before ends in a colon: then the article shows what it speaks of."""
        before = next((n for n in self.neighbours(index) if n < index), None)
        if before is None or self.line(before).text[-1] not in ":：":
            return False
        return self.line(before).words >= INTRODUCING_WORDS

    def line_after(self, index: int) -> Line | None:
        """The next line that is not blank."""
        return next((self.line(n) for n in self.neighbours(index) if n > index), None)

    @cached
    def _contents(self) -> list[str]:
        return self.text.splitlines()

    @cached
    def language(self) -> str | None:
        """ISO 639-1 code of the language most of the text is in, where that can be told."""
        return self.plain_language or language_of(self.sample, script=self.script)

    @cached
    def plain_language(self) -> str | None:
        """The same where it is plain, and cheap to say; else ``None``."""
        if self.lang:
            return own_code(self.lang)
        return language_of(self.sample, guess=False, script=self.script)

    @cached
    def script(self) -> str | None:
        """The script most letters of the text are in, ``None`` without letters."""
        return script_of(self.sample)

    @cached
    def sample(self) -> str:
        """A bounded part of the text that is most likely the article's own: its longest lines, no code."""
        longest = sorted(self._contents[:SAMPLED_LINES], key=len, reverse=True)
        texts = islice((line for line in longest if line.lstrip()[:1] not in NO_TEXT), SAMPLE_LINES)
        return " ".join(line[:SAMPLE_CHARS] for line in list(texts) or longest[:SAMPLE_LINES])

    def fact(self, compute: Callable[[Document], T]) -> T:
        """Return ``compute(self)``, computed once for all filters that ask for it."""
        facts = self._facts
        if compute not in facts:
            facts[compute] = compute(self)
        return facts[compute]  # type: ignore[return-value]

    @cached
    def _facts(self) -> dict[Callable[[Document], object], object]:
        return {}
