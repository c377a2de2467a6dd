"""Findings + what a baseline accepts -> what is new, what is still there, what was paid.

A finding is recognised by its identity: content without position, path or ordinal. Of equal findings the first ones, in
the order of the report, are those that are accepted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from debtscan.model import Finding, Report
from debtscan.scoring.summary import by_severity


class Entry(Struct, frozen=True, order=True):
    """How many findings of one identity are accepted. All but the count is for whoever reads the file."""

    rule_id: str
    path: str  # of the first of them, when they were accepted
    symbol: str
    count: int


Baseline = Mapping[str, Entry]  # by identity


class Standing(Struct, frozen=True):
    """A baseline beside the findings of today."""

    remaining: Baseline
    paid: Baseline  # accepted and not found any more; an identity can be in both
    new: tuple[Finding, ...]


def accept(report: Report, accepted: Mapping[str, int]) -> Report:
    """The report with what is accepted set apart. Its debt stays what it is: accepted debt is still debt."""
    known, others = split(report.findings, accepted)
    new = [finding for finding in others if finding.suppressed is None]
    summary = replace(report.summary, findings=len(new), by_severity=by_severity(new), accepted=len(known))
    return replace(report, findings=tuple(others), accepted=tuple(known), summary=summary)


def standing(baseline: Baseline, findings: Sequence[Finding], unseen: Set[str] = frozenset()) -> Standing:
    """`findings` are live ones. What was accepted in a file of `unseen` (it could not be read today) is not paid."""
    found = Counter(finding.identity for finding in findings)
    remaining, paid = {}, {}
    for identity, entry in baseline.items():
        there = entry.count if entry.path in unseen else min(entry.count, found[identity])
        if there:
            remaining[identity] = replace(entry, count=there)
        if entry.count > there:
            paid[identity] = replace(entry, count=entry.count - there)
    _, new = split(findings, counts(baseline))
    return Standing(remaining, paid, tuple(new))


def counts(baseline: Baseline) -> dict[str, int]:
    return {identity: entry.count for identity, entry in baseline.items()}


def size(baseline: Baseline) -> int:
    """The findings it stands for."""
    return sum(entry.count for entry in baseline.values())


def added(baseline: Baseline, findings: Iterable[Finding]) -> Baseline:
    """The baseline with these findings accepted too."""
    entries = dict(baseline)
    for finding in findings:
        known = entries.get(finding.identity)
        first = Entry(finding.rule_id, finding.path, finding.symbol, 1)
        entries[finding.identity] = replace(known, count=known.count + 1) if known else first
    return entries


def split(findings: Sequence[Finding], accepted: Mapping[str, int]) -> tuple[list[Finding], list[Finding]]:
    """Those that are accepted, and the others. One that a comment silences needs no accepting."""
    left = Counter(accepted)
    known, others = [], []
    for finding in findings:
        if finding.suppressed is None and left[finding.identity] > 0:
            left[finding.identity] -= 1
            known.append(finding)
        else:
            others.append(finding)
    return known, others
