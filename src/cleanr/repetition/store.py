"""The file a profile is kept in: SQLite, with a mark of its own and a version."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from cleanr.repetition.counts import SiteCounts

APPLICATION_ID = 0x636C6E72  # "clnr"
VERSION = 1
"""Version of the tables below and of the normalisation that the keys were made with."""

WAIT_SECONDS = 30.0
"""How long a writer waits for another one."""

_TABLES = """
CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    documents INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    once BLOB NOT NULL,
    pairs BLOB NOT NULL,
    articles BLOB NOT NULL
);
CREATE TABLE line (
    site INTEGER NOT NULL REFERENCES site (id),
    checksum INTEGER NOT NULL,
    line TEXT NOT NULL,
    example TEXT NOT NULL,
    documents INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    position_sum INTEGER NOT NULL,
    inside INTEGER NOT NULL,
    PRIMARY KEY (site, checksum)
) WITHOUT ROWID;
CREATE VIEW lines AS
    SELECT site.name AS site, line.line, line.documents, site.documents AS of_documents,
           line.first, line.last, line.position_sum / 1000.0 / line.documents AS position, line.example
    FROM line JOIN site ON line.site = site.id;
"""


_DAMAGED = "cannot be read; learn it anew, or take a copy"
_UNWRITTEN = "cannot be written, and is as it was"


class ProfileError(ValueError):
    """A file is no profile, or none that can be used; the message says what to do."""


class Store:
    """The sites in one profile file, over one connection; not for use by several threads at once."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open ``path``, or make it where ``create`` is true.

        Raises ``FileNotFoundError`` where it is not there, ``FileExistsError`` where it is and
        should not be, :class:`ProfileError` for a file that is no profile.
        """
        self.path = path
        if create:
            # Made by this process or not at all: two that create it at once must not share it.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        elif not path.is_file():
            raise FileNotFoundError(2, "there is no profile; make it with `cleanr learn`", str(path))
        self._connection = _connect(path)
        weakref.finalize(self, _close, self._connection, os.getpid())
        try:
            if create:
                self._create()
            self._check()
        except BaseException:
            self._connection.close()
            if create:
                remove(path)
            raise

    def _create(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode = WAL")
        with self.transaction():
            for statement in _TABLES.split(";"):
                run(statement)
            run(f"PRAGMA application_id = {APPLICATION_ID}")
            run(f"PRAGMA user_version = {VERSION}")

    def _check(self) -> None:
        try:
            (application,) = self._connection.execute("PRAGMA application_id").fetchone()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            # In WAL mode enough against a killed process.
            self._connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.OperationalError as error:
            raise ProfileError(f"{self.path} cannot be opened: {error}") from None
        except sqlite3.DatabaseError as error:
            raise ProfileError(
                f"{self.path} is no profile of cleanr ({error}); choose another file"
            ) from None
        if application != APPLICATION_ID:
            raise ProfileError(f"{self.path} is no profile of cleanr; choose another file")
        if version != VERSION:
            newer = version > VERSION
            raise ProfileError(
                f"{self.path} is a profile of version {version}, and this cleanr reads version {VERSION}; "
                + ("use a newer cleanr" if newer else "learn it anew with `cleanr learn`")
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is saved in the block, or, after an exception or a crash, nothing of it.

        Raises :class:`ProfileError` where it cannot be written: another process goes on writing, the disk
        is full, the file damaged.
        """
        with self._told("cannot be written"):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told(_UNWRITTEN):
                self._connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite itself go back.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Have what SQLite says raised as a :class:`ProfileError` that names the file."""
        try:
            yield
        except sqlite3.Error as error:
            raise ProfileError(f"{self.path} {what}: {error}") from None

    def load(self, name: str) -> SiteCounts:
        """Return what is known of a site; an empty count where nothing is."""
        with self._told(_DAMAGED):
            return self._load(name)

    def _load(self, name: str) -> SiteCounts:
        row = self._connection.execute(
            "SELECT id, documents, repeats, once, pairs, articles FROM site WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            return SiteCounts()
        site, documents, repeats, *packed = row
        counts = SiteCounts(documents, repeats)
        counts.unpack(*packed)
        rows = self._connection.execute(
            "SELECT checksum, line, example, documents, first, last, position_sum, inside FROM line "
            "WHERE site = ? ORDER BY checksum",
            (site,),
        )
        for line, key, example, seen, first, last, position_sum, inside in rows:
            counts.names[line] = (key, example)
            counts.seen[line] = seen
            counts.first[line] = first
            counts.last[line] = last
            counts.position_sum[line] = position_sum
            counts.inside[line] = inside
        return counts

    def save(self, name: str, counts: SiteCounts, *, before: int) -> None:
        """Store a site's counts; ``before`` is how many documents it had when they were loaded."""
        with self._told(_UNWRITTEN):
            self._save(name, counts, before)

    def _save(self, name: str, counts: SiteCounts, before: int) -> None:
        run = self._connection.execute
        run(
            "INSERT INTO site (name, documents, repeats, once, pairs, articles) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET documents = excluded.documents, repeats = excluded.repeats, "
            "once = excluded.once, pairs = excluded.pairs, articles = excluded.articles",
            (
                *(name, counts.documents, counts.repeats),
                *counts.pack(),
            ),
        )
        (site,) = run("SELECT id FROM site WHERE name = ?", (name,)).fetchone()
        self._connection.executemany(
            "DELETE FROM line WHERE site = ? AND checksum = ?", ((site, line) for line in counts.forgotten)
        )
        counts.forgotten.clear()
        self._connection.executemany(
            "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(site, line, key, example, counts.seen[line], counts.first[line], counts.last[line]),
                    *(counts.position_sum[line], counts.inside[line]),
                )
                for line, (key, example) in sorted(counts.names.items())
                if counts.last[line] > before
            ),
        )

    def sites(self) -> dict[str, int]:
        """Return the names of the sites, in order, each with its number of documents."""
        with self._told(_DAMAGED):
            return dict(self._connection.execute("SELECT name, documents FROM site ORDER BY name"))

    def copy(self, path: Path) -> None:
        """Write a copy to ``path``, which must not be there."""
        with self._told(f"cannot be copied to {path}"):
            self._connection.execute("VACUUM INTO ?", (str(path),))

    def content(self) -> bytes:
        """Return the file's content, what is only in its write-ahead log included."""
        with self._told(_DAMAGED):
            return self._connection.serialize()

    def close(self) -> None:
        self._connection.close()


def remove(path: Path) -> None:
    """Take away a profile file, and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{path}{suffix}").unlink()


def _close(connection: sqlite3.Connection, owner: int) -> None:
    if os.getpid() == owner:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    options = ""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        # There SQLite cannot share a file; but then nobody writes it.
        options = "?immutable=1"
        log = Path(f"{path}-wal")
        if log.exists() and log.stat().st_size:
            raise ProfileError(
                f"{path} is in a folder that cannot be written to, and some of it is in {log.name} still; "
                "copy both files to a folder of your own"
            )
    return sqlite3.connect(
        f"file:{quote(os.fspath(path.absolute()))}{options}",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,  # transactions are begun and ended here, not guessed
        check_same_thread=False,  # guarded by a lock in Profile
    )
