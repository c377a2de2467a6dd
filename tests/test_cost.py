import math

import pytest

from debtscan.model import Effort
from debtscan.scoring import cost

HELPER = Effort(15, 30, 90)


def test_the_mean_is_that_of_the_triangular_distribution() -> None:
    assert 45.0 == cost.mean(HELPER)


def test_a_certain_effort_has_no_range() -> None:
    total = cost.total({"rule": [Effort(10, 10, 10)] * 3})

    assert (30.0, 30.0, 30.0) == total


def test_within_a_rule_estimates_err_together() -> None:
    one = cost.total({"rule": [HELPER]})
    nine = cost.total({"rule": [HELPER] * 9})

    assert nine.mean == pytest.approx(9 * one.mean)
    assert nine.high - nine.mean == pytest.approx(9 * (one.high - one.mean))


def test_between_rules_estimates_err_independently() -> None:
    one = cost.total({"rule": [HELPER]})
    nine = cost.total({f"rule-{i}": [HELPER] for i in range(9)})

    assert nine.mean == pytest.approx(9 * one.mean)
    assert nine.high - nine.mean == pytest.approx(math.sqrt(9) * (one.high - one.mean))


def test_no_findings_cost_nothing() -> None:
    assert (0.0, 0.0, 0.0) == cost.total({})


@pytest.mark.parametrize("effort", [Effort(0, 0, 60), Effort(0, 60, 60), Effort(5, 5, 6), HELPER])
def test_a_range_stays_within_what_the_rule_says(effort: Effort) -> None:
    total = cost.total({"rule": [effort]})

    assert effort.low <= total.low <= total.mean <= total.high <= effort.high


@pytest.mark.parametrize(
    ("expected", "ratio"),
    [("A", 0.0), ("A", 0.05), ("B", 0.0501), ("B", 0.1), ("C", 0.2), ("D", 0.5), ("E", 0.51), ("E", 7.0)],
)
def test_grades_follow_the_rating_grid(expected: str, ratio: float) -> None:
    assert expected == cost.grade(ratio)


def test_the_ratio_is_taken_over_the_cost_of_writing_the_code() -> None:
    assert 0.1 == cost.ratio(300, 100)
    assert 0.0 == cost.ratio(0, 0)


@pytest.mark.parametrize(
    ("expected", "total"),
    [
        ("45 min (24-66 min, 80 %)", cost.Total(45, 24.2, 65.8)),
        ("1.8 h (1.4-2.3 h, 80 %)", cost.Total(110, 82, 139)),
        ("2.0 h (1.0-3.5 h, 80 %)", cost.Total(120, 60, 210)),
        ("31 h (22-47 h, 80 %)", cost.Total(31 * 60, 22 * 60, 47 * 60)),
        ("1,234 h (1,000-2,000 h, 80 %)", cost.Total(1234 * 60, 60_000, 120_000)),
    ],
)
def test_time_is_never_shown_without_its_range(expected: str, total: cost.Total) -> None:
    assert expected == cost.phrase(total)


@pytest.mark.parametrize(
    ("expected", "effort"),
    [
        ("15 min (5-45)", Effort(5, 15, 45)),
        ("30 min (15-119)", Effort(15, 30, 119)),
        ("60 min (30 min to 8 h)", Effort(30, 60, 480)),
        ("5 h (2.5 h to 12 h)", Effort(150, 300, 720)),
    ],
)
def test_the_likely_effort_of_a_finding_comes_first_in_units_one_thinks_in(expected: str, effort: Effort) -> None:
    assert expected == cost.estimate(effort)
