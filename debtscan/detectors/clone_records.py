"""A family of copies -> its clone and one record a copy: which member to keep, and what differs from it, in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from debtscan.detectors.clone_alignment import align, differences, has_other_content, likeness, weight
from debtscan.detectors.clone_families import Family, apart
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_noise import are_accessors, are_passing_on, are_twins, is_boilerplate
from debtscan.detectors.clone_stream import Fragment, Stream
from debtscan.detectors.opposites import are_opposites
from debtscan.model import Clone, CloneInstance, Place, Role, Unit
from debtscan.records import CloneRecord

MOST_RELATED = 20
MOST_TRIED = 3
_TELLING_TOKENS = 100  # of Python; from there on size says no more
_CLOSE = 0.9  # below, there is more to do than to call the other; as there is where other things are called or said
_INSTEAD, _SHARED = "call that instead", "call that, or let both share what is the same"
_OF_OPPOSITES, _OF_BLOCKS = 0.6, 0.9  # of the certainty that a copy has otherwise
_PLACING: tuple[Role, ...] = ("production", "script", "notebook-export", "example", "test")


@dataclass(frozen=True, slots=True)
class Copy:
    """A member and how it stands to the one to keep."""

    fragment: Fragment
    clone_type: int
    similarity: float
    differs: str
    is_exchangeable: bool  # the other can be called in its place


@dataclass(frozen=True, slots=True)
class Judged:
    """A family with the member to keep and the others that are truly copies of that one."""

    stream: Stream
    kind: Literal["helper", "block"]
    keep: Fragment
    copies: tuple[Copy, ...]


Standing = Callable[[str, Unit | None], int]  # path and unit of a copy -> the lower, the better it is kept


def no_standing(_path: str, _unit: Unit | None) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which member is the best to keep; `uses` says how many files refer to a name."""

    uses: Callable[[str], int]
    standing: Standing

    def rank(self, stream: Stream, member: Fragment) -> tuple[int, int, int, bool, str, int]:
        """Production code, most used, public, then the first path."""
        file = stream.files[member.file]
        private = any(
            part.startswith("_") and not part.endswith("__") for part in file.path.replace("/", ".").split(".")
        )
        standing, used = self.standing(file.path, member.unit), self.uses(member.name.rpartition(".")[2])
        return standing, _PLACING.index(file.role), -used, private, file.path, member.start


def judged(stream: Stream, limits: Limits, family: Family, ranking: Ranking) -> Judged | None:
    """None when no copy remains, overrides of one interface counted once and weak members left out."""
    ranked = sorted(apart(family.members), key=lambda member: ranking.rank(stream, member))
    members = list(_once_per_interface(stream, ranked))
    for keep in members[:MOST_TRIED]:
        copies = [_copy(stream, limits, keep, other) for other in members if other is not keep]
        found = tuple(copy for copy in copies if copy)
        if found:
            return Judged(stream, family.kind, keep, found)
    return None


def _once_per_interface(stream: Stream, members: Iterable[Fragment]) -> Iterator[Fragment]:
    """Methods that related classes, or Python itself, ask for under one name are one; so are twins for async."""
    kept: list[Fragment] = []
    for member in members:
        if not any(_same_interface(stream, member, other) for other in kept):
            kept.append(member)
            yield member


def _same_interface(stream: Stream, a: Fragment, b: Fragment) -> bool:
    if stream.hierarchy.same_interface(a.unit, b.unit) or are_twins(a.unit, b.unit) or are_accessors(a.unit, b.unit):
        return True
    if are_passing_on(stream, a, b):
        return True
    if a.unit is None or b.unit is None or a.unit.kind != b.unit.kind:  # a method as a function of a module was copied
        return False
    same_name = a.name.rpartition(".")[2] == b.name.rpartition(".")[2]
    return same_name and is_boilerplate(stream, a) and is_boilerplate(stream, b)


def _copy(stream: Stream, limits: Limits, keep: Fragment, other: Fragment) -> Copy | None:
    found = align(stream, keep, other)
    if not likeness(found, limits):
        return None
    clone_type = _clone_type(stream, keep, other)
    similarity = 1.0 if clone_type == 1 else round((found.shape + found.calls) / 2, 3)
    is_exchangeable = similarity >= _CLOSE and not has_other_content(stream, found)
    return Copy(other, clone_type, similarity, differences(stream, found, keep, other), is_exchangeable)


