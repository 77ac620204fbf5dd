"""The model file: how a trained model is stored, and loaded again."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cleanr.line_model._network import Layer, Network
from cleanr.line_model._words import Vocabulary

FORMAT = 3
"""Number of the form that models are stored in; a file with another one is refused."""

DEFAULT = Path(__file__).parent / "lines.npz"
"""The model that comes with cleanr."""

REACH = "reach"

Arrays = Mapping[str, np.ndarray[Any, Any]]


class ModelError(ValueError):
    """A model file is missing, damaged, or of another version."""


def store(path: Path, arrays: Arrays) -> None:
    """Write a model's arrays, as ``training/`` makes them, to ``path``."""
    np.savez_compressed(path, allow_pickle=False, **{"format": np.array(FORMAT), **arrays})


def load(path: Path = DEFAULT) -> Arrays:
    """Read the arrays of a model file.

    Raises :class:`ModelError` where that cannot be done; it says what to do.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        raise ModelError(
            f"the line model {path} is missing: install cleanr again, or clean without it"
        ) from None
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"the line model {path} is damaged ({error}): install cleanr again") from error
    version = int(arrays["format"]) if "format" in arrays else 0
    if version != FORMAT:
        raise ModelError(
            f"the line model {path} is of format {version}, this cleanr reads {FORMAT}: install cleanr again"
        )
    return arrays


def strings(lines: Mapping[str, int]) -> np.ndarray[Any, Any]:
    """Store texts in the order of their numbers, which follow each other."""
    return np.frombuffer("\n".join(sorted(lines, key=lines.__getitem__)).encode(), np.uint8)


def vocabulary(arrays: Arrays) -> Vocabulary:
    """The vocabulary of a stored model."""
    words = arrays["words"].tobytes().decode().split("\n")
    lines = arrays["lines"].tobytes().decode().split("\n")
    first_line = len(arrays["meaning"]) - len(lines)
    return Vocabulary(
        words=dict(zip(words, range(1, len(words) + 1), strict=True)),
        pairs=arrays["pairs"],
        pair_rows=arrays["pair_rows"],
        first=arrays["first"],
        last=arrays["last"],
        lines=dict(zip(lines, range(first_line, first_line + len(lines)), strict=True)),
    )


def network(arrays: Arrays) -> Network:
    """The network of a stored model."""
    reach = arrays[REACH].tolist()
    return Network(
        entry=_layer(arrays, "entry"),
        around=[(distance, _layer(arrays, f"around{number}")) for number, distance in enumerate(reach)],
        page=_layer(arrays, "page"),
        page_at=int(arrays["page_at"]),
        answer=_layer(arrays, "answer"),
    )


def _layer(arrays: Arrays, name: str) -> Layer:
    weights, scale, bias = (arrays[f"{name}.{part}"] for part in ("weights", "scale", "bias"))
    return Layer(weights.astype(np.float32), scale.astype(np.float32), bias.astype(np.float32))
