"""What every view of syntax shares: its place, and the file it stands in.

A view wraps one node (or comment) and measures a field when a condition first asks for it. Fields are the members
marked `measured`, questions those marked `asked`; their docstrings are the reference that `docs/rules.md` prints.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING, TypeVar

from debtscan.facts.tree import FUNCTIONS, Definition, Tree
from debtscan.rules.conditions import kept

if TYPE_CHECKING:
    from debtscan.facts.parsed import Parsed
    from debtscan.facts.patterns.expressions import Bindings
    from debtscan.facts.patterns.functions import ClassView, FunctionView
    from debtscan.facts.patterns.tests import TestView

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
Node = TypeVar("Node", bound=ast.AST)


class Site:
    """One file as the views see it: its facts, and each function's or class's view made once."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.tree: Tree = parsed.tree
        self.names = parsed.names
        self._functions: dict[ast.AST, FunctionView] = {}
        self._classes: dict[ast.AST, ClassView] = {}

    def function(self, node: Function) -> FunctionView:
        from debtscan.facts.patterns.functions import FunctionView

        view = self._functions.get(node)
        if view is None:
            view = self._functions[node] = FunctionView(self, node)
        return view

    # debtscan: ignore[duplicated-helper] -- one body for both would lose the type of the view
    def class_(self, node: ast.ClassDef) -> ClassView:
        from debtscan.facts.patterns.functions import ClassView

        view = self._classes.get(node)
        if view is None:
            view = self._classes[node] = ClassView(self, node)
        return view

    def function_around(self, node: ast.AST) -> FunctionView | None:
        """The innermost function around a node, unless a class body lies between."""
        around = self.tree.definition(node)
        return self.function(around) if isinstance(around, FUNCTIONS) else None

    @kept
    def bindings(self) -> Bindings:
        """The assignments of the module itself."""
        from debtscan.facts.patterns.expressions import Bindings

        return Bindings(self, None)

    @kept
    def tests(self) -> tuple[TestView, ...]:
        """The test functions, made once for all the kinds that speak of them."""
        from debtscan.facts.patterns.tests import tests

        return tuple(tests(self))

    @kept
    def calls(self) -> dict[str, list[ast.Call]]:
        """The calls by the last part of their callee, a name imported under another one by its own: made once, so that
        a kind of call costs the names it asks for, not all the calls there are."""
        renamed = {each.alias: each.name or each.module.rpartition(".")[2] for each in self.names.imports if each.alias}
        found: dict[str, list[ast.Call]] = {}
        for node in self.tree.of(ast.Call):
            function, name = node.func, ""
            if function.__class__ is ast.Attribute:
                name = function.attr
            elif function.__class__ is ast.Name:
                name = function.id
                name = renamed.get(name, name)
            if name in found:
                found[name].append(node)
            else:
                found[name] = [node]
        return found

    def calls_of(self, names: Iterable[str]) -> list[ast.Call]:
        return [node for name in names for node in self.calls.get(name, ())]

    @kept
    def roots(self) -> frozenset[str]:
        """First parts of the modules the file imports; relative ones begin with a dot."""
        return frozenset("." if each.level else each.module.partition(".")[0] for each in self.names.imports)

    @kept
    def statements(self) -> dict[int, ast.stmt]:
        """The outermost statement that begins on each line."""
        found: dict[int, ast.stmt] = {}
        for kind in ast.stmt.__subclasses__():
            for node in self.tree.of(kind):
                other = found.get(node.lineno)
                if other is None or node.col_offset < other.col_offset:
                    found[node.lineno] = node
        return found

    @kept
    def exported(self) -> frozenset[str]:
        """The names `__all__` lists."""
        found: set[str] = set()
        for node in self.tree.module.body:
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(each, ast.Name) and each.id == "__all__" for each in targets) and node.value:
                    found.update(str(each.value) for each in ast.walk(node.value) if isinstance(each, ast.Constant))
        return frozenset(found)


_LONGEST_QUOTE = 80  # characters


class View:
    """One node. `lines` is what a finding on it spans; `content` identifies it whatever its place and layout."""

    def __init__(self, site: Site, node: ast.AST) -> None:
        self.site = site
        self.node = node

    def fresh(self) -> None:
        """Forget what the last rule asked; called before each rule."""

    def lines(self) -> tuple[int, int]:
        node = self.node
        return node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]  # matched nodes have a place

    def content(self) -> str:
        try:
            return ast.unparse(self.node)
        except RecursionError:  # an expression nested thousands deep
            return type(self.node).__name__


def own_nodes(site: Site, node: Definition) -> list[ast.AST]:
    """Nodes of a function or class that do not belong to a function, class or lambda inside it."""
    tree = site.tree
    start, end = tree.span(node)
    nodes, found, at = tree.nodes, [], start + 1
    while at < end:
        inner = nodes[at]
        found.append(inner)
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            at = tree.span(inner)[1]
        else:
            at += 1
    lambdas = [each for each in found if isinstance(each, ast.Lambda)]
    if not lambdas:
        return found
    hidden = {id(inner) for each in lambdas for inner in ast.walk(each.body)}
    return [each for each in found if id(each) not in hidden]


def walk_own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Nodes of a block of statements, without the insides of functions, classes and lambdas defined there."""
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, Scope):
            stack += reversed(list(ast.iter_child_nodes(node)))


def ancestors_in_function(site: Site, node: ast.AST) -> Iterator[ast.AST]:
    """The nodes around one, innermost first, up to the function, class or lambda that runs it."""
    for up in site.tree.ancestors(node):
        if isinstance(up, Scope):
            return
        yield up


def inside_statement(site: Site, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """From an expression outwards to its statement, that one left out: each part with the whole that holds it."""
    wholes = takewhile(lambda up: not isinstance(up, ast.stmt), site.tree.ancestors(node))
    return pairwise(chain((node,), wholes))


def one_line(node: ast.AST) -> str:
    """The code of a node on one line, short enough for a message."""
    try:
        code = " ".join(ast.unparse(node).split())
    except RecursionError:
        return type(node).__name__
    return code if len(code) <= _LONGEST_QUOTE else code[: _LONGEST_QUOTE - 1] + "…"


def last_name(node: ast.AST) -> str:
    """`get` of `a.b().get`, `get` of `get`."""
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""
