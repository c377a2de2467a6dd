"""The copies that a change makes and those that it ends: the clone detector asked twice about one neighbourhood.

Its index holds the changed files and the unchanged ones that may hold a copy of what changed; swapping the changed
files for what they were is the only step between the two questions. A copy is new when its unit stood in no relation
of this kind to any other member of its family before.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from debtscan.detectors import clones
from debtscan.detectors.class_statements import class_statements
from debtscan.gate.surroundings import Unchanged
from debtscan.model import Clone, CloneRecord, CodeFile, DivergenceRecord, Unit
from debtscan.scoring.alignment import Alignment, Spot, own_tokens, spot_at

_SAME, _EDITED, _ADDED = range(3)  # the order in which copies are kept
_FUNCTIONS = ("function", "method")
_NAMED_PLACES = 3

Files = Mapping[str, CodeFile]
Across = Callable[[Spot], Spot | None]


class _Found(NamedTuple):
    record: CloneRecord
    spot: Spot
    others: Sequence[Spot]  # the one to keep first


class Copies:
    def __init__(self, before: Files, after: Files, alignment: Alignment, unchanged: Unchanged) -> None:
        self._before = before
        self._after = after
        self._alignment = alignment
        self._unchanged = unchanged

    def new(self) -> list[CloneRecord]:
        return _fresh(self._now[0], self._then, self._alignment.before, self._is_changed)

    def ended(self) -> list[CloneRecord]:
        """Copies of the base that are none any more."""
        return _fresh(self._then, self._now[0], self._alignment.after, self._was_changed)

    def diverged(self) -> Iterator[DivergenceRecord]:
        """Functions edited in more than names while copies of them stay as they were."""
        partners: dict[Spot, set[Spot]] = {}
        for found in self._then if self._edited else ():
            if found.record.kind == "helper":
                for other in found.others:
                    partners.setdefault(found.spot, set()).add(other)
                    partners.setdefault(other, set()).add(found.spot)
        for spot, before in self._edited.items():
            left = sorted(other for other in partners.get(before, ()) if self._stays(other))
            if left:
                yield self._divergence(spot, left)

    @property
    def families(self) -> list[Clone]:
        """Of the neighbourhood, as it is."""
        return self._now[1]

    # ------------------------------------------------------------ which units changed
    def _is_changed(self, spot: Spot) -> bool:
        return spot.path in self._after and not self._alignment.is_same(spot)

    def _was_changed(self, spot: Spot) -> bool:
        after = self._alignment.after(spot)
        return after is None or self._is_changed(after)

    def _stays(self, spot: Spot) -> bool:
        return not self._was_changed(spot)

    @cached_property
    def _edited(self) -> dict[Spot, Spot]:
        """Functions that are not what they were, names apart -> what they were."""
        found = {}
        for spot in self._alignment.changed():
            before = self._alignment.before(spot)
            is_function = self._unit(self._after, spot).kind in _FUNCTIONS
            if before and is_function and not self._alignment.is_same_but_for_names(spot):
                found[spot] = before
        return found

    # ------------------------------------------------------------ asking the detector
    @cached_property
    def _neighbours(self) -> dict[str, CodeFile]:
        """The unchanged files that may hold a copy of what changed, as it was or as it is."""
        sides = ((self._after, self._alignment.changed()), (self._before, self._alignment.gone()))
        code = [(files[spot.path], own_tokens(files[spot.path], spot.unit)) for files, spots in sides for spot in spots]
        return {file.path: file for file in self._unchanged.neighbours(code)}

    @cached_property
    def _now(self) -> tuple[list[_Found], list[Clone]]:
        return self._asked(self._after, self._standing)

    @cached_property
    def _then(self) -> list[_Found]:
        return self._asked(self._before, lambda _path, _unit: _SAME)[0]

    def _asked(self, files: Files, standing: Callable[[str, Unit | None], int]) -> tuple[list[_Found], list[Clone]]:
        every = {**self._neighbours, **files}
        near = list(class_statements(file.facts for file in every.values()))
        classes = [*near, *self._unchanged.classes({name for name, _ in near})]
        around = clones.Surroundings(classes, self._unchanged.uses, standing)
        records, families = clones.measured(clones.CloneIndex(every.values()).families(around))
        found = [
            _Found(
                record,
                spot_at(every[record.path], record.start),
                [spot_at(every[place.path], place.start) for place in record.related],
            )
            for record in records
        ]
        return found, families

    def _standing(self, path: str, unit: Unit | None) -> int:
        if path not in self._after or unit is None:
            return _SAME
        spot = Spot(path, self._after[path].facts.units.index(unit))
        return _ADDED if self._alignment.is_added(spot) else _EDITED if self._is_changed(spot) else _SAME

    # ------------------------------------------------------------ saying what diverged
    def _divergence(self, spot: Spot, left: Sequence[Spot]) -> DivergenceRecord:
        file, unit = self._after[spot.path], self._unit(self._after, spot)
        files = {**self._neighbours, **self._before}
        places = [f"{other.path}:{self._unit(files, other).start}" for other in left]
        more = f" and {len(places) - _NAMED_PLACES} more" if len(places) > _NAMED_PLACES else ""
        return DivergenceRecord(
            path=file.path,
            start=unit.start,
            end=unit.end,
            symbol=f"{file.module}.{unit.name}".strip("."),
            key=unit.kind,
            name=unit.name.rpartition(".")[2],
            role=file.role,
            copies=len(left),
            places=", ".join(places[:_NAMED_PLACES]) + more,
        )

    @staticmethod
    def _unit(files: Files, spot: Spot) -> Unit:
        return files[spot.path].facts.units[spot.unit]


def _fresh(
    found: Sequence[_Found], there: Sequence[_Found], across: Across, is_changed: Callable[[Spot], bool]
) -> list[CloneRecord]:
    """Records that hold a changed unit, and none of whose relations was there on the other side."""
    known: Counter[frozenset[Spot | None]] = Counter()
    for each in there:
        known.update({frozenset((each.spot, other)) for other in each.others})
    fresh = []
    for each in found:
        if not (is_changed(each.spot) or is_changed(each.others[0])):
            continue
        here = across(each.spot)
        pairs = [frozenset((here, across(other))) for other in each.others]
        old = next((pair for pair in pairs if known[pair] > 0), None)
        if old is None:
            fresh.append(each.record)
        elif each.record.kind == "block":
            known[old] -= 1  # a second block between the same two units is new
    return fresh
