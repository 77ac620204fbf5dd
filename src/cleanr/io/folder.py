"""The files of a folder, in a fixed order, whatever the file system has in store."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Complain = Callable[[str, str], None]
"""Is told a path and what is the matter with it."""


def names_like(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a test for file names: shell patterns, or suffixes (``html``, ``.html``); case does not matter.

    >>> takes = names_like(["*.txt", "html", "page-*"])
    >>> [name for name in ("a.TXT", "b.html", "c.xhtml", "page-1.php") if takes(name)]
    ['a.TXT', 'b.html', 'page-1.php']
    """
    globs = set()
    for pattern in patterns:
        globs.add(pattern.casefold())
        if not any(c in pattern for c in "*?["):
            globs.add("*." + pattern.casefold().removeprefix("."))
    combined = re.compile("|".join(map(fnmatch.translate, sorted(globs))))
    return lambda name: combined.match(name.casefold()) is not None


@dataclass
class _Level:
    """A folder that is being read, and where it really lies."""

    real: str
    path: str
    entries: Iterator[os.DirEntry[str]] = field(default_factory=lambda: iter(()))


def files_in(
    folder: Path,
    *,
    takes: Callable[[str], bool],
    leaves_out: Callable[[Path], bool] = lambda real: False,
    complain: Complain,
) -> Iterator[str]:
    """Yield the files below ``folder`` whose name ``takes`` wants, as ``/``-separated paths relative to it.

    Sorted by name, folder by folder.  Hidden files and folders are left out, and so are folders
    whose real path ``leaves_out`` names.  Links are followed, but not back into a folder that they
    lie in.  Broken links, and folders that cannot be read, are told to ``complain``.
    """
    levels = [_Level(os.path.realpath(folder), "")]
    levels[0].entries = _entries(folder, complain)
    while levels:
        level = levels[-1]
        entry = next(level.entries, None)
        if entry is None:
            levels.pop()
            continue
        path = f"{level.path}{entry.name}"
        kind = _kind(entry, complain)
        if kind == "folder":
            real = os.path.realpath(entry.path)
            if all(real != above.real for above in levels) and not leaves_out(Path(real)):
                levels.append(_Level(real, f"{path}/", _entries(Path(entry.path), complain)))
        elif takes(entry.name):
            if kind == "file":
                yield path
            elif kind == "other":
                complain(entry.path, "not a regular file")


def _entries(folder: Path, complain: Complain) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            visible = [entry for entry in found if not entry.name.startswith(".")]
    except OSError as error:
        complain(str(folder), f"cannot be read: {reason(error)}")
        return iter(())
    return iter(sorted(visible, key=lambda entry: entry.name))


def _kind(entry: os.DirEntry[str], complain: Complain) -> str:
    try:
        if entry.is_symlink():
            entry.stat()
        if entry.is_dir():
            return "folder"
        return "file" if entry.is_file() else "other"
    except FileNotFoundError:
        complain(entry.path, "broken link")
    except OSError as error:
        complain(entry.path, f"cannot be read: {reason(error)}")
    return "unknown"


def reason(error: OSError) -> str:
    """Say what the system says, in the middle of a sentence."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]
