"""Added functions, the live code base and the index in, what is there already out: `reimplemented-helper` for a gate.

The conditions are those of the scan, and so are the figures, which are of all live functions. The cost grows with the
number of added functions and with how many others use their words; the rest of the code base is not looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from debtscan.detectors.lexical_candidates import Candidate, candidates
from debtscan.detectors.lexical_index import Nearest
from debtscan.detectors.lexical_ranking import bag
from debtscan.detectors.reimplementation import NEIGHBOURS, is_asked, measure_added
from debtscan.lookup.lexicon import Lexicon, Load, Neighbours, Spot, loaded
from debtscan.model import Clone, CodeFile, ReimplementationRecord, Unit
from debtscan.store.postings import Postings, Terms


class Surroundings(NamedTuple):
    """The code base without the changed files. `live` maps the ids of facts to their sorted paths; they are those of
    files whose functions may be used again (`lexical_candidates.ROLES`), and all are in the index (`index.fill`)."""

    live: Mapping[int, Sequence[str]]
    postings: Postings
    load: Load


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
    lexicon = Lexicon(around.postings, around.live, _by_path(known, bags))
    lexicon.learn(chain.from_iterable(bags[number] for number in asked))
    # One more than is compared, for a function is always near itself.
    near = {number: lexicon.nearest(bags[number], NEIGHBOURS + 1) for number in asked}
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
