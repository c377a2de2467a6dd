"""How long findings stay, and what may be concluded of two groups of commits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscan.history.cohorts import Cohorts, Commit, cohorts
from debtscan.history.ledger import survival
from debtscan.history.matching import LEAST_CLUSTERS, LEAST_COMMITS
from debtscan.intervals import wilson


# ---------------------------------------------------------------- survival
def test_survival_by_hand() -> None:
    # five findings: paid after 10 and 40 days; watched for 20, 100 and 400 days and still open
    ages = [(10, True), (40, True), (20, False), (100, False), (400, False)]

    found = survival(ages, (30, 90, 365))

    # 4/5 after 10 days; three are left at 40: 4/5 * 2/3
    assert [(0.8, 3), (0.5333, 2), (0.5333, 1)] == [(each.share, each.at_risk) for each in found]


def test_nothing_is_said_of_what_was_not_watched() -> None:
    assert [None] == [each.share for each in survival([(10, False), (20, True)], (30,))]
    assert [None] == [each.share for each in survival([], (30,))]


@given(st.lists(st.tuples(st.floats(0, 500), st.booleans()), max_size=30))
def test_survival_falls_and_stays_within_bounds(ages: list[tuple[float, bool]]) -> None:
    shares = [each.share for each in survival(ages, (10, 30, 100)) if each.share is not None]

    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


def test_without_censoring_it_is_the_plain_share() -> None:
    (found,) = survival([(day, True) for day in range(1, 11)], (5,))

    assert 0.5 == found.share


# ---------------------------------------------------------------- cohorts
def commits(count: int, assisted: bool, adding: float, month: int = 600) -> list[Commit]:
    return [
        Commit(assisted, ("ada", number // 2), month, 10, "production", int(number < adding * count), 20.0, False)
        for number in range(count)
    ]


def compared(*groups: list[Commit]) -> Cohorts:
    return cohorts([commit for group in groups for commit in group], ((), ()))


def test_few_commits_conclude_nothing() -> None:
    found = compared(commits(LEAST_COMMITS - 1, True, 0.9), commits(200, False, 0.1))

    assert found.comparison.conclusion.startswith("Nothing can be concluded: it takes 30 commits from 10")


def test_a_clear_difference_is_stated_with_its_interval_and_as_an_association() -> None:
    found = compared(commits(100, True, 0.6), commits(100, False, 0.1))

    assert (0.5, 0.5) == (found.comparison.crude, found.comparison.matched)
    assert "more often, by 50.0 points" in found.comparison.conclusion
    assert "not a cause" in found.comparison.conclusion


def test_no_difference_is_told_from_none() -> None:
    found = compared(commits(100, True, 0.2), commits(100, False, 0.2))

    assert "not told from none" in found.comparison.conclusion


def test_signs_that_differ_conclude_nothing() -> None:
    """In each month assisted commits add more often; over both less, for most were made in the quiet month."""
    busy = [*commits(40, True, 1.0, 1), *commits(400, False, 0.8, 1)]
    quiet = [*commits(400, True, 0.2, 2), *commits(40, False, 0.0, 2)]

    found = compared(busy, quiet)

    assert found.comparison.crude is not None
    assert found.comparison.matched is not None
    assert found.comparison.crude < 0 < found.comparison.matched
    assert found.comparison.conclusion.startswith("Nothing can be concluded")


def test_arms_that_share_no_cell_conclude_nothing() -> None:
    assert "no month, size" in compared(commits(50, True, 0.5, 1), commits(50, False, 0.5, 2)).comparison.conclusion


def test_wilson_by_hand() -> None:
    # 10 of 100: (10 + 1.9207) / 103.8415 -/+ 1.96 / 103.8415 * sqrt(9 + 0.9604)
    assert (0.0552, 0.1744) == pytest.approx(wilson(10, 100), abs=1e-4)
    assert (0.0, 1.0) == wilson(0, 0)
    assert 0.0 == wilson(0, 50)[0]


def test_the_smallest_comparison_is_not_tiny() -> None:
    assert (30, 10) == (LEAST_COMMITS, LEAST_CLUSTERS)
