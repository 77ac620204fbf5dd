"""From bytes to text: a byte order mark, else UTF-8, else the encoding whose letters make likely words."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from cleanr.io.spelling import likelihood

UTF_8 = "utf-8"

# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What web pages are written in, the most frequent first (https://w3techs.com/technologies/overview/character_encoding
# and the WHATWG Encoding Standard).  Without a list, charset-normalizer also guesses EBCDIC, UTF-16
# without a mark and code pages of DOS, and finds text in bytes that hold none.
_ENCODINGS = (
    "cp1252", "cp1251", "gb18030", "cp932", "cp949", "cp1250", "euc_jp", "big5", "cp1254", "cp1256",
    "cp1253", "cp1255", "cp1257", "cp1258", "cp874", "iso8859_2", "iso8859_7", "iso8859_5", "iso8859_6",
    "iso8859_8", "iso8859_15", "koi8_r", "koi8_u", "cp866",
)  # fmt: skip

# None of these bytes is a part of another character, in any of the encodings.
_SENTENCE = re.compile(rb"[^\n\r.]*[\n\r.]*")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")

BEFORE = 200
"""Bytes that are kept before the first one beyond ASCII: their words tell the language."""

TELLING = 6000
"""Bytes of sentences beyond ASCII by which one encoding is preferred to another."""

RARER = 0.3
"""What an encoding loses to the next more frequent one, as the logarithm of a likelihood."""

# What begins files whose bytes may all be ASCII: PDF, ZIP, SQLite, tar.
_BINARY = re.compile(rb"%PDF-\d\.\d[\r\n]|PK\x03\x04|SQLite format 3\0|.{257}ustar(?:\0|  \0)", re.DOTALL)
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")

CONTROLS = 1 / 3
"""Share of control characters from which on a text with a NUL is none: that of odd ones in Perl's ``-T``
(https://perldoc.perl.org/functions/-X).  Latin letters in UTF-16 without a mark have one half."""

DAMAGED = 4
"""How many characters beyond ASCII must be well formed for each broken one, to call it UTF-8."""


class BinaryDataError(ValueError):
    """The bytes are no text in any encoding that is looked for."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was decoded; a byte order mark stays in the text, as U+FEFF."""

    text: str
    encoding: str
    """A Python codec that turns the text back into the same bytes."""
    undecodable: int = 0
    """How many U+FFFD stand for bytes of damaged UTF-8; those are lost."""


def decode(data: bytes) -> Decoded:
    r"""Decode ``data`` without touching its line ends.

    A NUL is a character of UTF-8, and of UTF-16 and UTF-32 with a mark; in other encodings it says that
    they are none.  Raises :class:`BinaryDataError` for bytes that make no text, for a text with a NUL of
    which :data:`CONTROLS` are control characters, and for what begins as a PDF, ZIP, tar or SQLite file.

    >>> decode("Käse\r\n".encode())
    Decoded(text='Käse\r\n', encoding='utf-8', undecodable=0)
    >>> decode("Переговоры начались вчера".encode("cp1251")).encoding
    'cp1251'
    """
    found = None
    if not _BINARY.match(data):
        found = _by_mark(data) or _as_utf_8(data) or _guessed(data)
    if found is None or _is_mostly_control(found.text):
        raise BinaryDataError("binary, not text")
    return found


def _is_mostly_control(text: str) -> bool:
    return "\0" in text and len(_CONTROL.findall(text)) >= CONTROLS * len(text)


def marked(data: bytes) -> list[str]:
    """The encodings whose byte order mark stands at the beginning, UTF-8 aside."""
    return [encoding for mark, encoding in _MARKS if data.startswith(mark)]


def _by_mark(data: bytes) -> Decoded | None:
    for encoding in marked(data):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return None


def _as_utf_8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode(), UTF_8)
    except UnicodeDecodeError:
        pass
    # A page that was cut off inside a character, or has one stray byte, is still UTF-8:
    # any other decoding would garble all of it.
    text = data.decode(errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    well_formed = sum(not c.isascii() for c in text) - text.count("\ufffd")
    return Decoded(text, UTF_8, broken) if well_formed >= DAMAGED * broken else None


def _guessed(data: bytes) -> Decoded | None:
    # charset-normalizer knows text from other bytes, but takes one language for another.
    if b"\0" in data or not from_bytes(data, cp_isolation=list(_ENCODINGS)):
        return None
    texts = _readings(_sample(data))
    for text in sorted(texts, key=lambda text: _likelihood(text, texts[text]), reverse=True):
        for encoding in texts[text]:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                continue
    return None


def _readings(sample: bytes) -> dict[str, list[str]]:
    """What the encodings make of ``sample``, which may end inside a character."""
    texts: dict[str, list[str]] = {}
    for encoding in _ENCODINGS:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        texts.setdefault(text, []).append(encoding)
    return texts


def _likelihood(text: str, encodings: list[str]) -> float:
    return likelihood(text, encodings) - RARER * _ENCODINGS.index(encodings[0])


def _sample(data: bytes) -> bytes:
    """Sentences beyond ASCII from all over ``data``, as many as are telling."""
    sentences = [_from_words_beyond_ascii(part) for part in _SENTENCE.findall(data) if not part.isascii()]
    step = max(1, sum(map(len, sentences)) // TELLING)
    return b"".join(sentences[::step])[:TELLING]


def _from_words_beyond_ascii(sentence: bytes) -> bytes:
    beyond = _BEYOND_ASCII.search(sentence)
    start = max(0, beyond.start() - BEFORE) if beyond else 0
    return sentence[sentence.rfind(b" ", 0, start) + 1 :]


def is_encodable(text: str) -> bool:
    """Whether UTF-8 can hold a text: it has no lone surrogates, which stand for bytes that were none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
