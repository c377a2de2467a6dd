"""A callee as a file names it -> the keywords that it takes, where that is sure.

Names are followed through imports and re-exports, constructors and methods through base classes, all of which must be
in the code base. Where a name is bound twice, a class has a metaclass or a decorator may change what is taken, nothing
is said. Definitions under conditions, and overloads, are taken together.
"""

import builtins
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from debtscan.detectors.hierarchy import written_bases
from debtscan.detectors.module_places import Found, ModulePlaces
from debtscan.facts.names import binding
from debtscan.facts.namespace import ANY, OF_SELF, OWN, STAR
from debtscan.facts.places import unit_at
from debtscan.model import CodeFile, Import, Unit

_FUNCTIONS = ("function", "method")
_MOST_STEPS = 8  # from name to name
_MAKERS = ("__init__", "__new__")
_DATACLASS = "dataclasses.dataclass"
_HARMLESS = frozenset({_DATACLASS, "functools.total_ordering", "typing.final", "typing_extensions.final"})
# Bases that take nothing away and add nothing.
_PLAIN = frozenset(
    {"object", "ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol",
     "typing_extensions.Protocol"}
)  # fmt: skip
_ERRORS = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)
_BASE = re.compile(r"\s*([\w.]+)\s*(?:\[.*\])?\s*", re.DOTALL)


class Definition(NamedTuple):
    file: CodeFile
    unit: Unit


class Signature(NamedTuple):
    """`keywords` in the order of the definition; "**" among them where any may be given."""

    name: str
    keywords: tuple[str, ...]
    at: Definition


