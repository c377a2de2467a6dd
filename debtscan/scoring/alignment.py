"""Units of the code as it was <-> units of the code as it is, across renames, moves and edits.

A unit is found again under its own name in the same file, else by its content anywhere in the change, else under its
name in another file, else as the one most like it (GumTree's two phases, top-down by content and bottom-up by likeness,
on units instead of nodes: Falleti et al., ASE 2014). A function that is not found again may have been a part of another
one, or have become one: when enough of its code is what the other lost or got. What is left was added or removed.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import filterfalse
from typing import TYPE_CHECKING, NamedTuple

from debtscan.facts.lexer import CLOSING, DEFINITION, KEYWORD_CALL, KIND_SHIFT, NAME, STRING, STRUCTURE, keyword_id
from debtscan.model import CodeFile, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truths = NDArray[np.bool_]

LIKE = 0.6  # from here on two units without a name or content in common are one: unrelated functions reach 0.45
LIKE_OF_ONE_NAME = 0.4
PART = 0.5  # of a function's code, from where on it is that of another unit: 1 of 800 pairs of celery's functions
_RUN = 5  # tokens in a row by which code is recognised
_LEAST_RUNS = 8
_SIZE_RATIO = 0.5
_MOST_TOKENS = 600  # of a unit that are compared
_MOST_COMPARED = 4_000  # pairs; a change with more of them moved too much for its units to be told apart by likeness
_FUNCTIONS = ("function", "method")
_PARENTHESES = frozenset(map(keyword_id, "()"))
_COMMA = keyword_id(",")
_TEXTS = (NAME, DEFINITION, STRING)
_CALLED = (KEYWORD_CALL - STRUCTURE) << KIND_SHIFT  # `return (` is one token: what is added to that of `return`


Run = tuple[int, ...]


class Spot(NamedTuple):
    """A unit by the path of its file and its index there."""

    path: str
    unit: int


class Alignment:
    """`before` and `after` lead from one side to the other; None where a unit is on one side only."""

    def __init__(self, base: Sequence[CodeFile], head: Sequence[CodeFile], pairs: Mapping[Spot, Spot]) -> None:
        self._before = dict(pairs)
        self._after = {before: after for after, before in pairs.items()}
        self._base = {file.path: file for file in base}
        self._head = {file.path: file for file in head}
        self._same: dict[Spot, bool] = {}
        self._divided: set[Spot] = set()

    def before(self, spot: Spot) -> Spot | None:
        """What a unit of the head was, or was a part of; a unit of a file that did not change is what it was."""
        return self._before.get(spot) if spot.path in self._head else spot

    def after(self, spot: Spot) -> Spot | None:
        return self._after.get(spot) if spot.path in self._base else spot

    def one(self, spot: Spot) -> Spot:
        """For a unit of the base: one and the same for all that are a single unit in the head."""
        after = self.after(spot)
        return (self.before(after) if after else None) or spot

    def origin(self, spot: Spot) -> Spot | None:
        """The same for a unit of the head."""
        before = self.before(spot)
        return self.one(before) if before else None

    def is_divided(self, spot: Spot) -> bool:
        """Whether a unit of the head gave a part of what it was to another one, or took in another one."""
        return spot in self._divided

    def is_added(self, spot: Spot) -> bool:
        return self.before(spot) is None

    def is_same(self, spot: Spot) -> bool:
        """Whether a unit, the ones inside it apart, is token by token what it was.

        Parentheses do not count: formatters add and drop them.
        """
        before = self.before(spot)
        if before is None or spot.path not in self._head:
            return before is not None
        if spot not in self._same:
            equal = _unit(self._base, before).digest == _unit(self._head, spot).digest
            self._same[spot] = equal or _own(self._base, before) == _own(self._head, spot)
        return self._same[spot]

    def is_same_but_for_names(self, spot: Spot) -> bool:
        """Whether nothing but names and texts (an f-string holds names) is other than it was."""
        before = self.before(spot)
        if before is None or self.is_same(spot):
            return before is not None
        return _without_names(_own(self._base, before)) == _without_names(_own(self._head, spot))

    def written(self, spot: Spot, share: float, least: int) -> "Truths | None":
        """Which tokens of its file are a unit's own and lie where that much of it is new: `least` tokens in a row or
        more, of which the unit did not have that share, names apart, in this order. None: none do."""
        return _new(self._head, spot, self._base, self.before(spot), share, least)

    def unwritten(self, spot: Spot, share: float, least: int) -> "Truths | None":
        """The same for a unit of the base and what it has no more."""
        return _new(self._base, spot, self._head, self.after(spot), share, least)

    def add_parts(self) -> None:
        """Leads from functions of one side only to the unit that their code left, or went to."""
        for part, whole in _parts(self._head, self._base, self._before, self._after):
            self._before[part] = whole
            self._divided |= {part, self._after.setdefault(whole, part)}
        for part, whole in _parts(self._base, self._head, self._after, self._before):
            self._after[part] = whole
            self._before.setdefault(whole, part)
            self._divided.add(whole)

    def added(self) -> Iterator[Spot]:
        """The units that only the head has."""
        return filter(self.is_added, _spots(self._head.values()))

    @cached_property
    def changed(self) -> Sequence[Spot]:
        """The units of the head that are not what they were."""
        return list(filterfalse(self.is_same, _spots(self._head.values())))

    @cached_property
    def gone(self) -> Sequence[Spot]:
        """The units of the base that are not what they were any more."""
        across = ((spot, self.after(spot)) for spot in _spots(self._base.values()))
        return [spot for spot, after in across if after is None or not self.is_same(after)]


def spot_at(file: CodeFile, line: int) -> Spot:
    """The innermost unit around a line."""
    units = file.facts.units
    around = (index for index, unit in enumerate(units) if unit.first <= line <= unit.end)
    return Spot(file.path, max(around, key=lambda index: (units[index].first, index), default=0))


def own_tokens(file: CodeFile, index: int) -> list[tuple[int, int]]:
    """The tokens of a unit that are in none of the units inside it, as half-open slices of the file's."""
    units = file.facts.units
    low, high = units[index].tokens
    spans = []
    for unit in units[index + 1 :]:  # in order of their start
        if unit.tokens[0] >= high:
            break
        if unit.parent == index:
            spans.append((low, unit.tokens[0]))
            low = max(low, unit.tokens[1])
    return [(start, end) for start, end in (*spans, (low, high)) if start < end]


