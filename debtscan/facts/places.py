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
