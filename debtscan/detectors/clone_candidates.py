"""Units of a stream -> pairs that are worth comparing, by the rare things they share, in any order.

Rare things are runs of four semi-normalised tokens, runs of ten blind ones (renamed APIs), and single attributes,
callees and strings (heavy rewrites). What more than a few units hold says nothing and would cost quadratic time.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from debtscan.detectors.clone_stream import Codes, Fragment, Ints, Stream
from debtscan.facts.lexer import ATTRIBUTE, CALL, METHOD, STRING

Hashes = NDArray[np.uint64]

GRAM = 4
BLIND_GRAM = 10
MOST_HOLDERS = 24
LEAST_SHARED = 3
LEAST_SHARE = 0.12  # of the rare things of the one that has fewer
LEAST_SIZE_RATIO = 0.5
_UNIT_BITS = np.uint64(22)
_UNIT_MASK = np.uint64((1 << 22) - 1)


def gram_hashes(codes: Codes, length: int, salt: int) -> Hashes:
    """One hash for each run of `length` codes; entry i is of the run that begins at i."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    hashes = np.full(count, salt, dtype=np.uint64)
    for offset in range(length):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += codes[offset : offset + count]
        hashes ^= hashes >> np.uint64(29)
    return hashes


def candidate_pairs(stream: Stream, units: Sequence[Fragment]) -> Iterator[tuple[int, int]]:
    """Indices (i < j) into `units`, in order."""
    if len(units) < 2:
        return
    postings = _postings(stream, units)
    holders, sizes, starts = _groups(postings)
    kept = np.bincount(holders, minlength=len(units))
    codes = _pair_codes(holders, sizes, starts, np.array([unit.size for unit in units]))
    if not len(codes):
        return
    pairs, shared = np.unique(codes, return_counts=True)
    left, right = np.divmod(pairs, len(units))
    enough = shared >= np.maximum(LEAST_SHARED, LEAST_SHARE * np.minimum(kept[left], kept[right]))
    yield from zip(left[enough].tolist(), right[enough].tolist(), strict=True)


def _postings(stream: Stream, units: Sequence[Fragment]) -> Hashes:
    """Sorted, each thing of each unit once: 42 bits of its hash above 22 bits of the unit's index."""
    number = np.arange(len(units), dtype=np.uint64)
    low = np.array([unit.low for unit in units], dtype=np.int64)
    high = np.array([unit.high for unit in units], dtype=np.int64)
    kinds = (
        (gram_hashes(stream.norm, GRAM, 1), GRAM - 1),
        (gram_hashes(stream.blind, BLIND_GRAM, 2), BLIND_GRAM - 1),
    )
    pieces = []
    for hashes, overhang in kinds:
        places, owners = _spread(low, high - overhang, number)
        pieces.append(hashes[places] & ~_UNIT_MASK | owners)
    places, owners = _spread(low, high, number)
    telling = np.isin(stream.kind[places], (ATTRIBUTE, CALL, METHOD, STRING))
    words = stream.raw[places[telling]].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    pieces.append(words & ~_UNIT_MASK | owners[telling])
    postings = np.concatenate(pieces)
    postings.sort()
    once: Hashes = postings[np.append(True, postings[1:] != postings[:-1])]
    return once


def _spread(low: Ints, high: Ints, owner: Hashes) -> tuple[Ints, Hashes]:
    """Every place from `low` to `high` of every unit, with its owner."""
    counts = np.maximum(high - low, 0)
    ends = np.cumsum(counts)
    places = np.arange(int(ends[-1]), dtype=np.int64) + np.repeat(low - (ends - counts), counts)
    return places, np.repeat(owner, counts)


def _groups(postings: Hashes) -> tuple[Ints, Ints, Ints]:
    """The holders of rare things, with the size of each group and its first place."""
    things = postings >> _UNIT_BITS
    starts = np.flatnonzero(np.append(True, things[1:] != things[:-1]))
    sizes = np.diff(np.append(starts, len(things)))
    rare = sizes <= MOST_HOLDERS
    holders = (postings & _UNIT_MASK).astype(np.int64)
    kept = holders[np.repeat(rare, sizes)]
    sizes = sizes[rare]
    return kept, sizes, np.cumsum(sizes) - sizes


def _pair_codes(holders: Ints, sizes: Ints, starts: Ints, tokens: Ints) -> Ints:
    """left * units + right for every two holders of a rare thing whose sizes allow a copy."""
    pieces = []
    for size in range(2, MOST_HOLDERS + 1):
        members = holders[starts[sizes == size][:, None] + np.arange(size)]
        for left in range(size - 1):
            a = np.repeat(members[:, left], size - 1 - left)
            b = members[:, left + 1 :].ravel()
            alike = np.minimum(tokens[a], tokens[b]) >= LEAST_SIZE_RATIO * np.maximum(tokens[a], tokens[b])
            pieces.append(a[alike] * len(tokens) + b[alike])
    return np.concatenate(pieces)
