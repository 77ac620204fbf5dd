"""One line of ``cleanr-record.jsonl``: what was taken out of one document."""

from __future__ import annotations

import json
from typing import Any

from cleanr.io.decoding import UTF_8, Decoded
from cleanr.record import Result, storable

# JSON lets these stand as they are, but str.splitlines() ends a line at them.
_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def record_line(path: str, source: str, decoded: Decoded, result: Result) -> str:
    r"""Return the line for one document, with its line end.

    ``path`` is the document's path in the output folder, ``source`` where it was read from.
    ``encoding`` is there only where the input was not clean UTF-8.  A path that is no valid
    Unicode is stored like such text in a removal: as the list of its code points.

    >>> record_line("a.txt", "in/a.txt", Decoded("Rain.", "utf-8"), Result("Rain."))
    '{"path": "a.txt", "input": "in/a.txt", "chars_in": 5, "chars_out": 5, "removed": [], "flags": []}\n'
    """
    data: dict[str, Any] = {"path": storable(path), "input": storable(source)}
    flags = list(result.flags)
    if decoded.encoding != UTF_8 or decoded.undecodable:
        data["encoding"] = decoded.encoding
    if decoded.undecodable:
        flags.append(f"undecodable:{decoded.undecodable}")
    data["chars_in"] = len(decoded.text)
    data["chars_out"] = len(result.text)
    data["removed"] = [removal.to_dict() for removal in result.removed]
    data["flags"] = flags
    line = json.dumps(data, ensure_ascii=False)
    for character, escape in _LINE_ENDS:
        line = line.replace(character, escape)
    return line + "\n"
