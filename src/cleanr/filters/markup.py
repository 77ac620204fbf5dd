"""Markup that was left in the text: table scaffolding, code of the page, placeholders, bare links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from cleanr.document import Document, Line
from cleanr.phrases import found
from cleanr.record import Evidence

MAX_CODE_SHARE = 0.1
"""Share of a document's lines that look like code, from which on the code may be its subject."""

_SCAFFOLDING = "|:-+ "
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"
_ATTRIBUTE = r"[\w\-:]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'\]>]+)"
_PLACEHOLDER = regex.compile(
    r"\{\{[^{}]{1,60}\}\}|\{\{\{[^{}]{1,60}\}\}\}|\{![^{}]{1,60}!\}|\{%[^{}]{1,80}%\}|\{[a-z]+[A-Z]\w*\}|%%\w{2,40}%%"
    r"|\$\{[^{}]{1,40}\}|<%[^%]{0,60}%>|\*\|[A-Z_:]{2,40}\|\*|\#\#[A-Z_]{3,40}\#\#|__[A-Z][A-Z_]+[A-Z]__"
)
_FORMAT = regex.compile(
    r"(?<![\w%])%(?:\d\$)?[sd]\b|\{\d\}|\{(?:count|total|name|title|date|time|author|user|url|site)\}"
)
_SHORTCODE = regex.compile(
    rf"\[/?(?:[a-z]+_[a-z\d_]+|[a-z\-]{{3,24}}(?= [\w\-]+=)|[a-z]{{3,24}}(?=\s*/\])"
    rf"|caption|gallery|embed|video|audio|playlist|youtube|vimeo|toc|adsense|shortcode|contact)(?:\s+{_ATTRIBUTE})*\s*/?\]"
)
_SCRIPT = regex.compile(
    r"""(?x)
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
)
_TAG = regex.compile(
    r"</?(?:div|span|script|style|iframe|img|br|p|a|ul|ol|li|table|td|tr|th|tbody|figure|figcaption|section"
    r"|noscript|object|embed|param|center|font|blockquote|strong|em|h[1-6]|hr|input|button|svg|path)\b[^<>]*>"
    r"|<!--.*?(?:-->|$)|-->"
)
_GOES_ON = regex.compile(
    r"[;{}]\s*$|^\W+$|^\s*(?://|/\*|\*/)|^\s*(?:if|for|while|else|return|var|let|const|function)\b.*[()=]"
)
_ABOUT_CODE = regex.compile(
    r"(?i)\b(?:javascript|typescript|html5?|css3?|json|xml|php|python|java|sql|jquery|wordpress|shortcodes?|snippets?"
    r"|templates?|stylesheets?|scripts?|(?:source ?)?code|coding|código|quell(?:text|code)|programming)\b"
    r"|\bкод|скрипт|代码|代碼|程式|コード|코드"
)
_URL_LINE = regex.compile(r"(?:https?://|www\.)\S+")
_TRACKING = regex.compile(
    r"[?&](?:utm_\w+|fbclid|gclid|ref|cmpid|ocid|cid|feature|igshid|mc_cid|hosted_button_id)=|doubleclick|/embed/"
    r"|t\.co/|bit\.ly/|pic\.twitter\.com|(?:…|\.\.\.)$"
    r"|//(?:www\.|m\.)?(?:youtube\.com/(?:watch|shorts/|channel/)|youtu\.be/|instagram\.com/(?:p|reel)/|vimeo\.com/\d"
    r"|(?:twitter|x)\.com/\w+/status/|facebook\.com/\S+/(?:posts|videos)/|tiktok\.com/@|soundcloud\.com/\w"
    r"|(?:www\.)?dailymotion\.com/video/|dai\.ly/|bcove\.me/|flic\.kr/|streamable\.com/|giphy\.com/|open\.spotify\.com/)"
)
_EMBED_ID = regex.compile(r"\d{12,19}|[0-9a-f]{24,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENCODED = regex.compile(r"(?=.*\d)(?=.*[A-Za-z])(?:data:\S+;base64,)?[A-Za-z\d+/_\-]{48,}={0,2}")
_FILE_NAME = regex.compile(
    r"(?i)[\w\-+%.()]*(?:\d{3,}|[_\-+][\w\-+]*[_\-+])[\w\-+%.()]*\.(?:jpe?g|png|gif|webp|svg|avif|heic)"
)
_ATTRIBUTES = regex.compile(rf"(?:{_ATTRIBUTE}\s*){{2,}}/?>?")
_MARKS = regex.compile(r"(?:[,;|/·•›»] *){4,}|_{3,}")
"""Separators of items that are gone, and drawn lines; asterisks and dashes divide an article's parts."""

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
    yield from _unspaced(document)
    yield from _marks(document)
    if not text.isascii():
        yield from _invisible(document)
    if "|" in text:
        yield from _scaffolding(document)
    if any(map(text.__contains__, "{%[#_")) or "*|" in text:
        yield from _placeholders(document)
    if "[" in text:
        yield from _shortcodes(document)
    if any(map(text.__contains__, ("{", "}", "<", "$(", "-->"))):
        yield from _code(document)
    if '="' in text:
        yield from _attributes(document)
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


def _cut(start: int, end: int, rule: str, reason: str) -> Evidence:
    return Evidence(
        start=start, end=end, category="markup", filter="markup", rule=rule, reason=reason, scope="inline"
    )


def _unspaced(document: Document) -> Iterator[Evidence]:
    """Lines of one long word that no language has: ids, encoded data, names of image files."""
    names_images = any(map(document.folded.__contains__, _IMAGES))
    for index, folded in enumerate(document.folded_lines):
        if not folded or " " in (bare := folded.strip()) or not bare.isascii():
            continue
        if len(bare) <= MAX_ID and _EMBED_ID.fullmatch(bare):
            doubtful = not bare.isdigit() or len(bare) < SURE_ID
            yield _evidence(document.line(index), "markup.embed-id", "The id of an embed", weak=doubtful)
        elif len(bare) > MAX_ID and _ENCODED.fullmatch(bare):
            yield _evidence(document.line(index), "markup.encoded", "Encoded data")
        elif names_images and _FILE_NAME.fullmatch(bare):
            yield _evidence(document.line(index), "markup.file-name", "The name of an image file")


_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".heic")


