"""Filters for what gives itself away by its wording: one for each category of phrases."""

from __future__ import annotations

from collections.abc import Iterable

from cleanr.document import Document
from cleanr.phrases import found
from cleanr.record import Evidence


def _worded(document: Document, category: str) -> Iterable[Evidence]:
    return found(document).by_category.get(category, ())


def donation(document: Document) -> Iterable[Evidence]:
    """Appeals for money, membership or support, and the parts of their forms."""
    return _worded(document, "donation")


def newsletter(document: Document) -> Iterable[Evidence]:
    """Sign-ups for newsletters, alerts, podcasts and channels."""
    return _worded(document, "newsletter")


def paywall(document: Document) -> Iterable[Evidence]:
    """Subscribe-to-read, log-in and metering prompts."""
    return _worded(document, "paywall")


def advertising(document: Document) -> Iterable[Evidence]:
    """Advertising, its labels, adblock notices, app and affiliate prompts."""
    return _worded(document, "advertising")


def comments(document: Document) -> Iterable[Evidence]:
    """The text of comment widgets and their rules; not what readers wrote."""
    return _worded(document, "comments")


def social(document: Document) -> Iterable[Evidence]:
    """Share, follow and like prompts."""
    return _worded(document, "social")


def cookies(document: Document) -> Iterable[Evidence]:
    """Consent and privacy notices, and requests to switch JavaScript on."""
    return _worded(document, "cookies")


def navigation(document: Document) -> Iterable[Evidence]:
    """Menus, buttons, pagination, players, "read more" and "back to top"."""
    return _worded(document, "navigation")


def related(document: Document) -> Iterable[Evidence]:
    """Pointers to other stories that a marker introduces."""
    return _worded(document, "related")


def credit(document: Document) -> Iterable[Evidence]:
    """Photo and agency credits that stand alone, and labels of image viewers."""
    return _worded(document, "credit")


def legal(document: Document) -> Iterable[Evidence]:
    """Copyright, reprint, terms and disclaimers."""
    return _worded(document, "legal")
