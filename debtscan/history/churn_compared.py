"""Churn of assisted against that of unmarked commits of one repository, as far as such a comparison carries."""

import math
from collections.abc import Iterable

from debtscan.commits import CommitReport
from debtscan.history.matching import WEEK_SECONDS, Case, matched
from debtscan.history.paths import is_production
from debtscan.vitals import MatchedDifference

_MONTH_SECONDS = 365.2425 * 86_400 / 12
_MOST_FILES, _MOST_LINES = 100, 10_000  # beyond are vendored trees and renames of everything


def churn_compared(commits: Iterable[CommitReport]) -> MatchedDifference | None:
    """`commits` are as `rework.with_lines` gives them; differences are assisted minus unmarked, in shares of lines.

    None where nothing assisted is on record.
    """
    cases = [_case(commit) for commit in commits if _is_asked(commit)]
    if not any(case.assisted for case in cases):
        return None
    return matched(cases, "Lines with assistance on record are gone within 14 days")


def _is_asked(commit: CommitReport) -> bool:
    size = commit.lines.code or 0
    is_one = len(commit.parents) < 2 and len(commit.files) <= _MOST_FILES and size <= _MOST_LINES
    return is_one and size > 0 and commit.lines.churned_14d is not None


def _case(commit: CommitReport) -> Case:
    seconds, lines = commit.date.seconds, commit.lines.code or 0
    kind = "production" if all(is_production(file.path) for file in commit.files) else "mixed"
    return Case(
        assisted=commit.ai.assisted,
        cluster=(commit.author.email.lower(), seconds // WEEK_SECONDS),
        cell=(int(seconds // _MONTH_SECONDS), int(math.log2(lines + 1)), kind),
        total=lines,
        hits=commit.lines.churned_14d or 0,
    )
