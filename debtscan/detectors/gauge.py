"""The functions of a code base as a yardstick: the measures of one more -> the share of them that are less foreign."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import nsmallest

from msgspec import Struct

from debtscan.detectors.foreignness import LEAST_FILES, LEAST_FUNCTIONS, log_chance
from debtscan.detectors.usage import Measures, Usage

_SAMPLE = 500  # functions that stand for all
_RUNGS = 200  # that their measures are kept in

Ladder = tuple[float, ...]  # evenly spaced quantiles, ascending


class Gauge(Struct, frozen=True, array_like=True, gc=False):
    functions: int  # that the code base had
    ladders: tuple[Ladder, Ladder, Ladder, Ladder]  # of the measures
    joint: Ladder

    def percentiles(self, measures: Measures) -> list[float]:
        return [_percentile(ladder, value) for ladder, value in zip(self.ladders, measures, strict=True)]

    def score(self, measures: Measures) -> float:
        return _percentile(self.joint, _joint(self.percentiles(measures)))


def gauge(usage: Usage) -> Gauge | None:
    """None for a code base that is too small to judge by."""
    if usage.functions < LEAST_FUNCTIONS or sum(1 for each in usage.files.values() if each.functions) < LEAST_FILES:
        return None
    every = ((each.digest, path, each.start) for path, file in usage.files.items() for each in file.functions)
    chosen = set(nsmallest(_SAMPLE, every))
    found = [
        each.measures
        for path, file in sorted(usage.files.items())
        for each in usage.measured(
            [one for one in file.functions if (one.digest, path, one.start) in chosen], file, file
        )
    ]
    one, two, three, four = (_ladder(values) for values in zip(*found, strict=True))
    half = Gauge(usage.functions, (one, two, three, four), ())
    return Gauge(half.functions, half.ladders, _ladder([_joint(half.percentiles(each)) for each in found]))


def _joint(percentiles: Sequence[float]) -> float:
    return -sum(map(log_chance, percentiles))


def _ladder(values: Sequence[float]) -> Ladder:
    ordered = sorted(values)
    rungs = min(_RUNGS, len(ordered) - 1)
    return tuple(ordered[round(step * (len(ordered) - 1) / rungs)] for step in range(rungs + 1))


def _percentile(ladder: Ladder, value: float) -> float:
    """The share of the rungs below, those at its height halved."""
    return (bisect_left(ladder, value) + bisect_right(ladder, value)) / (2 * len(ladder))
