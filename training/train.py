"""Train the line model: from labelled documents to the model file.  See training/README.md."""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from cleanr.line_model import _file
from cleanr.line_model._words import Vocabulary
from training import synthetic
from training.data import Lines
from training.export import arrays_of
from training.fit import Schedule, batch_of, fit, predict
from training.gather import gather, judged
from training.network import Size, Tagger
from training.stages import finish, say, seen_by, show, some_pages
from training.vocabulary import build, number, size_of

VOCABULARY = 74_000
"""Words, pairs and so on that the model knows: what fits into 3 MB."""

TEACHERS = 3
"""Models that together label the noisy documents anew for the one that is kept."""

NOISY_FIRST = Schedule(passes=2, rate=3e-3)
CAREFUL_LAST = Schedule(passes=6, rate=1.5e-3, cells=1200, longest=10_000)
STUDENT_FIRST = Schedule(passes=3, rate=3e-3)
STUDENT_LAST = Schedule(passes=6, rate=1.5e-3, cells=1600, longest=400)


def train(
    careful: Sequence[Lines],
    noisy: Sequence[Lines],
    made_up: Sequence[Lines],
    vocabulary: Vocabulary,
    seed: int,
) -> Tagger:
    """Train teachers, let them label the noisy documents, and train the model that is kept on both.

    (Xie et al. 2020, arXiv:1911.04252, call it a noisy student.)  The last stage rounds as the
    model will when it is run.
    """
    columns = careful[0].numbers.shape[1]

    def fresh(seed: int) -> Tagger:
        torch.manual_seed(seed)
        return Tagger(size_of(vocabulary), columns, Size())

    first = fresh(seed)
    fit(first, [*noisy, *made_up], NOISY_FIRST, seed)
    opinions: list[list[NDArray[np.float32]]] = []
    for teacher in range(TEACHERS):
        tagger = copy.deepcopy(first)
        fit(tagger, some_pages(careful, seed + teacher), CAREFUL_LAST, seed + teacher)
        opinions.append(predict(tagger, noisy))
        say(f"teacher {teacher + 1}")
    relabelled = [seen_by(d, np.mean(o, axis=0)) for d, *o in zip(noisy, *opinions, strict=True)]
    looked_at = judged(relabelled)
    student = fresh(seed + TEACHERS)
    fit(student, [*relabelled, *made_up, *careful, *careful, *looked_at], STUDENT_FIRST, seed)
    chance = random.Random(seed)
    sample = chance.sample(list(careful), min(len(careful), 64))
    student.calibrate([batch_of([document]) for document in sample])
    finish(student, [*careful, *looked_at], STUDENT_LAST, seed)
    say("student")
    return student


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument("-o", "--output", type=Path, default=_file.DEFAULT, help="the model file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="share of the careful documents to train on")
    parser.add_argument("--made-up", type=int, default=3000, help="made-up documents, and mixtures")
    parser.add_argument("--everything", action="store_true", help="train on the validation sites as well")
    parser.add_argument("--without-clues", action="store_true", help="hide what phrases and shapes say")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)

    careful, noisy, made_up, validation, pages = gather(
        arguments.data,
        seed=arguments.seed,
        made_up=arguments.made_up,
        share=arguments.share,
        everything=arguments.everything,
        clues=not arguments.without_clues,
    )
    say(f"{len(careful)} careful, {len(noisy)} noisy, {len(made_up)} made-up documents")
    of_sites = [d for d in (*careful, *noisy) if d.source not in synthetic.OF_OTHER_SITES]
    vocabulary = build([*of_sites, *made_up], VOCABULARY)
    number([*careful, *noisy, *made_up, *validation, *pages], vocabulary)
    say(f"{size_of(vocabulary)} rows")
    tagger = train(careful, noisy, made_up, vocabulary, arguments.seed)
    _file.store(arguments.output, arrays_of(tagger, vocabulary, batch_of(careful[:200])))
    say(f"{arguments.output}: {arguments.output.stat().st_size} bytes")
    show(tagger, validation, pages)


if __name__ == "__main__":
    main()
