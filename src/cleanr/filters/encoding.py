"""Mojibake and control characters, rewritten by ftfy on the lines that show damage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanr.document import Document
from cleanr.filters._shapes import compiled
from cleanr.record import Evidence

REPAIR = "encoding.repair"
"""Rule of what is rewritten."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f]")

# What UTF-8 looks like when it was read as Latin-1, Windows-1252 or Windows-1251: a lead
# byte's letter followed by something that no language puts behind it.
# Quotation marks, dashes and the like do stand behind capitals: “AMANHÃ”.
_MOJIBAKE = (
    r"[ÂÃÄÅÎÏÐÑØÙ](?:[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]"
    r"|(?:(?<![\p{Lu}“„«‹‘\"'].)[\u00a0«»…‘’“”–—]|[\u00a0«»…‘’“”–—](?=\p{L})))|[âã][\u0080-\u009f€‚][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]?"
    r"|ï»¿|ðŸ|(?:[РС][\u0400-\u040f\u0450-\u045f\u00a0-\u00bf‚ѓ„…†‡€‰‹‘’“”•–—™›]){2}"
)


def encoding(document: Document) -> Iterator[Evidence]:
    """Rewrite damaged characters.

    Curly quotes, dashes, ligatures, full-width letters and entities are not damage.
    """
    text = document.text
    if not _may_be_damaged(text):
        return
    damaged = _CONTROLS if text.isascii() else compiled(_DAMAGE)
    for index in sorted({document.line_at(match.start()) for match in damaged.finditer(text)}):
        line = document.line(index)
        before = text[line.start : line.end]
        after = repair(before)
        if after != before:
            yield _rewrite(line.start, before, after)


def _may_be_damaged(text: str) -> bool:
    """Whether there is a control character, or a letter that mojibake begins with."""
    if not text.isascii() and any(map(text.__contains__, _LEADS)):
        return True
    stored = text.encode("utf-8", "surrogatepass")
    return len(stored.translate(None, _CONTROL_BYTES)) < len(stored) or bool(_HIGH_CONTROLS.search(stored))


_CONTROL_BYTES = bytes(c for c in range(128) if _CONTROLS.match(chr(c)))
_HIGH_CONTROLS = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""The other control characters, in UTF-8: bytes are looked through much faster than characters."""
_LEADS = "ÂÃÄÅÎÏÐÑØÙâãïðРС"

_DAMAGE = f"{_CONTROLS.pattern}|{_MOJIBAKE}"


def repair(line: str) -> str:
    """Return ``line`` with its mojibake decoded and its control characters gone.

    >>> repair("The cafÃ© is openâ€¦"), repair("“Déjà vu” – ﬁne")
    ('The café is open…', '“Déjà vu” – ﬁne')
    """
    import ftfy

    fixed = ftfy.fix_text(
        line,
        ftfy.TextFixerConfig(
            unescape_html=False,
            uncurl_quotes=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            fix_line_breaks=False,
            fix_surrogates=False,
            normalization=None,
            explain=False,
        ),
    )
    # A repair may never break a line in two: offsets of all other lines would be wrong.
    return fixed if len(f"{fixed}.".splitlines()) <= 1 else line


def _rewrite(offset: int, before: str, after: str) -> Evidence:
    """The rewrite of the part of the line that changes."""
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    tail = 0
    limit = min(len(before), len(after)) - same
    while tail < limit and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Evidence(
        start=offset + same,
        end=offset + len(before) - tail,
        category="encoding",
        filter="encoding",
        rule=REPAIR,
        reason="Damaged characters, repaired",
        scope="inline",
        replacement=after[same : len(after) - tail],
    )
