"""The little language that phrases are written in: parsing it, and what it compiles to.

A pattern is ordinary words plus alternatives ``(a|b)``, optional parts ``{a|b}``, gaps
``...``, word endings ``donat*`` and placeholders in capitals (``NAME``, ``NUM`` …).
``docs/phrases.md`` describes it for people who write phrases.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from cleanr.document import count_words
from cleanr.folding import fold
from cleanr.language import FUNCTION_WORDS

MAX_VARIANTS = 48
"""Spelled-out variants of a stretch of a pattern up to which it may give the keywords."""

MANY_PENALTY = 1.5
"""How much rarer keywords must be for their number to double; measured on 1.5 MB of articles:
half the keywords of 0.5, for a sixth more patterns tried."""

MAX_OTHERS = 3
"""Further sets of literals that are looked for before the pattern itself is tried."""

MAX_OTHER = 24
"""Literals that such a set has at most."""

GAP_CHARS = 240
"""Characters that one ``...`` may stand for."""

SHORTEST_KEYWORD = 4
"""Letters a keyword needs, so that it is rare enough to be a prefilter (fewer for CJK)."""

PLACEHOLDERS = {
    "NAME": r"(?P<name>[^\s|]+(?: [^\s|]+){0,5}?)",
    "NUM": r"\d[\d.,' ]*(?:[km]\b|万|тыс\.?|mil\b)?\+?",
    "DATE": (
        r"(?:\d{1,4} ?[./\-年] ?\d{1,2}(?: ?[./\-月] ?\d{0,4}日?)?"  # 12.03.2026, 2026-03-12, 2026年3月12日
        r"|\d{1,2}\.? (?:de )?\p{L}+\.?,?(?: de)? \d{4}"  # 12 March 2026, 12 de marzo de 2026
        r"|\p{L}+\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"  # March 12, 2026
    ),
    "TIME": r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?(?: ?[ap]\.?m\.?)?",
    "MONEY": r"(?:\p{L}{0,3}\p{Sc} ?\d[\d.,]*(?:k|m)?|\d[\d., ]* ?(?:\p{Sc}|\p{L}{1,8}))",
    "URL": r"(?:(?:https?://|www\.)\S+|[\w\-.]+\.\p{L}{2,}(?:/\S*)?)",
    "EMAIL": r"[\w.+\-]+(?:@|\(at\)|\[at\])[\w\-.]+",
    "WORD": r"[^\s|]+",
}
"""What each placeholder stands for, as a regular expression over folded text."""

_TOKEN = regex.compile(
    r"\\(?P<escaped>.)"
    r"|(?P<gap>\.\.\.)"
    rf"|(?P<slot>(?<![A-Za-z])(?:{'|'.join(PLACEHOLDERS)})(?![A-Za-z]))"
    r"|(?P<stem>(?<=\p{L})\*)"
    r"|(?P<open>[({])|(?P<bar>\|)|(?P<close>[)}])"
    r"|(?P<space>\s+)"
    r"|(?P<text>[^\\(){}|\s])"
)
_SHOUTED = regex.compile(r"\b[A-Z]{4,}S?\b")
_UNSPACED_SET = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED = regex.compile(f"[{_UNSPACED_SET}]")
_CONSONANTAL = regex.compile(r"[\p{Arabic}\p{Hebrew}]")
_WORD_CHAR = regex.compile(r"[\p{L}\p{N}\p{M}]")


class PatternError(ValueError):
    """A pattern that does not parse; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Text:
    """Literal, folded characters."""

    value: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder, a gap (``...``) or the rest of a word (``*``)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, one of which (or, where ``optional``, none) stands here."""

    options: tuple[tuple[Node, ...], ...]
    optional: bool


Node = Text | Slot | Group


def parse(pattern: str) -> tuple[Node, ...]:
    """Return the pattern as a sequence of nodes.

    >>> parse("support {the} NAME")[0]
    Text(value='support ')
    """
    if shouted := [w for w in _SHOUTED.findall(pattern) if w not in PLACEHOLDERS]:
        raise PatternError(
            f"{shouted[0]!r} is no placeholder ({', '.join(PLACEHOLDERS)}); write words in lower case"
        )
    tokens = list(_TOKEN.finditer(pattern))
    if sum(len(t.group()) for t in tokens) != len(pattern):
        raise PatternError(f"{pattern!r} ends in a backslash")
    nodes, at = _sequence(tokens, 0, closing="")
    if at != len(tokens):
        raise PatternError(f"unbalanced {tokens[at].group()!r} in {pattern!r}")
    return tuple(nodes)


def _sequence(tokens: list[regex.Match[str]], at: int, closing: str) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    text = ""

    def flush() -> None:
        nonlocal text
        if text:
            nodes.append(Text(fold(text)))
            text = ""

    while at < len(tokens):
        token = tokens[at]
        kind = token.lastgroup or ""
        if kind == "escaped":
            text += token["escaped"]
        elif kind == "space":
            text += " "
        elif kind == "text":
            text += token.group()
        elif kind == "bar" and not closing:
            raise PatternError("'|' stands outside of (…) and {…}; write \\| for the character")
        elif kind in ("bar", "close"):
            break
        else:
            flush()
            if kind == "open":
                group, at = _group(tokens, at)
                # A gap may be empty, so an optional one is no more than a gap.
                gap = group.optional and group.options == ((Slot("..."),),)
                nodes.append(Slot("...") if gap else group)
                continue
            nodes.append(Slot(token.group()))
        at += 1
    flush()
    return nodes, at


def _group(tokens: list[regex.Match[str]], at: int) -> tuple[Group, int]:
    opener = tokens[at].group()
    closer = {"(": ")", "{": "}"}[opener]
    options: list[tuple[Node, ...]] = []
    while True:
        nodes, at = _sequence(tokens, at + 1, closing=closer)
        options.append(tuple(nodes))
        if at >= len(tokens):
            raise PatternError(f"{opener!r} is never closed")
        if tokens[at].group() == "|":
            continue
        if tokens[at].group() != closer:
            raise PatternError(f"{opener!r} is closed by {tokens[at].group()!r}")
        return Group(tuple(options), optional=opener == "{"), at + 1


def variants(nodes: tuple[Node, ...], *, limit: int) -> list[str] | None:
    """Spell the pattern out, each slot as a NUL character; ``None`` beyond ``limit``.

    >>> variants(parse("share {this} (post|article)"), limit=9)
    ['share post', 'share article', 'share this post', 'share this article']
    """
    spelled = _spelled(nodes, limit)
    return None if spelled is None else [" ".join(variant.split()) for variant in spelled]


def _spelled(nodes: tuple[Node, ...], limit: int) -> list[str] | None:
    done = [""]
    for node in nodes:
        tails = _node_spelled(node, limit)
        if tails is None or len(done) * len(tails) > limit:
            return None
        done = [head + tail for head in done for tail in tails]
    return done


def _node_spelled(node: Node, limit: int) -> list[str] | None:
    if isinstance(node, Text):
        return [node.value]
    if isinstance(node, Slot):
        return ["\0"]
    tails = [""] if node.optional else []
    for option in node.options:
        spelled = _spelled(option, limit)
        if spelled is None or len(tails) + len(spelled) > limit:
            return None
        tails += spelled
    return tails


def literal_variants(nodes: tuple[Node, ...], *, limit: int) -> list[str]:
    """All texts the pattern stands for, where these are few and have no slot; else ``[]``."""
    spelled = variants(nodes, limit=limit) or []
    if any("\0" in v for v in spelled):
        return []
    if not all(spelled):
        raise PatternError("all of it is optional, so it would match an empty line")
    return spelled


@dataclass(frozen=True, slots=True)
class Keywords:
    """What to look for in a text before a pattern is tried."""

    literals: tuple[str, ...]
    """Every match contains one of these; each begins where a word does."""
    before: int
    """Characters that stand before it in a match at most."""
    also: tuple[tuple[str, ...], ...]
    """Every match contains one of each of these sets as well."""
    openings: tuple[str, ...]
    """Every match begins with one of these, decoration aside, where there are any."""


def keywords(nodes: tuple[Node, ...]) -> Keywords:
    """Return the rarest literals that the pattern cannot do without.

    >>> keywords(parse("support {the} NAME today"))
    Keywords(literals=('support',), before=1, also=(('today',),), openings=('support',))
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
    # A literal need not begin its stretch: what the stretch has before it counts as well.
    inside = longest(nodes[first:last])[0] - min(map(len, literals))
    return Keywords(
        tuple(_without_longer(literals)),
        longest(nodes[:first])[0] + inside,
        tuple(tuple(_without_longer(other[3])) for other in others),
        openings(nodes),
    )


