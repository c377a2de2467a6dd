"""Both sides of a change -> the conventions of the code base as it was that the change breaks anew, or no longer.

A place counts as new when its unit had fewer such places before, and when no such place left another unit: what moves,
is renamed around or laid out anew was there before.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, Protocol

from debtscan.detectors.convention_ballots import JUDGED, PROVIDED, Ballot, ballot, occurrences
from debtscan.detectors.convention_catalogue import convention, is_near
from debtscan.detectors.convention_norms import Norms
from debtscan.detectors.conventions import MEMBERS, Bench
from debtscan.detectors.hierarchy import Classes
from debtscan.detectors.tooling import Tooling
from debtscan.facts.places import unit_at
from debtscan.model import CodeFile
from debtscan.records import ConventionRecord
from debtscan.scoring.alignment import Alignment, Spot

MOST = 10  # of one change, the most surprising ones
_OWN_WAY = 3  # places, and at least half of a file's, that make a way its own
# What a new comment or docstring is like: seen in a scan, and no reason to hold up whoever writes one.
_UNSPOKEN = frozenset({"comments.banner", "docstrings.first_line"})

Files = Mapping[str, CodeFile]
_Found = Mapping["_Choice", list[tuple[CodeFile, int]]]


class Ballots(Protocol):
    """Of the files that stay as they are, on these conventions; `near` names files whose neighbours are enough."""

    def __call__(self, wanted: Collection[str], near: Collection[str] | None = None) -> list[Ballot]: ...


class _Choice(NamedTuple):
    name: str
    variant: str


_ALL = _Choice("", "")  # under which every unit is counted


class _Place(NamedTuple):
    file: CodeFile
    choice: _Choice
    spot: Spot
    line: int


class _Side(NamedTuple):
    files: Files
    places: list[_Place]


class Drift:
    """`ballots` gives those of the files that stay as they are, `classes` the classes around some changed files,
    `recent` the newer files of the code base as it was."""

    def __init__(
        self,
        sides: tuple[Files, Files],
        alignment: Alignment,
        ballots: Ballots,
        classes: Callable[[Files], Classes],
        tooling: tuple[tuple[str, str], ...],
        recent: Callable[[], frozenset[str]],
    ) -> None:
        self._recent = recent
        self._before, self._after = (_Side(files, list(_places(files))) for files in sides)
        self._alignment = alignment
        self._ballots = ballots
        self._classes = classes
        self._tooling = Tooling(tooling)

    def begun(self) -> list[ConventionRecord]:
        return self._only(self._after, self._origin, self._before, self._alignment.one)

    def ended(self) -> list[ConventionRecord]:
        return self._only(self._before, self._alignment.one, self._after, self._origin)

    def _origin(self, spot: Spot) -> Spot:
        return self._alignment.origin(spot) or Spot(spot.path, -1 - spot.unit)  # a unit of one side is like no other

    def _only(
        self, here: "_Side", mine: Callable[[Spot], Spot], there: "_Side", its: Callable[[Spot], Spot]
    ) -> list[ConventionRecord]:
        """Of what is on the one side and not on the other."""
        known: defaultdict[_Choice, Counter[Spot]] = defaultdict(Counter)
        had: defaultdict[tuple[str, Spot], set[str]] = defaultdict(set)
        for path, file in there.files.items():
            known[_ALL].update(its(Spot(path, index)) for index in range(len(file.facts.units)))
        for _, choice, spot, _ in there.places:
            known[choice][its(spot)] += 1
            if _is_set(choice.name):
                had[choice.name, its(spot)].update(choice.variant.split())
        alone: defaultdict[_Choice, list[tuple[CodeFile, int]]] = defaultdict(list)
        for file, choice, spot, line in here.places:
            found = known[choice]
            if found[mine(spot)] > 0:
                found[mine(spot)] -= 1
            elif mine(spot) in known[_ALL] and _is_layout(choice.name):
                continue
            elif not _is_set(choice.name) or _loses(choice.variant, had.get((choice.name, mine(spot)))):
                alone[choice].append((file, line))
        left = {choice: found[known[choice].total() :] for choice, found in alone.items()}
        return self._judged(
            {choice: found for choice, found in left.items() if found and self._may_break(choice)}, here.files
        )

    def _may_break(self, choice: _Choice) -> bool:
        """Asked before anything of the other files is: most choices of a change need no look at them."""
        entry = convention(choice.name)
        if entry is None or entry.is_blameless(choice.variant):
            return False
        return not (entry.formatted and self._tooling.formatter)

    def _is_own_way(self, path: str, choice: _Choice) -> bool:
        """A file that goes its own way is gone on with: a test among others of its class is written as they are."""
        file = self._before.files.get(path)
        votes = ballot(file).votes.get(choice.name, {}) if file else {}
        own = votes[choice.variant].places if choice.variant in votes else 0
        return own >= _OWN_WAY and 2 * own >= sum(each.places for each in votes.values())

    def _is_put_off(self, path: str, choice: _Choice, count: int) -> bool:
        """As many imports as now stand in functions stood at the top before: somebody wants them later."""
        if choice.name != "imports.place":
            return False
        was, now = (_imports_at_top(side.files.get(path)) for side in (self._before, self._after))
        return was - now >= count

    def _norms(self, found: _Found, near: Collection[str] | None = None) -> Norms:
        names = {choice.name for choice in found}
        if any(name.startswith(MEMBERS) for name in names):
            names.add(PROVIDED)
        ballots = self._ballots(names, near)
        return Norms([*ballots, *map(ballot, self._before.files.values())], self._recent)

    def _left(self, found: _Found) -> _Found:
        """Without what even the neighbours do not hold to: of most functions and classes no other file is asked."""
        near = {choice: places for choice, places in found.items() if is_near(choice.name)}
        if not near:
            return found
        norms = self._norms(near, {file.path for places in near.values() for file, _ in places})
        idle = {
            choice
            for choice, places in near.items()
            if not any(norms.broken(file.path, file.role, *choice) for file, _ in places)
        }
        return {choice: places for choice, places in found.items() if choice not in idle}

    def _judged(self, asked: _Found, side: Files) -> list[ConventionRecord]:
        found = self._left(asked)
        if not found:
            return []
        norms = self._norms(found)
        bench = Bench(norms, self._tooling, self._classes(side))
        breaches = defaultdict(list)
        for choice, places in sorted(found.items()):
            lines: defaultdict[str, list[int]] = defaultdict(list)
            for file, line in places:
                lines[file.path].append(line)
            for path, there in sorted(lines.items()):
                if self._is_own_way(path, choice) or self._is_put_off(path, choice, len(there)):
                    continue
                if breach := bench.breach(side[path], *choice, sorted(there)):
                    breaches[path].append(breach)
        records = [record for _, each in sorted(breaches.items()) for record in bench.records(each)]
        return sorted(records, key=lambda record: (-record.bits, record.path, record.start, record.key))[:MOST]


def _imports_at_top(file: CodeFile | None) -> int:
    found = ballot(file).votes.get("imports.place", {}).get("top") if file else None
    return found.places if found else 0


def _is_set(name: str) -> bool:
    entry = convention(name)
    return entry is not None and entry.is_set


def _loses(variant: str, had: set[str] | None) -> bool:
    """What was there before has less now; what was not has nothing yet."""
    return had is None or not had.issubset(variant.split())


def _is_layout(name: str) -> bool:
    """What a formatter decides: it lays out anew what was there before."""
    entry = convention(name)
    return entry is not None and entry.formatted


def _places(files: Files) -> Iterator[_Place]:
    for path, file in files.items():
        if file.role in JUDGED:
            for name, variant, lines in occurrences(file):
                if name not in _UNSPOKEN:
                    for line in lines:
                        yield _Place(file, _Choice(name, variant), Spot(path, unit_at(file.facts.units, line)), line)
