"""From a pattern to the regular expression, over folded text, that stands for it."""

from __future__ import annotations

import regex

from cleanr.phrases._pattern import GAP_CHARS, PLACEHOLDERS, Group, Node, Slot, Text, goes_anywhere

MAX_VARIABLE = 3
"""Parts of variable length up to which an expression needs no limit of time: with lines as long
as patterns allow, three of them take some tenths of a second at worst."""

_UNSPACED_SHORT = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]"
NOT_INSIDE_WORD = rf"(?!(?<=\w)(?<!{_UNSPACED_SHORT})(?!{_UNSPACED_SHORT})\w)"
"""Stands where no word goes on, but for scripts without blanks between words."""
WORD_ENDING = r"[\p{L}\p{M}']{0,12}"
"""The rest of a word."""

_BLANK = r"\s+"
_BLANK_AFTER_MAYBE = r"(?:\s+|(?<![\p{L}\p{N}\p{M}]))"
"""A blank after parts that may all be missing: then there is none."""
_BLANK_AFTER_COLON = r"(?:\s+|(?<=:))"
"""A blank that is lost where a page's elements are put together without any: ``Read more:Title``."""

_WORD_CHAR = regex.compile(r"[\p{L}\p{N}\p{M}]")


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
        if separator == _BLANK and _may_end_in_colon(nodes[:i]):
            separator = _BLANK_AFTER_COLON
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
            out += separator + (WORD_ENDING if node.kind == "*" else PLACEHOLDERS[node.kind])
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
    if not (blank and inside):
        return out
    return out + (_BLANK_AFTER_COLON if _may_end_in_colon(nodes) else _BLANK)


def _may_end_in_colon(nodes: tuple[Node, ...]) -> bool:
    """Whether what stands before a blank may end with a colon."""
    for node in reversed(nodes):
        if isinstance(node, Text) and node.value.strip():
            return node.value.rstrip().endswith(":")
        if isinstance(node, Group) and any(map(_may_end_in_colon, node.options)):
            return True
        if isinstance(node, Slot) or (isinstance(node, Group) and not node.optional):
            return False
    return False


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
    """Whether what stands next to a gap can be a word of a script that puts blanks between words."""
    for node in reversed(nodes) if last else nodes:
        if isinstance(node, Group):
            if any(_ends_in_word(option, last=last) for option in node.options):
                return True
            if node.optional:
                continue
        if isinstance(node, Group | Slot):
            return False
        text = node.value.strip()
        if text:
            c = text[-1 if last else 0]
            return bool(_WORD_CHAR.match(c)) and not goes_anywhere(c)
    return False


def variable_parts(nodes: tuple[Node, ...]) -> int:
    """Return how many parts of one match of the pattern may be of any length.

    >>> from cleanr.phrases._pattern import parse
    >>> variable_parts(parse("support {the} NAME (... today|now)"))
    2
    """
    return sum(
        max(map(variable_parts, node.options)) if isinstance(node, Group) else isinstance(node, Slot)
        for node in nodes
    )
