"""What a phrase of one language means in a document of another: a stray interface string."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from cleanr.document import Document, count_words
from cleanr.language import script_of
from cleanr.record import Evidence

# Languages so close that the phrases, or what language detection says, serve for both.
_CLOSE = (
    {"da", "no", "nb", "nn"},
    {"cs", "sk"},
    {"hr", "sr", "bs", "sl"},
    {"ru", "be"},
    {"bg", "mk"},
    {"es", "gl", "an"},
    {"pt", "gl"},
    {"id", "ms", "jv"},
    {"hi", "mr", "ne"},
    {"nl", "af"},
)

LINGUA_FRANCA = "en"
"""The language that plug-ins are left in where nobody translated them."""

EVERYWHERE = "mul"
"""The code of phrases that are the same in every language: names of platforms, marks."""

MAX_WORDS = 12
"""Words a stray interface string has at most."""

UNMISTAKABLE = frozenset({"cookies", "comments", "newsletter", "paywall", "legal"})
"""Categories of notices that only sites write."""

MAX_UNMISTAKABLE_WORDS = 60
"""Words that such a notice has at most."""


def may_count(lang: str, own: str | None, *, same_script: bool) -> bool:
    """Whether a pattern of ``lang`` that is not fixed can be evidence on a page in ``own``."""
    return own is None or close(lang, own) or lang == LINGUA_FRANCA or not same_script


def judge_languages(document: Document, evidence: list[Evidence]) -> Iterable[Evidence]:
    """Return the evidence, that of other languages than the document's as ``foreign_ui``.

    It is dropped where a phrase of the document's own language says something of the same
    line, and where it is one weak word, which may mean anything in another language.
    """
    langs = {item.lang for item in evidence} - {None, EVERYWHERE}
    if not langs:
        return evidence
    # Where all evidence speaks one language, that will be the document's if no other is plain.
    own = document.plain_language or (document.language if len(langs) > 1 else None)
    if own is None or all(close(lang, own) for lang in langs):
        return evidence
    judged = []
    at_home = {e.start for e in evidence if close(e.lang, own)}
    for item in evidence:
        if close(item.lang, own):
            judged.append(item)
        elif item.start not in at_home and _tells(document, item):
            judged.append(
                replace(
                    item,
                    category="foreign_ui",
                    filter="foreign_ui",
                    reason=f"{item.reason}, in another language ({item.lang}) than the page's ({own})",
                )
            )
    return judged


@cache
def close(lang: str | None, own: str) -> bool:
    """Whether a phrase of ``lang`` is at home on a page in ``own``."""
    return lang in (None, EVERYWHERE, own) or any(lang in group and own in group for group in _CLOSE)


def _tells(document: Document, item: Evidence) -> bool:
    """Whether wording of another language is an interface string here too.

    Interface strings are short, but for notices that only sites write; and what is one word, or
    partly anything, in another language may be a sentence of this one, unless it is the language
    that plug-ins are left in.
    """
    wording = document.text[item.start : item.end].strip()
    unmistakable = item.strength == "strong" and item.category in UNMISTAKABLE
    if count_words(wording) > (MAX_UNMISTAKABLE_WORDS if unmistakable else MAX_WORDS):
        return False
    if script_of(wording) != document.script:
        return True
    return " " in wording and (item.lang == LINGUA_FRANCA or item.fixed)
