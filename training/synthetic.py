"""Made-up documents: the phrases' own examples and made-up furniture, set into clean articles.

They multiply what is rare in labelled documents (appeals, adblock pleas, comment widgets,
consent boxes, foreign strings, and every kind in the languages that have few documents), and what
has no wording of its own: teasers of other stories, menus, advertisers' copy, sites about themselves.
Excerpts of whole pages, as extractors leave them, multiply articles beside what their own sites put there.
"""

from __future__ import annotations

import json
import math
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Any

from cleanr.phrases import files
from cleanr.plain.sentences import sentences
from training.data import FRAMED, digest

SOURCE = "synthetic"
EXCERPT = "excerpt"
MIXTURE = "mixture"

OF_OTHER_SITES = frozenset({MIXTURE, FRAMED})
"""Documents that hold lines of another site than they say."""

SEEDS = Path(__file__).parents[1] / "seeds"
FIXTURES = SEEDS.parent / "tests" / "fixtures"
CASES = ("negative.json", "synthetic.json", "in_the_wild.json")

FURNITURE = Path(__file__).parent / "furniture"
"""Made-up furniture of pages, a file for each language: blocks of lines, each below ``== CATEGORY``."""

ARTICLES = Path(__file__).parent / "articles"
"""Made-up articles, a file for each language, each below ``==``: most have lists, tables or lines of their
own that look like a page's furniture."""

SCRAPED = Path(__file__).parent / "scraped"
"""Made-up articles as extractors leave them, a file for each language, each below ``==``.  Before a line and
a tab stands what the line is: ``keep``, the category of what goes, or ``undecided``."""

KEEP = "keep"
"""What stands for a category where an article's own lists, tables or headings look like furniture."""

LABELS = {KEEP: "k", "undecided": "i"}

FEWEST_PARAGRAPHS = 3
"""Lines to keep that an article must have to be built upon."""

FEWEST_STRETCHES = 100
"""Stretches of a language from which on its articles get these, and no made-up furniture."""

FEWEST_FRAMES = 10
"""Pages of a language from which on its articles get what stands there before and after others, and no
made-up furniture."""

BLOCKS_BESIDE = 4
"""Blocks of such furniture that are put after an article; one is put before it."""

LONGEST_BESIDE = 80
"""Lines before or after an article that are taken from a page."""

LONGEST_GAP = 40
"""Lines between two of an article's own that are left in; more are another page's worth."""

FOREIGN = 0.08
"""Share of the additions that are in another language than the article."""

Example = tuple[str, str]
"""A category, and a line (or a few) of it."""

Labelled = tuple[str, str, str]
"""A line, its label, and the category of one that goes."""


