"""Repairs and a budget -> those that save the most interest: the 0/1 knapsack, solved exactly on a grid of minutes.

Dynamic programming (Bellman, 1957) over steps of the budget: no choice within the budget saves more, but for repairs
being rounded up to a step.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

STEPS = 480  # of the budget: of 40 h, 5 minutes


class Item(NamedTuple):
    minutes: float  # what the repair takes, above 0
    worth: float  # what it saves a month


def chosen(items: Sequence[Item], budget_minutes: float) -> list[int]:
    """Numbers of the items to do, in their order. An item that saves nothing is not worth the time."""
    step = budget_minutes / STEPS
    fitting = [
        (number, max(1, math.ceil(item.minutes / step - 1e-9)), item.worth)
        for number, item in enumerate(items)
        if budget_minutes > 0 and item.worth > 0 and item.minutes <= budget_minutes
    ]
    best = [0.0] * (STEPS + 1)
    taken: list[list[bool]] = []
    for _, size, worth in fitting:
        takes = [False] * (STEPS + 1)
        for room in range(STEPS, size - 1, -1):
            with_it = best[room - size] + worth
            if with_it > best[room] + 1e-12:
                best[room], takes[room] = with_it, True
        taken.append(takes)
    found, room = [], STEPS
    for (number, size, _), takes in zip(reversed(fitting), reversed(taken), strict=True):
        if takes[room]:
            found.append(number)
            room -= size
    return found[::-1]
