"""Phrases as plain tables: what is searched, and how it is stored so that loading is quick.

Each phrase file ``de.toml`` has its tables beside it, ``de.tables``: compressed JSON that
``python -m cleanr.phrases --compile`` writes.  Tables that are not those of the file as it
is now are ignored, and the file is compiled when it is loaded, which takes some seconds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from cleanr.document import DECORATION
from cleanr.phrases._loader import Phrase, PhraseError, read

FORMAT = 9
"""Number of the stored form and of what compiles to it; tables with another one are ignored."""

NO_LIMIT = 1 << 60
"""Stands for any number of characters."""

DECORATED = 40
"""Marks and blanks that may stand before the words of a line, and between them."""


class Entry(NamedTuple):
    """What is known of a phrase once it is compiled; as in :class:`Phrase`, without patterns."""

    id: str
    lang: str
    category: str
    strength: str
    scope: str
    where: str
    max_lines: int
    until: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Phrases and their patterns, by number."""

    entries: list[Sequence[object]] = field(default_factory=list)
    """The fields of an :class:`Entry` each."""
    entry_of: list[int] = field(default_factory=list)
    """For each pattern its entry."""
    expressions: list[str] = field(default_factory=list)
    """For each pattern its regular expression; empty where it is looked up."""
    max_words: list[int] = field(default_factory=list)
    max_chars: list[int] = field(default_factory=list)
    inline: list[bool] = field(default_factory=list)
    max_before: list[int] = field(default_factory=list)
    """For each pattern characters between the beginning of its line and the keyword at most."""
    openings: list[Sequence[str]] = field(default_factory=list)
    """For each pattern what a line must begin with, decoration aside; empty for anything."""
    also: list[Sequence[Sequence[str]]] = field(default_factory=list)
    """For each pattern sets of literals, of each of which a line must contain one."""
    lines: list[str] = field(default_factory=list)
    """Whole lines that are looked up, folded and without decoration."""
    line_owners: list[int] = field(default_factory=list)
    """For each of them the pattern that stands for it."""
    keywords: list[str] = field(default_factory=list)
    """Literals to search for; one that several patterns have stands here several times."""
    keyword_owners: list[int] = field(default_factory=list)
    """For each of them its pattern."""

    def extend(self, other: Tables) -> None:
        """Append the phrases of ``other``."""
        patterns, entries = len(self.entry_of), len(self.entries)
        for column in fields(self):
            shift = {"entry_of": entries, "line_owners": patterns, "keyword_owners": patterns}.get(
                column.name, 0
            )
            values = getattr(other, column.name)
            getattr(self, column.name).extend([v + shift for v in values] if shift else values)


def bare(line: str) -> str:
    """Return a folded line without the marks around it, unless it is nothing but marks.

    >>> bare("» share «"), bare(" x "), bare(" *** ")
    ('share', 'x', '***')
    """
    return line.strip(DECORATION) or line.strip()


def compile_tables(phrases: Iterable[Phrase]) -> Tables:
    """Return the tables for these phrases; their order decides nothing but numbers."""
    tables = Tables()
    for phrase in phrases:
        for pattern in phrase.patterns:
            number = len(tables.entry_of)
            tables.entry_of.append(len(tables.entries))
            tables.expressions.append("" if pattern.exact else pattern.expression)
            tables.max_words.append(pattern.max_words)
            inline = phrase.scope == "inline"
            tables.inline.append(inline)
            tables.max_chars.append(NO_LIMIT if inline else pattern.max_chars)
            tables.max_before.append(NO_LIMIT if inline else pattern.keywords.before + DECORATED)
            tables.openings.append(pattern.keywords.openings)
            tables.also.append(pattern.keywords.also)
            lines = dict.fromkeys(map(bare, pattern.exact))
            tables.lines.extend(lines)
            tables.line_owners.extend([number] * len(lines))
            tables.keywords.extend(pattern.keywords.literals)
            tables.keyword_owners.extend([number] * len(pattern.keywords.literals))
        tables.entries.append(Entry(*(getattr(phrase, name) for name in Entry._fields)))
    return tables


def store(path: Path) -> Path:
    """Compile a phrase file, write its tables beside it, and return where they are."""
    data = {"format": FORMAT, "digest": _digest(path), "tables": asdict(compile_tables(_phrases(path)))}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    target = path.with_suffix(".tables")
    target.write_bytes(zlib.compress(text.encode(), level=9))
    return target


def stored(path: Path) -> Tables | None:
    """Return the stored tables of a phrase file, ``None`` where there are none of it as it is now.

    Raises :class:`PhraseError` where they are damaged.
    """
    target = path.with_suffix(".tables")
    try:
        data = json.loads(zlib.decompress(target.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, zlib.error) as error:
        raise PhraseError(
            f"{target} is damaged ({error}): delete it, or run python -m cleanr.phrases --compile"
        ) from error
    if data["format"] != FORMAT or data["digest"] != _digest(path):
        return None
    return Tables(**data["tables"])


def load(paths: Iterable[Path]) -> Tables:
    """Return the tables of several phrase files in one."""
    everything = Tables()
    for path in paths:
        everything.extend(stored(path) or compile_tables(_phrases(path)))
    return everything


def _phrases(path: Path) -> list[Phrase]:
    return [phrase for phrase, _ in read(path)]


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes().replace(b"\r\n", b"\n"), digest_size=16).hexdigest()
