"""Measure what is decided on sites that a model has not seen, and leave the validation sites alone.

Two models, each trained on half of the training sites, clean the documents of the other half.  Guards and
thresholds can be tried on these again and again, on many more documents than are kept for validation.
See training/README.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

import cleanr
from cleanr import pipeline
from cleanr.line_model import LineModel, _file
from training import synthetic
from training.data import half_of, is_validation, read_anew, records
from training.export import arrays_of
from training.fit import batch_of
from training.gather import gather
from training.measure import COLUMNS, measure, scoring
from training.stages import say
from training.train import VOCABULARY, train
from training.vocabulary import build, number

SETS = (("hand", "hand.jsonl", records), ("articles read", "residual.jsonl.xz", read_anew))
"""What is cleaned: articles that were labelled by reading."""


def train_on_half(data: Path, half: int, seed: int, made_up: int, path: Path) -> None:
    """Train a model on the documents of one half, and on what is made up of these; store it."""
    careful, noisy, made, _, _ = gather(data, seed=seed, made_up=made_up, half=half)
    of_sites = [d for d in (*careful, *noisy) if d.source not in synthetic.OF_OTHER_SITES]
    vocabulary = build([*of_sites, *made], VOCABULARY)
    number([*careful, *noisy, *made], vocabulary)
    tagger = train(careful, noisy, made, vocabulary, seed)
    _file.store(path, arrays_of(tagger, vocabulary, batch_of(careful[:200])))
    say(f"{path}: trained on {len(careful)} careful and {len(noisy)} noisy documents")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument(
        "models", type=Path, help="folder of the two models; they are trained if they are not there"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--made-up", type=int, default=1500, help="made-up documents, and mixtures")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)

    arguments.models.mkdir(parents=True, exist_ok=True)
    paths = [arguments.models / f"half-{half}.npz" for half in (0, 1)]
    for half, path in enumerate(paths):
        if not path.exists():
            train_on_half(arguments.data, half, arguments.seed, arguments.made_up, path)
    models = [LineModel(_file.load(path)) for path in paths]

    def documents(name: str, source: Any) -> Iterator[dict[str, Any]]:
        for record in source(arguments.data / name):
            site = record["site"] or record["id"]
            if not is_validation(site):
                model = models[1 - half_of(site)]
                pipeline._default_model = lambda m=model: m  # type: ignore[assignment]
                yield record

    score = scoring(arguments.data)
    print(f"{'':40}" + "".join(f"{column:>19}" for column in COLUMNS))
    for title, name, source in SETS:
        for preset in ("conservative", "balanced", "aggressive"):
            cleaner = cleanr.Cleaner(preset=preset)
            total, others = measure(score, documents(name, source), lambda text, c=cleaner: c(text).text)  # type: ignore[misc]
            row = {**total.row(), "f1 without related": round(others.removal_f1, 4)}
            print(
                f"{f'{title} {preset}':40}" + "".join(f"{row[column]:>19}" for column in COLUMNS), flush=True
            )


if __name__ == "__main__":
    main()
