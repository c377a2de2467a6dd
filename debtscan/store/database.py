"""Facts and reports by key, in one SQLite file shared by concurrent runs.

Whatever is wrong with the file (damaged, locked, read-only, of another version, made by somebody hostile) it is an
empty store with one warning: nothing here raises, and no row is believed that this store did not seal itself.
"""

import hashlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from uuid import uuid4

from debtscan.store import schema

DIRECTORY = ".debtscan_cache"
FILE = "cache.db"

Warn = Callable[[str], None]
Row = tuple[object, ...]
Step = tuple[str, Iterable[Sequence[object]]]  # a statement, and the values it is run with one after the other
RowsOf = Callable[[Mapping[str, int]], Iterable[Step]]  # ids of facts by blob -> what else to write

_PATIENCE_MILLISECONDS = 3000
_LARGEST_ROW_BYTES = 100_000_000
_LARGEST_FILE_BYTES = 400_000_000  # the facts of Django take 22 MB, the rows made from them 10 MB
_ASKED_TOGETHER = 500  # SQLite before 3.32 takes 999 parameters
_EDITION_DAYS = 30
_REPORTS_KEPT = 8
# The id of known facts stays as it is, for rows are made from it; damaged ones are mended.
_PUT_FACTS = (
    "INSERT INTO facts (edition, blob, seal, data) VALUES (?, ?, ?, ?) ON CONFLICT (edition, blob) "
    "DO UPDATE SET seal = excluded.seal, data = excluded.data WHERE (seal, data) != (excluded.seal, excluded.data)"
)


# What belongs to nothing that there is.
_SWEEP: Sequence[Step] = (
    *((f"DELETE FROM {table} WHERE edition NOT IN (SELECT id FROM editions)", [()]) for table in schema.OF_AN_EDITION),
    *((f"DELETE FROM {table} WHERE facts NOT IN (SELECT id FROM facts)", [()]) for table in schema.MADE_FROM_FACTS),
)


class _Foreign(Exception):
    """A file that is not, or not only, what this version writes."""


def open_store(directory: str, edition: str, warn: Warn, *, shared: bool = False) -> "Store":
    """The store in `directory`, created when there is none.

    `shared` says that the user chose the directory. One that lies in the scanned tree can have come with it, so its
    rows are bound to the very file: a copy of it, however well forged, is an empty store.
    """
    file = os.path.join(directory, FILE)
    try:
        connection = _opened(file, warn)
    except (OSError, sqlite3.Error, _Foreign) as failure:
        warn(f"{file}: {failure}; continuing without a cache")
        connection = None
    return Store(connection, file, edition, _key(file, shared), warn)


