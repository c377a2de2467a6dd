"""`debt_ratio<=0.05` -> whether a report holds it: what a scheduler asks."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from debtscan.accounts import DebtReport
from debtscan.errors import UsageError
from debtscan.rules.conditions import nearest

_FORM = re.compile(r"\s*([a-z_]+)\s*(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?)\s*")
_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
FIGURES: Mapping[str, Callable[[DebtReport], float]] = {
    "debt_ratio": lambda report: report.summary.debt_ratio,
    "debt_minutes": lambda report: report.debt.mean,
    "debt_minutes_high": lambda report: report.debt.high,
    "interest_minutes": lambda report: report.interest.likely,
    "findings": lambda report: report.summary.findings,
    "duplicated_lines": lambda report: report.summary.duplicated_lines,
    "added_minutes": lambda report: _in_period(report, "added_minutes"),
    "paid_minutes": lambda report: _in_period(report, "paid_minutes"),
    "skipped": lambda report: len(report.skipped),
    "new_findings": lambda report: len(report.difference.new) if report.difference else 0,
}


OF_A_COMPARISON = frozenset({"new_findings"})


class Expectation(NamedTuple):
    written: str
    figure: str
    sign: str
    bound: float

    def fails(self, report: DebtReport) -> str | None:
        """In what way, in a sentence; None when it holds."""
        value = FIGURES[self.figure](report)
        return (
            None
            if _TESTS[self.sign](value, self.bound)
            else f"{self.written} does not hold: {self.figure} is {value:g}"
        )


def _in_period(report: DebtReport, name: str) -> float:
    since = report.since.seconds if report.since else 0
    return math.fsum(getattr(point, name) for point in report.trend if point.date.seconds >= since)


def expectation(written: str) -> Expectation:
    """Raises UsageError for what is none."""
    found = _FORM.fullmatch(written)
    if found is None:
        raise UsageError(f"{written or 'nothing'}: write a figure, a sign and a number, such as debt_ratio<=0.05")
    figure, sign, bound = found.groups()
    if figure not in FIGURES:
        raise UsageError(f'{written}: no figure is called "{figure}"; {nearest(figure, FIGURES)}')
    return Expectation(written, figure, sign, float(bound))
