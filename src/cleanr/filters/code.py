"""Code that was left in the text: scripts and styles, where the page does not speak of code."""

from __future__ import annotations

from collections.abc import Iterator

from cleanr.document import Document, Line, count_words
from cleanr.filters._shapes import compiled, of_line, part_of_line
from cleanr.plain.tags import ABOUT_CODE
from cleanr.record import Evidence

MAX_CODE_SHARE = 0.1
"""Share of a document's lines that look like code, from which on the code may be its subject."""

FEW_CODE_LINES = 3
"""Lines of code that are not, whatever their share."""

_SCRIPT = r"""(?x)
    (?:
        \$\(\s*['"\#.\w]                        # $('#id')
      | \b(?:window|document)\s*(?:\.\s*[a-z]\w*\s*[.(=\[;]|\[\s*['"])
      | \b(?:window|document|console)\.(?:[a-z]+[A-Z_]\w*|_\w+|all|cookie|location|log|write|ready)\b
      | \b(?:jQuery|googletag|console|dataLayer|adsbygoogle|gtag|fbq|_gaq|GA_\w+)\b\s*[.(=\[]
      | \bfunction\s*\w*\s*\([^)]*\)\s*\{
      | (?:var|let|const)\s+\w+\s*=.*[;{,\[]\s*$
      | ^\s*[}\])]+\s*\)?\s*[;,]?\s*$            # closing brackets alone
      | ^\s*(?:if|for|while|else|try|catch)\b[^.]*\{\s*$
      | ^\s*(?:[.\#@][\w\-]+[\w\s.\#:>,\-()]*)\{ # .selector {
      | ^\s*(?:body|html|div|span|img|table|ul|li|h[1-6]|[ap])\b[\w\s.\#:>,\-]*\{\s*[a-z\-]+\s*:
      | ^\s*(?:[a-z]+(?:-[a-z]+)+|color|width|height|margin|padding|display|position|float|font|background
         |border|top|left|right|bottom|content|overflow|opacity|clear|cursor|zoom|fill)\s*:\s*[^;{}]{1,80};\s*\}?\s*$
      | "@(?:context|type|graph)"\s*:
      | ^\s*[\[{]+\s*"[\w@\-]+"\s*:
      | ^\s*"[\w@\-]+"\s*:\s*(?:"[^"]*"|[\d.\-]+|true|false|null|[\[{])[\]}]*,?\s*$
      | ^\s*//\s*(?:<!\[CDATA\[|\]\]>)
    )"""
_GOES_ON = (
    r"[;{}]\s*$|^\W+$|^\s*(?://|/\*|\*/)|^\s*(?:if|for|while|else|return|var|let|const|function)\b.*[()=]"
)


def code_of_page(document: Document) -> Iterator[Evidence]:
    """Lines of scripts and styles, unless the document is about code."""
    if "```" in document.text:
        return
    indexes = document.fact(lines_of_code)
    mentions = document.fact(mentions_of_code) if indexes else 0
    few = max(FEW_CODE_LINES, MAX_CODE_SHARE * len(document.filled))
    if mentions >= SUBJECT or (mentions and len(indexes) > few):
        return
    if not mentions:
        indexes = _with_the_lines_between(document, indexes)
        if _is_shown(document, indexes):
            return
    for index in indexes:
        line = document.line(index)
        if (end := _end_of_code(line.text)) < len(line.text):
            begin = document.text_start(index)
            yield part_of_line(begin, begin + end, "markup.code", "Code of the page")
            continue
        indented = document.text[line.start : line.end].startswith(("    ", "\t"))
        closing = not line.text.strip("{}()[];, ")
        yield of_line(line, "markup.code", "Code of the page", weak=indented or closing)


CODE_WINDOW = 500
"""Characters of a line that are looked at for code."""

SUBJECT = 3
"""Mentions of code and its languages in the running text from which on code is the document's subject."""

STATEMENTS = 3
"""Pieces of code that a line has at least which is as long as running text."""

SYMBOLS = 0.015
"""Share of such a line that braces, semicolons and equals signs have at least."""


def mentions_of_code(document: Document) -> int:
    """How often the running text speaks of code, a fact of the document; 1 where there is none."""
    code = set(document.fact(lines_of_code))
    prose = [
        document.line(index).text[:LONGEST_SENTENCES]
        for index in document.filled
        if document.line(index).prose and index not in code
    ]
    return sum(len(compiled(ABOUT_CODE).findall(text)) for text in prose) if prose else 1


LONGEST_SENTENCES = 2000
"""Characters of a line of running text that are read for such mentions."""


def lines_of_code(document: Document) -> list[int]:
    """The indexes of the lines that are a piece of a script or a style; a fact of the document."""
    return [index for index in document.filled if _is_code(document.line(index))]


def _is_code(line: Line) -> bool:
    """Whether a line is a piece of a script or a style."""
    text = line.text
    if not compiled(_SCRIPT).search(text, 0, CODE_WINDOW):
        return False
    if not line.prose or text.startswith(("{", "$(", "(function", "window.", "var ")):
        return True
    sample = text[:LONGEST_SENTENCES]
    symbols = sum(map(sample.count, "{}=;"))
    return symbols >= SYMBOLS * len(sample) and len(compiled(_SCRIPT).findall(sample)) >= STATEMENTS


def _end_of_code(text: str) -> int:
    """Where the code of a line ends; before some words where those of the page were put behind it."""
    last = max(map(text.rfind, "{}=;"))
    behind = compiled(_WORDS_BEHIND).match(text, max(0, last))
    if behind is None or count_words(text[behind.end() :]) < WORDS_BEHIND:
        return len(text)
    return behind.end()


_WORDS_BEHIND = r"[;}][)\]]*\s*(?=[\p{Lu}\p{Lo}\"“«¿¡])"
"""The last symbol of code that words follow on the same line."""

WORDS_BEHIND = 4
"""Words behind a line's code from which on they are the page's own."""


def _with_the_lines_between(document: Document, indexes: list[int]) -> list[int]:
    """Add the lines that continue the code of their neighbours: ``width = 300;``."""
    code = set(indexes)
    queue = list(indexes)
    while queue:
        for n in document.neighbours(queue.pop()):
            if (
                n not in code
                and not document.line(n).prose
                and compiled(_GOES_ON).search(document.line(n).text)
            ):
                code.add(n)
                queue.append(n)
    return sorted(code)


def _is_shown(document: Document, indexes: list[int]) -> bool:
    """Whether the article shows the code: a line ends in a colon above it, or it alternates with the text."""
    code = set(indexes)
    runs = 0
    for index in indexes:
        around = document.neighbours(index)
        before = next((n for n in around if n < index), None)
        if before is None or before in code:
            continue
        if document.line(before).text[-1] in ":：":
            return True
        runs += document.line(before).prose
    return runs >= ALTERNATING


ALTERNATING = 3
"""Runs of code lines right below running text from which on the two alternate."""
