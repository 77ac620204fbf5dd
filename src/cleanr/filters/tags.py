"""Tags of HTML that were left in the text, and the white space that some of them stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from cleanr.document import Document, Line
from cleanr.filters._shapes import of_line, part_of_line
from cleanr.plain.tags import Tag, blanks_around, left_over
from cleanr.record import BARE_TAGS, TAG_IN_LINE, Evidence


def tags_of(document: Document) -> list[Tag]:
    """The tags that were left over; a fact of the document."""
    return left_over(document.text)


def tags_of_page(document: Document) -> Iterator[Evidence]:
    """Tags that were left over, in lines of their own and in others; of those between lines and cells one
    becomes a break or a tab.
    """
    text = document.text
    spaces = {"\t": "\t", "\n": "\r\n" if "\r\n" in text else "\n"}
    for index, tags in _by_line(document).items():
        line = document.line(index)
        between = pairwise([line.start, *(at for tag in tags for at in tag[:2]), line.end])
        rest = "".join(text[a:b] for a, b in islice(between, 0, None, 2)).replace("&nbsp;", " ")
        if not rest.strip():
            yield of_line(line, BARE_TAGS, "Nothing but tags and what a page does not show")
            continue
        for run in _runs(text, tags):
            yield from _tags_between(text, line, run, spaces)


def _by_line(document: Document) -> dict[int, list[Tag]]:
    """The tags of each line; one over several lines is a tag for each of these."""
    by_line: dict[int, list[Tag]] = {}
    for tag in document.fact(tags_of):
        first, last = map(document.line_at, (tag.start, tag.end - 1))
        for line in map(document.line, range(first, last + 1)):
            part = Tag(max(tag.start, line.start), min(tag.end, line.end), tag.space)
            if part.start < part.end:
                by_line.setdefault(line.index, []).append(part)
    return by_line


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
