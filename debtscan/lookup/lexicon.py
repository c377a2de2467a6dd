"""The functions that are live, out of all that the postings hold: how common a term is among them, and who is near.

Live are the functions of the facts that the caller names, at the paths that it names, and those of files that are in no
index, such as the changed ones of a commit. All figures (how many functions, how long, how many hold a term) are theirs
alone, so an answer does not depend on what else a cache holds. A blob that lies at several paths is counted once and
found at each of them.

Nothing is approximated: every posting of every term is added up. On Django's 9,000 functions an average function
meets 5,000 postings.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from math import fsum
from typing import NamedTuple

from debtscan.detectors.lexical_candidates import Candidate, candidate
from debtscan.detectors.lexical_ranking import rarity, saturated
from debtscan.model import CodeFile
from debtscan.store.postings import Postings, Terms, unit_id, unit_place

Held = Sequence[tuple[int, float]]  # functions with a term's weight in each
Spot = tuple[str, int]  # path of a file, and a function's number within its units
Load = Callable[[Collection[str]], Iterable[CodeFile]]  # paths -> the files there, with their facts


class Near(NamedTuple):
    spot: Spot
    score: float


class Neighbours(NamedTuple):
    """`own` is what a function scores that has all that is asked for; the others are sorted, best first."""

    own: float
    others: Sequence[Near]


def loaded(spots: Collection[Spot], load: Load) -> dict[Spot, Candidate]:
    """The functions there; those that are not there any more are left out."""
    files = {file.path: file for file in load(sorted({path for path, _ in spots}))}
    return {
        (path, number): candidate(files[path], number)
        for path, number in sorted(spots)
        if path in files and number < len(files[path].facts.units)
    }


class Lexicon:
    def __init__(
        self,
        postings: Postings,
        live: Mapping[int, Sequence[str]],
        unindexed: Mapping[str, Mapping[int, Terms]] | None = None,
    ) -> None:
        """`live`: sorted paths by the ids of facts; `unindexed`: path -> number of a function -> its terms."""
        self._postings = postings
        self._paths = dict(live)
        self._lengths = postings.lengths(live)
        self._fresh: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for file, (path, functions) in enumerate(sorted((unindexed or {}).items()), 1):
            self._paths[-file] = (path,)  # facts that have a row have a positive id
            for number, terms in functions.items():
                self._enter(unit_id(-file, number), terms)
        self._mean = fsum(self._lengths.values()) / (len(self._lengths) or 1)
        self._held: dict[str, Held] = {}

    def _enter(self, unit: int, terms: Terms) -> None:
        self._lengths[unit] = sum(terms.values())
        for term, weight in terms.items():
            self._fresh[term].append((unit, weight))

    @property
    def size(self) -> int:
        """How many functions are live."""
        return len(self._lengths)

    def learn(self, terms: Iterable[str]) -> None:
        """Makes ready for questions about these terms: one question to the store instead of many."""
        new = set(terms).difference(self._held)
        lengths, stored = self._lengths, self._postings.holders(new)
        for term in new:
            held = [entry for entry in stored.get(term, ()) if entry[0] in lengths]
            self._held[term] = held + self._fresh.get(term, [])

    def commonness(self, term: str) -> int:
        """In how many functions a term occurs."""
        self.learn([term])
        return len(self._held[term])

    def nearest(self, terms: Terms, most: int) -> Neighbours:
        """Those that share most information with these terms; equals in the order of their places."""
        self.learn(terms)
        length, mean, lengths = sum(terms.values()), self._mean, self._lengths
        own, sums = 0.0, dict[int, float]()
        for term, count in terms.items():
            held = self._held[term]
            rare = rarity(len(held), self.size) if held else rarity(0, self.size) / 2
            weight = rare * saturated(count, length, mean)
            own += weight * saturated(count, length, mean)
            for unit, its_count in held:
                sums[unit] = sums.get(unit, 0.0) + weight * saturated(its_count, lengths[unit], mean)
        return Neighbours(own, self._placed(sums, most))

    def _placed(self, sums: Mapping[int, float], most: int) -> list[Near]:
        least = min(nlargest(most, sums.values()), default=0.0)
        found = [
            Near((path, number), score)
            for unit, score in sums.items()
            if score >= least
            for facts, number in [unit_place(unit)]
            for path in self._paths[facts]
        ]
        return sorted(found, key=lambda near: (-near.score, near.spot))[:most]
