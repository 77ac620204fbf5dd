"""The table at the end: documents, characters in and out, removals per category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table

from cleanr.io.record_file import UNDECODABLE
from cleanr.record import CATEGORIES, Result, stored_text

WIDTH = 80
"""Columns that the table has at most; it needs half of them."""


@dataclass
class Totals:
    """Sums over all documents of a run."""

    documents: int = 0
    chars_in: int = 0
    chars_out: int = 0
    removals: Counter[str] = field(default_factory=Counter)
    chars_removed: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, result: Result) -> None:
        """Count one document."""
        self.documents += 1
        self.chars_in += len(text)
        self.chars_out += len(result.text)
        for removal in result.removed:
            self.removals[removal.category] += 1
            self.chars_removed[removal.category] += len(removal.text)
        self.flags.update({flag.partition(":")[0] for flag in result.flags})

    def add_line(self, line: Mapping[str, Any]) -> None:
        """Count one document by its line in the record."""
        self.documents += 1
        self.chars_in += line["chars_in"]
        self.chars_out += line["chars_out"]
        for removal in line["removed"]:
            self.removals[removal["category"]] += 1
            self.chars_removed[removal["category"]] += removal["end"] - removal["start"]
        flags = [stored_text("flags", flag) for flag in line["flags"]]
        self.flags.update({flag.partition(":")[0] for flag in flags if not _about_bytes(flag)})

    def update(self, other: Totals) -> None:
        """Count the documents of another one."""
        self.documents += other.documents
        self.chars_in += other.chars_in
        self.chars_out += other.chars_out
        self.removals.update(other.removals)
        self.chars_removed.update(other.chars_removed)
        self.flags.update(other.flags)

    def table(self, *, failures: int = 0) -> str:
        """Return the table as text, categories in their usual order."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("")
        table.add_column("number", justify="right")
        table.add_column("characters", justify="right")
        table.add_row("documents", f"{self.documents:,}")
        table.add_row("characters in", "", f"{self.chars_in:,}")
        table.add_row("characters out", "", f"{self.chars_out:,}")
        for category in CATEGORIES:
            if count := self.removals[category]:
                table.add_row(category, f"{count:,}", f"{self.chars_removed[category]:,}")
        for flag, count in sorted(self.flags.items()):
            table.add_row(f"flag: {flag}", f"{count:,}")
        if failures:
            table.add_row("problems", f"{failures:,}")
        out = StringIO()
        Console(file=out, width=WIDTH, color_system=None).print(table)
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _about_bytes(flag: str) -> bool:
    """Whether a flag is of the file and not of the result."""
    return flag.startswith(UNDECODABLE)
