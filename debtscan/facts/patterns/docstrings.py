"""Docstrings that describe parameters: Google, NumPy and Sphinx entries against the signature."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import Function, Site, View
from debtscan.facts.tree import FUNCTIONS, docstring_node
from debtscan.rules.conditions import kept, measured

_SPHINX = re.compile(r"^\s*[:@](?:param|parameter|arg|argument|key|keyword)\s+(?:[^:]*?\s)?\\?\**(\w+)\s*:")
_SECTION = re.compile(r"^(\s*)(Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments|Other Parameters):\s*$")
_UNDERLINED = re.compile(r"^\s*(?:Parameters|Other Parameters)\s*$")
_RULE = re.compile(r"^\s*-{3,}\s*$")
_GOOGLE_ENTRY = re.compile(r"^\\?\**(\w+)(?:\s*\([^)]*\))?\s*:(?:\s|$)")
_NUMPY_ENTRY = re.compile(r"^((?:\\?\**\w+)(?:\s*,\s*\\?\**\w+)*)\s*(?::.*)?$")

Entry = tuple[str, int]  # name and line of the docstring, from 0


class DocstringView(View):
    """The docstring of a function, or of a class (read against its `__init__`)."""

    def __init__(self, site: Site, docstring: ast.Expr, function: Function) -> None:
        super().__init__(site, docstring)
        self._function = function

    def lines(self) -> tuple[int, int]:
        """Those of the entries that name no parameter."""
        start, end = super().lines()
        lines = [min(start + line, end) for _, line in self._phantoms]
        return (min(lines), max(lines)) if lines else (start, end)

    def content(self) -> str:
        return ", ".join(self.phantoms)

    @measured
    def documented(self) -> tuple[str, ...]:
        """The parameters it describes."""
        return tuple(name for name, _ in self._entries)

    @measured
    def phantoms(self) -> tuple[str, ...]:
        """The parameters it describes that the signature has not; none when the function takes `**kwargs`."""
        return tuple(dict.fromkeys(name for name, _ in self._phantoms))

    @measured
    def function(self) -> FunctionView:
        """The function described (`__init__` of a class)."""
        return self.site.function(self._function)

    @kept
    def _phantoms(self) -> list[Entry]:
        given = self._function.args
        if given.kwarg is not None or self.function.is_overload:
            return []
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *([given.vararg] if given.vararg else [])]
        known = {each.arg for each in every}
        if given.vararg and given.vararg.arg not in self.documented and len(self._entries) > 1:
            return []  # `*args` described one by one
        return [entry for entry in self._entries if entry[0] not in known]

    @kept
    def _entries(self) -> list[Entry]:
        lines = str(self.node.value.value).expandtabs().split("\n")  # type: ignore[attr-defined]  # a docstring
        return [*_sphinx(lines), *_google(lines), *_numpy(lines)]


def _sphinx(lines: list[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines):
        if found := _SPHINX.match(line):
            yield found[1], number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _google(lines: list[str]) -> Iterator[Entry]:
    for start, line in enumerate(lines):
        if found := _SECTION.match(line):
            yield from _entries_below(lines, start + 1, len(found[1]))


def _entries_below(lines: list[str], start: int, outer: int) -> Iterator[Entry]:
    """Entries of a Google section: lines at the indentation of its first, until one is no deeper than its title."""
    level = -1
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if _indent(line) <= outer:
            return
        level = _indent(line) if level < 0 else level
        found = _GOOGLE_ENTRY.match(line.strip())
        if _indent(line) == level and found:
            yield found[1], number


def _numpy(lines: list[str]) -> Iterator[Entry]:
    for start, line in enumerate(lines[:-1]):
        if not (_UNDERLINED.match(line) and _RULE.match(lines[start + 1])):
            continue
        level = _indent(line)
        for number in range(start + 2, len(lines)):
            entry = lines[number]
            if number + 1 < len(lines) and _RULE.match(lines[number + 1]):
                break
            found = _NUMPY_ENTRY.match(entry.strip()) if entry.strip() and _indent(entry) == level else None
            for name in found[1].split(",") if found else ():
                yield name.strip().lstrip("\\*"), number


def docstrings_of_definitions(site: Site) -> Iterator[DocstringView]:
    functions: list[Function] = [*site.tree.of(ast.FunctionDef), *site.tree.of(ast.AsyncFunctionDef)]
    for node in functions:
        found = docstring_node(node)
        if found is not None:
            yield DocstringView(site, found, node)
    for owner in site.tree.of(ast.ClassDef):
        found = docstring_node(owner)
        maker = next((each for each in owner.body if isinstance(each, FUNCTIONS) and each.name == "__init__"), None)
        if found is not None and maker is not None:
            yield DocstringView(site, found, maker)
