"""A unified diff of what cleaning changes, which ``patch -R`` undoes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cleanr.io.errors import FormatError
from cleanr.io.formats.base import LineFormat, SourceDocument, Writer
from cleanr.record import Removal

CONTEXT = 3
"""Unchanged lines around a change, as patch expects them."""


class DiffWriter(Writer):
    """Compares each piece of a file with what becomes of it; only the lines near a change are in memory.

    What was removed is known, so nothing is searched: the effort grows with the text alone.
    """

    def __init__(self, stream: BinaryIO, kind: LineFormat, path: str) -> None:
        self._format = kind
        self._hunks = _Hunks(stream, path.encode(errors="surrogateescape"))

    def write(self, document: SourceDocument, text: str, removed: Sequence[Removal]) -> None:
        if not removed:
            self._hunks.same(_lines(self._format.source(document)))
        elif self._format.many:
            self._hunks.changed(
                _lines(self._format.source(document)), _lines(self._format.render(document, text))
            )
        else:
            self._by_removals(document.text, removed)

    def verbatim(self, row: Any) -> None:
        self._hunks.same(_lines(row))

    def restore(self, document: SourceDocument, text: str, encoding: str, form: Any) -> None:
        raise FormatError("a diff is undone with patch -R")

    def close(self) -> None:
        self._hunks.end()

    def _by_removals(self, text: str, removed: Sequence[Removal]) -> None:
        at = 0
        for start, end, inside in _changed_lines(text, removed):
            self._hunks.same(_lines(text[at:start].encode()))
            parts, at = [], start
            for removal in inside:
                parts += [text[at : removal.start], removal.replacement]
                at = removal.end
            new = "".join([*parts, text[at:end]])
            self._hunks.changed(_lines(text[start:end].encode()), _lines(new.encode()))
            at = end
        self._hunks.same(_lines(text[at:].encode()))


def _changed_lines(text: str, removed: Sequence[Removal]) -> list[tuple[int, int, list[Removal]]]:
    """The stretches of whole lines that removals touch: start, end, and these removals.

    A line is searched for its ends once, however many removals are in it.
    """
    changed: list[tuple[int, int, list[Removal]]] = []
    start = end = 0
    inside: list[Removal] = []
    for removal in removed:
        if removal.start >= end:
            start = text.rfind("\n", end, removal.start) + 1 or end
            inside = []
        else:
            changed.pop()
        inside.append(removal)
        begins_line = removal.start == 0 or text[removal.start - 1] == "\n"
        if begins_line and removal.text.endswith("\n") and not removal.replacement:
            end = max(end, removal.end)
        elif removal.end >= end:  # what follows in the line, or comes to stand in it, changes as well
            end = text.find("\n", removal.end) + 1 or len(text)
        changed.append((start, end, inside))
    return changed


def _lines(data: bytes) -> list[bytes]:
    """Lines as patch counts them: they end at a line feed and at nothing else."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + [
        last for last in [data.split(b"\n")[-1]] if last
    ]


@dataclass
class _Hunks:
    """Collects changes until there are enough lines without any between them."""

    stream: BinaryIO
    path: bytes
    before: deque[bytes] = field(default_factory=lambda: deque(maxlen=CONTEXT))
    """The last unchanged lines, while there is no hunk."""
    lines: list[bytes] = field(default_factory=list)
    """The hunk: its lines with the sign before each."""
    unchanged: int = 0
    """How many lines at the end of the hunk are unchanged."""
    old: int = 0
    """Lines of the original so far, and likewise of the other side."""
    new: int = 0
    named: bool = False

    def same(self, lines: list[bytes]) -> None:
        for line in lines:
            self.old, self.new = self.old + 1, self.new + 1
            if not self.lines:
                self.before.append(line)
                continue
            self.lines.append(b" " + line)
            self.unchanged += 1
            if self.unchanged > 2 * CONTEXT:
                self._write(len(self.lines) - self.unchanged + CONTEXT)

    def changed(self, old: list[bytes], new: list[bytes]) -> None:
        if not self.lines:
            self.lines = [b" " + line for line in self.before]
            self.before.clear()
        self.lines += [b"-" + line for line in old] + [b"+" + line for line in new]
        self.old, self.new = self.old + len(old), self.new + len(new)
        self.unchanged = 0

    def end(self) -> None:
        if self.lines:
            self._write(len(self.lines) - max(0, self.unchanged - CONTEXT))

    def _write(self, count: int) -> None:
        """Write the hunk up to this number of lines; the rest may come before the next one."""
        hunk, rest = self.lines[:count], self.lines[count:]
        if not self.named:
            # As GNU diff does: without a tab, patch takes a name to end at its first blank.
            end = b"\t\n" if b" " in self.path else b"\n"
            self.stream.write(b"--- a/" + self.path + end + b"+++ b/" + self.path + end)
            self.named = True
        olds = sum(line[:1] != b"+" for line in hunk)
        news = sum(line[:1] != b"-" for line in hunk)
        first_old, first_new = self.old - len(rest) - olds, self.new - len(rest) - news
        sides = b"-%s +%s" % (_range(first_old, olds), _range(first_new, news))
        self.stream.write(b"@@ " + sides + b" @@\n")
        for line in hunk:
            self.stream.write(line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n")
        self.lines, self.unchanged = [], 0
        self.before.extend(line[1:] for line in rest)


def _range(before: int, count: int) -> bytes:
    # A side without lines is named by the line before it.
    return b"%d,%d" % (before + 1 if count else before, count)
