"""Stray interface strings in another language or script than the document's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from cleanr.document import Document, count_words
from cleanr.filters._shapes import compiled, of_line
from cleanr.language import script_of
from cleanr.phrases import found
from cleanr.record import Evidence

MAX_WORDS = 6
"""Words up to which a line in a foreign script may be an interface string."""

FIRST_CHARS = 120
"""Characters of a line's beginning, in which running text has more words already."""

NEARBY_LINES = 200
"""Lines above such a line that are looked through for its script."""

EDGE_LINES = 2
"""Lines at the end of a document among which such a line is looked for."""

SWITCH_NAMES = 3
"""Languages that call themselves by name, from which on they are a choice that the site offers."""

# How languages call themselves where a page offers them; a name that is a common word in
# another language is left out.
_NAMES = (
    "english|deutsch|français|francais|español|espanol|castellano|português|portugues|português do brasil"
    "|italiano|nederlands|polski|čeština|česky|slovenčina|magyar|română|romana|български|ελληνικά|русский"
    "|по-русски|українська|українською|беларуская|svenska|norsk|dansk|suomi|suomeksi|eesti|latviešu"
    "|latviski|lietuvių|türkçe|azərbaycan|azərbaycanca|azerbaycanca|қазақша|қазақ тілі|o'zbekcha"
    "|o‘zbekcha|ўзбекча|кыргызча|тоҷикӣ|монгол|татарча|հայերեն|ქართული|العربية|عربي|عربى|فارسی|اردو|پښتو"
    "|کوردی|kurdî|kurdi|עברית|हिन्दी|हिंदी|বাংলা|मराठी|ગુજરાતી|ਪੰਜਾਬੀ|தமிழ்|తెలుగు|ಕನ್ನಡ|മലയാളം|ଓଡ଼ିଆ"
    "|অসমীয়া|नेपाली|සිංහල|ไทย|ภาษาไทย|ລາວ|ພາສາລາວ|ខ្មែរ|ភាសាខ្មែរ|မြန်မာ|မြန်မာဘာသာ|tiếng việt"
    "|bahasa indonesia|bahasa melayu|melayu|中文|简体中文|簡體中文|繁體中文|繁体中文|正體中文|简体|繁體|繁体"
    "|日本語|한국어|조선말|shqip|srpski"
    "|српски|hrvatski|slovenščina|македонски|català|valencià|euskara|galego|yorùbá|soomaali|af-soomaali"
    "|አማርኛ|afaan oromoo|ትግርኛ|kinyarwanda|isizulu|cymraeg|gaeilge|íslenska|føroyskt|lëtzebuergesch|occitan"
    "|brezhoneg|བོད་སྐད|ئۇيغۇرچە|turkmen|türkmençe"
)

# Names that other languages know too: they belong to such a choice, but make none.
_SHARED = (
    "afrikaans|kiswahili|swahili|hausa|igbo|esperanto|tagalog|filipino|bosanski|slovenski|slovensky|bokmål|nynorsk"
    "|norsk bokmål|malti|latina"
)
_SWITCH = rf"(?i)[^\w]*(?:(?:(?P<name>{_NAMES})|{_SHARED})(?:\s?\([\p{{L}} .]{{2,24}}\))?(?:[^\w(]+|$))+"
_CODES = (
    "en|de|fr|es|pt|it|nl|pl|cs|sk|hu|ro|bg|el|ru|uk|ua|sv|no|da|fi|tr|ar|fa|he|hi|zh|cn|ja|jp|ko|kr|vi"
    "|id|th|eng|rus|ukr"
)
_CODE_ROW = rf"(?i)(?P<name>{_CODES})(?:\s*[|/·•]\s*(?P<name>{_CODES})){{2,}}"


def foreign_ui(document: Document) -> Iterator[Evidence]:
    """Known interface strings of other languages, and short edge lines in another script.

    The second kind is weak evidence: a title or a quotation may be in another script too.
    """
    yield from found(document).by_category.get("foreign_ui", ())
    yield from _switches(document)
    for index in _edges(document):
        line = document.line(index)
        # The beginning of a line has no more words than the line.
        short = count_words(line.text[:FIRST_CHARS]) <= MAX_WORDS and line.words <= MAX_WORDS
        script = script_of(line.text) if short else None
        own = document.script
        if script is None or script == own or {script, own} == {"Han", "Kana"}:
            continue
        if _has(line.text, own) or any(c.isdigit() for c in line.text):
            continue
        if not _elsewhere(document, index, script):
            reason = f"A short line in {script} script on a page in {own}"
            yield of_line(line, "foreign_ui.script", reason, weak=True, where="tail")


def _switches(document: Document) -> Iterator[Evidence]:
    """The choice of languages that a site offers: their own names in one line, or in a run of lines."""
    run: list[int] = []
    names: set[str] = set()
    for index in [*document.filled, -1]:
        text = document.line(index).text if index >= 0 else ""
        match = (
            _switch_in(document, index, text) if 1 < len(text) <= LONGEST_SWITCH and text[-1] != "." else None
        )
        if match:
            run.append(index)
            names.update(match.captures("name"))
            continue
        if run and len(names) >= SWITCH_NAMES and not document.is_introduced(run[0]):
            for i in run:
                yield of_line(document.line(i), "foreign_ui.languages", "A choice of languages")
        run, names = [], set()


LONGEST_SWITCH = 400
"""Characters up to which a line may be such a choice."""


def _switch_in(document: Document, index: int, text: str) -> regex.Match[str] | None:
    """The names of languages that a line consists of; codes with bars around them may be a table's head."""
    if match := compiled(_SWITCH).fullmatch(text):
        return match
    row = compiled(_CODE_ROW).fullmatch(text)
    return row if row and not any("|" in document.line(n).text for n in document.neighbours(index)) else None


def _elsewhere(document: Document, index: int, script: str) -> bool:
    """Whether another line is in this script as well: then the article itself uses it."""
    return any(
        script_of(document.line(i).text) == script
        for i in range(max(0, index - NEARBY_LINES), index)
        if not document.line(i).blank
    )


def _edges(document: Document) -> list[int]:
    """The last few lines that are not blank, where all before them could be the article."""
    return [index for index in document.filled[: -EDGE_LINES - 1 : -1] if index > 2]


def _has(text: str, script: str | None) -> bool:
    return any(_script_of_letter(c) == script for c in text if c.isalpha())


_script_of_letter = lru_cache(maxsize=1024)(script_of)
