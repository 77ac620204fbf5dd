"""Any bytes, in any format and compression: documents that can be written back, or an error of cleanr's.

What was read and is written as it was read must be the same bytes again, where the format is one
of lines and the file is read to its end.
"""

from __future__ import annotations

import io
import json

import atheris

from _corpus import PAGE, run

with atheris.instrument_imports(include=["cleanr"]):
    from cleanr.io.compression import BY_SUFFIX, PackingStream, unpacked
    from cleanr.io.decoding import BinaryDataError
    from cleanr.io.errors import FormatError
    from cleanr.io.formats import FORMATS, FormatOptions, SourceDocument, Verbatim

KINDS = [(name, suffix) for name in FORMATS for suffix in ("", *BY_SUFFIX)]
OPTIONS = FormatOptions(max_bytes=100_000)


def one_input(data: bytes) -> None:
    if not data:
        return
    name, suffix = KINDS[data[0] % len(KINDS)]
    kind, back = FORMATS[name], io.BytesIO()
    whole = unpacked(io.BytesIO(data[1:]), suffix)
    writer = kind.writer(back, OPTIONS)
    try:
        for piece in kind.read(whole, OPTIONS):
            if isinstance(piece, Verbatim):
                writer.verbatim(piece.row)
            elif isinstance(piece, SourceDocument):
                writer.restore(piece, piece.text, piece.decoded.encoding, piece.form)
        writer.close()
    except (FormatError, BinaryDataError):
        return
    if name in ("text", "jsonl", "csv") and not suffix:
        assert back.getvalue() == data[1:]


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": [1, 2, 3], "text": [PAGE, None, PAGE], "tags": [["a"], [], None]})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", row_group_size=2)
    return out.getvalue()


def _examples() -> list[bytes]:
    warc = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
    warc += f"Content-Length: {len(PAGE.encode())}"
    contents = {
        "text": PAGE.encode(),
        "jsonl": (json.dumps({"id": 1, "text": PAGE}) + "\n").encode() * 2,
        "csv": ("id,text\n1," + json.dumps(PAGE.replace('"', "")) + "\n").encode(),
        "warc": f"{warc}\r\n\r\n{PAGE}\r\n\r\n".encode(),
        "parquet": _parquet(),
    }
    examples = []
    for number, (name, suffix) in enumerate(KINDS):
        out = io.BytesIO(contents.get(name, b""))
        if suffix:
            out = io.BytesIO()
            packing = PackingStream(out, suffix)
            packing.write(contents.get(name, b""))
            packing.finish()
        examples.append(bytes([number]) + out.getvalue())
    return examples


if __name__ == "__main__":
    run(one_input, _examples())
