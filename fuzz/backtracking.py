"""How often a phrase's expression goes back and tries again, on lines that are made to have it do so.

``python fuzz/backtracking.py`` tries every pattern of every language on lines made from the pattern
itself, and counts the steps of a backtracking matcher: the same on every machine, where seconds are not.
It takes many minutes (``--every`` takes fewer patterns); ``tests/test_hostile.py`` does the same with one
pattern of many.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from re import _constants as op
from re import _parser as parser  # type: ignore[attr-defined]  # how re itself reads an expression
from typing import Any, NamedTuple

from cleanr.phrases import files, load
from cleanr.phrases._expression import PATTERN_SECONDS, Alphabet, compile_expression
from cleanr.phrases._matching import INLINE_WINDOW, UNTIL_CHARS
from cleanr.phrases._tables import KINDS, PLACES

LONGEST = 1000
"""Characters that a line made of a pattern has at most; many patterns take fewer."""

FEW_STEPS = 2000
"""Steps for each character of the line up to which a pattern is harmless: some milliseconds a line."""

TOO_MANY = 4000
"""Steps for each character beyond which nobody counts."""


class TooManyStepsError(Exception):
    """The matcher was stopped."""


class Matcher:
    """An expression as backtracking engines match it, with a count of the characters looked at."""

    def __init__(self, tree: Sequence[Any], *, limit: int) -> None:
        self.tree = tree
        self.limit = limit
        self.steps = 0

    def fullmatch(self, line: str) -> bool:
        """Whether the expression matches; :class:`TooManyStepsError` beyond the limit."""
        self.steps = 0
        return any(end == len(line) for end in self._sequence(self.tree, 0, line, 0))

    def search(self, line: str) -> bool:
        """Whether it matches a part of the line."""
        self.steps = 0
        return any(next(self._sequence(self.tree, 0, line, at), None) is not None for at in range(len(line)))

    def _sequence(self, nodes: Sequence[Any], first: int, line: str, at: int) -> Iterator[int]:
        """Where a match from ``at`` may end, in the order in which the engine tries it."""
        while first < len(nodes):
            kind, value = nodes[first]
            if kind not in _CHARACTERS:
                break
            if not self._one(kind, value, line, at):
                return
            at, first = at + 1, first + 1
        if first == len(nodes):
            yield at
            return
        for end in self._ends(*nodes[first], line, at):
            yield from self._sequence(nodes, first + 1, line, end)

    def _ends(self, kind: Any, value: Any, line: str, at: int) -> Iterator[int]:
        if kind is op.SUBPATTERN:
            yield from self._sequence(value[-1], 0, line, at)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from self._sequence(branch, 0, line, at)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, body = value
            if len(body) == 1 and body[0][0] in _CHARACTERS:
                yield from self._run(*body[0], kind is op.MIN_REPEAT, least, most, line, at)
            else:
                yield from self._repeated(kind is op.MIN_REPEAT, least, most, body, line, at)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            direction, body = value
            start = at if direction > 0 else at - 1
            holds = start >= 0 and any(
                direction > 0 or end == at for end in self._sequence(body, 0, line, start)
            )
            if holds == (kind is op.ASSERT):
                yield at
        elif kind is op.AT:
            if self._boundary(value, line, at):
                yield at
        else:
            raise NotImplementedError(kind)

    def _run(
        self, kind: Any, value: Any, lazy: bool, least: int, most: int, line: str, at: int
    ) -> Iterator[int]:
        """A character of one kind, several times."""
        end = at
        if lazy:
            while end - at < least and self._one(kind, value, line, end):
                end += 1
            if end - at < least:
                return
            yield end
            while end - at < most and self._one(kind, value, line, end):
                end += 1
                yield end
            return
        while end - at < most and self._one(kind, value, line, end):
            end += 1
        yield from range(end, at + least - 1, -1)

    def _repeated(self, lazy: bool, least: int, most: int, body: Any, line: str, at: int) -> Iterator[int]:
        """A group, several times."""
        if lazy and least <= 0:
            yield at
        if most > 0:
            for end in self._sequence(body, 0, line, at):
                if end > at or least > 0:
                    yield from self._repeated(lazy, least - 1, most - 1, body, line, end)
        if not lazy and least <= 0:
            yield at

    def _one(self, kind: Any, value: Any, line: str, at: int) -> bool:
        self.steps += 1
        if self.steps > self.limit:
            raise TooManyStepsError
        return at < len(line) and is_in(kind, value, line[at])

    def _boundary(self, value: Any, line: str, at: int) -> bool:
        self.steps += 1
        if value is not op.AT_BOUNDARY:
            raise NotImplementedError(value)
        before = at > 0 and is_in(op.CATEGORY, op.CATEGORY_WORD, line[at - 1])
        return before != (at < len(line) and is_in(op.CATEGORY, op.CATEGORY_WORD, line[at]))


_CHARACTERS = frozenset({op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY})
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    op.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    op.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


def is_in(kind: Any, value: Any, character: str) -> bool:
    """Whether a character is what a node of the tree stands for."""
    if kind is op.LITERAL:
        return ord(character) == value
    if kind is op.NOT_LITERAL:
        return ord(character) != value
    if kind is op.ANY:
        return character != "\n"
    if kind is op.CATEGORY:
        return _CATEGORIES[value](character)
    if kind is op.RANGE:
        return value[0] <= ord(character) <= value[1]
    negated = value[0][0] is op.NEGATE
    return negated != any(is_in(*item, character) for item in value[negated:])


LETTER, DIGIT, BLANK = "a", "7", " "


def samples(nodes: Sequence[Any]) -> list[str]:
    """A text for each part of a sequence, that the part matches; all that is optional is there."""
    return [_sample(*node) for node in nodes]


def _sample(kind: Any, value: Any) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind in _CHARACTERS:
        return next((c for c in (LETTER, DIGIT, BLANK, "-", "$", ".") if is_in(kind, value, c)), "")
    if kind is op.SUBPATTERN:
        return "".join(samples(value[-1]))
    if kind is op.BRANCH:
        return max(("".join(samples(branch)) for branch in value[1]), key=len)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return "".join(samples(value[2])) * max(1, value[0])
    if kind is op.ASSERT and value[0] > 0:
        return "".join(samples(value[1])) + BLANK
    return ""


def baits(tree: Sequence[Any], size: int) -> Iterator[str]:
    """Lines of ``size`` characters that an expression nearly matches, in many ways."""
    found = samples(tree)
    whole = "".join(found)
    words = " ".join(whole.split())
    without_end = " ".join("".join(found[: _last_word(found)]).split())
    for begun in (words, without_end):
        if begun:
            yield (f"{begun} " * (size // len(begun) + 1))[: size - 2] + "\0#"
    for filling in ("a ", "7 ", "a", "7", "7.a@"):
        yield (without_end + BLANK + filling * size)[: size - 2] + "\0#"


def _last_word(texts: Sequence[str]) -> int:
    """Where the last part that is a letter of its own stands, so that a match misses it alone."""
    return max((n for n, text in enumerate(texts) if text.strip(LETTER + DIGIT + BLANK + "-$.")), default=0)


class Trial(NamedTuple):
    """An expression, and the length of the lines that it is given."""

    rule: str
    expression: str
    longest: int
    timed: bool
    inline: bool


def trials(*, every: int = 1) -> Iterator[Trial]:
    """Every pattern that is matched, of every language; or one in ``every`` of them."""
    for tables in load(files()):
        expressions, entries = tables.part("expressions"), tables.part("entries")
        parts = [tables.part(f"{kind} {place}").rows for kind in KINDS for place in PLACES]
        for wording in sorted(chain.from_iterable(parts), key=lambda w: w.number):
            if wording.number % every == 0:
                expression, rule = expressions[wording.number], entries[wording.entry].id
                longest = 2 * INLINE_WINDOW if wording.inline else min(wording.max_chars, LONGEST)
                yield Trial(rule, expression, longest, wording.timed, wording.inline)
        for number, entry in enumerate(entries):
            if entry.until and number % every == 0:
                yield Trial(entry.id, entry.until, UNTIL_CHARS, entry.until_timed, inline=False)


def tree_of(trial: Trial) -> Sequence[Any]:
    """The expression as the standard library reads it, whose syntax is that of those without a limit."""
    compiled = compile_expression(trial.expression, timed=False, alphabet=Alphabet.ANY)
    return parser.parse(compiled.pattern)  # type: ignore[no-any-return, union-attr]


def most_steps(trial: Trial) -> int:
    """The most steps for each character of a line made from an expression, counted up to TOO_MANY."""
    tree = tree_of(trial)
    matcher = Matcher(tree, limit=TOO_MANY * trial.longest)
    most = 0
    for line in baits(tree, trial.longest):
        try:
            (matcher.search if trial.inline else matcher.fullmatch)(line)
        except TooManyStepsError:
            return TOO_MANY
        most = max(most, matcher.steps // len(line))
    return most


def most_seconds(trial: Trial) -> float:
    """The most CPU seconds that the engine itself takes for a line made from an expression."""
    expression = compile_expression(trial.expression, timed=trial.timed, alphabet=Alphabet.ANY)
    most = 0.0
    for line in baits(tree_of(trial), trial.longest):
        start = time.process_time()
        with suppress(TimeoutError):
            list(expression.finditer(line, 0, len(line))) if trial.inline else expression.fullmatch(line)
        most = max(most, time.process_time() - start)
    return most


def main() -> None:
    """Try all patterns, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try one in so many patterns (default 1)")
    parser.add_argument("--worst", type=int, default=20, help="patterns to print (default 20)")
    options = parser.parse_args()
    limited, others = [], []
    for trial in trials(every=options.every):
        if trial.timed:
            limited.append((most_seconds(trial), trial))
        else:
            others.append((most_steps(trial), trial))
    out_of_time = sum(seconds >= PATTERN_SECONDS for seconds, _ in limited)
    print(f"{len(limited):,} patterns with a limit of time, of which {out_of_time} may run out of it")
    for seconds, trial in sorted(limited, reverse=True)[: options.worst]:
        print(f"{seconds * 1000:10.1f} ms  {trial.longest:5} characters  {trial.rule}")
    many = sum(steps >= FEW_STEPS for steps, _ in others)
    print(
        f"{len(others):,} patterns without one, of which {many} take {FEW_STEPS:,} steps a character or more"
    )
    for steps, trial in sorted(others, reverse=True)[: options.worst]:
        seconds = most_seconds(trial)
        print(f"{steps:10,} steps {seconds * 1000:10.1f} ms  {trial.longest:5} characters  {trial.rule}")


if __name__ == "__main__":
    main()
