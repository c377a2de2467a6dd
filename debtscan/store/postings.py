"""The lexical index as rows: which function holds which term, how often, and how long each function is.

Knows nothing of paths and of how terms are weighed. A function is named by the facts that it stands in (the id of their
row) and its number there, so all checkouts, commits and runs share one set of rows; whoever asks knows which facts are
live. Rows are written when somebody asks, in parts: the functions that one run added, packed per term.
"""

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

import msgspec
from msgspec import Struct

from debtscan.store.database import Row, Step, Store

VERSION = 1  # of what callers put in: raise it whenever the same facts would give other functions, terms or weights

# An entry says in 64 bits which function holds a term (the id of its facts, its number there), with what weight, and
# how long the function is; weight and length in tenths, which loses nothing of them.
UNIT_SHIFT, _WEIGHT_SHIFT, FACTS_SHIFT = 23, 14, 38
_MOST_NUMBER, _MOST_WEIGHT, _MOST_LENGTH = 0x7FFF, 0x1FF, 0x3FFF
FIGURES = (1 << UNIT_SHIFT) - 1  # of an entry: weight and length
UNSTORED = 1 << 25  # from here on ids are those of facts that have no row
_STEPS = 10
_PARTS = 24  # then all but the largest are made one

Terms = Mapping[str, float]  # index term -> weighted occurrences


class IndexedFile(NamedTuple):
    """What goes in of a file's facts: `units` by their number in it."""

    units: Mapping[int, Terms]
    marks: tuple[str, ...] = ()


class _Part(Struct, frozen=True, array_like=True):
    """For each of its facts the id, how many functions they hold and how long these are together."""

    version: int
    facts: bytes
    marks: dict[int, tuple[str, ...]]

    def figures(self) -> Iterator[tuple[int, int, int]]:
        numbers = _unpacked(self.facts)
        return zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Part).decode


# ---------------------------------------------------------------- entries
def entries(facts: int, functions: Mapping[int, Terms]) -> Iterator[tuple[str, int]]:
    """Every term of these functions, with the entry that says so."""
    for number, terms in functions.items():
        if number <= _MOST_NUMBER:
            unit = (facts << FACTS_SHIFT) | (number << UNIT_SHIFT) | _tenths(sum(terms.values()), _MOST_LENGTH)
            for term, weight in terms.items():
                yield term, unit | _tenths(weight, _MOST_WEIGHT) << _WEIGHT_SHIFT


def place(entry: int) -> tuple[int, int]:
    """The id of the facts, and the function's number in them."""
    return entry >> FACTS_SHIFT, entry >> UNIT_SHIFT & _MOST_NUMBER


def weight(entry: int) -> float:
    return (entry >> _WEIGHT_SHIFT & _MOST_WEIGHT) / _STEPS


def length(entry: int) -> float:
    return (entry & _MOST_LENGTH) / _STEPS


def _tenths(value: float, most: int) -> int:
    return min(round(value * _STEPS), most)


