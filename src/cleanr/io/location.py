"""Where a file lies: on this machine, or behind a URL that fsspec knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleanr.io.extras import needs

Identity = tuple[int, str]
"""Size in bytes, and the time of the last change or what stands for it."""


def is_url(name: str) -> bool:
    """Whether a name is a URL rather than a path.

    >>> is_url("s3://bucket/crawl.jsonl.zst"), is_url("crawl/a.txt")
    (True, False)
    """
    return "://" in name


def file_system(url: str) -> tuple[Any, str]:
    """Return the file system that fsspec has for a URL, and the path in it.

    Raises ``MissingExtraError`` without fsspec, ``OSError`` where the package for this kind of URL is
    missing or there is none for it.
    """
    core = needs("fsspec.core", extra="fsspec", purpose="URLs")
    try:
        found: tuple[Any, str] = core.url_to_fs(url)
    except ValueError as error:
        raise OSError(None, str(error)) from None
    except ImportError as error:
        raise OSError(None, f"a package is missing for it: {error}") from None
    return found


def open_for_reading(name: str) -> BinaryIO:
    """Open a path or URL; ``OSError`` where that fails."""
    if not is_url(name):
        return Path(name).open("rb")
    system, path = file_system(name)
    return cast(BinaryIO, system.open(path, "rb"))


def identity_of(name: str) -> Identity | None:
    """Return size and time of a file, ``None`` where it cannot be told or the time is unknown."""
    try:
        if not is_url(name):
            state = Path(name).stat()
            return state.st_size, str(state.st_mtime_ns)
        system, path = file_system(name)
        info = system.info(path)
        return int(info["size"]), str(system.ukey(path))
    except (OSError, KeyError, TypeError, NotImplementedError):
        return None


def is_url_folder(url: str) -> bool:
    """Whether a URL is one of a folder; raises as :func:`file_system`."""
    system, path = file_system(url)
    return bool(system.isdir(path))


def files_below(url: str, takes: Callable[[str], bool]) -> Iterator[str] | None:
    """Yield the files below a URL that is a folder, relative to it and sorted; ``None`` if it is a file."""
    system, path = file_system(url)
    if not system.isdir(path):
        return None
    root = path.rstrip("/") + "/"
    names = [found.removeprefix(root) for found in sorted(system.find(path))]
    return (
        n for n in names if not any(p.startswith(".") for p in n.split("/")) and takes(n.rpartition("/")[2])
    )


def joined(root: str, path: str) -> str:
    """Return a path below a folder or URL."""
    return f"{root.rstrip('/')}/{path}" if is_url(root) else (Path(root) / path).as_posix()


@contextmanager
def writing_url(url: str) -> Iterator[BinaryIO]:
    """Open a URL to be written; after an exception what was written is taken away again."""
    system, path = file_system(url)
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    temporary = f"{path}.cleanr-part"
    try:
        with system.open(temporary, "wb") as stream:
            yield cast(BinaryIO, stream)
        system.mv(temporary, path)
    except BaseException:
        if system.exists(temporary):
            system.rm(temporary)
        raise
