"""The lexical index as rows: which function holds which term, how often, and how long each function is.

Knows nothing of paths and of how terms are weighed. A function is named by the facts that it stands in (the id of their
row) and its number there, so all checkouts, commits and runs share one set of rows; whoever asks knows which facts are
live. Rows are written when somebody asks, in parts: the functions that one run added, packed per term.
"""

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec import Struct

from debtscan.store.database import Row, Step, Store

VERSION = 1  # of what callers put in: raise it whenever the same facts would give other functions, terms or weights

_NUMBER_BITS, _WEIGHT_BITS, _LENGTH_BITS = 17, 12, 20
_MOST_NUMBERS, _MOST_WEIGHT, _MOST_LENGTH = ((1 << bits) - 1 for bits in (_NUMBER_BITS, _WEIGHT_BITS, _LENGTH_BITS))
_STEPS = 20  # weights are kept as integers, in steps of a twentieth
_PARTS = 24  # then all but the largest are made one

Terms = Mapping[str, float]  # index term -> weighted occurrences


class IndexedUnit(NamedTuple):
    number: int  # within the facts
    terms: Terms


class _Part(Struct, frozen=True, array_like=True):
    """The ids of the facts that a part covers, and the functions in them, each with its length; packed."""

    version: int
    facts: bytes
    units: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Part).decode


def unit_id(facts: int, number: int) -> int:
    return facts << _NUMBER_BITS | number


def unit_place(unit: int) -> tuple[int, int]:
    """The id of the facts, and the function's number in them."""
    return unit >> _NUMBER_BITS, unit & _MOST_NUMBERS


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
        return set(facts).difference(*(_unpacked(part.facts) for part in self._known().values()))

    def add(self, files: Mapping[int, Sequence[IndexedUnit]]) -> None:
        """Facts by their ids, each with its functions; those that another run was faster with are passed over."""
        if files:
            self._store.changes(self._addition(files))
            self._parts = None

    def _addition(self, files: Mapping[int, Sequence[IndexedUnit]]) -> Iterator[Step]:
        """Runs within the transaction, so no other run adds the same meanwhile."""
        self._parts = None
        known = self._known()
        fresh = sorted(self.missing(files) & self._alive(files))
        units = {unit_id(facts, unit.number): unit.terms for facts in fresh for unit in files[facts]}
        if fresh:
            lengths = [
                unit << _LENGTH_BITS | _in_steps(sum(terms.values()), _MOST_LENGTH) for unit, terms in units.items()
            ]
            yield from self._insertion(1 + max(known, default=0), fresh, lengths, _by_term(units))
        if len(known) >= _PARTS:
            yield from self._merger()

    def _insertion(
        self, part: int, facts: Iterable[int], lengths: Iterable[int], held: Mapping[str, Iterable[int]]
    ) -> Iterator[Step]:
        edition = self._store.edition
        data = _encode(_Part(VERSION, _packed(facts), _packed(lengths)))
        rows = [(edition, term, part, _packed(entries)) for term, entries in sorted(held.items())]
        yield "INSERT INTO parts (edition, part, data) VALUES (?, ?, ?)", [(edition, part, data)]
        yield "INSERT INTO postings (edition, term, part, data) VALUES (?, ?, ?, ?)", rows

    def _merger(self) -> Iterator[Step]:
        """Makes one part of all but the largest: each commit leaves a small one, and a question reads them all."""
        self._parts = None
        known = self._known()
        small = sorted(known, key=lambda part: len(known[part].units))[:-1]
        held: dict[str, list[int]] = defaultdict(list)
        edition = self._store.edition
        query = "SELECT term, data FROM postings WHERE edition = ? AND part IN ({})"
        for term, data in self._store.rows_among(query, small, edition):
            if isinstance(term, str) and isinstance(data, bytes):
                held[term].extend(_unpacked(data))
        facts = [number for part in small for number in _unpacked(known[part].facts)]
        lengths = [entry for part in small for entry in _unpacked(known[part].units)]
        for table in ("postings", "parts"):
            yield f"DELETE FROM {table} WHERE edition = ? AND part = ?", [(edition, part) for part in small]
        yield from self._insertion(1 + max(known), facts, lengths, held)

    def _alive(self, facts: Iterable[int]) -> set[int]:
        """Those that still have a row: the id of forgotten facts may be given to others."""
        query = "SELECT id FROM facts WHERE edition = ? AND id IN ({})"
        return {number for (number,) in self._store.rows_among(query, facts, self._store.edition)
                if isinstance(number, int)}  # fmt: skip

    # ------------------------------------------------------------ asking
    def lengths(self, facts: Container[int]) -> dict[int, float]:
        """The functions of these facts, each with the sum of its terms."""
        beyond = _NUMBER_BITS + _LENGTH_BITS
        return {
            entry >> _LENGTH_BITS: (entry & _MOST_LENGTH) / _STEPS
            for part in self._known().values()
            for entry in _unpacked(part.units)
            if entry >> beyond in facts
        }

    def holders(self, terms: Iterable[str]) -> dict[str, list[tuple[int, float]]]:
        """For each term the functions that hold it, each with the term's weight."""
        found: dict[str, list[tuple[int, float]]] = {}
        query = "SELECT term, part, data FROM postings WHERE edition = ? AND term IN ({})"
        known = self._known()
        for term, part, data in self._store.rows_among(query, terms, self._store.edition):
            if isinstance(term, str) and isinstance(data, bytes) and part in known:
                held = found.setdefault(term, [])
                held += [(entry >> _WEIGHT_BITS, (entry & _MOST_WEIGHT) / _STEPS) for entry in _unpacked(data)]
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


def _by_term(units: Mapping[int, Terms]) -> dict[str, list[int]]:
    held: dict[str, list[int]] = defaultdict(list)
    for unit, terms in units.items():
        for term, weight in terms.items():
            held[term].append(unit << _WEIGHT_BITS | _in_steps(weight, _MOST_WEIGHT))
    return held


def _in_steps(weight: float, most: int) -> int:
    return min(round(weight * _STEPS), most)


def _packed(numbers: Iterable[int]) -> bytes:
    return array("Q", numbers).tobytes()


def _unpacked(data: bytes) -> "array[int]":
    numbers = array("Q")
    numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    return numbers
