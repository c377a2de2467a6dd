"""Commits of a period -> what each group by recorded assistance brought: an association, never a cause."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from debtscan.accounts import Origin
from debtscan.commits import Cohorts, CommitReport
from debtscan.history.matching import WEEK_SECONDS, jackknife

Sitting = tuple[str, int]  # an author's week


def origins(period: Iterable[CommitReport], log: Iterable[CommitReport]) -> list[Origin]:
    """Merges are left out: they write nothing of their own."""
    reverted = {sha for commit in log for sha in commit.reverts}
    groups: defaultdict[str, list[CommitReport]] = defaultdict(list)
    for commit in period:
        if len(commit.parents) > 1:
            continue
        groups["assisted" if commit.ai.assisted else "unmarked"].append(commit)
        for tool in commit.ai.tools if commit.ai.assisted else ():
            groups[tool].append(commit)
    order = sorted(groups, key=lambda name: (name not in ("assisted", "unmarked"), -len(groups[name]), name))
    return [_origin(name, groups[name], reverted) for name in order]


def _origin(name: str, group: Sequence[CommitReport], reverted: Collection[str]) -> Origin:
    added = sum(_lines(commit) for commit in group)
    debts = [commit.debt for commit in group if commit.debt]
    low, middle, high = _density(group) if debts and added else (None, None, None)
    return Origin(
        group=name,
        commits=len(group),
        lines_added=added,
        findings_added=sum(debt.findings_added for debt in debts) if debts else None,
        debt_per_100_lines=middle,
        low=low,
        high=high,
        reverted=sum(any(commit.sha.startswith(sha) for sha in reverted) for commit in group),
    )


def _lines(commit: CommitReport) -> int:
    return sum(change.added or 0 for change in commit.files)


def _density(group: Sequence[CommitReport]) -> tuple[float | None, float, float | None]:
    """Minutes of debt in 100 added lines between the ends of the 95 % interval.

    The interval of a ratio, by leaving out one author's week at a time (Tukey, 1958): commits of one sitting stand and
    fall together. None of too few of them, and none of what did not happen at all.
    """
    sums: defaultdict[Sitting, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for commit in group:
        at = sums[commit.author.email.lower(), commit.committed.seconds // WEEK_SECONDS]
        at[0] += commit.debt.added_minutes if commit.debt else 0.0
        at[1] += _lines(commit)
    minutes, lines = (math.fsum(each[place] for _, each in sorted(sums.items())) for place in (0, 1))
    middle = 100 * minutes / lines
    without = [100 * (minutes - out) / (lines - own) for _, (out, own) in sorted(sums.items()) if lines > own]
    spread = jackknife(without) if minutes else None  # what never happened has no spread to tell from
    if spread is None:
        return None, round(middle, 2), None
    return round(max(middle - spread, 0.0), 2), round(middle, 2), round(middle + spread, 2)


def note(found: Iterable[Origin], cohorts: Cohorts | None) -> str:
    """What may and may not be concluded."""
    commits = {origin.group: origin.commits for origin in found}
    every = commits.get("assisted", 0) + commits.get("unmarked", 0)
    if not every:
        return "No commit lies in the period."
    return (
        f"{commits.get('assisted', 0):,} of {every:,} commits of the period (merges left out) have AI assistance on "
        "record. Of the others nothing is known: unmarked is not human. What is shown is an association within this "
        "repository; it does not say what assistance causes."
        + (f" Over the whole history: {_compared(cohorts)}" if cohorts else "")
    )


def _compared(cohorts: Cohorts) -> str:
    return f"{cohorts.comparison.conclusion} Published elsewhere: {cohorts.comparison.published}."
