"""A stream -> chains: places in two units that repeat each other, with small gaps.

Seeds are runs of seven semi-normalised tokens that occur more than once. Seeds on one diagonal make a run, runs that
follow each other within a small gap on both sides make a chain, and a chain is what a block can be cut from.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from debtscan.detectors.clone_candidates import gram_hashes
from debtscan.detectors.clone_stream import Flags, Ints, Stream
from debtscan.model import Unit

SEED = 7
MOST_PLACES = 16  # of one seed; where there are more, each place is paired with the next only
LARGEST_GAP = 22


Pairs = Callable[[Ints, Ints], Flags]  # numbers of owners, left and right


class Run(NamedTuple):
    """Equal tokens: `length` of them from `left` and from `right`, in the owners `a` and `b`."""

    a: int
    b: int
    left: int
    right: int
    length: int


class Chain(NamedTuple):
    left: tuple[int, int]
    right: tuple[int, int]
    matched: int


@dataclass(frozen=True, slots=True)
class Owners:
    """The innermost unit around each token, by number; the file and the unit of each number."""

    of_token: Ints
    units: list[tuple[int, Unit | None]]  # None: the whole of a file without syntax


def owners(stream: Stream) -> Owners:
    of_token = np.zeros(len(stream.raw), dtype=np.int64)
    units: list[tuple[int, Unit | None]] = []
    for index, file in enumerate(stream.files):
        bound, whole = int(stream.bounds[index]), (0, len(file.facts.tokens) // 4)
        for unit in file.facts.units or (None,):
            low, high = unit.tokens if unit else whole
            of_token[bound + low : bound + high] = len(units)
            units.append((index, unit))
    return Owners(of_token, units)


def chains(stream: Stream, owner: Ints, family: Ints, least: int, wanted: Pairs | None = None) -> Iterator[Chain]:
    """Repeated places of `least` equal tokens; none between whole copies, whose tokens have one number in `family`.
    Those between two owners that are `wanted`; None: all."""
    left, right = _seed_pairs(stream, owner, family)
    if wanted:
        kept = wanted(owner[left], owner[right])
        left, right = left[kept], right[kept]
    runs = _runs(owner, left, right, least)
    for _, between in groupby(runs, key=itemgetter(0, 1)):
        yield from _chained(list(between), least)


def _seed_pairs(stream: Stream, owner: Ints, family: Ints) -> tuple[Ints, Ints]:
    """Places (left < right) of equal seeds."""
    hashes = gram_hashes(stream.norm, SEED, 3)
    usable = (owner[: len(hashes)] == owner[SEED - 1 :]) & ~stream.is_import[: len(hashes)]
    places = np.flatnonzero(usable)
    order = np.argsort(hashes[places], kind="stable")
    places, keys = places[order], hashes[places[order]]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    lefts, rights = [], []
    size_of = np.repeat(sizes, sizes)
    rank = np.arange(len(keys)) - np.repeat(starts, sizes)
    for step in range(1, MOST_PLACES):
        reach = (rank + step < size_of) & ((size_of <= MOST_PLACES) | (step == 1))
        at = np.flatnonzero(reach)
        left, right = places[at], places[at + step]
        new = (family[left] < 0) | (family[left] != family[right])
        lefts.append(left[new])
        rights.append(right[new])
    return np.concatenate(lefts), np.concatenate(rights)


def _runs(owner: Ints, left: Ints, right: Ints, least: int) -> Iterator[Run]:
    """Seeds on one diagonal that touch, joined; sorted by owners and place."""
    if not len(left):
        return
    order = np.lexsort((left, right - left))
    left, right = left[order], right[order]
    diagonal = right - left
    breaks = (
        (np.diff(diagonal) != 0) | (np.diff(left) > SEED) | (np.diff(owner[left]) != 0) | (np.diff(owner[right]) != 0)
    )
    starts = np.append(0, np.flatnonzero(breaks) + 1)
    ends = np.append(starts[1:], len(left)) - 1
    a, b, low, high = owner[left[starts]], owner[right[starts]], left[starts], right[starts]
    lengths = left[ends] - low + SEED
    swap = a > b
    a, b, low, high = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, high, low), np.where(swap, low, high)
    total = _total_by_pair(a, b, lengths)
    keep = np.flatnonzero(total >= least)
    keep = keep[np.lexsort((high[keep], low[keep], b[keep], a[keep]))]
    columns = (a[keep], b[keep], low[keep], high[keep], lengths[keep])
    yield from map(Run, *(column.tolist() for column in columns))


def _total_by_pair(a: Ints, b: Ints, lengths: Ints) -> Ints:
    _, group = np.unique(np.stack([a, b]), axis=1, return_inverse=True)
    group = np.ravel(group)
    return np.asarray(np.bincount(group, weights=lengths)[group], dtype=np.int64)


def _chained(runs: list[Run], least: int) -> Iterator[Chain]:
    """Greedy, longest run first: extended on both sides by the nearest run within the gap."""
    by_start = sorted(runs, key=_start)
    by_end = sorted(runs, key=_end)
    used: set[Run] = set()
    for seed in sorted(runs, key=lambda run: (-run.length, run.left, run.right)):
        if seed in used:
            continue
        used.add(seed)
        chain = Chain((seed.left, seed.left + seed.length), (seed.right, seed.right + seed.length), seed.length)
        chain = _extend(chain, by_start, by_end, used)
        if chain.matched >= least:
            yield chain


def _start(run: Run) -> int:
    return run.left


def _end(run: Run) -> int:
    return run.left + run.length


def _extend(chain: Chain, by_start: list[Run], by_end: list[Run], used: set[Run]) -> Chain:
    """Only runs that begin or end near the chain are looked at: a table can have thousands (the standard library's
    took 21 s of 28 when each chain looked at them all)."""
    grown = True
    while grown:
        grown = False
        low, high = chain.left
        behind = _between(by_start, _start, high - SEED, high + LARGEST_GAP)
        before = _between(by_end, _end, low - LARGEST_GAP, low + SEED)
        for run in (*behind, *before):
            joined = _join(chain, run) if run not in used else None
            if joined:
                chain, grown = joined, True
                used.add(run)
    return chain


def _between(runs: list[Run], place: Callable[[Run], int], first: int, last: int) -> list[Run]:
    return runs[bisect_left(runs, first, key=place) : bisect_right(runs, last, key=place)]


def _join(chain: Chain, run: Run) -> Chain | None:
    """The chain with a run that lies before or behind it on both sides."""
    (low, high), (other_low, other_high) = chain.left, chain.right
    end, other_end = run.left + run.length, run.right + run.length
    if _near(run.left - high) and _near(run.right - other_high):
        gain = min(end - high, other_end - other_high)
        return Chain((low, end), (other_low, other_end), chain.matched + gain) if gain > 0 else None
    if _near(low - end) and _near(other_low - other_end):
        gain = min(low - run.left, other_low - run.right)
        return Chain((run.left, high), (run.right, other_high), chain.matched + gain) if gain > 0 else None
    return None


def _near(gap: int) -> bool:
    return -SEED <= gap <= LARGEST_GAP
