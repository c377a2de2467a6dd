"""The copies that a change makes and those that it ends: the clone detector asked twice about one neighbourhood.

Its index holds the changed files and the unchanged ones that may hold a copy of what changed; swapping the changed
files for what they were is the only step between the two questions. A copy is new when its unit stood in no relation
of this kind to any other member of its family before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from debtscan.detectors.class_statements import class_statements
from debtscan.gate.surroundings import Unchanged
from debtscan.model import Clone, CodeFile, Unit
from debtscan.records import CloneRecord, DivergenceRecord
from debtscan.scoring.alignment import Alignment, Spot, nameless, own_tokens, spot_at

_SAME, _EDITED, _ADDED = range(3)  # the order in which copies are kept
LEAST_NOVELTY = 0.3  # of a copy's tokens: below, it is old code that an edit made a little more like other old code
_FUNCTIONS = ("function", "method")
_NAMED_PLACES = 3

Files = Mapping[str, CodeFile]
Asked = Callable[[str, Unit | None], bool]  # path and unit
Standing = Callable[[str, Unit | None], int]
Across = Callable[[Spot], Spot | None]


class _Found(NamedTuple):
    record: CloneRecord
    spot: Spot
    others: Sequence[Spot]  # the one to keep first


class Around(Protocol):
    """What a change leaves as it is."""

    def classes(self, names: Iterable[str]) -> Sequence[tuple[str, str]]:
        """Names and signatures of these classes, of all that they inherit from and of all that inherit from them."""

    def uses(self, name: str) -> int:
        """How many files refer to a name."""


class Copies:
    """`neighbours` are the unchanged files that may hold a copy of what changed, as it was or as it is. `asked` are the
    units that copies are asked of, of the one and of the other side; None: all."""

    def __init__(
        self,
        before: Files,
        after: Files,
        alignment: Alignment,
        around: Around,
        neighbours: Callable[[], Sequence[CodeFile]],
        asked: tuple[Asked, Asked] | tuple[None, None] = (None, None),
    ) -> None:
        self._before = before
        self._after = after
        self._alignment = alignment
        self._around = around
        self._near = neighbours
        self._asked_of = asked

    def new(self) -> list[CloneRecord]:
        now, to = self._now[0], self._alignment
        return _Side(
            self._after, self._before, now, self._there, to.before, to.origin, to.one, self._is_changed
        ).fresh()

    def ended(self) -> list[CloneRecord]:
        """Copies of the base that are none any more."""
        to = self._alignment
        if not to.gone:
            return []  # what is only added ends nothing
        then, now = self._then, self._now[0]
        return _Side(
            self._before, self._after, then, lambda: now, to.after, to.one, to.origin, self._was_changed
        ).fresh()

    def _there(self) -> Sequence[_Found]:
        """Asked only where something looks new: most changes copy nothing."""
        return self._then

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
        """Functions that are not what they were, names apart -> what they were. What gave a part away is not told."""
        found = {}
        for spot in self._alignment.changed:
            before = self._alignment.before(spot)
            is_function = self._unit(self._after, spot).kind in _FUNCTIONS
            is_whole = not self._alignment.is_divided(spot)
            if before and is_function and is_whole and not self._alignment.is_same_but_for_names(spot):
                found[spot] = before
        return found

    # ------------------------------------------------------------ asking the detector
    @cached_property
    def _neighbours(self) -> dict[str, CodeFile]:
        return {file.path: file for file in self._near()}

    @cached_property
    def _now(self) -> tuple[list[_Found], list[Clone]]:
        return self._asked(self._after, self._standing, self._asked_of[1])

    @cached_property
    def _then(self) -> list[_Found]:
        return self._asked(self._before, self._former_standing, self._asked_of[0])[0]

    def _asked(self, files: Files, standing: Standing, asked: Asked | None) -> tuple[list[_Found], list[Clone]]:
        if not self._alignment.changed and not self._alignment.gone:
            return [], []  # as most edits of comments; nothing else is loaded for them
        from debtscan.detectors import clones

        every = {**self._neighbours, **files}
        near = list(class_statements(file.facts for file in every.values()))
        classes = [*near, *self._around.classes({name for name, _ in near})]
        around = clones.Surroundings(classes, self._around.uses, standing, asked)
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

    def _former_standing(self, path: str, unit: Unit | None) -> int:
        if path not in self._before or unit is None:
            return _SAME
        return _EDITED if self._was_changed(Spot(path, self._before[path].facts.units.index(unit))) else _SAME

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


def neighbours(before: Files, after: Files, alignment: Alignment, unchanged: Unchanged) -> Sequence[CodeFile]:
    """The unchanged files that may hold a copy of what changed, as the store knows them."""
    sides = ((after, alignment.changed), (before, alignment.gone))
    code = [(files[spot.path], own_tokens(files[spot.path], spot.unit)) for files, spots in sides for spot in spots]
    return [*unchanged.neighbours(code), *unchanged.namesakes(_described(after, alignment))]


def _described(after: Files, alignment: Alignment) -> Iterator[str]:
    """Names of new functions that a description may tell to be copies."""
    from debtscan.detectors.clone_descriptions import is_described

    for spot in alignment.changed:
        unit = after[spot.path].facts.units[spot.unit]
        if is_described(unit) and alignment.is_added(spot):
            yield unit.name


class _Side(NamedTuple):
    """What is asked about, against what there is on the other side; `across` leads there.

    `one` and `other_one` give what a unit of this and of the other side has in common with those it is one with.
    """

    files: Files
    others: Files
    found: Sequence[_Found]
    there: Callable[[], Sequence[_Found]]
    across: Across
    one: Across
    other_one: Across
    is_changed: Callable[[Spot], bool]

    def fresh(self) -> list[CloneRecord]:
        """Records that hold a changed unit, and none of whose relations was there on the other side."""
        news = [each for each in self.found if each.spot.path in self.files and self._is_news(each)]
        known: Counter[frozenset[Spot | None]] = Counter()
        for each in self.there() if news else ():
            known.update(self._pairs(each, self.other_one))
        fresh = []
        for each in news:
            old = next((pair for pair in self._pairs(each, self.one) if known[pair] > 0), None)
            if old is None:
                fresh.append(each.record)
            elif each.record.kind == "block":
                known[old] -= 1  # a second block between the same two units is new
        return fresh

    @staticmethod
    def _pairs(each: _Found, one: Across) -> list[frozenset[Spot | None]]:
        return list(dict.fromkeys(frozenset((one(each.spot), one(other))) for other in each.others))

    def _is_news(self, each: _Found) -> bool:
        """Much of the copy, or of what it is a copy of, was written in this change."""
        record, keep = each.record, each.record.related[0]
        places = ((each.spot, record.start, record.end), (each.others[0], keep.start, keep.end))
        return any(
            self.is_changed(spot) and self._novelty(spot, start, end) >= LEAST_NOVELTY for spot, start, end in places
        )

    def _novelty(self, spot: Spot, start: int, end: int) -> float:
        """The share of these lines' tokens that the unit did not have, names apart, in this order."""
        from rapidfuzz.distance import LCSseq

        other = self.across(spot)
        if other is None:
            return 1.0
        mine = nameless(self.files[spot.path], start, end)
        unit = self.others[other.path].facts.units[other.unit]
        return 1 - LCSseq.similarity(mine, nameless(self.others[other.path], unit.start, unit.end)) / max(len(mine), 1)
