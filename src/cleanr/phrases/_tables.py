"""Phrases as plain tables: what is searched, and how it is stored so that loading is quick.

Each phrase file ``de.toml`` has its tables beside it, ``de.tables``: parts of compressed JSON
that ``python -m cleanr.phrases --compile`` writes, each unpacked when first asked for.  Tables
that are not those of the file as it is now are ignored, and the file is compiled when it is
loaded, which takes some seconds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanr.document import DECORATION
from cleanr.phrases._scripts import SCRIPT_OF, is_written_in

# What reads phrase files and compiles them is imported where it is used: it costs more than the rest
# of the import, and where the tables are stored nothing needs it.
if TYPE_CHECKING:
    from cleanr.phrases._keywords import Keywords
    from cleanr.phrases._loader import Phrase

FORMAT = 13
"""Number of the stored form and of what compiles to it; tables with another one are ignored."""

NO_LIMIT = 1 << 60
"""Stands for any number of characters."""

DECORATED = 40
"""Marks and blanks that may stand before the words of a line, and between them."""

EXACT_CHARS = 64
"""Length up to which a line is looked up among the exact ones."""

HEAD_CHARS = 24
"""Characters of a line's beginning that are looked up."""

ANCHORED = 5.0
"""How much rarer words are at the beginning of a line than anywhere, as :func:`rarity` counts."""


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
    until_literals: Sequence[str]
    until_timed: bool


@dataclass(slots=True)
class Wording:
    """One pattern as the search knows it; its regular expression is stored apart."""

    number: int
    entry: int
    """Number of its entry."""
    max_words: int
    max_chars: int
    max_before: int
    """Characters between the beginning of its line and the keyword at most."""
    inline: bool
    by_head: bool
    """Whether it is looked up by the beginnings of lines, else by its keywords."""
    heads: tuple[str, ...]
    """What a line must begin with, decoration aside; empty for anything."""
    keywords: tuple[str, ...]
    """Literals of which a line must contain one."""
    also: tuple[tuple[str, ...], ...]
    """Sets of literals, of each of which a line must contain one as well."""
    digit: bool
    """Whether a line must contain a digit."""
    timed: bool
    """Whether matching it needs a limit of time."""


class Tables:
    """The compiled phrases of one language."""

    def __init__(self, lang: str, parts: dict[str, Any]) -> None:
        self.lang = lang
        self._parts = parts

    def part(self, name: str) -> Any:
        """Return the part with this name, unpacked when first asked for.

        ``entries``: a list of :class:`Entry`; ``entry_of``: for each pattern its entry;
        ``expressions``: for each pattern its regular expression, empty where it is looked up;
        ``free`` and ``bound``: the :class:`Wording` of patterns that may be found in any script,
        and in the language's own only; ``plain`` and ``other``: whole lines to look up, in ASCII and
        not, as one text, with pattern and number of lines for each run of lines.
        """
        value = self._parts[name]
        if isinstance(value, bytes):
            unpack = _UNPACK.get(name, list)
            value = self._parts[name] = unpack(json.loads(zlib.decompress(value)))
        return value

    def packed(self) -> dict[str, bytes]:
        """Return all parts as they are stored."""
        return {
            name: value if isinstance(value, bytes) else _pack(name, value)
            for name, value in self._parts.items()
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tables) and self.lang == other.lang and self.packed() == other.packed()

    def __hash__(self) -> int:
        return hash(self.lang)


def _wordings(rows: list[list[Any]]) -> list[Wording]:
    for row in rows:
        row[7:10] = tuple(row[7]), tuple(row[8]), tuple(map(tuple, row[9]))  # JSON has lists alone
    return [Wording(*row) for row in rows]


def _pack(name: str, value: Any) -> bytes:
    if name in ("free", "bound"):
        value = [[getattr(wording, field) for field in Wording.__slots__] for wording in value]
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), level=9)


_UNPACK = {
    "entries": lambda rows: [Entry(*row) for row in rows],
    "free": _wordings,
    "bound": _wordings,
}


def bare(line: str) -> str:
    """Return a folded line without the marks around it, unless it is nothing but marks.

    >>> bare("» share «"), bare(" x "), bare(" *** ")
    ('share', 'x', '***')
    """
    return line.strip(DECORATION) or line.strip()


