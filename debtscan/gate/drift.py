"""Both sides of a change -> the conventions of the code base as it was that the change breaks anew, or no longer.

A place counts as new when its unit had fewer such places before, and when no such place left another unit: what moves,
is renamed around or laid out anew was there before.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from debtscan.detectors.convention_ballots import JUDGED, Ballot, ballot, occurrences
from debtscan.detectors.convention_catalogue import convention
from debtscan.detectors.convention_norms import Norms
from debtscan.detectors.conventions import Bench
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
        ballots: Callable[[Collection[str]], list[Ballot]],
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
        for path, file in there.files.items():
            known[_ALL].update(its(Spot(path, index)) for index in range(len(file.facts.units)))
        for _, choice, spot, _ in there.places:
            known[choice][its(spot)] += 1
        alone: defaultdict[_Choice, list[tuple[CodeFile, int]]] = defaultdict(list)
        for file, choice, spot, line in here.places:
            found = known[choice]
            if found[mine(spot)] > 0:
                found[mine(spot)] -= 1
            elif mine(spot) not in known[_ALL] or not _is_layout(choice.name):
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

    def _judged(self, found: Mapping[_Choice, list[tuple[CodeFile, int]]], side: Files) -> list[ConventionRecord]:
        if not found:
            return []
        ballots = self._ballots({choice.name for choice in found})
        norms = Norms([*ballots, *map(ballot, self._before.files.values())], self._recent)
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
