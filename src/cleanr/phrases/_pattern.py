"""The little language that phrases are written in: its grammar, and what a pattern spells out to.

A pattern is ordinary words plus alternatives ``(a|b)``, optional parts ``{a|b}``, gaps
``...``, word endings ``donat*`` and placeholders in capitals (``NAME``, ``NUM`` …).
``docs/phrases.md`` describes it for people who write phrases.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from cleanr.folding import fold

GAP_CHARS = 240
"""Characters that one ``...`` may stand for."""

DEEPEST = 12
"""Groups that may stand one inside the other: more than anybody reads, and fewer than fill the stack."""

_MONTH = r"\p{L}[\p{L}\p{M}.]{0,19}"
"""The name of a month, maybe cut short: ``Mar.``, ``ธ.ค.``"""

PLACEHOLDERS = {
    "NAME": r"(?P<name>[^\s|]+(?: [^\s|]+){0,5}?)",
    "NUM": r"\d[\d.,' ]*(?:[km]\b|万|тыс\.?|mil\b)?\+?",
    "DATE": (
        r"(?:\d{1,4} ?[./\-年년] ?\d{1,2}(?: ?[./\-月월] ?\d{0,4}[日일]?)?"  # 12.03.2026, 2026年3月12日
        rf"|\d{{1,2}}\.? (?:de )?{_MONTH}[,،]?(?: de)? \d{{4}}"  # 12 March 2026, 12 de marzo de 2026
        rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?[,،]? \d{{4}}"  # March 12, 2026
        rf"|\d{{4}}\. {_MONTH} \d{{1,2}}\.?"  # 2026. március 12.
        r"|\d{1,2} tháng \d{1,2}(?:, | năm | )\d{4})"  # 12 tháng 3, 2026
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
_JOINED_SET = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
JOINED = regex.compile(f"[{_JOINED_SET}]")


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
    nodes, at = _sequence(tokens, 0, closing="", depth=0)
    if at != len(tokens):
        raise PatternError(f"unbalanced {tokens[at].group()!r} in {pattern!r}")
    return tuple(nodes)


def _sequence(tokens: list[regex.Match[str]], at: int, *, closing: str, depth: int) -> tuple[list[Node], int]:
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
                group, at = _group(tokens, at, depth + 1)
                # A gap may be empty, so an optional one is no more than a gap.
                gap = group.optional and group.options == ((Slot("..."),),)
                nodes.append(Slot("...") if gap else group)
                continue
            nodes.append(Slot(token.group()))
        at += 1
    flush()
    return nodes, at


def _group(tokens: list[regex.Match[str]], at: int, depth: int) -> tuple[Group, int]:
    if depth > DEEPEST:
        raise PatternError(f"more than {DEEPEST} groups stand one inside the other")
    opener = tokens[at].group()
    closer = {"(": ")", "{": "}"}[opener]
    options: list[tuple[Node, ...]] = []
    while True:
        nodes, at = _sequence(tokens, at + 1, closing=closer, depth=depth)
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
    >>> variants(parse("share this {, please}"), limit=9)
    ['share this', 'share this, please']
    """
    spelled = _spelled(nodes, limit)
    return None if spelled is None else [" ".join(variant.split()) for variant in spelled]


def _spelled(nodes: tuple[Node, ...], limit: int) -> list[str] | None:
    done = [""]
    for node in nodes:
        tails = node_spelled(node, limit)
        if tails is None or len(done) * len(tails) > limit:
            return None
        if isinstance(node, Group):
            done = [
                head.rstrip() + tail if _goes_on(tail) else head + tail for head in done for tail in tails
            ]
        else:
            done = [head + tail for head in done for tail in tails]
    return done


def _goes_on(part: str) -> bool:
    """Whether an optional part goes on with the sentence before it, without a blank: not ``.pdf``."""
    return part.startswith((",", ".")) and not part[1:2].isalnum()


def node_spelled(node: Node, limit: int) -> list[str] | None:
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


def has_gap(nodes: tuple[Node, ...]) -> bool:
    """Whether the pattern has a ``...`` anywhere."""
    return any(
        node == Slot("...") or (isinstance(node, Group) and any(map(has_gap, node.options))) for node in nodes
    )


def goes_anywhere(text: str) -> bool:
    """Whether ``text`` begins in a script that puts no blanks between words, or compounds."""
    return not text[:1].isascii() and JOINED.match(text) is not None
