"""How likely a text is, letter by letter, in the languages that are written with an encoding.

All encodings of one byte a letter make letters of any bytes; only in the right one do they make words.
The counts of letters, pairs and triples that this needs come with langdetect, whose profiles were
counted in the Wikipedias (https://github.com/Mimino666/langdetect).
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

_WESTERN = tuple("en fr de es pt it nl sv da no fi ca is sq et".split())
_CENTRAL = tuple("pl cs sk hu ro hr sl".split())
_CYRILLIC = tuple("ru uk bg sr mk be".split())
_ARABIC = ("ar", "fa", "ur")

LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WESTERN, "iso8859_15": _WESTERN, "cp1250": _CENTRAL, "iso8859_2": _CENTRAL,
    "cp1251": _CYRILLIC, "iso8859_5": _CYRILLIC, "koi8_r": ("ru",), "koi8_u": ("uk",), "cp866": ("ru",),
    "cp1253": ("el",), "iso8859_7": ("el",), "cp1254": ("tr",), "cp1255": ("he",), "iso8859_8": ("he",),
    "cp1256": _ARABIC, "iso8859_6": _ARABIC, "cp1257": ("lt", "lv", "et"), "cp1258": ("vi",),
    "cp874": ("th",), "gb18030": ("zh",), "big5": ("zh",), "cp932": ("ja",), "euc_jp": ("ja",),
    "cp949": ("ko",),
}  # fmt: skip
"""Languages that are usually written with an encoding."""

# Languages that langdetect has no profile of: one whose other letters are about as frequent, and the
# letters that it lacks.  What stands beside those does not count.
_KINDRED = {"is": ("no", "ðþáíóúýéæö"), "sr": ("mk", "ђћ"), "be": ("ru", "іў")}
_SHARE_OF_LACKING = 0.03  # of all letters; ð of Icelandic has 0.044, á and í 0.017

_UNKNOWN = 1e-7  # a letter that a language does not have: in names, one in millions

# Counts, as a share of all letters, that the shorter context weighs: about the rarest that a profile
# has.  Of 2e-5 and 1e-4 the better one on sentences in 38 languages.
_SMOOTHING = 1e-4

_USUAL_SIGNS = frozenset("“”‘’„‚‹›«»–—…•·€£§°©®™¿¡ªº\xa0、。，「」（）！？：；《》\u3000")
# How frequent each is among characters, or where it stands: by order of magnitude.
_USUAL_SIGN, _RARE_SIGN, _CONTROL = (math.log(share) for share in (2e-4, 2e-5, 1e-9))
_SIGN_INSIDE, _CAPITAL_INSIDE = (math.log(share) for share in (1e-5, 1e-3))
_JOINING = frozenset("’·‘-\xad\u200c\u200d")  # signs that stand between letters of a word

# Letters of scripts with thousands: what share each of them has, were all of a kind equally frequent.
_PER_KANA, _PER_HANGUL, _PER_COMMON_HAN, _PER_HAN = (
    math.log(share) for share in (0.5 / 170, 0.75 / 2350, 0.8 / 3800, 1e-6)
)
_LATIN_AMONG = math.log(1e-3)  # a Latin letter among these

# Where the frequent half of a character set lies: the first byte of its level 1.
_LEVEL_1 = {
    "gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6), "cp932": ("euc_jp", 0xB0, 0xCF),
    "euc_jp": ("euc_jp", 0xB0, 0xCF),
}  # fmt: skip


MOST_KNOWN = 100_000
"""Triples of a language whose likelihood is remembered at once."""


def likelihood(text: str, encodings: Iterable[str]) -> float:
    """Logarithm of how likely ``text`` is in the likeliest language of ``encodings``.

    Only comparable between texts that the same bytes make.

    >>> likelihood("forêt près de Nîmes", ["cp1252"]) > likelihood("foręt prčs de Nîmes", ["cp1250"])
    True
    """
    text = unicodedata.normalize("NFC", text)
    known = _of_signs(text) + _of_capitals(text)
    return known + max(_of_letters(text.lower(), encoding) for encoding in encodings)


def _of_letters(text: str, encoding: str) -> float:
    if LANGUAGES[encoding][0] in ("zh", "ja", "ko"):
        return sum(count * _of_east_asian(c, encoding) for c, count in Counter(text).items() if _is_letter(c))
    triples = _triples(text)
    return max(
        sum(count * _of_triple(triple, lang) for triple, count in triples.items())
        for lang in LANGUAGES[encoding]
    )


def _is_letter(c: str) -> bool:
    return unicodedata.category(c)[0] in "LM"


def _triples(text: str) -> Counter[str]:
    """Each letter and each end of a word after the two before it."""
    words = "".join(c if _is_letter(c) else " " for c in text).split()
    run = "".join(f"  {word} " for word in words).replace("    ", "   ")
    return Counter(run[i : i + 3] for i in range(len(run) - 2) if not run[i + 1 : i + 3].isspace())


def _of_triple(triple: str, lang: str) -> float:
    known = _likelihoods(lang)
    if triple not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[triple] = math.log(_Counts.of(lang).share(triple))
    return known[triple]


@cache
def _likelihoods(lang: str) -> dict[str, float]:
    return {}


class _Counts:
    """How often letters stand alone, in pairs and in triples, in one language."""

    def __init__(self, counts: Mapping[str, float]) -> None:
        self._counts = counts
        self._letters = _letters(counts)
        self._weight = _SMOOTHING * self._letters
        self._contexts: dict[str, float] = defaultdict(float)
        for gram, count in counts.items():
            self._contexts[gram[:-1]] += count

    @staticmethod
    @cache
    def of(lang: str) -> _Counts:
        base, lacking = _KINDRED.get(lang, (lang, ""))
        counts = _profile(base)
        return _Counts(counts | dict.fromkeys(lacking, _SHARE_OF_LACKING * _letters(counts)))

    def share(self, gram: str) -> float:
        """How probable the last letter is after those before it."""
        if not gram[1:]:
            return max(self._counts.get(gram, 0) / self._letters, _UNKNOWN)
        shorter = self._weight * self.share(gram[1:])
        return (self._counts.get(gram, 0) + shorter) / (self._contexts.get(gram[:-1], 0) + self._weight)


def _letters(counts: Mapping[str, float]) -> float:
    return sum(count for gram, count in counts.items() if len(gram) == 1)


def _profile(lang: str) -> dict[str, float]:
    import langdetect

    path = Path(langdetect.__file__).parent / "profiles" / lang
    counts: dict[str, float] = defaultdict(float)
    for gram, count in json.loads(path.read_text(encoding="utf-8"))["freq"].items():
        counts[gram.lower()] += count
    counts[" "] = sum(count for gram, count in counts.items() if len(gram) == 2 and gram[0] == " ")
    return dict(counts)


def _of_east_asian(c: str, encoding: str) -> float:
    if c.isascii():
        return _LATIN_AMONG
    lang = LANGUAGES[encoding][0]
    if "\u3041" <= c <= "\u30ff" and lang == "ja":
        return _PER_KANA
    if lang == "ko" and "가" <= c <= "힣" and _leads(c, "euc_kr", 0xB0, 0xC8):
        return _PER_HANGUL
    if encoding in _LEVEL_1 and "一" <= c <= "鿿" and _leads(c, *_LEVEL_1[encoding]):
        return _PER_COMMON_HAN
    return _PER_HAN


def _leads(c: str, encoding: str, first: int, last: int) -> bool:
    """Whether the first byte of ``c`` lies from ``first`` to ``last``."""
    return first <= c.encode(encoding, "replace")[0] <= last


def _of_capitals(text: str) -> float:
    """What capitals inside of words take away: scripts without capitals, misread, are full of them."""
    return _CAPITAL_INSIDE * sum(
        before.islower() and c.isupper() and not c.isascii() for before, c in pairwise(text)
    )


def _of_signs(text: str) -> float:
    """What signs beyond ASCII take away, the more inside of words."""
    total = 0.0
    for i, c in enumerate(text):
        if c.isascii() or _is_letter(c):
            continue
        total += _of_sign(c)
        if c not in _JOINING and _is_alphabetic(text[i - 1 : i]) and _is_alphabetic(text[i + 1 : i + 2]):
            total += _SIGN_INSIDE
    return total


def _is_alphabetic(c: str) -> bool:
    """Whether ``c`` is a letter of a script that puts signs beside words, not between them."""
    return "" < c < "\u3000" and _is_letter(c)


def _of_sign(c: str) -> float:
    if c in _USUAL_SIGNS:
        return _USUAL_SIGN
    return _CONTROL if unicodedata.category(c) in ("Cc", "Cn", "Co") else _RARE_SIGN
