"""A commit -> the copies that it makes and ends, as the gate judges it, asked only where there may be some.

A copy is news when three tenths of it are (gate.copies), so only units are asked about that a commit wrote some tokens
of; which other units may be the same code is told by what they share with these (gate.shelf). The detector then sees
those units alone, not their files.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from debtscan.detectors.clone_descriptions import is_described
from debtscan.detectors.clone_limits import LIMITS
from debtscan.detectors.clone_noise import is_test_case
from debtscan.detectors.clone_part import parts
from debtscan.detectors.clone_prints import printed_among
from debtscan.detectors.clone_stream import Flags
from debtscan.gate.alone import Near
from debtscan.gate.copies import LEAST_NOVELTY, Copies, Files
from debtscan.gate.shelf import Place, Shelf, Shelved, group
from debtscan.model import CodeFile, Unit
from debtscan.records import CloneRecord
from debtscan.scoring.alignment import Alignment, Spot

_FUNCTIONS = ("function", "method")
_ROUGHNESS = 0.8  # of the share that must be new: parentheses, which formatters add and drop, count here
_LEAST_PART = 0.7  # of the smallest copy, likewise

Step = Callable[[Spot], Spot | None]
Ask = Callable[[str, Unit | None], bool]


class Told(NamedTuple):
    new: Sequence[CloneRecord] = ()
    ended: Sequence[CloneRecord] = ()


class _Around:
    def __init__(self, near: Near, shelf: Shelf) -> None:
        self.classes = near.classes
        self.uses = cache(shelf.uses)


class Copybook:
    """What `shelf` and `near` hold is the code base as it was, without the changed files."""

    def __init__(self, shelf: Shelf, near: Near, code: Callable[[CodeFile], Shelved | None]) -> None:
        """`code` gives what is to be shelved of a file."""
        self._shelf = shelf
        self._near = near
        self._code = code

    def told(
        self,
        before: Files,
        after: Files,
        alignment: Alignment,
        owing: Collection[Spot],
        modules: Mapping[str, str],
    ) -> Told:
        """`owing` are the units of the base that hold a copy, or are what another one is a copy of."""
        written = _looked_through(after, alignment.changed, alignment.written)
        lost = _looked_through(before, sorted(set(owing).intersection(alignment.gone)), alignment.unwritten)
        if not written and not lost:
            return Told()
        here, there = _Likes(self._shelf, after, self._code), _Likes(self._shelf, before, self._code)
        here.ask(written, alignment)
        there.ask(lost)
        asked = here.chosen & written.keys()
        if not asked and not lost:
            return Told()
        back = partial(_across, before, alignment.before, alignment.after, alignment.gone)
        forth = partial(_across, after, alignment.after, alignment.before, alignment.changed)
        was, now = there.chosen | lost.keys(), here.chosen
        copies = Copies(
            _parts(before, was | back(now)),
            _parts(after, now | forth(was)),
            alignment,
            _Around(self._near, self._shelf),
            lambda: self._shelf.parts({*here.places, *there.places}, modules),
            (_asked(before, lost.keys() | back(asked)), _asked(after, asked | forth(lost))),
        )
        return Told(copies.new() if asked else (), copies.ended() if lost else ())


class _Likes:
    """The units that may be copies of units of one side: in the changed files, and elsewhere."""

    def __init__(self, shelf: Shelf, files: Files, code: Callable[[CodeFile], Shelved | None]) -> None:
        self._shelf = shelf
        self._files = files
        self._code = code
        self.chosen: set[Spot] = set()
        self.places: set[Place] = set()

    def ask(self, parts: Mapping[Spot, Flags], alignment: Alignment | None = None) -> None:
        """About some tokens of units; what the alignment says was added is known by its description, too."""
        own = Shelf()
        for path, file in self._files.items() if parts else ():
            own.put(path, self._code(file))
        by_path: defaultdict[str, list[Spot]] = defaultdict(list)
        for spot in parts:
            by_path[spot.path].append(spot)
        for path, spots in by_path.items():
            file = self._files[path]
            for spot, prints in zip(spots, printed_among(file.facts, map(parts.__getitem__, spots)), strict=True):
                unit = file.facts.units[spot.unit]
                names = [unit.name] if alignment and alignment.is_added(spot) and is_described(unit) else []
                places = {*self._shelf.like(prints, file.role), *self._shelf.namesakes(names)}
                others = {Spot(*place) for place in (*own.like(prints, file.role), *own.namesakes(names))} - {spot}
                self.places |= places
                if places or others:
                    self.chosen |= {spot, *others}


def _looked_through(
    files: Files, spots: Iterable[Spot], new: Callable[[Spot, float, int], Flags | None]
) -> dict[Spot, Flags]:
    found = {}
    for spot in spots:
        least = _least(files[spot.path], files[spot.path].facts.units[spot.unit])
        tokens = new(spot, LEAST_NOVELTY * _ROUGHNESS, least) if least else None
        if tokens is not None:
            found[spot] = tokens
    return found


def _least(file: CodeFile, unit: Unit) -> int:
    """How many tokens of a unit a copy has at least; 0 where there can be none."""
    number = group(file.role)
    limits = LIMITS[number - 1]
    if not number or (is_test_case(unit) and not limits.test_cases):
        return 0
    if is_described(unit):
        return 1
    is_function = unit.kind in _FUNCTIONS
    size = min(limits.helper_tokens, limits.block_tokens) if is_function else limits.block_tokens
    return 0 if unit.tokens[1] - unit.tokens[0] < size else int(_LEAST_PART * size)


def _across(files: Files, there: Step, back: Step, others: Iterable[Spot], spots: Collection[Spot]) -> set[Spot]:
    """What units are on the other side, and what there is a part of them."""
    found = {other for spot in spots if (other := there(spot)) and other.path in files}
    return found | {other for other in others if back(other) in spots}


def _parts(files: Files, spots: Iterable[Spot]) -> dict[str, CodeFile]:
    return {file.path: file for file in parts(files.__getitem__, spots)}


def _asked(files: Files, spots: Iterable[Spot]) -> Ask:
    units = ((spot.path, files[spot.path].facts.units[spot.unit]) for spot in spots)
    names = {(path, unit.name, unit.start) for path, unit in units}
    return lambda path, unit: unit is not None and (path, unit.name, unit.start) in names
