"""Matches of a change -> the same with how usual such directives are in the code base as it was.

A code base that silences a checker in every file means it so: one more is no news. How many a change of its size would
add by that habit is a Poisson variable; what is hardly ever that many is remarkable.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtscan.detectors.outline import silences
from debtscan.model import Role
from debtscan.records import MatchRecord, Record

_PER = 1000  # lines of code
# What is assumed of a code base before it is looked at: once in 1,000 lines, as if 100 had been seen.
_ASSUMED, _ASSUMED_LINES = 0.1, 100

Kind = tuple[str, Role]  # of directive, as `silences` names it, and where it stands
Known = Callable[[Role], tuple[Counter[str], int]]  # how often which tool is silenced, and lines of code


def with_norms(
    before: Sequence[Record], after: Sequence[Record], known: Known, lines: Callable[[], int]
) -> tuple[list[Record], list[Record]]:
    """`known` tells of the code base as it was, `lines` how many lines of code the change writes. What stays must be
    found on both sides, so both are told the same."""
    there = Counter(line for _, line in _silencing(before))
    added = Counter[Kind]()
    for kind, line in _silencing(after):
        if there[line]:
            there[line] -= 1
        else:
            added[kind] += 1
    norms = {kind: _norm(kind, count, known, lines()) for kind, count in added.items()}
    return [_told(each, norms) for each in before], [_told(each, norms) for each in after]


def _silencing(records: Iterable[Record]) -> Iterator[tuple[Kind, tuple[str, str]]]:
    """The directives, each with the code on its line: one that moved, to a file of another role too, was not added."""
    for each in records:
        if isinstance(each, MatchRecord) and (name := silences(each)):
            yield (name, each.role), (name, each.key)


def _norm(kind: Kind, count: int, known: Known, lines: int) -> tuple[float, float]:
    """How usual, and the chance of so many."""
    name, role = kind
    seen, seen_lines = known(role)
    rate = (seen[name] + _ASSUMED) / (seen_lines + _ASSUMED_LINES)
    usual = _PER * seen[name] / seen_lines if seen_lines else 0.0
    return round(usual, 1), _at_least(count, rate * max(lines, 1))


def _at_least(count: int, expected: float) -> float:
    """Of a Poisson variable with this mean."""
    fewer = (math.exp(each * math.log(expected) - expected - math.lgamma(each + 1)) for each in range(count))
    return max(1.0 - math.fsum(fewer), 0.0)


def _told(record: Record, norms: Mapping[Kind, tuple[float, float]]) -> Record:
    if not norms or not isinstance(record, MatchRecord):
        return record
    norm = norms.get((silences(record), record.role))
    if norm is None:
        return record
    habit = f", which this code base does {norm[0]:.1f} times in {_PER:,} lines"
    return replace(record, usual=norm[0], chance=norm[1], habit=habit)
