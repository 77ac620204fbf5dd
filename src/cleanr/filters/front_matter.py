"""Metadata before a text that a generator of sites was told, not its reader."""

from __future__ import annotations

from collections.abc import Iterator

from cleanr.document import Document
from cleanr.filters._shapes import compiled, of_line
from cleanr.plain.front_matter import front_matter
from cleanr.record import SITE_METADATA, Evidence


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
