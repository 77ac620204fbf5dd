"""Read phrase files (TOML), refuse what is wrong in them, and compile them into plain data."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanr.folding import fold
from cleanr.phrases._keywords import Keywords, keywords, longest, rarity
from cleanr.phrases._pattern import Node, PatternError, Slot, has_gap, literal_variants, parse
from cleanr.phrases._regex import MAX_VARIABLE, NOT_INSIDE_WORD, to_regex, variable_parts
from cleanr.phrases._tables import PhraseError, lang_of
from cleanr.phrases._whole_lines import EXACT_CHARS
from cleanr.record import LINE_CATEGORIES

EXACT_VARIANTS = 160
"""Spelled-out variants up to which a whole-line pattern is looked up, not matched."""

GAP_WORDS = 60
"""Default ``max_words`` of a pattern with a gap."""

EVERY_WORDS = 90
"""Default ``max_words`` of ``every``."""

SPARE_WORDS = 4
"""Words a line may have beyond those that its pattern spells out."""

SPARE_CHARS = 40
"""Characters it may have beyond them: marks and blanks around it and in it."""

CHARS_PER_WORD = 14
"""Characters a word takes at most on average."""

MAX_LINES = {"until": 40, "": 8}
"""Default ``max_lines`` of a block with and without ``until``."""

_CHOICES = {
    "category": LINE_CATEGORIES,
    "strength": ("strong", "weak"),
    "scope": ("line", "block", "inline"),
    "where": ("head", "tail", "anywhere"),
}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""The last part of an id."""
_TEXT_FIELDS = ("pattern", "every", "keywords", "until", "match", "keep")
_NUMBER_FIELDS = ("max_words", "max_lines")
_FIELDS = ("id", *_CHOICES, *_TEXT_FIELDS, *_NUMBER_FIELDS)
_EXAMPLES = {"match": "finds", "keep": "must leave alone"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern of a phrase."""

    expression: str
    """Regular expression over folded text."""
    keywords: Keywords
    """Folded literals to look for; none where ``exact`` is used."""
    exact: tuple[str, ...]
    """Whole lines that the pattern stands for, where these are few."""
    max_words: int
    max_chars: int
    """Length beyond which no line can match: the test that nearly all lines fail."""
    timed: bool
    """Whether it has so many parts of any length that matching it needs a limit of time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of a phrase file, compiled."""

    id: str
    lang: str
    category: str
    strength: str
    scope: str
    where: str
    max_lines: int
    patterns: tuple[Pattern, ...]
    until: str
    """Regular expression for the line that a block ends with; empty where there is none."""
    until_literals: tuple[str, ...]
    """Literals of which such a line contains one; empty for anything."""
    until_timed: bool
    """As :attr:`Pattern.timed`."""


def read(path: Path, *, any_language: bool = False) -> list[tuple[Phrase, Mapping[str, Any]]]:
    """Return the phrases of one file, each with its entry as written.

    The file's name is its language: ``de.toml``; with ``any_language`` it may have any name, and
    what the id of an entry begins with is its language.  Raises :class:`PhraseError`.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are of the latter
        raise PhraseError(f"{path}: {error}") from error
    except RecursionError:
        raise PhraseError(f"{path}: nested too deeply") from None
    if unknown := set(data) - {"phrase"}:
        raise PhraseError(f"{path}: entries are [[phrase]], not {sorted(unknown)[0]!r}")
    entries = data.get("phrase", [])
    if not isinstance(entries, list):
        raise PhraseError(f"{path}: entries are [[phrase]], in double brackets; 'phrase' is something else")
    lang = lang_of(path)
    seen: set[str] = set()
    phrases = []
    for number, entry in enumerate(entries, start=1):
        name = entry.get("id", f"entry {number}") if isinstance(entry, dict) else f"entry {number}"
        try:
            phrase = compile_entry(entry, _language_of(entry) if any_language else lang)
            if phrase.id in seen:
                raise PhraseError("this id stands in the file twice")
        except (PhraseError, PatternError) as error:
            raise PhraseError(f"{path}: {name}: {error}") from None
        seen.add(phrase.id)
        phrases.append((phrase, entry))
    return phrases


def _language_of(entry: object) -> str:
    given = entry.get("id") if isinstance(entry, dict) else None
    lang = given.partition(".")[0] if isinstance(given, str) else ""
    if not re.fullmatch(r"[a-z]{2,3}", lang):
        raise PhraseError("the id begins with the language: 'en.donation.…'")
    return lang


def compile_entry(entry: Mapping[str, Any], lang: str) -> Phrase:
    """Check one entry and compile it; :class:`PhraseError` says what is wrong with it."""
    _check(entry, lang)
    scope = entry.get("scope", "line")
    every = [parse(text) for text in _list(entry, "every")]
    written = _list(entry, "pattern") or ([] if every else _list(entry, "keywords"))
    given = [fold(k) for k in _list(entry, "keywords")]
    patterns = []
    for text in written:
        nodes = parse(text)
        whole = scope != "inline"
        chars, words = longest(nodes)
        max_words = entry.get("max_words") or (GAP_WORDS if has_gap(nodes) else words + SPARE_WORDS)
        max_chars = max_words * CHARS_PER_WORD
        if Slot("...") not in (nodes[0], nodes[-1]):
            max_chars = min(max_chars, chars + SPARE_CHARS)
        exact = tuple(literal_variants(nodes, limit=EXACT_VARIANTS)) if whole else ()
        if any(len(e) > EXACT_CHARS for e in exact):
            exact = ()
        expression = to_regex(nodes, whole_line=whole)
        wanted = Keywords((), 0, ()) if exact else keywords(nodes)
        if given and not exact and entry.get("pattern"):
            if without := [literal for literal in wanted.literals if not any(k in literal for k in given)]:
                raise PhraseError(
                    f"a line with {without[0]!r} may match without any of 'keywords': leave them out, "
                    "they are worked out from the pattern"
                )
            wanted = Keywords(tuple(given), max_chars, ())
        timed = variable_parts(nodes) > MAX_VARIABLE
        patterns.append(Pattern(expression, wanted, exact, max_words, max_chars, timed))
    if every:
        patterns.append(_conjunction(every, entry.get("max_words") or EVERY_WORDS))
    ends = [parse(text) for text in _list(entry, "until")]
    until = "|".join(f"(?:{to_regex(nodes, whole_line=True)})" for nodes in ends)
    return Phrase(
        id=entry["id"],
        lang=lang,
        category=entry["category"],
        strength=entry["strength"],
        scope=scope,
        where=entry.get("where", "anywhere"),
        max_lines=entry.get("max_lines", MAX_LINES["until" if until else ""]) if scope == "block" else 0,
        patterns=tuple(patterns),
        until=until,
        until_literals=_needed(ends),
        until_timed=any(variable_parts(nodes) > MAX_VARIABLE for nodes in ends),
    )


def _needed(patterns: list[tuple[Node, ...]]) -> tuple[str, ...]:
    """Literals of which a line must contain one for any of the patterns; empty where that cannot be said."""
    literals: set[str] = set()
    for nodes in patterns:
        try:
            literals.update(keywords(nodes).literals)
        except PatternError:
            return ()
    return tuple(sorted(literals))


def _conjunction(parts: list[tuple[Node, ...]], max_words: int) -> Pattern:
    """A pattern for lines that contain all ``parts``, in whatever order."""
    max_chars = max_words * CHARS_PER_WORD
    wanted = []
    for nodes in parts:
        # A part may be as short as "us", if another one is not.
        with suppress(PatternError):
            wanted.append(keywords(nodes))
    if not wanted:
        raise PatternError("no part of 'every' has words long enough to look for")
    rarest, *others = sorted(wanted, key=lambda w: (-min(map(rarity, w.literals)), w.literals))
    return Pattern(
        "".join(f"(?=.*?{_between_words(to_regex(nodes, whole_line=False))})" for nodes in parts) + ".*",
        Keywords(rarest.literals, max_chars, tuple(other.literals for other in others)),
        (),
        max_words,
        max_chars,
        max(map(variable_parts, parts)) >= MAX_VARIABLE,  # each is looked for from anywhere in the line
    )


def _check(entry: Mapping[str, Any], lang: str) -> None:
    if not isinstance(entry, Mapping):
        raise PhraseError("an entry is a table of fields")
    for name in entry:
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise PhraseError(f"there is no field {name!r}{hint}")
    for name in ("id", "category", "strength"):
        if not isinstance(entry.get(name), str):
            raise PhraseError(f"{name!r} is missing")
    for name, allowed in _CHOICES.items():
        if name in entry and entry[name] not in allowed:
            raise PhraseError(f"{name} = {entry[name]!r} is none of {', '.join(allowed)}")
    for name in _TEXT_FIELDS:
        if name in entry and not _is_texts(entry[name]):
            raise PhraseError(f"{name!r} is a list of texts")
    for name in _NUMBER_FIELDS:
        if name in entry and (type(entry[name]) is not int or entry[name] < 1):
            raise PhraseError(f"{name!r} is a whole number from 1 on")
    if not entry["id"].startswith(f"{lang}.{entry['category']}."):
        raise PhraseError(f"the id begins with '{lang}.{entry['category']}.' (language, category)")
    if not _NAME.fullmatch(entry["id"].split(".", 2)[2]):
        raise PhraseError("the id ends in a name in lower case, digits and hyphens: 'sign-up'")
    if not (entry.get("pattern") or entry.get("keywords") or entry.get("every")):
        raise PhraseError("it needs 'pattern', 'every' or 'keywords'")
    if entry.get("every") and entry.get("scope", "line") == "inline":
        raise PhraseError("'every' speaks of a whole line, so it does not go with scope = \"inline\"")
    for name in ("match", "keep"):
        if not entry.get(name):
            raise PhraseError(f"it needs {name!r}: examples of lines that it {_EXAMPLES[name]}")
    if ("until" in entry or "max_lines" in entry) and entry.get("scope") != "block":
        raise PhraseError("'until' and 'max_lines' are for scope = \"block\"")
    if "until" in entry and entry["strength"] == "weak":
        raise PhraseError("a block with 'until' is strong: its opening alone counts as weak anyway")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def _list(entry: Mapping[str, Any], name: str) -> list[str]:
    return list(entry.get(name, []))


def _between_words(expression: str) -> str:
    """A regular expression that neither begins nor ends inside a word."""
    return f"{NOT_INSIDE_WORD}(?:{expression}){NOT_INSIDE_WORD}"
