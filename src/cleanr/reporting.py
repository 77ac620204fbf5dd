"""Whether a sentence reports what somebody said or wrote: publishers do not use such verbs of themselves."""

from __future__ import annotations

from functools import cache

import ahocorasick_rs
import regex

from cleanr.folding import encodable

_WORDS = "|".join(
    (
        "said|says|told|wrote|writes|argued|ruled|replied|murmured",
        "sagte|sagt|erklärte|schrieb|versprach|forderte|rief|meldete|murmelte",
        "heißt es|hieß es|lautet|lautete|so der",
        "a dit|dit-il|dit-elle|dit la|dit le|disent|disait|lit-on|a déclaré|a écrit|annonça|répondit|murmura",
        "dijo|dice|decía|afirmó|aseguró|escribió|respondió|murmuró|se lee",
        "disse|diz|dizia|afirmou|escreveu|murmurou|ha detto|ha scritto|rispose|stava scritto",
        "powiedział*|mówi|napisał*|odparł*|mruknął|řekl*|říká|píše|stálo|povedal*|mondta|motyogta|spus|scria|pisalo",
        "sade|säger|sa han|sagde|sanoi|zei|zegt",
        "сказал*|говорит|говорится|сообщил*|написал*|писал*|гласит|каза",
        "diyor|yazıyor|dedi|söyledi|είπε|kata|ujar|nói",
    )
)
"""The verbs of languages with blanks between words; a star stands for the rest of a word."""

_PARTS = "述べた|と話|말했다|कहा|कहते|قال|يقول|تقول|گفت|אמר|กล่าว"
_CHINESE = "说|說|表示|称|稱"
"""Those of others; in Japanese the Chinese characters stand for showing and for names."""

_NO_REPORT = r"(?:名[称稱]|[说說]明)(*SKIP)(*FAIL)"
"""A name, and an explanation: words that such a verb is a part of."""

_KANA = r"[\p{Hiragana}\p{Katakana}]"


@cache
def _verbs(*, japanese: bool) -> regex.Pattern[str]:
    words = r"\b(?:" + _WORDS.replace("*", r"\w*") + r")\b|" + _PARTS
    return regex.compile(words if japanese else f"{_NO_REPORT}|{words}|{_CHINESE}")


@cache
def _literals() -> ahocorasick_rs.AhoCorasick:
    literals = "|".join((_WORDS, _PARTS, _CHINESE))
    return ahocorasick_rs.AhoCorasick(literals.replace("*", "").split("|"))


def reports(text: str) -> bool:
    """Whether a sentence says that somebody said something.

    >>> reports("We use cookies, said the baker."), reports("We use cookies.")
    (True, False)
    >>> reports("市长表示同意。"), reports("コメントは承認後に表示されます。"), reports("输入用户名称")
    (True, False, False)
    """
    text = encodable(text.lower())
    if not _literals().find_matches_as_indexes(text):
        return False
    japanese = regex.search(_KANA, text) is not None
    return _verbs(japanese=japanese).search(text) is not None