def _keyword_sets(nodes: tuple[Node, ...]) -> Iterator[tuple[float, int, int, set[str]]]:
    """For each stretch of nodes that has keywords: how rare they are, its ends, and they."""
    tails_of = [_node_spelled(node, MAX_VARIANTS) for node in nodes]
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


def _rarest_run(variant: str) -> str:
    """The rarest literal between two slots of a spelled-out variant."""
    return max((" ".join(run.split()) for run in variant.split("\0")), key=rarity)


def goes_anywhere(text: str) -> bool:
    """Whether ``text`` begins in a script that puts no blanks between words, or compounds."""
    return _UNSPACED.match(text) is not None


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
    return letters + 3 * sum(map(literal.count, "©℗®™")) + len(_UNSPACED.findall(literal))


@cache
def rarity(literal: str) -> float:
    """Estimate how rare a literal is in running text: long words are, the commonest are not.

    >>> rarity("this") < rarity("newsletter") < rarity("our newsletter")
    True
    """
    return sum(map(_word_rarity, literal.split()))


def _word_rarity(word: str) -> float:
    if word in _COMMON:
        return 1.0
    if word in ("©", "℗"):
        return 6.0
    return 0.6 * len(word) + 1.4 * (0 if word.isascii() else len(_UNSPACED.findall(word)))


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


