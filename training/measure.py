"""Measure the installed cleanr on the validation sites: by preset, and with parts of it switched off."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import cleanr
from training.data import is_validation, read_anew, records

Clean = Callable[[str], str]

SETS = (
    ("hand", "hand.jsonl", records),
    ("traps", "traps.jsonl", records),
    ("donation", "donation.jsonl", records),
    ("page", "page.jsonl.xz", records),
    ("articles read", "residual.jsonl.xz", read_anew),
    ("pages read", "page.jsonl.xz", read_anew),
)
"""What is measured on: of the last two, the documents that a reader labelled anew (``read.jsonl``)."""

PAGE_FILES = ("donation.jsonl", "page.jsonl.xz")

COLUMNS = (
    *("removal_precision", "removal_recall", "removal_f1", "f1 without related"),
    *("content_loss", "text_f1", "lossless_docs"),
)


def scoring(folder: Path) -> ModuleType:
    """Load the scoring that comes with the data, from the folder above it."""
    path = folder.resolve().parent / "scoring.py"
    spec = importlib.util.spec_from_file_location("scoring", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"{path} is needed: it says how a cleaned document is scored")
    module = importlib.util.module_from_spec(spec)
    sys.modules["scoring"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def measure(score: ModuleType, documents: Iterable[dict[str, Any]], clean: Clean) -> tuple[Any, Any]:
    """Return the tally of a cleaner, and the tally with lines of category ``related`` undecided."""
    total, others = score.Tally(), score.Tally()
    for document in documents:
        output = clean(document["text"])
        total.add(score.score(document, output))
        related = {int(n) for n, c in (document.get("categories") or {}).items() if c == "related"}
        labels = "".join("i" if n in related else label for n, label in enumerate(document["labels"]))
        others.add(score.score({**document, "labels": labels}, output))
    return total, others


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument("--limit", type=int, default=150, help="whole pages to measure on")
    parser.add_argument("--categories", action="store_true", help="also the recall of each category")
    arguments = parser.parse_args()
    score = scoring(arguments.data)
    print(f"{'':40}" + "".join(f"{column:>19}" for column in COLUMNS))
    for title, name, source in SETS:
        documents = [d for d in source(arguments.data / name) if is_validation(d["site"] or d["id"])]
        if title == "page":
            documents = documents[: arguments.limit]
        mode = "page" if name in PAGE_FILES else "article"
        for preset in ("conservative", "balanced", "aggressive"):
            for line_model in (True, False):
                cleaner = cleanr.Cleaner(preset=preset, mode=mode, line_model=line_model)  # type: ignore[arg-type]
                total, others = measure(score, documents, lambda text, c=cleaner: c(text).text)  # type: ignore[misc]
                row = {**total.row(), "f1 without related": round(others.removal_f1, 4)}
                label = f"{title} {preset}{'' if line_model else ', no line model'}"
                print(f"{label:40}" + "".join(f"{row[column]:>19}" for column in COLUMNS), flush=True)
                if arguments.categories and line_model:
                    for category, (gone, all_of_it) in sorted(total.by_category.items()):
                        print(f"    {category:20} recall {gone / max(1, all_of_it):.3f} of {all_of_it}")


if __name__ == "__main__":
    main()
