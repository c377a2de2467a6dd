"""Intervals of shares."""

import math

QUANTILE = 1.959964  # of the normal distribution at 0.975: intervals of 95 %


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Both ends of the 95 % score interval of a share (Wilson, JASA 1927); of nothing, all is possible."""
    if not count:
        return 0.0, 1.0
    square = QUANTILE**2
    middle = (hits + square / 2) / (count + square)
    spread = QUANTILE / (count + square) * math.sqrt(hits * (count - hits) / count + square / 4)
    return max(middle - spread, 0.0), min(middle + spread, 1.0)
