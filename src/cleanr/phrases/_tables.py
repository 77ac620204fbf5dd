"""Phrases as plain tables: what is searched for and looked up, and how it is stored so that loading is quick.

Each phrase file ``de.toml`` has its tables beside it, ``de.tables``: parts of compressed JSON
that ``python -m cleanr.phrases --compile`` writes, each unpacked when first asked for.  Tables
that are not those of the file as it is now are ignored, and the file is compiled when it is
loaded, which takes some seconds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, overload

FORMAT = 22
"""Number of the stored form and of what compiles to it; tables with another one are ignored."""

LONGEST_HEAD = 24
"""Characters of a line's beginning that are looked up."""

NUMBERS_APART = 1 << 20
"""More patterns than any language has: the first ones of the next language begin there."""


class PhraseError(ValueError):
    """A phrase file that cannot be used; the message names the file, the entry and the fault."""


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


class Wording(NamedTuple):
    """One pattern as the search knows it; its regular expression and its literals are stored apart."""

    number: int
    entry: int
    """Number of its entry."""
    max_words: int
    max_chars: int
    max_before: int
    """Characters between the beginning of its line and the literal at most."""
    inline: bool
    timed: bool
    """Whether matching it needs a limit of time."""
    digit: bool
    """Whether a line must contain a digit."""
    heads: Sequence[str]
    """What a line must begin with, decoration aside, beside having a keyword; empty for anything."""
    also: Sequence[Sequence[str]]
    """Sets of literals, of each of which a line must contain one as well; the smallest first."""


Row = TypeVar("Row", bound=NamedTuple)


class Rows(Sequence[Row]):
    """Rows of a table as lines of JSON, each read when first asked for: of most, none ever is."""

    def __init__(self, kind: Callable[..., Row], lines: Sequence[str]) -> None:
        self._kind = kind
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> Rows[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | Rows[Row]:
        if isinstance(number, slice):
            return Rows(self._kind, self._lines[number])
        return self._kind(*json.loads(self._lines[number]))

    @classmethod
    def of(cls, kind: Callable[..., Row], rows: Iterable[Row]) -> Rows[Row]:
        """The same of rows that are there."""
        return cls(kind, [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows])

    def packed(self) -> str:
        """Return the rows as :meth:`unpacked` takes them."""
        return "\n".join(self._lines)

    @classmethod
    def unpacked(cls, kind: Callable[..., Row], text: str) -> Rows[Row]:
        """The rows of a text."""
        return cls(kind, text.split("\n") if text else [])


class Wordings(NamedTuple):
    """Patterns that are searched for in one way: what each is searched by, and the rest of it."""

    literals: Sequence[str]
    """For each its literals, with :data:`BETWEEN` between them."""
    rows: Rows[Wording]


KINDS = ("free", "bound")
"""Patterns that may be found in any script, and those that are in the language's own only."""

PLACES = ("heads", "keywords")
"""Where patterns are searched for: by the beginnings of lines, and anywhere in them."""

BETWEEN = "\x1f"
"""What stands between the literals of a pattern, as no literal has it."""

_END = "\x1e"
"""What stands after each pattern's literals where they are stored."""


class Tables:
    """The compiled phrases of one language."""

    def __init__(self, lang: str, parts: dict[str, Any]) -> None:
        self.lang = lang
        self._parts = parts

    def part(self, name: str) -> Any:
        """Return the part with this name, unpacked when first asked for.

        ``entries``: a row for each :class:`Entry`; ``entry_of``: for each pattern its entry;
        ``expressions``: for each pattern its regular expression, empty where it is looked up;
        ``free heads``, ``free keywords``, ``bound heads`` and ``bound keywords``: the :class:`Wordings` of
        patterns that may be found in any script, and in the language's own only; ``plain`` and ``other``:
        whole lines to look up, in ASCII and not, as one text, with pattern and number of lines for each
        run of lines.
        """
        value = self._parts[name]
        if isinstance(value, bytes):
            text = zlib.decompress(value).decode()
            value = self._parts[name] = _unpacked(name, text)
        return value

    def packed(self) -> dict[str, bytes]:
        """Return all parts as they are stored."""
        return {
            name: value if isinstance(value, bytes) else zlib.compress(_packed(value).encode(), level=9)
            for name, value in self._parts.items()
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tables) and self.lang == other.lang and self.packed() == other.packed()

    def __hash__(self) -> int:
        return hash(self.lang)


def _packed(value: Any) -> str:
    if isinstance(value, Rows):
        return value.packed()
    if isinstance(value, Wordings):
        return "".join(f"{literals}{_END}" for literals in value.literals) + value.rows.packed()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unpacked(name: str, text: str) -> Any:
    if name == "entries":
        return Rows.unpacked(Entry, text)
    if name.endswith(PLACES):
        *literals, rows = text.split(_END)
        return Wordings(literals, Rows.unpacked(Wording, rows))
    return json.loads(text)


def lang_of(path: Path) -> str:
    """The language of a phrase file, by its name."""
    return path.name.split(".")[0]


def write(tables: Tables, path: Path) -> Path:
    """Write the tables of a phrase file beside it, and return where they are."""
    parts = tables.packed()
    body = b"".join(parts.values())
    head = {
        "format": FORMAT,
        "digest": _digest(path),
        "checksum": zlib.crc32(body),
        "sizes": {name: len(data) for name, data in parts.items()},
    }
    target = path.with_suffix(".tables")
    target.write_bytes(json.dumps(head).encode() + b"\n" + body)
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
        if zlib.crc32(body) != head["checksum"]:
            raise ValueError("its parts are not what was written")
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise PhraseError(
            f"{target} is damaged ({error}): delete it, or run python -m cleanr.phrases --compile"
        ) from error
    return Tables(lang_of(path), parts)


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes().replace(b"\r\n", b"\n"), digest_size=16).hexdigest()
