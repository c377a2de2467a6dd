"""Pairs of look-alikes -> families: groups whose members mostly look like each other, not chains of neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from debtscan.detectors.clone_stream import Fragment

LEAST_LINKED = 0.5  # of the pairs between two groups, for the groups to be one family
SAME_PLACE = 0.7  # of the larger, for two fragments to be one place


@dataclass(frozen=True, slots=True)
class Family:
    """Whole functions ("helper") or parts of them ("block") that are copies of each other."""

    kind: Literal["helper", "block"]
    members: tuple[Fragment, ...]


def groups(pairs: Iterable[tuple[float, int, int]], count: int) -> list[list[int]]:
    """Pairs (likeness, i, j) of `count` things -> sorted groups, single ones too; the most alike are joined first."""
    pairs = sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))
    linked: dict[int, set[int]] = defaultdict(set)
    for _, a, b in pairs:
        linked[a].add(b)
        linked[b].add(a)
    group_of = {thing: {thing} for thing in range(count)}
    for _, a, b in pairs:
        small, large = sorted((group_of[a], group_of[b]), key=len)
        if small is large:
            continue
        links = sum(len(linked[thing] & large) for thing in small)
        if links >= LEAST_LINKED * len(small) * len(large):
            large |= small
            group_of.update(dict.fromkeys(small, large))
    distinct = {id(group): group for group in group_of.values()}
    return sorted(sorted(group) for group in distinct.values())


def places(fragments: Sequence[Fragment]) -> list[int]:
    """For each fragment the index of the one that stands for its place: the widest over mostly the same tokens."""
    place = list(range(len(fragments)))
    by_file: dict[int, list[int]] = defaultdict(list)
    for index in sorted(range(len(fragments)), key=lambda i: (-fragments[i].size, fragments[i].low)):
        fragment = fragments[index]
        for known in by_file[fragment.file]:
            if fragment.shared(fragments[known]) >= SAME_PLACE * fragments[known].size:
                place[index] = known
                break
        else:
            by_file[fragment.file].append(index)
    return place


def apart(members: Iterable[Fragment]) -> list[Fragment]:
    """The members without those that lie within a larger one."""
    taken: list[Fragment] = []
    for member in sorted(members, key=lambda member: (-member.size, member.file, member.low)):
        if not any(member.overlaps(other) for other in taken):
            taken.append(member)
    return taken
