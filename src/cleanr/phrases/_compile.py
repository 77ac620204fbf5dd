"""Compile phrases to tables: what each pattern is searched for by, and what a line must have besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cleanr.phrases._keywords import Keywords, rarity
from cleanr.phrases._loader import Pattern, Phrase, read
from cleanr.phrases._scripts import SCRIPT_OF, is_written_in
from cleanr.phrases._tables import (
    BETWEEN,
    KINDS,
    PLACES,
    Entry,
    Rows,
    Tables,
    Wording,
    Wordings,
    lang_of,
    write,
)
from cleanr.phrases._whole_lines import bare

NO_LIMIT = 1 << 60
"""Stands for any number of characters."""

DECORATED = 40
"""Marks and blanks that may stand before the words of a line, and between them."""

ANCHORED = 5.0
"""How much rarer words are at the beginning of a line than anywhere, as :func:`rarity` counts."""


def store(path: Path) -> Path:
    """Compile a phrase file, write its tables beside it, and return where they are."""
    return write(compile_file(path), path)


def compile_file(path: Path) -> Tables:
    """Return the tables for the phrases of a file."""
    return compile_tables(lang_of(path), [phrase for phrase, _ in read(path)])


def compile_phrases(phrases: Iterable[Phrase]) -> list[Tables]:
    """Return the tables for phrases of several languages, one for each."""
    by_lang: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_lang.setdefault(phrase.lang, []).append(phrase)
    return [compile_tables(lang, some) for lang, some in by_lang.items()]


def compile_tables(lang: str, phrases: Iterable[Phrase]) -> Tables:
    """Return the tables for these phrases of one language; their order is that of the patterns."""
    entries: list[Entry] = []
    entry_of: list[int] = []
    expressions: list[str] = []
    wordings: dict[str, list[tuple[str, Wording]]] = {
        f"{kind} {place}": [] for kind in KINDS for place in PLACES
    }
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
                literals, by_head, wording = _wording(pattern, number, entry_of[-1], phrase.scope)
                kind = KINDS[is_written_in(SCRIPT_OF.get(lang), literals)]
                place = PLACES[not by_head]
                wordings[f"{kind} {place}"].append((BETWEEN.join(literals), wording))
        entries.append(Entry(*(getattr(phrase, name) for name in Entry._fields)))
    return Tables(
        lang,
        {
            "entries": Rows.of(Entry, entries),
            "entry_of": entry_of,
            "expressions": expressions,
            **{
                name: Wordings([literals for literals, _ in some], Rows.of(Wording, [w for _, w in some]))
                for name, some in wordings.items()
            },
            **{name: ["\n".join(lines[name]), runs[name]] for name in lines},
        },
    )


def _wording(pattern: Pattern, number: int, entry: int, scope: str) -> tuple[Sequence[str], bool, Wording]:
    """What a pattern is searched by, whether that stands at the beginnings of lines, and the rest of it."""
    inline = scope == "inline"
    wanted = pattern.keywords
    by_head = not inline and _rather_by_head(wanted)
    also = wanted.also
    if by_head:
        also = tuple(s for s in (wanted.literals, *also) if not _implied(s, wanted.heads))
    wording = Wording(
        number=number,
        entry=entry,
        max_words=pattern.max_words,
        max_chars=NO_LIMIT if inline else pattern.max_chars,
        max_before=NO_LIMIT if inline else wanted.before + DECORATED,
        inline=inline,
        timed=pattern.timed,
        digit=wanted.digit,
        # What a line was found by needs no second look; the smaller sets fail at less cost.
        heads=() if by_head or inline else wanted.heads,
        also=sorted(also, key=len),
    )
    return wanted.heads if by_head else wanted.literals, by_head, wording


def _implied(literals: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a line that begins with one of the heads has one of the literals.

    The blanks of a head stand for any number of blanks, those of a literal do not.
    """
    words = [literal for literal in literals if " " not in literal]
    return all(any(map(head.__contains__, words)) for head in heads)


def _rather_by_head(wanted: Keywords) -> bool:
    """Whether the beginnings of a pattern's lines are rarer than its keywords."""
    if not wanted.heads or min(map(len, wanted.heads)) < 2:
        return False
    return min(map(rarity, wanted.heads)) + ANCHORED >= min(map(rarity, wanted.literals))
