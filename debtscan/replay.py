"""The wiring of the debt ledger: findings from birth to payment, joined with what is known of their commits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from debtscan import app, succession
from debtscan.commits import Birth, CommitReport, History, Moment
from debtscan.history import bookkeeping
from debtscan.history.lineage import Item, Lineage
from debtscan.model import Finding, Value
from debtscan.output.moments import day
from debtscan.sources import gitlog, gitrepo


def told(directory: str, history: History, every: Sequence[CommitReport], analysis: app.Analysis) -> History:
    """The history with what its commits brought and paid; `every` is all that leads to its end, newest first."""
    traced = _traced(directory, every, history.range.rpartition("..")[2], analysis)
    found = traced.settled() if traced else []
    drifts = traced.drifts if traced else {}
    return replace(
        history,
        commits=tuple(bookkeeping.with_debt(history.commits, bookkeeping.debts(found), drifts)),
        ledger=bookkeeping.figures(found, every, _month),
        cohorts=bookkeeping.compared(found, history.commits, every),
    )


def born(findings: Iterable[Finding], births: Sequence[Birth], prefix: str = "") -> tuple[Finding, ...]:
    """Each with the birth that the ledger knows of it in its `data`; `prefix` leads to the root of their paths."""
    waiting: defaultdict[tuple[str, str], list[Birth]] = defaultdict(list)
    for birth in sorted(births, key=lambda birth: birth.line):
        waiting[birth.path, birth.identity].append(birth)
    told = []
    for finding in findings:
        known = waiting.get((prefix + finding.path, finding.identity))
        told.append(replace(finding, data={**finding.data, **_birth(known.pop(0))}) if known else finding)
    return tuple(told)


def _birth(birth: Birth) -> dict[str, Value]:
    if not birth.brought:
        return {"first_seen_in": birth.sha, "first_seen_on": day(birth.date)}
    return brought_by(birth.sha, birth.date, birth.author, birth.tools)


def brought_by(sha: str, date: Moment, author: str, tools: Sequence[str]) -> dict[str, Value]:
    """What the `data` of a finding says of its birth; `tools` are those on record."""
    return {"born_in": sha, "born_on": day(date), "born_by": author, "assisted_by": ", ".join(tools)}


def _month(moment: Moment) -> str:
    return day(moment)[:7]


def ledger(directory: str, commits: Sequence[CommitReport], tip: str, analysis: app.Analysis) -> list[Item]:
    """`commits` newest first: all that led to `tip`."""
    traced = _traced(directory, commits, tip, analysis)
    return traced.settled() if traced else []


def _traced(directory: str, commits: Sequence[CommitReport], tip: str, analysis: app.Analysis) -> Lineage | None:
    if not commits:
        return None
    told_by = gitlog.open_log(gitrepo.find_repository(directory), tip)
    return succession.lineage(told_by, [commit.sha for commit in reversed(commits)], analysis)
