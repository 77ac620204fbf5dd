"""Accuracy floors on the labelled documents, where these are at hand; see tests/accuracy.json.

The documents are not part of the project.  ``CLEANR_EVAL`` names their folder; without it
they are looked for beside the project.  A floor is raised when a change earns it, and never
lowered in silence.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

import cleanr

ROOT = Path(__file__).parent
DATA = Path(os.environ.get("CLEANR_EVAL", ROOT.parents[1] / "shared" / "eval"))
FLOORS = json.loads((ROOT / "accuracy.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not (DATA / "scoring.py").exists(), reason=f"the labelled documents are not at {DATA}"
)


def documents(floor: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = (DATA / floor["data"]).read_bytes()
    if blake2b(content, digest_size=8).hexdigest() != floor["digest"]:
        pytest.skip(f"{floor['data']} is not the data these floors were measured on")
    for line in content.decode().split("\n"):
        if line:
            document = json.loads(line)
            if floor.get("lang") in (None, document["lang"]):
                yield document


@pytest.mark.parametrize("floor", FLOORS, ids=lambda f: f["name"])
def test_accuracy_does_not_fall(floor: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DATA)
    from scoring import Tally, score

    cleaner = cleanr.Cleaner(preset=floor["preset"])
    total = Tally()
    for document in documents(floor):
        total.add(score(document, cleaner(document["text"]).text))
    sys.modules.pop("scoring", None)
    measured = total.row()
    for name, bound in floor["at_least"].items():
        assert measured[name] >= bound, measured
    for name, bound in floor["at_most"].items():
        assert measured[name] <= bound, measured
