"""What is known of the lines of each site, kept in a file that the user names."""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cleanr.document import Document
from cleanr.folding import encodable
from cleanr.plain import plain_text
from cleanr.record import Evidence
from cleanr.repetition.counts import LineCount, SiteCounts
from cleanr.repetition.evidence import agreed, repeated
from cleanr.repetition.lines import line_keys
from cleanr.repetition.sites import Page, Pageable, page
from cleanr.repetition.store import Store, remove

BATCH_CHARS = 16_000_000
"""Characters of text that are in memory at once while learning; documents of one site in a batch are
counted together."""

EXAMPLE_CHARS = 120
"""Characters of a line that are kept as its example."""

CACHED_SITES = 64
"""Sites whose lines a profile has in memory while it is used for cleaning."""


class Profile:
    """The repeated lines of any number of sites, for ``Cleaner(profile=…)``.

    It lives in one SQLite file.  Picklable, and safe to share between threads and processes:
    any number may read while one updates.

    >>> pages = [f"Story {n}\\n\\nIt rained in {n} all day.\\n\\nMeet the team\\nOur values" for n in "abcde"]
    >>> profile = Profile.learn(pages, site="example.org")
    >>> profile.lines("example.org")["meet the team"].documents
    5
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the profile in the file ``path``.

        Raises ``FileNotFoundError`` where there is none, ``ProfileError`` (a ``ValueError``) for a
        foreign or newer file.
        """
        self._set_up(Path(path))
        self._opened()

    def _set_up(self, path: Path, *, temporary: bool = False) -> None:
        self.path = path.absolute()  # another process may have another working folder
        self._lock = threading.RLock()
        self._store: Store | None = None
        self._owner = 0
        self._cached: OrderedDict[str, SiteCounts] = OrderedDict()
        self._temporary = temporary
        if temporary:
            weakref.finalize(self, _remove, self.path, os.getpid())

    @classmethod
    def learn(
        cls,
        documents: Iterable[Pageable],
        path: str | os.PathLike[str] | None = None,
        *,
        site: str | None = None,
    ) -> Profile:
        """Make a profile of ``documents``, in the new file ``path`` or a temporary one.

        Each document is a pair of text and site, or a mapping with ``text`` and ``site``, ``url`` or
        ``source``; ``site`` is that of all others.  Raises ``FileExistsError`` where ``path`` is
        there already, and what :meth:`update` raises; after an exception no file is left.
        """
        profile = cls._made(path)
        try:
            profile.update(documents, site=site)
        except BaseException:
            profile.close()
            remove(profile.path)
            raise
        return profile

    @classmethod
    def _made(cls, path: str | os.PathLike[str] | None) -> Profile:
        profile = cls.__new__(cls)
        if path is None:
            profile._set_up(Path(_temporary_name()), temporary=True)
        else:
            profile._set_up(Path(path))
        Store(profile.path, create=True).close()
        return profile

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Profile:
        """Open the profile in ``path``, or make an empty one there."""
        with suppress(FileNotFoundError):
            return cls(path)
        return cls._made(path)

    def update(self, documents: Iterable[Pageable], *, site: str | None = None) -> int:
        """Count more documents, as :meth:`learn` does, and return how many were counted.

        The profile is the same as if all documents had been learnt at once, in this order.  A
        document whose article was counted before is left out.  All of ``documents`` are counted or,
        after an exception or a crash, none.  Raises ``ValueError`` for a document without a site.
        """
        pages = _with_sites(documents, site)
        with self._lock:
            store = self._opened()
            counted = 0
            with store.transaction():
                while batch := _batch(pages):
                    for name, texts in batch.items():
                        counted += _count(store, name, texts)
            self._cached.clear()
        return counted

    def sites(self) -> dict[str, int]:
        """Return the names of the sites, in order, each with the number of documents counted."""
        with self._lock:
            return self._opened().sites()

    def lines(self, site: str) -> dict[str, LineCount]:
        """Return what is known of the lines of a site that stood in two documents or more."""
        return self._counts(site).lines()

    def evidence(self, document: Document, site: str, evidence: Iterable[Evidence] = ()) -> list[Evidence]:
        """Return ``evidence`` on a document of ``site`` with what the profile adds to it."""
        return agreed(document, evidence, repeated(document, site, self._counts(site)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a copy to ``path``; ``FileExistsError`` where that is there already."""
        target = Path(path)
        if target.exists():
            raise FileExistsError(17, "is there already", str(target))
        with self._lock:
            self._opened().copy(target)

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            if self._store is not None and self._owner == os.getpid():
                self._store.close()
            self._store = None

    def _counts(self, site: str) -> SiteCounts:
        with self._lock:
            counts = self._cached.pop(site, None)
            if counts is None:
                counts = self._opened().load(site)
            self._cached[site] = counts
            while len(self._cached) > CACHED_SITES:
                self._cached.popitem(last=False)
            return counts

    def _opened(self) -> Store:
        if self._store is not None and self._owner != os.getpid():
            _inherited.append(self._store)
            self._store = None
        if self._store is None:
            self._store, self._owner = Store(self.path), os.getpid()
        return self._store

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Profile) and self.path == other.path

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"Profile({str(self.path)!r})"

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        if self._temporary:
            with self._lock:
                return _from_content, (self._opened().content(),)
        return Profile, (self.path,)


_inherited: list[Store] = []
"""Connections that a forked process got from its parent: SQLite allows it neither to use nor to close
them (https://www.sqlite.org/howtocorrupt.html), so they are kept from being collected."""


def _with_sites(documents: Iterable[Pageable], site: str | None) -> Iterator[Page]:
    if isinstance(documents, str):
        raise TypeError("a profile is learnt from several documents, not from one str")
    if isinstance(documents, Mapping):
        raise TypeError(
            "a profile is learnt from a list of documents, not from one mapping: [mapping], or its values()"
        )
    for number, item in enumerate(documents, 1):
        found = page(item, site=site)
        if found.site is None:
            raise ValueError(
                f"document {number} has no site; give pairs (text, site), mappings with 'url' or 'site', "
                "or site=… for all"
            )
        yield found


def _batch(pages: Iterator[Page]) -> dict[str, list[str]]:
    """Take the next documents, as many as may be in memory at once, by their site."""
    batch: dict[str, list[str]] = {}
    chars = 0
    for text, site in pages:
        assert site is not None
        batch.setdefault(site, []).append(text)
        chars += len(text)
        if chars >= BATCH_CHARS:
            break
    return batch


def _count(store: Store, name: str, texts: list[str]) -> int:
    counts = store.load(name)
    before = counts.documents
    counted = 0
    for text in map(plain_text, texts):
        indexes, keys = line_keys(Document(text))
        counted += counts.count(keys, _examples(text, indexes))
    store.save(name, counts, before=before)
    return counted


def _examples(text: str, indexes: list[int]) -> Callable[[int], str]:
    """Return the function from the number of a line with a key to the line as it stands."""
    lines: list[str] = []

    def example(number: int) -> str:
        if not lines:
            lines.extend(encodable(text).splitlines())
        return lines[indexes[number]].strip()[:EXAMPLE_CHARS]

    return example


def _temporary_name() -> str:
    handle, name = tempfile.mkstemp(prefix="cleanr-", suffix=".profile")
    os.close(handle)
    Path(name).unlink()  # made anew as a profile; in a race, that fails and destroys nothing
    return name


def _remove(path: Path, owner: int) -> None:
    if os.getpid() == owner:
        remove(path)


def _from_content(content: bytes) -> Profile:
    """A profile in a temporary file with this content."""
    profile = Profile.__new__(Profile)
    profile._set_up(Path(_temporary_name()), temporary=True)
    profile.path.write_bytes(content)
    return profile
