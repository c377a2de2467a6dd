"""What becomes of the lines that commits add, with figures reckoned by hand."""

import pytest

from accounts import NEWEST, commit
from debtscan.commits import CommitLines
from debtscan.history.edits import Edit
from debtscan.history.rework import rework, with_lines
from debtscan.history.turnover import Stay


def test_what_ends_on_the_fourteenth_day_is_churn() -> None:
    assert 2 == Stay(4, (1.0, 14.0, 14.01), {}).within(14)


@pytest.mark.parametrize(("age_days", "churned"), [(13.99, None), (14, 1)])
def test_churn_is_told_once_fourteen_days_have_passed(age_days: float, churned: int | None) -> None:
    written = commit(1, "a.py", days_ago=age_days)
    (found,) = with_lines([written], {written.sha: Edit()}, {written.sha: Stay(5, (3.0,), {})}, NEWEST.seconds)

    assert (churned, 5) == (found.lines.churned_14d, found.lines.code)


def test_the_share_of_churn_and_its_interval() -> None:
    churned = {week: 4 if week % 2 else 0 for week in range(1, 11)}
    commits = [commit(n, "a.py", days_ago=60 + 7 * n, lines=CommitLines(10, 0, 0, 0, churned[n], 10)) for n in churned]
    stays = {each.sha: Stay(10, (3.0,) * (each.lines.churned_14d or 0), {}) for each in commits}

    found, unmarked = rework(commits, stays, {commits[0].sha}, NEWEST.seconds)

    # 20 of 100 lines. Without a week that churned 16 of 90, without another 20 of 90: 0.2 -+ 0.0222, so the variance is
    # 9 / 10 * 10 * 0.0222 ** 2 = 0.00444, and 1.96 * 0.0667 = 0.1307
    assert (100, 20, 0.2, 0.0693, 0.3307) == (found.watched, found.churned, found.share, found.low, found.high)
    assert (1, 0.8) == (found.reverted, found.survival[0].share)
    assert ("all", "unmarked") == (found.group, unmarked.group)