def align(base: Sequence[CodeFile], head: Sequence[CodeFile]) -> Alignment:
    """The changed files of both sides -> which unit of the head is which of the base."""
    matching = _Matching(base, head)
    matching.pair_names()
    matching.pair_content()
    matching.pair_alike()
    alignment = Alignment(base, head, matching.pairs)
    alignment.add_parts()
    return alignment


class _Matching:
    def __init__(self, base: Sequence[CodeFile], head: Sequence[CodeFile]) -> None:
        self.base = {file.path: file for file in base}
        self.head = {file.path: file for file in head}
        self.pairs: dict[Spot, Spot] = {}
        self._left_base = dict.fromkeys(_spots(base))
        self._left_head = dict.fromkeys(_spots(head))

    def _pair(self, before: Spot, after: Spot) -> None:
        self.pairs[after] = before
        del self._left_base[before], self._left_head[after]

    def pair_names(self) -> None:
        """Within files that are one file: units of one name and kind, of one content first, then in their order."""
        for after, before in _paired_files(self.base, self.head):
            for key in (_name_and_content, _name):
                self._pair_by(key, list(_spots([before])), list(_spots([after])))

    def pair_content(self) -> None:
        self._pair_by(_content, list(self._left_base), list(self._left_head))

    def _pair_by(self, key: Callable[[Unit], object], base: Iterable[Spot], head: Iterable[Spot]) -> None:
        """Units equal in something, the first with the first."""
        waiting: defaultdict[object, list[Spot]] = defaultdict(list)
        for spot in base:
            if spot in self._left_base:
                waiting[key(_unit(self.base, spot))].append(spot)
        waiting.pop(None, None)
        for spot in head:
            found = waiting.get(key(_unit(self.head, spot))) if spot in self._left_head else None
            if found:
                self._pair(found.pop(0), spot)

    def pair_alike(self) -> None:
        """The most alike first, by the common subsequence of their tokens; of equals the first."""
        found = sorted(self._alike(), key=lambda pair: (-pair[0], pair[2], pair[1]))
        for _, before, after in found:
            if before in self._left_base and after in self._left_head:
                self._pair(before, after)

    def _alike(self) -> Iterator[tuple[float, Spot, Spot]]:
        from rapidfuzz.distance import LCSseq

        left = [spot for spot in self._left_base if _unit(self.base, spot).kind != "module"]
        right = [spot for spot in self._left_head if _unit(self.head, spot).kind != "module"]
        if len(left) * len(right) > _MOST_COMPARED:
            return
        tokens = {spot: _tokens(self.base[spot.path], spot.unit) for spot in left}
        for after in right:
            unit, mine = _unit(self.head, after), _tokens(self.head[after.path], after.unit)
            for before in left:
                other, its = _unit(self.base, before), tokens[before]
                if not _may_be_one(unit, other, len(mine), len(its)):
                    continue
                least = LIKE_OF_ONE_NAME if _last(unit) == _last(other) else LIKE
                alike = LCSseq.normalized_similarity(mine, its, score_cutoff=least)
                if alike >= least:
                    yield alike, before, after


