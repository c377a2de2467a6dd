"""The tests that a change makes weaker while it changes the code they guard.

A check lost or loosened counts when nothing as strict takes its place: a test that is rewritten, split or given other
expected values is not weaker. Names tie a test to the code that the change edits; without a tie it is less certain.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Literal, NamedTuple

from debtscan.facts.checks import EXACT, Check, Checked, checks
from debtscan.model import CodeFile, Skipped, Unit
from debtscan.records import WeakeningRecord
from debtscan.scoring.alignment import Alignment, Spot
from debtscan.sources import Source

_GUARDED = ("production", "script", "notebook-export")
_FUNCTIONS = ("function", "method")
_SKIPPED = re.compile(r"(?:^|\.)(?:skip|xfail|expectedFailure)$")
_NAMED = 2  # of the changed pieces of production code
_COMMON = frozenset({"__init__", "main", "run", "get", "set", "add", "name", "data", "value", "test"})  # tie nothing

# How sure a weakening is, by what was done; a test that names what changed is more so.
_How = Literal["loosened", "admits more", "removed", "skipped", "deleted"]
_SURE: Mapping[_How, float] = {
    "skipped": 0.8, "loosened": 0.75, "admits more": 0.75, "removed": 0.5, "deleted": 0.4,
}  # fmt: skip
_TIED = 0.15
_EXACT_ENOUGH = 1e-3  # a tolerance; the usual ones are from 1e-12 to 1e-6

Files = Mapping[str, CodeFile]


class _Loss(NamedTuple):
    how: _How
    line: int
    was: str  # the check, or the test
    what: str  # happened to it, in words


class Weakening:
    """`sources` and `files` are those of the base and of the head."""

    def __init__(self, sources: tuple[Source, Source], files: tuple[Files, Files], alignment: Alignment) -> None:
        self._sources = sources
        self._files = files
        self._alignment = alignment

    def records(self) -> Iterator[WeakeningRecord]:
        yield from self._of_edited()
        yield from self._of_deleted()

    def _of_edited(self) -> Iterator[WeakeningRecord]:
        pairs = self._edited_tests()
        guarded = self._guarded() if pairs else []
        if not guarded:
            return
        before = self._checks(0, sorted({was.path for was, _ in pairs}))
        after = self._checks(1, sorted({now.path for _, now in pairs}))
        names = frozenset(part for name in guarded for part in name.split(".")[-2:]) - _COMMON
        for was, now in pairs:
            unit, its = self._unit(1, now), self._unit(0, was)
            old, new = before[was.path].get(its.name), after[now.path].get(unit.name)
            if old is None or new is None:
                continue
            losses = list(_losses(old, new, _is_skipped(unit) and not _is_skipped(its)))
            if losses:
                ties = names & old.names & new.names
                yield self._record(now.path, _Weakened(old, new, losses, guarded, bool(ties)))

    def _of_deleted(self) -> Iterator[WeakeningRecord]:
        """Tests that are gone while code that they called is edited and stays, and no new test calls it."""
        lost = [spot for spot in self._tests(0) if spot.path in self._files[1] and not self._alignment.after(spot)]
        edited = self._edited_functions() if lost else frozenset[str]()
        if not edited:
            return
        added = [spot for spot in self._tests(1) if self._alignment.is_added(spot)]
        fresh = self._checks(1, sorted({spot.path for spot in added}))
        called = [fresh[spot.path].get(self._unit(1, spot).name) for spot in added]
        untested = edited.difference(*(test.names for test in called if test))
        before = self._checks(0, sorted({spot.path for spot in lost}))
        for path, group in groupby(lost, key=lambda spot: spot.path):
            tests = [test for spot in group if (test := before[path].get(self._unit(0, spot).name)) and test.checks]
            gone = [(test, sorted(untested & test.names)) for test in tests if untested & test.names]
            if gone:
                (test, ties), more = gone[0], f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
                loss = _Loss("deleted", 1, test.name, f"it is deleted{more}, and {ties[0]}, which it uses, stays")
                yield self._record(
                    path, _Weakened(test, test._replace(checks=()), [loss] * len(gone), self._guarded(), True)
                )

    def _tests(self, side: int) -> list[Spot]:
        return [
            Spot(path, index)
            for path, file in self._files[side].items()
            for index, unit in enumerate(file.facts.units if file.role == "test" else ())
            if "test" in unit.traits
        ]

    def _edited_functions(self) -> frozenset[str]:
        """Last names of the functions of production that are edited and stay."""
        found = set()
        for spot in self._alignment.changed:
            unit = self._unit(1, spot)
            if self._files[1][spot.path].role in _GUARDED and unit.kind in _FUNCTIONS and self._alignment.before(spot):
                found.add(unit.name.rpartition(".")[2])
        return frozenset(found - _COMMON)

    def _edited_tests(self) -> list[tuple[Spot, Spot]]:
        """As they were and as they are; a decorator is no part of the unit under it."""
        found = []
        for now in self._tests(1):
            was = self._alignment.before(now)
            if was and (
                not self._alignment.is_same(now) or self._unit(0, was).decorators != self._unit(1, now).decorators
            ):
                found.append((was, now))
        return found

    def _guarded(self) -> list[str]:
        """What the change does to production code: dotted names of functions and classes, sorted."""
        sides = ((1, self._alignment.changed), (0, self._alignment.gone))
        found = set()
        for side, spots in sides:
            for spot in spots:
                file = self._files[side][spot.path]
                if file.role in _GUARDED:
                    unit = file.facts.units[spot.unit]
                    found.add((unit.kind == "module", ".".join(part for part in (file.module, unit.name) if part)))
        return [name for _, name in sorted(found)]

    def _checks(self, side: int, paths: Sequence[str]) -> dict[str, dict[str, Checked]]:
        read = self._sources[side].read(paths)
        contents = ((item[0], item[2]) for item in read if not isinstance(item, Skipped))
        return {path: {} for path in paths} | {path: checks(data) for path, data in contents}

    def _unit(self, side: int, spot: Spot) -> Unit:
        return self._files[side][spot.path].facts.units[spot.unit]

    def _record(self, path: str, found: "_Weakened") -> WeakeningRecord:
        module, name = self._files[1][path].module, found.new.name
        worst = max(found.losses, key=lambda loss: _SURE[loss.how])
        more = f" (and {len(found.guarded) - _NAMED} more)" if len(found.guarded) > _NAMED else ""
        return WeakeningRecord(
            path=path,
            start=worst.line,
            end=worst.line,
            symbol=".".join(part for part in (module, name) if part),
            key=worst.was,
            confidence=min(_SURE[worst.how] + (_TIED if found.is_tied else 0.0), 0.95),
            name=name,
            how=worst.how,
            what=worst.what,
            losses=len(found.losses),
            checks_before=len(found.old.checks),
            checks_after=len(found.new.checks),
            guards=", ".join(found.guarded[:_NAMED]) + more,
            is_tied=found.is_tied,
        )


class _Weakened(NamedTuple):
    old: Checked
    new: Checked
    losses: Sequence[_Loss]
    guarded: Sequence[str]
    is_tied: bool


def _is_skipped(unit: Unit) -> bool:
    return any(_SKIPPED.search(name) for name in unit.decorators)


# ---------------------------------------------------------------- two versions of one test
def _losses(old: Checked, new: Checked, is_skipped: bool) -> Iterator[_Loss]:
    if is_skipped or (new.skips and not old.skips):
        yield _Loss("skipped", new.line, old.name, "it is skipped, or may fail")
        return
    gone, fresh = _difference(old.checks, new.checks), _difference(new.checks, old.checks)
    for check in gone:
        about = [each for each in fresh if each.subject == check.subject]
        if about:
            yield from _loosened(check, about, gone, fresh)
    if gone and not fresh:
        yield from filter(None, map(partial(_removed, new=new), gone))


def _difference(these: Sequence[Check], those: Sequence[Check]) -> list[Check]:
    """The checks that are not among the others, as often as they are."""
    left = Counter(check.text for check in those)
    found = []
    for check in these:
        if left[check.text]:
            left[check.text] -= 1
        else:
            found.append(check)
    return found


def _loosened(check: Check, about: Sequence[Check], gone: Sequence[Check], fresh: Sequence[Check]) -> Iterator[_Loss]:
    best = max(about, key=lambda each: each.strength)
    strict_before = sum(each.strength >= check.strength for each in gone)
    strict_now = sum(each.strength >= check.strength for each in fresh)
    if best.strength < check.strength and strict_now < strict_before and not _is_as_strict(check, best):
        yield _Loss("loosened", best.line, check.text, f"`{check.text}` became `{best.text}`")
    elif best.relation == check.relation and best.strength == check.strength and _admits_more(check, best):
        yield _Loss("admits more", best.line, check.text, f"`{check.text}` became `{best.text}`, which admits more")


def _is_as_strict(check: Check, now: Check) -> bool:
    """Another behaviour is expected, or as much of it as floating point can hold to: not less of one."""
    if (check.relation, now.relation) == ("==", "almost") and (now.bound is None or now.bound <= _EXACT_ENOUGH):
        return True
    return {check.relation, now.relation} in ({"none", "there"}, {"true", "false"}, {"in", "not in"}, {"is", "is not"})


def _admits_more(check: Check, now: Check) -> bool:
    return check.bound is not None and now.bound is not None and now.bound > check.bound


def _removed(check: Check, new: Checked) -> _Loss | None:
    """Only a check of something that the test still has: with a feature goes what was said of it."""
    root = re.match(r"\w+", check.subject.removeprefix("raises "))
    if check.strength < EXACT or root is None or root[0] not in new.names:
        return None
    return _Loss("removed", new.line, check.text, f"`{check.text}` is gone")
