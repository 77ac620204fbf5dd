"""Any JSON: ``Result.from_dict`` gives a result that survives its own JSON, or raises ``ValueError``."""

from __future__ import annotations

import json
from contextlib import suppress

import atheris

from _corpus import PAGE, run

with atheris.instrument_imports(include=["cleanr"]):
    import cleanr


def one_input(data: bytes) -> None:
    try:
        stored = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        result = cleanr.Result.from_dict(stored)
    except ValueError:
        return
    again = json.loads(json.dumps(result.to_dict(), ensure_ascii=False).encode())
    assert repr(cleanr.Result.from_dict(again)) == repr(result)  # NaN is not equal to itself
    with suppress(ValueError):
        result.restore()


if __name__ == "__main__":
    results = [cleanr.clean(PAGE), cleanr.Result("\ud800", flags=("timeout:x",))]
    run(one_input, [json.dumps(result.to_dict()).encode() for result in results])
