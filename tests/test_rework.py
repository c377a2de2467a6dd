"""What becomes of the lines that commits add, with figures reckoned by hand."""

import pytest
from msgspec.structs import replace

from accounts import NEWEST, commit
from debtscan.commits import Assistance, CommitLines, CommitReport, Person
from debtscan.history.edits import Edit
from debtscan.history.rework import rework, with_lines
from debtscan.history.turnover import Stay
from debtscan.vitals import Rework


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


def weeks(*churned: int, **fields: object) -> list[CommitReport]:
    """A commit a week, each of ten lines of code."""
    return [
        commit(n, "a.py", days_ago=60 + 7 * n, lines=CommitLines(10, 0, 0, 0, gone, 10), **fields)
        for n, gone in enumerate(churned, 1)
    ]


def told(commits: list[CommitReport]) -> dict[str, Rework]:
    return {each.group: each for each in rework(commits, {each.sha: Stay(10, (), {}) for each in commits}, (), 0)}


@pytest.mark.parametrize(("churned", "ends"), [((9, *[0] * 9), (0.0, 0.2664)), ((1, *[10] * 9), (0.7336, 1.0))])
def test_an_interval_ends_at_none_and_at_all(churned: tuple[int, ...], ends: tuple[float, float]) -> None:
    every = told(weeks(*churned))["all"]

    assert ends == (every.low, every.high)


def test_one_who_writes_the_address_in_two_ways_is_one() -> None:
    commits = weeks(*[5] * 10)
    other = [replace(each, sha=each.sha[::-1], author=Person("Ada", "ADA@Example.org")) for each in commits[:1]]

    assert told([*commits, *other])["all"].low is not None
    assert told([*commits[:9], *other])["all"].low is None  # nine weeks: too few to tell


def test_merges_add_nothing_of_their_own() -> None:
    commits = weeks(0, 0)
    merge = replace(commits[0], sha="f" * 40, parents=(commits[0].sha, commits[1].sha))

    assert 2 == told([*commits, merge])["all"].commits


def test_the_eight_tools_with_the_most_commits_are_told() -> None:
    ai = [Assistance(assisted=True, confidence=1.0, tools=("most", f"tool-{number}")) for number in range(9)]
    commits = [replace(each, ai=ai[number]) for number, each in enumerate(weeks(*[0] * 9))]

    assert ["all", "assisted", "most", *[f"tool-{number}" for number in range(7)]] == list(told(commits))


def test_a_commit_of_tomorrow_was_watched_for_no_time() -> None:
    late, old = commit(1, "a.py", days_ago=-1), commit(2, "a.py", days_ago=40)
    watched = [replace(each, lines=CommitLines(2, 0, 0, 0, None, 2)) for each in (late, old)]
    stays = {late.sha: Stay(2, (), {}), old.sha: Stay(2, (0.0,), {})}

    assert 0.75 == next(rework(watched, stays, (), NEWEST.seconds)).survival[0].share
