"""The wiring of the debt ledger: findings from birth to payment, joined with what is known of their commits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from debtscan import app, succession
from debtscan.commits import Birth, CommitReport, History, Moment
from debtscan.history import bookkeeping
from debtscan.history.lineage import Item, Lineage
from debtscan.model import Finding, Place, Value
from debtscan.output.moments import day
from debtscan.sources import gitlog, gitrepo

_OF_COPIES = "reuse"  # the family whose findings have `related` places that are copies


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


def born(findings: Sequence[Finding], births: Sequence[Birth], prefix: str = "") -> tuple[Finding, ...]:
    """Each with the birth that the ledger knows of it in its `data`; `prefix` leads to the root of their paths."""
    copies = {finding.rule_id for finding in findings if finding.family == _OF_COPIES}
    register = _Register(births, prefix, copies)
    found = [register.at(finding, 1) or register.alike(finding) for finding in findings]
    # Which of two copies repeats the other is told by what there is today; the one that was born last owes.
    found = [birth or register.near(finding) for finding, birth in zip(findings, found, strict=True)]
    found = [birth or register.at(finding, None) for finding, birth in zip(findings, found, strict=True)]
    return tuple(
        replace(finding, data={**finding.data, **_birth(birth)}) if birth else finding
        for finding, birth in zip(findings, found, strict=True)
    )


class _Register:
    """Births that are each given once."""

    def __init__(self, births: Sequence[Birth], prefix: str, copies: Collection[str]) -> None:
        """`copies` are the rules that speak of copies."""
        self._prefix = prefix
        self._given: set[int] = set()
        self._by_identity: defaultdict[tuple[str, str], list[Birth]] = defaultdict(list)
        self._copies: defaultdict[str, list[Birth]] = defaultdict(list)
        for birth in sorted(births, key=lambda birth: birth.line):
            self._by_identity[birth.path, birth.identity].append(birth)
            if birth.rule_id in copies:
                self._copies[birth.path].append(birth)

    def alike(self, finding: Finding) -> Birth | None:
        return self._first(self._by_identity.get((self._prefix + finding.path, finding.identity), ()))

    def at(self, finding: Finding, most: int | None) -> Birth | None:
        """Of a copy: by its place, or by the first of its family's places; a whole one may be a part today."""
        if finding.family != _OF_COPIES:
            return None
        places = (Place(finding.path, finding.start_line, finding.end_line), *finding.related)
        for place in places[:most]:
            known = self._copies.get(self._prefix + place.path, ())
            found = self._first(birth for birth in known if place.start <= birth.line <= place.end)
            if found:
                return found
        return None

    def near(self, finding: Finding) -> Birth | None:
        """Of a part of a function that was a copy as a whole: the nearest of its name above."""
        known = self._copies.get(self._prefix + finding.path, ()) if finding.family == _OF_COPIES else ()
        name = finding.symbol.rpartition(".")[2]
        return self._first(
            birth
            for birth in reversed(known)
            if birth.line <= finding.start_line and birth.symbol.rpartition(".")[2] == name
        )

    def _first(self, births: Iterable[Birth]) -> Birth | None:
        found = next((birth for birth in births if id(birth) not in self._given), None)
        if found:
            self._given.add(id(found))
        return found


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
