"""Two fragments of a stream -> how alike they are: in shape, in what they call, and in how their names map.

Shape is the longest common subsequence of the blind tokens; a renaming is consistent when the same name always stands
for the same other name. Unrelated functions may share a shape, but then their names map at random.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_noise import is_ladder, is_mostly_literals
from debtscan.detectors.clone_stream import Flags, Fragment, Ints, Stream, as_text
from debtscan.facts.lexer import ATTRIBUTE, CALL, DEFINITION, KEYWORD_CALL, KIND_SHIFT, METHOD, NAME, NUMBER, STRING

# How many tokens of Python an id stands for: `.name(` is three.
_WEIGHTS = np.ones(16, dtype=np.int64)
_WEIGHTS[[CALL, ATTRIBUTE, DEFINITION, KEYWORD_CALL]] = 2
_WEIGHTS[METHOD] = 3
_LITERALS = (NUMBER, STRING)
_IS_LITERAL = np.isin(np.arange(16), _LITERALS)
_IS_IDENTIFIER = np.isin(np.arange(16), (NAME, ATTRIBUTE, CALL, METHOD))
_NAMED_KINDS = (
    ((NAME, DEFINITION), "name", "names"),
    (_LITERALS, "literal", "literals"),
    ((CALL, METHOD, ATTRIBUTE), "call or attribute", "calls or attributes"),
)
_ROUGHNESS = 0.1  # by how much a share of tokens can differ from one of weights
LEAST_SHAPE = 0.5  # below, names are not looked at


@dataclass(frozen=True, slots=True)
class Alignment:
    """How alike two fragments are, and the matched places in the stream, left and right.

    `shape` is the matched part of the longer and `coverage` that of the shorter, which has `smaller` tokens of Python;
    `calls` is the part that is also called the same. `statements` counts those of the one that has fewer, a header
    among them. The others are from 0 to 1.
    """

    shape: float
    coverage: float
    smaller: int
    statements: int
    calls: float
    consistency: float
    are_ladders: bool
    left: Ints
    right: Ints


def likeness(found: Alignment, limits: Limits) -> float:
    """The shape when the two are copies by the limits, else 0; what has few ways to differ must be closer.

    Except in the names of two of one shape: in a small piece hardly any name comes twice, so renamings cannot be told.
    Ladders of ifs all have one shape, so they must have the same names, too.
    """
    closer = limits.closer * ((found.smaller < limits.small_tokens) + 2 * (found.statements <= 2))
    consistency = limits.loose_consistency if found.are_ladders else limits.consistency
    strict = found.shape >= limits.shape + closer and found.consistency >= consistency
    loose = (
        found.shape >= limits.loose_shape
        and found.consistency >= limits.loose_consistency + closer
        and found.coverage >= limits.loose_coverage + closer
    )
    return found.shape if strict or loose else 0.0


def align(stream: Stream, a: Fragment, b: Fragment) -> Alignment:
    left, right = _matched(stream, a, b)
    weights = _WEIGHTS[stream.kind[left]]
    sizes = (weight(stream, a), weight(stream, b), 1)
    shortest, longest = max(min(sizes[:2]), 1), max(sizes)
    same = stream.norm[left] == stream.norm[right]
    shape = float(weights.sum() / longest)
    return Alignment(
        shape=shape,
        coverage=float(weights.sum() / shortest),
        smaller=shortest,
        statements=min(_statements(stream, a), _statements(stream, b)),
        calls=float(weights[same].sum() / longest),
        consistency=_consistency(stream, left, right, _telling(stream, a, b)) if shape >= LEAST_SHAPE else 0.0,
        are_ladders=is_ladder(stream, a) and is_ladder(stream, b),
        left=left,
        right=right,
    )


def may_be_alike(stream: Stream, a: Fragment, b: Fragment, limits: Limits) -> bool:
    """A quick look before `align`: the common blind tokens by the longer."""
    least = limits.loose_shape - _ROUGHNESS
    left, right = as_text(stream.blind[a.low : a.high]), as_text(stream.blind[b.low : b.high])
    return LCSseq.normalized_similarity(left, right, score_cutoff=least) >= least


def weight(stream: Stream, fragment: Fragment) -> int:
    """Its size in tokens of Python."""
    return int(_WEIGHTS[stream.kind[fragment.low : fragment.high]].sum())


def _statements(stream: Stream, fragment: Fragment) -> int:
    return int(np.count_nonzero(stream.statement_start[fragment.low : fragment.high]))


def _matched(stream: Stream, a: Fragment, b: Fragment) -> tuple[Ints, Ints]:
    """Places of the common subsequence of the blind tokens."""
    left, right = as_text(stream.blind[a.low : a.high]), as_text(stream.blind[b.low : b.high])
    blocks = LCSseq.opcodes(left, right).as_matching_blocks()
    lows = np.array([(block.a + a.low, block.b + b.low) for block in blocks if block.size], dtype=np.int64)
    sizes = np.array([block.size for block in blocks if block.size], dtype=np.int64)
    if not len(sizes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    steps = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(lows[:, 0], sizes) + steps, np.repeat(lows[:, 1], sizes) + steps


def _telling(stream: Stream, a: Fragment, b: Fragment) -> Flags:
    """The kinds of token that must agree: among data, what a name is called matters no more than the values."""
    is_data = is_mostly_literals(stream, a) or is_mostly_literals(stream, b)
    return _IS_IDENTIFIER | _IS_LITERAL if is_data else _IS_IDENTIFIER


def _consistency(stream: Stream, left: Ints, right: Ints, telling: Flags) -> float:
    """The share of matched names that are equal, or are each other's most frequent partner more than once.

    A pair counts twice at most: in a ladder of `if isinstance(node, ast.X)` the ladder alone is alike. Values of data
    have no partners, only equals.
    """
    named = telling[stream.kind[left]]
    if not named.any():
        return 1.0
    a, b = stream.raw[left[named]].astype(np.uint64), stream.raw[right[named]].astype(np.uint64)
    pairs, counts = np.unique(a << np.uint64(32) | b, return_counts=True)
    a, b = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
    renamed = _is_best(a, counts) & _is_best(b, counts) & (counts > 1) & ~_IS_LITERAL[a >> np.uint64(KIND_SHIFT)]
    good = (a == b) | renamed
    weights = np.minimum(counts, 2)
    return float(weights[good].sum() / weights.sum())


def _is_best(keys: NDArray[np.uint64], counts: Ints) -> Flags:
    """Which entry is the most frequent of its key."""
    _, group = np.unique(keys, return_inverse=True)
    most = np.zeros(group.max() + 1, dtype=np.int64)
    np.maximum.at(most, group, counts)
    return np.asarray(counts == most[group])


def differences(stream: Stream, found: Alignment, a: Fragment, b: Fragment) -> str:
    """What b does not have in common with a, in words."""
    words = [_counted(_renamed(stream, found, kinds), one, many) for kinds, one, many in _NAMED_KINDS]
    more, changed_here = _unmatched_lines(stream, b, found.right)
    less, changed_there = _unmatched_lines(stream, a, found.left)
    lines = {"more": more, "less": less, "changed": max(changed_here, changed_there)}
    words += [_counted(count, f"line {how}", f"lines {how}") for how, count in lines.items()]
    return ", ".join(word for word in words if word) or "nothing but layout and comments"


def has_other_content(stream: Stream, found: Alignment) -> bool:
    """Calls, attributes or literals of the one stand for others of the other: neither does what the other does."""
    return any(_renamed(stream, found, kinds) for kinds, _, _ in _NAMED_KINDS[1:])


def _renamed(stream: Stream, found: Alignment, kinds: tuple[int, ...]) -> int:
    """How many different pairs of these kinds stand for each other under two texts."""
    a, b = stream.raw[found.left], stream.raw[found.right]
    other = np.isin(stream.kind[found.left], kinds) & (a != b)
    return len(set(zip(a[other].tolist(), b[other].tolist(), strict=True)))


def _unmatched_lines(stream: Stream, fragment: Fragment, matched: Ints) -> tuple[int, int]:
    """Lines without any matched token, and lines with some that are not."""
    hit = np.zeros(fragment.size, dtype=np.int64)
    hit[matched - fragment.low] = 1
    _, line, count = np.unique(stream.line_of[fragment.low : fragment.high], return_inverse=True, return_counts=True)
    matched_count = np.bincount(line, weights=hit)
    new = int(np.count_nonzero(matched_count == 0))
    return new, int(np.count_nonzero(matched_count < count)) - new


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
