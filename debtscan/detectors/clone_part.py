"""A file -> the same with the code of some of its units only: what a comparison of few units need not look through."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np
from msgspec.structs import replace

from debtscan.detectors.clone_stream import Ints
from debtscan.model import CodeFile, FileFacts, Unit

_FUNCTIONS = ("function", "method")


def parts(file_at: Callable[[str], CodeFile], places: Iterable[tuple[str, int]]) -> Iterator[CodeFile]:
    """The parts of files that hold these units, by path and index, sorted by path."""
    chosen: defaultdict[str, set[int]] = defaultdict(set)
    for path, unit in places:
        chosen[path].add(unit)
    return (part(file_at(path), units) for path, units in sorted(chosen.items()))


def part(file: CodeFile, chosen: Collection[int]) -> CodeFile:
    """Functions with all that is in them, classes and modules with what is their own. Lines and the indices of units
    stay what they are; units that are not chosen have no tokens."""
    facts = file.facts
    raw = np.frombuffer(facts.tokens, dtype="<u4")
    kept = np.isin(innermost(facts), list(chosen))
    for index in chosen:
        if facts.units[index].kind in _FUNCTIONS:
            kept[slice(*facts.units[index].tokens)] = True
    places = np.concatenate([[0], np.cumsum(kept)])
    moved = places.tolist()
    units = tuple(_moved(unit, moved) for unit in facts.units)
    index = places[np.frombuffer(facts.line_index, dtype="<u4")].astype("<u4")
    return replace(file, facts=replace(facts, tokens=raw[kept].tobytes(), line_index=index.tobytes(), units=units))


def _moved(unit: Unit, places: list[int]) -> Unit:
    return replace(unit, tokens=(places[unit.tokens[0]], places[unit.tokens[1]]))


def innermost(facts: FileFacts) -> Ints:
    """The index of the innermost unit around each token."""
    found = np.zeros(len(facts.tokens) // 4, dtype=np.int64)
    for index, unit in enumerate(facts.units):
        found[slice(*unit.tokens)] = index
    return found
