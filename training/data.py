"""Labelled documents as the line model is trained on them: the numbers, words and clues of every line."""

from __future__ import annotations

import copy
import json
import lzma
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanr.decide import clues_of
from cleanr.document import Document
from cleanr.filters import REGISTRY
from cleanr.line_model._page import CATEGORIES, clue_numbers, page_of
from cleanr.line_model._shape import Shape, shape_of
from cleanr.line_model._words import names, plain, split, whole
from cleanr.plain import in_plain_lines
from training.characters import character_classes, logarithms

CAREFUL = ("hand.jsonl", "traps.jsonl", "donation.jsonl")
"""Files labelled by reading."""

NOISY = ("residual.jsonl.xz", "page.jsonl.xz")
"""Files whose labels were derived from the articles' known texts."""

JUDGED = Path(__file__).with_name("judged.jsonl")
"""What a reader said of lines in noisy documents of which models were unsure; documents go by the digest
of their id, lines by their number among those that are not blank."""

READ = Path(__file__).with_name("read.jsonl")
"""Whole noisy documents labelled anew by reading: by the digest of their id, what is said of their lines that
does not stay (``3-5 related, 9 i, 14:120:180 related``, the last of a part of a line)."""

FRAMED = "framed"
"""What stands for the file of whole pages that were made up."""

PAGES = frozenset({"page", "donation", FRAMED})
"""Files that hold whole pages rather than articles."""


@dataclass
class Lines:
    """One document, a row or an entry for each of its lines that is not blank."""

    id: str
    site: str
    lang: str | None
    source: str
    words: list[list[str]]
    """The words that are read, plain."""
    capitals: NDArray[np.bool_]
    """Which of them are taken for names, of all lines one after the other."""
    wholes: list[str]
    shape: Shape
    clues: NDArray[np.uint8]
    labels: str
    drop: NDArray[np.float32]
    """Characters without white space that should go."""
    keep: NDArray[np.float32]
    """Such characters that should stay; neither, where the line is not scored."""
    category: NDArray[np.int64]
    """Number of the category of a line that should go, -1 where that is not known."""
    target: NDArray[np.float32] = field(init=False)
    """How likely the line is boilerplate, as training sees it."""
    weight: NDArray[np.float32] = field(init=False)
    numbers: NDArray[np.uint8] = field(init=False)
    """Shape, topic and clues; see ``vocabulary.py``, as for the two below."""
    rows: NDArray[np.int64] = field(init=False)
    """Rows of the table of meanings, of all lines one after the other."""
    judged: dict[int, str] = field(default_factory=dict)
    """What a reader said of lines, by their number among those here: ``k``, ``i``, or ``d:CATEGORY``."""
    read: bool = False
    """Whether somebody read the whole of it, though its file is labelled otherwise."""
    whole_lines: bool = True
    """Whether its lines are those of the text, of which none was put together or taken apart."""
    hides_clues: bool = False
    """Whether training mostly hides what phrases say of it."""
    at: NDArray[np.int64] = field(init=False)
    """Where each line's rows begin, and after these their number."""

    def __post_init__(self) -> None:
        total = self.drop + self.keep
        self.target = np.where(total > 0, self.drop / np.maximum(total, 1), 0).astype(np.float32)
        # A long line weighs more, but not by its length: else a few paragraphs decide everything.
        self.weight = np.sqrt(total)

    def hide_clues(self) -> None:
        """Forget what phrases and shapes say of the lines."""
        self.clues[:, :-1] = 0

    def as_article(self) -> Lines:
        """The same document where no whole page is asked for."""
        other = copy.copy(self)
        other.clues = self.clues.copy()
        other.clues[:, -1] = 0
        return other


def is_validation(site: str | None) -> bool:
    """Whether a site's documents are kept for validation: two ninths of the sites.

    They are among the third that nobody looked at while the phrases were written.
    """
    digest = sha256((site or "").encode()).digest()
    return digest[0] % 3 == 0 and digest[1] % 3 != 0


def half_of(site: str) -> int:
    """The half of all sites that one belongs to.

    >>> {half_of(site) for site in ("example.org", "example.com", "example.net", "example.edu")}
    {0, 1}
    """
    return sha256(f"x{site}".encode()).digest()[0] % 2


def load(folder: Path, names: Iterable[str], jobs: int = 2) -> list[Lines]:
    """Read labelled files, and describe each line as the model will see it."""
    return [
        lines for name in names for lines in describe_all(name.split(".")[0], as_read(folder / name), jobs)
    ]


def said(path: Path = JUDGED) -> dict[str, dict[int, str]]:
    """What a reader said of lines, by the digest of the document's id and the number of the line."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["document"]: {int(number): label for number, label in row["lines"].items()} for row in rows}


def judge(documents: Iterable[Lines], by_document: Mapping[str, dict[int, str]]) -> None:
    """Note what a reader said of the lines of documents, where they are still these lines."""
    for document in documents:
        if document.whole_lines:
            document.judged = by_document.get(digest(document.id), document.judged)


def readings() -> dict[str, str]:
    """What readers said of the lines of whole documents, by the digest of the document's id."""
    rows = map(json.loads, READ.read_text(encoding="utf-8").splitlines())
    return {row["document"]: row["lines"] for row in rows}


