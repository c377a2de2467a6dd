"""Facts as rows: which files define a name, mention it, inherit from a class, or hold a run of tokens.

A row names the facts it was made from by their id, never a path: whoever asks knows which blobs are alive, asks for
their ids (`known`) and passes over the rest, so checkouts and commits share one set of rows. Rows are hints of where to
look. What is concluded is read from the facts; only outlines and cards are believed as they are.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from types import GenericAlias
from typing import NamedTuple, TypeVar

import msgspec

from debtscan.detectors.class_statements import class_statements
from debtscan.detectors.convention_ballots import Card, card
from debtscan.detectors.helper_templates import Template, templates
from debtscan.detectors.outline import Outline, outline
from debtscan.model import FileFacts, Import
from debtscan.store.database import Row, RowsOf, Step, Store

_DOTTED = re.compile(r"[^\W\d][\w.]*")
_VALUES_TOGETHER = 900  # SQLite before 3.32 takes 999

_Key = TypeVar("_Key")
_Kind = TypeVar("_Kind")

_encode = msgspec.msgpack.Encoder().encode
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
_decode_card = msgspec.msgpack.Decoder(Card).decode
_decode_outline = msgspec.msgpack.Decoder(Outline).decode


class Fresh(NamedTuple):
    """Facts of a blob, encoded and as they are."""

    blob: str
    data: bytes
    facts: FileFacts


class Definition(NamedTuple):
    """`owner` is the last name of the class or function that it stands in, "" for the module."""

    name: str
    kind: str  # of a unit; "name" for what else is bound at module level
    owner: str
    facts: int


class ClassStatement(NamedTuple):
    name: str
    signature: str  # "Name(pkg.Base, metaclass=Meta)"
    facts: int


class Index:
    def __init__(self, store: Store) -> None:
        self._store = store

    # ------------------------------------------------------------ writing
    def put(self, fresh: Sequence[Fresh]) -> None:
        """Facts, and all the rows made from them."""
        self._store.put_facts([(item.blob, item.data) for item in fresh], _others(fresh))

    # ------------------------------------------------------------ asking
    def known(self, blobs: Iterable[str]) -> dict[str, int]:
        """The ids of the facts of those blobs whose rows are there."""
        query = (
            "SELECT blob, id FROM facts JOIN outlines ON outlines.facts = facts.id WHERE edition = ? AND blob IN ({})"
        )
        return dict(_read(self._store.rows_among(query, blobs, self._store.edition), tuple[str, int]))

    def facts(self, blobs: Iterable[str]) -> dict[str, FileFacts]:
        """What is known of these blobs."""
        found = {}
        for blob, data in self._store.facts(blobs).items():
            with suppress(msgspec.DecodeError):  # a cache is never trusted over the content it was made from
                found[blob] = _decode_facts(data)
        return found

    def outlines(self, ids: Iterable[int]) -> dict[int, Outline]:
        return dict(self._decoded("SELECT facts, data FROM outlines WHERE facts IN ({})", ids, _decode_outline))

    def cards(self, ids: Iterable[int]) -> dict[int, Card]:
        """What the files with these facts vote."""
        return dict(self._decoded("SELECT facts, data FROM cards WHERE facts IN ({})", ids, _decode_card))

    def _decoded(self, query: str, ids: Iterable[int], decode: Callable[[bytes], _Kind]) -> Iterator[tuple[int, _Kind]]:
        for number, data in _read(self._store.rows_among(query, ids), tuple[int, bytes]):
            with suppress(msgspec.DecodeError):
                yield number, decode(data)

    def defining(self, names: Iterable[str]) -> dict[str, list[Definition]]:
        """Last names of functions, methods, classes and module-level names."""
        query = "SELECT name, kind, owner, facts FROM definitions WHERE name IN ({})"
        found = _read(self._store.rows_among(query, names), Definition)
        return _grouped((each.name, each) for each in found)

    def referring(self, names: Iterable[str]) -> dict[str, list[int]]:
        """The files whose facts count a name among their references."""
        rows = self._store.rows_among("SELECT name, facts FROM mentions WHERE name IN ({})", names)
        return _grouped(_read(rows, tuple[str, int]))

    def sharing(self, prints: Iterable[int]) -> dict[int, list[int]]:
        """The files that hold a print (detectors.clone_prints)."""
        rows = self._store.rows_among("SELECT print, facts FROM prints WHERE print IN ({})", prints)
        return _grouped(_read(rows, tuple[int, int]))

    def helpers(self, tokens: Iterable[int]) -> list[tuple[int, Template]]:
        """The helpers, with the ids of their files' facts, of whose occurrences one of these tokens is the anchor."""
        query = "SELECT facts, name, line, pattern, names FROM helpers WHERE anchor IN ({})"
        rows = _read(self._store.rows_among(query, tokens), tuple[int, str, int, bytes, str])
        return [(n, Template(name, line, _unpacked(data), tuple(names.split()))) for n, name, line, data, names in rows]

    def classes(self) -> list[ClassStatement]:
        return _read(self._store.rows("SELECT name, signature, facts FROM classes"), ClassStatement)

    def above(self, names: Iterable[str]) -> list[ClassStatement]:
        """The classes of these last names and all that they inherit from."""
        found: list[ClassStatement] = []
        seen, new = set[str](), set(names)
        while new:
            seen |= new
            rows = self._statements(new)
            found += rows
            new = {base for row in rows for base in _bases(row.name, row.signature)} - seen
        return found

    def below(self, names: Iterable[str]) -> list[ClassStatement]:
        """The classes of these last names and all that inherit from them."""
        query = "SELECT DISTINCT name FROM heirs WHERE base IN ({})"
        seen, new = set[str](), set(names)
        while new:
            seen |= new
            new = {name for (name,) in _read(self._store.rows_among(query, new), tuple[str])} - seen
        return self._statements(seen)

    def _statements(self, names: Iterable[str]) -> list[ClassStatement]:
        query = "SELECT name, signature, facts FROM classes WHERE name IN ({})"
        return _read(self._store.rows_among(query, names), ClassStatement)


