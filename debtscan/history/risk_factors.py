"""A commit's measures among those of the commits before it -> what makes it riskier than the median change, in words.

A factor is weight x (value - median). Size comes first and apart: a reviewer sees it anyway, and most of what predicts
a fix is size. What lowers the score is no factor of a risk and is not named.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter, mul, sub

from debtscan.commits import Factor
from debtscan.history.risk_features import FEATURES, Feature, scaled

_MOST = 4  # beside size
_LEAST_PART = 0.1  # of the logit, to be named
_GROWTH = 1.1  # of the number of commits, until medians are taken anew
_RISKY, _ENOUGH = 90.0, 20  # per cent; changes before, for one to be among the riskiest
_AT = {feature.name: at for at, feature in enumerate(FEATURES)}
_SIZES_OF = itemgetter(*(at for at, feature in enumerate(FEATURES) if feature.is_size))
_OTHERS = tuple(at for at, feature in enumerate(FEATURES) if not feature.is_size)


class Standing:
    """The changes so far."""

    def __init__(self) -> None:
        self._logits: list[float] = []  # sorted
        self._fresh: list[Sequence[float]] = []
        self._columns: list[list[float]] = [[] for _ in FEATURES]  # of what is not fresh, each sorted
        self._medians: list[float] = []  # scaled
        self._risky = self._tested = 0  # changes that were in the riskiest tenth on their day; those that added tests

    def learn(self, logit: float, measured: Sequence[float]) -> None:
        if len(self._logits) >= _ENOUGH and self.percentile(logit) >= _RISKY:
            self._risky += 1
            self._tested += measured[_AT["test_lines"]] > 0
        insort(self._logits, logit)
        self._fresh.append(measured)
        if len(self._fresh) > (_GROWTH - 1.0) * len(self._logits):
            for column, values in zip(self._columns, zip(*self._fresh, strict=True), strict=True):
                column.extend(values)
                column.sort()
            self._fresh = []
            self._medians = scaled([column[len(column) // 2] for column in self._columns])

    def percentile(self, logit: float) -> float:
        """The share of the changes before that were no riskier, in per cent."""
        return round(100 * bisect_right(self._logits, logit) / len(self._logits), 1) if self._logits else 0.0

    def median(self, otherwise: float) -> float:
        """The logit of the median change before."""
        return self._logits[len(self._logits) // 2] if self._logits else otherwise

    def size_percentile(self, measured: Sequence[float]) -> float:
        """The same of the lines added."""
        at = _AT["lines_added"]
        column = self._columns[at]
        return round(100 * bisect_right(column, measured[at]) / len(column), 1) if column else 0.0

    def tested_share(self) -> float:
        """How many of the changes that were in the riskiest tenth on their day came with tests."""
        return round(self._tested / self._risky, 2) if self._risky else 0.0

    def factors(
        self, measured: Sequence[float], values: Sequence[float], sensitivity: Sequence[float]
    ) -> tuple[Factor, ...]:
        """`values` are the measures scaled, `sensitivity` what a unit of each adds to the logit."""
        if not self._medians:
            return ()
        parts = list(map(mul, sensitivity, map(sub, values, self._medians)))
        found = []
        size = sum(_SIZES_OF(parts))
        if size >= _LEAST_PART:
            found.append(self._size(size, measured))
        most = sorted([(parts[at], at) for at in _OTHERS if parts[at] >= _LEAST_PART], reverse=True)[:_MOST]
        return (*found, *(_factor(at, part, measured[at], self._columns[at]) for part, at in most))

    def _size(self, part: float, measured: Sequence[float]) -> Factor:
        added, deleted, files = (measured[_AT[name]] for name in ("lines_added", "lines_deleted", "files"))
        where = "1 production file" if files == 1 else f"{files:,.0f} production files"
        standing = _standing(self._columns[_AT["lines_added"]], added)
        return Factor(
            "size",
            float(added),
            round(part, 3),
            f"adds {added:,.0f} lines and deletes {deleted:,.0f} in {where}; {standing}",
        )


def _factor(at: int, part: float, value: float, column: Sequence[float]) -> Factor:
    feature = FEATURES[at]
    why = _of_flag(feature, value, column) if feature.otherwise else _of_number(feature, value, column)
    return Factor(feature.name, round(float(value), 3), round(part, 3), why)


def _of_flag(feature: Feature, value: float, column: Sequence[float]) -> str:
    share = _share_from(column, 1.0)
    if value:
        return f"{feature.words}; {100 * share:.0f} % of the changes before did"
    return f"{feature.otherwise}; {100 * (1 - share):.0f} % of the changes before did not"


def _of_number(feature: Feature, value: float, column: Sequence[float]) -> str:
    words = feature.words.format(_figure(value, feature.is_share))
    return f"{words}; {_standing(column, value, is_share=feature.is_share)}"


def _standing(column: Sequence[float], value: float, *, is_share: bool = False) -> str:
    """Among the changes before: "median 1, top 4 %"."""
    count = len(column)
    above, below = count - bisect_left(column, value), bisect_right(column, value)
    place, share = ("top", above / count) if above <= below else ("lowest", below / count)
    return f"median {_figure(column[count // 2], is_share)}, {place} {max(share * 100, 1):.0f} %"


def _share_from(column: Sequence[float], value: float) -> float:
    return (len(column) - bisect_left(column, value)) / len(column)


@lru_cache(maxsize=4096)  # small numbers, most of them
def _figure(value: float, is_share: bool) -> str:
    if is_share:
        return f"{value:.0%}"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
