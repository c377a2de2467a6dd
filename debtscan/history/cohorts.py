"""Commits with assistance on record against the others of one repository, as far as such a comparison carries.

Unmarked is not human: nothing is on record. The difference is matched (`history.matching`). With few commits, or when
the crude and the matched difference point different ways, nothing is concluded.
"""

import math
from collections.abc import Sequence

from msgspec import Struct, convert, to_builtins

from debtscan.commits import Arm, Cohorts, Comparison, Survival
from debtscan.history.matching import Case, matched
from debtscan.intervals import wilson

DAYS = (30, 90, 365)


class Commit(Struct, frozen=True):
    """What is compared of a commit that changes production Python. `cluster` is its author's week."""

    assisted: bool
    cluster: tuple[str, int]
    month: int  # since 1970
    lines_added: int
    kind: str  # of its files: "production", "mixed"
    findings: int
    minutes: float
    reverted: bool

    @property
    def cell(self) -> tuple[int, int, str]:
        return self.month, int(math.log2(self.lines_added + 1)), self.kind


def cohorts(commits: Sequence[Commit], survivals: tuple[Sequence[Survival], Sequence[Survival]]) -> Cohorts:
    """`survivals` are those of the findings that assisted and that unmarked commits brought."""
    with_record = [commit for commit in commits if commit.assisted]
    without = [commit for commit in commits if not commit.assisted]
    arms = [_arm(*pair) for pair in zip((with_record, without), survivals, strict=True)]
    return Cohorts(arms[0], arms[1], _comparison(commits))


def _arm(commits: Sequence[Commit], survivals: Sequence[Survival]) -> Arm:
    count = len(commits)
    adding, reverted = (sum(flags) for flags in ((c.findings > 0 for c in commits), (c.reverted for c in commits)))
    lines, minutes = sum(commit.lines_added for commit in commits), math.fsum(commit.minutes for commit in commits)
    adding_low, adding_high = _wilson(adding, count)
    reverted_low, reverted_high = _wilson(reverted, count)
    return Arm(
        commits=count,
        clusters=len({commit.cluster for commit in commits}),
        lines_added=lines,
        findings_added=sum(commit.findings for commit in commits),
        minutes_added=round(minutes, 2),
        adding=round(adding / count, 4) if count else None,
        adding_low=adding_low,
        adding_high=adding_high,
        minutes_per_100_lines=round(100 * minutes / lines, 3) if lines else None,
        reverted=reverted,
        reverted_low=reverted_low,
        reverted_high=reverted_high,
        survival=tuple(survivals),
    )


def _wilson(hits: int, count: int) -> tuple[float | None, float | None]:
    """None where nothing was counted."""
    low, high = wilson(hits, count)
    return (round(low, 4), round(high, 4)) if count else (None, None)


# ---------------------------------------------------------------- the comparison
def _comparison(commits: Sequence[Commit]) -> Comparison:
    cases = [Case(each.assisted, each.cluster, each.cell, 1, int(each.findings > 0)) for each in commits]
    found = matched(cases, "Commits with assistance on record add a finding")
    return convert(to_builtins(found), Comparison)
