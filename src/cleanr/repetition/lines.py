"""What a line is counted under: its text without all that changes from page to page."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from cleanr.document import DECORATION, Document
from cleanr.folding import encodable, fold

LONGEST = 200
"""Characters of a line that its key shows; of what follows it has a checksum only."""

DATED_CHARS = 100
"""Length up to which a line is looked through for the words of a date."""

MOST_LINES = 2000
"""Lines of one document that are looked at: half of them at either end, where furniture stands."""

NAME_WORDS = 5
"""Words that a name after "by" has at most."""

# Months and weekdays, one language after the other; what is short for them is added below.
_DATE_WORDS = """
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday today yesterday
januar jänner februar märz mai juni juli oktober dezember
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute gestern
janvier février mars avril juin juillet août septembre octobre novembre décembre
lundi mardi mercredi jeudi vendredi samedi dimanche
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunes martes miércoles jueves viernes sábado domingo
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
lunedì martedì mercoledì giovedì venerdì sabato domenica
janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda terça quarta quinta sexta
januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
poniedziałek wtorek środa czwartek piątek sobota niedziela
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
понедельник вторник среда четверг пятница суббота воскресенье сегодня вчера
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ledna února března dubna května června července srpna září října listopadu prosince
augusti måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου
δεκεμβρίου δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı çarşamba cuma
"""
_SHORT = "sept am pm a.m p.m uhr gmt utc est edt pst pdt cet bst ist et"
_WORDS = fold(_DATE_WORDS).split()
DATE_WORDS = frozenset([*_WORDS, *(word[:3] for word in _WORDS), *_SHORT.split()])
"""Words that are part of a date or a time of day, and the first three letters of them."""

BY = tuple(
    fold(word) + " "
    for word in "by von par por di da door av af od autor: автор автор: от text: tekst: writer: πηγη:".split()
)
"""Words before the name of who wrote something."""

_BY_BEGINNINGS = frozenset(word[:3] for word in BY)
_NUMBER = re.compile(r"\d+(?:[.,:/'-]\d+)*(?:[km]\b)?")
_EDGES = ".,:;|()[]-/"


def line_keys(document: Document) -> list[tuple[int, str]]:
    """Return the index and the key of each line that has one, in the order of the lines.

    Lines have one key that differ only in numbers, dates, counts, times, white space, case,
    typography, decoration, or the name after "by".

    >>> line_keys(Document("By Jane Doe\\n\\n» 1,204 Shares\\nUpdated: 3 May 2024, 10:15 pm"))
    [(0, 'by {name}'), (2, '0 shares'), (3, 'updated: 0')]
    """
    folded = _NUMBER.sub("0", encodable(document.folded))
    keys = []
    for index, line in enumerate(folded.splitlines()):
        key = line.strip(DECORATION)
        if not key:
            continue
        if "  " in key:
            key = " ".join(key.split())
        if "0" in key and len(key) <= DATED_CHARS:
            key = _undated(key)
        if key[:3] in _BY_BEGINNINGS and key.startswith(BY) and _is_name(document.line(index).text):
            key = "by {name}"
        elif len(key) > LONGEST:
            key = f"{key[:LONGEST]}…{checksum(key):08x}"
        keys.append((index, key))
    if len(keys) > MOST_LINES:
        del keys[MOST_LINES // 2 : -MOST_LINES // 2]
    return keys


def checksum(key: str) -> int:
    """Return a number of 32 bits that stands for a key of which nothing else is kept."""
    return crc32(key.encode())


@lru_cache(maxsize=10_000)
def _undated(key: str) -> str:
    """The key with each date or time in it as one number."""
    kept: list[str] = []
    for token in key.split(" "):
        bare = token.strip(_EDGES)
        if bare == "0" or bare in DATE_WORDS:
            if not kept or kept[-1] != "0":
                kept.append("0")
        elif bare or not kept or kept[-1] != "0":
            kept.append(token)
    return " ".join(kept)


def _is_name(line: str) -> bool:
    """Whether what follows the first word of a line is nothing but a name."""
    words = line.strip(DECORATION).split()[1:]
    return 0 < len(words) <= NAME_WORDS and all(
        w[0].isupper() or w in ("and", "und", "et", "y", "e", "&") for w in words
    )
