"""Tags of HTML in a text: what they are, and whether they were left over or are what the text shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from cleanr.document import BREAKS

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li main menu nav ol option p"
    " pre section select summary table tbody textarea tfoot thead title tr ul"
    # of TEI, which some extractors write
    " doc item lb list quote row".split()
)
"""Elements that stand on lines of their own."""

_CELLS = frozenset({"cell", "td", "th"})
"""Elements that stand side by side, or, where they are long, on lines of their own."""

_INLINE = frozenset(
    "a abbr acronym area audio b bdi bdo big button canvas cite code col colgroup comments data del dfn em"
    " embed font graphic hi i iframe img input ins kbd label legend link map mark meta nobr noscript object"
    " param path picture q ref rp rt ruby s samp script small source span strike strong style sub sup svg"
    " template text time tt u var video wbr".split()
)

_LEFT_OPEN = frozenset("body dd dt head html li option p tbody td tfoot th thead tr".split())
"""Elements that need not be closed."""

_EMPTY = frozenset({"br", "hr", "lb", "wbr"})
"""Elements without attributes that nothing closes."""

_UNSHOWN = frozenset({"script", "style"})
"""Elements of which a page shows nothing."""

_TEXT = frozenset("article body h1 h2 h3 main p".split())
"""Elements that stand in no script."""

_RAISED = frozenset({"sub", "sup"})

FEW_BREAKS = 3
"""Tags that nothing closes (``<br>``) from which on a text without others has them left over, and does not
speak of them."""

_NAMES = "|".join(sorted(_BLOCKS | _CELLS | _INLINE, key=lambda name: (-len(name), name)))
_NAME = rf"(?:{_NAMES}|[a-z]\w*(?:-\w+)+|[a-z]\w*:\w+)"
_FLAGS = (
    "allowfullscreen|alt|async|autoplay|border|checked|compact|controls|crossorigin|data-[\\w-]+|default|defer"
    "|disabled|download|hidden|inert|ismap|itemscope|loop|multiple|muted|noshade|novalidate|nowrap|open|playsinline"
    "|readonly|required|reversed|selected"
)
_ATTRIBUTE = rf"(?:[\w:@.\-]+\s*=\s*(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>]*+)|(?:{_FLAGS})(?=[\s/>]))"

TAG = re.compile(
    rf"</(?P<closed>{_NAME})\s*>|<(?P<opened>{_NAME})(?P<attributes>(?:\s+{_ATTRIBUTE}(?:(?<=[\"']){_ATTRIBUTE})*+)*+)"
    rf"\s*(?:/\s*)?>|<!--(?:[^{BREAKS}]{{0,600}}?|[^<]{{0,3000}}?)-->|<!\[[^<>\]]{{0,100}}\]>"
    r"|<!doctype\b[^<>]{0,300}>|<\?xml\b[^<>]{0,300}\?>",
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
"""What even a heading says that is about tags."""

TAGGED = 0.5
"""Share of lines that begin or end with a tag from which on a text is HTML, whatever it speaks of."""

PER_LINE = 5
"""Tags that break lines for each line, from which on it is so too: then the text stands in few lines."""

PROSE_BLANKS = 11
"""Blanks in a line of running text at least."""

MENTIONS = 2
"""Lines that speak of code from which on a text is about it."""


class Tag(NamedTuple):
    """A tag, or a script or style from its first tag to its last."""

    start: int
    end: int
    space: str
    """What a page shows between what stands before it and what stands behind it."""


def left_over(text: str) -> list[Tag]:
    """Return the tags in a text, but those that the text itself shows or speaks of.

    >>> [tag.space for tag in left_over("<p>It rained, and at 3 < 4 it <b>stopped</b>.</p>")]
    ['\\n', '', '', '\\n']
    >>> left_over("Look at the tags of HTML:\\n<p>")
    []
    """
    if "```" in text or "<" not in text or ">" not in text:
        return []
    tags = _real(text, TAG.finditer(text))
    return [] if not tags or _are_shown(text, tags) else list(_whole(_dispensable(text, tags)))


def _whole(tags: Iterable[re.Match[str]]) -> Iterator[Tag]:
    """The tags, of scripts and styles one for all that stands between theirs."""
    held: list[re.Match[str]] = []
    for tag in tags:
        name = _name(tag)
        if held and tag["closed"] and name == _name(held[0]):
            yield Tag(held[0].start(), tag.end(), "\n")
            held.clear()
            continue
        opens = tag["opened"] is not None and not tag[0].endswith("/>")
        if held and opens and name in _TEXT | _UNSHOWN:  # nothing closed it
            yield from map(_tag, held)
            held.clear()
        if held or (opens and name in _UNSHOWN):
            held.append(tag)
        else:
            yield _tag(tag)
    yield from map(_tag, held)


def _tag(match: re.Match[str]) -> Tag:
    name = _name(match)
    return Tag(*match.span(), "\n" if name in _BLOCKS else "\t" if name in _CELLS else "")


def _name(tag: re.Match[str]) -> str:
    return (tag["closed"] or tag["opened"] or "").lower()


def _real(text: str, found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Those that are tags: what has attributes, is closed, or opened; others may be letters in brackets."""
    tags = [
        tag
        for tag in found
        if "`" not in (text[tag.start() - 1 : tag.start()], text[tag.end() : tag.end() + 1])
    ]
    closed = {tag["closed"].lower() for tag in tags if tag["closed"]}
    opened = {tag["opened"].lower() for tag in tags if tag["opened"]}
    pairs = closed & opened
    empty = [tag for tag in tags if (tag["opened"] or "").lower() in _EMPTY]
    sure = bool(pairs) or any(tag["attributes"] for tag in tags)
    several = len(empty) >= FEW_BREAKS or sum(_begins_text(text, tag) for tag in tags) > 1

    def is_real(tag: re.Match[str]) -> bool:
        name = _name(tag)
        if not name or tag["attributes"] or name in pairs:
            return True
        if name in _EMPTY and blanks_around(text, *tag.span()) == tag.span():
            return True
        return (sure or several) and (name in _EMPTY | _LEFT_OPEN or tag["closed"] is not None)

    return list(filter(is_real, tags))


