"""What a user gives as options: checked, each with a ``ValueError`` that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleanr.filters import REGISTRY, Filter, load
from cleanr.language import is_code
from cleanr.phrases import PhraseBook


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise for a value that is none of those allowed, and name the nearest."""
    if value not in allowed:
        import difflib  # costs more than the rest of the check

        near = difflib.get_close_matches(str(value), allowed, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{name} is one of {', '.join(allowed)}, not {value!r}{hint}")


def check_language(lang: object) -> None:
    """Raise for what is no code of a language."""
    if lang is not None and not (isinstance(lang, str) and is_code(lang)):
        raise ValueError(f"lang is a language code such as 'de' or 'pt-BR', not {lang!r:.60}")


def check_switch(name: str, value: object) -> None:
    """Raise for what is neither true nor false."""
    if value not in (True, False):
        raise ValueError(f"{name} is True or False, not {value!r:.60}")


def check_phrases(phrases: object) -> None:
    """Raise for what is no book of phrases."""
    if phrases is not None and not isinstance(phrases, PhraseBook):
        raise ValueError(
            f"phrases is a PhraseBook, not {phrases!r:.60}; "
            "cleanr.phrases.book_with(['ours.toml']) makes one of phrase files"
        )


def check_profile(profile: object) -> None:
    """Raise for what is no profile."""
    if profile is None:
        return
    from cleanr.repetition import Profile  # costs more than the rest of the import

    if not isinstance(profile, Profile):
        raise ValueError(f"profile is a Profile, not {profile!r:.60}; Profile('lines.db') opens a file")


def lines_of(keep: Sequence[str]) -> tuple[str, ...]:
    """The lines to keep."""
    if isinstance(keep, str):
        raise ValueError(f"keep is a list of lines: [{keep!r}]")
    lines = tuple(keep) if isinstance(keep, Iterable) else None
    if lines is None or not all(isinstance(line, str) for line in lines):
        raise ValueError(f"keep is a list of lines, each a str, not {keep!r:.60}")
    return lines


def functions_of(filters: Sequence[Filter | str] | None) -> tuple[Filter, ...]:
    """The filters as functions; ``None`` stands for all of cleanr's."""
    if filters is None:
        return tuple(REGISTRY.values())
    if isinstance(filters, str):
        raise ValueError(f"filters is a list: [{filters!r}]")
    if not isinstance(filters, Iterable):
        raise ValueError(f"filters is a list of functions and names, not {filters!r:.60}")
    functions = tuple(load([f])[0] if isinstance(f, str) else f for f in filters)
    for function in functions:
        if not callable(function):
            raise ValueError(f"a filter is a function or a name, not {function!r:.60}")
    return functions
