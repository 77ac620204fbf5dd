"""The way of a text through cleanr: document, filters, decide, cut."""

from __future__ import annotations

import difflib
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, cast, get_args

from cleanr.cut import cut
from cleanr.decide import MIN_KEPT, MIN_KEPT_WORDS, Preset, decide
from cleanr.document import Document, count_words
from cleanr.filters import REGISTRY, Filter, load
from cleanr.guards import wording
from cleanr.phrases import PhraseBook, found
from cleanr.record import Removal, Result

if TYPE_CHECKING:
    from concurrent.futures import Future

Mode = Literal["article", "page"]

CHUNK = 64
"""Texts that one task of a worker process holds."""

CHUNKS_AHEAD = 4
"""Tasks per worker that are under way at once; bounds the memory of ``clean_many``."""


@dataclass(frozen=True)
class Cleaner:
    """A choice of options, and the function that cleans with them.

    Immutable, picklable, and safe to share between threads.

    >>> cleaner = Cleaner(filters=["newsletter"])
    >>> cleaner("Rain is on its way.\\n\\nSubscribe to our newsletter").text
    'Rain is on its way.'
    """

    filters: Sequence[Filter | str] | None = None
    """Filters to run, functions or names; ``None`` stands for all that come with cleanr."""
    lang: str | None = None
    """Language of the texts (``"de"``, ``"pt-BR"``) where it is known; else it is found out."""
    mode: Mode = "article"
    """``article``: the text of one article as an extractor gives it; ``page``: all text of a page."""
    preset: Preset = "balanced"
    """How much to remove: ``conservative``, ``balanced`` or ``aggressive``."""
    phrases: PhraseBook | None = None
    """Phrases to look for; ``None`` stands for those that come with cleanr."""
    keep: Sequence[str] = ()
    """Lines that are never removed; capitals, typography and white space around them do not matter."""

    def __post_init__(self) -> None:
        _choice("mode", self.mode, get_args(Mode))
        _choice("preset", self.preset, get_args(Preset))
        if self.lang is not None and not (isinstance(self.lang, str) and self.lang):
            raise ValueError(f"lang is a language code such as 'de', not {self.lang!r}")
        if isinstance(self.keep, str):
            raise ValueError(f"keep is a list of lines: [{self.keep!r}]")
        object.__setattr__(self, "filters", _functions(self.filters))
        object.__setattr__(self, "keep", tuple(self.keep))

    def __call__(self, text: str) -> Result:
        """Clean one text.  Raises ``TypeError`` for what is no ``str``, and nothing else."""
        if not isinstance(text, str):
            raise TypeError(f"clean() takes a str, not {type(text).__name__}; decode bytes first")
        if not text:
            return Result(text)
        document = Document(text, self.lang, self.mode, self.phrases)
        functions = cast("tuple[Filter, ...]", self.filters)
        evidence = list(chain.from_iterable(function(document) for function in functions))
        flags = tuple(f"timeout:{rule}" for rule in found(document).timeouts)
        if not evidence:
            return Result(text, flags=flags)
        removals = decide(document, evidence, self.preset, keep=_wordings(tuple(self.keep)))
        if _too_much(document, removals):
            removals = [r for r in removals if r.category == "encoding"]
            flags = ("mostly_boilerplate", *flags)
        clean_text, record = cut(document, removals)
        return Result(clean_text, record, flags)

    def clean_many(self, texts: Iterable[str], jobs: int = 1) -> Iterator[Result]:
        """Clean texts one after the other: lazily, in their order, in bounded memory.

        ``jobs`` is the number of processes; functions among the filters must then be
        importable by them.
        """
        if isinstance(texts, str):
            raise TypeError("clean_many() takes several texts, not one str; use clean() for one")
        if jobs < 1:
            raise ValueError(f"jobs is a number from 1 on, not {jobs}")
        if jobs == 1:
            return map(self, texts)
        return self._clean_in_processes(texts, jobs)

    def _clean_in_processes(self, texts: Iterable[str], jobs: int) -> Iterator[Result]:
        from concurrent.futures import ProcessPoolExecutor  # costs more than the rest of the import

        source = iter(texts)
        pending: deque[Future[list[Result]]] = deque()
        with ProcessPoolExecutor(jobs, initializer=_use, initargs=(self,)) as pool:
            try:
                while True:
                    while len(pending) < jobs * CHUNKS_AHEAD and (chunk := list(islice(source, CHUNK))):
                        pending.append(pool.submit(_clean_chunk, chunk))
                    if not pending:
                        return
                    yield from pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()

    def replace(self, **options: object) -> Cleaner:
        """Return a cleaner with some options changed."""
        return replace(self, **options)  # type: ignore[arg-type]  # checked by __post_init__


def clean(
    text: str,
    *,
    lang: str | None = None,
    mode: Mode = "article",
    preset: Preset = "balanced",
) -> Result:
    """Return ``text`` without what is not the article, and the record of what went.

    Raises nothing on any ``str``.

    >>> result = clean("Rain is on its way.\\n\\nSubscribe to our newsletter")
    >>> result.text, result.removed[1].category
    ('Rain is on its way.', 'newsletter')
    """
    return Cleaner(lang=lang, mode=mode, preset=preset)(text)


def _functions(filters: Sequence[Filter | str] | None) -> tuple[Filter, ...]:
    if filters is None:
        return tuple(REGISTRY.values())
    if isinstance(filters, str):
        raise ValueError(f"filters is a list: [{filters!r}]")
    functions = tuple(load([f])[0] if isinstance(f, str) else f for f in filters)
    for function in functions:
        if not callable(function):
            raise ValueError(f"a filter is a function or a name, not {function!r:.60}")
    return functions


@lru_cache(maxsize=16)
def _wordings(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(wording, lines))


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        near = difflib.get_close_matches(str(value), allowed, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{name} is one of {', '.join(allowed)}, not {value!r}{hint}")


def _too_much(document: Document, removals: Sequence[Removal]) -> bool:
    """Whether so much would go that the document itself is likely what the filters are for."""
    gone = sum(_size(r.text) for r in removals if r.category != "encoding")
    if not gone:
        return False
    total = _size(document.text)
    if total - gone < MIN_KEPT[document.mode] * total:
        return True
    if total - gone > 200:
        return False
    clean_text, _ = cut(document, removals)
    return count_words(clean_text) < MIN_KEPT_WORDS


def _size(text: str) -> int:
    """Characters without white space."""
    return len(text) - sum(map(text.count, " \n\t\r\u00a0"))


_worker: Cleaner


def _use(cleaner: Cleaner) -> None:
    # Ctrl-C goes to all processes of a terminal; the one that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _worker  # one per worker process, set once when it starts
    _worker = cleaner


def _clean_chunk(texts: list[str]) -> list[Result]:
    return [_worker(text) for text in texts]
