"""Families of copies and the activity of their files -> which do harm: those whose copies are changed apart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from debtscan.accounts import CopyFamily
from debtscan.model import Clone, Finding, Report
from debtscan.scoring import cost
from debtscan.scoring.activity import Activity


def families(report: Report, activities: Mapping[str, Activity], since_days: float) -> list[CopyFamily]:
    """Of every family with a finding, the live ones first, then by what they cost and how often they are touched."""
    debt: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.live:
        if family := finding.data.get("family"):
            debt[str(family)].append(finding)
    found = [_family(clone, debt[clone.id], activities, since_days) for clone in report.clones if clone.id in debt]
    return sorted(found, key=lambda each: (not each.is_live, -each.debt_minutes * (1 + each.changes), each.id))


def _family(
    clone: Clone, findings: Sequence[Finding], activities: Mapping[str, Activity], since_days: float
) -> CopyFamily:
    touched = {place.path: set(activities.get(place.path, Activity()).within(since_days)) for place in clone.instances}
    # That a file was changed does not say that its copy was: a scan cannot tell, the ledger can.
    every = set[str]().union(*touched.values())
    apart = any(commits != every for commits in touched.values())
    return CopyFamily(
        id=clone.id,
        type=clone.type,
        similarity=clone.similarity,
        lines=sum(place.end_line - place.start_line + 1 for place in clone.instances[1:]),
        places=tuple(f"{place.path}:{place.start_line}" for place in clone.instances),
        names=tuple(place.name for place in clone.instances),
        changes=len(every),
        is_live=len(touched) > 1 and bool(every) and apart,
        debt_minutes=round(sum(cost.mean(finding.effort) for finding in findings), 2),
    )
