"""The way of a text through cleanr: document, filters, decide, cut."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, cast, get_args

from cleanr.cut import cut
from cleanr.decide import MIN_KEPT, MIN_KEPT_WORDS, Preset, decide
from cleanr.document import Document, count_words
from cleanr.filters import REGISTRY, Filter, load
from cleanr.phrases import PhraseBook, found
from cleanr.record import Evidence, Removal, Result

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cleanr.repetition import Pageable, Profile

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
    profile: Profile | None = None
    """What is known of the lines of each site; without one, a text's result depends on that text alone."""

    def __post_init__(self) -> None:
        _choice("mode", self.mode, get_args(Mode))
        _choice("preset", self.preset, get_args(Preset))
        if self.lang is not None and not (isinstance(self.lang, str) and self.lang):
            raise ValueError(f"lang is a language code such as 'de', not {self.lang!r}")
        object.__setattr__(self, "filters", _functions(self.filters))

    def __call__(self, text: str, *, site: str | None = None, url: str | None = None) -> Result:
        """Clean one text.  Raises ``TypeError`` for what is no ``str``, and nothing else.

        ``site`` or ``url`` says what the profile is to be asked about; without one it is not asked.
        """
        if not isinstance(text, str):
            raise TypeError(f"clean() takes a str, not {type(text).__name__}; decode bytes first")
        if not text:
            return Result(text)
        document = Document(text, self.lang, self.mode, self.phrases)
        functions = cast("tuple[Filter, ...]", self.filters)
        evidence = list(chain.from_iterable(function(document) for function in functions))
        if self.profile is not None and (site or url):
            evidence = self._with_repetition(document, evidence, site, url)
        flags = tuple(f"timeout:{rule}" for rule in found(document).timeouts)
        if not evidence:
            return Result(text, flags=flags)
        removals = decide(document, evidence, self.preset)
        if _too_much(document, removals):
            removals = [r for r in removals if r.category == "encoding"]
            flags = ("mostly_boilerplate", *flags)
        clean_text, record = cut(document, removals)
        return Result(clean_text, record, flags)

    def _with_repetition(
        self, document: Document, evidence: list[Evidence], site: str | None, url: str | None
    ) -> list[Evidence]:
        from cleanr.repetition import site_name  # costs more than the rest of the import

        if self.profile is None or (name := site_name(site, url)) is None:
            return evidence
        return self.profile.evidence(document, name, evidence)

    def clean_many(self, texts: Iterable[Pageable], jobs: int = 1) -> Iterator[Result]:
        """Clean texts one after the other: lazily, in their order, in bounded memory.

        With a profile, each may be a pair ``(text, site)``, or a mapping with ``text`` and ``site``,
        ``url`` or ``source``.  ``jobs`` is the number of processes; functions among the filters must then be
        importable by them.
        """
        if isinstance(texts, str):
            raise TypeError("clean_many() takes several texts, not one str; use clean() for one")
        if jobs < 1:
            raise ValueError(f"jobs is a number from 1 on, not {jobs}")
        if jobs == 1:
            return map(self._clean_page, texts)
        return self._clean_in_processes(texts, jobs)

    def _clean_page(self, item: Pageable) -> Result:
        if isinstance(item, str):
            return self(item)
        from cleanr.repetition import page

        text, site = page(item)
        return self(text, site=site)

    def _clean_in_processes(self, texts: Iterable[Pageable], jobs: int) -> Iterator[Result]:
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
    profile: Profile | None = None,
    site: str | None = None,
    url: str | None = None,
) -> Result:
    """Return ``text`` without what is not the article, and the record of what went.

    Raises nothing on any ``str``.  With a ``profile``, ``site`` or ``url`` says where the text is from.

    >>> result = clean("Rain is on its way.\\n\\nSubscribe to our newsletter")
    >>> result.text, result.removed[1].category
    ('Rain is on its way.', 'newsletter')
    """
    return Cleaner(lang=lang, mode=mode, preset=preset, profile=profile)(text, site=site, url=url)


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
    global _worker  # one per worker process, set once when it starts
    _worker = cleaner


def _clean_chunk(texts: list[Pageable]) -> list[Result]:
    return [_worker._clean_page(text) for text in texts]
