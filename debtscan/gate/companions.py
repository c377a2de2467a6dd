"""A change without what has always come with such changes -> a record for it: new modules without tests, say.

Asked of the change as a whole, and only of one that brings behaviour: new functions in new modules, or code together
with new tests. What is usual is counted over the history before it, at a landmark, and remembered in the store.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256

import msgspec

from debtscan.errors import SourceError
from debtscan.history.companions import (
    MOST_MODULES,
    TESTS,
    Companion,
    Does,
    Habit,
    expected,
    folder_around,
    habits,
    is_module,
    is_revert,
)
from debtscan.model import CodeFile, Place, Role, Settings
from debtscan.records import ConventionRecord
from debtscan.scoring.alignment import Alignment, Spot
from debtscan.scoring.words import count
from debtscan.sources import gitpaths
from debtscan.sources.change import INDEX, WORK_TREE, Change
from debtscan.sources.globs import exclusion
from debtscan.sources.roles import role
from debtscan.store import Store, changes

Files = Mapping[str, CodeFile]

FEATURE = "idioms.companion"
_KIND = "companions 1 "  # the number changes with what is kept
_FUNCTIONS = ("function", "method")
_NAMED = 2

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Habit]).decode


class Companions:
    """`sides` are the changed files as they were and as they are."""

    def __init__(
        self, change: Change, sides: tuple[Files, Files], alignment: Alignment, settings: Settings, store: Store
    ) -> None:
        self._change = change
        self._before, self._after = sides
        self._alignment = alignment
        self._settings = settings
        self._is_excluded = exclusion(settings)
        self._store = store

    def missing(self) -> Iterator[ConventionRecord]:
        does = self._does()
        if does is None or not self._change.base_name:
            return
        places = self._new_modules if does == "adds" else self._edited_code
        folder = folder_around(places)
        scope, companions = expected(self._habits(), does, folder)
        missing = [each for each in companions if not self._has(each)]
        if missing and not self._is_taken_back():
            yield from (self._record(does, scope, each) for each in missing)

    # ------------------------------------------------------------ what the change does
    def _does(self) -> Does | None:
        if any(file.role == "production" and path not in self._after for path, file in self._before.items()):
            return None  # something is moved or removed
        if self._new_modules:
            return "adds"
        few = 0 < len(self._edited_code) <= MOST_MODULES
        return "edits" if few and any(self._is_new_test(spot) for spot in self._alignment.added()) else None

    @cached_property
    def _new_modules(self) -> dict[str, Spot]:
        """By path the first of the functions that were nowhere before."""
        found: dict[str, Spot] = {}
        for spot in self._alignment.added():
            file = self._after[spot.path]
            unit = file.facts.units[spot.unit]
            is_new = file.role == "production" and spot.path not in self._before and is_module(spot.path)
            if is_new and unit.kind in _FUNCTIONS and unit.name.strip("_"):
                found.setdefault(spot.path, spot)
        return found

    @cached_property
    def _edited_code(self) -> dict[str, Spot]:
        """By path the first of the units that are not what they were."""
        found: dict[str, Spot] = {}
        for spot in self._alignment.changed():
            if self._after[spot.path].role == "production":
                found.setdefault(spot.path, spot)
        return found

    def _is_new_test(self, spot: Spot) -> bool:
        return "test" in self._after[spot.path].facts.units[spot.unit].traits

    def _is_taken_back(self) -> bool:
        """What reverts another change brings back what there was, tests and all."""
        change = self._change
        with suppress(SourceError):
            if change.head_name in (INDEX, WORK_TREE):
                return gitpaths.brings_in(change.root)
            return any(map(is_revert, gitpaths.subjects(change.root, change.base_name, change.head_name)))
        return True

    # ------------------------------------------------------------ what it brings
    def _has(self, companion: Companion) -> bool:
        if companion.what == TESTS:
            return any(file.role == "test" for file in self._after.values())
        return companion.is_among(self._texts)

    @cached_property
    def _texts(self) -> set[str]:
        change = self._change
        try:
            if change.head_name not in (INDEX, WORK_TREE):
                return gitpaths.written_paths(change.root, change.base_name, change.head_name)
            return gitpaths.written_here(change.root, change.base_name, change.head_name == INDEX)
        except SourceError:
            return set()

    # ------------------------------------------------------------ what is usual
    def _habits(self) -> list[Habit]:
        change, settings = self._change, self._settings
        landmark = gitpaths.landmark(change.root, change.base_name)
        if not landmark:
            return []
        asked = repr((settings.exclude, settings.roles, settings.prefix)).encode("utf-8", "surrogatepass")
        name = f"{landmark}:{sha256(asked).hexdigest()[:16]}"
        with suppress(msgspec.DecodeError, KeyError):  # a cache is never trusted over the content it was made from
            return _decode(changes.read(self._store, [name], _KIND)[name])
        try:
            told = gitpaths.touched(change.root, landmark)
        except SourceError:  # which may be mended: nothing is remembered
            return []
        found = habits(told, self._role)
        with suppress(UnicodeEncodeError):  # a path that is no text
            changes.write(self._store, [(name, _encode(found))], _KIND)
        return found

    def _role(self, path: str) -> Role | None:
        return None if self._is_excluded(path) else role(path, (), self._settings)

    # ------------------------------------------------------------ telling
    def _record(self, does: Does, scope: str, companion: Companion) -> ConventionRecord:
        places = self._new_modules if does == "adds" else self._edited_code
        path, spot = min(places.items())
        file, unit = self._after[path], self._after[path].facts.units[spot.unit]
        where = f" under {scope}" if scope else ""
        line = 1 if does == "adds" else max(unit.start, 1)
        return ConventionRecord(
            path=path,
            start=line,
            end=line,
            symbol=file.module if does == "adds" else ".".join(filter(None, (file.module, unit.name))),
            key=f"{FEATURE} {does} {companion.what}",
            related=self._related(companion),
            confidence=round(companion.confidence, 2),
            group="idioms",
            feature=FEATURE,
            scope=f"production code in {scope}" if scope else "production code",
            variant="without",
            majority=companion.what,
            support=companion.support,
            total=companion.total,
            bits=round(companion.bits, 2),
            places=1,
            deviation=f"this change {_DOES[does].format(_listed(list(places)))} without {_one(companion.what)}",
            custom=f"changes that {_DID[does]}{where} bring {_one(companion.what)}",
            example=f"{companion.path} in {companion.sha[:9]}",
        )

    def _related(self, companion: Companion) -> tuple[Place, ...]:
        """The example, where it still is."""
        there = {file.path for file in self._change.head.snapshot().files}
        return (Place(companion.path, 1, 1, "came with such a change"),) if companion.path in there else ()


_DOES: Mapping[Does, str] = {"adds": "adds {}", "edits": "edits {} and adds tests of it,"}
_DID: Mapping[Does, str] = {"adds": "add a module", "edits": "edit code and tests"}


def _listed(paths: list[str]) -> str:
    named = ", ".join(paths[:_NAMED])
    return f"{named} and {count(len(paths) - _NAMED, 'more file')}" if len(paths) > _NAMED else named


def _one(what: str) -> str:
    if what == TESTS:
        return "a test"
    return f"a file in {what}" if what.endswith("/") else f"an edit of {what}"
