"""A stream -> families of blocks: parts of functions, of class and of module bodies that repeat each other."""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from debtscan.detectors import clone_chains, clone_noise
from debtscan.detectors.clone_alignment import align, likeness
from debtscan.detectors.clone_families import Family, groups, places
from debtscan.detectors.clone_growth import Statements, grown
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_stream import Asked, Flags, Fragment, Ints, Stream

EQUAL_SHARE = 2 / 3  # of the smallest block, before it grows


def blocks(stream: Stream, limits: Limits, helpers: Iterable[Family], asked: Asked | None = None) -> Iterator[Family]:
    """What the whole copies found before share with each other is not said again. Families with a block in a unit that
    is `asked` about, and what the others in them share with each other; None: all."""
    fragments: list[Fragment] = []
    links: list[tuple[float, int, int]] = []
    for left, right, alike in _alike(stream, limits, _numbered(stream, helpers), asked):
        links.append((alike, len(fragments), len(fragments) + 1))
        fragments += [left, right]
    place = places(fragments)
    pairs = [(alike, place[a], place[b]) for alike, a, b in links if place[a] != place[b]]
    for group in groups(pairs, len(fragments)):
        yield Family("block", tuple(fragments[index] for index in group))


def _numbered(stream: Stream, helpers: Iterable[Family]) -> Ints:
    family = np.full(len(stream.raw), -1, dtype=np.int64)
    for number, helper in enumerate(helpers):
        for member in helper.members:
            family[member.low : member.high] = number
    return family


def _alike(
    stream: Stream, limits: Limits, family: Ints, asked: Asked | None
) -> Iterator[tuple[Fragment, Fragment, float]]:
    """Blocks that repeat each other, with how alike they are."""
    search = _Search(stream, limits, family)
    if asked is None:
        yield from search.among(None)
        return
    wanted = search.chosen(asked)
    near = list(search.among(lambda left, right: wanted[left] | wanted[right]))
    yield from near
    reached = {(each.file, id(each.unit)) for pair in near for each in pair[:2]}
    others = search.numbers(reached) & ~wanted
    if np.count_nonzero(others) > 1:
        yield from search.among(lambda left, right: others[left] & others[right])


class _Search:
    def __init__(self, stream: Stream, limits: Limits, family: Ints) -> None:
        self._stream = stream
        self._limits = limits
        self._family = family
        self._owners = clone_chains.owners(stream)
        self._statements = Statements(stream, self._owners.of_token)

    def chosen(self, asked: Asked) -> Flags:
        """Of each owner."""
        files = self._stream.files
        return np.array([asked(files[file].path, unit) for file, unit in self._owners.units])

    def numbers(self, units: Collection[tuple[int, int]]) -> Flags:
        return np.array([(file, id(unit)) in units for file, unit in self._owners.units])

    def among(self, pairs: clone_chains.Pairs | None) -> Iterator[tuple[Fragment, Fragment, float]]:
        stream, limits = self._stream, self._limits
        least = int(EQUAL_SHARE * limits.block_tokens)
        for chain in clone_chains.chains(stream, self._owners.of_token, self._family, least, pairs):
            left, right = _pair(self._owners, self._statements, chain)
            if left.overlaps(right) or stream.hierarchy.same_interface(left.unit, right.unit):
                continue
            if all(_is_telling(stream, block, limits) for block in (left, right)):
                alike = likeness(align(stream, left, right), limits)
                if alike:
                    yield left, right, alike


def _pair(owners: clone_chains.Owners, statements: Statements, chain: clone_chains.Chain) -> tuple[Fragment, Fragment]:
    spans = grown(statements, statements.around(*chain.left), statements.around(*chain.right))
    left, right = (
        statements.fragment(*owners.units[int(owners.of_token[low])], span)
        for (low, _), span in zip((chain.left, chain.right), spans, strict=True)
    )
    return left, right


def _is_telling(stream: Stream, block: Fragment, limits: Limits) -> bool:
    return not (
        block.size < limits.block_tokens
        or stream.code_lines(block) < limits.block_lines
        or clone_noise.is_data(stream, block)
        or clone_noise.is_monotone(stream, block)
        or clone_noise.is_declarative(stream, block)
        or (clone_noise.is_test_case(block.unit) and not limits.test_cases)
    )
