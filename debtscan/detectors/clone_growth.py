"""A chain of equal tokens -> two blocks of whole statements, grown over the edited statements at their edges."""

import numpy as np
from rapidfuzz.distance import LCSseq

from debtscan.detectors.clone_stream import Fragment, Ints, Stream, as_text
from debtscan.facts.lexer import DEFINITION
from debtscan.model import Unit

LEAST_ALIKE = 0.6  # of two statements, to be one edited
_STEPS = ((0, 0), (0, 1), (1, 0))  # statements that one side alone may have between


class Statements:
    """The statements of each unit: where they begin and end in the stream, and their semi-normalised text."""

    def __init__(self, stream: Stream, of_token: Ints) -> None:
        starts = np.flatnonzero(stream.statement_start)
        ends = np.append(starts[1:], len(stream.raw))
        self._starts, self._ends = starts, ends
        self._owner = of_token[starts]
        self._is_header = np.zeros(0, dtype=np.bool_)
        if len(starts):
            self._is_header = np.logical_or.reduceat((stream.kind == DEFINITION) | stream.is_import, starts)
        self._stream = stream

    def around(self, low: int, high: int) -> tuple[int, int]:
        """Numbers of the first and last statement that a span of tokens touches, a header left out."""
        first = max(int(np.searchsorted(self._starts, low, side="right")) - 1, 0)
        last = max(int(np.searchsorted(self._starts, high - 1, side="right")) - 1, 0)
        return first + int(self._is_header[first]), last

    def text(self, number: int) -> str:
        return as_text(self._stream.norm[self._starts[number] : self._ends[number]])

    def neighbour(self, number: int, step: int) -> int | None:
        """The statement `step` further on, when it is of the same unit and neither a header nor an import."""
        other = number + step
        if not 0 <= other < len(self._starts) or self._is_header[other]:
            return None
        return other if self._owner[other] == self._owner[number] else None

    def fragment(self, file: int, unit: Unit | None, span: tuple[int, int]) -> Fragment:
        """Empty when the span is."""
        if span[1] < span[0]:
            return Fragment(file, 1, 1, 0, 0, unit)
        low, high = int(self._starts[span[0]]), int(self._ends[span[1]])
        lines = self._stream.line_of
        return Fragment(file, int(lines[low]), int(lines[high - 1]), low, high, unit)


def grown(statements: Statements, left: tuple[int, int], right: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Spans of statements: partly equal ones at the edges go when they are not alike, then alike ones join."""
    if left[0] > left[1] or right[0] > right[1]:
        return left, right
    a_first, b_first = _settled(statements, left[0], right[0], 1)
    a_last, b_last = _settled(statements, left[1], right[1], -1)
    a_first, b_first = _extended(statements, a_first, b_first, -1)
    a_last, b_last = _extended(statements, a_last, b_last, 1)
    return (a_first, a_last), (b_first, b_last)


def _settled(statements: Statements, a: int, b: int, step: int) -> tuple[int, int]:
    """The edge itself, or the statements behind it when those at the edge are different."""
    if _alike(statements.text(a), statements.text(b)):
        return a, b
    next_a, next_b = statements.neighbour(a, step), statements.neighbour(b, step)
    return (a, b) if next_a is None or next_b is None else (next_a, next_b)


def _extended(statements: Statements, a: int, b: int, step: int) -> tuple[int, int]:
    while found := _next(statements, a, b, step):
        a, b = found
    return a, b


def _next(statements: Statements, a: int, b: int, step: int) -> tuple[int, int] | None:
    for skip_a, skip_b in _STEPS:
        next_a = statements.neighbour(a, step * (1 + skip_a))
        next_b = statements.neighbour(b, step * (1 + skip_b))
        if next_a is None or next_b is None:
            continue
        if _alike(statements.text(next_a), statements.text(next_b)):
            return next_a, next_b
    return None


def _alike(a: str, b: str) -> bool:
    return LCSseq.normalized_similarity(a, b, score_cutoff=LEAST_ALIKE) >= LEAST_ALIKE
