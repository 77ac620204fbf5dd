"""What the filters that go by the shape of lines have in common."""

from __future__ import annotations

from functools import cache

import regex

from cleanr.document import Line
from cleanr.record import Evidence, Where


@cache
def compiled(expression: str) -> regex.Pattern[str]:
    """Return an expression compiled, the first time that a text needs it: few texts need most of them."""
    return regex.compile(expression)


def of_line(line: Line, rule: str, reason: str, *, weak: bool = False, where: Where = "anywhere") -> Evidence:
    """Evidence that a line goes; ``rule`` begins with the filter's name, which is the category's."""
    name = rule.partition(".")[0]
    return Evidence(
        start=line.start,
        end=line.end,
        category=name,
        filter=name,
        rule=rule,
        reason=reason,
        strength="weak" if weak else "strong",
        where=where,
    )


def part_of_line(start: int, end: int, rule: str, reason: str) -> Evidence:
    """Evidence that a part of a line goes."""
    name = rule.partition(".")[0]
    return Evidence(
        start=start, end=end, category=name, filter=name, rule=rule, reason=reason, scope="inline"
    )
