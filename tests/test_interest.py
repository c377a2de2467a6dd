"""What debt costs while it stays, by formula and by the laws that any such figure must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscan.accounts import NOTHING, Span, Total
from debtscan.scoring.interest import (
    CEILING,
    DENSE,
    HALF_LIFE_DAYS,
    changes_per_month,
    drag,
    interest,
    payback,
    total,
)

MINUTES = st.floats(0, 1e6)
LINES = st.integers(0, 100_000)


def test_a_change_a_month_for_ever_is_a_rate_of_one() -> None:
    ages = [30.436875 * (month + 0.5) for month in range(200)]

    assert changes_per_month(ages, 200 * 30.436875) == pytest.approx(1, rel=0.01)


def test_a_change_counts_half_after_the_half_life() -> None:
    new, old = changes_per_month([0], 1000), changes_per_month([HALF_LIFE_DAYS], 1000)

    assert old == pytest.approx(new / 2)


def test_a_short_history_does_not_make_a_file_look_quiet() -> None:
    assert changes_per_month([1, 2, 3], 7) > 3 * changes_per_month([1, 2, 3], 700)


def test_a_first_day_is_not_taken_for_every_day() -> None:
    a_month = 365.2425 / 12

    assert changes_per_month([0, 0], 0) == changes_per_month([0, 0], a_month)
    assert 2 < changes_per_month([0, 0], 0) < 2.5


def test_the_drag_of_dense_debt_is_the_band_and_its_end_the_ceiling() -> None:
    assert drag(DENSE, 100) == pytest.approx((0.1, 0.35, 0.6))
    assert drag(50 * DENSE, 100).high == pytest.approx(CEILING)


def test_interest_by_hand() -> None:
    # 2 changes a month; 30, 60 or 120 minutes; 10, 35 or 60 % of them lost
    assert interest(2, drag(DENSE, 100)) == pytest.approx((6, 42, 144))


def test_what_nobody_touches_costs_nothing_and_never_pays_back() -> None:
    untouched = interest(changes_per_month([], 900), drag(500, 100))

    assert untouched == NOTHING
    assert payback(Total(60, 40, 80), untouched) is None


def test_payback_is_the_quickest_when_the_repair_is_cheap_and_the_interest_high() -> None:
    assert payback(Total(60, 40, 80), Span(10, 20, 40)) == (1, 3, 8)


@given(MINUTES, MINUTES, LINES, st.floats(0, 100))
def test_more_debt_never_costs_less(one: float, more: float, lines: int, rate: float) -> None:
    less, greater = (interest(rate, drag(principal, lines)) for principal in (one, one + more))

    assert all(a <= b for a, b in zip(less, greater, strict=True))


@given(MINUTES, LINES, st.floats(0, 100))
def test_ranges_contain_the_likely_value(principal: float, lines: int, rate: float) -> None:
    low, likely, high = interest(rate, drag(principal, lines))

    assert 0 <= low <= likely <= high


@given(st.lists(st.tuples(MINUTES, MINUTES, MINUTES).map(lambda ends: Span(*sorted(ends)))), st.randoms())
def test_a_sum_does_not_depend_on_the_order(spans: list[Span], random: object) -> None:
    shuffled = spans.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random

    assert total(spans) == total(shuffled)
