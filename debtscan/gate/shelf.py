"""The code of a code base as it was, in memory: which of its functions may hold a copy of what a commit writes.

Beside `gate.remembered`, for what more than one file decides. Files are put in and taken out as history goes on; prints
are made of those versions only that some commit asks about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from debtscan.detectors.clone_descriptions import is_described
from debtscan.detectors.clone_limits import LIMITS
from debtscan.detectors.clone_part import parts
from debtscan.detectors.clone_prints import Printed, printed
from debtscan.facts.lexer import NAME_BITS, name_id
from debtscan.gate.surroundings import LEAST_SHARED, MOST_HOLDERS, best
from debtscan.model import CodeFile, FileFacts, Role, Unit

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Unit, ...]).decode


class Shelved(NamedTuple):
    """What is kept of a file that may hold copies."""

    blob: str
    role: Role
    tokens: bytes
    line_index: bytes
    units: bytes  # encoded
    described: tuple[str, ...]  # the functions that their description may tell to be copies


Place = tuple[str, int]  # path and index of a unit


@lru_cache(maxsize=1 << 14)
def _is_described(unit: Unit) -> bool:
    return is_described(unit)


def shelved(file: CodeFile) -> Shelved | None:
    facts = file.facts
    if not group(file.role) or not facts.units:
        return None
    told = {unit.name for unit in facts.units if unit.kind == "function" and _is_described(unit)}
    units = _encode(tuple(_bare(unit, is_described=unit.name in told) for unit in facts.units))
    return Shelved(file.blob, file.role, facts.tokens, facts.line_index, units, tuple(sorted(told)))


def _bare(unit: Unit, *, is_described: bool) -> Unit:
    """What copies are told by: a quarter of its bytes."""
    return replace(
        unit,
        signature=unit.signature if unit.kind == "class" else "",
        terms=unit.terms if is_described else b"",
        decorators=(),
        summary="",
        keywords=(),
    )


def group(role: Role) -> int:
    """Which roles are compared with each other; 0: with none."""
    return next((number for number, limits in enumerate(LIMITS, 1) if role in limits.roles), 0)


@lru_cache(maxsize=64)
def _facts_of(file: Shelved) -> FileFacts:
    return FileFacts(None, 0, 0, file.tokens, file.line_index, (), _decode(file.units))


@lru_cache(maxsize=512)
def _prints_of(file: Shelved) -> Printed:
    return printed(_facts_of(file))


class Shelf:
    def __init__(self) -> None:
        self._files: dict[str, Shelved] = {}
        self._stale: set[str] = set()
        self._known: dict[str, Shelved] = {}  # the versions that prints were made of
        self._holders: dict[int, tuple[str, ...]] = {}
        self._described: defaultdict[str, set[str]] = defaultdict(set)

    # ------------------------------------------------------------ changing
    def put(self, path: str, file: Shelved | None) -> None:
        self.take(path)
        if file:
            self._files[path] = file
            for name in file.described:
                self._described[name].add(path)

    def take(self, path: str) -> None:
        file = self._files.pop(path, None)
        self._stale.add(path)
        for name in file.described if file else ():
            self._described[name].discard(path)

    def _refresh(self) -> None:
        """Makes the prints of what was put in since; those of files that are out stay until others replace them."""
        for path in [path for path in self._stale if path in self._files]:
            self._stale.discard(path)
            file, known = self._files[path], self._known.get(path)
            if known is not file:
                self._known[path] = file
                self._count(path, *(set(_prints_of(each).prints.tolist()) if each else set() for each in (known, file)))

    def _count(self, path: str, was: set[int], now: set[int]) -> None:
        for each in was - now:
            left = tuple(other for other in self._holders[each] if other != path)
            if left:
                self._holders[each] = left
            else:
                del self._holders[each]
        for each in now - was:
            self._holders[each] = (*self._holders.get(each, ()), path)

    # ------------------------------------------------------------ asking
    def like(self, asked: Printed, role: Role) -> Iterator[Place]:
        """The units that share some of the prints of a unit."""
        self._refresh()
        prints = [each for each in asked.prints.tolist() if each in self._holders]
        wanted = group(role)
        for path, _ in best(prints, {each: self._live(each, wanted) for each in prints}):
            yield from ((path, unit) for unit in _sharing(prints, _prints_of(self._files[path])))

    def _live(self, each: int, wanted: int) -> list[str]:
        """The files of one group of roles that hold a print, unless many do."""
        live = [path for path in self._holders[each] if path in self._files]
        return [path for path in live if group(self._files[path].role) == wanted] if len(live) <= MOST_HOLDERS else []

    def namesakes(self, names: Iterable[str]) -> Iterator[Place]:
        """Described functions of these names."""
        for name in names:
            paths = sorted(self._described.get(name, ()))
            for path in paths if len(paths) <= MOST_HOLDERS else ():
                units = _facts_of(self._files[path]).units
                yield from ((path, index) for index, unit in enumerate(units) if unit.name == name)

    def uses(self, name: str) -> int:
        """How many files mention a name."""
        wanted = name_id(name)
        tokens = (np.frombuffer(file.tokens, dtype="<u4") for file in self._files.values())
        return sum(bool(np.any(each & NAME_BITS == wanted)) for each in tokens)

    def parts(self, places: Iterable[Place], modules: Mapping[str, str]) -> list[CodeFile]:
        """The files that hold some units, with those alone."""
        return list(parts(lambda path: self._file(path, modules.get(path, "")), places))

    def _file(self, path: str, module: str) -> CodeFile:
        file = self._files[path]
        return CodeFile(path, file.blob, file.role, module, _facts_of(file))


def _sharing(prints: Sequence[int], there: Printed) -> list[int]:
    """The units of a file that hold enough of some prints."""
    held = there.units[np.isin(there.prints, np.array(prints, dtype=np.uint64))]
    found: list[int] = np.flatnonzero(np.bincount(held) >= LEAST_SHARED).tolist()
    return found
