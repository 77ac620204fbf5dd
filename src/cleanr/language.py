"""Which language a text is in: by its script first, then its function words, langdetect last."""

from __future__ import annotations

import sys
from array import array
from functools import cache
from pathlib import Path

import regex

from cleanr.folding import APOSTROPHE, latin1

UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
"""Letters of scripts that put no blanks between words."""

MIN_LETTERS = 20
"""Letters below which langdetect is not asked: it guesses, and guesses wrong."""

SCRIPT_CHARS = 240
"""Characters at the beginning of a text that its script is read off."""

_LATIN = regex.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SCRIPTS = (
    *("Latin", "Cyrillic", "Han", "Arabic", "Hangul", "Greek", "Devanagari", "Hebrew", "Thai", "Bengali"),
    *("Armenian", "Georgian"),
)

_CODE = regex.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", regex.IGNORECASE | regex.ASCII)
"""BCP 47: a language, then script, region or variant."""

# For languages with phrases, and those close to one of these, the code used here and others for the same:
# those of ISO 639-2 and 639-3, of a language's variants, and withdrawn ones.
_OTHER_CODES = {
    other: code
    for code, others in {
        **{"ar": "ara arb", "bg": "bul", "cs": "ces cze", "da": "dan", "de": "deu ger", "el": "ell gre"},
        **{"en": "eng", "es": "spa", "fa": "fas per pes prs", "fi": "fin", "fr": "fra fre", "he": "heb iw"},
        **{"hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind in", "it": "ita", "ja": "jpn", "ko": "kor"},
        **{"nl": "nld dut", "no": "nor nob nno nb nn", "pl": "pol", "pt": "por", "ro": "ron rum mo mol"},
        **{"ru": "rus", "sk": "slk slo", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie"},
        **{"zh": "zho chi cmn", "ur": "urd", "mr": "mar", "ne": "nep", "sr": "srp", "bs": "bos", "sl": "slv"},
        **{"be": "bel", "mk": "mkd mac", "gl": "glg", "an": "arg", "ms": "msa may zsm", "jv": "jav"},
        **{"af": "afr"},
    }.items()
    for other in others.split()
}

# Scripts that (nearly) settle the language by themselves.
_LANGUAGE_OF_SCRIPT = {
    "Hangul": "ko",
    "Greek": "el",
    "Hebrew": "he",
    "Thai": "th",
    "Bengali": "bn",
    "Armenian": "hy",
    "Georgian": "ka",
}

# The commonest short words of each language; what two languages share counts for both.
_FUNCTION_WORDS = {
    "en": "the of and to in is that for it with as was on are by this be at from have not or which you an but his they has were been their we who will more if about when can would there she he had its",
    "de": "der die das und ist nicht ein eine mit von zu den dem im auf für sich auch es an des dass wird sind als aus bei nach wie noch hat aber oder sie er wir ich einer einen war nur kann über",
    "fr": "le la les des et est une un du que dans qui pour pas sur au avec par plus ne se ce sont il elle cette aux mais ou nous vous leur ses été être ont comme d'un qu'il l'on",
    "es": "el la los las de que y en un una es por con para no se del al lo como más su sus pero ha este esta son fue entre cuando muy sin sobre también hasta desde",
    "pt": "o a os as de que e em um uma é por com para não se do da dos das ao no na mais como mas foi ele ela seu sua são também pela pelo já entre sobre",
    "it": "il lo la gli le di che e in un una è per con non si del della dei delle al alla nel nella sono anche come più ma da ha questo questa dal ai su",
    "nl": "de het een en van is dat in op te zijn niet met voor aan er om ook als maar bij nog door naar uit heeft wordt worden dit deze hij ze wij kan over",
    "pl": "i w na z do się nie że to jest o od za po przez jak dla ale są przy tym który która które był było być może ich jego już tylko oraz także",
    "cs": "a v se na je že s z do o i to by ale jako za pro po jsou od jeho které který která není byl bylo také jen již podle nebo při však",
    "sk": "a v sa na je že s z do o aj to by ale ako za pre po sú od jeho ktoré ktorý ktorá nie bol bolo tiež len už podľa alebo pri však",
    "hu": "a az és hogy nem is egy van ez meg de ha mint volt csak el már még be ki azt vagy ezt kell lehet szerint után majd pedig",
    "ro": "și în de la a cu pe nu este că din un o pentru să mai se care au fi ce sunt prin sau dar fost după cel cea lui între fiind",
    "sv": "och att det i en som är på av för med den till inte har de om ett han men var från vi så kan när eller efter vid sig ska också där",
    "no": "og i det er på som en til å av for at med de den ikke har om et han men var fra vi så kan når eller etter ved seg skal også hvor",
    "da": "og i det er på som en til at af for med de den ikke har om et han men var fra vi så kan når eller efter ved sig skal også hvor blev",
    "fi": "ja on ei että se oli hän mutta ovat kun myös tai niin kuin joka mukaan sen ole olla vain jos nyt sekä jo ne tämä siitä",
    "tr": "ve bir bu da de için ile çok olarak daha ne gibi olan ama kadar sonra var en o ya mi değil olduğu her oldu göre ki",
    "vi": "và của là có trong được cho không một với các những đã này khi người để đến từ ra cũng như về tại nhiều",
    "id": "yang dan di ke dari ini itu untuk dengan pada adalah tidak dalam akan juga oleh sebagai bisa ada atau karena mereka telah saat",
    "hr": "i u je se na da su za od s o kao što nije a koji koja koje bi će iz ali te samo bio bila može ili nakon prema",
    "ru": "и в не на что с по как это из за от для он к а но о же был его у то было до все или так при мы они также был где",
    "uk": "і в не на що з та до як це за від для він а але про є його у був було або так при ми вони також які який де й",
    "bg": "и в на не се да за от с по е че като са но това със до при ще беше към които който от или бе та само още след",
    "sr": "и у је се на да су за од с о као што није а који која које би ће из али те само био била може или након према",
    "ar": "في من على أن إلى عن هذا هذه التي الذي مع كان لا ما بعد قبل أو كما ذلك بين حيث وقال قد كل",
    "fa": "در و به از که این را با است برای آن یک خود تا کرد بر هم شد می های نیز ها اما شده بود",
    "ur": "کے کی میں ہے اور سے کا کو نے پر یہ کہ ہیں اس بھی تھا نہیں جو ایک لیے",
    "hi": "के में की है और से का को पर यह ने कि हैं भी नहीं एक था लिए तो इस कर हो गया",
    "mr": "आणि आहे या च्या ते तर हा ही हे केला करण्यात आहेत होते असे म्हणून त्या",
}
_WORDS = {lang: frozenset(words.split()) for lang, words in _FUNCTION_WORDS.items()}
FUNCTION_WORDS = frozenset().union(*_WORDS.values())
"""The commonest short words of all languages known here."""

_LANGUAGES_OF_WORD: dict[str, list[str]] = {}
for _lang, _words in _WORDS.items():
    for _word in _words:
        _LANGUAGES_OF_WORD.setdefault(_word, []).append(_lang)

# For each word one in the field of each of its languages: sums of these count them all at once.
_FIELD_BITS = 32
_LANGUAGES = list(_WORDS)
_COUNTED = {
    word: sum(1 << _FIELD_BITS * _LANGUAGES.index(lang) for lang in langs)
    for word, langs in _LANGUAGES_OF_WORD.items()
}

_TOKEN = regex.compile(r"[\p{L}\p{M}'’]+")
_NO_LETTER = bytes(c if chr(c).isalpha() or chr(c) in f"'{APOSTROPHE}" else 32 for c in range(256))
_NO_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())


