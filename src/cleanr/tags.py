"""Tags of HTML in a text: what they are, and whether they were left over or are what the text shows."""

from __future__ import annotations

import re
from collections.abc import Iterable

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line of a document, as ``str.splitlines`` has it."""

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li main nav ol option p pre"
    " section select summary table tbody textarea tfoot thead title tr ul"
    # of TEI, which some extractors write
    " doc item lb list quote row".split()
)
"""Elements that stand on lines of their own."""

_CELLS = frozenset({"cell", "td", "th"})
"""Elements that stand side by side, or, where they are long, on lines of their own."""

_INLINE = frozenset(
    "a abbr acronym audio b bdi bdo big button canvas cite code col colgroup comments data del em embed font"
    " graphic hi i iframe img input ins kbd label link mark meta noscript object param path picture q ref"
    " rp rt ruby s samp script small source span strike strong style sub sup svg template text time tt u var"
    " video wbr".split()
)

_LEFT_OPEN = frozenset("body dd dt head html li option p tbody td tfoot th thead tr".split())
"""Elements that need not be closed."""

_EMPTY = frozenset({"br", "hr", "lb", "wbr"})
"""Elements without attributes that nothing closes."""

_NAMES = "|".join(sorted(_BLOCKS | _CELLS | _INLINE, key=lambda name: (-len(name), name)))
_FLAGS = (
    "allowfullscreen|async|autoplay|checked|compact|controls|default|defer|disabled|hidden|ismap|itemscope|loop"
    "|multiple|muted|noshade|novalidate|nowrap|open|readonly|required|reversed|selected"
)
_ATTRIBUTE = (
    rf"(?:[\w:@.\-]+\s*=\s*(?:\"[^\"<]{{0,4000}}\"|'[^'<]{{0,4000}}'|[^\s\"'<>=]+)|(?:{_FLAGS})(?=[\s/>]))"
)

TAG = re.compile(
    rf"</(?P<closed>{_NAMES}|amp-[\w\-]+|\w+:\w+)\s*>"
    rf"|<(?P<opened>{_NAMES}|amp-[\w\-]+|\w+:\w+)(?P<attributes>(?:\s+{_ATTRIBUTE})*+)\s*/?>"
    rf"|<!--[^{BREAKS}]{{0,600}}?-->|<!doctype\b[^<>]{{0,300}}>|<\?xml\b[^<>]{{0,300}}\?>",
    re.IGNORECASE,
)
"""What may be a tag, or what a browser does not show."""

ABOUT_CODE = (
    r"(?i)\b(?:javascript|typescript|html5?|css3?|json|xml|php|python|java|sql|jquery|wordpress|shortcodes?|snippets?"
    r"|templates?|stylesheets?|scripts?|(?:source ?)?code|coding|código|quell(?:text|code)|programming)\b"
    r"|\bкод|скрипт|代码|代碼|程式|コード|코드"
)
"""What a text says that is about code."""

_ABOUT_HTML = re.compile(r"(?i)\bx?html5?\b|\bmarkup\b")
"""What a heading says that is about tags."""

TAGGED = 0.8
"""Share of lines that begin or end with a tag, from which on a text is HTML, whatever it speaks of."""

BLANKS = 11
"""Blanks in a line of running text at least."""

LONG_CELL = 60
"""Characters from which on a cell is no entry of a table, but text beside other text."""


def left_over(text: str) -> list[re.Match[str]]:
    """Return the tags in a text, but those that the text itself shows or speaks of.

    >>> [tag[0] for tag in left_over("<p>It rained, and at 3 < 4 it stopped.</p>")]
    ['<p>', '</p>']
    >>> left_over("Look at the tags of HTML:\\n<p>")
    []
    """
    if "```" in text or "<" not in text or ">" not in text:
        return []
    tags = _real(TAG.finditer(text))
    return [] if not tags or _are_shown(text) else [tag for tag in tags if not _is_in_row(text, tag)]


def _real(found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Those that are tags: what has attributes, is closed, or opened; others may be letters in brackets."""
    tags = list(found)
    closed = {tag["closed"].lower() for tag in tags if tag["closed"]}
    opened = {tag["opened"].lower() for tag in tags if tag["opened"]}
    pairs = closed & opened
    sure = bool(pairs) or any(tag["attributes"] for tag in tags)

    def is_real(tag: re.Match[str]) -> bool:
        name = (tag["closed"] or tag["opened"] or "").lower()
        if not name or tag["attributes"] or name in pairs or name in _EMPTY:
            return True
        return sure and (name in _LEFT_OPEN or tag["closed"] is not None)

    return [tag for tag in tags if is_real(tag)]


def _is_in_row(text: str, tag: re.Match[str]) -> bool:
    """Whether a tag breaks a line in a row of a table in Markdown, which it would end."""
    return (tag["opened"] or "").lower() == "br" and text[text.rfind("\n", 0, tag.start()) + 1] == "|"


def _are_shown(text: str) -> bool:
    """Whether the text speaks of code, and is not itself in HTML."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if not any(_speaks_of_code(TAG.sub(" ", line)) for line in lines):
        return False
    tagged = sum(line.startswith("<") or line.endswith(">") for line in lines)
    return tagged < TAGGED * len(lines)


def _speaks_of_code(line: str) -> bool:
    about = ABOUT_CODE if line.count(" ") >= BLANKS else _ABOUT_HTML
    return re.search(about, line) is not None


def space_of(tag: re.Match[str]) -> str:
    """Return what a page shows between what stands before this tag and what stands behind it."""
    name = (tag["closed"] or tag["opened"] or "").lower()
    return "\n" if name in _BLOCKS else "\t" if name in _CELLS else ""


def blanks_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the blanks around a part of a text begin and end."""
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return start, end


def code_blocks(text: str) -> list[tuple[int, int]]:
    """Return what stands between tags that show it as it is written, unless that is most of the text.

    >>> code_blocks("<p>Type this and wait:</p><pre>more</pre><p>Then read on.</p>")
    [(31, 35)]
    """
    blocks = []
    at = text.find("<pre")
    while at >= 0:
        start, end = text.find(">", at) + 1, text.find("</pre>", at)
        if not at < start <= end:
            break
        blocks.append((start, end))
        at = text.find("<pre", end)
    return blocks if 2 * sum(end - start for start, end in blocks) < len(text) else []