class Signatures:
    """`files` gives a file of the code base by its path."""

    def __init__(self, places: ModulePlaces, files: Callable[[str], CodeFile | None]) -> None:
        self._places = places
        self._files = files

    def of(self, file: CodeFile, callee: str) -> Signature | None:
        if callee.startswith(OF_SELF):
            owner, _, method = callee.removeprefix(OF_SELF).rpartition(".")
            return self._method([Definition(file, unit) for unit in _classes(file, owner)], method)
        if callee.startswith(OWN):
            return self._named(file, callee.removeprefix(OWN).split("."), _MOST_STEPS)
        return self._imported(file, callee, _MOST_STEPS)

    # ------------------------------------------------------------ names
    def _imported(self, file: CodeFile, name: str, steps: int) -> Signature | None:
        found = self._module(file, name)
        target = self._files(found[0]) if found else None
        return self._named(target, found[1], steps - 1) if found and target and steps else None

    def _module(self, file: CodeFile, name: str) -> tuple[str, list[str]] | None:
        """The file of the longest part of a dotted name that is a module, and the rest of the name."""
        level = len(name) - len(name.lstrip("."))
        parts = name[level:].split(".")
        for end in range(len(parts) - 1, -1 if level else 0, -1):
            item = Import(".".join(parts[:end]), "", "", level, 0, guarded=False)
            leads = [self._places.relative(file.path, item)] if level else self._absolute(file, item.module)
            if len(leads) == 1 and isinstance(leads[0], Found):
                return (leads[0].path, parts[end:]) if leads[0].path else None
            if len(leads) > 1:
                return None
        return None

    def _absolute(self, file: CodeFile, module: str) -> Sequence[Found]:
        found = self._places.absolute(module).items()
        # What lies in a package has its package's name before its own: `import yaml` is not of shop/yaml.py.
        leads = {home: each for home, each in found if isinstance(each, Found) and not self._places.is_package(home)}
        near = [lead for home, lead in leads.items() if home in ("", "src") or file.path.startswith(home + "/")]
        return near if len(leads) == len(near) else [*leads.values(), *near]

    def _named(self, file: CodeFile, parts: list[str], steps: int) -> Signature | None:
        name, rest = parts[0], parts[1:]
        facts = file.facts
        if name in facts.rebound or ANY in facts.exports or name not in facts.exports or not steps:
            return None
        units = [Definition(file, unit) for unit in facts.units if unit.name == name and unit.parent == 0]
        if not units:
            again = _imports(file, name)
            return self._imported(file, ".".join([again, *rest]), steps) if again else None
        kinds = {each.unit.kind for each in units}
        if kinds == {"class"}:
            return self._method(units, rest[0]) if len(rest) == 1 else None if rest else self._made(units)
        return _together(units) if kinds == {"function"} and not rest else None

    # ------------------------------------------------------------ classes
    def _made(self, classes: Sequence[Definition]) -> Signature | None:
        if len(classes) != 1:
            return None
        found = self._constructor(classes[0], frozenset(), _MOST_STEPS)
        return found and found._replace(name=classes[0].unit.name)

    def _constructor(self, made: Definition, fields: frozenset[str], steps: int) -> Signature | None:
        """`fields` are those that data classes below it add."""
        unit = made.unit
        if not steps or ANY in unit.keywords or not _HARMLESS.issuperset(unit.decorators):
            return None
        bases = self._bases(made)
        if bases is None:
            return None
        if makers := [each for name in _MAKERS for each in _methods(made, name)]:
            found = _together(makers)
            return found and found._replace(keywords=(*found.keywords, *fields))
        if _DATACLASS in unit.decorators:
            taken = self._fields(made, steps)
            return None if taken is None else Signature(unit.name, (*taken, *fields), made)
        known = [each for each in bases if isinstance(each, Definition)]
        if len(known) != len(bases):
            return None  # built-in exceptions take what they please
        above = [self._constructor(each, fields, steps - 1) for each in known]
        if not above:
            return Signature(unit.name, tuple(fields), made)
        return None if None in above else _union([each for each in above if each])

    def _fields(self, made: Definition, steps: int) -> tuple[str, ...] | None:
        bases = self._bases(made)
        if bases is None or not steps or ANY in made.unit.keywords:
            return None
        found = list(made.unit.keywords)
        for base in bases:
            if isinstance(base, Definition):
                above = self._fields(base, steps - 1)
                if above is None:
                    return None
                found += above
        return tuple(dict.fromkeys(found))

    def _method(self, classes: Sequence[Definition], name: str, steps: int = _MOST_STEPS) -> Signature | None:
        """Of the nearest class that has it; None where a base is not in the code base."""
        if len(classes) != 1 or not steps or classes[0].unit.decorators[:1] not in ((), (_DATACLASS,)):
            return None
        bases = self._bases(classes[0])
        if bases is None:
            return None
        if own := _methods(classes[0], name):
            return _together(own)
        above = [self._method([each], name, steps - 1) for each in bases if isinstance(each, Definition)]
        return above[0] if len(above) == 1 else None

    def _bases(self, made: Definition) -> list[Definition | str] | None:
        """Classes of the code base, and names of those that add nothing; None where one is something else."""
        signature = made.unit.signature
        if signature.endswith("…") or not signature:
            return None
        found: list[Definition | str] = []
        for written in written_bases(signature):
            match = _BASE.fullmatch(written)
            name = match[1] if match else ""
            if written.replace(" ", "") in ("metaclass=ABCMeta", "metaclass=abc.ABCMeta"):
                continue
            base = self._class(made.file, name) if name else None
            if base is None:
                return None
            found.append(base)
        return found

    def _class(self, file: CodeFile, name: str, steps: int = _MOST_STEPS) -> Definition | str | None:
        first, _, rest = name.partition(".")
        facts = file.facts
        if first in facts.rebound or ANY in facts.exports or not steps:
            return None
        if first not in facts.exports:
            return name if name in _ERRORS | {"object"} and STAR not in facts.exports else None
        units = [Definition(file, unit) for unit in facts.units if unit.name == first and unit.parent == 0]
        if units:
            return units[0] if len(units) == 1 and units[0].unit.kind == "class" and not rest else None
        meaning = _imports(file, first)
        if meaning is None:
            return None
        whole = f"{meaning}.{rest}" if rest else meaning
        if whole in _PLAIN:
            return whole
        found = self._module(file, whole)
        target = self._files(found[0]) if found else None
        return self._class(target, ".".join(found[1]), steps - 1) if found and target else None


def _imports(file: CodeFile, name: str) -> str | None:
    """What a name of a module means that one import alone binds, at the level of the module."""
    found = set()
    for item in file.facts.imports:
        if (item.alias or item.name or item.module.partition(".")[0]) != name:
            continue
        at_top = file.facts.units[unit_at(file.facts.units, item.line)].kind == "module"
        if not at_top or item.conditional or (not item.name and "." in item.module and not item.alias):
            return None
        found.add(binding(item.module, item.name, item.alias, item.level)[1])
    bound = {each for each, _ in file.facts.definitions}
    return next(iter(found)) if len(found) == 1 and name not in bound else None


def _classes(file: CodeFile, name: str) -> list[Unit]:
    return [unit for unit in file.facts.units if unit.name == name and unit.kind == "class"]


def _methods(owner: Definition, name: str) -> list[Definition]:
    wanted = f"{owner.unit.name}.{name}"
    return [
        Definition(owner.file, unit) for unit in owner.file.facts.units if unit.name == wanted and _is_function(unit)
    ]


def _is_function(unit: Unit) -> bool:
    return unit.kind in _FUNCTIONS


def _together(units: Sequence[Definition]) -> Signature:
    return _union([Signature(each.unit.name, each.unit.keywords, each) for each in units])


def _union(signatures: Sequence[Signature]) -> Signature:
    every = dict.fromkeys(keyword for each in signatures for keyword in each.keywords)
    return signatures[0]._replace(keywords=tuple(every))
