"""Findings of a scan, activity of files -> an account of each file: principal, interest, payback, whom to ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from debtscan.accounts import NOTHING, FileAccount, Span, Total, UnitAccount
from debtscan.model import Effort, Finding, Report
from debtscan.scoring import cost, interest
from debtscan.scoring.activity import Activity, People

_OWNERS = 3
_MINOR = 0.05  # of its changes: who has less is a minor contributor (Bird et al., "Don't Touch My Code!", FSE 2011)
_UNITS = 12


def principal(findings: Iterable[Finding]) -> Total:
    efforts: defaultdict[str, list[Effort]] = defaultdict(list)
    for finding in findings:
        efforts[finding.rule_id].append(finding.effort)
    return cost.total(efforts)


def by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.path].append(finding)
    return dict(found)


def accounts(
    report: Report, activities: Mapping[str, Activity], people: People, known_days: float, since_days: float
) -> list[FileAccount]:
    """Of every file with findings, the most interest first. `since_days` is the length of the period."""
    lines = {path: count for (path, _), count in zip(report.roles, report.code_lines, strict=True)}
    roles = dict(report.roles)
    complexity: defaultdict[str, int] = defaultdict(int)
    for unit in report.units:
        complexity[unit.path] += unit.complexity
    found = []
    for path, findings in by_path(report.live).items():
        active = activities.get(path, Activity())
        rate = interest.changes_per_month(active.ages_days, known_days)
        owed = principal(findings)
        each_month = interest.interest(rate, interest.drag(owed.mean, lines[path]))
        found.append(
            FileAccount(
                path=path,
                role=roles[path],
                code_lines=lines[path],
                complexity=complexity[path],
                changes=sum(age <= since_days for age in active.ages_days),
                changes_per_month=rate,
                findings=len(findings),
                principal=owed,
                interest=each_month,
                payback=interest.payback(owed, each_month),
                owners=tuple(_owners(active, people)),
                active_owners=len(active.authors.keys() & people.active),
            )
        )
    return sorted(found, key=lambda each: (-each.interest.likely, -each.principal.mean, each.path))


def _owners(active: Activity, people: People) -> Iterator[tuple[str, float]]:
    changes = sum(active.authors.values())
    ranked = sorted(active.authors.items(), key=lambda item: (-item[1], item[0]))
    for address, count in [*ranked[:1], *(each for each in ranked[1:_OWNERS] if each[1] >= _MINOR * changes)]:
        yield people.names.get(address, ""), count / changes


def functions(report: Report, path: str) -> tuple[UnitAccount, ...]:
    """Of one file, those with findings, the most indebted first; a finding belongs to the innermost one around it."""
    units = [unit for unit in report.units if unit.path == path]
    findings: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in report.live:
        if finding.path == path:
            around = [n for n, unit in enumerate(units) if unit.start_line <= finding.start_line <= unit.end_line]
            if around:
                findings[min(around, key=lambda n: units[n].end_line - units[n].start_line)].append(finding)
    found = [
        UnitAccount(unit.name, unit.start_line, unit.end_line, unit.complexity, len(own), round(principal(own).mean, 2))
        for unit, own in ((units[n], own) for n, own in findings.items())
    ]
    return tuple(sorted(found, key=lambda each: (-each.debt_minutes, each.start_line))[:_UNITS])


def saved(account: FileAccount, removed_minutes: float) -> Span:
    """Interest a month that goes when so much of a file's principal is paid: as large a part of it. Under the ceiling
    of the drag that is exact; above it the first repair alone would change nothing, and so none would ever be begun."""
    share = min(removed_minutes / account.principal.mean, 1.0) if account.principal.mean > 0 else 0.0
    return Span(*(minutes * share for minutes in account.interest))


def total(found: Sequence[FileAccount]) -> Span:
    return interest.total([each.interest for each in found]) if found else NOTHING
