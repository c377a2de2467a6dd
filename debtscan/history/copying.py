"""Copies, and which commit wrote each of their lines -> which of them was first, and what commit brought the others.

A copy came with the oldest commit that wrote a good part of what it shares with the others: later commits mend a line
here and there, and a function that was rewritten into a copy has little left of what it was before. Only what is there
now is judged: where the first of them was written anew after it was copied, the copy passes for the first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.history.live_clones import Line, place_of, shape_of
from debtscan.model import Clone
from debtscan.vitals import Copied, CopyArrival

_PART = 0.2  # of the shared lines: less is mending, or what any two functions have in common
_LEAST_LETTERS = 2  # of a line that says something


class _Copy(NamedTuple):
    place: str
    name: str
    lines: Sequence[Line]
    sha: str  # "" where it is not known


def copied(
    families: Iterable[Clone], lines: Callable[[str], Sequence[Line]], order: Mapping[str, int]
) -> Iterator[Copied]:
    """`lines` are those of a file, `order` the commits by age: the oldest has the lowest number."""
    for family in families:
        texts = [lines(each.path)[each.start_line - 1 : each.end_line] for each in family.instances]
        shapes = [frozenset(_shapes(text)) for text in texts]
        copies = []
        for number, (each, text) in enumerate(zip(family.instances, texts, strict=True)):
            others = frozenset[str]().union(*(known for at, known in enumerate(shapes) if at != number))
            copies.append(_Copy(place_of(each), each.name, text, _came_with(text, others, order)))
        if any(copy.sha for copy in copies):
            yield Copied(family.id, tuple(_arrivals(copies, order)))


def _came_with(lines: Sequence[Line], others: frozenset[str], order: Mapping[str, int]) -> str:
    written = Counter(line.commit for line in lines if line.commit in order and shape_of(line.text) in others)
    least = _PART * written.total()
    return min((sha for sha, count in written.items() if count >= least), key=order.__getitem__, default="")


def _arrivals(copies: Sequence[_Copy], order: Mapping[str, int]) -> Iterator[CopyArrival]:
    """In the order in which they came, those of which that is not known at the end."""
    known = sorted((copy for copy in copies if copy.sha), key=lambda copy: order[copy.sha])
    for number, copy in enumerate(known):
        before = [other for other in known[:number] if other.sha != copy.sha]
        yield CopyArrival(copy.place, copy.name, copy.sha, max(before, key=_likeness(copy)).place if before else "")
    yield from (CopyArrival(copy.place, copy.name) for copy in copies if not copy.sha)


def _likeness(copy: _Copy) -> Callable[[_Copy], int]:
    """How many lines another has in common with it, word for word."""
    texts = {line.text.strip() for line in copy.lines}
    return lambda other: len(texts.intersection(line.text.strip() for line in other.lines))


def _shapes(lines: Iterable[Line]) -> Iterator[str]:
    return (shape_of(line.text) for line in lines if sum(map(str.isalpha, line.text)) >= _LEAST_LETTERS)
