"""The lexical index of a code base as rows: which function holds which term, how often, and where it stands.

Knows nothing of how terms are weighed. Rows are those of one root under one set of options; a file's rows are replaced
when its content changed. Rows that this store did not write are thrown away with all the others.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec
from msgspec import Struct

from debtscan.store.database import Store

_UNIT_BITS = 17
_UNITS_PER_FILE = 1 << _UNIT_BITS
_WEIGHT_STEPS = 20  # weights are kept as integers, in steps of a twentieth
_ASKED_TOGETHER = 500
_ADDED_TOGETHER = 200  # files in one transaction


class IndexedUnit(Struct, frozen=True, array_like=True, gc=False):
    """A function as `find` shows and compares it."""

    path: str
    name: str  # qualified within its file
    kind: str
    start: int
    end: int
    signature: str
    terms: bytes  # facts.terms.pack
    tokens: bytes  # little-endian uint32


class IndexedFile(Struct, frozen=True):
    """`stamp` is what the file system says of the file; `blob` is its content's name."""

    id: int
    stamp: str
    blob: str


TermsOf = Callable[[IndexedUnit], Mapping[str, float]]  # the index terms of a unit, each with its weight
NewFile = tuple[str, str, str, Sequence[IndexedUnit]]  # path, stamp, blob, units

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(IndexedUnit).decode


