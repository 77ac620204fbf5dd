"""The filters, by name: what there is, and how names become functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cleanr.document import Document
from cleanr.filters._checked import noticed
from cleanr.filters.encoding import encoding
from cleanr.filters.foreign import foreign_ui
from cleanr.filters.markup import markup
from cleanr.filters.worded import (
    advertising,
    comments,
    cookies,
    credit,
    donation,
    legal,
    navigation,
    newsletter,
    paywall,
    related,
    social,
)
from cleanr.record import Evidence

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Filter = Callable[[Document], Iterable[Evidence]]
"""A filter: a function without state from a document to what it noticed there."""

ENTRY_POINTS = "cleanr.filters"
"""The entry-point group in which other packages announce filters."""

REGISTRY: dict[str, Filter] = {
    "donation": donation,
    "newsletter": newsletter,
    "paywall": paywall,
    "advertising": advertising,
    "comments": comments,
    "social": social,
    "cookies": cookies,
    "navigation": navigation,
    "related": related,
    "credit": credit,
    "legal": legal,
    "foreign_ui": foreign_ui,
    "markup": markup,
    "encoding": encoding,
}
"""The filters that come with cleanr; all of them run unless a choice is made."""


def available() -> dict[str, str]:
    """Return every filter's name with the package it comes from, cleanr's own first.

    Filters of other packages run only where they are asked for by name, so that what is
    installed on a machine never changes a result.
    """
    names = dict.fromkeys(REGISTRY, "cleanr")
    for point in sorted(_announced(), key=lambda p: p.name):
        names.setdefault(point.name, point.dist.name if point.dist else "unknown")
    return names


def load(names: Iterable[str]) -> tuple[Filter, ...]:
    """Return the filters with these names, from cleanr or from other packages.

    Raises ``ValueError`` for a name that nobody announces, and says which one is nearest; and for a filter
    of another package that cannot be loaded.

    >>> load(["donation"]) == (donation,)
    True
    """
    return tuple(_load(name) for name in names)


def _announced() -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # costs more than the rest of the import

    return entry_points(group=ENTRY_POINTS)


def _load(name: str) -> Filter:
    if name in REGISTRY:
        return REGISTRY[name]
    for point in _announced():
        if point.name == name:
            return _loaded(point)
    import difflib  # costs more than the rest of the look-up

    known = list(available())
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
    raise ValueError(f"there is no filter {name!r}{hint}")


def _loaded(point: EntryPoint) -> Filter:
    try:
        loaded: Filter = point.load()
    except Exception as error:  # somebody else's module may raise anything
        fault = f"{type(error).__name__}: {error}"
        raise ValueError(f"filter {point.name!r} cannot be loaded: {fault}") from error
    if not callable(loaded):
        raise ValueError(f"filter {point.name!r} cannot be loaded: it is no function, but {loaded!r:.60}")
    return loaded


__all__ = ["ENTRY_POINTS", "REGISTRY", "Filter", "available", "load", "noticed", *REGISTRY]
