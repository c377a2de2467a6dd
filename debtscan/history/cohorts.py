"""Commits with assistance on record against the others of one repository, as far as such a comparison carries.

Unmarked is not human: nothing is on record. The difference is taken within cells of month, size and kind of file, for
assisted commits may be larger, later and elsewhere; its interval comes from leaving out one author's week at a time,
for commits of one sitting stand and fall together. With few commits, or when the crude and the matched difference
point different ways, nothing is concluded.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from debtscan.commits import Arm, Cohorts, Comparison, Survival
from debtscan.intervals import QUANTILE, wilson

LEAST_COMMITS, LEAST_CLUSTERS = 30, 10  # in each arm, for any statement
DAYS = (30, 90, 365)
WEEK_SECONDS = 7 * 86_400


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
    return Cohorts(arms[0], arms[1], _comparison(commits, arms[0], arms[1]))


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
class _Cells:
    """Counts by cell: commits and those that add a finding, of both arms; a cell counts by na * no / (na + no)."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self.counts: defaultdict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for commit in commits:
            self.add(commit, 1)

    def add(self, commit: Commit, times: int) -> None:
        counts = self.counts[commit.cell]
        counts[0 if commit.assisted else 2] += times
        counts[1 if commit.assisted else 3] += times * (commit.findings > 0)

    def both(self) -> list[list[int]]:
        return [counts for _, counts in sorted(self.counts.items()) if counts[0] and counts[2]]

    def difference(self) -> float | None:
        weighed = weights = 0.0
        for assisted, adding, others, others_adding in self.both():
            weight = assisted * others / (assisted + others)
            weighed += weight * (adding / assisted - others_adding / others)
            weights += weight
        return weighed / weights if weights else None


def _comparison(commits: Sequence[Commit], assisted: Arm, unmarked: Arm) -> Comparison:
    cells = _Cells(commits)
    both, matched = cells.both(), cells.difference()
    spread = _jackknife(commits, cells) if matched is not None else None
    low, high = (None, None) if matched is None or spread is None else (matched - spread, matched + spread)
    crude = None if assisted.adding is None or unmarked.adding is None else assisted.adding - unmarked.adding
    return Comparison(
        crude=None if crude is None else round(crude, 4),
        matched=None if matched is None else round(matched, 4),
        matched_low=None if low is None else round(low, 4),
        matched_high=None if high is None else round(high, 4),
        cells=len(both),
        matched_commits=sum(counts[0] + counts[2] for counts in both),
        conclusion=_conclusion(assisted, unmarked, crude, matched, (low, high)),
    )


def _jackknife(commits: Sequence[Commit], cells: _Cells) -> float | None:
    """Half of the 95 % interval, by leaving out one cluster after the other (Tukey, 1958)."""
    clusters: defaultdict[tuple[str, int], list[Commit]] = defaultdict(list)
    for commit in commits:
        clusters[commit.cluster].append(commit)
    without = []
    for _, members in sorted(clusters.items()):
        for commit in members:
            cells.add(commit, -1)
        without.append(cells.difference())
        for commit in members:
            cells.add(commit, 1)
    found = [value for value in without if value is not None]
    if len(found) < LEAST_CLUSTERS:
        return None
    mean = math.fsum(found) / len(found)
    variance = (len(found) - 1) / len(found) * math.fsum((value - mean) ** 2 for value in found)
    return QUANTILE * math.sqrt(variance)


def _conclusion(
    assisted: Arm,
    unmarked: Arm,
    crude: float | None,
    matched: float | None,
    interval: tuple[float | None, float | None],
) -> str:
    low, high = interval
    small = [arm for arm in (assisted, unmarked) if arm.commits < LEAST_COMMITS or arm.clusters < LEAST_CLUSTERS]
    if small:
        return (
            f"Nothing can be concluded: it takes {LEAST_COMMITS} commits of {LEAST_CLUSTERS} authors' weeks in each "
            f"group, and there are {assisted.commits} of {assisted.clusters} and {unmarked.commits} of "
            f"{unmarked.clusters}."
        )
    if matched is None or crude is None or low is None or high is None:
        return "Nothing can be concluded: no month, size and kind of file has commits of both groups."
    if low <= 0 <= high:
        return "Nothing can be concluded: the difference within cells is not told from none."
    if crude * matched < 0:
        return "Nothing can be concluded: the crude and the matched difference point different ways."
    word = "more" if matched > 0 else "less"
    return (
        f"Commits with assistance on record add a finding {word} often, by {100 * abs(matched):.1f} points (95 %: "
        f"{100 * low:+.1f} to {100 * high:+.1f}), among commits of one month, size and kind of file: an association in "
        "this repository, not a cause."
    )