def _may_be_one(unit: Unit, other: Unit, size: int, other_size: int) -> bool:
    same_kind = unit.kind == other.kind or (unit.kind in _FUNCTIONS and other.kind in _FUNCTIONS)
    return same_kind and min(size, other_size) >= _SIZE_RATIO * max(size, other_size)


def _parts(
    here: Mapping[str, CodeFile], there: Mapping[str, CodeFile], across: Mapping[Spot, Spot], back: Mapping[Spot, Spot]
) -> list[tuple[Spot, Spot]]:
    """Functions of this side only -> the units of the other side whose code they hold, where that is no more.

    Code is told by its runs of a few tokens, names left out. Each is taken once: what is there twice was copied.
    """
    alone = [spot for spot in _spots(here.values()) if spot not in across and _unit(here, spot).kind in _FUNCTIONS]
    runs = {spot: own for spot in alone if (own := _runs(here, spot)).total() >= _LEAST_RUNS}
    lost = {spot: left for spot in _spots(there.values()) if (left := _lost(there, spot, here, back))} if runs else {}
    holders: defaultdict[Run, list[Spot]] = defaultdict(list)
    for whole, left in lost.items():
        for run in left:
            holders[run].append(whole)
    shared = Counter((part, whole) for part, own in runs.items() for run in own for whole in holders.get(run, ()))
    found: dict[Spot, Spot] = {}
    for part, whole in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        taken = runs[part] & lost[whole]
        if part not in found and taken.total() >= PART * runs[part].total():
            found[part] = whole
            lost[whole] -= taken
    return list(found.items())


def _lost(
    there: Mapping[str, CodeFile], spot: Spot, here: Mapping[str, CodeFile], back: Mapping[Spot, Spot]
) -> Counter[Run]:
    """The runs of a unit that are not in what it is on this side."""
    unit, other = _unit(there, spot), back.get(spot)
    if unit.kind == "class" or (other and _unit(here, other).digest == unit.digest):
        return Counter()
    return _runs(there, spot) - (_runs(here, other) if other else Counter())