def as_read(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a labelled file, with a reader's labels instead of their own where there are any."""
    read = readings()
    for record in records(path):
        said = read.get(digest(record["id"]))
        yield record if said is None else _labelled_by(record, said)


def read_anew(path: Path) -> Iterator[dict[str, Any]]:
    """Those of them that a reader labelled."""
    return (record for record in as_read(path) if record.get("read"))


def _labelled_by(record: dict[str, Any], said: str) -> dict[str, Any]:
    labels = ["k"] * len(record["labels"])
    categories: dict[str, str] = {}
    partial: dict[str, list[list[int]]] = {}
    for place, category in (part.split(" ") for part in filter(None, said.split(", "))):
        if ":" in place:
            first, start, end = place.split(":")
            partial.setdefault(first, []).append([int(start), int(end)])
            last = first
        else:
            first, _, last = place.partition("-")
        for number in range(int(first), int(last or first) + 1):
            labels[number] = "i" if category == "i" else "p" if ":" in place else "d"
            categories[str(number)] = category
    own = {"labels": "".join(labels), "categories": categories, "partial": partial, "ignored": {}}
    return {**record, **own, "read": True}


def digest(name: str) -> str:
    """Return what a document is called where its name is not told."""
    return sha256(name.encode()).hexdigest()[:20]


def describe_all(source: str, documents: Iterable[dict[str, Any]], jobs: int = 2) -> list[Lines]:
    """Describe each line of labelled documents as the model will see it."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(filter(None, pool.map(partial(_lines_of, source), documents, chunksize=16)))


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a labelled file, as its makers describe them."""
    compressed = path.suffix == ".xz"
    with lzma.open(path, "rt", encoding="utf-8") if compressed else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _lines_of(source: str, record: dict[str, Any]) -> Lines | None:
    seen = in_plain_lines(record["text"])
    document = Document(record["text"], mode="page" if source in PAGES else "article")
    if seen is not None:
        document = seen.shown(document)
    evidence = list(chain.from_iterable(find(document) for find in REGISTRY.values()))
    page = page_of(document)
    if not page.indexes:
        return None
    clues = clue_numbers(page.indexes, clues_of(document, evidence), mode=document.mode)
    shape = shape_of(page.lines, page.repeated, classes=character_classes(), logarithms=logarithms())
    unspaced = shape.unspaced.tolist()
    spoken = [split(line, unspaced=u) for line, u in zip(page.folded, unspaced, strict=True)]
    capitals = [
        names(line, said, unspaced=u) for line, said, u in zip(page.lines, spoken, unspaced, strict=True)
    ]
    begins = [0, *accumulate(len(part) + 1 for part in record["text"].split("\n"))]
    parts = [(document.line(index).start, document.line(index).end) for index in page.indexes]
    if seen is not None:
        parts = [seen.origin(start, end) for start, end in parts]
    labelled = [_labelled(record, start, end, begins) for start, end in parts]
    whole_lines = seen is None or _are_lines(parts, record["text"], begins)
    return Lines(
        id=record["id"],
        site=record["site"] or record["id"],
        lang=record["lang"],
        source=source,
        words=[list(map(plain, said)) for said in spoken],
        capitals=np.array(list(chain.from_iterable(capitals)), np.bool_),
        wholes=[
            whole(line, words=n, unspaced=u)
            for line, n, u in zip(page.folded, shape.words.tolist(), unspaced, strict=True)
        ],
        shape=shape._replace(numbers=shape.numbers.astype(np.uint8)),
        clues=clues,
        labels="".join(label for label, *_ in labelled),
        drop=np.array([drop for _, drop, _, _ in labelled], np.float32),
        keep=np.array([keep for _, _, keep, _ in labelled], np.float32),
        category=np.array([CATEGORIES.index(c) if c in CATEGORIES else -1 for *_, c in labelled]),
        judged=record.get("judged", {}) if whole_lines else {},
        read=record.get("read", False),
        whole_lines=whole_lines,
    )


def _are_lines(parts: Iterable[tuple[int, int]], text: str, begins: list[int]) -> bool:
    """Whether each line of a text that is not blank holds one of its parts; ``begins`` as below."""
    filled = [number for number, line in enumerate(text.split("\n")) if line.strip()]
    return [bisect_right(begins, start) - 1 for start, _ in parts] == filled


def _labelled(
    record: dict[str, Any], start: int, end: int, begins: list[int]
) -> tuple[str, int, int, str | None]:
    """Label, characters to drop and to keep, and category of what the model sees as one line.

    ``begins`` says where each labelled line begins: the model may see several as one, or one as several.
    """
    text = record["text"]
    first, last = (bisect_right(begins, at) - 1 for at in (start, max(start, end - 1)))
    filled = [n for n in range(first, last + 1) if text[begins[n] : begins[n + 1]].strip()]
    labels = {record["labels"][n] for n in filled}
    label = labels.pop() if len(labels) == 1 else "i"
    category = (record.get("categories") or {}).get(str(first))
    if label == "i":
        return label, 0, 0, category
    visible = [c for c in range(start, end) if not text[c].isspace()]
    spared = set().union(*(_within(record.get("ignored"), n, begins[n]) for n in filled))
    visible = [c for c in visible if c not in spared]
    if label == "k":
        return label, 0, len(visible), category
    if label == "d":
        return label, len(visible), 0, category
    partial_drop = set().union(*(_within(record.get("partial"), n, begins[n]) for n in filled))
    gone = sum(c in partial_drop for c in visible)
    return label, gone, len(visible) - gone, category


def _within(spans: dict[str, list[list[int]]] | None, number: int, begin: int) -> set[int]:
    return {c for a, b in (spans or {}).get(str(number), ()) for c in range(begin + a, begin + b)}
