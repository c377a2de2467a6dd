"""Commits and how long their lines stayed -> churn, moves, copies and survival, of all and of assisted work.

Unmarked is not human: nothing is on record. Lines of one sitting stand and fall together, so that intervals are taken
over authors' weeks, not over lines.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtscan.commits import CommitLines, CommitReport
from debtscan.history.cohorts import DAYS
from debtscan.history.edits import Edit
from debtscan.history.ledger import survival
from debtscan.history.matching import WEEK_SECONDS, jackknife
from debtscan.history.turnover import CHURN_DAYS, Stay
from debtscan.vitals import LineSurvival, Rework

_DAY_SECONDS = 86_400
_TOOLS = 8  # with the most commits


def with_lines(
    commits: Iterable[CommitReport], edits: Mapping[str, Edit], stays: Mapping[str, Stay], newest: int
) -> Iterator[CommitReport]:
    """With what each commit moved and copied, and what of it churned; those whose lines are not known as they are."""
    for commit in commits:
        edit, stay = edits.get(commit.sha), stays.get(commit.sha)
        if edit is None or stay is None:
            yield commit
            continue
        churned = stay.within(CHURN_DAYS) if _is_watched(commit, newest) else None
        lines = CommitLines(commit.lines.added, commit.lines.deleted, edit.moved, edit.copied, churned, stay.added)
        yield replace(commit, lines=lines)


def _is_watched(commit: CommitReport, newest: int) -> bool:
    """Long enough that churn can be told: what is a day old has not had the time to."""
    return newest - commit.date.seconds >= CHURN_DAYS * _DAY_SECONDS


def rework(
    commits: Sequence[CommitReport], stays: Mapping[str, Stay], reverted: Collection[str], newest: int
) -> Iterator[Rework]:
    """`commits` are as `with_lines` gives them; `newest` ends what is known."""
    groups: defaultdict[str, list[CommitReport]] = defaultdict(list)
    for commit in commits:
        if commit.sha in stays and commit.lines.code is not None and len(commit.parents) < 2:
            groups["all"].append(commit)
            groups["assisted" if commit.ai.assisted else "unmarked"].append(commit)
    tools = Counter(tool for commit in groups.get("assisted", ()) for tool in commit.ai.tools)
    for tool, _ in sorted(tools.items(), key=lambda each: (-each[1], each[0]))[:_TOOLS]:
        groups[tool] = [commit for commit in groups["assisted"] if tool in commit.ai.tools]
    order = [name for name in ("all", "assisted", "unmarked", *sorted(tools, key=lambda tool: (-tools[tool], tool)))]
    for name in order:
        if groups.get(name):
            yield _figures(name, groups[name], stays, reverted, newest)


def _figures(
    name: str,
    group: Sequence[CommitReport],
    stays: Mapping[str, Stay],
    reverted: Collection[str],
    newest: int,
) -> Rework:
    watched = [commit for commit in group if commit.lines.churned_14d is not None]
    lines, churned = sum(_code(commit) for commit in watched), sum(_churned(commit) for commit in watched)
    share = churned / lines if lines else None
    spread = _spread(watched) if lines else None
    return Rework(
        group=name,
        commits=len(group),
        added=sum(_code(commit) for commit in group),
        moved=sum(commit.lines.moved or 0 for commit in group),
        copied=sum(commit.lines.copied or 0 for commit in group),
        reverted=sum(commit.sha in reverted for commit in group),
        watched=lines,
        churned=churned,
        share=None if share is None else round(share, 4),
        low=None if share is None or spread is None else round(max(share - spread, 0.0), 4),
        high=None if share is None or spread is None else round(min(share + spread, 1.0), 4),
        survival=tuple(
            LineSurvival(each.days, each.share, each.at_risk) for each in survival(_ages(group, stays, newest), DAYS)
        ),
    )


def _code(commit: CommitReport) -> int:
    return commit.lines.code or 0


def _churned(commit: CommitReport) -> int:
    return commit.lines.churned_14d or 0


def _ages(group: Iterable[CommitReport], stays: Mapping[str, Stay], newest: int) -> Iterator[tuple[float, bool]]:
    for commit in group:
        stay, age = stays[commit.sha], max(newest - commit.date.seconds, 0) / _DAY_SECONDS
        yield from ((days, True) for days in stay.ended_days)
        yield from ((age, False) for _ in range(stay.added - len(stay.ended_days)))


def _spread(watched: Iterable[CommitReport]) -> float | None:
    """Half of the 95 % interval of the share, by leaving out one author's week at a time."""
    sums: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for commit in watched:
        if _code(commit):
            each = sums[commit.author.email.lower(), commit.date.seconds // WEEK_SECONDS]
            each[0] += _code(commit)
            each[1] += _churned(commit)
    lines, churned = (sum(each[place] for each in sums.values()) for place in (0, 1))
    return jackknife([(churned - gone) / (lines - own) for own, gone in sums.values() if lines > own])
