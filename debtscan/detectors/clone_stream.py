"""Facts of live files -> one token stream with its lines, seen three ways: as written, semi-normalised and blind.

Semi-normalised keeps keywords, operators, attributes and callees and makes one of all other names and of all literals
of a kind: a renamed copy is equal, yet unrelated code does not look alike. Blind makes one of attributes and of callees
as well. Small codes, so that a slice is a string that rapidfuzz compares 64 tokens at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from keyword import kwlist

import numpy as np
from numpy.typing import NDArray

from debtscan.detectors.clone_hierarchy import Hierarchy
from debtscan.facts.lexer import (
    ATTRIBUTE,
    CALL,
    CLOSING,
    DEFINITION,
    KEYWORD_CALL,
    KIND_SHIFT,
    METHOD,
    NAME,
    NUMBER,
    OPENING,
    STRING,
    keyword_id,
)
from debtscan.model import CodeFile, Unit

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]

_KEYWORDS = [keyword_id(word) for word in kwlist if word not in ("True", "False", "None")]
_CHOICES = [keyword_id(word) for word in ("if", "elif", "else", "try", "except")]
_CODE_BITS = (1 << 20) - 1  # below 0x10ffff, what a character can be
_KINDS = np.arange(16)
_SEMI_BLIND = np.isin(_KINDS, (NAME, NUMBER, STRING, DEFINITION))
_BLIND = _SEMI_BLIND | np.isin(_KINDS, (ATTRIBUTE, CALL, METHOD))
_OPENS = np.isin(_KINDS, (CALL, METHOD, KEYWORD_CALL))

Asked = Callable[[str, Unit | None], bool]  # path and unit: whether copies of it are asked for


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of one file: inclusive 1-based lines, half-open tokens of the stream, and the unit it is (part of)."""

    file: int
    start: int
    end: int
    low: int
    high: int
    unit: Unit | None  # None in a file without syntax

    @property
    def name(self) -> str:
        """Qualified within the file; "" for the module itself."""
        return self.unit.name if self.unit else ""

    @property
    def size(self) -> int:
        return self.high - self.low

    def shared(self, other: "Fragment") -> int:
        """How many tokens are in both."""
        return max(min(self.high, other.high) - max(self.low, other.low), 0)

    def overlaps(self, other: "Fragment") -> bool:
        return self.shared(other) > 0


class Stream:
    """The tokens of all files, one file behind the other."""

    def __init__(self, files: Sequence[CodeFile], hierarchy: Hierarchy) -> None:
        self.files = files
        self.hierarchy = hierarchy
        counts = [len(file.facts.tokens) // 4 for file in files]
        self.bounds: Ints = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self.raw: Codes = np.frombuffer(b"".join(file.facts.tokens for file in files), dtype="<u4")
        self.kind = (self.raw >> KIND_SHIFT).astype(np.uint8)
        self.norm = _codes(self.raw, self.kind, _SEMI_BLIND)
        self.blind = _codes(self.raw, self.kind, _BLIND)
        self.line_starts = [np.frombuffer(file.facts.line_index, dtype="<u4").astype(np.int64) for file in files]

    @cached_property
    def line_of(self) -> NDArray[np.int32]:
        """The 1-based line of each token in its file."""
        pieces = [np.repeat(np.arange(1, len(starts), dtype=np.int32), np.diff(starts)) for starts in self.line_starts]
        return np.concatenate([np.zeros(0, dtype=np.int32), *pieces])

    @cached_property
    def first_on_line(self) -> Flags:
        flags = np.zeros(len(self.raw) + 1, dtype=np.bool_)
        for bound, starts in zip(self.bounds, self.line_starts, strict=False):
            flags[bound + starts] = True
        return flags[:-1]

    @cached_property
    def depth(self) -> NDArray[np.int32]:
        """How many brackets are open before each token."""
        opens = _OPENS[self.kind] | np.isin(self.raw, list(OPENING))
        change = opens.astype(np.int32) - np.isin(self.raw, list(CLOSING))
        before = np.cumsum(change) - change
        per_file = before[np.minimum(self.bounds[:-1], max(len(before) - 1, 0))] if len(before) else before
        return np.asarray(before - np.repeat(per_file, np.diff(self.bounds)), dtype=np.int32)

    @cached_property
    def statement_start(self) -> Flags:
        """Tokens that begin a line outside of brackets."""
        return self.first_on_line & (self.depth <= 0)

    @cached_property
    def is_keyword(self) -> Flags:
        return np.isin(self.raw, _KEYWORDS)

    @cached_property
    def is_import(self) -> Flags:
        """Tokens of import statements, and of what chooses between them (`if sys.version_info …`, `try`)."""
        starts = np.flatnonzero(self.statement_start)
        if not len(starts):
            return np.zeros(len(self.raw), dtype=np.bool_)
        heads = np.isin(self.raw[starts], [keyword_id("import"), keyword_id("from")])
        heads |= np.isin(self.raw[starts], _CHOICES) & np.append(heads[1:], False)
        lengths = np.diff(np.append(starts, len(self.raw)))
        return np.concatenate([np.zeros(starts[0], dtype=np.bool_), np.repeat(heads, lengths)])

    def fragment(self, file: int, unit: Unit | None) -> Fragment:
        """A whole unit, from `def` or `class` to its last line; the whole file for a module."""
        starts, bound = self.line_starts[file], int(self.bounds[file])
        last = len(starts) - 1
        if unit is None or unit.kind == "module" or last == 0:
            return Fragment(file, 1, max(last, 1), bound, int(self.bounds[file + 1]), unit)
        end = min(max(unit.end, 1), last)
        start = min(max(unit.start, 1), end)
        return Fragment(file, start, end, bound + int(starts[start - 1]), bound + int(starts[end]), unit)

    def is_asked(self, fragment: Fragment, asked: Asked | None) -> bool:
        return asked is None or asked(self.files[fragment.file].path, fragment.unit)

    def text(self, fragment: Fragment) -> str:
        return as_text(self.norm[fragment.low : fragment.high])

    def code_lines(self, fragment: Fragment) -> int:
        starts = self.line_starts[fragment.file][fragment.start - 1 : fragment.end + 1]
        return int(np.count_nonzero(np.diff(starts)))


def as_text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _codes(raw: Codes, kind: NDArray[np.uint8], abstract: Flags) -> Codes:
    """`abstract` says of each kind whether all its tokens are one."""
    return np.where(abstract[kind], kind, (raw & _CODE_BITS) + 16).astype("<u4")
