"""What a program wrote about a text before it: title, address, date."""

from __future__ import annotations

import re

from cleanr.plain.edits import Edit


def of_front_matter(text: str) -> list[Edit]:
    """An edit that takes the metadata before a text away."""
    begin, end = front_matter(text)
    return [Edit(begin, end, "\n")] if end else []


def front_matter(text: str) -> tuple[int, int]:
    """Where metadata before a text begins and ends; both 0 where there is none.

    >>> front_matter("---\\ntitle: Fog\\n---\\nIt rains.")
    (0, 19)
    """
    found = _FRONT_MATTER.match(text)
    return found.span("matter") if found else (0, 0)


_END = r"[ \t]*(?:\r\n|\n|\r|\Z)"
_VALUE = rf"(?:[ \t][^\r\n]*)?{_END}"
_PART_OF_VALUE = rf"(?:[ \t]+|- |[\[\]#])[^\r\n]*{_END}"
_BLANK = r"[ \t]*(?:\r\n|\n|\r)"
_FRONT_MATTER = re.compile(
    r"\ufeff?\s*(?P<matter>"
    rf"---{_END}(?:[\"']?\w[\w .:\-]{{0,40}}[\"']?:{_VALUE}|{_PART_OF_VALUE}|{_BLANK}){{1,100}}+"
    rf"(?:---|\.\.\.){_END}"
    rf"|\+\+\+{_END}[\w.\-]{{1,40}} ?={_VALUE}(?:(?!\+\+\+)[^\r\n]*{_BLANK}){{0,100}}+\+\+\+{_END}"
    r"|(?:(?:title|author|date|url|source|hostname|sitename|description|lang|language|id)[ \t]?:"
    rf"{_VALUE}){{2,}}+)"
)
"""Lines of names and values at the beginning, between rules as in YAML, or without."""