@cache
def _letters_of_scripts() -> dict[str, regex.Pattern[str]]:
    letters = {name: rf"\p{{{name}}}" for name in _SCRIPTS} | {"Kana": r"\p{Hiragana}\p{Katakana}"}
    others = "".join(letters.values())
    return {
        **{name: regex.compile(f"[{those}]") for name, those in letters.items()},
        "Other": regex.compile(rf"(?V1)[\p{{L}}--[{others}]]"),
    }


def script_of(text: str) -> str | None:
    """Return the script most letters of ``text`` are in (Unicode's name), ``None`` without letters.

    >>> script_of("Заголовок"), script_of("2026"), script_of("日本の首都")
    ('Cyrillic', None, 'Kana')
    """
    text = text[:SCRIPT_CHARS]
    letters = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if 2 * letters > len(text):
        return "Latin"
    if text.isascii():
        return "Latin" if letters else None
    if 2 * len(_LATIN.findall(text)) > len(text):
        return "Latin"
    counts = {
        name: found
        for name, letters in _letters_of_scripts().items()
        if (found := len(letters.findall(text)))
    }
    if not counts:
        return None
    kana, han = counts.get("Kana", 0), counts.get("Han", 0)
    if kana * 10 > han and kana + han > sum(counts.values()) // 2:
        return "Kana"
    return max(counts, key=lambda name: (counts[name], name))


