"""Lines -> the units around them. Knows units, not syntax."""

from bisect import bisect_right
from collections.abc import Sequence

from debtscan.model import Unit


def unit_at(units: Sequence[Unit], line: int) -> int:
    """Index of the innermost unit around a line."""
    index = max(bisect_right(units, line, key=lambda unit: unit.first) - 1, 0)
    while index > 0 and units[index].end < line:
        index = units[index].parent
    return index


def units_by_line(units: Sequence[Unit]) -> list[int]:
    """For every line what `unit_at` says of it, from 0 on to the last line of a unit."""
    found = [0] * (max(unit.end for unit in units) + 1)
    for index, unit in enumerate(units[1:], 1):
        found[unit.first : unit.end + 1] = [index] * (unit.end + 1 - unit.first)
    return found
