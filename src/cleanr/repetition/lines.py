"""What a line is counted under: its text without all that changes from page to page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple
from zlib import crc32

from cleanr.document import DECORATION, Document
from cleanr.folding import encodable, fold

LONGEST = 200
"""Characters of a line that its key shows; the rest is in its checksum only."""

DATED_CHARS = 100
"""Length up to which a line is looked through for the words of a date."""

TEXT_CHARS = 80
"""Characters from which on a line is taken for running text while counting."""

TEXT_CHARS_UNSPACED = 30
"""The same in scripts that need fewer."""

MOST_LINES = 2000
"""Lines of one document that are looked at: half of them at either end, where furniture stands."""

NAME_WORDS = range(2, 5)
"""Words that a name after "by" may have; fewer or more are seldom one."""

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

BY_NAME = "by {name}"
_BY_BEGINNINGS = frozenset(word[:3] for word in BY)
# A first digit by itself lets the engine run from digit to digit.
_NUMBER = re.compile(r"\d\d*(?:[.,:/'-]\d+)*(?:[km]\b)?")
_UNSPACED_FROM = "\u2e80"  # CJK and what follows it
_EDGES = ".,:;|()[]-/"


class Key(NamedTuple):
    """What lines are counted under that are the same but for what changes from page to page."""

    text: str
    """The normalised line."""
    checksum: int
    """32 bits that stand for it."""
    is_text: bool
    """Whether it is long enough to be running text, as far as that can be told without its words."""


def line_keys(document: Document) -> tuple[list[int], list[Key]]:
    """Return the indexes of the lines that have a key, and their keys.

    Lines have one key that differ only in numbers, dates, counts, times, white space, case,
    typography, decoration, or the name after "by".

    >>> indexes, keys = line_keys(Document("By Jane Doe\\n\\n» 1,204 Shares\\nUpdated: 3 May 2024, 10:15 pm"))
    >>> indexes, [key.text for key in keys]
    ([0, 2, 3], ['by {name}', '0 shares', 'updated: 0'])
    """
    folded = _NUMBER.sub("0", encodable(document.folded))
    every = list(map(_key, folded.splitlines()))
    indexes = list(compress(count(), every))
    keys = list(filter(None, every))
    if len(keys) > MOST_LINES:
        for found in (indexes, keys):
            del found[MOST_LINES // 2 : -MOST_LINES // 2]
    return indexes, keys


@lru_cache(maxsize=16_384)  # a site's own lines come again and again
def _key(line: str) -> Key | None:
    """The key of a folded line; ``None`` where nothing is left of it."""
    text = line.strip(DECORATION)
    if not text:
        return None
    if "  " in text:
        text = " ".join(text.split())
    if "0" in text and len(text) <= DATED_CHARS:
        text = _undated(text)
    if text[:3] in _BY_BEGINNINGS and text.startswith(BY) and text.count(" ") in NAME_WORDS:
        text = BY_NAME
    size = len(text)
    is_text = size >= TEXT_CHARS_UNSPACED and (size >= TEXT_CHARS or text[0] >= _UNSPACED_FROM)
    shown = text if size <= LONGEST else f"{text[:LONGEST]}…"
    # As Key(…) makes it, which takes twice as long.
    return tuple.__new__(Key, (shown, crc32(text.encode()), is_text))


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
