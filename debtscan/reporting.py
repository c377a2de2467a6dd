"""The wiring of the debt report: scans of a repository at several commits and its log -> accounts, plan and verdict."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from debtscan import app
from debtscan.accounts import (
    NOTHING,
    Aftermath,
    Calibration,
    CopyFamily,
    DebtReport,
    Drift,
    FileAccount,
    FileSize,
    Origin,
    Plan,
    Standing,
    TrendPoint,
)
from debtscan.commits import Cohorts, CommitReport, Moment, Person
from debtscan.drifting import drift
from debtscan.errors import SourceError
from debtscan.model import Report
from debtscan.scoring import headline, holdings, interest
from debtscan.scoring.absent import NO_HISTORY, NO_STATE_BEFORE, ONE_STATE, absent
from debtscan.scoring.activity import DAY_SECONDS, Activity, activity, people
from debtscan.scoring.aftermath import aftermath, risky
from debtscan.scoring.copied import Known, families
from debtscan.scoring.knowing import knowledge
from debtscan.scoring.provenance import note, origins
from debtscan.scoring.repairs import fix_share, plan, repairs
from debtscan.scoring.trend import Between, Sample, points, sample
from debtscan.sources import open_source
from debtscan.sources.revision import open_revision
from debtscan.store import changes
from debtscan.vitals import Vitals

USUAL_DAYS = 90  # of the period, when none is asked
MONTHS = 13  # of the trend at least, so that it covers a year
_POINTS = 25  # of a longer one, spread evenly
_HOT = 40  # files whose functions are shown
_LAST = 253_402_214_400  # a day within the year 9999: git keeps any number
_NOBODY = Person("", "")
_RELEASE = re.compile(r"(?:\w+[-_/])?[vV]?\d+(?:\.\d+)+\w*")

_KIND = "sample 1 "  # the number changes with what a sample holds
_encode = msgspec.msgpack.Encoder().encode
_decode_sample = msgspec.msgpack.Decoder(Sample).decode


@dataclass(frozen=True, slots=True)
class Asked:
    """`since_seconds` begins the period; None: 90 days before the newest commit."""

    directory: str
    since_seconds: int | None = None
    range: str = "HEAD"
    budget_minutes: float = 40 * 60
    rate: float | None = None
    team_size: float | None = None
    people: bool = True
    notes: tuple[str, ...] = ()  # what was not seen of the history
    cohorts: Cohorts | None = None  # of the whole history, when there is a ledger
    calibration: Calibration = field(default_factory=Calibration)
    standing: Standing = field(default_factory=Standing)
    vitals: Vitals = field(default_factory=Vitals)  # of the whole history
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)  # their names by commit
    is_part: bool = False  # a folder of a repository
    has_ledger: bool = True


def report(asked: Asked, log: Sequence[CommitReport], analysis: app.Analysis) -> DebtReport:
    """`log` is newest first and begins with the commit that is reported on. Raises SourceError when it is empty."""
    if not log:
        raise SourceError(f"{asked.directory}: there is no commit to report on")
    head = log[0]
    since = begin(asked.since_seconds, log)
    since_days = (head.committed.seconds - since) / DAY_SECONDS
    active = activity(log, head.committed.seconds)
    scanned = app.scan(open_revision([asked.directory], head.sha, analysis.settings), analysis)
    found, sizes = _files(scanned, log, active, since_days)
    trend = _trend(asked, log, since, scanned, analysis)
    window = _window(trend, since)
    recent = _recent(log)
    copies = families(scanned, active, since_days, Known(asked.vitals, log, recent, asked.people))
    work = _work(asked, since, log)
    planned = plan(repairs(scanned.live, found), asked.budget_minutes, asked.team_size, work.fix_share)
    monthly = holdings.total(found)
    return replace(
        _still(asked, scanned, _Held(found, sizes, copies, planned), analysis),
        rev=head.sha,
        range=asked.range,
        since=Moment(since, head.committed.offset_minutes),
        until=head.committed,
        verdict=tuple(headline.verdict(scanned.summary, monthly, window, found, copies, planned, work.origins)),
        interest=monthly,
        trend=tuple(trend),
        first_assisted=work.first_assisted,
        files=tuple(found if asked.people else (replace(account, owners=()) for account in found)),
        origins=work.origins,
        origin_note=note(work.origins, asked.cohorts),
        cohorts=asked.cohorts,
        risky=work.risky,
        followed=work.followed,
        aftermath=work.aftermath,
        drift=_drift(asked, window, since, scanned, active, analysis),
        absent=_absent(asked, trend, window, since),
        knowledge=knowledge(asked.vitals, found, recent, asked.people),
        standing=asked.standing if asked.people else _nameless(asked.standing),
    )


def of_folder(asked: Asked, analysis: app.Analysis) -> DebtReport:
    """The same of what has no history: what is there, and nothing of when it came and what it costs."""
    scanned = app.scan(open_source([asked.directory], None, analysis.settings), analysis)
    found, sizes = _files(scanned, (), {}, 0.0)
    planned = plan(repairs(scanned.live, found), asked.budget_minutes, asked.team_size)
    return _still(asked, scanned, _Held(found, sizes, families(scanned, {}, 0.0), planned), analysis)


class _Held(NamedTuple):
    """What is said of the debt that is there."""

    files: Sequence[FileAccount]
    sizes: Sequence[FileSize]
    copies: Sequence[CopyFamily]
    plan: Plan


def _still(asked: Asked, scanned: Report, held: _Held, analysis: app.Analysis) -> DebtReport:
    """Of the code as it is, without its history."""
    files, sizes, copies, planned = held
    return DebtReport(
        rev="",
        range="",
        since=None,
        until=None,
        absent=NO_HISTORY,
        verdict=tuple(headline.verdict(scanned.summary, NOTHING, (), files, copies, planned, ())),
        summary=scanned.summary,
        debt=holdings.principal(scanned.live),
        interest=NOTHING,
        trend=(),
        files=tuple(files),
        sizes=tuple(sizes),
        origins=(),
        origin_note=note((), None),
        copies=tuple(copies),
        risky=(),
        plan=planned,
        calibration=asked.calibration,
        findings=scanned.live,
        notes=(*scanned.notes, *asked.notes),
        skipped=scanned.summary.skipped,
        configuration=analysis.digest(),
        rate=asked.rate,
        people=asked.people,
    )


def _recent(log: Sequence[CommitReport]) -> set[str]:
    """Commits of the last year."""
    return {each.sha for each in log if log[0].committed.seconds - each.committed.seconds <= 365 * DAY_SECONDS}


class _Work(NamedTuple):
    """What is said of the commits of the period."""

    origins: tuple[Origin, ...]
    risky: tuple[CommitReport, ...]
    followed: dict[str, str]
    aftermath: Aftermath
    first_assisted: Moment | None
    fix_share: float | None


def _work(asked: Asked, since: int, log: Sequence[CommitReport]) -> _Work:
    period = [each for each in log if each.committed.seconds >= since and (each.files or not asked.is_part)]
    riskiest = risky(period)
    followed, after = aftermath(riskiest, period, log)
    named = riskiest if asked.people else [replace(commit, author=_NOBODY) for commit in riskiest]
    first = next((commit.committed for commit in reversed(log) if commit.ai.assisted), None)
    return _Work(tuple(origins(period, log)), tuple(named), followed, after, first, fix_share(period))


def begin(since_seconds: int | None, log: Sequence[CommitReport]) -> int:
    """Of the period."""
    return since_seconds if since_seconds is not None else log[0].committed.seconds - USUAL_DAYS * DAY_SECONDS


def _window(trend: Sequence[TrendPoint], since: int) -> list[TrendPoint]:
    """The points of the period and the state that it began with."""
    before = [point for point in trend if point.date.seconds < since]
    return [*before[-1:], *(point for point in trend if point.date.seconds >= since)]


# ---------------------------------------------------------------- where
def _files(
    scanned: Report, log: Sequence[CommitReport], active: Mapping[str, Activity], since_days: float
) -> tuple[list[FileAccount], list[FileSize]]:
    moments = [commit.committed.seconds for commit in log] or [0]
    newest, oldest = moments[0], min(moments)
    known_days = (newest - oldest) / DAY_SECONDS
    who = people(log, newest)
    found = holdings.accounts(scanned, active, who, known_days, since_days)
    hot = [replace(each, units=holdings.functions(scanned, each.path)) for each in found[:_HOT]]
    density = {account.path: account.density for account in found}
    sizes = [
        FileSize(
            path,
            lines,
            round(density.get(path, 0.0), 2),
            round(interest.changes_per_month(active.get(path, Activity()).ages_days, known_days), 3),
        )
        for (path, _), lines in zip(scanned.roles, scanned.code_lines, strict=True)
        if lines
    ]
    return hot + found[_HOT:], sizes


# ---------------------------------------------------------------- when
def _trend(
    asked: Asked, log: Sequence[CommitReport], since: int, scanned: Report, analysis: app.Analysis
) -> list[TrendPoint]:
    line = list(_first_parents(log))
    chosen = _chosen(line, since)
    samples = list(_samples(asked, chosen, scanned, analysis))
    between = [Between()]
    for before, after in pairwise(chosen):
        begin, end = before.committed.seconds, after.committed.seconds
        inside = [commit for commit in log if begin < commit.committed.seconds <= end]
        names = [name for commit in inside for name in asked.tags.get(commit.sha, ())]
        releases = tuple(sorted(name for name in names if _RELEASE.fullmatch(name)))
        between.append(Between(len(inside), sum(commit.ai.assisted for commit in inside), releases))
    return list(points(samples, between))


def _first_parents(log: Sequence[CommitReport]) -> Iterator[CommitReport]:
    """From the newest back: the states that the branch was in."""
    known = {commit.sha: commit for commit in log}
    at: CommitReport | None = log[0]
    while at:
        yield at
        at = known.get(at.parents[0]) if at.parents else None


def _chosen(line: Sequence[CommitReport], since: int) -> list[CommitReport]:
    """The last state of each month, that at the beginning of the period, and the newest; the oldest first."""
    newest = line[0].committed.seconds
    oldest = max(since, min(commit.committed.seconds for commit in line))
    months = max(MONTHS, math.ceil((newest - oldest) / DAY_SECONDS / interest.DAYS_PER_MONTH))
    ends = list(_month_ends(newest, months))[:: math.ceil(months / _POINTS)]
    wanted = [*ends, since, newest]
    found: dict[str, CommitReport] = {}
    for moment in sorted(wanted):
        at = next((entry for entry in line if entry.committed.seconds <= moment), None)
        if at is not None:
            found.setdefault(at.sha, at)
    return list(found.values())


def _month_ends(newest: int, months: int) -> Iterator[int]:
    """The last second of each of the months before the newest commit's, in UTC."""
    at = datetime.fromtimestamp(min(max(newest, 0), _LAST), UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    for _ in range(months):
        yield int(at.timestamp()) - 1
        year, month = (at.year, at.month - 1) if at.month > 1 else (at.year - 1, 12)
        if year < 1970:
            return
        at = at.replace(year=year, month=month)


def _samples(asked: Asked, chosen: Sequence[CommitReport], scanned: Report, analysis: app.Analysis) -> Iterator[Sample]:
    """Kept in the store, without their findings: what a commit held does not change."""
    edition = analysis.edition()
    names = {commit.sha: f"{commit.sha}:{edition}" for commit in chosen}
    kept = changes.read(analysis.store, names.values(), _KIND) if analysis.store else {}
    for commit in chosen:
        with suppress(msgspec.DecodeError, KeyError):  # a cache is never trusted over the content it was made from
            yield _decode_sample(kept[names[commit.sha]])
            continue
        there = scanned if commit.sha == scanned.rev else _scanned(asked.directory, commit.sha, analysis)
        found = sample(commit.sha, commit.committed, there)
        if analysis.store:
            changes.write(analysis.store, [(names[commit.sha], _encode(found))], _KIND)
        yield found


def _scanned(directory: str, sha: str, analysis: app.Analysis) -> Report:
    """The store keeps few whole reports, which are not to give way to those of a year ago."""
    source = open_revision([directory], sha, analysis.settings)
    codebase, skipped = app.load(source, source.snapshot(), analysis)
    return app.analyse(codebase, analysis.rules(), analysis.settings, skipped)


# ---------------------------------------------------------------- drift and policy
def _drift(
    asked: Asked,
    window: Sequence[TrendPoint],
    since: int,
    scanned: Report,
    active: Mapping[str, Activity],
    analysis: app.Analysis,
) -> Drift:
    """Nothing when the history begins within the period."""
    first = window[0]
    if _begins_within(window, since):
        return Drift()
    since_days = (window[-1].date.seconds - since) / DAY_SECONDS
    return drift(asked.directory, first.sha, scanned, active, since_days, analysis)


def _begins_within(window: Sequence[TrendPoint], since: int) -> bool:
    return window[0].date.seconds > since or len(window) < 2


def _absent(asked: Asked, trend: Sequence[TrendPoint], window: Sequence[TrendPoint], since: int) -> dict[str, str]:
    found = absent(is_part=asked.is_part, has_ledger=asked.has_ledger)
    if len(trend) < 2:
        found = {**found, "trend": ONE_STATE}
    return {**found, "drift": NO_STATE_BEFORE} if _begins_within(window, since) else found


def _nameless(standing: Standing) -> Standing:
    violations = (replace(each, author=_NOBODY, reviewers=(), merged_by=None) for each in standing.violations)
    exceptions = (replace(each, about="") for each in standing.exceptions)
    return replace(standing, violations=tuple(violations), exceptions=tuple(exceptions))
