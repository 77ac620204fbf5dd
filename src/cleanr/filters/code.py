"""Code that was left in the text: scripts, styles and tags, where the page does not speak of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from cleanr.document import Document, Line, count_words
from cleanr.filters._shapes import compiled, of_line, part_of_line
from cleanr.forms import front_matter
from cleanr.record import BARE_TAGS, SITE_METADATA, TAG_IN_LINE, Evidence
from cleanr.tags import ABOUT_CODE, Tag, blanks_around, left_over

MAX_CODE_SHARE = 0.1
"""Share of a document's lines that look like code, from which on the code may be its subject."""

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
    indexes = [index for index in document.filled if _is_code(document.line(index))]
    mentions = document.fact(mentions_of_code) if indexes else 0
    if mentions >= SUBJECT or (mentions and len(indexes) > max(3, MAX_CODE_SHARE * len(document.filled))):
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
    """How often the running text speaks of code; a document without any says nothing of itself."""
    prose = [
        document.line(index).text[:LONGEST_SENTENCES]
        for index in document.filled
        if document.line(index).prose and not _is_code(document.line(index))
    ]
    return sum(len(compiled(ABOUT_CODE).findall(text)) for text in prose) if prose else 1


LONGEST_SENTENCES = 2000
"""Characters of a line of running text that are read for such mentions."""


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


def tags_of(document: Document) -> list[Tag]:
    """The tags that were left over; a fact of the document."""
    return left_over(document.text)


def tags_of_page(document: Document) -> Iterator[Evidence]:
    """Tags that were left over, in lines of their own and in others; of those between lines and cells one
    becomes a break or a tab.
    """
    text = document.text
    spaces = {"\t": "\t", "\n": "\r\n" if "\r\n" in text else "\n"}
    by_line: dict[int, list[Tag]] = {}
    for tag in document.fact(tags_of):
        first, last = map(document.line_at, (tag.start, tag.end - 1))
        for line in map(document.line, range(first, last + 1)):
            part = Tag(max(tag.start, line.start), min(tag.end, line.end), tag.space)
            if part.start < part.end:
                by_line.setdefault(line.index, []).append(part)
    for index, tags in by_line.items():
        line = document.line(index)
        between = pairwise([line.start, *(at for tag in tags for at in tag[:2]), line.end])
        rest = "".join(text[a:b] for a, b in islice(between, 0, None, 2)).replace("&nbsp;", " ")
        if not rest.strip():
            yield of_line(line, BARE_TAGS, "Nothing but tags and what a page does not show")
            continue
        for run in _runs(text, tags):
            yield from _tags_between(text, line, run, spaces)


def _runs(text: str, tags: Iterable[Tag]) -> Iterator[list[Tag]]:
    """The tags of a line, those together that nothing stands between."""
    run: list[Tag] = []
    for tag in tags:
        if run and text[run[-1].end : tag.start].strip():
            yield run
            run = []
        run.append(tag)
    yield run


def _tags_between(text: str, line: Line, run: Sequence[Tag], spaces: Mapping[str, str]) -> Iterator[Evidence]:
    """Evidence on the tags between two parts of a line, or at an end of it, and on the blanks among them.

    ``spaces`` says what the text has in the place of a tab and a break.
    """
    start, end = blanks_around(text, run[0].start, run[-1].end)
    begins, ends = start <= line.start, end >= line.end
    dividing = max(run, key=lambda tag: _SPACES.index(tag.space))
    number = run.index(dividing)
    divides = dividing.space and not begins and not ends
    for n, tag in enumerate(run):
        before, after = blanks_around(text, tag.start, tag.end)
        first = before if ends or (divides and n <= number) else tag.start
        last = after if not ends and (begins or (divides and n >= number)) else tag.end
        if divides and n == number:
            yield _rewrite(first, last, spaces[tag.space])
        else:
            yield part_of_line(first, last, TAG_IN_LINE, "A tag")


_SPACES = ("", "\t", "\n")
"""What tags put between words, of several tags the last of these."""


def metadata_of_site(document: Document) -> Iterator[Evidence]:
    """What a generator of sites was told of the page, before the text; title, date and author stay."""
    begin, end = front_matter(document.text)
    if not compiled(_OF_A_SITE).search(document.text, begin, end):
        return
    stays = False
    for index in range(document.line_at(begin), document.line_at(max(begin, end - 1)) + 1):
        line = document.line(index)
        written = document.text[line.start : line.end]
        if not line.blank and not written.startswith(("- ", " ", "\t")):
            stays = compiled(_OF_THE_TEXT).match(written) is not None
        if not line.blank and not stays:
            yield of_line(line, SITE_METADATA, "What a generator of sites was told")


_OF_A_SITE = r"(?m)^(?:layout|permalink|draft|template|slug|image_feature)[ \t]*[:=]"
_OF_THE_TEXT = (
    r"(?i)[\"']?(?:(?:sub)?title|date|authors?|description|summary|excerpt|source|url)[\"']?[ \t]*[:=]"
)


def _rewrite(start: int, end: int, space: str) -> Evidence:
    """The rewrite of a tag, and of the blanks around it, to what a page shows in its place."""
    return Evidence(
        start=start,
        end=end,
        category="whitespace",
        filter="markup",
        rule="whitespace.of-tag",
        reason="A tag between lines or cells, made the white space that it stands for",
        scope="inline",
        replacement=space,
    )