def compile_tables(lang: str, phrases: Iterable[Phrase]) -> Tables:
    """Return the tables for these phrases of one language; their order is that of the patterns."""
    entries: list[Entry] = []
    entry_of: list[int] = []
    expressions: list[str] = []
    wordings: dict[str, list[Wording]] = {"free": [], "bound": []}
    lines: dict[str, list[str]] = {"plain": [], "other": []}
    runs: dict[str, list[int]] = {"plain": [], "other": []}
    for phrase in phrases:
        for pattern in phrase.patterns:
            number = len(entry_of)
            entry_of.append(len(entries))
            expressions.append("" if pattern.exact else pattern.expression)
            exact = dict.fromkeys(map(bare, pattern.exact))
            for name, own in (("plain", True), ("other", False)):
                some = [line for line in exact if line.isascii() == own]
                lines[name] += some
                if some:
                    runs[name] += [number, len(some)]
            if not pattern.exact:
                inline = phrase.scope == "inline"
                wanted = pattern.keywords
                by_head = not inline and _rather_by_head(wanted)
                wording = Wording(
                    number=number,
                    entry=entry_of[-1],
                    max_words=pattern.max_words,
                    max_chars=NO_LIMIT if inline else pattern.max_chars,
                    max_before=NO_LIMIT if inline else wanted.before + DECORATED,
                    inline=inline,
                    by_head=by_head,
                    heads=wanted.heads,
                    keywords=wanted.literals,
                    also=wanted.also,
                    digit=wanted.digit,
                    timed=pattern.timed,
                )
                literals = wording.heads if by_head else wording.keywords
                wordings["bound" if is_written_in(SCRIPT_OF.get(lang), literals) else "free"].append(wording)
        entries.append(Entry(*(getattr(phrase, name) for name in Entry._fields)))
    return Tables(
        lang,
        {
            "entries": entries,
            "entry_of": entry_of,
            "expressions": expressions,
            **wordings,
            **{name: ["\n".join(lines[name]), runs[name]] for name in lines},
        },
    )


def _rather_by_head(wanted: Keywords) -> bool:
    """Whether the beginnings of a pattern's lines are rarer than its keywords."""
    from cleanr.phrases._keywords import rarity

    if not wanted.heads or min(map(len, wanted.heads)) < 2:
        return False
    return min(map(rarity, wanted.heads)) + ANCHORED >= min(map(rarity, wanted.literals))


def store(path: Path) -> Path:
    """Compile a phrase file, write its tables beside it, and return where they are."""
    parts = _compiled(path).packed()
    head = {
        "format": FORMAT,
        "digest": _digest(path),
        "sizes": {name: len(data) for name, data in parts.items()},
    }
    target = path.with_suffix(".tables")
    target.write_bytes(json.dumps(head).encode() + b"\n" + b"".join(parts.values()))
    return target


def stored(path: Path) -> Tables | None:
    """Return the stored tables of a phrase file, ``None`` where there are none of it as it is now.

    Raises :class:`PhraseError` where they are damaged.
    """
    target = path.with_suffix(".tables")
    try:
        data = target.read_bytes()
        first, _, body = data.partition(b"\n")
        head = json.loads(first)
        if head["format"] != FORMAT or head["digest"] != _digest(path):
            return None
        parts, at = {}, 0
        for name, size in head["sizes"].items():
            parts[name] = body[at : at + size]
            at += size
        if at != len(body):
            raise ValueError("it is cut short" if at > len(body) else "there is more than its parts")
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        from cleanr.phrases._loader import PhraseError

        raise PhraseError(
            f"{target} is damaged ({error}): delete it, or run python -m cleanr.phrases --compile"
        ) from error
    return Tables(_lang(path), parts)


def load(paths: Iterable[Path]) -> list[Tables]:
    """Return the tables of several phrase files."""
    return [stored(path) or _compiled(path) for path in paths]


def _compiled(path: Path) -> Tables:
    from cleanr.phrases._loader import read

    return compile_tables(_lang(path), [phrase for phrase, _ in read(path)])


def _lang(path: Path) -> str:
    return path.name.split(".")[0]


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes().replace(b"\r\n", b"\n"), digest_size=16).hexdigest()
