"""Both sides of a change -> the places where it writes out anew what a helper of the code base is for, or no longer.

Only helpers of the code base as it was count, and only while they are there. The rows name those that may stand among
the tokens of what changed; other files are read when one does.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from debtscan.detectors.convention_ballots import JUDGED
from debtscan.detectors.helper_templates import beside_tokens, templates, written_out
from debtscan.detectors.reinvention import Helper, apart, record, use
from debtscan.facts.places import unit_at
from debtscan.gate.surroundings import Unchanged
from debtscan.model import CodeFile
from debtscan.records import ConventionRecord
from debtscan.scoring.alignment import Alignment, Spot, own_tokens

_MOST_FILES = 200  # that are read to see whether a helper is the usual way

Files = Mapping[str, CodeFile]
Across = Callable[[Spot], Spot]


class _Place(NamedTuple):
    spot: Spot
    line: int


class Reinvention:
    def __init__(self, sides: tuple[Files, Files], alignment: Alignment, unchanged: Unchanged) -> None:
        self._before, self._after = sides
        self._alignment = alignment
        self._unchanged = unchanged
        self._found = [
            (helper, list(_places(helper, self._before)), list(_places(helper, self._after)))
            for helper in self._helpers()
        ]

    def begun(self) -> list[ConventionRecord]:
        one, origin = self._alignment.one, self._origin
        alone = ((helper, _only(now, origin, was, one)) for helper, was, now in self._found)
        return apart([record for helper, lines in alone for record in self._records(helper, lines, self._after)])

    def ended(self) -> list[ConventionRecord]:
        one, origin = self._alignment.one, self._origin
        alone = ((helper, _only(was, one, now, origin)) for helper, was, now in self._found)
        return apart([record for helper, lines in alone for record in self._records(helper, lines, self._before)])

    def _origin(self, spot: Spot) -> Spot:
        return self._alignment.origin(spot) or Spot(spot.path, -1 - spot.unit)  # a unit of one side is like no other

    def _helpers(self) -> Iterator[Helper]:
        tokens = _tokens(self._after, self._alignment.changed) | _tokens(self._before, self._alignment.gone)
        if not tokens:
            return
        yield from (each for each in self._unchanged.helpers(tokens) if each.template.anchors <= tokens)
        for path, file in self._before.items():
            left = {each.pattern for each in templates(self._after[path].facts)} if path in self._after else set()
            if file.role == "production" and file.module:
                for each in templates(file.facts):
                    if each.anchors <= tokens and each.pattern in left:
                        yield Helper(path, file.module, each)

    def _records(self, helper: Helper, lines: Mapping[str, list[int]], side: Files) -> Iterator[ConventionRecord]:
        if not lines:
            return
        around = self._unchanged.mentioning({helper.template.name}, _MOST_FILES)
        copying = self._unchanged.mentioning(set(helper.template.names), _MOST_FILES)
        if around is None or copying is None:  # nobody would miss one call among so many
            return
        files = {file.path: file for file in (*around, *copying, *self._before.values()) if file.role in JUDGED}
        uses = [use(helper, file) for _, file in sorted(files.items())]
        for path, found in sorted(lines.items()):
            if record_of := record(helper, side[path], found, uses, self._module):
                yield record_of

    def _module(self, name: str) -> CodeFile | None:
        return next((file for file in self._after.values() if file.module == name), None) or self._unchanged.of_module(
            name
        )


def _tokens(files: Files, spots: Iterable[Spot]) -> frozenset[int]:
    """Of these units, the ones inside them apart."""
    found = set[int]()
    for spot in spots:
        tokens = array("I", files[spot.path].facts.tokens)
        for low, high in own_tokens(files[spot.path], spot.unit):
            found.update(tokens[low:high])
        found.update(beside_tokens(files[spot.path].facts))
    return frozenset(found)


def _places(helper: Helper, files: Files) -> Iterator[_Place]:
    for path, file in files.items():
        if file.role not in JUDGED or path == helper.path:
            continue
        for line in written_out(helper.template, file.facts):
            yield _Place(Spot(path, unit_at(file.facts.units, line)), line)


def _only(here: list[_Place], mine: Across, there: list[_Place], its: Across) -> dict[str, list[int]]:
    """The lines by path of what is on the one side and not on the other."""
    known = Counter(its(each.spot) for each in there)
    alone = []
    for each in here:
        if known[mine(each.spot)]:
            known[mine(each.spot)] -= 1
        else:
            alone.append(each)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for each in alone[known.total() :]:  # as many stood in other units before
        found[each.spot.path].append(each.line)
    return found