def _clone_type(stream: Stream, a: Fragment, b: Fragment) -> int:
    for clone_type, codes in ((1, stream.raw), (2, stream.blind)):
        if codes[a.low : a.high].tobytes() == codes[b.low : b.high].tobytes():
            return clone_type
    return 3


# ---------------------------------------------------------------- what leaves the detector
def clone(family: Judged, identity: str) -> Clone:
    stream, copies = family.stream, sorted(family.copies, key=lambda copy: _position(family.stream, copy.fragment))
    return Clone(
        id=identity,
        type=max(copy.clone_type for copy in copies),
        similarity=min(copy.similarity for copy in copies),
        tokens=weight(stream, family.keep),
        instances=tuple(_instance(stream, member) for member in (family.keep, *(copy.fragment for copy in copies))),
        differs=max(copies, key=lambda copy: copy.clone_type - copy.similarity).differs,
    )


def records(family: Judged, identity: str) -> Iterator[CloneRecord]:
    """One for each copy but the one to keep."""
    stream, keep = family.stream, family.keep
    keep_file = stream.files[keep.file]
    places = _related(family)
    for copy in family.copies:
        fragment = copy.fragment
        file = stream.files[fragment.file]
        here, tokens = _position(stream, fragment), weight(stream, fragment)
        yield CloneRecord(
            path=file.path,
            start=fragment.start,
            end=fragment.end,
            symbol=_qualified(stream, fragment),
            key=keep.name,
            related=tuple(place for place in places if (place.path, place.start) != here)[:MOST_RELATED],
            confidence=_confidence(
                family.kind, copy.similarity, weight(stream, fragment), _are_opposites(fragment, keep)
            ),
            name=fragment.name or file.path,
            kind=family.kind,
            role=file.role,
            family=identity,
            clone_type=copy.clone_type,
            similarity=copy.similarity,
            tokens=tokens,
            code_lines=stream.code_lines(fragment),
            copies=len(family.copies) + 1,
            keep_name=_qualified(stream, keep),
            keep_place=f"{keep_file.path}:{keep.start}",
            differs=copy.differs,
            remedy=_INSTEAD if copy.is_exchangeable else _SHARED,
        )


def _are_opposites(one: Fragment, other: Fragment) -> bool:
    return are_opposites(one.name.rpartition(".")[2], other.name.rpartition(".")[2])


def _confidence(kind: str, similarity: float, tokens: int, opposites: bool) -> float:
    """A short piece has few ways to differ from others: it must be closer to be as sure a copy, and more so a part of a
    function, which nobody set apart yet. `dumps` can look like `loads` line by line and cannot be replaced by it."""
    sure = 0.8 * similarity + 0.18 * min(tokens / _TELLING_TOKENS, 1)
    return round(sure * (_OF_BLOCKS if kind == "block" else 1) * (_OF_OPPOSITES if opposites else 1), 2)


def identity(family: Judged) -> str:
    """By content: the same wherever the copies move."""
    keep = family.keep
    return f"{family.kind}-{crc32(family.stream.norm[keep.low : keep.high].tobytes()):08x}"


def _related(family: Judged) -> list[Place]:
    stream = family.stream
    others = sorted((_position(stream, copy.fragment), copy.fragment) for copy in family.copies)
    places = [_place(stream, family.keep, "the one to keep")]
    return places + [_place(stream, fragment, "another copy") for _, fragment in others]


def _place(stream: Stream, fragment: Fragment, what: str) -> Place:
    message = f"{what}: {_qualified(stream, fragment)}"
    return Place(stream.files[fragment.file].path, fragment.start, fragment.end, message)


def _position(stream: Stream, fragment: Fragment) -> tuple[str, int]:
    return stream.files[fragment.file].path, fragment.start


def _instance(stream: Stream, fragment: Fragment) -> CloneInstance:
    path, start = _position(stream, fragment)
    return CloneInstance(path, start, fragment.end, fragment.name)


def _qualified(stream: Stream, fragment: Fragment) -> str:
    file = stream.files[fragment.file]
    return ".".join(part for part in (file.module, fragment.name) if part) or file.path
