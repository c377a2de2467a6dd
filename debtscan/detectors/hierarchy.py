"""Classes of a code base by their plain names: which method overrides, or is overridden by, which."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from debtscan.detectors.class_statements import class_statements
from debtscan.model import Codebase, CodeFile, Unit


class Classes:
    """The class hierarchy of a code base, by plain class names: what is ambiguous counts as related.

    `classes` gives the name and signature of each class; `owners` the classes that define a method of some name.
    Neither is asked before it is needed.
    """

    def __init__(
        self, classes: Callable[[], Iterable[tuple[str, str]]], owners: Callable[[str], Collection[str]]
    ) -> None:
        self._classes = classes
        self._owners = owners

    @staticmethod
    def of(codebase: Codebase) -> "Classes":
        methods: defaultdict[str, set[str]] = defaultdict(set)

        def owners(name: str) -> Collection[str]:
            if not methods:
                for owner, method in _methods(codebase.files):
                    methods[method].add(owner)
            return methods.get(name, ())

        return Classes(lambda: class_statements(file.facts for file in codebase.files), owners)

    @cached_property
    def _bases(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, signature in self._classes():
            found.setdefault(name, set()).update(base_names(signature))
        return found

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, bases in self._bases.items():
            for base in bases:
                found.setdefault(base, set()).add(name)
        return found

    def overridden(self, owner: str, name: str) -> bool:
        """A subclass in the code base, however far down, defines the method too."""
        return self._defined(_reached(owner, self._children), name)

    def overrides(self, owner: str, name: str) -> bool:
        """A base class defines the method, or may: one of the bases is not in the code base."""
        above = _reached(owner, self._bases)
        unknown = {
            base for base in above if base not in self._bases and base not in ("object", "ABC", "Protocol", "Generic")
        }
        return bool(unknown) or self._defined(above, name)

    def above(self, owner: str) -> set[str]:
        """All that a class is derived from."""
        return _reached(owner, self._bases)

    def has_heirs(self, owner: str) -> bool:
        return bool(self._children.get(owner))

    def owners(self, name: str) -> Collection[str]:
        """The classes that have a method of this name."""
        return self._owners(name)

    def _defined(self, owners: set[str], name: str) -> bool:
        return bool(owners) and not owners.isdisjoint(self._owners(name))


def owners_of(name: str, files: Iterable[CodeFile]) -> set[str]:
    """The classes that define a method of this name."""
    return {owner for owner, method in _methods(files) if method == name}


def _methods(files: Iterable[CodeFile]) -> Iterator[tuple[str, str]]:
    for file in files:
        for unit in file.facts.units:
            if method := method_of(file, unit):
                yield method


def base_names(signature: str) -> list[str]:
    """Plain names of the bases in "Name(pkg.Base[T], metaclass=Meta)"."""
    plain = [name.partition("[")[0].partition("(")[0].strip() for name in written_bases(signature) if "=" not in name]
    return [name.rpartition(".")[2] for name in plain if name]


def written_bases(signature: str) -> list[str]:
    """What stands between the parentheses, keywords such as `metaclass=Meta` included."""
    _, _, inside = signature.partition("(")
    parts, depth, piece = [], 0, ""
    for sign in f"{inside.rpartition(')')[0]},":
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            parts.append(piece.strip())
            piece = ""
        else:
            piece += sign
    return [part for part in parts if part]


def _reached(start: str, steps: dict[str, set[str]]) -> set[str]:
    """Everything reachable from a name, itself left out."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for name in steps.get(todo.pop(), ()):
            if name not in found and name != start:
                found.add(name)
                todo.append(name)
    return found


def method_of(file: CodeFile, unit: Unit) -> tuple[str, str] | None:
    """Class and name of the method a unit is."""
    if unit.kind != "method" or unit.parent < 0:
        return None
    return file.facts.units[unit.parent].name.rpartition(".")[2], unit.name.rpartition(".")[2]