def to_regex(nodes: tuple[Node, ...], *, whole_line: bool) -> str:
    """Return the regular expression, over folded text, that the pattern compiles to.

    ``whole_line`` patterns match a line from end to end, give or take what is not a word.
    """
    body = _sequence_regex(nodes)
    if not whole_line:
        return body
    # At the ends of a line a gap takes all there is: how long a line may be, max_words says.
    gap = f".{{0,{GAP_CHARS}}}?"
    if nodes[0] == Slot("..."):
        body = ".*?" + body.removeprefix(gap)
    if nodes[-1] == Slot("..."):
        body = body.removesuffix(gap) + ".*"
    return rf"[^\p{{L}}\p{{N}}]{{0,12}}?(?:{body})[^\p{{L}}\p{{N}}]{{0,12}}"


_BLANK = r"\s+"
_BLANK_AFTER_MAYBE = r"(?:\s+|(?<![\p{L}\p{N}\p{M}]))"
"""A blank after parts that may all be missing: then there is none."""


def _sequence_regex(nodes: tuple[Node, ...], *, inside: bool = False) -> str:
    """Compile a sequence; a blank beside an optional part belongs to that part.

    So ``support {the} NAME`` takes one blank where ``the`` is left out, not two.  At the
    ends of the pattern blanks mean nothing, ``inside`` a group they do: ``read{ also}``.
    """
    out = ""
    started = inside  # whether a blank here would stand between two things
    certain = inside  # whether one of the things before it is not optional
    blank = False
    for i, node in enumerate(nodes):
        separator = (_BLANK if certain else _BLANK_AFTER_MAYBE) if blank and started else ""
        if isinstance(node, Text):
            if node.value.startswith(" ") and started and not separator:
                separator = _BLANK if certain else _BLANK_AFTER_MAYBE
            words = node.value.split()
            if words:
                separators = [separator, *[_BLANK] * (len(words) - 1)]
                for word, before in zip(words, separators, strict=True):
                    out += _separated(word, before) + regex.escape(word, special_only=True)
                started = certain = True
                blank = False
            blank = blank or node.value.endswith(" ")
        elif node == Slot("..."):
            out += _gap(nodes[:i], nodes[i + 1 :])
            started = blank = False
        elif isinstance(node, Slot):
            out += separator + (_WORD_ENDING if node.kind == "*" else PLACEHOLDERS[node.kind])
            started = certain = True
            blank = False
        else:
            options = _options(node, separator, after_blank=blank)
            if not node.optional:
                out += options if separator else f"(?:{options})"
                started = certain = True
                blank = False
            elif separator and _glued(nodes[i + 1 :]):
                # "house of {the}lords": the blank is there whether the prefix is or not.
                out += f"{separator}(?:{_options(node, '', after_blank=blank)})?"
                blank = False
            elif separator:
                out += f"(?:{options})?"
                blank = False
            elif not started and _begins_with_blank(nodes[i + 1 :]):
                out += rf"(?:(?:{options}){_BLANK})?"
            else:
                out += f"(?:{options})?"
                started = True
                blank = False
    return out + (_BLANK if blank and inside else "")


