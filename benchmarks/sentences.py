"""Which phrases would take a sentence of an article that stood on a line of its own.

    PYTHONPATH=. python benchmarks/sentences.py DATA [--show 3]

DATA is the folder of the labelled documents. The sentences are those of paragraphs that stay, on the sites
that phrases and models were made with; many sites put each sentence in a paragraph of its own. A rule that
takes several is likely too wide; some of its finds are prompts that an author put into the text.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.data import as_read, is_validation

from cleanr.decide.held_back import held_back
from cleanr.document import Document
from cleanr.phrases import found
from cleanr.plain.sentences import sentences

FILES = ("hand.jsonl", "traps.jsonl", "donation.jsonl", "residual.jsonl.xz")

PARAGRAPH = 120
"""Characters from which on a line is a paragraph."""

AT_ONCE = 200
"""Sentences looked at together, each a line."""


def of_articles(folder: Path) -> Iterator[tuple[str | None, list[str]]]:
    """The sentences of each document's paragraphs that stay, with its language."""
    for name in FILES:
        for record in as_read(folder / name):
            derived = name.startswith("residual") and not record.get("read")
            if derived or is_validation(record["site"] or record["id"]):
                continue
            lines = zip(record["text"].split("\n"), record["labels"], strict=True)
            stay = [sentences(text) for text, label in lines if label == "k" and len(text) >= PARAGRAPH]
            yield record["lang"], [s for parts in stay if len(parts) > 1 for s in parts]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument("--show", type=int, default=3, help="sentences to show of each rule")
    arguments = parser.parse_args()
    taken: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for lang, parts in of_articles(arguments.data):
        fresh = [part for part in dict.fromkeys(parts) if part not in seen]
        seen.update(fresh)
        for first in range(0, len(fresh), AT_ONCE):
            document = Document("\n\n".join(fresh[first : first + AT_ONCE]), lang)
            for items in found(document).by_category.values():
                for item in items:
                    index = document.line_at(item.start)
                    sure = item.strength == "strong" and item.scope != "inline" and item.where == "anywhere"
                    if sure and not held_back(document, item, index):
                        taken[item.rule].append(document.line(index).text)
    print(f"{sum(map(len, taken.values()))} of {len(seen)} sentences")
    for rule, lines in sorted(taken.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        print(
            f"{len(lines):4} {rule}", *(f"       {line[:100]}" for line in lines[: arguments.show]), sep="\n"
        )


if __name__ == "__main__":
    main()
