"""Made-up documents: the phrases' own examples and made-up furniture, set into clean articles.

They multiply what is rare in labelled documents (appeals, adblock pleas, comment widgets,
consent boxes, foreign strings, and every kind in the languages that have few documents), and what
has no wording of its own: teasers of other stories, menus, advertisers' copy, sites about themselves.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cleanr.phrases import files

SOURCE = "synthetic"

SEEDS = Path(__file__).parents[1] / "seeds"
FIXTURES = SEEDS.parent / "tests" / "fixtures"
CASES = ("negative.json", "synthetic.json", "in_the_wild.json")

FURNITURE = Path(__file__).parent / "furniture"
"""Made-up furniture of pages, a file for each language: blocks of lines, each below ``== CATEGORY``."""

FEWEST_PARAGRAPHS = 3
"""Lines to keep that an article must have to be built upon."""

FOREIGN = 0.08
"""Share of the additions that are in another language than the article."""

Example = tuple[str, str]
"""A category, and a line (or a few) of it."""


def documents(articles: Sequence[dict[str, Any]], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Make ``count`` labelled documents out of labelled ``articles``; the same for the same seed.

    The boilerplate of the articles themselves is left out, and examples of the same language
    are put in: at the head, at the end, between paragraphs; several of a kind together.
    """
    chance = random.Random(seed)
    examples, look_alikes = _examples()
    blocks = _furniture()
    everything = [example for lang in sorted(examples) for example in examples[lang]]
    clean = [a for a in map(_kept, articles) if len(a["lines"]) >= FEWEST_PARAGRAPHS]
    for number in range(count):
        article = chance.choice(clean)
        lang = article["lang"] if article["lang"] in examples else "en"
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
            lines[at:at] = [(line, "d", category) for category, line in block[:length]]
        if look_alikes[lang] and chance.random() < 0.5:
            lines.insert(chance.randrange(1, len(lines)), (chance.choice(look_alikes[lang]), "k", ""))
        yield _document(f"{SOURCE}-{number}", article, lines)


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
