"""A stream -> families of whole functions and methods that are copies of each other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from debtscan.detectors import clone_noise
from debtscan.detectors.clone_alignment import align, likeness, may_be_alike
from debtscan.detectors.clone_candidates import candidate_pairs
from debtscan.detectors.clone_families import Family, groups
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_stream import Asked, Fragment, Stream


def helpers(stream: Stream, limits: Limits, asked: Asked | None = None) -> Iterator[Family]:
    """Functions equal but for names are compared once; each then stands for all of its kind. Families that hold one
    that is asked about; None: all."""
    kinds: dict[str, list[Fragment]] = {}
    for function in _functions(stream, limits):
        kinds.setdefault(stream.text(function), []).append(function)
    same = list(kinds.values())
    first = [functions[0] for functions in same]
    wanted = {number for number, kind in enumerate(same) if any(stream.is_asked(function, asked) for function in kind)}

    def alike(a: int, b: int) -> float:
        if first[a].overlaps(first[b]) or not may_be_alike(stream, first[a], first[b], limits):
            return 0.0
        return likeness(align(stream, first[a], first[b]), limits)

    pairs = _linked(candidate_pairs(stream, first), wanted, alike)
    for group in groups(pairs, len(first)):
        if not wanted.isdisjoint(group):
            yield Family("helper", tuple(function for kind in group for function in same[kind]))


def _linked(
    candidates: Iterable[tuple[int, int]], wanted: Collection[int], alike: Callable[[int, int], float]
) -> list[tuple[float, int, int]]:
    """The pairs that are alike, as far as what is wanted leads to them."""
    near: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in candidates:
        for one in pair:
            near[one].append(pair)
    found: dict[tuple[int, int], float] = {}
    reached, waiting = set(wanted), sorted(wanted)
    while waiting:
        for pair in near[waiting.pop()]:
            if pair not in found:
                found[pair] = alike(*pair)
                new = set(pair) - reached if found[pair] else set()
                reached |= new
                waiting += new
    return [(likeness, a, b) for (a, b), likeness in sorted(found.items()) if likeness]


def _functions(stream: Stream, limits: Limits) -> Iterator[Fragment]:
    for index, file in enumerate(stream.files):
        for unit in file.facts.units:
            if unit.kind not in ("function", "method") or clone_noise.is_declaration(unit):
                continue
            if clone_noise.is_test_case(unit) and not limits.test_cases:
                continue
            function = stream.fragment(index, unit)
            if function.size >= limits.helper_tokens and _is_telling(stream, function, limits):
                yield function


def _is_telling(stream: Stream, function: Fragment, limits: Limits) -> bool:
    return not (stream.code_lines(function) < limits.helper_lines or clone_noise.is_data(stream, function))
