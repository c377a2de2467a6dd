"""A stream -> families of whole functions and methods that are copies of each other."""

from collections.abc import Iterator

from debtscan.detectors import clone_noise
from debtscan.detectors.clone_alignment import align, likeness, may_be_alike
from debtscan.detectors.clone_candidates import candidate_pairs
from debtscan.detectors.clone_families import Family, groups
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_stream import Fragment, Stream


def helpers(stream: Stream, limits: Limits) -> Iterator[Family]:
    """Functions equal but for names are compared once; each then stands for all of its kind."""
    kinds: dict[str, list[Fragment]] = {}
    for function in _functions(stream, limits):
        kinds.setdefault(stream.text(function), []).append(function)
    same = list(kinds.values())
    first = [functions[0] for functions in same]
    pairs = []
    for a, b in candidate_pairs(stream, first):
        if not first[a].overlaps(first[b]) and may_be_alike(stream, first[a], first[b], limits):
            alike = likeness(align(stream, first[a], first[b]), limits)
            if alike:
                pairs.append((alike, a, b))
    for group in groups(pairs, len(first)):
        yield Family("helper", tuple(function for kind in group for function in same[kind]))


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
