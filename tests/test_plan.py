"""Which repairs fit a budget, against trying every choice."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from debtscan.scoring.plan import STEPS, Item, chosen

ITEMS = st.lists(st.builds(Item, st.integers(1, 60).map(float), st.integers(0, 50).map(float)), max_size=8)


def worth(items: list[Item], numbers: tuple[int, ...] | list[int]) -> float:
    return sum(items[number].worth for number in numbers)


@given(ITEMS, st.integers(1, 200))
def test_no_choice_within_the_budget_saves_more(items: list[Item], minutes: int) -> None:
    budget = float(minutes * STEPS)  # whole steps, so that nothing is rounded
    items = [Item(item.minutes * minutes, item.worth) for item in items]
    every = (numbers for size in range(len(items) + 1) for numbers in combinations(range(len(items)), size))
    best = max(worth(items, numbers) for numbers in every if sum(items[n].minutes for n in numbers) <= budget)

    assert worth(items, chosen(items, budget)) == best


@given(ITEMS, st.floats(0, 500))
def test_the_budget_is_kept_and_nothing_is_done_in_vain(items: list[Item], budget: float) -> None:
    numbers = chosen(items, budget)

    assert sum(items[number].minutes for number in numbers) <= budget + 1e-6
    assert all(items[number].worth > 0 for number in numbers)
    assert numbers == sorted(set(numbers))


def test_two_small_repairs_can_beat_the_dearest() -> None:
    assert [1, 2] == chosen([Item(60, 10), Item(30, 6), Item(30, 6)], 60)


def test_without_a_budget_nothing_is_done() -> None:
    assert [] == chosen([Item(1, 1)], 0)