class Postings:
    """Those of the edition of facts that the store was opened with."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parts: dict[int, _Part] | None = None
        if len(self._known()) < len(self._rows()):  # of another version, or damaged
            clear = [(f"DELETE FROM {table} WHERE edition = ?", [(store.edition,)]) for table in ("parts", "postings")]
            self._store.changes(clear)
            self._parts = None

    # ------------------------------------------------------------ writing
    def missing(self, facts: Iterable[int]) -> set[int]:
        """Those whose functions are not in the index."""
        return set(facts).difference(*(_unpacked(part.facts)[::3] for part in self._known().values()))

    def add(self, files: Mapping[int, IndexedFile]) -> None:
        """Facts by their ids, each with its functions; those that another run was faster with are passed over."""
        if files:
            self._store.changes(self._addition(files))
            self._parts = None

    def _addition(self, files: Mapping[int, IndexedFile]) -> Iterator[Step]:
        """Runs within the transaction, so no other run adds the same meanwhile."""
        self._parts = None
        known = self._known()
        fresh = {number: files[number] for number in sorted(self.missing(files) & self._alive(files))}
        if fresh:
            figures = [(number, len(file.units), _length(file)) for number, file in fresh.items()]
            marks = {number: file.marks for number, file in fresh.items() if file.marks}
            held: dict[str, list[int]] = defaultdict(list)
            for number, file in fresh.items():
                for term, entry in entries(number, file.units):
                    held[term].append(entry)
            part = _Part(VERSION, _packed(chain.from_iterable(figures)), marks)
            yield from self._insertion(1 + max(known, default=0), part, held)
        if len(known) >= _PARTS:
            yield from self._merger()

    def _insertion(self, number: int, part: _Part, held: Mapping[str, Iterable[int]]) -> Iterator[Step]:
        edition = self._store.edition
        rows = [(edition, term, number, _packed(entries)) for term, entries in sorted(held.items())]
        yield "INSERT INTO parts (edition, part, data) VALUES (?, ?, ?)", [(edition, number, _encode(part))]
        yield "INSERT INTO postings (edition, term, part, data) VALUES (?, ?, ?, ?)", rows

    def _merger(self) -> Iterator[Step]:
        """Makes one part of all but the largest: each commit leaves a small one, and a question reads them all."""
        self._parts = None
        known = self._known()
        small = sorted(known, key=lambda part: len(known[part].facts))[:-1]
        held: dict[str, list[int]] = defaultdict(list)
        edition = self._store.edition
        query = "SELECT term, data FROM postings WHERE edition = ? AND part IN ({})"
        for term, data in self._store.rows_among(query, small, edition):
            if isinstance(term, str) and isinstance(data, bytes):
                held[term].extend(_unpacked(data))
        merged = _Part(
            VERSION,
            b"".join(known[part].facts for part in small),
            {number: marks for part in small for number, marks in known[part].marks.items()},
        )
        for table in ("postings", "parts"):
            yield f"DELETE FROM {table} WHERE edition = ? AND part = ?", [(edition, part) for part in small]
        yield from self._insertion(1 + max(known), merged, held)

    def _alive(self, facts: Iterable[int]) -> set[int]:
        """Those that still have a row: the id of forgotten facts may be given to others."""
        query = "SELECT id FROM facts WHERE edition = ? AND id IN ({})"
        return {number for (number,) in self._store.rows_among(query, facts, self._store.edition)
                if isinstance(number, int)}  # fmt: skip

    # ------------------------------------------------------------ asking
    def figures(self, facts: Container[int]) -> tuple[int, float]:
        """How many functions these facts hold, and how long they are together."""
        functions, lengths = 0, 0
        for part in self._known().values():
            for number, its_functions, its_length in part.figures():
                if number in facts:
                    functions += its_functions
                    lengths += its_length
        return functions, lengths / _STEPS

    def marks(self) -> dict[int, tuple[str, ...]]:
        """Those of the facts that have any."""
        return {number: marks for part in self._known().values() for number, marks in part.marks.items()}

    def holders(self, terms: Iterable[str], facts: Container[int]) -> "dict[str, array[int]]":
        """For each term an entry of each function of these facts that holds it."""
        found: dict[str, array[int]] = {}
        query = "SELECT term, part, data FROM postings WHERE edition = ? AND term IN ({})"
        # Most parts are of these facts alone: their entries need not be looked at.
        are_all = {
            number: all(each in facts for each in _unpacked(part.facts)[::3]) for number, part in self._known().items()
        }
        for term, part, data in self._store.rows_among(query, terms, self._store.edition):
            if isinstance(term, str) and isinstance(data, bytes) and isinstance(part, int) and part in are_all:
                held = _unpacked(data)
                if not are_all[part]:
                    held = array("Q", [entry for entry in held if entry >> FACTS_SHIFT in facts])
                found[term] = found[term] + held if term in found else held
        return found

    def _known(self) -> dict[int, _Part]:
        """The parts by their numbers."""
        if self._parts is None:
            decoded = ((number, _decoded(data)) for number, data in self._rows())
            self._parts = {number: part for number, part in decoded if isinstance(number, int) and part}
        return self._parts

    def _rows(self) -> list[Row]:
        return self._store.rows("SELECT part, data FROM parts WHERE edition = ?", (self._store.edition,))


# ---------------------------------------------------------------- packing
def _decoded(data: object) -> _Part | None:
    with suppress(msgspec.DecodeError):
        part = _decode(data) if isinstance(data, bytes) else None
        return part if part and part.version == VERSION else None
    return None


def _length(file: IndexedFile) -> int:
    return sum(_tenths(sum(terms.values()), _MOST_LENGTH) for terms in file.units.values())


def _packed(numbers: Iterable[int]) -> bytes:
    return array("Q", numbers).tobytes()


def _unpacked(data: bytes) -> "array[int]":
    numbers = array("Q")
    numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    return numbers
