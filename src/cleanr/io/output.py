"""The folder that the clean files go to, and what must not be overwritten there."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path

from cleanr.io.location import files_below, joined

RECORD_NAME = "cleanr-record.jsonl"


class RefusedError(ValueError):
    """Writing this file would destroy another one."""


class OutputFolder:
    """A folder for clean files that never writes over an input it was told of."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real = _real(root)
        self._folders: set[Path] = set()
        self._files: set[Path] = set()
        self._real_parent = lru_cache(maxsize=64)(_real)

    @property
    def record(self) -> Path:
        return self.root / RECORD_NAME

    def has(self, path: str) -> bool:
        """Whether the file ``path`` is in it."""
        return os.path.isfile(self.root / path)  # noqa: PTH113  # Path.is_file raises for names too long

    def protect(self, path: Path) -> None:
        """Refuse from now on to write over this file, or into this folder."""
        (self._folders if path.is_dir() else self._files).add(_real(path))

    def holds(self, path: Path) -> bool:
        """Whether ``path`` is the output folder, or lies in it."""
        return _real(path).is_relative_to(self.real)

    def lies_in(self, folder: Path) -> bool:
        """Whether the output folder is ``folder``, or lies in it."""
        return self.real.is_relative_to(_real(folder))

    def target(self, path: str, source: Path | None) -> Path:
        """Return where the document ``path`` is written to.

        Raises :class:`RefusedError` where that would overwrite ``source`` or another input.
        """
        target = self.root / path
        with suppress(OSError):  # one of the two is not there; who reads or writes it will tell
            if source is not None and target.samefile(source):
                raise RefusedError("input and output are the same file")
        real = self._real_parent(target.parent) / target.name
        if real in self._files:
            raise RefusedError(f"not cleaned, as {target} is an input as well and would be overwritten")
        for folder in self._folders.intersection(real.parents):
            # The output folder may lie in an input folder: what it holds is no input.
            apart = folder in self.real.parents and real.is_relative_to(self.real)
            if not apart:
                raise RefusedError(f"not cleaned, as {target} would be written into an input folder")
        return target


class OutputUrl:
    """The same for a folder behind a URL."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self._inputs: set[str] = set()

    @property
    def record(self) -> str:
        return joined(self.root, RECORD_NAME)

    @cached_property
    def _files(self) -> frozenset[str]:
        # All at once: a question for each file takes long where each is a request.
        return frozenset(files_below(self.root, lambda name: True) or ())

    def has(self, path: str) -> bool:
        """Whether the file ``path`` was in it when this was first asked."""
        return path in self._files

    def protect(self, name: str) -> None:
        """Refuse from now on to write over this input, or into this folder of inputs."""
        self._inputs.add(name.rstrip("/"))

    def target(self, path: str) -> str:
        """Return where the document ``path`` is written to; :class:`RefusedError` as above."""
        target = joined(self.root, path)
        if any(target == name or target.startswith(f"{name}/") for name in self._inputs):
            raise RefusedError(f"not cleaned, as {target} is an input as well or lies among inputs")
        return target


def _real(path: Path) -> Path:
    # Not Path.resolve(): that raises where links go in a circle.
    return Path(os.path.realpath(path))