def _begins_text(text: str, tag: re.Match[str]) -> bool:
    """Whether a line begins with this tag of an element that need not be closed, and goes on at once."""
    at_begin = tag.start() == 0 or text[tag.start() - 1] in BREAKS
    return (
        at_begin and (tag["opened"] or "").lower() in _LEFT_OPEN and text[tag.end() : tag.end() + 1].isalnum()
    )


def _dispensable(text: str, tags: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those without which the text is the same: not those of a power or of cents right behind a number, nor
    those that break a line in a row of a table in Markdown.
    """
    rows = _DIVIDER.search(text) is not None
    needed = begin = at = 0
    for tag in tags:
        begin, at = max(begin, text.rfind("\n", at, tag.start()) + 1), tag.start()
        name = _name(tag)
        if tag.end() == needed:
            continue
        behind_number = name in _RAISED and text[tag.start() - 1 : tag.start()].isdigit()
        if behind_number and not tag["attributes"] and (raised := _RAISED_NUMBER.match(text, tag.end())):
            needed = raised.end()
        elif name != "br" or not rows or text[begin] != "|":
            yield tag


_DIVIDER = re.compile(r"^\|[|:\- ]*-{3}", re.MULTILINE)
"""What divides the head of a table in Markdown from its rows."""

_RAISED_NUMBER = re.compile(r"[\d.,+\-−–]{1,6}</su[bp]\s*>", re.IGNORECASE)


def _are_shown(text: str, tags: Iterable[re.Match[str]]) -> bool:
    """Whether the text shows tags or speaks of code, and is not itself in HTML."""
    code = code_blocks(text)
    parts = [text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *code, (len(text), 0)])]
    lines = [line for line in map(str.strip, "".join(parts).splitlines()) if line]
    tagged = sum(line.startswith("<") or line.endswith(">") for line in lines)
    dividing = sum(_name(tag) in _BLOCKS | _CELLS for tag in tags)
    if tagged >= TAGGED * len(lines) or dividing >= PER_LINE * len(lines):
        return False
    if 0 < tagged <= 2 * sum(map(_introduces, lines, lines[1:])):
        return True
    shown = [TAG.sub(" ", line) for line in lines]
    return sum(map(_speaks_of_code, shown)) >= MENTIONS or any(map(_ABOUT_HTML.search, shown))


def _introduces(line: str, following: str) -> bool:
    """Whether a line ends in a colon before an element that is shown, and no list or table."""
    tag = TAG.match(following) if line[-1] in ":：" else None
    return tag is not None and (tag["opened"] or "").lower() in _SHOWN


_SHOWN = frozenset("a b br h1 h2 h3 hr html i label p span strong title".split())
"""Elements that texts about HTML show."""


def _speaks_of_code(line: str) -> bool:
    return line.count(" ") >= PROSE_BLANKS and re.search(ABOUT_CODE, line) is not None


def masked(text: str, tags: Iterable[Tag]) -> str:
    """Return the text with breaks in the place of its tags, so that places in it stay the same.

    >>> masked("<p>It rains.</p>", left_over("<p>It rains.</p>"))
    '\\n\\n\\nIt rains.\\n\\n\\n\\n'
    """
    parts: list[str] = []
    at = 0
    for tag in tags:
        parts += (text[at : tag.start], "\n" * (tag.end - tag.start))
        at = tag.end
    return "".join((*parts, text[at:]))


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
    begin = _CODE_BEGINS.search(text)
    while begin and (end := _CODE_ENDS.search(text, begin.end())):
        blocks.append((begin.end(), end.start()))
        begin = _CODE_BEGINS.search(text, end.end())
    return blocks if 2 * sum(end - start for start, end in blocks) < len(text) else []


_CODE_BEGINS = re.compile(r"<pre\b[^<>]*+>", re.IGNORECASE)
_CODE_ENDS = re.compile(r"</pre\s*>", re.IGNORECASE)
