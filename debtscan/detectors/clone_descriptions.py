"""A stream -> families of functions too small for their tokens to tell, of one name and described in the same words.

`return (ctx := _current.get(None)) is not None` looks like much other code; under the same name and twenty lines of
the same description it is a copy. Methods are left out: classes that stand in for each other are described alike on
purpose.
"""

from collections import defaultdict
from collections.abc import Iterator

from debtscan.detectors import clone_noise
from debtscan.detectors.clone_families import Family, groups
from debtscan.detectors.clone_limits import Limits
from debtscan.detectors.clone_stream import Asked, Fragment, Stream
from debtscan.facts.terms import unpack
from debtscan.model import Unit

LEAST_WORDS = 6  # distinct and telling ones; below, "Return the name of the file." is said of many
LEAST_ALIKE = 0.8  # of the words of both
_MOST_NAMESAKES = 24  # more of them are an interface


def described(stream: Stream, limits: Limits, asked: Asked | None = None) -> Iterator[Family]:
    """Those of which one at least is too small by `limits` to be compared by its tokens alone, and one is `asked`
    about (None: all are)."""
    for functions in _namesakes(stream):
        if not any(stream.is_asked(function, asked) for function in functions):
            continue
        small = [_is_small(stream, function, limits) for function in functions]
        words = [_words(function.unit) for function in functions] if any(small) else []
        pairs = [
            (likeness, a, b)
            for b in range(len(words))
            for a in range(b)
            if (small[a] or small[b]) and functions[a].file != functions[b].file
            if (likeness := _likeness(words[a], words[b])) >= LEAST_ALIKE
        ]
        for group in groups(pairs, len(functions)):
            yield Family("helper", tuple(functions[number] for number in group))


def is_described(unit: Unit) -> bool:
    """Whether the words of a function may tell it to be a copy."""
    return _is_comparable(unit) and len(_words(unit)) >= LEAST_WORDS


def _is_comparable(unit: Unit) -> bool:
    return unit.kind == "function" and not clone_noise.is_declaration(unit) and "nested" not in unit.traits


def _namesakes(stream: Stream) -> Iterator[list[Fragment]]:
    by_name: defaultdict[str, list[tuple[int, Unit]]] = defaultdict(list)
    for index, file in enumerate(stream.files):
        for unit in file.facts.units:
            if _is_comparable(unit) and unit.terms:
                by_name[unit.name].append((index, unit))
    for held in by_name.values():
        if 1 < len(held) <= _MOST_NAMESAKES:
            yield [stream.fragment(index, unit) for index, unit in held]


def _is_small(stream: Stream, function: Fragment, limits: Limits) -> bool:
    return function.size < limits.helper_tokens or stream.code_lines(function) < limits.helper_lines


def _words(unit: Unit | None) -> frozenset[str]:
    return frozenset(unpack(unit.terms).docstring) if unit else frozenset()


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if min(len(one), len(other)) >= LEAST_WORDS else 0.0
