"""Train a model that is there already further: on new labels, in minutes.  See training/README.md."""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import torch

from cleanr.line_model import _file
from training.export import arrays_of, tagger_of
from training.fit import Schedule, batch_of, predict
from training.gather import gather, judged
from training.stages import finish, say, seen_by, show
from training.vocabulary import number

FURTHER = Schedule(passes=8, rate=1e-3, cells=1600, longest=400)
"""Slower than from the beginning, so that what is known of other sites stays."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the labelled documents")
    parser.add_argument("--model", type=Path, default=_file.DEFAULT, help="the model file to go on from")
    parser.add_argument("-o", "--output", type=Path, default=_file.DEFAULT, help="the model file to write")
    parser.add_argument("--stay", type=float, default=0.0, help="share of the weights before in what is kept")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)

    arrays = _file.load(arguments.model)
    vocabulary, tagger = _file.vocabulary(arrays), tagger_of(arrays)
    careful, noisy, _, validation, pages = gather(arguments.data, seed=arguments.seed, made_up=0)
    number([*careful, *noisy, *validation, *pages], vocabulary)
    say(f"{len(careful)} careful, {len(noisy)} noisy documents")
    show(tagger, validation, pages)
    some = judged(noisy)
    looked_at = [seen_by(d, opinion) for d, opinion in zip(some, predict(tagger, some), strict=True)]
    before = copy.deepcopy(tagger.state_dict())
    finish(tagger, [*careful, *looked_at], FURTHER, arguments.seed)
    tagger.load_state_dict({n: w.lerp(before[n], arguments.stay) for n, w in tagger.state_dict().items()})
    _file.store(arguments.output, arrays_of(tagger, vocabulary, batch_of(careful[:200])))
    say(f"{arguments.output}: {arguments.output.stat().st_size} bytes")
    show(tagger, validation, pages)


if __name__ == "__main__":
    main()
