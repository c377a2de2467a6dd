"""Families of copies, the activity of their files, who wrote them -> which do harm, and who copied what from where."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan.accounts import Copy, CopyFamily
from debtscan.commits import CommitReport
from debtscan.model import Clone, Finding, Report
from debtscan.scoring import cost
from debtscan.scoring.activity import Activity
from debtscan.vitals import CopyArrival, Vitals


class Known(NamedTuple):
    """What the history says: `recent` are the commits of the last year; without `people` nobody is named."""

    vitals: Vitals = Vitals()
    commits: Sequence[CommitReport] = ()
    recent: Collection[str] = ()
    people: bool = True


NOTHING_KNOWN = Known()


def families(
    report: Report, activities: Mapping[str, Activity], since_days: float, known: Known = NOTHING_KNOWN
) -> list[CopyFamily]:
    """Of every family with a finding, the live ones first, then by what they cost and how often they are touched."""
    debt: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.live:
        if family := finding.data.get("family"):
            debt[str(family)].append(finding)
    found = [_family(clone, debt[clone.id], activities, since_days) for clone in report.clones if clone.id in debt]
    if known.vitals.copied:
        found = list(_dated(found, known))
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


def _dated(found: Sequence[CopyFamily], known: Known) -> Iterator[CopyFamily]:
    """The same, with what the lines of each copy tell."""
    apart = {live.id for live in known.vitals.live_clones if any(commit.sha in known.recent for commit in live.apart)}
    commits = {commit.sha: commit for commit in known.commits}
    arrivals = {each.id: each.copies for each in known.vitals.copied}
    for each in found:
        came = arrivals.get(each.id) or tuple(map(CopyArrival, each.places, each.names))
        copies = tuple(_copy(arrival, commits.get(arrival.sha), known.people) for arrival in came)
        yield replace(each, is_live=each.id in apart, copies=copies)


def _copy(arrival: CopyArrival, commit: CommitReport | None, people: bool) -> Copy:
    if commit is None:
        return Copy(place=arrival.place, name=arrival.name)
    ai = commit.ai
    return Copy(
        place=arrival.place,
        name=arrival.name,
        sha=commit.sha,
        date=commit.date,
        author=commit.author.name if people else "",
        assisted=ai.assisted,
        tools=ai.tools if ai.assisted else (),
        evidence=tuple(sorted({each.kind for each in ai.evidence})) if ai.assisted else (),
        source=arrival.source,
    )
