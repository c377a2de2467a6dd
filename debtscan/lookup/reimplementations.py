"""Added functions, the live code base and the index in, what is there already out: `reimplemented-helper` for a gate.

The conditions are those of the scan, and so are the figures, which are of all live functions. The cost grows with the
number of added functions and with how many others use their words; the rest of the code base is not looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from debtscan.detectors.lexical_candidates import ROLES, Candidate, candidates
from debtscan.detectors.lexical_index import Nearest
from debtscan.detectors.lexical_ranking import bag
from debtscan.detectors.reimplementation import LEAST_OVERLAP, NEIGHBOURS, is_asked, measure_added
from debtscan.lookup.index import fill
from debtscan.lookup.lexicon import Lexicon, Load, Neighbours, Spot, loaded
from debtscan.model import Clone, CodeFile, ReimplementationRecord, Settings, Unit
from debtscan.sources import SourceFile
from debtscan.sources.roles import role
from debtscan.store import Store
from debtscan.store.postings import Postings, Terms

# Of the asked function's information. The best one must share twice as much to be a double; a runner-up that is not
# heard of, for it shares less than this, would take less from the lead of the best than any bar could tell.
_HEARD_OF = LEAST_OVERLAP / 2


class Surroundings(NamedTuple):
    """The code base without the changed files. `ids` are those of the facts of their blobs in the store."""

    files: Iterable[SourceFile]
    ids: Mapping[str, int]
    settings: Settings
    store: Store
    load: Load

    def functions(self) -> "tuple[Postings, dict[int, list[str]]]":
        """The index, and the sorted paths by the ids of facts of all files whose functions may be used again."""
        offered = [file for file in sorted(self.files) if self._is_offered(file.path, ()) and file.blob in self.ids]
        fill(self.store, {file.blob: self.ids[file.blob] for file in offered})
        postings = Postings(self.store)
        marks = postings.marks()  # by which a file can be no more than left out
        live: dict[int, list[str]] = defaultdict(list)
        for file in offered:
            number = self.ids[file.blob]
            if number not in marks or self._is_offered(file.path, marks[number]):
                live[number].append(file.path)
        return postings, live

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
    neighbourhood = _explored(known, asked, around)  # extends what is known
    return list(measure_added(known, asked, neighbourhood, families, changed))


class _Neighbourhood(NamedTuple):
    """What the detector asks for, found beforehand."""

    lexicon: Lexicon
    found: Mapping[int, Nearest]

    @property
    def size(self) -> int:
        return self.lexicon.size

    def commonness(self, term: str) -> int:
        return self.lexicon.commonness(term)

    def nearest(self, asked: Sequence[int], most: int) -> Iterator[Nearest]:
        for number in asked:
            own, others = self.found[number]
            yield Nearest(own, others[:most])


def _explored(known: list[Candidate], asked: Sequence[int], around: Surroundings) -> _Neighbourhood:
    """Adds to the known functions those near the ones asked about."""
    bags = [bag(each.fields) for each in known]
    lexicon = Lexicon(*around.functions(), _by_path(known, bags))
    lexicon.learn(chain.from_iterable(bags[number] for number in asked))
    # One more than is compared, for a function is always near itself.
    near = {number: lexicon.nearest(bags[number], NEIGHBOURS + 1, _HEARD_OF) for number in asked}
    numbers = {(each.file.path, each.number): number for number, each in enumerate(known)}
    spots = {each.spot for found in near.values() for each in found.others} - numbers.keys()
    for spot, each in loaded(spots, around.load).items():
        numbers[spot] = len(known)
        known.append(each)
    lexicon.learn(chain.from_iterable(bag(each.fields) for each in known[len(bags) :]))
    return _Neighbourhood(lexicon, {number: _numbered(found, numbers, number) for number, found in near.items()})


def _by_path(known: Sequence[Candidate], bags: Sequence[Terms]) -> dict[str, dict[int, Terms]]:
    found: dict[str, dict[int, Terms]] = defaultdict(dict)
    for each, terms in zip(known, bags, strict=True):
        found[each.file.path][each.number] = terms
    return found


def _numbered(found: Neighbours, numbers: Mapping[Spot, int], itself: int) -> Nearest:
    others = [(numbers[spot], score) for spot, score in found.others if spot in numbers]
    return Nearest(found.own, tuple((number, score) for number, score in others if number != itself))
