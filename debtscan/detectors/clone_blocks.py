"""A stream -> families of blocks: parts of functions, of class and of module bodies that repeat each other."""

from collections.abc import Iterable, Iterator

import numpy as np

from debtscan.detectors import clone_chains, clone_noise
from debtscan.detectors.clone_alignment import align, likeness
from debtscan.detectors.clone_families import Family, groups, places
from debtscan.detectors.clone_growth import Statements, grown
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_stream import Fragment, Ints, Stream

EQUAL_SHARE = 2 / 3  # of the smallest block, before it grows


def blocks(stream: Stream, limits: Limits, helpers: Iterable[Family]) -> Iterator[Family]:
    """What the whole copies found before share with each other is not said again."""
    fragments: list[Fragment] = []
    links: list[tuple[float, int, int]] = []
    for left, right in _repeated(stream, limits, _numbered(stream, helpers)):
        alike = likeness(align(stream, left, right), limits)
        if alike:
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


def _repeated(stream: Stream, limits: Limits, family: Ints) -> Iterator[tuple[Fragment, Fragment]]:
    owners = clone_chains.owners(stream)
    statements = Statements(stream, owners.of_token)
    least = int(EQUAL_SHARE * limits.block_tokens)
    for chain in clone_chains.chains(stream, owners.of_token, family, least):
        left, right = _pair(owners, statements, chain)
        if left.overlaps(right) or stream.hierarchy.same_interface(left.unit, right.unit):
            continue
        if all(_is_telling(stream, block, limits) for block in (left, right)):
            yield left, right


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
