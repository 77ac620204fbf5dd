"""Phrases as plain tables: what is searched, and what is stored so that loading is quick."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from cleanr.document import DECORATION
from cleanr.phrases._loader import Phrase, PhraseError, read_all

FORMAT = 3
"""Number of the stored form; a file with another one is not read."""

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
    until: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Phrases and their patterns, by number."""

    entries: list[Sequence[object]]
    """The fields of an :class:`Entry` each."""
    entry_of: list[int]
    """For each pattern its entry."""
    expressions: list[str]
    """For each pattern its regular expression."""
    max_words: list[int]
    max_chars: list[int]
    inline: list[bool]
    max_before: list[int]
    """For each pattern characters between the beginning of its line and the keyword at most."""
    openings: list[tuple[str, ...]]
    """For each pattern what a line must begin with, decoration aside; empty for anything."""
    also: list[Sequence[Sequence[str]]]
    """For each pattern sets of literals, of each of which a line must contain one."""
    exact: dict[str, list[int]]
    """Whole lines, folded and without decoration, and the patterns that stand for them."""
    keywords: list[str]
    owners: list[list[int]]
    """For each keyword the patterns to try where it occurs."""


def bare(line: str) -> str:
    """Return a folded line without the marks around it, unless it is nothing but marks.

    >>> bare("» share «"), bare(" x "), bare(" *** ")
    ('share', 'x', '***')
    """
    return line.strip(DECORATION) or line.strip()


def compile_tables(phrases: Iterable[Phrase]) -> Tables:
    """Return the tables for these phrases; their order decides nothing but numbers."""
    tables = Tables([], [], [], [], [], [], [], [], [], {}, [], [])
    exact: dict[str, list[int]] = defaultdict(list)
    owners: dict[str, list[int]] = defaultdict(list)
    for phrase in phrases:
        for pattern in phrase.patterns:
            number = len(tables.entry_of)
            tables.entry_of.append(len(tables.entries))
            tables.expressions.append(pattern.expression)
            tables.max_words.append(pattern.max_words)
            tables.max_chars.append(pattern.max_chars)
            tables.inline.append(phrase.scope == "inline")
            tables.max_before.append(pattern.keywords.before + DECORATED)
            tables.openings.append(pattern.keywords.openings)
            tables.also.append(pattern.keywords.also)
            for line in dict.fromkeys(map(bare, pattern.exact)):
                exact[line].append(number)
            for keyword in pattern.keywords.literals:
                owners[keyword].append(number)
        tables.entries.append(
            Entry(
                phrase.id,
                phrase.lang,
                phrase.category,
                phrase.strength,
                phrase.scope,
                phrase.where,
                phrase.max_lines,
                phrase.until,
            )
        )
    tables.exact.update(exact)
    tables.keywords.extend(owners)
    tables.owners.extend(owners.values())
    return tables


def digest(paths: Iterable[Path]) -> str:
    """Return a digest of phrase files, by which stored tables are known to be theirs."""
    total = blake2b(digest_size=16)
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.name}:{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def store(paths: Sequence[Path], target: Path) -> None:
    """Compile phrase files and write the tables to ``target``."""
    data = {"format": FORMAT, "digest": digest(paths), **asdict(compile_tables(read_all(paths)))}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")


def load(paths: Sequence[Path], stored: Path) -> Tables:
    """Return the tables for phrase files: the stored ones where they are theirs, else anew.

    Compiling anew takes some seconds; it happens only while phrases are being written.
    """
    try:
        data = json.loads(stored.read_bytes())
    except FileNotFoundError:
        return compile_tables(read_all(paths))
    except ValueError as error:
        raise PhraseError(f"{stored} is damaged ({error}); run python -m cleanr.phrases --compile") from error
    if data.pop("format", None) != FORMAT or data.pop("digest", None) != digest(paths):
        return compile_tables(read_all(paths))
    return Tables(**data)
