"""Class statements of all files -> which methods one interface asks for."""

import re
from collections.abc import Iterable

from debtscan.model import Unit

_DOTTED = re.compile(r"[A-Za-z_][\w.]*")
_COMMON_BASES = frozenset({"object", "metaclass", "ABC", "ABCMeta", "Generic", "Protocol", "type", "Exception"})


class Hierarchy:
    """Which classes may be written to one interface: related by the names of their bases, across all files."""

    def __init__(self, classes: Iterable[tuple[str, str]]) -> None:
        """`classes`: the last name and the signature of each."""
        self._bases: dict[str, set[str]] = {}
        for name, signature in classes:
            self._bases.setdefault(name, set()).update(bases(name, signature))
        self._lines: dict[str, frozenset[str]] = {}

    def line(self, name: str) -> frozenset[str]:
        """The class and all that it inherits from, by last names."""
        if name not in self._lines:
            found, waiting = {name}, [name]
            while waiting:
                new = self._bases.get(waiting.pop(), set()) - found
                found |= new
                waiting += new
            self._lines[name] = frozenset(found)
        return self._lines[name]

    def same_interface(self, a: Unit | None, b: Unit | None) -> bool:
        """Two methods of one name in related classes: the second overrides or stands beside the first."""
        if a is None or b is None or a.kind != "method" or b.kind != "method" or _last(a.name) != _last(b.name):
            return False
        return not self.line(_class_of(a)).isdisjoint(self.line(_class_of(b)))


def bases(name: str, signature: str) -> set[str]:
    return {_last(found) for found in _DOTTED.findall(signature)} - _COMMON_BASES - {name}


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _class_of(method: Unit) -> str:
    return _last(method.name.rpartition(".")[0])