def _options(group: Group, separator: str, *, after_blank: bool) -> str:
    """The alternatives of a group, a blank before each."""
    compiled = [_option(option, after_blank=after_blank) for option in group.options]
    before = [_separated(_first_text(option), separator) for option in group.options]
    if separator and len(set(before)) == 1:
        return f"{before[0]}(?:{'|'.join(compiled)})"
    joined = "|".join(b + c for b, c in zip(before, compiled, strict=True))
    return f"(?:{joined})" if separator else joined


def _separated(text: str, separator: str) -> str:
    """The blank before ``text``; before a comma, a colon or a full stop there need not be one."""
    return r"\s*" if separator and text[:1] in tuple(",.;:!?)") else separator


def _first_text(nodes: tuple[Node, ...]) -> str:
    return nodes[0].value.lstrip() if nodes and isinstance(nodes[0], Text) else ""


def _option(nodes: tuple[Node, ...], *, after_blank: bool) -> str:
    """One alternative of a group; a blank that it begins with counts unless there is one before."""
    if after_blank and nodes and isinstance(nodes[0], Text):
        nodes = (Text(nodes[0].value.lstrip()), *nodes[1:])
    return _sequence_regex(nodes, inside=True)


_UNSPACED_SHORT = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]"
NOT_INSIDE_WORD = rf"(?!(?<=\w)(?<!{_UNSPACED_SHORT})(?!{_UNSPACED_SHORT})\w)"
_WORD_ENDING = r"[\p{L}\p{M}']{0,12}"


def _glued(nodes: tuple[Node, ...]) -> bool:
    """Whether what follows an optional part must stand there, and without a blank before it."""
    if not nodes or (isinstance(nodes[0], Text) and not nodes[0].value[0].isalnum()):
        return False
    return not (isinstance(nodes[0], Group) and nodes[0].optional) and nodes[0] != Slot("...")


def _begins_with_blank(nodes: tuple[Node, ...]) -> bool:
    return bool(nodes) and isinstance(nodes[0], Text) and nodes[0].value.startswith(" ")


def _gap(before: tuple[Node, ...], after: tuple[Node, ...]) -> str:
    """A gap ends where a word begins: ``... our site`` is not found in ``four site``."""
    left = NOT_INSIDE_WORD if _ends_in_word(before, last=True) else ""
    right = NOT_INSIDE_WORD if _ends_in_word(after, last=False) else ""
    return f"{left}.{{0,{GAP_CHARS}}}?{right}"


def _ends_in_word(nodes: tuple[Node, ...], *, last: bool) -> bool:
    """Whether what stands next to a gap is a word of a script that puts blanks between words."""
    for node in reversed(nodes) if last else nodes:
        if isinstance(node, Group):
            return all(_ends_in_word(option, last=last) for option in node.options)
        if isinstance(node, Slot):
            return False
        text = node.value.strip()
        if text:
            c = text[-1 if last else 0]
            return bool(_WORD_CHAR.match(c)) and not _UNSPACED.match(c)
    return False


def has_gap(nodes: tuple[Node, ...]) -> bool:
    """Whether the pattern has a ``...`` anywhere."""
    return any(
        node == Slot("...") or (isinstance(node, Group) and any(map(has_gap, node.options))) for node in nodes
    )


MAX_OPENINGS = 40
"""Beginnings of a pattern up to which they are listed."""


def openings(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Return beginnings of which every match has one; none where that cannot be said.

    >>> openings(parse("{please} (share|send) this"))
    ('please', 'send', 'share')
    """
    found, _ = _openings(nodes)
    if found is None or len(found) > MAX_OPENINGS or not all(o[0].isalnum() for o in found):
        return ()
    return tuple(sorted(found))


def _openings(nodes: tuple[Node, ...]) -> tuple[set[str] | None, bool]:
    """The beginnings (``None``: anything), and whether the nodes may stand for nothing."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Text):
            if node.value.strip():
                return found | {node.value.split()[0]}, False
            continue
        if isinstance(node, Slot):
            return None, False
        empty = node.optional
        for option in node.options:
            inner, nothing = _openings(option)
            if inner is None:
                return None, False
            found |= inner
            empty = empty or nothing
        if not empty:
            return found, False
    return found, True


SLOT_CHARS = {
    **{"NAME": 90, "NUM": 16, "DATE": 34, "TIME": 16, "MONEY": 30, "URL": 160, "EMAIL": 80, "WORD": 40},
    **{"*": 12, "...": GAP_CHARS},
}
"""Characters that each placeholder stands for at most, for a test of length before a match."""


def longest(nodes: tuple[Node, ...]) -> tuple[int, int]:
    """Characters and words of the longest text that the pattern may match.

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
