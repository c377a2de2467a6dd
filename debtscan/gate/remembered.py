"""A code base as it was, in memory: what a change leaves as it is (gate.alone.Near), file by file put in and taken out.

For a replay of history, where each state of the code base differs little from the one asked about before.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from debtscan.detectors.class_statements import class_statements
from debtscan.detectors.complexity import Profile, profile
from debtscan.detectors.hierarchy import base_names, method_of
from debtscan.detectors.outline import silences
from debtscan.model import CodeFile, Role


class Sketch(NamedTuple):
    """What must be known of a file that is not looked at itself."""

    profile: Profile
    code_lines: int
    classes: tuple[tuple[str, str], ...]  # name and signature
    methods: tuple[tuple[str, str], ...]  # class and name
    silenced: Mapping[str, int]  # by tool


def sketch(file: CodeFile) -> Sketch:
    methods = (method_of(file, unit) for unit in file.facts.units)
    return Sketch(
        profile(file),
        file.facts.code_lines,
        tuple(class_statements([file.facts])),
        tuple(method for method in methods if method),
        Counter(filter(None, map(silences, file.facts.matches))),
    )


class Remembered:
    def __init__(self) -> None:
        self._files: dict[str, Sketch] = {}
        self._signatures: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by class
        self._heirs: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by base
        self._owners: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by method
        self._around: set[str] = set()

    # ------------------------------------------------------------ changing
    def put(self, path: str, file: Sketch) -> None:
        self.take(path)
        self._files[path] = file
        self._count(file, 1)

    def take(self, path: str) -> None:
        file = self._files.pop(path, None)
        if file:
            self._count(file, -1)

    def look_at(self, files: Iterable[CodeFile]) -> None:
        """What is asked next is asked about these."""
        statements = class_statements(file.facts for file in files)
        self._around = {base for _, signature in statements for base in _bases(signature)}

    def _count(self, file: Sketch, times: int) -> None:
        for name, signature in file.classes:
            self._signatures[name][signature] += times
            for base in _bases(signature):
                self._heirs[base][name] += times
        for owner, name in file.methods:
            self._owners[name][owner] += times

    # ------------------------------------------------------------ asking
    def classes(self, names: Iterable[str]) -> list[tuple[str, str]]:
        names = {*names, *self._around}
        reached = {*_reached(names, self._above), *_reached(names, self._below)}
        return [(name, signature) for name in sorted(reached) for signature in sorted(_some(self._signatures, name))]

    def _above(self, name: str) -> Iterator[str]:
        return (base for signature in _some(self._signatures, name) for base in _bases(signature))

    def _below(self, name: str) -> Iterable[str]:
        return _some(self._heirs, name)

    def owners(self, method: str) -> Collection[str]:
        return _some(self._owners, method)

    def profiles(self, files: Iterable[CodeFile]) -> list[Profile]:
        roles = {file.role for file in files}
        return [file.profile for file in self._files.values() if file.profile.role in roles]

    def silenced(self, name: Role) -> tuple[Counter[str], int]:
        found, lines = Counter[str](), 0
        for file in self._files.values():
            if file.profile.role == name:
                found.update(file.silenced)
                lines += file.code_lines
        return found, lines


@lru_cache(maxsize=8192)
def _bases(signature: str) -> tuple[str, ...]:
    return tuple(base_names(signature))


def _some(counts: Mapping[str, Counter[str]], name: str) -> list[str]:
    return [each for each, count in counts[name].items() if count > 0] if name in counts else []


def _reached(names: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    found = set(names)
    todo = list(found)
    while todo:
        new = set(step(todo.pop())) - found
        found |= new
        todo += new
    return found
