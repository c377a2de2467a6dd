"""Bags of terms in, for each of them the ones it shares most information with out; numpy, all in memory.

The score of two bags is BM25 taken from both sides, which is symmetric: the product of two sparse rows whose cells are
saturated counts times the root of the term's rarity. Django's 9,000 functions need 12 MB and 0.2 ms for each one asked.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from debtscan.detectors.lexical_ranking import rarity, saturated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CELLS_AT_ONCE = 300_000  # scores held at a time


class Nearest(NamedTuple):
    """`own` is the score of a bag with itself; `others` the best of the rest, best first."""

    own: float
    others: tuple[tuple[int, float], ...]


class Index:
    def __init__(self, bags: Sequence[Mapping[str, float]]) -> None:
        import numpy as np

        self._vocabulary: dict[str, int] = {}
        number = self._vocabulary
        terms, counts, starts = array("I"), array("d"), array("I", [0])
        for bag in bags:
            terms.extend([number.setdefault(term, len(number)) for term in bag])
            counts.extend(bag.values())
            starts.append(len(terms))
        self.size = len(bags)
        self._terms = np.frombuffer(terms, dtype=np.uint32).astype(np.int64)
        self._starts = np.frombuffer(starts, dtype=np.uint32).astype(np.int64)
        self._occurring = np.bincount(self._terms, minlength=len(number))
        self._cells = self._weighted(np.frombuffer(counts, dtype=np.float64))
        self._postings = np.argsort(self._terms, kind="stable")
        self._posting_starts = np.concatenate(([0], np.cumsum(self._occurring)))
        self._rows = np.repeat(np.arange(self.size), np.diff(self._starts))[self._postings]

    def commonness(self, term: str) -> int:
        number = self._vocabulary.get(term)
        return 0 if number is None else int(self._occurring[number])

    def _weighted(self, counts: "NDArray[np.float64]") -> "NDArray[np.float64]":
        import numpy as np

        lengths = np.add.reduceat(np.append(counts, 0.0), self._starts[:-1]) if self.size else counts
        lengths[np.diff(self._starts) == 0] = 0.0
        row_lengths = np.repeat(lengths, np.diff(self._starts))
        rarities = np.array([rarity(occurring, self.size) for occurring in self._occurring.tolist()])
        mean = float(lengths.mean()) if self.size else 1.0
        weighted: NDArray[np.float64] = saturated(counts, row_lengths, mean) * np.sqrt(rarities[self._terms])
        return weighted

    def nearest(self, asked: Sequence[int], most: int) -> Iterator[Nearest]:
        """For each of the bags asked for its `most` nearest ones."""
        together = max(1, _CELLS_AT_ONCE // max(1, self.size))
        for start in range(0, len(asked), together):
            some = asked[start : start + together]
            scores = self._scores(some)
            for row, number in enumerate(some):
                yield _best(scores[row], number, min(most, self.size - 1))

    def _scores(self, asked: Sequence[int]) -> "NDArray[np.float64]":
        """One row of scores for each bag asked for: every posting of every one of its terms, added up."""
        import numpy as np

        cells = np.concatenate([np.arange(self._starts[number], self._starts[number + 1]) for number in asked])
        lengths = np.diff(self._starts)[np.asarray(asked)]
        terms = self._terms[cells]
        reach = self._occurring[terms]
        ends = np.cumsum(reach)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - reach, reach)
        places = np.repeat(self._posting_starts[terms], reach) + within
        values = self._cells[self._postings[places]] * np.repeat(self._cells[cells], reach)
        rows = np.repeat(np.repeat(np.arange(len(asked)), lengths), reach)
        sums = np.bincount(rows * self.size + self._rows[places], values, minlength=len(asked) * self.size)
        return sums.astype(np.float64, copy=False).reshape(len(asked), self.size)


def _best(scores: "NDArray[Any]", number: int, most: int) -> Nearest:
    """`argmax` a few times is faster than a partial sort; of equals the first comes first."""
    own = float(scores[number])
    scores[number] = -1.0
    others = []
    for _ in range(most):
        best = int(scores.argmax())
        others.append((best, float(scores[best])))
        scores[best] = -1.0
    return Nearest(own, tuple(others))
