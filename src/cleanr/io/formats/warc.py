"""WET and WARC: a text record to a document; all other records pass through."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from cleanr.io.decoding import BinaryDataError
from cleanr.io.errors import FormatError
from cleanr.io.extras import needs
from cleanr.io.formats.base import (
    Format,
    FormatOptions,
    Piece,
    SourceDocument,
    Verbatim,
    Writer,
    too_large,
)
from cleanr.io.formats.text import document_of, encoded
from cleanr.record import Removal

TEXT_RECORDS = ("conversion", "resource")
"""Kinds of records that hold text where their content type says so; ``response`` holds HTTP."""

NO_FIELD = (
    "a WARC record has no place for a field with what was removed; leave out --removed-field, "
    "or write --format jsonl"
)

_DIGESTS = ("WARC-Block-Digest", "WARC-Payload-Digest")


class Warc(Format):
    """Records as web archives have them, by way of warcio; clean text is UTF-8."""

    name = "warc"
    suffixes = ("wet", "warc")

    def read(self, stream: BinaryIO, options: FormatOptions) -> Iterator[Piece]:
        warcio = needs("warcio.archiveiterator", extra="warc", purpose="WARC files")
        exceptions = needs("warcio.exceptions", extra="warc", purpose="WARC files")
        number = 0
        try:
            for record in warcio.ArchiveIterator(stream, no_record_parse=True):
                number += 1
                body = record.raw_stream.read(options.max_bytes + 1)
                if len(body) > options.max_bytes:
                    raise FormatError(f"record {number} has {too_large(options.max_bytes)}")
                if len(body) != record.length:
                    raise FormatError(f"record {number} is cut off")
                yield _piece(record, body, number)
        except exceptions.ArchiveLoadFailed as error:
            raise FormatError(f"not WARC after record {number}: {error}") from None

    def writer(self, stream: BinaryIO, options: FormatOptions) -> Writer:
        if options.removed_field is not None:
            raise FormatError(NO_FIELD)
        return _WarcWriter(stream)

    def fields(self, document: SourceDocument) -> dict[str, Any]:
        date = document.row.get_header("WARC-Date")
        return {**super().fields(document), **({"date": date} if date else {})}


def _piece(record: Any, body: bytes, number: int) -> Piece:
    headers = record.rec_headers
    content_type = (headers.get_header("Content-Type") or "").strip().lower()
    if record.rec_type not in TEXT_RECORDS or not content_type.startswith("text/plain"):
        return Verbatim((headers.to_bytes(encoding="utf-8"), body))
    try:
        document = document_of(body)
    except BinaryDataError as error:
        row = (headers.to_bytes(encoding="utf-8"), body)
        return Verbatim(row, f"record {number}: {error}; left as it is")
    digests = {name: headers.get_header(name) for name in _DIGESTS if headers.get_header(name)}
    form = {**(document.form or {}), **digests}
    return SourceDocument(
        document.decoded,
        row=headers,
        id=headers.get_header("WARC-Record-ID"),
        url=headers.get_header("WARC-Target-URI"),
        form=form or None,
    )


class _WarcWriter(Writer):
    """In an archive that is compressed, each record is so by itself, as readers expect it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        body = text.encode()
        digests = {
            name: digest(body, value) for name, value in (document.form or {}).items() if name in _DIGESTS
        }
        self._record(document.row, body, digests)

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        form = form or {}
        body = encoded(text, encoding, form if "bytes" in form else None)
        self._record(document.row, body, {name: form.get(name) for name in _DIGESTS if name in form})

    def verbatim(self, row: Any) -> None:
        head, body = row
        write_record(self._stream, head, body)

    def _record(self, headers: Any, body: bytes, digests: dict[str, str | None]) -> None:
        for name, value in digests.items():
            if value is None:
                headers.remove_header(name)
            else:
                headers.replace_header(name, value)
        headers.replace_header("Content-Length", str(len(body)))
        write_record(self._stream, headers.to_bytes(encoding="utf-8"), body)


def write_record(stream: BinaryIO, head: bytes, body: bytes) -> None:
    """Write a record, compressed by itself where the stream compresses."""
    stream.write(head + body + b"\r\n\r\n")
    end_member = getattr(stream, "end_member", None)
    if end_member is not None:
        end_member()


def digest(body: bytes, before: str) -> str | None:
    """The digest of a body, of the kind of the one before; ``None`` where it cannot be said."""
    kind = before.partition(":")[0].lower()
    if kind not in ("sha1", "sha256", "md5"):
        return None
    value = hashlib.new(kind, body).digest()
    # SHA-1 is in base 32 by custom, the others are in hexadecimal.
    return f"{kind}:{base64.b32encode(value).decode() if kind == 'sha1' else value.hex()}"
