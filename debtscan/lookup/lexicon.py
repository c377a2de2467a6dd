"""The functions that are live, out of all that the postings hold: how common a term is among them, and who is near.

Live are the functions of the facts that the caller names, at the paths that it names, and those of files that are in no
index, such as the changed ones of a commit. All figures (how many functions, how long, how many hold a term) are theirs
alone, so an answer does not depend on what else a cache holds. A blob that lies at several paths is counted once and
found at each of them.

Nothing of a score is approximated. A caller may only choose not to hear of functions that share little.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from math import fsum
from typing import NamedTuple

from debtscan.detectors.lexical_candidates import Candidate, candidate
from debtscan.detectors.lexical_ranking import MOST_SATURATED, rarity, saturated
from debtscan.model import CodeFile
from debtscan.store.postings import FIGURES, UNIT_SHIFT, UNSTORED, Postings, Terms, entries, length, place, weight

Spot = tuple[str, int]  # path of a file, and a function's number within its units
Load = Callable[[Collection[str]], Iterable[CodeFile]]  # paths -> the files there, with their facts


class Near(NamedTuple):
    spot: Spot
    score: float


class Neighbours(NamedTuple):
    """`own` is what a function scores that has all that is asked for; the others are sorted, best first."""

    own: float
    others: Sequence[Near]


def grouped(places: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    """The paths by the ids of their facts, each sorted."""
    found: dict[int, list[str]] = defaultdict(list)
    for facts, path in sorted(places):
        found[facts].append(path)
    return found


def loaded(spots: Collection[Spot], load: Load) -> dict[Spot, Candidate]:
    """The functions there; those that are not there any more are left out."""
    files = {file.path: file for file in load(sorted({path for path, _ in spots}))}
    return {
        (path, number): candidate(files[path], number)
        for path, number in sorted(spots)
        if path in files and number < len(files[path].facts.units)
    }


class _Weighed(NamedTuple):
    term: str
    weight: float  # by which a function's saturated count counts
    saturation: float  # of the asked function's own count
    most: float  # that it can add to a score


class _Saturated(dict[int, float]):
    """Weight and length of an entry -> how much its term counts. The same few come again and again."""

    def __init__(self, mean_length: float) -> None:
        self._mean = mean_length

    def __missing__(self, figures: int) -> float:
        found = self[figures] = saturated(weight(figures), length(figures), self._mean)
        return found


class Lexicon:
    def __init__(
        self,
        postings: Postings,
        live: Mapping[int, Sequence[str]],
        unindexed: Mapping[str, Mapping[int, Terms]] | None = None,
    ) -> None:
        """`live`: sorted paths by the ids of facts; `unindexed`: path -> number of a function -> its terms."""
        self._postings = postings
        self._live = live
        self._unindexed: dict[int, str] = {}
        self._fresh: dict[str, array[int]] = {}
        self._held: dict[str, array[int]] = {}
        self.size, lengths = postings.figures(live)  # how many functions are live
        for file, (path, functions) in enumerate(sorted((unindexed or {}).items()), UNSTORED):
            self._unindexed[file] = path
            self.size += len(functions)
            lengths += fsum(sum(terms.values()) for terms in functions.values())
            for term, entry in entries(file, functions):
                self._fresh.setdefault(term, array("Q")).append(entry)
        self._mean = lengths / (self.size or 1)
        self._saturated = _Saturated(self._mean)

    def learn(self, terms: Iterable[str]) -> None:
        """Makes ready for questions about these terms: one question to the store instead of many."""
        new = set(terms).difference(self._held)
        stored, none = self._postings.holders(new, self._live) if new else {}, array("Q")
        for term in new:
            self._held[term] = stored.get(term, none) + self._fresh.get(term, none)

    def commonness(self, term: str) -> int:
        """In how many functions a term occurs."""
        self.learn([term])
        return len(self._held[term])

    def nearest(self, terms: Terms, most: int, least_share: float = 0.0) -> Neighbours:
        """Those that share most information with these terms; equals in the order of their places.

        One that shares less than `least_share` of it may be missing, so that the longest postings, those of common
        terms, need not be weighed for everybody: only for those that share rarer terms.
        """
        self.learn(terms)
        asked = [self._weighed(term, count, sum(terms.values())) for term, count in terms.items()]
        asked.sort(key=lambda each: (-each.most, each.term))
        own = fsum(each.weight * each.saturation for each in asked)
        left = fsum(each.most for each in asked)
        sums: dict[int, float] = {}
        its = self._saturated
        for each in asked:
            is_open = left >= least_share * own  # those that share none of the terms so far can still share enough
            for entry in self._held[each.term]:
                unit = entry >> UNIT_SHIFT
                if is_open or unit in sums:
                    sums[unit] = sums.get(unit, 0.0) + each.weight * its[entry & FIGURES]
            left -= each.most
        return Neighbours(own, self._placed(sums, most))

    def own(self, terms: Terms) -> float:
        """The score of one that has all of these terms."""
        self.learn(terms)
        length = sum(terms.values())
        return fsum(each.weight * each.saturation for each in (self._weighed(*item, length) for item in terms.items()))

    def _weighed(self, term: str, count: float, length: float) -> _Weighed:
        occurring = len(self._held[term])
        rare = rarity(occurring, self.size) if occurring else rarity(0, self.size) / 2
        saturation = saturated(count, length, self._mean)
        return _Weighed(term, rare * saturation, saturation, rare * saturation * MOST_SATURATED)

    def _placed(self, sums: Mapping[int, float], most: int) -> list[Near]:
        least = min(nlargest(most, sums.values()), default=0.0)
        found = [
            Near((path, number), score)
            for unit, score in sums.items()
            if score >= least
            for facts, number in [place(unit << UNIT_SHIFT)]
            for path in ([self._unindexed[facts]] if facts in self._unindexed else self._live[facts])
        ]
        return sorted(found, key=lambda near: (-near.score, near.spot))[:most]
