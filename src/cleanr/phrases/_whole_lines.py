"""Lines that are looked up as a whole, not matched: how a line is looked up, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, repeat

from cleanr.document import DECORATION
from cleanr.phrases._tables import NUMBERS_APART, Tables

EXACT_CHARS = 64
"""Length up to which a line is looked up."""

LONGEST_MARKED = 8
"""Characters inside the marks up to which these can say what a line is, but for a dot before a name."""

_AROUND_SIGNS = DECORATION.translate({ord(sign): None for sign in "+-"})
_MARKUP = re.compile(r"\s*(?:</?[a-z][a-z0-9]*\s*/?>|&#?[a-z0-9]+;|\.[a-z][a-z0-9]+)\s*")


def bare(line: str) -> str:
    """Return a folded line without the marks around it, unless these say what it is.

    They do where there is nothing else, at a letter (alone or repeated) or a short number, in what a browser
    reads, and in a name with a dot before it.

    >>> bare("» share «"), bare(" x "), bare(" *** ")
    ('share', 'x', '***')
    >>> bare("(18+)"), bare("• 1."), bare("- 2 -"), bare("a-"), bare("aa+"), bare("</h2>"), bare(".github")
    ('18+', '1', '2', 'a-', 'aa+', '</h2>', '.github')
    """
    inner = line.strip(DECORATION)
    if not inner or _MARKUP.fullmatch(line):
        return line.strip()
    if len(inner) > LONGEST_MARKED or (len(set(inner)) > 1 and not inner.isdigit()):
        return inner
    signed = line.strip(_AROUND_SIGNS)
    # No pattern: r"\s+-+$" would take time that grows with the square of the white space.
    without = signed.lstrip("-")
    signed = without.lstrip() if without[:1].isspace() else signed
    without = signed.rstrip("-")
    return without.rstrip() if without[-1:].isspace() else signed


class WholeLines:
    """Such lines of all languages: for each its pattern, and others that stand for it too."""

    def __init__(self, name: str, all_tables: Iterable[Tables]) -> None:
        lines: list[str] = []
        owners: list[int] = []
        for place, tables in enumerate(all_tables):
            text, runs = tables.part(name)
            if runs:
                lines += text.split("\n")
                numbers = (place * NUMBERS_APART + number for number in runs[::2])
                owners += chain.from_iterable(map(repeat, numbers, runs[1::2]))
        self.owner = dict(zip(lines, owners, strict=True))
        self.more: dict[str, list[int]] = {}
        if len(self.owner) < len(lines):
            for line, owner, last in zip(lines, owners, map(self.owner.__getitem__, lines), strict=True):
                if owner != last:
                    self.more.setdefault(line, []).append(owner)

    def owners(self, line: str) -> list[int]:
        """Numbers of the patterns that a line stands for."""
        return [self.owner[line], *self.more.get(line, ())]
