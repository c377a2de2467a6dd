"""The items of the ledger, joined with their commits -> debt of each commit, tallies, survival, births, cohorts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtscan.commits import (
    Birth,
    Cohorts,
    CommitDebt,
    CommitDrift,
    CommitReport,
    LedgerFigures,
    Moment,
    Removal,
    Tally,
)
from debtscan.history.cohorts import DAYS, Commit, cohorts
from debtscan.history.ledger import brought, by_commit, counts, survival
from debtscan.history.lineage import Item
from debtscan.history.matching import WEEK_SECONDS
from debtscan.history.paths import is_production

_DAY_SECONDS = 86_400
Calendar = Callable[[Moment], str]  # a moment's month, "2025-03"


def debts(items: Sequence[Item]) -> dict[str, CommitDebt]:
    """By commit."""
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0, 0])
    for sha, is_birth, item in by_commit(items):
        sums[sha][0 if is_birth else 1] += item.minutes
        sums[sha][2 if is_birth else 3] += 1
    for item in items:
        for sha, minutes in item.worse:
            sums[sha][0] += minutes
    return {
        sha: CommitDebt(round(added, 2), round(paid, 2), int(born), int(gone))
        for sha, (added, paid, born, gone) in sums.items()
    }


def with_debt(
    commits: Iterable[CommitReport], owed: Mapping[str, CommitDebt], drifts: Mapping[str, CommitDrift]
) -> Iterator[CommitReport]:
    for commit in commits:
        told = replace(commit, debt=owed.get(commit.sha, CommitDebt()))
        drift = drifts.get(commit.sha)
        yield replace(told, drift=drift.score, foreign=drift.parts) if drift else told


def figures(items: Sequence[Item], commits: Sequence[CommitReport], month: Calendar) -> LedgerFigures:
    """`commits` are all of the history, newest first."""
    known = {commit.sha: commit for commit in commits}
    newest = max((commit.committed.seconds for commit in commits), default=0)
    owed = debts(items)
    kept = [item for item in items if counts(item)]
    return LedgerFigures(
        open=sum(item.is_open for item in kept),
        paid=sum(bool(item.paid) and item.seen_paid for item in kept),
        unseen=sum(not item.seen_paid for item in kept),
        open_minutes=round(sum(item.minutes for item in kept if item.is_open), 2),
        survival=tuple(survival(_ages(items, known, newest), DAYS)),
        by_month=tuple(_tallies(commits, owed, lambda commit: [month(commit.committed)])),
        by_group=tuple(_tallies(commits, owed, lambda commit: ["assisted" if commit.ai.assisted else "unmarked"])),
        by_tool=tuple(_tallies(commits, owed, lambda commit: commit.ai.tools if commit.ai.assisted else ())),
        births=tuple(_births(items, known)),
        removals=tuple(_removals(items)),
    )


def _removals(items: Iterable[Item]) -> Iterator[Removal]:
    paid: defaultdict[str, Counter[str]] = defaultdict(Counter)
    busy = {sha for item in items for sha, _ in item.worse}
    for sha, is_birth, item in by_commit(items):
        if is_birth:
            busy.add(sha)
        else:
            paid[sha][item.rule_id] += 1
    for sha, rules in sorted(paid.items()):
        if sha not in busy and len(rules) == 1:
            yield Removal(next(iter(rules)), sha, rules.total())


def _ages(items: Iterable[Item], known: Mapping[str, CommitReport], newest: int) -> Iterator[tuple[float, bool]]:
    """What came or went unseen is left out: when is not known."""
    for item in items:
        if item.seen_paid and counts(item) and brought(item):
            end = known[item.paid].committed.seconds if item.paid else newest
            yield max(end - known[item.born].committed.seconds, 0) / _DAY_SECONDS, bool(item.paid)


def _tallies(
    commits: Iterable[CommitReport],
    owed: Mapping[str, CommitDebt],
    groups: Callable[[CommitReport], Iterable[str]],
) -> Iterator[Tally]:
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0.0, 0.0])
    for commit in commits:
        debt = owed.get(commit.sha, CommitDebt())
        for name in groups(commit):
            for place, value in enumerate(
                (1, debt.findings_added, debt.findings_paid, debt.added_minutes, debt.paid_minutes)
            ):
                sums[name][place] += value
    for name, (count, added, paid, added_minutes, paid_minutes) in sorted(sums.items()):
        yield Tally(
            name=name,
            commits=int(count),
            findings_added=int(added),
            findings_paid=int(paid),
            added_minutes=round(added_minutes, 2),
            paid_minutes=round(paid_minutes, 2),
        )


def _births(items: Iterable[Item], known: Mapping[str, CommitReport]) -> list[Birth]:
    found = []
    for item in items:
        if item.is_open and counts(item):
            commit = known[item.born]
            found.append(
                Birth(
                    rule_id=item.rule_id,
                    path=item.path,
                    line=item.line,
                    symbol=item.symbol,
                    minutes=item.minutes,
                    identity=item.identity,
                    sha=item.born,
                    author=commit.author.name,
                    date=commit.date,
                    assisted=commit.ai.assisted,
                    tools=commit.ai.tools if commit.ai.assisted else (),
                    brought=brought(item),
                )
            )
    return sorted(found, key=lambda birth: (-birth.date.seconds, birth.path, birth.line, birth.rule_id))


# ---------------------------------------------------------------- assisted and unmarked
def compared(items: Sequence[Item], told: Sequence[CommitReport], every: Sequence[CommitReport]) -> Cohorts:
    """Of the commits told of that change production Python; `every` is all of the history."""
    owed = debts(items)
    reverted = tuple(sorted({sha for commit in every for sha in commit.reverts}))
    known = {commit.sha: commit for commit in every}
    newest = max((commit.committed.seconds for commit in every), default=0)
    asked = {commit.sha for commit in told}
    arms: tuple[list[Item], list[Item]] = ([], [])
    for item in items:
        if item.born in asked:
            arms[0 if known[item.born].ai.assisted else 1].append(item)
    survivals = (survival(_ages(arms[0], known, newest), DAYS), survival(_ages(arms[1], known, newest), DAYS))
    found = [_compared(commit, owed.get(commit.sha, CommitDebt()), reverted) for commit in told if _is_asked(commit)]
    return cohorts(found, survivals)


def _is_asked(commit: CommitReport) -> bool:
    """At most 100 files and 10,000 lines: beyond are vendored trees and renames of everything."""
    production = [file for file in commit.files if is_production(file.path)]
    return len(commit.parents) < 2 and 0 < len(production) <= 100 and commit.lines.added <= 10_000


def _compared(commit: CommitReport, debt: CommitDebt, reverted: Sequence[str]) -> Commit:
    seconds = commit.committed.seconds
    return Commit(
        assisted=commit.ai.assisted,
        cluster=(commit.author.email.lower(), seconds // WEEK_SECONDS),
        month=seconds * 12 // int(365.2425 * _DAY_SECONDS),
        lines_added=sum(file.added or 0 for file in commit.files if is_production(file.path)),
        kind="production" if all(is_production(file.path) for file in commit.files) else "mixed",
        findings=debt.findings_added,
        minutes=debt.added_minutes,
        reverted=any(commit.sha.startswith(sha) for sha in reverted),
    )