def memory_store(edition: str, warn: Warn) -> "Store":
    """A store that is forgotten when it is closed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection)
    return Store(connection, "memory", edition, b"memory", warn)


# ---------------------------------------------------------------- opening
def _opened(file: str, warn: Warn) -> sqlite3.Connection:
    _make_directory(os.path.dirname(file))
    for place in (file, *_companions(file)):
        if os.path.lexists(place) and not stat.S_ISREG(os.lstat(place).st_mode):
            raise _Foreign(f"{os.path.basename(place)} is not a regular file")
    if not os.path.exists(file):
        _put_new(file, over=False)
    try:
        return _connected(file)
    except (sqlite3.DatabaseError, _Foreign) as failure:
        if isinstance(failure, sqlite3.OperationalError):  # locked, read-only, full: not the file's own fault
            raise
        warn(f"{file}: {failure}; starting an empty one")
    _put_new(file, over=True)
    return _connected(file)


def _make_directory(directory: str) -> None:
    if os.path.basename(directory) == DIRECTORY and os.path.islink(directory):
        raise _Foreign("lies behind a symbolic link")
    os.makedirs(directory, exist_ok=True)
    with suppress(FileExistsError), open(os.path.join(directory, ".gitignore"), "x", encoding="ascii") as ignore:
        ignore.write("*\n")


def _put_new(file: str, *, over: bool) -> None:
    """Made aside and moved into place, so that no other run ever sees half of it."""
    aside = f"{file}.{uuid4().hex}"
    try:
        connection = sqlite3.connect(aside, isolation_level=None)
        schema.create(connection)
        connection.close()
        if over:
            for companion in _companions(file):  # a journal of the old file would be played back into the new one
                with suppress(FileNotFoundError):
                    os.unlink(companion)
            os.replace(aside, file)
        else:
            with suppress(FileExistsError):  # another run was faster, and may use its file already
                os.link(aside, file)
    finally:
        for left in (aside, *_companions(aside)):
            with suppress(OSError):
                os.unlink(left)


def _companions(file: str) -> list[str]:
    return [file + suffix for suffix in ("-wal", "-shm", "-journal")]


def _connected(file: str) -> sqlite3.Connection:
    # Statements that begin with a transaction of ours only; one thread at a time uses a store.
    connection = sqlite3.connect(file, isolation_level=None, timeout=_PATIENCE_MILLISECONDS / 1000)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_ROW_BYTES)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "synchronous = NORMAL", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        if not schema.is_ours(connection):
            raise _Foreign("was not written by this version")
    except (sqlite3.Error, _Foreign):
        connection.close()
        raise
    return connection


def _key(file: str, shared: bool) -> bytes:
    """What seals are made with: for a store in the scanned tree the identity of its file."""
    with suppress(OSError):
        if not shared:
            found = os.stat(file)
            return f"{found.st_dev}:{found.st_ino}:{found.st_uid}".encode()
    return b"shared"


# ---------------------------------------------------------------- using
def _no_others(_ids: Mapping[str, int]) -> Iterable[Step]:
    return ()


class Store:
    """Never raises for the file's sake: after the first trouble it is empty and forgets what it is given."""

    def __init__(self, connection: sqlite3.Connection | None, file: str, edition: str, key: bytes, warn: Warn) -> None:
        self._connection = connection
        self._file = file
        self._key = key
        self._warn = warn
        self._edition = edition
        self.edition = self._edition_number()
        self._enter_edition()

    def close(self) -> None:
        if self._connection:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def facts(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The encoded facts of those blobs that are known."""
        return self.sealed("SELECT blob, data, seal FROM facts WHERE edition = ? AND blob IN ({})", blobs)

    def sealed(self, query: str, names: Iterable[str], kind: str = "") -> dict[str, bytes]:
        """Data by name as the query gives them, each with its seal, of this edition and those names; `kind` is what
        the seal has before the name."""
        return {
            name: data
            for name, data, seal in self.rows_among(query, names, self.edition)
            if isinstance(name, str) and isinstance(data, bytes) and seal == self._seal(kind + name, data)
        }

    def put_facts(self, items: Iterable[tuple[str, bytes]], others: RowsOf = _no_others) -> None:
        """The facts and whatever rows are made from them, all or none."""
        rows = [(self.edition, blob, self._seal(blob, data), data) for blob, data in items]

        def steps() -> Iterator[Step]:
            yield _PUT_FACTS, rows
            yield from others(self._facts_ids(blob for _, blob, _, _ in rows))

        self.changes(steps())
        self._keep_small()

    def _facts_ids(self, blobs: Iterable[str]) -> dict[str, int]:
        query = "SELECT blob, id FROM facts WHERE edition = ? AND blob IN ({})"
        found = self.rows_among(query, blobs, self.edition)
        return {blob: number for blob, number in found if isinstance(blob, str) and isinstance(number, int)}

    def report(self, key: str) -> bytes | None:
        for data, seal in self.rows("SELECT data, seal FROM reports WHERE key = ?", (key,)):
            if isinstance(data, bytes) and seal == self._seal(key, data):
                return data
        return None

    def put_report(self, key: str, data: bytes) -> None:
        statement = "INSERT OR REPLACE INTO reports (key, seal, data) VALUES (?, ?, ?)"
        self.change(statement, [(key, self._seal(key, data), data)])
        newest = "SELECT id FROM reports ORDER BY id DESC LIMIT ?"
        self.change(f"DELETE FROM reports WHERE id NOT IN ({newest})", [(_REPORTS_KEPT,)])

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """What the query gives; nothing when the file fails."""
        with self._guarded() as connection:
            return connection.execute(query, tuple(values)).fetchall() if connection else []
        return []

    def rows_among(self, query: str, wanted: Iterable[str | int], *values: object) -> Iterator[Row]:
        """What the query gives for all that is wanted, which it names "IN ({})" behind the other values."""
        left = sorted(set(wanted))
        while left:
            some, left = left[:_ASKED_TOGETHER], left[_ASKED_TOGETHER:]
            yield from self.rows(query.format(", ".join("?" * len(some))), (*values, *some))

    def change(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """The statement for each of the rows, all or none."""
        if rows:
            self.changes([(statement, rows)])

    def changes(self, steps: Iterable[Step]) -> None:
        """Statements in this order, each for each of its rows, all or none."""
        with self._guarded() as connection:
            if connection:
                connection.execute("BEGIN IMMEDIATE")
                for statement, rows in steps:
                    connection.executemany(statement, rows)
                connection.execute("COMMIT")

    @property
    def is_open(self) -> bool:
        """Whether it still remembers anything."""
        return self._connection is not None

    def seal(self, name: str, data: bytes) -> bytes:
        """What only this store, under this edition, could have put beside these bytes."""
        return self._seal(name, data)

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection | None]:
        try:
            yield self._connection
        except sqlite3.Error as failure:
            if self._connection is None:  # a question within a change has said it already
                return
            self._warn(f"{self._file}: {failure}; continuing without a cache")
            self.close()
            if not isinstance(failure, sqlite3.OperationalError):  # damaged: the next run shall find a sound one
                with suppress(OSError, sqlite3.Error):
                    _put_new(self._file, over=True)

    def _seal(self, name: str, data: bytes) -> bytes:
        digest = hashlib.blake2b(f"{self._edition}\0{name}\0".encode(), key=self._key[:64], digest_size=16)
        digest.update(data)
        return digest.digest()

    def _edition_number(self) -> int:
        """Made like a seal, so that nobody can have planted rows under it."""
        return int.from_bytes(self._seal("edition", b"")[:6], "big")

    def _enter_edition(self) -> None:
        """Notes that the edition is in use today. A new one starts without the leavings of any other."""
        today = int(time.time()) // 86_400
        known = self.rows("SELECT used_day FROM editions WHERE id = ?", (self.edition,))
        if known == [(today,)]:
            return
        enter = "INSERT OR REPLACE INTO editions (id, name, used_day) VALUES (?, ?, ?)"
        self.change(enter, [(self.edition, self._edition, today)])
        old = self.rows("SELECT id FROM editions WHERE used_day < ?", (today - _EDITION_DAYS,))
        if old or not known:
            self.changes([("DELETE FROM editions WHERE id = ?", old), *_SWEEP])

    def _keep_small(self) -> None:
        """Other editions go first, then the facts that came first."""
        if self._size_bytes() > _LARGEST_FILE_BYTES:
            self.changes([("DELETE FROM editions WHERE id != ?", [(self.edition,)]), *_SWEEP])
        if self._size_bytes() > _LARGEST_FILE_BYTES:
            half = "DELETE FROM facts WHERE id <= (SELECT (min(id) + max(id)) / 2 FROM facts)"
            # Parts of the lexical index name facts that go and facts that stay: they are made anew when asked for.
            index = [("DELETE FROM parts", [()]), ("DELETE FROM postings", [()])]
            self.changes([(half, [()]), *index, *_SWEEP])
        self.rows("PRAGMA incremental_vacuum")

    def _size_bytes(self) -> int:
        sizes = self.rows("SELECT (page_count - freelist_count) * page_size "
                          "FROM pragma_page_count, pragma_freelist_count, pragma_page_size")  # fmt: skip
        return sizes[0][0] if sizes and isinstance(sizes[0][0], int) else 0
