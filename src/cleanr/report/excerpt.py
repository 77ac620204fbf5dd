"""Texts short enough to show: what a report leaves out of long ones, and says so."""

from __future__ import annotations

FULL_TEXT = 200_000
"""Characters up to which the kept text of a document is shown whole."""

LONGEST_KEPT = 600
"""Characters shown of each stretch between two cuts in a longer document."""

LONGEST_CUT = 6_000
"""Characters shown of one removal."""

LONGEST_NAME = 300
"""Characters shown of a name, be it of a file, a rule or a category."""

MOST_CUTS = 2_000
"""Removals shown of one document."""

Excerpt = str | list[str | int]
"""A text, or its beginning, the number of characters left out, and its end."""


def excerpt(text: str, longest: int) -> Excerpt:
    """Return ``text``, without its middle where it is longer than ``longest`` characters.

    >>> excerpt("rain", 4), excerpt("abcdefghij", 4)
    ('rain', ['ab', 6, 'ij'])
    """
    if len(text) <= longest:
        return text
    half = longest // 2
    return [text[:half], len(text) - 2 * half, text[-half:]]


def short_name(name: str) -> str:
    """Return a name with an ellipsis for its middle where it is longer than anyone reads.

    >>> len(short_name("a" * 1_000_000))
    301
    """
    parts = excerpt(name, LONGEST_NAME)
    return parts if isinstance(parts, str) else f"{parts[0]}…{parts[2]}"
