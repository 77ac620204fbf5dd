"""Markup that was left in the text: table scaffolding, code of the page, placeholders, bare links."""

from __future__ import annotations

from collections.abc import Iterator

from cleanr.document import Document
from cleanr.filters._shapes import compiled, of_line, part_of_line
from cleanr.filters.code import code_of_page, mentions_of_code
from cleanr.filters.tags import tags_of_page
from cleanr.phrases import found
from cleanr.record import BARE_LINK, Evidence

_SCAFFOLDING = "|:-+ "
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"
_ATTRIBUTE = r"[\w\-:]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'\]>]+)"
_PLACEHOLDER = (
    r"\{\{[^{}]{1,60}\}\}|\{\{\{[^{}]{1,60}\}\}\}|\{![^{}]{1,60}!\}|\{%[^{}]{1,80}%\}|\{[a-z]+[A-Z]\w*\}|%%\w{2,40}%%"
    r"|\$\{[^{}]{1,40}\}|<%[^%]{0,60}%>|\*\|[A-Z_:]{2,40}\|\*|\#\#[A-Z_]{3,40}\#\#|__[A-Z][A-Z_]+[A-Z]__"
)
_FORMAT = (
    r"(?<![\w%])%(?:\d\$)?[sd]\b|(?<![=≠∈]\s?)\{\d\}"
    r"|\{(?:count|total|name|title|date|time|author|user|url|site)\}"
)
_SHORTCODE = (
    rf"\[/?(?:[a-z]+_[a-z\d_]+|[a-z\-]{{3,24}}(?= [\w\-]+=)|[a-z]{{3,24}}(?=\s*/\])"
    rf"|caption|gallery|embed|video|audio|playlist|youtube|vimeo|toc|adsense|shortcode|contact)(?:\s+{_ATTRIBUTE})*\s*/?\]"
)
_URL_LINE = r"(?:https?://|www\.)\S+"
_TRACKING = (
    r"[?&](?:utm_\w+|fbclid|gclid|ref|cmpid|ocid|cid|feature|igshid|mc_cid|hosted_button_id)=|doubleclick|/embed/"
    r"|t\.co/|bit\.ly/|pic\.twitter\.com|(?:…|\.\.\.)$"
    r"|//(?:www\.|m\.)?(?:youtube\.com/(?:watch|shorts/|channel/)|youtu\.be/|instagram\.com/(?:p|reel)/|vimeo\.com/\d"
    r"|(?:twitter|x)\.com/\w+/status/|facebook\.com/\S+/(?:posts|videos)/|tiktok\.com/@|soundcloud\.com/\w"
    r"|(?:www\.)?dailymotion\.com/video/|dai\.ly/|bcove\.me/|flic\.kr/|streamable\.com/|giphy\.com/|open\.spotify\.com/)"
)
_EMBED_ID = r"\d{12,19}|[0-9a-f]{24,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ENCODED = r"(?=.*\d)(?=.*[A-Za-z])(?:data:\S+;base64,)?[A-Za-z\d+/_\-]{48,}={0,2}"
_FILE_NAME = (
    r"(?i)[\w\-+%.()]*(?:\d{3,}|[_\-+][\w\-+]*[_\-+])[\w\-+%.()]*\.(?:jpe?g|png|gif|webp|svg|avif|heic)"
)
_ATTRIBUTES = rf"(?:{_ATTRIBUTE}\s*){{2,}}/?>?"
_MARKS = r"(?:[,;|/·•›»] *){4,}|_{3,}"
"""Separators of items that are gone, and drawn lines; asterisks and dashes divide an article's parts."""

SURE_ID = 15
"""Digits from which on a number alone on its line is an embed's; shorter ones may be bar codes."""

MAX_ID = 40
"""Length of the longest such id."""


def markup(document: Document) -> Iterator[Evidence]:
    """Wording of embeds and viewers, and lines that have the shape of markup.

    Most shapes are looked for only in a document that has a character they cannot do without.
    """
    yield from found(document).by_category.get("markup", ())
    text = document.text
    yield from _unspaced(document)
    yield from _marks(document)
    if not text.isascii():
        yield from _invisible(document)
    if "|" in text:
        yield from _scaffolding(document)
    if any(map(text.__contains__, "{%#_")) or "*|" in text:
        yield from _placeholders(document)
    if "[" in text:
        yield from _shortcodes(document)
    if any(map(text.__contains__, ("{", "}", "<", "$(", "-->"))):
        yield from code_of_page(document)
        yield from tags_of_page(document)
    if '="' in text:
        yield from _attributes(document)
    if "://" in text or "www." in text:
        yield from _links(document)


