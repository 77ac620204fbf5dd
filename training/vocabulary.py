"""Which words, pairs of words, beginnings, ends and whole lines the model knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from cleanr.line_model._page import are_sure
from cleanr.line_model._topic import Said, Stems, stem_and_kind, topic
from cleanr.line_model._words import PAIR, Vocabulary
from training.characters import logarithms
from training.data import Lines
from training.synthetic import SOURCE as MADE_UP

SITES = 3
"""Sites a word must occur on to be known: one that names a site or a person is none."""

LINES_OF_A_PAGE = 300
"""Lines of a document that are counted, so that a long menu does not fill the vocabulary."""

Token = tuple[str, ...]
"""What is known: kind ("word", "pair", "first", "last", "whole"), and its words."""


def tokens_of(words: list[str], whole: str) -> Iterator[Token]:
    """What a line says, by kind."""
    for word in words:
        yield "word", word
    for first, second in pairwise(words):
        yield "pair", first, second
    yield "first", words[0]
    yield "last", words[-1]
    if whole:
        yield "whole", whole


def build(documents: Iterable[Lines], size: int) -> Vocabulary:
    """Return the ``size`` tokens that tell most, of those that enough sites have.

    A token tells much where it is frequent, counted in sites, and stands in one kind of lines.
    """
    sites: dict[Token, set[str]] = defaultdict(set)
    kept: Counter[Token] = Counter()
    gone: Counter[Token] = Counter()
    for document in documents:
        for words, whole, label in list(zip(document.words, document.wholes, document.labels, strict=True))[
            :LINES_OF_A_PAGE
        ]:
            said = set(tokens_of(words, whole))
            # A made-up line may stand on many sites: it counts as one.
            place = " ".join(words) if document.source == MADE_UP else document.site
            for token in said:
                sites[token].add(place)
            if label in "kd":
                (kept if label == "k" else gone).update(said)

    def worth(token: Token) -> float:
        share = (gone[token] + 1) / (kept[token] + gone[token] + 2)
        frequency: float = len(sites[token]) ** 0.5
        return frequency * (abs(share - 0.5) * 2 + 0.15)

    known = [token for token, places in sites.items() if len(places) >= SITES and kept[token] + gone[token]]
    chosen = sorted(known, key=lambda token: (-worth(token), token))[:size]
    return _numbered(chosen)


def _numbered(tokens: list[Token]) -> Vocabulary:
    """Give each token its row; what is known by its words needs these to be known as well."""
    of_kind: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        of_kind[token[0]].append(token)
    words = {word: row for row, (_, word) in enumerate(sorted(of_kind["word"]), start=1)}
    row = len(words) + 1
    codes: dict[int, int] = {}
    for _, first, second in sorted(of_kind["pair"]):
        if first in words and second in words:
            codes[words[first] * PAIR + words[second]] = row
            row += 1
    edges = {kind: np.zeros(len(words) + 1, np.int32) for kind in ("first", "last")}
    for kind, rows in edges.items():
        for _, word in sorted(of_kind[kind]):
            if word in words:
                rows[words[word]] = row
                row += 1
    lines = {line: row + n for n, (_, line) in enumerate(sorted(of_kind["whole"]))}
    ordered = sorted(codes)
    return Vocabulary(
        words=words,
        pairs=np.array(ordered, np.int64),
        pair_rows=np.array([codes[code] for code in ordered], np.int32),
        first=edges["first"],
        last=edges["last"],
        lines=lines,
    )


def size_of(vocabulary: Vocabulary) -> int:
    """Rows of the table of meanings, the one of unknown words included."""
    return 1 + sum(
        (
            len(vocabulary.words),
            len(vocabulary.pairs),
            int((vocabulary.first > 0).sum()),
            int((vocabulary.last > 0).sum()),
            len(vocabulary.lines),
        )
    )


def number(documents: Iterable[Lines], vocabulary: Vocabulary) -> None:
    """Set the numbers of each document's lines, and the rows of their words, which need the vocabulary."""
    pairs = dict(zip(vocabulary.pairs.tolist(), vocabulary.pair_rows.tolist(), strict=True))
    first, last = vocabulary.first.tolist(), vocabulary.last.tolist()
    for document in documents:
        rows: list[int] = []
        at = [0]
        known: list[int] = []
        for words, whole in zip(document.words, document.wholes, strict=True):
            numbers = [vocabulary.words.get(word, 0) for word in words]
            said = [pairs.get(a * PAIR + b, 0) for a, b in pairwise(numbers)]
            edges = (first[numbers[0]], last[numbers[-1]], vocabulary.lines.get(whole, 0))
            rows += filter(None, (*numbers, *said, *edges))
            at.append(len(rows))
            known += numbers
        document.rows, document.at = np.array(rows, np.int64), np.array(at, np.int64)
        lengths = np.array(list(map(len, document.words)), np.int64)
        plain = [word for words in document.words for word in words]
        stems, kinds = zip(
            *(stem_and_kind(w, known=n > 0) for w, n in zip(plain, known, strict=True)), strict=True
        )
        starts = np.cumsum(lengths) - lengths
        numbered = np.array(list(map(Stems().__getitem__, stems)))
        said_all = Said(numbered, np.array(kinds), document.capitals, starts, lengths)
        about = topic(said_all, document.shape, are_sure(document.clues), logarithms())
        document.numbers = np.concatenate(
            (document.shape.numbers, about, document.clues), axis=1, dtype=np.uint8, casting="unsafe"
        )
