"""The way of a text through cleanr: document, filters, decide, cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Literal, get_args

from cleanr import arguments
from cleanr.cut import cut
from cleanr.decide import LeftOut, Options, Preset, decide, too_much
from cleanr.document import Document
from cleanr.filters import REGISTRY, Filter, noticed
from cleanr.filters.encoding import REPAIR, encoding
from cleanr.filters.front_matter import metadata_of_site
from cleanr.filters.markup import markup
from cleanr.filters.tags import tags_of, tags_of_page
from cleanr.folding import wording
from cleanr.phrases import PhraseBook, found
from cleanr.plain import Plain, in_plain_lines, plain_text
from cleanr.plain.given import with_others
from cleanr.plain.tags import masked
from cleanr.record import Evidence, Removal, Result

if TYPE_CHECKING:
    from cleanr.line_model import LineModel
    from cleanr.repetition import Pageable, Profile

Mode = Literal["article", "page"]


@dataclass(frozen=True)
class Cleaner:
    """A choice of options, and the function that cleans with them.

    Immutable, picklable, and safe to share between threads.  A wrong option is a ``ValueError``.

    >>> cleaner = Cleaner(filters=["newsletter"])
    >>> cleaner("Rain is on its way.\\n\\nSubscribe to our newsletter").text
    'Rain is on its way.'
    """

    filters: Sequence[Filter | str] | None = None
    """Filters to run, functions or names; ``None`` stands for all that come with cleanr.  A line goes for
    what one of these says of it, and never for what a filter of cleanr's is for that is left out."""
    lang: str | None = None
    """Language of the texts (``"de"``, ``"deu"``, ``"pt-BR"``) where it is known; else it is found out."""
    mode: Mode = "article"
    """``article``: the text of one article as an extractor gives it; ``page``: all text of a page."""
    preset: Preset = "balanced"
    """How much to remove: ``conservative``, ``balanced`` or ``aggressive``."""
    phrases: PhraseBook | None = None
    """Phrases to look for; ``None`` stands for those that come with cleanr.  ``cleanr.phrases.book_with``
    makes a book of these and of those in files of your own."""
    keep: Sequence[str] = ()
    """Lines that are never removed; capitals, typography, white space and marks of Markdown do not matter."""
    line_model: bool = True
    """Whether the line model weighs every line; without it only what is worded or shaped like
    boilerplate goes.  It finds lines itself where more than half of cleanr's filters run, but none that the
    others are for; else it only weighs what filters notice."""
    profile: Profile | None = None
    """What is known of the lines of each site; without one, a text's result depends on that text alone."""
    _left_out: Mapping[str, Filter] = field(init=False, repr=False, compare=False)
    """Those of cleanr's filters that do not run, by name."""
    _finds: bool = field(init=False, repr=False, compare=False)
    """Whether lines without evidence go as well, which the line model finds or that stand in a page's tail:
    where more than half of cleanr's filters run."""
    _running: tuple[Filter, ...] = field(init=False, repr=False, compare=False)
    """The filters, those of others with a check of what they return."""

    def __post_init__(self) -> None:
        arguments.check_choice("mode", self.mode, get_args(Mode))
        arguments.check_choice("preset", self.preset, get_args(Preset))
        arguments.check_language(self.lang)
        arguments.check_switch("line_model", self.line_model)
        arguments.check_phrases(self.phrases)
        arguments.check_profile(self.profile)
        object.__setattr__(self, "keep", arguments.lines_of(self.keep))
        functions = arguments.functions_of(self.filters)
        object.__setattr__(self, "filters", functions)
        object.__setattr__(
            self, "_running", tuple(f if _is_own(f) else partial(noticed, f) for f in functions)
        )
        left_out = {name: own for name, own in REGISTRY.items() if not self._runs(own)}
        object.__setattr__(self, "_left_out", left_out)
        object.__setattr__(self, "_finds", 2 * len(left_out) < len(REGISTRY))

    def __call__(self, text: str, *, site: str | None = None, url: str | None = None) -> Result:
        """Clean one text.  Raises ``TypeError`` for what is no ``str``, and what a filter of others raises.

        ``site`` or ``url``, each a ``str``, says what the profile is to be asked about; without one it is not
        asked.
        """
        if not isinstance(text, str):
            raise TypeError(f"clean() takes a str, not {type(text).__name__}; decode bytes first")
        if not text:
            return Result(text)
        seen = in_plain_lines(text, self.phrases)
        given = Document(text, self.lang, self.mode, self.phrases)
        document = given if seen is None else seen.shown(given)
        if seen is not None and not document.filled:
            return Result(text, flags=("mostly_boilerplate",))  # nothing but tags or metadata
        evidence = list(chain.from_iterable(function(document) for function in self._running))
        if self.profile is not None and (site or url):
            evidence = self._with_repetition(document, evidence, site, url)
        left_out = self._of_left_out(document) if evidence or self._finds else LeftOut()
        options = Options(finds=self._finds, left_out=left_out, keep=_wordings(tuple(self.keep)))
        flags = tuple(f"timeout:{rule}" for rule in found(document).timeouts)
        for preset, model in self._attempts():
            removals = decide(document, evidence, options._replace(preset=preset), model)
            if not too_much(document, removals):
                break
        else:
            removals = [r for r in removals if r.category == "encoding"]
            flags = ("mostly_boilerplate", *flags)
        if seen is not None:
            removals = self._in_original(given, seen, removals)
        if not removals:
            return Result(text, flags=flags)
        clean_text, record = cut(given, removals)
        return Result(clean_text, record, flags)

    def _in_original(self, given: Document, seen: Plain, removals: Sequence[Removal]) -> list[Removal]:
        """The removals in the text that was given, where tags, metadata and damaged characters are looked for
        anew: the first two were taken away, and a repair reaches from the first to the last of a line, over
        marks and breaks that were.
        """
        evidence: list[Evidence] = []
        if self._runs(encoding):
            removals = [r for r in removals if r.rule != REPAIR]
            evidence += encoding(replace(given, text=masked(given.text, given.fact(tags_of))))
        if self._runs(markup):
            evidence += chain(tags_of_page(given), metadata_of_site(given))
        others = decide(given, evidence, Options(keep=_wordings(tuple(self.keep))))
        return with_others(given.text, seen.in_original(given.text, removals), others)

    def _runs(self, own: Filter) -> bool:
        """Whether this filter of cleanr's is among those that run, with options or without."""
        return any(f is own or (isinstance(f, partial) and f.func is own) for f in self.filters or ())

    def _attempts(self) -> Iterator[tuple[Preset, LineModel | None]]:
        """With what is decided, and where that would take most of a document, what is tried instead:
        first the more careful presets, then the evidence without the line model.
        """
        if self.line_model:
            presets = get_args(Preset)
            for preset in reversed(presets[: presets.index(self.preset) + 1]):
                yield preset, _default_model()
        yield self.preset, None

    def _of_left_out(self, document: Document) -> LeftOut:
        """What the filters that do not run are for, with the lines that they know as a whole."""
        lines: set[int] = set()
        for item in chain.from_iterable(function(document) for function in self._left_out.values()):
            if item.scope != "inline":
                lines.update(range(document.line_at(item.start), document.line_at(item.end - 1) + 1))
        return LeftOut(self._left_out, lines)

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
        ``url`` or ``source``.  ``jobs`` is the number of processes; functions among the filters must
        then be importable by them.  What a filter raises is raised in place of that text's result, with
        a note that names the text, and so is the end of a process that a text brought about; asking on
        gives the results of the texts after it.
        """
        if isinstance(texts, str):
            raise TypeError("clean_many() takes several texts, not one str; use clean() for one")
        if isinstance(texts, Mapping):
            raise TypeError("clean_many() takes a list of texts, not one mapping: [mapping], or its values()")
        if jobs < 1:
            raise ValueError(f"jobs is a number from 1 on, not {jobs}")
        numbered = enumerate(texts)
        if jobs == 1:
            return map(_result, (self._outcome(number, text) for number, text in numbered))
        from cleanr.processes import outcomes  # costs more than the rest of the import

        return map(_result, outcomes(self._outcome, numbered, jobs))

    def _outcome(self, number: int, item: Pageable) -> Result | Exception:
        """The result for a text, or what was raised instead."""
        try:
            return self._clean_page(item)
        except Exception as error:  # raised again by whoever asks for the result
            from cleanr.processes import noted  # costs more than the rest of the import

            return noted(error, number)

    def _clean_page(self, item: Pageable) -> Result:
        if isinstance(item, str):
            return self(item)
        from cleanr.repetition import page  # costs more than the rest of the import

        text, site = page(item)
        return self(text, site=site)

    def replace(self, **options: object) -> Cleaner:
        """Return a cleaner with some options changed."""
        return replace(self, **options)  # type: ignore[arg-type]  # checked by __post_init__


def clean(
    text: str,
    *,
    lang: str | None = None,
    mode: Mode = "article",
    preset: Preset = "balanced",
    line_model: bool = True,
    profile: Profile | None = None,
    site: str | None = None,
    url: str | None = None,
) -> Result:
    """Return ``text`` without what is not the article, and the record of what went.

    Raises nothing on any ``str``, and ``ValueError`` for a wrong option.  ``line_model=False`` goes by
    wording and shape alone.
    With a ``profile``, ``site`` or ``url`` says where the text is from; ``TypeError`` if that is no ``str``.

    >>> result = clean("Rain is on its way.\\n\\nSubscribe to our newsletter")
    >>> result.text, result.removed[1].category
    ('Rain is on its way.', 'newsletter')
    """
    try:
        cleaner = _cleaner(lang, mode, preset, line_model)
    except TypeError:  # a wrong option that no cache takes, such as a list: say what is wrong with it
        cleaner = Cleaner(lang=lang, mode=mode, preset=preset, line_model=line_model)
    if profile is not None:
        cleaner = cleaner.replace(profile=profile)
    return cleaner(text, site=site, url=url)


@cache
def _default_model() -> LineModel:
    from cleanr.line_model import default_model  # numpy costs more than the rest of the import

    return default_model()


@lru_cache(maxsize=64)
def _cleaner(lang: str | None, mode: Mode, preset: Preset, line_model: bool) -> Cleaner:
    return Cleaner(lang=lang, mode=mode, preset=preset, line_model=line_model)


def _is_own(function: Filter) -> bool:
    # Those of others may be objects that are equal to anything, or cannot be hashed.
    return any(function is own for own in REGISTRY.values())


@lru_cache(maxsize=16)
def _wordings(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(wording(plain_text(line)) for line in lines)


def _result(outcome: Result | Exception) -> Result:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
