"""The folder that the clean files go to, and what must not be overwritten there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cleanr.io.atomic import replacing

RECORD_NAME = "cleanr-record.jsonl"


class RefusedError(ValueError):
    """Writing this file would destroy another one."""


class OutputFolder:
    """A folder for clean files that knows the inputs, and never writes over one of them.

    ``inputs`` are the files and folders to be cleaned.
    """

    def __init__(self, root: Path, inputs: Iterable[Path] = ()) -> None:
        self.root = root
        self.real = root.resolve()
        existing = [path for path in inputs if path.exists()]
        self._folders = [path.resolve() for path in existing if path.is_dir()]
        self._files = {path.resolve() for path in existing if not path.is_dir()}
        self._real_parent = lru_cache(maxsize=64)(Path.resolve)

    @property
    def record(self) -> Path:
        return self.root / RECORD_NAME

    def lies_in(self, folder: Path) -> bool:
        """Whether the output folder is ``folder``, or lies below it."""
        return self.real.is_relative_to(folder.resolve())

    def is_input(self, folder: Path) -> bool:
        """Whether the output folder is this very folder."""
        return self.real == folder.resolve()

    def holds(self, real: Path) -> bool:
        """Whether ``real``, a resolved path, is the output folder or something in it."""
        return real.is_relative_to(self.real)

    def target(self, path: str, source: Path | None) -> Path:
        """Return where the document ``path`` is written to.

        Raises :class:`RefusedError` where that would overwrite ``source`` or another input.
        """
        target = self.root / path
        real = self._real_parent(target.parent) / target.name
        if source is not None and target.exists() and target.samefile(source):
            raise RefusedError("input and output are the same file")
        if real in self._files:
            raise RefusedError(f"not cleaned, as {target} is an input as well and would be overwritten")
        for folder in self._folders:
            ours = self.real != folder and self.real.is_relative_to(folder) and self.holds(real)
            if real.is_relative_to(folder) and not ours:
                raise RefusedError(f"not cleaned, as {target} would be written into an input folder")
        return target

    def write(self, target: Path, text: str) -> None:
        """Write one clean file, as UTF-8; ``OSError`` where that fails."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as stream:
            stream.write(text.encode())