class Postings:
    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._root = self._opened(name)

    @property
    def is_usable(self) -> bool:
        return self._store.is_open and self._root > 0

    def _opened(self, name: str) -> int:
        """The root's number. One seal that is not ours, and nothing in the tables is believed."""
        roots = self._store.rows("SELECT id, name, seal FROM roots")
        seals = [self._store.seal(f"root {number}", str(known).encode()) for number, known, _ in roots]
        if not roots or seals != [seal for _, _, seal in roots]:
            tables = ("roots", "files", "units", "postings")
            self._store.changes([(f"DELETE FROM {table} WHERE ?", [(1,)]) for table in tables])
            roots = []
        for number, known, _ in roots:
            if known == name and isinstance(number, int):
                return number
        number = 1 + max((number for number, _, _ in roots if isinstance(number, int)), default=0)
        seal = self._store.seal(f"root {number}", name.encode())
        self._store.change("INSERT INTO roots (id, name, seal) VALUES (?, ?, ?)", [(number, name, seal)])
        return number if self._store.is_open else 0

    # ------------------------------------------------------------ writing
    def files(self) -> dict[str, IndexedFile]:
        rows = self._store.rows("SELECT path, id, stamp, blob FROM files WHERE root = ?", (self._root,))
        return {
            path: IndexedFile(number, stamp, blob)
            for path, number, stamp, blob in rows
            if isinstance(path, str) and isinstance(number, int) and isinstance(stamp, str) and isinstance(blob, str)
        }

    def restamp(self, files: Mapping[str, str]) -> None:
        """New stamps by path, for content that is the same."""
        rows = [(stamp, self._root, path) for path, stamp in files.items()]
        self._store.change("UPDATE files SET stamp = ? WHERE root = ? AND path = ?", rows)

    def remove(self, files: Sequence[IndexedFile], terms: TermsOf) -> None:
        """Takes the files' rows out; `terms` gives the index terms of a unit as they were when it was put in."""
        ranges = [(file.id * _UNITS_PER_FILE, (file.id + 1) * _UNITS_PER_FILE - 1) for file in files]
        gone = [
            (self._root, term, number)
            for first, last in ranges
            for number, unit in self._units("units.id BETWEEN ? AND ?", (first, last))
            for term in terms(unit)
        ]
        if files:
            self._store.changes([
                ("DELETE FROM postings WHERE root = ? AND term = ? AND unit = ?", gone),
                ("DELETE FROM units WHERE id BETWEEN ? AND ?", ranges),
                ("DELETE FROM files WHERE id = ?", [(file.id,) for file in files]),
            ])  # fmt: skip

    def add(self, files: Sequence[NewFile], terms: TermsOf) -> None:
        for start in range(0, len(files), _ADDED_TOGETHER):
            rows = [(self._file_id(path, blob), path, stamp, blob, units)
                    for path, stamp, blob, units in files[start : start + _ADDED_TOGETHER]]  # fmt: skip
            units = [
                (file * _UNITS_PER_FILE + place, unit, terms(unit))
                for file, _, _, _, found in rows
                for place, unit in enumerate(found[:_UNITS_PER_FILE])
            ]
            self._store.changes([
                ("INSERT OR REPLACE INTO files (id, root, path, stamp, blob) VALUES (?, ?, ?, ?, ?)",
                 [(file, self._root, path, stamp, blob) for file, path, stamp, blob, _ in rows]),
                ("INSERT OR REPLACE INTO units (id, root, length, data) VALUES (?, ?, ?, ?)",
                 [(place, self._root, sum(bag.values()), _encode(unit)) for place, unit, bag in units]),
                ("INSERT OR REPLACE INTO postings (root, term, unit, weight) VALUES (?, ?, ?, ?)",
                 sorted((self._root, term, place, round(weight * _WEIGHT_STEPS))
                        for place, _, bag in units for term, weight in bag.items())),
            ])  # fmt: skip

    def _file_id(self, path: str, blob: str) -> int:
        """Taken from the content, so that runs at the same time write the same rows, or rows that do not meet."""
        digest = hashlib.blake2b(f"{self._root}\n{path}\n{blob}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 18  # with the unit's number a positive SQLite integer

    # ------------------------------------------------------------ asking
    def lengths(self) -> dict[int, float]:
        """How many (weighted) terms each unit has."""
        rows = self._store.rows("SELECT id, length FROM units WHERE root = ?", (self._root,))
        return {number: length for number, length in rows if isinstance(number, int) and isinstance(length, float)}

    def holders(self, terms: Iterable[str]) -> dict[str, list[tuple[int, float]]]:
        """For each term the units that hold it, each with the term's weight."""
        found: dict[str, list[tuple[int, float]]] = {}
        for term, unit, weight in self._by_term("SELECT term, unit, weight FROM postings", terms, ""):
            if isinstance(term, str) and isinstance(unit, int) and isinstance(weight, int):
                found.setdefault(term, []).append((unit, weight / _WEIGHT_STEPS))
        return found

    def occurrences(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many units each term occurs."""
        rows = self._by_term("SELECT term, count(*) FROM postings", terms, "GROUP BY term")
        return {term: count for term, count in rows if isinstance(term, str) and isinstance(count, int)}

    def units(self, numbers: Sequence[int]) -> dict[int, IndexedUnit]:
        marks = ", ".join("?" * len(numbers))
        return dict(self._units(f"units.id IN ({marks})", numbers))

    def units_of(self, file: IndexedFile) -> dict[int, IndexedUnit]:
        first = file.id * _UNITS_PER_FILE
        return dict(self._units("units.id BETWEEN ? AND ?", (first, first + _UNITS_PER_FILE - 1)))

    def _units(self, condition: str, values: Sequence[int]) -> Iterator[tuple[int, IndexedUnit]]:
        """Units of files that there are no more, left by another run, are passed over."""
        query = f"SELECT units.id, data FROM units JOIN files ON files.id = units.id >> {_UNIT_BITS} WHERE {condition}"
        for number, data in self._store.rows(query, values):
            if isinstance(number, int) and isinstance(data, bytes):
                with suppress(msgspec.DecodeError):
                    yield number, _decode(data)

    def _by_term(self, query: str, terms: Iterable[str], rest: str) -> Iterator[tuple[object, ...]]:
        wanted = sorted(terms)
        for start in range(0, len(wanted), _ASKED_TOGETHER):
            some = wanted[start : start + _ASKED_TOGETHER]
            marks = ", ".join("?" * len(some))
            yield from self._store.rows(f"{query} WHERE root = ? AND term IN ({marks}) {rest}", (self._root, *some))
