"""A change without what has always come with such changes -> a record for it: new modules without tests, say.

Asked of the change as a whole, and only of one that brings behaviour: new functions in new modules, or code together
with new tests. What is usual is counted over the history before it, at a landmark, and remembered in the store.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256

import msgspec

from debtscan.answers import Custom
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
    is_upkeep,
)
from debtscan.model import CodeFile, Place, Settings
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
_PLAIN = re.compile(r"[\w./-]{1,160}")  # a path that tells an assistant nothing else

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Habit]).decode


def known_habits(
    root: str, rev: str, settings: Settings, store: Store | None, most: int = gitpaths.MOST_COMMITS
) -> list[Habit]:
    """Those of the last commits before a landmark of a revision, from the store where it has them."""
    landmark = gitpaths.landmark(root, rev)
    if not landmark:
        return []
    asked = repr((settings.exclude, settings.roles, settings.prefix)).encode("utf-8", "surrogatepass")
    name = f"{landmark}:{most}:{sha256(asked).hexdigest()[:16]}"
    kept = changes.read(store, [name], _KIND) if store else {}
    with suppress(msgspec.DecodeError, KeyError):  # a cache is never trusted over the content it was made from
        return _decode(kept[name])
    try:
        told = gitpaths.touched(root, landmark, most)
    except SourceError:  # which may be mended: nothing is remembered
        return []
    is_excluded = exclusion(settings)
    found = habits(told, lambda path: None if is_excluded(path) else role(path, (), settings))
    if store:
        with suppress(UnicodeEncodeError):  # a path that is no text
            changes.write(store, [(name, _encode(found))], _KIND)
    return found


def company(root: str, rev: str, settings: Settings, store: Store | None, there: Collection[str]) -> Iterator[Custom]:
    """What comes with changes of a kind, of the widest folder each; `there` are the files that there are."""
    seen: set[tuple[Does, str]] = set()
    for habit in sorted(known_habits(root, rev, settings, store), key=lambda each: (len(each.scope), each.scope)):
        for each in habit.companions:
            if (habit.does, each.what) in seen or not _PLAIN.fullmatch(f"{habit.scope}/{each.what}"):
                continue
            seen.add((habit.does, each.what))
            yield Custom(
                group="idioms",
                feature=f"{FEATURE}.{habit.does} {each.what}",
                role="production",
                text=_custom(habit.does, habit.scope, each.what),
                majority=each.what,
                support=each.support,
                total=each.total,
                confidence=round(each.confidence, 3),
                examples=((each.path, 1),) if each.path in there else (),
            )


def takes_away(before: Files, after: Files) -> bool:
    """Whether production code is moved or removed: then what is added need be nothing new."""
    return any(file.role == "production" and path not in after for path, file in before.items())


class Companions:
    """`sides` are the changed files as they were and as they are."""

    def __init__(
        self, change: Change, sides: tuple[Files, Files], alignment: Alignment, settings: Settings, store: Store
    ) -> None:
        self._change = change
        self._before, self._after = sides
        self._alignment = alignment
        self._settings = settings
        self._store = store

    def missing(self) -> Iterator[ConventionRecord]:
        does = self._does()
        if does is None or not self._change.base_name:
            return
        folder = folder_around(self._places(does))
        scope, companions = expected(self._habits(), does, folder)
        missing = [each for each in companions if not self._has(each)]
        if missing and not self._is_upkeep():
            yield from (self._record(does, scope, each) for each in missing)

    # ------------------------------------------------------------ what the change does
    def _does(self) -> Does | None:
        if takes_away(self._before, self._after):
            return None
        if self._new_modules:
            return "adds"
        few = 0 < len(self._edited_code) <= MOST_MODULES
        return "edits" if few and any(self._is_new_test(spot) for spot in self._alignment.added()) else None

    def _places(self, does: Does) -> Mapping[str, Spot]:
        return self._new_modules if does == "adds" else self._edited_code

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
        for spot in self._alignment.changed:
            if self._after[spot.path].role == "production":
                found.setdefault(spot.path, spot)
        return found

    def _is_new_test(self, spot: Spot) -> bool:
        return "test" in self._after[spot.path].facts.units[spot.unit].traits

    def _is_upkeep(self) -> bool:
        """What reverts another change brings back what there was, tests and all; what keeps up with tools, nothing."""
        change = self._change
        with suppress(SourceError):
            if change.head_name in (INDEX, WORK_TREE):
                return gitpaths.brings_in(change.root)
            return any(map(is_upkeep, gitpaths.subjects(change.root, change.base_name, change.head_name)))
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

    def _habits(self) -> list[Habit]:
        """Whoever commits waits for them: of what is staged or in the work tree a shorter history is asked."""
        change = self._change
        is_of_commits = change.head_name not in (INDEX, WORK_TREE)
        most = gitpaths.MOST_COMMITS if is_of_commits else gitpaths.FEW_COMMITS
        return known_habits(change.root, change.base_name, self._settings, self._store, most)

    # ------------------------------------------------------------ telling
    def _record(self, does: Does, scope: str, companion: Companion) -> ConventionRecord:
        places = self._places(does)
        path, spot = min(places.items())
        file, unit = self._after[path], self._after[path].facts.units[spot.unit]
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
            custom=_custom(does, scope, companion.what),
            example=f"{companion.path} in {companion.sha[:9]}",
        )

    def _related(self, companion: Companion) -> tuple[Place, ...]:
        """The example, where it still is."""
        there = {file.path for file in self._change.head.snapshot().files}
        return (Place(companion.path, 1, 1, "came with such a change"),) if companion.path in there else ()


_DOES: Mapping[Does, str] = {"adds": "adds {}", "edits": "edits {} and adds tests of it,"}
_DID: Mapping[Does, str] = {"adds": "add a module", "edits": "edit code and tests"}


def _custom(does: Does, scope: str, what: str) -> str:
    where = f" under {scope}" if scope else ""
    return f"changes that {_DID[does]}{where} bring {_one(what)}"


def _listed(paths: list[str]) -> str:
    named = ", ".join(paths[:_NAMED])
    return f"{named} and {count(len(paths) - _NAMED, 'more file')}" if len(paths) > _NAMED else named


def _one(what: str) -> str:
    if what == TESTS:
        return "a test"
    return f"a file in {what}" if what.endswith("/") else f"an edit of {what}"
