"""A function -> the words it is made of, and those among them that say how it is bound to the code around it."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from debtscan.facts.lexer import name_id, without_kind
from debtscan.facts.terms import unpack
from debtscan.model import CodeFile, FileFacts, Unit

_NAME = re.compile(r"[^\W\d]\w*")
_ANNOTATION = re.compile(r"(?:->|:)\s*([^=,)]+)")  # near enough: of a dictionary's type the first half


class Words(NamedTuple):
    """`bonds` are the types of its signature, its decorators, and what it uses of other projects; `all` are all."""

    all: frozenset[str]
    bonds: frozenset[str]


def function_words(file: CodeFile) -> dict[int, Words]:
    """By index of the unit."""
    facts, known = file.facts, imports_of(file)
    return {
        index: words(facts, unit, known)
        for index, unit in enumerate(facts.units)
        if unit.kind in ("function", "method")
    }


def words(facts: FileFacts, unit: Unit, known: dict[int, list[str]]) -> Words:
    """`known` is what the file imports."""
    bonds = frozenset((*_typed(unit), *(f"@{name}" for name in unit.decorators), *_used(facts, unit, known)))
    return Words(bonds.union(_own(unit)), bonds)


def _own(unit: Unit) -> Iterator[str]:
    fields = unpack(unit.terms)
    for each in (fields.callees, fields.attributes, fields.modules, fields.identifiers, fields.parameters):
        yield from each
    marked = {"n": fields.name, "d": fields.docstring, "l": fields.literals, "e": fields.exceptions}
    for mark, each in marked.items():
        yield from (f"{mark}:{word}" for word in each)


def _typed(unit: Unit) -> Iterator[str]:
    if " | " in unit.signature:
        yield "a:|"
    for annotation in _ANNOTATION.findall(unit.signature):
        yield from (f"a:{name}" for name in _NAME.findall(annotation))


def imports_of(file: CodeFile) -> dict[int, list[str]]:
    """By the id of the name under which it is known in the file: of other projects, what is imported and how."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    root = file.module.partition(".")[0]
    for each in file.facts.imports:
        if not each.level and each.module.partition(".")[0] != root:
            name = each.alias or each.name or each.module.partition(".")[0]
            found[name_id(name)] += (f"i:{each.module}", f"i:{each.module}:{each.name}:{each.alias}")
    return found


def _used(facts: FileFacts, unit: Unit, known: dict[int, list[str]]) -> Iterator[str]:
    if known:
        named = {name_id(name) for name in _NAME.findall(unit.signature)}
        named.update(map(without_kind, array("I", facts.tokens)[slice(*unit.tokens)]))
        for name in known.keys() & named:
            yield from known[name]