def _read(rows: Iterable[Row], kind: type[_Kind]) -> list[_Kind]:
    """Rows of one type. Those of any other were not put in here, and none beside them is believed."""
    found: list[_Kind] = []
    with suppress(msgspec.ValidationError):
        found = msgspec.convert([*rows], GenericAlias(list, (kind,)))
    return found


def _grouped(pairs: Iterable[tuple[_Key, _Kind]]) -> dict[_Key, list[_Kind]]:
    found: dict[_Key, list[_Kind]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _bases(name: str, signature: str) -> set[str]:
    """The last names of all that the signature mentions: whatever any detector may read as a base class is there."""
    return {found.rpartition(".")[2] for found in _DOTTED.findall(signature)} - {name, ""}


# ---------------------------------------------------------------- facts -> rows
def _others(fresh: Sequence[Fresh]) -> RowsOf:
    """What to write beside the facts; sorted as the tables are, which halves the time to put it in."""
    from debtscan.detectors.clone_prints import prints  # numpy costs more time than a question to the rows

    kept = prints([item.facts for item in fresh])

    def steps(ids: Mapping[str, int]) -> Iterator[Step]:
        if any(item.blob not in ids for item in fresh):  # the file failed
            return
        facts = [(ids[item.blob], item.facts) for item in fresh]
        yield from _inserts("outlines", [(_encode(outline(each)), n) for n, each in facts])
        yield from _inserts("cards", [(_encode(card(each)), n) for n, each in facts])
        yield from _inserts("definitions", sorted((*row, n) for n, each in facts for row in _definitions(each)))
        yield from _inserts("classes", sorted((*row, n) for n, each in facts for row in class_statements([each])))
        yield from _inserts("heirs", sorted((*row, n) for n, each in facts for row in _heirs(each)))
        yield from _inserts("mentions", sorted((name, n) for n, each in facts for name in _mentions(each)))
        yield from _inserts("helpers", sorted((*row, n) for n, each in facts for row in _helpers(each)))
        yield from _inserts("prints", [(found, facts[place][0]) for found, place in kept])

    return steps


def _inserts(table: str, rows: Sequence[Row]) -> Iterator[Step]:
    """As many rows in one statement as it can hold values: half the time of a statement for each."""
    if not rows:
        return
    marks = f"({', '.join('?' * len(rows[0]))})"
    together = _VALUES_TOGETHER // len(rows[0])
    whole = len(rows) - len(rows) % together
    for many, some in ((together, rows[:whole]), (1, rows[whole:])):
        statement = f"INSERT OR IGNORE INTO {table} VALUES {', '.join([marks] * many)}"
        yield statement, ([*chain.from_iterable(some[at : at + many])] for at in range(0, len(some), many))


def _definitions(facts: FileFacts) -> Iterator[tuple[str, str, str]]:
    names = {name for name, _ in facts.definitions}
    for unit in facts.units[1:]:
        owner, _, name = unit.name.rpartition(".")
        if not owner:
            names.discard(name)
        yield name, unit.kind, owner.rpartition(".")[2]
    for name in names:
        yield name, "name", ""


def import_mark(module: str) -> str:
    """Under which, among the names that files mention, those stand that import a module: its first or last part."""
    return f"import {module}"


def _mentions(facts: FileFacts) -> set[str]:
    modules = {part for item in facts.imports for part in (_top(item), item.module.rpartition(".")[2])}
    return {*facts.references, *map(import_mark, modules)}


def _top(item: Import) -> str:
    return "" if item.level else item.module.partition(".")[0]


def _heirs(facts: FileFacts) -> Iterator[tuple[str, str]]:
    for name, signature in class_statements([facts]):
        for base in _bases(name, signature):
            yield base, name


def _helpers(facts: FileFacts) -> Iterator[tuple[int, str, int, bytes, str]]:
    for each in templates(facts):
        yield each.anchor, each.name, each.line, array("I", each.pattern).tobytes(), " ".join(each.names)


def _unpacked(pattern: bytes) -> tuple[int, ...]:
    return tuple(array("I", pattern[: len(pattern) // 4 * 4]))
