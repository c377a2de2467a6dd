"""Assisted against unmarked commits, matched: a difference of shares, its interval, and what may be concluded of it.

Assisted commits may be larger, later and elsewhere, so that shares are compared within cells of month, size and kind of
file, and a cell counts by na * no / (na + no) commits. Commits of one sitting stand and fall together: the interval
comes from leaving out one author's week at a time.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from debtscan.intervals import QUANTILE
from debtscan.vitals import MatchedDifference

LEAST_COMMITS, LEAST_CLUSTERS = 30, 10  # in each arm, for any statement
WEEK_SECONDS = 7 * 86_400

Cell = tuple[int, int, str]  # month, size, kind of file


class Case(NamedTuple):
    """A commit: `hits` of the `total` that are counted. `cluster` is its author's week."""

    assisted: bool
    cluster: tuple[str, int]
    cell: Cell
    total: int
    hits: int


class _Sums:
    """By cell: of the assisted and of the other commits their number, what is counted, and hits."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cells: defaultdict[Cell, list[int]] = defaultdict(lambda: [0] * 6)
        for case in cases:
            self.add(case, 1)

    def add(self, case: Case, times: int) -> None:
        sums = self._cells[case.cell]
        for place, value in enumerate((1, case.total, case.hits), 0 if case.assisted else 3):
            sums[place] += times * value

    def shared(self) -> list[list[int]]:
        return [sums for _, sums in sorted(self._cells.items()) if sums[1] and sums[4]]

    def difference(self) -> float | None:
        weighed = weights = 0.0
        for assisted, total, hits, others, other_total, other_hits in self.shared():
            weight = assisted * others / (assisted + others)
            weighed += weight * (hits / total - other_hits / other_total)
            weights += weight
        return weighed / weights if weights else None


def matched(cases: Sequence[Case], statement: str) -> MatchedDifference:
    """`statement` is what is said to be so more or less often: "Commits with assistance on record add a finding"."""
    arms = [[case for case in cases if case.assisted is flag] for flag in (True, False)]
    shares = [_share(arm) for arm in arms]
    crude = None if shares[0] is None or shares[1] is None else shares[0] - shares[1]
    sums = _Sums(cases)
    cells, difference = sums.shared(), sums.difference()
    spread = None if difference is None else _spread(cases, sums)
    ends = None if difference is None or spread is None else (difference - spread, difference + spread)
    return MatchedDifference(
        crude=_rounded(crude),
        matched=_rounded(difference),
        matched_low=_rounded(ends and ends[0]),
        matched_high=_rounded(ends and ends[1]),
        cells=len(cells),
        matched_commits=sum(sums[0] + sums[3] for sums in cells),
        conclusion=_conclusion(arms, crude, difference, ends, statement),
    )


def _share(arm: Iterable[Case]) -> float | None:
    listed = list(arm)
    total = sum(case.total for case in listed)
    return sum(case.hits for case in listed) / total if total else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _spread(cases: Iterable[Case], sums: _Sums) -> float | None:
    """Half of the 95 % interval, by leaving out one cluster after the other (Tukey, 1958)."""
    clusters: defaultdict[tuple[str, int], list[Case]] = defaultdict(list)
    for case in cases:
        clusters[case.cluster].append(case)
    without = []
    for _, members in sorted(clusters.items()):
        for case in members:
            sums.add(case, -1)
        without.append(sums.difference())
        for case in members:
            sums.add(case, 1)
    return jackknife([value for value in without if value is not None])


def jackknife(without: Sequence[float]) -> float | None:
    """Half of the 95 % interval of a figure, from its values without each of the clusters; None when these are few."""
    if len(without) < LEAST_CLUSTERS:
        return None
    mean = math.fsum(without) / len(without)
    variance = (len(without) - 1) / len(without) * math.fsum((value - mean) ** 2 for value in without)
    return QUANTILE * math.sqrt(variance)


def _conclusion(
    arms: Sequence[Sequence[Case]],
    crude: float | None,
    difference: float | None,
    ends: tuple[float, float] | None,
    statement: str,
) -> str:
    weeks = [len({case.cluster for case in arm}) for arm in arms]
    if any(len(arm) < LEAST_COMMITS for arm in arms) or min(weeks) < LEAST_CLUSTERS:
        return (
            f"Nothing can be concluded: it takes {LEAST_COMMITS} commits from {LEAST_CLUSTERS} authors' weeks in each "
            f"group. With assistance on record there are {len(arms[0]):,} from {weeks[0]:,} such weeks, without "
            f"{len(arms[1]):,} from {weeks[1]:,}."
        )
    if difference is None or crude is None or ends is None:
        return "Nothing can be concluded: no month, size and kind of file has commits of both groups."
    if ends[0] <= 0 <= ends[1]:
        return "Nothing can be concluded: the difference within cells is not told from none."
    if crude * difference < 0:
        return "Nothing can be concluded: the crude and the matched difference point different ways."
    return (
        f"{statement} {'more' if difference > 0 else 'less'} often, by {100 * abs(difference):.1f} points (95 %: "
        f"{100 * ends[0]:+.1f} to {100 * ends[1]:+.1f}), among commits of one month, size and kind of file: an "
        "association in this repository, not a cause."
    )