def _new(
    here: Mapping[str, CodeFile],
    spot: Spot,
    there: Mapping[str, CodeFile],
    other: Spot | None,
    share: float,
    least: int,
) -> "Truths | None":
    import numpy as np
    from rapidfuzz.distance import LCSseq

    mine, places = _kinds(here, spot)
    new = np.ones(len(mine))
    if other:
        its, _ = _kinds(there, other)
        for block in LCSseq.opcodes(its, mine).as_matching_blocks():
            new[block.b : block.b + block.size] = 0
    sums = np.concatenate([[0.0], np.cumsum(new - share)])  # a span is new enough where it ends no lower than it began
    inside = np.maximum.accumulate(sums[:0:-1])[::-1] >= np.minimum.accumulate(sums[:-1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]))).reshape(-1, 2)
    found = np.zeros(len(here[spot.path].facts.tokens) // 4, dtype=np.bool_)
    for start, end in edges[edges[:, 1] - edges[:, 0] >= least].tolist():
        found[places[start:end]] = True
    return found if found.any() else None


def _kinds(files: Mapping[str, CodeFile], spot: Spot) -> tuple[list[int], list[int]]:
    """The tokens of a unit's own, of names and texts the kind alone, and their places."""
    file = files[spot.path]
    tokens = memoryview(file.facts.tokens).cast("I")
    places = [place for span in own_tokens(file, spot.unit) for place in range(*span)]
    return _without_names(tokens[place] for place in places), places


def _runs(files: Mapping[str, CodeFile], spot: Spot) -> Counter[Run]:
    tokens = [NAME if token >> KIND_SHIFT in (NAME, DEFINITION) else token for token in _own(files, spot)]
    return Counter(zip(*(tokens[start:] for start in range(_RUN)), strict=False))


def _paired_files(base: Mapping[str, CodeFile], head: Mapping[str, CodeFile]) -> Iterator[tuple[CodeFile, CodeFile]]:
    """(after, before): files under one path; then renamed ones, by the share of their units that are the same."""
    gone = {path: file for path, file in base.items() if path not in head and file.facts.units}
    by_digest: defaultdict[bytes, list[str]] = defaultdict(list)
    for path, file in gone.items():
        for unit in file.facts.units[1:] or file.facts.units:
            by_digest[unit.digest].append(path)
    for path, file in head.items():
        if path in base:
            yield file, base[path]
            continue
        shared = Counter(
            other for unit in file.facts.units[1:] or file.facts.units for other in by_digest.get(unit.digest, ())
        )
        best = max(sorted(shared), key=lambda other: (other in gone, shared[other]), default=None)
        if best in gone:
            yield file, gone.pop(best)


def _name(unit: Unit) -> tuple[str, str]:
    return unit.name, "function" if unit.kind in _FUNCTIONS else unit.kind


def _name_and_content(unit: Unit) -> tuple[str, bytes]:
    return unit.name, unit.digest


def _content(unit: Unit) -> bytes | None:
    return unit.digest if unit.kind != "module" else None


def _spots(files: Iterable[CodeFile]) -> Iterator[Spot]:
    return (Spot(file.path, index) for file in files for index in range(len(file.facts.units)))


def _unit(files: Mapping[str, CodeFile], spot: Spot) -> Unit:
    return files[spot.path].facts.units[spot.unit]


def _last(unit: Unit) -> str:
    return unit.name.rpartition(".")[2]


def _tokens(file: CodeFile, index: int) -> "array[int]":
    low, high = file.facts.units[index].tokens
    return array("I", file.facts.tokens[4 * low : 4 * min(high, low + _MOST_TOKENS)])


def nameless(file: CodeFile, start: int, end: int) -> list[int]:
    """The tokens of some lines, parentheses left out, every name and text one and the same."""
    index = memoryview(file.facts.line_index).cast("I")
    low, high = (index[min(line, len(index) - 1)] for line in (start - 1, end))
    return _without_names(_unbracketed(file, [(low, high)]))


def _unbracketed(file: CodeFile, spans: Iterable[tuple[int, int]]) -> list[int]:
    """Without the comma that a formatter puts behind, or takes from behind, the last one too."""
    tokens = memoryview(file.facts.tokens).cast("I")
    bare = []
    for low, high in spans:
        span = tokens[low:high].tolist()
        for token, after in zip(span, [*span[1:], 0], strict=True):
            if token not in _PARENTHESES and (token != _COMMA or after not in CLOSING):
                bare.append(token)
    return [token - _CALLED if token >> KIND_SHIFT == KEYWORD_CALL else token for token in bare]


def _without_names(tokens: Iterable[int]) -> list[int]:
    return [token >> KIND_SHIFT if token >> KIND_SHIFT in _TEXTS else token for token in tokens]


def _own(files: Mapping[str, CodeFile], spot: Spot) -> list[int]:
    file = files[spot.path]
    return _unbracketed(file, own_tokens(file, spot.unit))
