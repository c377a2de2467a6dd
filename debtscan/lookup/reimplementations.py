"""Added functions, the live code base and the index in, what is there already out: `reimplemented-helper` for a gate.

The conditions are those of the scan, and so are the figures, which are of all live functions. The cost grows with the
number of added functions and with how many others use their words; the rest of the code base is not looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from debtscan.detectors.lexical_candidates import ROLES, Candidate, candidates
from debtscan.detectors.lexical_index import Nearest
from debtscan.detectors.lexical_ranking import bag
from debtscan.detectors.reimplementation import (
    LEAST_OVERLAP,
    NEIGHBOURS,
    Added,
    can_be_doubles,
    is_asked,
    measure_added,
)
from debtscan.lookup.index import fill
from debtscan.lookup.lexicon import Lexicon, Load, Spot, grouped, loaded
from debtscan.model import Clone, CodeFile, Settings, Unit
from debtscan.records import ReimplementationRecord
from debtscan.sources import SourceFile
from debtscan.sources.roles import role
from debtscan.store import Store
from debtscan.store.postings import Postings, Terms

# Of the asked function's information. The best one must share twice as much to be a double; a runner-up that is not
# heard of, for it shares less than this, would take less from the lead of the best than any bar could tell.
_HEARD_OF = LEAST_OVERLAP / 2
# Of those near an added function, that are asked in turn whether it is the nearest to them. With 3, one double of 34 in
# Django was not found that a scan finds; with 16, none more than with 6.
_TURNED = 6


class Surroundings(NamedTuple):
    """The code base without the changed files. `ids` are those of the facts of their blobs in the store."""

    files: Iterable[SourceFile]
    ids: Mapping[str, int]
    settings: Settings
    store: Store
    load: Load

    def functions(self) -> "tuple[Postings, dict[int, list[str]]]":
        """The index, and the paths by the ids of facts of all files whose functions may be used again."""
        found = [file for file in self.files if file.blob in self.ids and self._is_offered(file.path, ())]
        fill(self.store, {file.blob: self.ids[file.blob] for file in found})
        postings = Postings(self.store)
        marks = postings.marks()  # by which a file can be no more than left out
        offered = ((self.ids[file.blob], file.path) for file in found)
        return postings, grouped(
            (number, path) for number, path in offered if number not in marks or self._is_offered(path, marks[number])
        )

    def _is_offered(self, path: str, marks: Sequence[str]) -> bool:
        return role(path, marks, self.settings) in ROLES


def reimplementations(
    added: Iterable[tuple[CodeFile, Unit]],
    changed: Sequence[CodeFile],
    around: Surroundings,
    families: Sequence[Clone] = (),
) -> list[ReimplementationRecord]:
    """`changed`: the changed files as they are now, the added functions among theirs; `families`: the copies that are
    spoken of already."""
    known = list(candidates(changed))
    numbers = {(each.file.path, each.unit.start, each.unit.name): number for number, each in enumerate(known)}
    wanted = [(file.path, unit.start, unit.name) for file, unit in added if is_asked(unit)]
    asked = sorted(numbers[place] for place in wanted if place in numbers)
    if not asked:
        return []
    near = _Neighbourhood(known, around)
    near.explore(asked, _TURNED)
    turned = near.turned()
    near.explore(turned, NEIGHBOURS)
    return list(measure_added(Added(known, asked, turned, changed), near, families))


class _Neighbourhood:
    """What the detector asks for, found beforehand; functions that turn out to be near are added to those known."""

    def __init__(self, known: list[Candidate], around: Surroundings) -> None:
        self._known = known
        self._numbers = {(each.file.path, each.number): number for number, each in enumerate(known)}
        self._bags: list[Terms] = [bag(each.fields) for each in known]
        self._load = around.load
        self._lexicon = Lexicon(*around.functions(), self._by_path())
        self._found: dict[int, Nearest] = {}

    def _by_path(self) -> dict[str, dict[int, Terms]]:
        found: dict[str, dict[int, Terms]] = defaultdict(dict)
        for each, terms in zip(self._known, self._bags, strict=True):
            found[each.file.path][each.number] = terms
        return found

    @property
    def size(self) -> int:
        return self._lexicon.size

    def commonness(self, term: str) -> int:
        return self._lexicon.commonness(term)

    def nearest(self, asked: Sequence[int], most: int) -> Iterator[Nearest]:
        for number in asked:
            own, others = self._found[number]
            yield Nearest(own, others[:most])

    def explore(self, asked: Sequence[int], most: int) -> None:
        """Finds the nearest of each."""
        self._lexicon.learn(chain.from_iterable(self._bags[number] for number in asked))
        # One more, for a function is always near itself.
        near = {number: self._lexicon.nearest(self._bags[number], most + 1, _HEARD_OF) for number in asked}
        self._enter({each.spot for found in near.values() for each in found.others} - self._numbers.keys())
        for number, (own, others) in near.items():
            placed = ((self._numbers[spot], score) for spot, score in others if spot in self._numbers)
            self._found[number] = Nearest(own, tuple(each for each in placed if each[0] != number))

    def _enter(self, spots: Collection[Spot]) -> None:
        for spot, each in loaded(spots, self._load).items():
            self._numbers[spot] = len(self._known)
            self._known.append(each)
            self._bags.append(bag(each.fields))

    def turned(self) -> list[int]:
        """The others to which one of those explored could be the nearest, and near enough: a scan asks them too."""
        scores: dict[int, float] = {}
        for number, found in self._found.items():
            for other, score in found.others:
                if other not in self._found and can_be_doubles(self._known[number], self._known[other]):
                    scores[other] = max(score, scores.get(other, 0.0))
        self._lexicon.learn(chain.from_iterable(self._bags[other] for other in scores))
        return sorted(
            other for other, score in scores.items() if score >= LEAST_OVERLAP * self._lexicon.own(self._bags[other])
        )
