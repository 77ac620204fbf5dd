"""WET records out of the fields of documents that were read in another format."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from cleanr.io.errors import FormatError
from cleanr.io.formats.base import FormatOptions
from cleanr.io.formats.convert import Row, RowWriter
from cleanr.io.formats.warc import NO_FIELD, digest, write_record

DATE_FIELDS = ("date", "timestamp")
"""Fields that may say when a page was fetched."""

NO_DATE = "1970-01-01T00:00:00Z"
"""A record must have a date; one of now would make other bytes in each run."""

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_RECORD_ID = re.compile(r"<[a-z][a-z0-9+.-]*:[!-;=?-~]+>")
_URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


class WarcRows(RowWriter):
    """A ``conversion`` record of ``text/plain`` to each document, as WET files have them.

    It takes the text, the id and the address, and of :data:`DATE_FIELDS` the first that is a date; other
    fields have no place.
    """

    def __init__(self, stream: BinaryIO, options: FormatOptions) -> None:
        super().__init__(stream, options)
        if options.removed_field is not None:
            raise FormatError(NO_FIELD)
        self._number = 0

    def put(self, row: Row) -> None:
        self._number += 1
        body = row[self.options.text_field].encode(errors="replace")
        url = row.get(self.options.url_field or "url")
        headers = {
            "WARC-Type": "conversion",
            "WARC-Target-URI": quote(str(url), _URL_CHARACTERS, errors="replace") if url else None,
            "WARC-Date": next(filter(None, (_date(row.get(name)) for name in DATE_FIELDS)), NO_DATE),
            "WARC-Record-ID": self._id(row.get(self.options.id_field or "id"), url, body),
            "WARC-Block-Digest": digest(body, "sha1"),
            "Content-Type": "text/plain",
            "Content-Length": str(len(body)),
        }
        lines = ["WARC/1.0", *(f"{name}: {value}" for name, value in headers.items() if value), "", ""]
        write_record(self.stream, "\r\n".join(lines).encode(), body)

    def _id(self, given: object, url: object, body: bytes) -> str:
        if given is None:
            text = f"{url}\n{self._number}\n{body.decode()}"
            return f"<{uuid5(NAMESPACE_URL, text).urn}>"
        name = str(given)
        return name if _RECORD_ID.fullmatch(name) else f"<urn:x-id:{quote(name, errors='replace')}>"


def _date(value: Any) -> str | None:
    """Return a time as WARC has it, in UTC; ``None`` for anything else.

    >>> _date("2026-01-02T03:04:05Z"), _date("last week")
    ('2026-01-02T03:04:05Z', None)
    """
    if isinstance(value, datetime):
        in_utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return in_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value if isinstance(value, str) and _DATE.fullmatch(value) else None