def _marks(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if folded and not folded[0].isalnum() and _MARKS.fullmatch(folded.strip()):
            yield _evidence(
                document.line(index), "markup.marks", "Nothing but separators", weak="_" in folded
            )


def _invisible(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if folded and not folded.strip(_INVISIBLE + " ") and not folded.isspace():
            yield _evidence(document.line(index), "markup.invisible", "A line without a visible character")


def _placeholders(document: Document) -> Iterator[Evidence]:
    """Placeholders of templates, alone or in a label; in a text about code they are its examples."""
    for index, folded in enumerate(document.folded_lines):
        if not 0 < len(folded) <= MAX_PLACEHOLDER or not any(map(folded.__contains__, "{%[#_*")):
            continue
        line = document.line(index)
        text = line.text
        if _PLACEHOLDER.fullmatch(text):
            yield _evidence(line, "markup.placeholder", "A template placeholder")
        elif (
            line.words <= LABEL_WORDS
            and (_FORMAT.search(text) or _PLACEHOLDER.search(text))
            and not document.fact(_mentions_of_code)
        ):
            yield _evidence(line, "markup.placeholder", "A label with a template placeholder")


MAX_PLACEHOLDER = 120
"""Length up to which a line may be a placeholder."""

LABEL_WORDS = 8
"""Words up to which a line with a placeholder is a label."""


def _shortcodes(document: Document) -> Iterator[Evidence]:
    """Shortcodes, alone on a line or in it; what they enclose stays."""
    for match in _SHORTCODE.finditer(document.text):
        line = document.line(document.line_at(match.start()))
        if document.fact(_mentions_of_code):
            return
        if line.text == match.group():
            yield _evidence(line, "markup.shortcode", "A shortcode")
        elif match.end() <= line.end:
            yield _cut(match.start(), match.end(), "markup.shortcode", "A shortcode")


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
    indexes = [index for index in document.filled if _is_code(document.line(index))]
    tagged = "<" in document.text or "-->" in document.text
    mentions = document.fact(_mentions_of_code) if indexes or tagged else 0
    if mentions >= SUBJECT or (mentions and len(indexes) > max(3, MAX_CODE_SHARE * len(document.filled))):
        return
    if not mentions:
        indexes = _with_the_lines_between(document, indexes)
        if _is_shown(document, indexes):
            return
        if tagged:
            yield from _tags(document, set(document.filled).difference(indexes))
    for index in indexes:
        line = document.line(index)
        indented = document.text[line.start : line.end].startswith(("    ", "\t"))
        closing = not line.text.strip("{}()[];, ")
        yield _evidence(line, "markup.code", "Code of the page", weak=indented or closing)


CODE_WINDOW = 500
"""Characters of a line that are looked at for code."""

SUBJECT = 3
"""Mentions of code and its languages in the running text from which on code is the document's subject."""

STATEMENTS = 3
"""Pieces of code that a line has at least which is as long as running text."""

SYMBOLS = 0.015
"""Share of such a line that braces, semicolons and equals signs have at least."""


def _mentions_of_code(document: Document) -> int:
    """How often the running text speaks of code; a document without any says nothing of itself."""
    prose = [
        document.line(index).text[:LONGEST_SENTENCES]
        for index in document.filled
        if document.line(index).prose and not _is_code(document.line(index))
    ]
    return sum(len(_ABOUT_CODE.findall(text)) for text in prose) if prose else 1


LONGEST_SENTENCES = 2000
"""Characters of a line of running text that are read for such mentions."""


def _is_code(line: Line) -> bool:
    """Whether a line is a piece of a script, a style or a bare tag."""
    text = line.text
    if "<" in text and _TAG.match(text) and not any(map(str.isalnum, _TAG.sub("", text[:CODE_WINDOW]))):
        return True
    if not _SCRIPT.search(text, 0, CODE_WINDOW):
        return False
    if not line.prose or text.startswith(("{", "$(", "(function", "window.", "var ")):
        return True
    sample = text[:LONGEST_SENTENCES]
    symbols = sum(map(sample.count, "{}=;"))
    return symbols >= SYMBOLS * len(sample) and len(_SCRIPT.findall(sample)) >= STATEMENTS


def _with_the_lines_between(document: Document, indexes: list[int]) -> list[int]:
    """Add the lines that continue the code of their neighbours: ``width = 300;``."""
    code = set(indexes)
    queue = list(indexes)
    while queue:
        for n in document.neighbours(queue.pop()):
            if n not in code and not document.line(n).prose and _GOES_ON.search(document.line(n).text):
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


def _tags(document: Document, indexes: Iterable[int]) -> Iterator[Evidence]:
    """Tags in lines that hold more than tags."""
    text = document.text
    for index in indexes:
        line = document.line(index)
        if "<" not in line.text and "-->" not in line.text:
            continue
        for match in _TAG.finditer(text, line.start, line.end):
            start, end = match.span()
            glues = (
                line.start < start and end < line.end and text[start - 1].isalnum() and text[end].isalnum()
            )
            if not glues:
                yield _cut(start, end, "markup.tag", "A tag")


def _attributes(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if '="' in folded and _ATTRIBUTES.fullmatch(folded.strip()):
            yield _evidence(document.line(index), "markup.attributes", "Attributes of a tag")


def _links(document: Document) -> Iterable[Evidence]:
    """Lines that are a bare address; a tracked, a shortened or an embed's one is no reference."""
    for index, folded in enumerate(document.folded_lines):
        if ("://" in folded or "www." in folded) and _URL_LINE.fullmatch(folded.strip()):
            tracked = bool(_TRACKING.search(folded))
            yield _evidence(document.line(index), "markup.bare-link", "A bare link", weak=not tracked)
