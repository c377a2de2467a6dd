"""Scans of a code base at several commits, the oldest first -> what came and went between them."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from debtscan.accounts import Total, TrendPoint
from debtscan.commits import Moment
from debtscan.model import Report
from debtscan.scoring import cost


class Sample(Struct, frozen=True, array_like=True):
    """What a scan of one commit leaves behind: small enough to be kept for each month of years.

    `findings` counts equal findings by rule and content (the identity that a baseline counts too), with their minutes.
    """

    sha: str
    date: Moment
    debt: tuple[float, float, float]
    debt_ratio: float
    count: int
    code_lines: int
    findings: dict[str, tuple[int, float]]


def sample(sha: str, date: Moment, report: Report) -> Sample:
    counted: Counter[str] = Counter()
    minutes: dict[str, float] = {}
    for finding in report.live:
        key = f"{finding.rule_id}:{finding.identity}"
        counted[key] += 1
        minutes[key] = round(cost.mean(finding.effort), 2)
    figures = report.summary
    debt = (figures.debt_minutes, figures.debt_low, figures.debt_high)
    findings = {key: (number, minutes[key]) for key, number in sorted(counted.items())}
    return Sample(sha, date, debt, figures.debt_ratio, figures.findings, figures.code_lines, findings)


class Between(Struct, frozen=True):
    """What happened between a sample and the one before."""

    commits: int = 0
    assisted: int = 0
    releases: tuple[str, ...] = ()


def points(samples: Sequence[Sample], between: Sequence[Between]) -> Iterator[TrendPoint]:
    """A finding that moved or whose file was renamed is neither new nor paid, for its identity is its content."""
    before: Sample | None = None
    for each, events in zip(samples, between, strict=True):
        new = list(_more(before, each)) if before else []
        paid = list(_more(each, before)) if before else []
        yield TrendPoint(
            sha=each.sha,
            date=each.date,
            debt=Total(*each.debt),
            debt_ratio=each.debt_ratio,
            findings=each.count,
            code_lines=each.code_lines,
            added_minutes=round(math.fsum(number * minutes for number, minutes in new), 2),
            paid_minutes=round(math.fsum(number * minutes for number, minutes in paid), 2),
            findings_added=sum(number for number, _ in new),
            findings_paid=sum(number for number, _ in paid),
            commits=events.commits,
            assisted=events.assisted,
            releases=events.releases,
        )
        before = each


def _more(before: Sample, after: Sample) -> Iterator[tuple[int, float]]:
    """How many more of each finding, and their minutes."""
    for key, (number, minutes) in after.findings.items():
        known = before.findings.get(key, (0, 0.0))[0]
        if number > known:
            yield number - known, minutes
