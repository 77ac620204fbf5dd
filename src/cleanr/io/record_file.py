"""One line of ``cleanr-record.jsonl``: what was taken out of one document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from cleanr.io.decoding import UTF_8, Decoded
from cleanr.io.errors import FormatError
from cleanr.record import Removal, Result, storable, stored_text

# JSON lets these stand as they are, but str.splitlines() ends a line at them.
_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


UNDECODABLE = "undecodable"
"""Begins the flag that says how much of a document was damaged UTF-8."""

UNCLEANED = "uncleaned"
"""Begins the flag of a document that was left as it is, and says what a filter raised on it."""

CHANGED = (
    "the file has changed since, or does not belong to this record; with a record of an earlier version, "
    "options on reading that the run had (--input-format) are needed here as well"
)
"""What is said where a clean text is not the one on record."""


def digest(clean_text: str) -> str:
    """Return what the record knows a clean text by: 8 bytes of BLAKE2b over its UTF-8, in hexadecimal.

    >>> digest("Rain.")
    'f1bed0c03460ec04'
    """
    return blake2b(clean_text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def record_line(path: str, source: str, decoded: Decoded, result: Result, **more: Any) -> str:
    r"""Return the line for one document, with its line end.

    ``path`` is the document's path in the output folder, ``source`` where it was read from.
    ``more`` is what tells the document from the others of its file: ``document`` (its number, from 0),
    ``id``, ``url``; ``form`` where the file spells the text in an unusual way; and what restoring needs to
    know of the run (see :meth:`cleanr.io.conversion.Conversion.on_record`).  What is ``None`` is left out.
    ``encoding`` is there only where the input was not clean UTF-8; ``digest`` is that of the clean text.  A
    path that is no valid Unicode is stored like such text in a removal: as the list of its code points.

    >>> line = record_line("a.txt", "in/a.txt", Decoded("Rain.", "utf-8"), Result("Rain."))
    >>> print(line.replace(', "digest"', ',\n "digest"'), end="")
    {"path": "a.txt", "input": "in/a.txt", "chars_in": 5, "chars_out": 5,
     "digest": "f1bed0c03460ec04", "removed": [], "flags": []}
    """
    data: dict[str, Any] = {"path": storable(path), "input": storable(source)}
    data |= {name: _json_safe(value) for name, value in more.items() if value is not None}
    flags = [storable(flag) for flag in result.flags]
    if decoded.encoding != UTF_8 or decoded.undecodable:
        data["encoding"] = decoded.encoding
    if decoded.undecodable:
        flags.append(f"{UNDECODABLE}:{decoded.undecodable}")
    data["chars_in"] = len(decoded.text)
    data["chars_out"] = len(result.text)
    data["digest"] = digest(result.text)
    data["removed"] = [removal.to_dict() for removal in result.removed]
    data["flags"] = flags
    line = json.dumps(data, ensure_ascii=False)
    for character, escape in _LINE_ENDS:
        line = line.replace(character, escape)
    return line + "\n"


def result_on_record(text: str, line: Mapping[str, Any]) -> Result:
    """Return what cleaning ``text`` gave, from its line in the record.

    Raises :class:`FormatError` where the line is another text's.

    >>> line = json.loads(record_line("a", "a", Decoded("Rain.", "utf-8"), Result("Rain.")))
    >>> result_on_record("Rain.", line)
    Result(text='Rain.', removed=(), flags=())
    """
    removed = tuple(map(Removal.from_dict, line["removed"]))
    parts, at = [], 0
    for removal in removed:
        parts += [text[at : removal.start], removal.replacement]
        at = removal.end
    clean_text = "".join([*parts, text[at:]])
    same = line["chars_in"] == len(text) and all(text[r.start : r.end] == r.text for r in removed)
    if not same or line["chars_out"] != len(clean_text):
        raise FormatError("changed since the unfinished run; leave out --resume to begin anew")
    flags = [stored_text("flags", flag) for flag in line["flags"]]
    flags = [flag for flag in flags if not flag.startswith(UNDECODABLE)]
    return Result(clean_text, removed, tuple(flags))


def _json_safe(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value