def is_code(name: str) -> bool:
    """Whether ``name`` is shaped like a language code, known here or not.

    >>> is_code("de"), is_code("pt-BR"), is_code("german")
    (True, True, False)
    """
    return _CODE.fullmatch(name) is not None


def own_code(name: str) -> str:
    """Return the code that cleanr has for the language of a code; that language's own where it has none.

    >>> own_code("pt-BR"), own_code("GER"), own_code("nb_NO"), own_code("zu")
    ('pt', 'de', 'no', 'zu')
    """
    language = name.lower().replace("_", "-").split("-")[0]
    return _OTHER_CODES.get(language, language)


def language_of(text: str, *, guess: bool = True, script: str | None = None) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, ``None`` where it cannot be told.

    The answer is the same in every process.  Pass a sample: all of ``text`` is read.  Without
    ``guess`` only script and function words are asked, which takes microseconds; langdetect,
    which decides the rest, takes milliseconds.  ``script`` is what :func:`script_of` says of
    ``text``, where that is known.

    >>> language_of("The ministers said that they had not read it."), language_of("12:30")
    ('en', None)
    """
    script = script or script_of(text)
    if script is None:
        return None
    if script in _LANGUAGE_OF_SCRIPT:
        return _LANGUAGE_OF_SCRIPT[script]
    if script == "Kana":
        return "ja"
    if script == "Han":
        return "zh"
    return _by_function_words(text) or (_by_langdetect(text) if guess else None)


def _by_function_words(text: str) -> str | None:
    """The language whose function words are clearly the most frequent in ``text``."""
    lower = text.lower()
    if (single := latin1(lower)) is not None:
        tokens = single.translate(_NO_LETTER).decode("latin-1").split()
    else:
        tokens = _TOKEN.findall(lower)
    total = sum(filter(None, map(_COUNTED.get, tokens)))
    counts = array("I", total.to_bytes(len(_LANGUAGES) * _FIELD_BITS // 8, sys.byteorder))
    if sys.byteorder == "big":
        counts.reverse()
    most = max(counts)
    if most < 3 or most * 10 < len(tokens):
        return None
    lang = _LANGUAGES[counts.index(most)]
    counts.remove(most)
    return None if max(counts) * 5 > most * 4 else lang


def _by_langdetect(text: str) -> str | None:
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    detector.append(text)
    try:
        found: str = detector.detect()
    except LangDetectException:
        return None
    return None if found == "unknown" else found.split("-")[0]


@cache
def _langdetect():  # type: ignore[no-untyped-def]  # langdetect has no types
    """A detector factory of our own: seeded, its profiles in one order on every machine.

    The seed lies on the subclass; langdetect's own, which other code in the process may
    use, is left alone.
    """
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    class SeededFactory(DetectorFactory):  # type: ignore[misc]
        seed = 0

    factory = SeededFactory()
    folder = Path(langdetect.__file__).parent / "profiles"
    names = sorted(p.name for p in folder.iterdir() if not p.name.startswith((".", "__")))
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    return factory