def _unspaced(document: Document) -> Iterator[Evidence]:
    """Lines of one long word that no language has: ids, encoded data, names of image files."""
    names_images = any(map(document.folded.__contains__, _IMAGES))
    for index, folded in enumerate(document.folded_lines):
        if not folded or " " in (bare := folded.strip()) or not bare.isascii():
            continue
        if len(bare) <= MAX_ID and compiled(_EMBED_ID).fullmatch(bare):
            doubtful = not bare.isdigit() or len(bare) < SURE_ID
            yield of_line(document.line(index), "markup.embed-id", "The id of an embed", weak=doubtful)
        elif len(bare) > MAX_ID and compiled(_ENCODED).fullmatch(bare):
            yield of_line(document.line(index), "markup.encoded", "Encoded data")
        elif names_images and compiled(_FILE_NAME).fullmatch(bare):
            yield of_line(document.line(index), "markup.file-name", "The name of an image file")


_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".heic")


def _marks(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if folded and not folded[0].isalnum() and compiled(_MARKS).fullmatch(folded.strip()):
            yield of_line(document.line(index), "markup.marks", "Nothing but separators", weak="_" in folded)


def _invisible(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if folded and not folded.strip(_INVISIBLE + " ") and not folded.isspace():
            yield of_line(document.line(index), "markup.invisible", "A line without a visible character")


def _placeholders(document: Document) -> Iterator[Evidence]:
    """Placeholders of templates, alone or in a label; in a text about code they are its examples."""
    for index, folded in enumerate(document.folded_lines):
        if not 0 < len(folded) <= MAX_PLACEHOLDER or not any(map(folded.__contains__, "{%#_*")):
            continue
        line = document.line(index)
        text = line.text
        if compiled(_PLACEHOLDER).fullmatch(text):
            yield of_line(line, "markup.placeholder", "A template placeholder")
        elif (
            line.words <= PLACEHOLDER_WORDS
            and (compiled(_FORMAT).search(text) or compiled(_PLACEHOLDER).search(text))
            and not document.fact(mentions_of_code)
        ):
            yield of_line(line, "markup.placeholder", "A label with a template placeholder")


MAX_PLACEHOLDER = 120
"""Length up to which a line may be a placeholder."""

PLACEHOLDER_WORDS = 8
"""Words up to which a line with a placeholder is a label."""


def _shortcodes(document: Document) -> Iterator[Evidence]:
    """Shortcodes, alone on a line or in it; what they enclose stays."""
    for match in compiled(_SHORTCODE).finditer(document.text):
        line = document.line(document.line_at(match.start()))
        if document.fact(mentions_of_code):
            return
        if line.text == match.group():
            yield of_line(line, "markup.shortcode", "A shortcode")
        elif match.end() <= line.end and match.group() not in _REMARKS:
            yield part_of_line(match.start(), match.end(), "markup.shortcode", "A shortcode")


_REMARKS = ("[video]", "[audio]")
"""What is a shortcode alone on its line, and a remark in the middle of a transcript."""


def _scaffolding(document: Document) -> Iterator[Evidence]:
    """Rows of a table that hold nothing, unless they divide rows that do."""
    lines = document.folded_lines
    for index, folded in enumerate(lines):
        if "|" in folded and not folded.strip(_SCAFFOLDING):
            around = [lines[n] for n in document.neighbours(index)]
            divides = "-" in folded and any("|" in row and row.strip(_SCAFFOLDING) for row in around)
            if not divides:
                yield of_line(document.line(index), "markup.scaffolding", "An empty row of a table")


def _attributes(document: Document) -> Iterator[Evidence]:
    for index, folded in enumerate(document.folded_lines):
        if '="' in folded and compiled(_ATTRIBUTES).fullmatch(folded.strip()):
            yield of_line(document.line(index), "markup.attributes", "Attributes of a tag")


def _links(document: Document) -> Iterator[Evidence]:
    """Lines that are a bare address; a tracked, a shortened or an embed's one is no reference."""
    for index, folded in enumerate(document.folded_lines):
        if ("://" in folded or "www." in folded) and compiled(_URL_LINE).fullmatch(folded.strip()):
            tracked = bool(compiled(_TRACKING).search(folded))
            yield of_line(document.line(index), BARE_LINK, "A bare link", weak=not tracked)
