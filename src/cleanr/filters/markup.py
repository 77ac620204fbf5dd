"""Markup that was left in the text: table scaffolding, code of the page, placeholders, bare links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from cleanr.document import Document, Line
from cleanr.phrases import found
from cleanr.record import Evidence

MAX_CODE_SHARE = 0.1
"""Share of a document's lines that look like code, from which on the code is its subject."""

_SCAFFOLDING = "|:-+ "
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"
_PLACEHOLDER = regex.compile(
    r"\{\{[^{}]{1,60}\}\}|\{[a-z]+[A-Z]\w*\}|%%\w{2,40}%%|\$\{[^{}]{1,40}\}|<%[^%]{0,60}%>"
    r"|\[/?[a-z][a-z_\-]{2,24}(?: [a-z_]+=(?:\"[^\"]*\"|'[^']*'|\S+))*\s*/?\]"
)
_CODE = r"""(?x)
    (?:
        \$\(\s*['"\#.\w]                        # $('#id')
      | \b(?:window|document|jQuery|googletag|console|dataLayer|adsbygoogle|gtag|fbq|_gaq|GA_\w+)\b\s*[.(=\[]
      | \bfunction\s*\w*\s*\([^)]*\)\s*\{
      | (?:var|let|const)\s+\w+\s*=.*[;{,\[]\s*$
      | ^\s*[}\])]+\s*\)?\s*[;,]?\s*$            # closing brackets alone
      | ^\s*(?:if|for|while|else|try|catch)\b[^.]*\{\s*$
      | ^\s*(?:[.\#@][\w\-]+[\w\s.\#:>,\-()]*)\{ # .selector {
      | ^\s*[a-z\-]{3,30}\s*:\s*[^;{}]{1,80};\s*\}?\s*$
      | "@(?:context|type|graph)"\s*:
      | ^\s*\{\s*"\w+"\s*:
      | </?(?:div|span|script|style|iframe|img|br|p|a|ul|li|table|td|tr|figure|section
         |noscript|object|embed|param|center|font|blockquote)\b[^<>]*>
      | ^\s*//\s*(?:<!\[CDATA\[|\]\]>)
      | <!--|-->
    )"""
_URL_LINE = regex.compile(r"(?:https?://|www\.)\S+")
_TRACKING = regex.compile(
    r"[?&](?:utm_\w+|fbclid|gclid|ref|cmpid|ocid|cid|feature|igshid|mc_cid|hosted_button_id)=|doubleclick|/embed/|t\.co/|bit\.ly/|pic\.twitter\.com"
)
_EMBED_ID = regex.compile(r"\d{12,19}|[0-9a-f]{24,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MIN_ID = 12
"""Length of the shortest id of an embed that :func:`_ids` knows."""

SURE_ID = 15
"""Digits from which on a number alone on its line is an embed's; shorter ones may be bar codes."""

MAX_ID = 40
"""Length of the longest such id."""


def markup(document: Document) -> Iterator[Evidence]:
    """Wording of embeds and viewers, and lines that have the shape of markup.

    Each shape is looked for only in a document that has a character it cannot do without.
    """
    yield from found(document).by_category.get("markup", ())
    text = document.text
    yield from _ids(document)
    if not text.isascii():
        yield from _invisible(document)
    if "|" in text:
        yield from _scaffolding(document)
    if "{" in text or "%" in text or "[" in text:
        yield from _placeholders(document)
    if "{" in text or "}" in text or "<" in text or "$(" in text:
        yield from _code(document)
    if "://" in text or "www." in text:
        yield from _links(document)


def _evidence(line: Line, rule: str, reason: str, *, weak: bool = False) -> Evidence:
    return Evidence(
        start=line.start,
        end=line.end,
        category="markup",
        filter="markup",
        rule=rule,
        reason=reason,
        strength="weak" if weak else "strong",
    )


def _ids(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if not MIN_ID <= len(folded) <= MAX_ID + 4 or " " in (bare := folded.strip()):
            continue
        if _EMBED_ID.fullmatch(bare):
            doubtful = not bare.isdigit() or len(bare) < SURE_ID
            yield _evidence(document.line(index), "markup.embed-id", "The id of an embed", weak=doubtful)


def _invisible(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if folded and not folded.strip(_INVISIBLE + " ") and not folded.isspace():
            yield _evidence(document.line(index), "markup.invisible", "A line without a visible character")


def _placeholders(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if len(folded) <= MAX_PLACEHOLDER and ("{" in folded or "%" in folded or "[" in folded):
            line = document.line(index)
            if _PLACEHOLDER.fullmatch(line.text):
                yield _evidence(line, "markup.placeholder", "A template placeholder")


MAX_PLACEHOLDER = 120
"""Length up to which a line may be a placeholder."""


def _scaffolding(document: Document) -> Iterator[Evidence]:
    """Rows of a table that hold nothing, unless they divide rows that do."""
    lines = document.folded_lines
    for index, folded in enumerate(lines):
        if "|" in folded and not folded.strip(_SCAFFOLDING):
            around = [lines[n] for n in (index - 1, index + 1) if 0 <= n < len(lines)]
            divides = "-" in folded and any("|" in row and row.strip(_SCAFFOLDING) for row in around)
            if not divides:
                yield _evidence(document.line(index), "markup.scaffolding", "An empty row of a table")


def _code(document: Document) -> Iterator[Evidence]:
    """Lines of scripts, styles and tags, unless the document is about code."""
    if "```" in document.text:
        return
    code = _code_expression()
    lines = [
        document.line(index)
        for index, folded in enumerate(document.folded_lines)
        if folded and code.search(document.line(index).text, 0, CODE_WINDOW)
    ]
    visible = sum(1 for folded in document.folded_lines if folded and not folded.isspace())
    if not lines or len(lines) > max(3, MAX_CODE_SHARE * visible):
        return
    for line in lines:
        if not line.prose or line.text.startswith(("{", "<", "$(", "(function", "window.", "var ")):
            indented = document.text[line.start : line.end].startswith(("    ", "\t"))
            closing = not line.text.strip("{}()[];, ")
            yield _evidence(line, "markup.code", "Code of the page", weak=indented or closing)


@cache
def _code_expression() -> regex.Pattern[str]:
    """What a line of code matches, compiled when it is first looked for."""
    return regex.compile(_CODE)


CODE_WINDOW = 500
"""Characters of a line that are looked at for code."""


def _links(document: Document) -> Iterable[Evidence]:
    """Lines that are a bare address; one with a tracking parameter is no reference."""
    for index, folded in enumerate(document.folded_lines):
        if ("://" in folded or "www." in folded) and _URL_LINE.fullmatch(folded.strip()):
            tracked = bool(_TRACKING.search(folded))
            yield _evidence(document.line(index), "markup.bare-link", "A bare link", weak=not tracked)
