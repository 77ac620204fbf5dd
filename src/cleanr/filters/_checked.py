"""What filters of other people return, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from cleanr.document import Document
from cleanr.record import CATEGORIES, Evidence, Scope, Strength, Where

_ALLOWED: dict[str, tuple[str, ...]] = {
    "category": CATEGORIES,
    "strength": get_args(Strength),
    "scope": get_args(Scope),
    "where": get_args(Where),
}
"""What fields of evidence may hold."""

_KINDS: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    ("start", int, "a whole number"),
    ("end", int, "a whole number"),
    ("grow", int, "a whole number"),
    ("filter", str, "a str"),
    ("rule", str, "a str"),
    ("reason", str, "a str"),
    ("replacement", (str, type(None)), "a str or None"),
)
"""The types of other fields that a cut, or the record of it, comes to grief over."""


def noticed(function: Callable[[Document], Iterable[Evidence]], document: Document) -> list[Evidence]:
    """Return what a filter noticed.

    Raises ``TypeError`` where that is no evidence, and ``ValueError`` for what evidence cannot have; both
    name the filter.
    """
    evidence = function(document)
    if not isinstance(evidence, Iterable):
        raise TypeError(
            f"filter {_name(function)!r} returned {_what(evidence)}; a filter yields Evidence, or returns "
            "a list of it, an empty one where it notices nothing"
        )
    found = list(evidence)
    for item in found:
        if not isinstance(item, Evidence):
            raise TypeError(f"filter {_name(function)!r} gave {_what(item)}, not Evidence")
        _check(item)
    return found


def _name(function: object) -> str:
    """What a function is called, whatever its options are bound with."""
    inner = getattr(function, "func", function)  # functools.partial
    return getattr(inner, "__name__", type(inner).__name__)


def _what(value: object) -> str:
    return "None" if value is None else f"one {type(value).__name__}"


def _check(item: Evidence) -> None:
    gave = f"filter {item.filter!r} gave evidence"
    for name, allowed in _ALLOWED.items():
        if (value := getattr(item, name)) not in allowed:
            raise ValueError(f"{gave} of {name} {value!r:.60}; there are {', '.join(allowed)}")
    for name, kind, what in _KINDS:
        if not isinstance(value := getattr(item, name), kind):
            raise ValueError(f"{gave} whose {name} is not {what}: {value!r:.60}")
