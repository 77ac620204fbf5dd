"""Text files: each is one document."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleanr.io.decoding import Decoded, decode
from cleanr.io.errors import FormatError
from cleanr.io.formats.base import FormatOptions, LineFormat, Piece, SourceDocument, too_large

MAX_BYTES_PER_CHARACTER = 4
"""Bytes that one character takes at most, in any of the encodings that are looked for."""


class Text(LineFormat):
    """The file is the document; it is written as UTF-8."""

    name = "text"
    many = False
    suffixes = ("txt", "text", "md")

    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        data = stream.read(options.max_bytes + 1)
        if len(data) > options.max_bytes:
            raise FormatError(too_large(options.max_bytes))
        if options.encoding is not None:
            yield SourceDocument(Decoded(data.decode(options.encoding, errors="replace"), options.encoding))
            return
        yield document_of(data)

    def source(self, document: SourceDocument) -> bytes:
        return document.text.encode()

    def render(self, document: SourceDocument, text: str) -> bytes:
        return text.encode()

    def restored(self, document: SourceDocument, text: str, encoding: str, form: Any) -> bytes:
        return encoded(text, encoding, form)


def document_of(data: bytes) -> SourceDocument:
    """Decode a document, and keep its bytes in ``form`` where the text alone does not give them back."""
    decoded = decode(data)
    if gives_back(decoded, data):
        return SourceDocument(decoded)
    return SourceDocument(decoded, form={"bytes": base64.b85encode(zlib.compress(data)).decode()})


def gives_back(decoded: Decoded, data: bytes) -> bool:
    """Whether the text in its encoding is just these bytes; some code pages have two for one letter."""
    if decoded.undecodable:
        return False
    return decoded.text.encode(decoded.encoding, errors="replace") == data


def encoded(text: str, encoding: str, form: Any) -> bytes:
    """Undo :func:`document_of`."""
    if form is not None:
        # Not all there is: a record is no safer than an archive.
        limit = MAX_BYTES_PER_CHARACTER * (len(text) + 1)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b85decode(form["bytes"]), limit)
        if not unpacking.eof:
            raise FormatError("the record is damaged: the bytes of this text are more than it can have")
        return data
    return text.encode(encoding)