def documents(articles: Sequence[dict[str, Any]], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Make ``count`` labelled documents out of labelled ``articles``; the same for the same seed.

    The boilerplate of the articles themselves is left out, and examples of the same language
    are put in: at the head, at the end, between paragraphs; several of a kind together.
    """
    chance = random.Random(seed)
    examples, look_alikes = _examples()
    blocks = _furniture()
    everything = [example for lang in sorted(examples) for example in examples[lang]]
    clean: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for article in map(_kept, [*articles, *whole_articles()]):
        if len(article["lines"]) >= FEWEST_PARAGRAPHS:
            clean[article["lang"] if article["lang"] in examples else "en"].append(article)
    langs = sorted(clean)
    # Half of them would be English else, and of most languages there would be a handful.
    weights = [math.sqrt(len(clean[lang])) for lang in langs]
    for number in range(count):
        lang = chance.choices(langs, weights)[0]
        article = chance.choice(clean[lang])
        lines = [(line, "k", "") for line in article["lines"]]
        for _ in range(chance.choice((1, 1, 2, 2, 3))):
            pool = everything if chance.random() < FOREIGN else examples[lang]
            first = chance.choice(pool)
            alike = [example for example in pool if example[0] == first[0]]
            together = [first, *(chance.choice(alike) for _ in range(chance.choice((0, 0, 1, 2, 4))))]
            at = chance.choice((0, chance.randrange(1, len(lines)), len(lines), len(lines)))
            lines[at:at] = [(line, "d", category) for category, line in together]
        for _ in range(chance.choice((0, 1, 1, 2, 3)) if lang in blocks else 0):
            block = chance.choice(blocks[lang])
            length = chance.randrange(1, len(block) + 1) if chance.random() < 0.3 else len(block)
            at = chance.choice((0, chance.randrange(1, len(lines)), *[len(lines)] * 6))
            if block[0][0] == KEEP:
                at = chance.randrange(1, len(article["lines"]))
                lines[at:at] = [(line, "k", "") for _, line in block]
            else:
                lines[at:at] = [(line, "d", category) for category, line in block[:length]]
        if look_alikes[lang] and chance.random() < 0.5:
            lines.insert(chance.randrange(1, len(lines)), (chance.choice(look_alikes[lang]), "k", ""))
        yield _document(f"{SOURCE}-{number}", article, lines)


def excerpts(
    pages: Iterable[dict[str, Any]], said: Mapping[str, Mapping[int, str]], seed: int
) -> Iterator[dict[str, Any]]:
    """Make an article with left-overs out of each whole page that holds an article.

    What stands between its lines mostly stays, and of what stands before and after some of the nearest lines
    do, and here and there a few from elsewhere on the page.  What a reader ``said`` of its lines is noted.
    """
    chance = random.Random(seed)
    for page in pages:
        lines = _filled(page)
        kept = [number for number, (_, label) in enumerate(lines) if label == "k"]
        if len(kept) < FEWEST_PARAGRAPHS:
            continue
        first, last = kept[0], kept[-1]
        before = chance.choice((0, 0, 1, 2, 4))
        after = chance.choice((0, 1, 2, 3, 5, 8, 13, 21))
        wanted = set(range(max(0, first - before), min(len(lines), last + 1 + after)))
        if last + after < len(lines) and chance.random() < 0.4:
            begin = chance.randrange(last + after, len(lines))
            wanted.update(range(begin, min(len(lines), begin + chance.choice((1, 2, 4, 8)))))
        for begin, end in _gaps(kept):
            if chance.random() < 0.2 or end - begin > LONGEST_GAP:
                wanted.difference_update(range(begin, end))
        chosen = sorted(wanted)
        some = [(*lines[number], "") for number in chosen]
        name, page = f"{EXCERPT}-{page['id']}", {**page, "site": page["site"] or page["id"]}
        known = said.get(digest(page["id"]), {})
        judged = {row: known[number] for row, number in enumerate(chosen) if number in known}
        yield {**_document(name, page, some), "judged": judged, "read": page.get("read", False)}


def mixtures(
    articles: Sequence[dict[str, Any]], pages: Iterable[dict[str, Any]], count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Make ``count`` documents of clean articles and stretches of what whole pages hold beside theirs."""
    chance = random.Random(seed)
    stretches: dict[str, list[list[str]]] = defaultdict(list)
    for page in pages:
        for label, run in groupby(_filled(page), key=lambda line: line[1]):
            if label == "d":
                stretches[page["lang"]].append([line for line, _ in run])
    made_up = _furniture_that_goes()
    for lang in (lang for lang in made_up if len(stretches[lang]) < FEWEST_STRETCHES):
        stretches[lang] = [[line for _, line in block] for block in made_up[lang]]
    clean = [a for a in map(_kept, articles) if len(a["lines"]) >= FEWEST_PARAGRAPHS]
    for number in range(count):
        article = chance.choice(clean)
        lang = article["lang"] if article["lang"] in made_up else "en"
        lines = [(line, "k", "") for line in article["lines"]]
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
            stretch = chance.choice(stretches[lang])
            length = chance.choice((1, 1, 2, 3, 5, 8, 13))
            begin = chance.randrange(max(1, len(stretch) - length + 1))
            at = chance.choice((0, chance.randrange(1, len(lines)), *[len(lines)] * 5))
            lines[at:at] = [(line, "d", "") for line in stretch[begin : begin + length]]
        yield _document(f"{MIXTURE}-{number}", article, lines)


def framed(
    articles: Sequence[dict[str, Any]], pages: Iterable[dict[str, Any]], count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Make ``count`` whole pages of clean articles and what stands before and after those of other pages."""
    chance = random.Random(seed)
    frames: dict[str, list[tuple[list[Example], list[Example]]]] = defaultdict(list)
    for page in pages:
        filled = _filled(page)
        kept = [number for number, (_, label) in enumerate(filled) if label == "k"]
        if kept:
            above = [("", line) for line, label in filled[: kept[0]] if label == "d"]
            below = [("", line) for line, label in filled[kept[-1] :] if label == "d"]
            frames[page["lang"]].append((above[-LONGEST_BESIDE:], below[:LONGEST_BESIDE]))
    made_up = _furniture_that_goes()
    clean = [a for a in map(_kept, articles) if len(a["lines"]) >= FEWEST_PARAGRAPHS]
    for number in range(count):
        article = chance.choice(clean)
        lang = article["lang"] if article["lang"] in made_up else "en"
        if len(frames[lang]) >= FEWEST_FRAMES:
            above, below = chance.choice(frames[lang])
        else:
            above, *others = chance.sample(made_up[lang], 1 + BLOCKS_BESIDE)
            below = list(chain.from_iterable(others))
        lines = [(line, "d", category) for category, line in above]
        lines += [(line, "k", "") for line in article["lines"]]
        lines += [(line, "d", category) for category, line in below]
        yield _document(f"{FRAMED}-{number}", article, lines)


def _filled(page: dict[str, Any]) -> list[tuple[str, str]]:
    """The lines of a page that are not blank, with their labels; undecided where a part goes."""
    labelled = zip(page["text"].split("\n"), page["labels"].replace("p", "i"), strict=True)
    return [(line, label) for line, label in labelled if line.strip()]


def _gaps(kept: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where lines between those that are kept begin and end."""
    for number, following in pairwise(kept):
        if following > number + 1:
            yield number + 1, following


def variants(records: Iterable[dict[str, Any]], share: float, seed: int) -> Iterator[dict[str, Any]]:
    """Make out of a ``share`` of labelled documents what they are in one of :data:`VARIANTS`."""
    chance = random.Random(seed)
    for record in records:
        if chance.random() >= share:
            continue
        name, vary = chance.choice(VARIANTS)
        categories = record.get("categories") or {}
        lines = [
            (line, "i" if label == "p" else label, categories.get(str(number), "") if label == "d" else "")
            for number, (line, label) in enumerate(
                zip(record["text"].split("\n"), record["labels"], strict=True)
            )
            if line.strip()
        ]
        site = record["site"] or record["id"]
        yield _document(f"{name}-{record['id']}", {**record, "site": site}, vary(lines, chance))


def _without_stops(lines: list[Labelled], _: random.Random) -> list[Labelled]:
    """No line ends with a full stop."""
    return [(line.rstrip(STOPS) or line, label, category) for line, label, category in lines]


def _in_small_letters(lines: list[Labelled], _: random.Random) -> list[Labelled]:
    return [(line.lower(), label, category) for line, label, category in lines]


def _in_capitals(lines: list[Labelled], _: random.Random) -> list[Labelled]:
    return [(line.upper(), label, category) for line, label, category in lines]


def _by_sentence(lines: list[Labelled], _: random.Random) -> list[Labelled]:
    """A line for each sentence."""
    return [(part, label, category) for line, label, category in lines for part in sentences(line)]


def _broken(lines: list[Labelled], chance: random.Random) -> list[Labelled]:
    """Links and bold words of some longer lines on lines of their own."""
    broken: list[Labelled] = []
    for line, label, category in lines:
        words = line.split(" ")
        if len(words) > MANY_WORDS and chance.random() < 0.5:
            begin = chance.randrange(1, len(words) - 3)
            end = begin + chance.choice((1, 1, 2, 3))
            parts = (words[:begin], words[begin:end], words[end:])
            broken += [(" ".join(part), label, category) for part in parts]
        else:
            broken.append((line, label, category))
    return broken


def _shortened(lines: list[Labelled], chance: random.Random) -> list[Labelled]:
    """Of the article only its first longer lines, among everything else."""
    long = [n for n, (line, label, _) in enumerate(lines) if label == "k" and line.count(" ") > MANY_WORDS]
    left_out = set(long[chance.choice((1, 2, 3, 5)) :])
    return [line for number, line in enumerate(lines) if number not in left_out]


def _with_title_twice(lines: list[Labelled], _: random.Random) -> list[Labelled]:
    first = next((n for n, (_, label, _) in enumerate(lines) if label == "k"), 0)
    return [*lines[:first], lines[first], *lines[first:]]


STOPS = " .!?…。।؟"
"""What a line may end with."""

MANY_WORDS = 12
"""Words of a line that links may be torn out of."""

VARIANTS = (
    ("unstopped", _without_stops),
    ("small", _in_small_letters),
    ("capitals", _in_capitals),
    ("sentences", _by_sentence),
    ("broken", _broken),
    ("shortened", _shortened),
    ("twice", _with_title_twice),
)
"""Forms that texts come in, by name: so that the model goes by none of what these change."""


def cases() -> Iterator[dict[str, Any]]:
    """The documents of ``tests/fixtures``: the seeds, made-up pages, and articles that stay as they are."""
    for path in (FIXTURES / name for name in CASES):
        for case in json.loads(path.read_text(encoding="utf-8")):
            text = case["text"] if "text" in case else (SEEDS / case["seed"]).read_text(encoding="utf-8")
            gone = {
                line.strip(): category
                for category, removed in case.get("removed", ())
                for line in removed.split("\n")
            }
            categories = {
                str(number): gone[line.strip()]
                for number, line in enumerate(text.split("\n"))
                if line.strip() in gone
            }
            yield {
                "id": case.get("name", case.get("seed")),
                "site": f"{case.get('name', case.get('seed'))}.example",
                "lang": case.get("lang"),
                "text": text,
                "labels": "".join(
                    "d" if str(number) in categories else "k" for number in range(text.count("\n") + 1)
                ),
                "categories": categories,
            }


def whole_articles() -> Iterator[dict[str, Any]]:
    """The articles of :data:`ARTICLES`, of which all stays."""
    for name, lang, text in _texts(ARTICLES):
        labels = "k" * (text.count("\n") + 1)
        yield {"id": name, "site": f"{name}.example", "lang": lang, "text": text, "labels": labels}


def scraped() -> Iterator[dict[str, Any]]:
    """The documents of :data:`SCRAPED`."""
    for article, lang, text in _texts(SCRAPED):
        name = f"scraped-{article}"
        said = [line.partition("\t")[::2] for line in text.splitlines()]
        lines = [(line, LABELS.get(what, "d"), "" if what in LABELS else what) for what, line in said]
        yield _document(name, {"site": f"{name}.example", "lang": lang}, lines)


def _texts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, language and text of each article in a folder that has a file for each language."""
    for path in sorted(folder.glob("*.txt")):
        for number, text in enumerate(path.read_text(encoding="utf-8").removeprefix("==\n").split("\n==\n")):
            yield f"{path.stem}-{number}", path.stem, text


def _examples() -> tuple[dict[str, list[Example]], dict[str, list[str]]]:
    """The ``match`` lines of the phrases by language, and their ``keep`` lines."""
    examples: dict[str, list[Example]] = defaultdict(list)
    look_alikes: dict[str, list[str]] = defaultdict(list)
    for path in files():
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["phrase"]:
            if entry.get("scope") != "inline":
                examples[path.stem] += [(entry["category"], example) for example in entry["match"]]
            look_alikes[path.stem] += [line for line in entry["keep"] if "\n" not in line]
    return examples, look_alikes


def _furniture() -> dict[str, list[list[Example]]]:
    """The blocks of :data:`FURNITURE` by language."""
    blocks: dict[str, list[list[Example]]] = {}
    for path in sorted(FURNITURE.glob("*.txt")):
        found = blocks.setdefault(path.stem, [])
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                category = line.removeprefix("== ")
                found.append([])
            elif line:
                found[-1].append((category, line))
    return blocks


def _furniture_that_goes() -> dict[str, list[list[Example]]]:
    """These blocks but for an article's own that only look like furniture."""
    return {lang: [b for b in blocks if b[0][0] != KEEP] for lang, blocks in _furniture().items()}


def _kept(record: dict[str, Any]) -> dict[str, Any]:
    lines = zip(record["text"].split("\n"), record["labels"], strict=False)
    kept = [line for line, label in lines if label in "ki" and line.strip()]
    return {"site": record["site"] or record["id"], "lang": record["lang"], "lines": kept}


def _document(name: str, article: dict[str, Any], lines: list[tuple[str, str, str]]) -> dict[str, Any]:
    text: list[str] = []
    labels = ""
    categories: dict[str, str] = {}
    for line, label, category in lines:
        for part in line.split("\n"):
            if category:
                categories[str(len(text))] = category
            text.append(part)
            labels += label
    return {
        "id": name,
        "site": article["site"],
        "lang": article["lang"],
        "text": "\n".join(text),
        "labels": labels,
        "categories": categories,
    }
