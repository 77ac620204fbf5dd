"""Clean the same articles in the forms that extractors and converters give them, and score each.

    PYTHONPATH=. python benchmarks/forms.py DATA [--preset balanced] [--every 1]

DATA is the folder of the labelled documents. The articles are those of the validation sites, each put into
one form after the other. Counted are characters without white space of lines that go or stay as a whole; what
a form adds (the addresses of links, marks) counts with the words it stands around, but for tags.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from html import escape
from pathlib import Path
from zlib import crc32

from training.data import is_validation, read_anew, records

import cleanr
from cleanr.plain.sentences import sentences
from cleanr.plain.tags import TAG

Labelled = list[tuple[str, str]]
"""Lines, each with its label: ``d`` goes, ``k`` stays, of others nothing is counted."""

LABEL = 70
"""Characters up to which a line is a label, a heading or a button."""

TEXT = 100
"""Characters from which on a line is text that may hold a link."""

WIDTH = 78


def as_given(lines: Labelled) -> Labelled:
    """The lines as they are."""
    return lines


def spaced(lines: Labelled) -> Labelled:
    """A blank line after each line."""
    return [pair for line in lines for pair in (line, ("", "k"))]


def listed(lines: Labelled) -> Labelled:
    """Short lines as entries of a list."""
    return [(f"- {text}" if 0 < len(text) < LABEL else text, label) for text, label in lines]


def markdown(lines: Labelled) -> Labelled:
    """A title, headings, links, bold words and quotes in Markdown, blank lines between all of it."""
    marked: Labelled = []
    for number, (text, label) in enumerate(lines):
        chosen = crc32(text.encode("utf-8", "surrogatepass"))
        if number == 0:
            text = f"# {text}"
        elif "[" in text or "*" in text:
            pass
        elif len(text) < LABEL and not text.endswith((".", "!", "?", "…")):
            link = f"[{text}](https://example.org/{chosen})"
            heading = (f"## {text}", f"**{text}**", f"*{text}*")
            button = (link, f"* {link}", f"**{text}**", text)
            text = button[chosen % 4] if label == "d" else heading[chosen % 3]
        elif len(text) > TEXT and len(words := text.split(" ")) > LABEL // 10:
            at = chosen % (len(words) - 2)
            words[at : at + 2] = [f"[{words[at]}", f"{words[at + 1]}](https://example.org/a/page-{chosen})"]
            text = ("> " if chosen % 7 == 0 else "") + " ".join(words)
        marked.append((text, label))
    return spaced(marked)


def wrapped(lines: Labelled) -> Labelled:
    """Markdown, wrapped."""
    return [
        (part, label)
        for text, label in markdown(lines)
        for part in textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    ]


def indented(lines: Labelled) -> Labelled:
    """Longer lines broken, and indented, as in the source of a page."""
    return [
        (f"{' ' * (10 if number else 8)}{part}", label)
        for text, label in lines
        for number, part in enumerate(
            textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
            if len(text) > TEXT
            else [text]
        )
    ]


def html(lines: Labelled) -> Labelled:
    """Each line an element, with what is slanted, and links."""
    marked: Labelled = []
    for number, (text, label) in enumerate(lines):
        text = escape(text, quote=False)
        if number == 0:
            text = f"<h1>{text}</h1>"
        elif len(text) > TEXT:
            words = text.split(" ")
            words[len(words) // 2] = f"<em>{words[len(words) // 2]}</em>"
            text = f'<p class="text">{" ".join(words)}</p>'
        elif label == "d":
            text = f'<li><a href="/{number}">{text}</a></li>' if number % 2 else f"<div>{text}</div>"
        else:
            text = f"<h2>{text}</h2>"
        marked.append((text, label))
    return marked


def noted(lines: Labelled) -> Labelled:
    """The mark of a note behind each longer line of the article that ends a sentence."""
    return [
        (f"{text}[{number}]" if label == "k" and len(text) > TEXT and text[-1] in ".!?" else text, label)
        for number, (text, label) in enumerate(lines)
    ]


def described(lines: Labelled) -> Labelled:
    """Metadata before the text."""
    matter = ("---", "title: What came of it", "author: Ada Quill", "date: 2024-05-01", "---", "")
    return [*((line, "i") for line in matter), *lines]


def unstopped(lines: Labelled) -> Labelled:
    """No full stop at the end of a line."""
    return [(text.rstrip(" .!?…。।"), label) for text, label in lines]


def small(lines: Labelled) -> Labelled:
    """No capitals."""
    return [(text.lower(), label) for text, label in lines]


def divided(lines: Labelled) -> Labelled:
    """A line for each sentence."""
    return [(part, label) for text, label in lines for part in sentences(text)]


FORMS: dict[str, tuple[Callable[[Labelled], Labelled], str]] = {
    "as given": (as_given, "\n"),
    "blank lines between": (spaced, "\n"),
    "entries of a list": (listed, "\n"),
    "Markdown": (markdown, "\n"),
    "Markdown, wrapped": (wrapped, "\n"),
    "broken and indented": (indented, "\n"),
    "HTML": (html, "\n"),
    "HTML in one line": (html, ""),
    "marks of notes": (noted, "\n"),
    "metadata before it": (described, "\n"),
    "breaks written as \\n": (as_given, "\\n"),
    "a line for each sentence": (divided, "\n"),
    "no capitals": (small, "\n"),
    "no stops at ends of lines": (unstopped, "\n"),
    "all in one line": (as_given, " "),
}
"""What makes each form of the lines, and what stands between them."""


def score(documents: list[Labelled], cleaner: cleanr.Cleaner, between: str) -> tuple[float, float, float]:
    """Precision, recall and content loss."""
    gone = lost = goes = stays = 0
    for lines in documents:
        result = cleaner(between.join(text for text, _ in lines))
        removed = [(r.start, r.end) for r in result.removed if not r.replacement]
        at = 0
        for text, label in lines:
            taken = {c for start, end in removed for c in range(max(start, at), min(end, at + len(text)))}
            tags = {at + c for tag in TAG.finditer(text) for c in range(*tag.span())}
            size = sum(not c.isspace() and at + n not in tags for n, c in enumerate(text))
            out = sum(not text[c - at].isspace() for c in taken - tags)
            gone, goes = gone + out * (label == "d"), goes + size * (label == "d")
            lost, stays = lost + out * (label == "k"), stays + size * (label == "k")
            at += len(text) + len(between)
    return gone / max(1, gone + lost), gone / max(1, goes), lost / max(1, stays)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--every", type=int, default=1, help="clean one document in so many")
    arguments = parser.parse_args()
    cleaner = cleanr.Cleaner(preset=arguments.preset)
    documents = [
        [
            (text, label)
            for text, label in zip(d["text"].split("\n"), d["labels"], strict=True)
            if text.strip()
        ]
        for source, name in ((records, "hand.jsonl"), (read_anew, "residual.jsonl.xz"))
        for d in source(arguments.data / name)
        if is_validation(d["site"] or d["id"])
    ][:: arguments.every]
    print(f"{len(documents)} articles, {arguments.preset}")
    print(f"{'':28}{'precision':>10}{'recall':>10}{'F1':>10}{'loss':>10}")
    for name, (form, between) in FORMS.items():
        precision, recall, loss = score([form(lines) for lines in documents], cleaner, between)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:28}{precision:10.3f}{recall:10.3f}{f1:10.3f}{loss:10.5f}", flush=True)


if __name__ == "__main__":
    main()
