"""JSON lines: an object to a line, of which one field is the text; the rest of the line is not touched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from cleanr.io.decoding import UTF_8, Decoded, is_encodable
from cleanr.io.errors import FormatError
from cleanr.io.formats.base import (
    FormatOptions,
    LineFormat,
    Piece,
    SourceDocument,
    Verbatim,
    bounded_lines,
    missing,
)
from cleanr.record import Removal

_MARK = "\ufeff"
_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.")
# Numbers stay text: nobody needs their values, and some have too many digits to be any.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class _Line(NamedTuple):
    """A line, and where in it the literal of the text stands."""

    line: str
    start: int
    end: int


class JsonLines(LineFormat):
    """One JSON object to a line."""

    name = "jsonl"
    suffixes = ("jsonl", "ndjson", "jsonlines")

    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        found = False
        for number, data in enumerate(bounded_lines(stream, options.max_bytes), start=1):
            if not data.strip():
                yield Verbatim(data)
                continue
            try:
                piece = _piece(data, options)
            except FormatError as error:
                # A file of which the first line is wrong is no such file, or its field has another name.
                if not found:
                    raise FormatError(f"line {number}: {error}") from None
                piece = Verbatim(data, f"line {number}: {error}; left as it is")
            found = True
            yield piece

    def source(self, document: SourceDocument) -> bytes:
        line: str = document.row.line
        return line.encode()

    def render(self, document: SourceDocument, text: str) -> bytes:
        return _with_literal(document, literal(text, document.form))

    def restored(self, document: SourceDocument, text: str, encoding: str, form: Any) -> bytes:
        return _with_literal(document, literal(text, form))

    def with_removed(self, data: bytes, field: str, removed: Sequence[Removal]) -> bytes:
        line = data.decode()
        if any(name == field for name, _, _ in members(line)):
            raise FormatError(f"there is a field {field!r} already; name another one for what is removed")
        value = json.dumps([removal.to_dict() for removal in removed])
        end = line.rindex("}")
        return f"{line[:end]}, {json.dumps(field)}: {value}{line[end:]}".encode()

    def without_removed(self, data: bytes, field: str) -> bytes:
        line = data.decode()
        for name, start, end in members(line):
            before = f", {json.dumps(field)}: "
            if name == field and line.endswith(before, 0, start):
                return (line[: start - len(before)] + line[end:]).encode()
        return data

    def fields(self, document: SourceDocument) -> dict[str, Any]:
        try:
            values: dict[str, Any] = json.loads(document.row.line.removeprefix(_MARK))
        except (ValueError, RecursionError) as error:  # numbers of thousands of digits, very deep nesting
            raise FormatError(f"a document has a field that Python cannot read: {error}") from None
        return values


def _piece(data: bytes, options: FormatOptions) -> Piece:
    try:
        line = data.decode()
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start + 1}") from None
    values = {name: (start, end) for name, start, end in members(line)}
    if options.text_field not in values:
        raise FormatError(missing("field", options.text_field, values, "--text-field"))
    start, end = values[options.text_field]
    # What is neither a text nor null is not read: it may be nested too deeply for that.
    text = json.loads(line[start:end]) if line[start] in '"n' else 0
    if text is None:
        return Verbatim(data)
    if not isinstance(text, str):
        raise FormatError(f"the field {options.text_field!r} holds no text")

    def named(given: str | None, usual: str) -> str | None:
        if given is not None and given not in values:
            raise FormatError(missing("field", given, values, f"--{usual}-field"))
        place = values.get(given or usual)
        value = None if place is None else _DECODER.decode(line[slice(*place)])
        return value if isinstance(value, str) else None

    return SourceDocument(
        Decoded(text, UTF_8),
        row=_Line(line, start, end),
        id=named(options.id_field, "id"),
        url=named(options.url_field, "url"),
        site=named(None, "site"),
        source=named(None, "source"),
        form=spelling(line[start:end], text),
    )


def members(line: str) -> Iterator[tuple[str, int, int]]:
    r"""Yield the names in a JSON object, each with start and end of its value; ``FormatError`` for others.

    >>> list(members('{"a": 1, "b": [2, 3]}\n'))
    [('a', 6, 7), ('b', 14, 20)]
    """
    at = _skip(line, 1 if line.startswith(_MARK) else 0)
    try:
        if line[at] != "{":
            raise FormatError("not a JSON object")
        at = _skip(line, at + 1)
        while line[at] != "}":
            if line[at] != '"':
                raise FormatError("not JSON")
            name, at = _DECODER.raw_decode(line, at)
            at = _skip(line, at)
            if line[at] != ":":
                raise FormatError("not JSON")
            start = _skip(line, at + 1)
            _, end = _DECODER.raw_decode(line, start)
            yield name, start, end
            at = _skip(line, end)
            if line[at] == ",":
                at = _skip(line, at + 1)
                if line[at] == "}":
                    raise FormatError("not JSON")
            elif line[at] != "}":
                raise FormatError("not JSON")
    except (json.JSONDecodeError, IndexError):
        raise FormatError("not JSON, or cut off") from None
    except RecursionError:
        raise FormatError("nested too deeply") from None
    if _skip(line, at + 1) != len(line):
        raise FormatError("more than one JSON object")


def _skip(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    return found.end() if found else at


def _with_literal(document: SourceDocument, spelled: str) -> bytes:
    line, start, end = document.row
    return f"{line[:start]}{spelled}{line[end:]}".encode()


def spelling(spelled: str, text: str) -> dict[str, Any] | None:
    r"""Say in what a JSON string differs from the plainest way to write ``text``; ``None``: in nothing.

    >>> spelling('"\\u00e4"', "ä")
    {'ascii': True}
    >>> spelling('"a\\/b"', "a/b")
    {'escapes': {'/': '\\/'}}
    """
    plain = literal(text, None)
    if plain == spelled:
        return None
    if literal(text, {"ascii": True}) == spelled:
        return {"ascii": True}
    escapes = {json.loads(f'"{found}"'): found for found in _ESCAPE.findall(spelled)}
    base: dict[str, Any]
    for base in ({}, {"ascii": True}):
        usual = {c: literal(c, base)[1:-1] for c in escapes}
        form = {**base, "escapes": {c: s for c, s in escapes.items() if s != usual[c]}}
        if literal(text, form) == spelled:
            return form
    return {"literal": spelled}


def literal(text: str, form: dict[str, Any] | None) -> str:
    """Return ``text`` as a JSON string that is spelled as ``form`` says."""
    form = form or {}
    if "literal" in form and json.loads(form["literal"]) == text:
        return str(form["literal"])
    spelled = json.dumps(text, ensure_ascii=form.get("ascii", False) or not is_encodable(text))
    escapes = form.get("escapes")
    if not escapes:
        return spelled
    usual = {json.dumps(c, ensure_ascii=form.get("ascii", False))[1:-1]: s for c, s in escapes.items()}
    pattern = _alternatives(tuple(usual))
    return '"' + pattern.sub(lambda m: usual.get(m[0], m[0]), spelled[1:-1]) + '"'


@lru_cache(maxsize=256)
def _alternatives(spelled: tuple[str, ...]) -> re.Pattern[str]:
    # Any other escape is matched as well, so that the second half of "\\\\" begins none.
    return re.compile("|".join([*map(re.escape, sorted(spelled, key=len, reverse=True)), r"\\."]))
