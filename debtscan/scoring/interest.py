"""What debt costs while it stays: changes, their length and the drag of the debt -> minutes a month, and payback.

Interest of a file: I = changes a month x minutes a change x drag. One that nobody touches has none. Every figure is a
range, and none is a measurement of this team: the minutes of a change are an input, the drag is read from one study.
"""

import math
from collections.abc import Iterable

from debtscan.accounts import NOTHING, Span, Total

HALF_LIFE_DAYS = 90.0  # a change that old counts half: activity moves, and what was busy last year may be at rest
DAYS_PER_MONTH = 365.2425 / 12
# Share of a change's time that is lost to the debt around it. Code of low health took 124 % more time than healthy code
# (Tornhill and Borg, "Code Red", TechDebt 2022; 39 code bases): no file is said to cost more. A file as dense in debt
# as the worst tenth is given the band; it grows with the density from there, and shrinks to nothing without debt.
CEILING = 1.24
# Minutes of principal in 100 lines of code. Of the files with findings in six mature projects (flask, httpx, starlette,
# scrapy, celery, aider) the worst tenth had 61 to 102 and more; their median is 83.
DENSE = 80.0


_BAND = Span(0.1, 0.35, 0.6)  # the drag of a file of density DENSE
MINUTES_PER_CHANGE = Span(30.0, 60.0, 120.0)


def changes_per_month(ages_days: Iterable[float], known_days: float) -> float:
    """Changes of a file by their age -> its rate now, when history goes back `known_days`.

    Weights halve every HALF_LIFE_DAYS; divided by what a constant change a month would weigh in the same time. A
    history of less than a month is taken for one: the changes of a first day say nothing of the thirty that follow.
    """
    decay = math.log(2) / HALF_LIFE_DAYS
    weight = math.fsum(math.exp(-decay * max(age, 0.0)) for age in ages_days)
    months = (1 - math.exp(-decay * max(known_days, DAYS_PER_MONTH))) / decay / DAYS_PER_MONTH
    return weight / months


def drag(principal_minutes: float, code_lines: int) -> Span:
    """Share of each change's time, by the density of debt; linear, and never above the ceiling."""
    if principal_minutes <= 0:
        return NOTHING
    density = 100 * principal_minutes / max(code_lines, 1)
    factor = min(density / DENSE, CEILING / _BAND.high)
    return Span(*(share * factor for share in _BAND))


def interest(rate: float, lost: Span, minutes: Span = MINUTES_PER_CHANGE) -> Span:
    """Minutes a month: `rate` changes a month, each `minutes` long, of which the share `lost` is due to debt."""
    return Span(*(rate * length * share for length, share in zip(minutes, lost, strict=True)))


def total(spans: Iterable[Span]) -> Span:
    """The guesses rest on the same inputs: if one is too low, all are, so their ends add."""
    listed = list(spans)
    return Span(*(math.fsum(each[end] for each in listed) for end in range(3)))


def payback(principal: Total, each_month: Span) -> Span | None:
    """Months until the repair has cost less than leaving it; None when leaving it costs nothing."""
    if each_month.low <= 0:
        return None
    return Span(
        max(principal.low, 0.0) / each_month.high, principal.mean / each_month.likely, principal.high / each_month.low
    )
