"""Effort of findings -> totals, ranges, ratio and grade. It knows minutes only: no money, no history."""

import math
from collections.abc import Mapping, Sequence

from debtscan.accounts import Total
from debtscan.model import Effort, Summary

SHARE = 0.8  # of the probability that a printed range covers
_QUANTILE = 1.2815515655446004  # of the normal distribution at (1 + SHARE) / 2
MINUTES_PER_LINE = 30  # to write one line anew: SQALE's default in SonarQube ("developmentCost")
_GRADES = (("A", 0.05), ("B", 0.10), ("C", 0.20), ("D", 0.50))  # SQALE rating grid; E above


def mean(effort: Effort) -> float:
    """Mean of the triangular distribution (low, likely, high): (low + likely + high) / 3."""
    return (effort.low + effort.likely + effort.high) / 3


def deviation(effort: Effort) -> float:
    """Standard deviation of the triangular distribution: sqrt((a² + b² + c² - ab - ac - bc) / 18)."""
    low, likely, high = effort.low, effort.likely, effort.high
    return math.sqrt((low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18)


def total(efforts: Mapping[str, Sequence[Effort]]) -> Total:
    """Sum of the efforts of each rule.

    If a rule's estimate is too low for one finding, it is so for all: within a rule, deviations add (full correlation).
    Rules are judged apart: between them, variances add. The sum is read as normal (central limit theorem).
    """
    middle = math.fsum(mean(effort) for rule in efforts.values() for effort in rule)
    spread = _QUANTILE * math.hypot(*(math.fsum(map(deviation, rule)) for rule in efforts.values()))
    return Total(middle, middle - spread, middle + spread)


def ratio(debt_minutes: float, code_lines: int) -> float:
    """Debt against the cost of writing the code anew, as SQALE defines it: principal / (code lines x 30 minutes)."""
    return debt_minutes / (code_lines * MINUTES_PER_LINE) if code_lines else 0.0


def grade(debt_ratio: float) -> str:
    """A to 5 %, B to 10 %, C to 20 %, D to 50 %, E above: the SQALE rating grid of SonarQube."""
    return next((letter for letter, most in _GRADES if debt_ratio <= most), "E")


def duration(minutes: Sequence[float], largest: float | None = None) -> str:
    """`[31 * 60]` -> "31 h"; several values share the unit of the largest, or of a larger one shown beside them."""
    largest = max(minutes) if largest is None else largest
    if largest < 120:
        return "-".join(f"{value:.0f}" for value in minutes) + " min"
    digits = 1 if largest < 600 else 0
    return "-".join(f"{value / 60:,.{digits}f}" for value in minutes) + " h"


def estimate(effort: Effort) -> str:
    """The effort of one finding, the likely value first: "15 min (5-45)", "60 min (30 min to 8 h)"."""
    low, likely, high = (duration([value]).replace(".0 h", " h") for value in (effort.low, effort.likely, effort.high))
    return f"{likely} ({low} to {high})" if effort.high >= 120 else f"{likely} ({effort.low}-{effort.high})"


def share(minutes: float, figures: Summary) -> str:
    """A part of the debt: a share needs no range of its own."""
    return f"{100 * minutes / figures.debt_minutes:.0f} %" if figures.debt_minutes else "0 %"


def debt(figures: Summary) -> str:
    return phrase(Total(figures.debt_minutes, figures.debt_low, figures.debt_high))


def phrase(minutes: Total) -> str:
    """Never a number without its range: "31 h (22-47 h, 80 %)"."""
    mean, span = duration([minutes.mean], minutes.high), duration([minutes.low, minutes.high])
    return f"{mean} ({span}, {SHARE * 100:.0f} %)"
