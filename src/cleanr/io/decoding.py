"""From bytes to text: a byte order mark, else UTF-8, else what charset-normalizer finds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from charset_normalizer import CharsetMatch, from_bytes

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

# Letters beyond a to z, one language (or a few that share them) to an entry.
_ALPHABETS = (
    "àâæçéèêëîïôùûüÿœ", "äöüß", "áéíóúüñ", "áâãàçéêíóôõúü", "àèéìíîòóùú", "àçèéíïòóúü", "åäöéü", "æøåéèêòóô",
    "ëïéèöüáóú", "áðéíóúýþæö", "ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž",
    "âçğıîöşüûİ", "āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž", "çë",
    "а-яёіїєґўјљњћџђѓќѕ", "α-ωάέήίόύώϊϋΐΰ", "א-ת", "ء-ي", "ก-๛", "ぁ-ヿ一-鿿々", "一-鿿", "가-힣",
)  # fmt: skip

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

    Raises :class:`BinaryDataError` for NUL characters, and for bytes that make no text.

    >>> decode("Käse\r\n".encode())
    Decoded(text='Käse\r\n', encoding='utf-8', undecodable=0)
    >>> decode("Переговоры начались вчера".encode("cp1251")).encoding
    'cp1251'
    """
    found = _by_mark(data)
    if found is None and b"\0" not in data:
        found = _as_utf_8(data) or _guessed(data)
    if found is None or "\0" in found.text:
        raise BinaryDataError("binary, not text")
    return found


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
    matches = list(from_bytes(data, cp_isolation=list(_ENCODINGS)))
    if not matches:
        return None
    # charset-normalizer orders equally good matches by name, which makes "forêt" Polish.
    peers = [m for m in matches if (m.chaos, m.coherence) == (matches[0].chaos, matches[0].coherence)]
    best = max(peers, key=lambda m: (_fit(str(m)), -_rank(_names(m))))
    return Decoded(str(best), min(_names(best), key=_ENCODINGS.index))


def _names(match: CharsetMatch) -> list[str]:
    """All encodings that make the same text of these bytes."""
    return [name for name in match.could_be_from_charset if name in _ENCODINGS]


def _rank(names: Iterable[str]) -> int:
    return min(map(_ENCODINGS.index, names))


def _fit(text: str) -> float:
    """Share of the letters beyond ASCII that the one alphabet has which has most of them.

    >>> _fit("forêt près de Nîmes") > _fit("foręt prčs de Nîmes")
    True
    """
    letters = "".join(c for c in text.lower() if c.isalpha() and not c.isascii())
    if not letters:
        return 0.0
    return max(len(alphabet.findall(letters)) for alphabet in _alphabets()) / len(letters)


@lru_cache(maxsize=1)
def _alphabets() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"[{letters}]") for letters in _ALPHABETS)


def is_encodable(text: str) -> bool:
    """Whether UTF-8 can hold a text: it has no lone surrogates, which stand for bytes that were none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
