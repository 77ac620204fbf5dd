"""What to look for in a text before a pattern is tried: its rarest words, its beginnings, its size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from cleanr.document import count_words
from cleanr.language import FUNCTION_WORDS
from cleanr.phrases._pattern import (
    GAP_CHARS,
    JOINED,
    Node,
    PatternError,
    Slot,
    Text,
    goes_anywhere,
    node_spelled,
    variants,
)
from cleanr.phrases._tables import LONGEST_HEAD

SHORTEST_KEYWORD = 4
"""Letters a keyword needs, so that it is rare enough to be a prefilter (fewer for CJK)."""

MAX_VARIANTS = 48
"""Spelled-out variants of a stretch of a pattern up to which it may give the keywords."""

MANY_PENALTY = 1.5
"""How much rarer keywords must be for their number to double; measured on 1.5 MB of articles:
half the keywords of 0.5, for a sixth more patterns tried."""

MAX_OTHERS = 3
"""Further sets of literals that are looked for before the pattern itself is tried."""

MAX_OTHER = 24
"""Literals that such a set has at most."""

COMMON_RARITY = 1.0
"""How rare the commonest words are taken to be."""

MARK_RARITY = 2.0
"""How rare marks between words are taken to be."""

# Words so frequent in articles that they make poor keywords, beside the function words.
_COMMON = FUNCTION_WORDS | frozenset(
    (
        "this will your you other like plan read make news back post find report help home event video team "
        "think link give service story stories article content time here what new all can get our us just "
        "more now see take one first last next free people work life world year years day week month today "
        "live good best support join follow share comment comments community information update updates page "
        "site line part use look know want way right left top open close email mail name number view show "
        "start end over out up down own still even well must need every each many most some such any only "
        "very also than then them into off may might could should please thanks thank again never always "
        "because while during before after "
    ).split()
)

_CONSONANTAL = regex.compile(r"[\p{Arabic}\p{Hebrew}]")

MAX_HEADS = 60
"""Beginnings of a pattern up to which they are listed."""

# Blanks before punctuation and after it may be there or not, so a beginning ends before it.
_UNSURE = regex.compile(r"[^\p{L}\p{N}\p{M}' \-]|['\-](?![\p{L}\p{N}\p{M}])")

WITH_DIGITS = frozenset({"NUM", "DATE", "TIME", "MONEY"})
"""Placeholders that stand for something with a digit."""

SLOT_CHARS = {
    **{"NAME": 90, "NUM": 16, "DATE": 34, "TIME": 16, "MONEY": 30, "URL": 160, "EMAIL": 80, "WORD": 40},
    **{"*": 12, "...": GAP_CHARS},
}
"""Characters that each placeholder stands for at most, for a test of length before a match."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """What to look for in a text before a pattern is tried."""

    literals: tuple[str, ...]
    """Every match contains one of these; each begins where a word does."""
    before: int
    """Characters that stand before it in a match at most."""
    also: tuple[tuple[str, ...], ...]
    """Every match contains one of each of these sets as well."""
    heads: tuple[str, ...] = ()
    """Every match begins with one of these, decoration aside, where there are any."""
    digit: bool = False
    """Whether every match contains a digit."""


def keywords(nodes: tuple[Node, ...]) -> Keywords:
    """Return the rarest literals that the pattern cannot do without.

    >>> from cleanr.phrases._pattern import parse
    >>> keywords(parse("support {the} NAME today"))
    Keywords(literals=('support',), before=1, also=(('today',),), heads=('support',), digit=False)
    """
    sets = sorted(_keyword_sets(nodes), key=lambda s: (-s[0], s[1]))
    if not sets:
        spelled = " ".join(v.replace("\0", "…") for v in variants(nodes, limit=MAX_VARIANTS) or ["it"])
        raise PatternError(
            f"no run of words long enough to look for in {spelled!r:.80}: each variant needs one of "
            f"{SHORTEST_KEYWORD} letters, in a stretch that spells out to at most {MAX_VARIANTS} variants"
        )
    _, first, last, literals = sets[0]
    others: list[tuple[float, int, int, set[str]]] = []
    for other in sets[1:]:
        apart = all(other[2] <= s[1] or other[1] >= s[2] for s in (sets[0], *others))
        if apart and len(other[3]) <= MAX_OTHER and len(others) < MAX_OTHERS:
            others.append(other)
    for other in sorted(_literal_sets(nodes), key=lambda s: (-s[0], s[1])):
        apart = all(other[2] <= s[1] or other[1] >= s[2] for s in (sets[0], *others))
        if apart and len(other[3]) <= MAX_OTHER and len(others) < MAX_OTHERS and other[0] > COMMON_RARITY:
            others.append(other)
    # A literal need not begin its stretch: what the stretch has before it counts as well.
    inside = longest(nodes[first:last])[0] - min(map(len, literals))
    return Keywords(
        tuple(_without_longer(literals)),
        longest(nodes[:first])[0] + inside,
        tuple(tuple(_without_longer(other[3])) for other in others),
        heads(nodes),
        any(isinstance(node, Slot) and node.kind in WITH_DIGITS for node in nodes),
    )


def _keyword_sets(nodes: tuple[Node, ...]) -> Iterator[tuple[float, int, int, set[str]]]:
    """For each stretch of nodes that has keywords: how rare they are, its ends, and they."""
    tails_of = [node_spelled(node, MAX_VARIANTS) for node in nodes]
    for first, node in enumerate(nodes):
        inside = not _begins_apart(node) and _may_end_in_letter(nodes[:first])
        spelled = [""]
        for last, tails in enumerate(tails_of[first:], start=first + 1):
            if tails is None or len(spelled) * len(tails) > MAX_VARIANTS:
                break
            spelled = [head + tail for head in spelled for tail in tails]
            literals = set(map(_rarest_run, spelled))
            if inside and not all(map(goes_anywhere, literals)):
                continue
            if min(map(_letters, literals)) >= SHORTEST_KEYWORD:
                yield (
                    min(map(rarity, literals)) - MANY_PENALTY * math.log2(len(literals)),
                    first,
                    last,
                    literals,
                )


def _literal_sets(nodes: tuple[Node, ...]) -> Iterator[tuple[float, int, int, set[str]]]:
    """The same for single nodes, however short the literals, and whether or not words begin with them."""
    for first, node in enumerate(nodes):
        spelled = node_spelled(node, MAX_OTHER)
        literals = set(map(_rarest_run, spelled or ()))
        if literals and all(literals):
            yield min(map(rarity, literals)), first, first + 1, literals


def _rarest_run(variant: str) -> str:
    """The rarest literal between two slots of a spelled-out variant."""
    return max((" ".join(run.split()) for run in variant.split("\0")), key=rarity)


def _begins_apart(node: Node) -> bool:
    """Whether a node begins with something that is no part of a word."""
    return isinstance(node, Text) and not node.value[0].isalpha()


def _may_end_in_letter(nodes: tuple[Node, ...]) -> bool:
    """Whether something that the nodes stand for ends in a letter, so that a word could go on."""
    for node in reversed(nodes):
        if isinstance(node, Slot):
            return node.kind != "..."
        if isinstance(node, Text):
            return node.value[-1:].isalpha()
        if any(_may_end_in_letter(option) for option in node.options):
            return True
        if not node.optional:
            return False
    return False


def _without_longer(literals: set[str]) -> list[str]:
    """The literals without those that contain another one where one of their words begins."""
    return sorted(k for k in literals if not any(other != k and f" {other}" in f" {k}" for other in literals))


@cache
def _letters(literal: str) -> int:
    """Characters without blanks: an ideograph counts for two, a sign that is never in prose for
    four, and where vowels are not written a word for one more.
    """
    letters = len(literal.replace(" ", ""))
    if literal.isascii():
        return letters
    if _CONSONANTAL.match(literal):
        return letters + 1
    return letters + 3 * sum(map(literal.count, "©℗®™")) + len(JOINED.findall(literal))


@cache
def rarity(literal: str) -> float:
    """Estimate how rare a literal is in running text: long words are, the commonest are not.

    >>> rarity("this") < rarity("newsletter") < rarity("our newsletter")
    True
    """
    return sum(map(_word_rarity, literal.split()))


def _word_rarity(word: str) -> float:
    if word in _COMMON:
        return COMMON_RARITY
    if not any(map(str.isalnum, word)):
        return 6.0 if word in ("©", "℗") else MARK_RARITY
    return 0.6 * len(word) + 1.4 * (0 if word.isascii() else len(JOINED.findall(word)))


def heads(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Return beginnings of which every match has one; none where that cannot be said.

    >>> from cleanr.phrases._pattern import parse
    >>> heads(parse("{please} (share|send) this NAME"))
    ('please send this', 'please share this', 'send this', 'share this')
    """
    done: set[str] = set()
    growing = {""}
    for node in nodes:
        tails = ["\0"] if isinstance(node, Slot) else node_spelled(node, MAX_HEADS)
        if tails is None:
            break
        longer = {head + tail for head in growing for tail in tails}
        ended = {head for head in longer if "\0" in head or len(" ".join(head.split())) >= LONGEST_HEAD}
        if len(done) + len(longer) > MAX_HEADS:
            break
        done |= ended
        growing = longer - ended
        if not growing:
            break
    found = {_sure_head(head) for head in done | growing}
    if not all(head[:1].isalnum() for head in found):
        return ()
    return tuple(sorted(h for h in found if not any(h != o and h.startswith(o) for o in found)))


def _sure_head(variant: str) -> str:
    """The part of a spelled-out beginning that stands in a line exactly so."""
    head = " ".join(variant.split("\0")[0].split())
    unsure = _UNSURE.search(head)
    return (head[: unsure.start()] if unsure else head)[:LONGEST_HEAD].strip()


def longest(nodes: tuple[Node, ...]) -> tuple[int, int]:
    """Characters and words of the longest text that the pattern may match.

    >>> from cleanr.phrases._pattern import parse
    >>> longest(parse("share {this} story"))
    (16, 3)
    """
    chars = words = 0
    for node in nodes:
        if isinstance(node, Text):
            chars += len(node.value)
            words += count_words(node.value)
        elif isinstance(node, Slot):
            chars += SLOT_CHARS[node.kind]
            words += 6 if node.kind == "NAME" else 60 if node.kind == "..." else 2
        else:
            sizes = [longest(option) for option in node.options]
            chars += max(size[0] for size in sizes)
            words += max(size[1] for size in sizes)
    return chars, words
