"""What filters report, what was cut, and how the original comes back: the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

LINE_CATEGORIES = (
    "donation",
    "newsletter",
    "paywall",
    "advertising",
    "comments",
    "social",
    "cookies",
    "navigation",
    "related",
    "credit",
    "legal",
    "foreign_ui",
    "markup",
)
"""What a line can be that is not the article's, by what it says."""

FOLLOWING = ("encoding", "whitespace")
"""Repairs of what stays, the blanks that a cut leaves behind, and what tags between lines become: no finds
of their own."""

CATEGORIES = (*LINE_CATEGORIES, "repeated", *FOLLOWING)
"""Every category there is."""

BARE_TAGS, SITE_METADATA = "markup.bare-tags", "markup.metadata"
"""Rules of lines of which it is known that the text does not show them, though a colon stands before them."""

TAG_IN_LINE = "markup.tag"
"""Rule of a tag in a line with more; what is between two is the text's, be it a dash."""

BARE_LINK = "markup.bare-link"
"""Rule of lines that are nothing but an address."""

Strength = Literal["strong", "weak"]
Scope = Literal["line", "block", "inline"]
Where = Literal["head", "tail", "anywhere"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One filter's opinion that a span of the document is not the article.

    ``start`` and ``end`` are code points into the document's text, ``end`` exclusive.
    """

    start: int
    end: int
    category: str
    filter: str
    rule: str
    reason: str
    """A sentence for a person; the record adds what else decided, and the full stop."""
    strength: Strength = "strong"
    """``strong`` removes on its own, ``weak`` needs a neighbour or a position."""
    scope: Scope = "line"
    """``line``: the whole line that ``start`` is in goes, and no other; ``block``: all lines from ``start``
    to ``end``; ``inline``: the span alone, as far as its line reaches."""
    where: Where = "anywhere"
    """Part of the document outside of which the evidence does not count."""
    grow: int = 0
    """How many headlines that follow the span at most belong to it (a heading over links)."""
    lang: str | None = None
    """Language of the wording that was found, where it has one."""
    fixed: bool = False
    """Whether the whole wording is known, with no part of it that may be anything."""
    replacement: str | None = None
    """What stands in place of the span; ``None`` means that the span goes."""
    known: bool = False
    """Whether the line model has learnt what such evidence is worth, so that it may overrule it."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One stretch of the input that is not in the output, or stands there rewritten.

    ``start`` and ``end`` are code points into the *input*, ``end`` exclusive, and
    ``text`` is what stood there.
    """

    start: int
    end: int
    text: str
    category: str
    filter: str
    rule: str
    score: float
    """How sure the decision was, from 0 to 1."""
    reason: str
    """One sentence for a person."""
    replacement: str = ""
    """What the output has instead: empty where the text is simply gone."""

    def to_dict(self) -> dict[str, Any]:
        """Return the removal as JSON-safe data; an empty ``replacement`` is left out."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        # Category, rule and reason may be a foreign filter's, and hold what the text holds.
        data = {name: storable(value) if isinstance(value, str) else value for name, value in data.items()}
        if not self.replacement:
            del data["replacement"]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Removal:
        """Build a removal from what :meth:`to_dict` returned.

        Raises ``ValueError`` where a field is missing, unknown or of the wrong type.
        """
        if not isinstance(data, Mapping):
            raise ValueError(f"a removal is a mapping, not {type(data).__name__}")
        known = {f.name: f.type for f in fields(cls)}
        if unknown := set(data) - set(known):
            raise ValueError(f"a removal has no field {min(unknown, key=str)!r:.60}")
        if missing := set(known) - set(data) - {"replacement"}:
            raise ValueError(f"a removal needs {sorted(missing)[0]!r}")
        values = {name: _FROM_JSON[known[name]](name, value) for name, value in data.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Result:
    """The article, and everything that is needed to get the original back.

    ``str(result)`` is the article.

    >>> import cleanr
    >>> result = cleanr.clean("Rain is on its way.\\n\\nShare this article")
    >>> result.restore()
    'Rain is on its way.\\n\\nShare this article'
    """

    text: str
    """The article."""
    removed: tuple[Removal, ...] = ()
    """What was taken out or rewritten, in order of position, without overlaps."""
    flags: tuple[str, ...] = ()
    """Notes on the document as a whole: ``mostly_boilerplate`` where nearly everything
    would have gone and therefore all was kept (but for tags), ``timeout:RULE`` where a pattern was given
    up."""

    def __str__(self) -> str:
        return self.text

    def restore(self) -> str:
        """Return the original text, exactly."""
        return restore(self.text, self.removed)

    def to_dict(self) -> dict[str, Any]:
        """Return text and record as JSON-safe data, for :meth:`from_dict`."""
        data: dict[str, Any] = {
            "text": storable(self.text),
            "removed": [r.to_dict() for r in self.removed],
        }
        if self.flags:
            data["flags"] = [storable(flag) for flag in self.flags]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """Build a result from what :meth:`to_dict` returned; ``ValueError`` where that is damaged."""
        if not isinstance(data, Mapping):
            raise ValueError(f"a result is a mapping, not {type(data).__name__}")
        if unknown := set(data) - {"text", "removed", "flags"}:
            raise ValueError(f"a result has no field {min(unknown, key=str)!r:.60}")
        removed, flags = data.get("removed"), data.get("flags", [])
        if not isinstance(removed, Sequence) or isinstance(removed, str):
            raise ValueError("a result needs 'removed', a list")
        if not isinstance(flags, Sequence) or isinstance(flags, str):
            raise ValueError("'flags' is a list of texts")
        return cls(
            text=stored_text("text", data.get("text")),
            removed=tuple(Removal.from_dict(r) for r in removed),
            flags=tuple(stored_text("flags", flag) for flag in flags),
        )


def restore(
    clean_text: str | Sequence[int], record: Iterable[Removal | Mapping[str, Any]] | Mapping[str, Any]
) -> str:
    """Return the original from the clean text and its stored record.

    ``clean_text`` is the text or what :meth:`Result.to_dict` stored for it; ``record`` holds
    :class:`Removal` objects or the dictionaries they were stored as, in order of position; or it is a
    mapping with that list as ``removed``: what :meth:`Result.to_dict` returned, or a line of a record file.
    Raises ``ValueError`` where ``record`` is none of these, or text and record do not belong together.

    >>> restore("Rain.", [Removal(0, 6, "Share\\n", "social", "social", "en.social.share", 1.0, "")])
    'Share\\nRain.'
    """
    clean_text = stored_text("text", clean_text)
    parts: list[str] = []
    original = clean = 0
    for entry in _entries(record):
        removal = entry if isinstance(entry, Removal) else Removal.from_dict(entry)
        kept = removal.start - original
        if kept < 0 or removal.end - removal.start != len(removal.text):
            raise ValueError(f"the record is damaged at characters {removal.start} to {removal.end}")
        parts.append(clean_text[clean : clean + kept])
        clean += kept
        if clean > len(clean_text) or not clean_text.startswith(removal.replacement, clean):
            raise ValueError(
                f"the record does not belong to this text: it differs before character {removal.start}"
            )
        parts.append(removal.text)
        clean += len(removal.replacement)
        original = removal.end
    parts.append(clean_text[clean:])
    return "".join(parts)


def _entries(record: object) -> Iterable[Any]:
    """The removals of a record, as they are stored."""
    entries = record
    if isinstance(record, Mapping):
        if "removed" not in record:
            raise ValueError("the record is a mapping without 'removed', the list of removals")
        entries = record["removed"]
    if isinstance(entries, (str, bytes, Mapping)) or not isinstance(entries, Iterable):
        raise ValueError(
            "a record is a list of removals, or a mapping with that list as 'removed', "
            f"not {type(entries).__name__}"
        )
    return entries


# JSON writers and readers differ in what they do with lone surrogates, so text that has
# them is stored as the list of its code points.


def storable(text: str) -> str | list[int]:
    """Return ``text`` as JSON keeps it exactly: itself, or the list of its code points.

    >>> storable("rain"), storable("\\ud800")
    ('rain', [55296])
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return [ord(c) for c in text]
    return text


def stored_text(name: str, value: Any) -> str:
    """Return the text that :func:`storable` stored as ``value``.

    Raises ``ValueError``, which names the field, for anything else.

    >>> stored_text("path", [55296])
    '\\ud800'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):  # sequences of numbers, but not of code points
        raise ValueError(f"{name!r} is text, not {type(value).__name__}; decode bytes first")
    try:
        if isinstance(value, Sequence):
            return "".join(map(chr, value))
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{name!r} is text or a list of code points, not {value!r:.60}")


def _whole_number(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name!r} is a whole number from 0 on, not {value!r:.60}")
    return value


def _number(name: str, value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise ValueError(f"{name!r} is a number, not {value!r:.60}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name!r} is a number that is too large") from None


_FROM_JSON: dict[Any, Any] = {"int": _whole_number, "float": _number, "str": stored_text}
