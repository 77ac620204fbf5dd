"""Accuracy floors on the labelled documents, where these are at hand; see tests/accuracy.json.

The documents are not part of the project.  ``CLEANR_EVAL`` names their folder; without it
they are looked for beside the project.  A floor is raised when a change earns it, and never
lowered in silence.  Floors of part ``validation`` are measured on sites that neither the
line model nor the phrases were made with; those of ``read`` documents against the labels of
``training/read.jsonl``.  Where the documents are not at hand, the cases of
``tests/fixtures`` (``test_cases.py``) hold what is expected of every preset.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from training.data import is_validation, read_anew, records

import cleanr

ROOT = Path(__file__).parent
DATA = Path(os.environ.get("CLEANR_EVAL", ROOT.parents[1] / "shared" / "eval"))
FLOORS = json.loads((ROOT / "accuracy.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not (DATA / "scoring.py").exists(), reason=f"the labelled documents are not at {DATA}"
)


@cache
def digest(name: str) -> str:
    return blake2b((DATA / name).read_bytes(), digest_size=8).hexdigest()


def documents(floor: dict[str, Any]) -> Iterator[dict[str, Any]]:
    source = read_anew if floor.get("read") else records
    chosen = (
        document
        for document in source(DATA / floor["data"])
        if floor.get("part") != "validation" or is_validation(document["site"] or document["id"])
    )
    return islice(chosen, floor.get("limit"))


@pytest.mark.parametrize("floor", FLOORS, ids=lambda f: f["name"])
def test_accuracy_does_not_fall(floor: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    if digest(floor["data"]) != floor["digest"]:
        pytest.skip(f"{floor['data']} is not the data these floors were measured on")
    monkeypatch.syspath_prepend(DATA)
    from scoring import Tally, score

    cleaner = cleanr.Cleaner(**floor["options"])
    total = Tally()
    for document in documents(floor):
        total.add(score(document, cleaner(document["text"]).text))
    sys.modules.pop("scoring", None)
    measured = total.row() | {
        f"recall of {category}": gone / size for category, (gone, size) in total.by_category.items()
    }
    for name, bound in floor.get("at_least", {}).items():
        assert measured[name] >= bound, (name, measured)
    for name, bound in floor.get("at_most", {}).items():
        assert measured[name] <= bound, (name, measured)
