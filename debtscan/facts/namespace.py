"""Tree -> the names that a module has for others, and what a name means in the scope where it is used."""

import ast
from collections import defaultdict
from functools import cached_property

from debtscan.facts.names import BUILTINS, Names, binding, dotted
from debtscan.facts.tree import DEFINITIONS, FUNCTIONS, Definition, Tree

STAR = "*"  # among the exports: it takes all names of another module
ANY = "**"  # among the exports: it makes names by means that cannot be read
OWN = ":"  # before the name of what the file defines itself
OF_SELF = "self:"  # before the class and the method that is called on its own object

_MAKERS = frozenset({"globals", "exec"})  # wherever they are called; and these, when a module calls them for itself:
_OF_THE_SCOPE = frozenset({"locals", "vars"})
_CAPTURES = (ast.MatchAs, ast.MatchStar, ast.MatchMapping)


class _Bound:
    """How the names of one scope are bound."""

    def __init__(self) -> None:
        self.defined: set[str] = set()
        self.imported: defaultdict[str, set[str]] = defaultdict(set)  # the meanings
        self.otherwise: set[str] = set()

    def meaning(self, name: str) -> str | None:
        """The one thing that it means; None where that is not sure."""
        if name in self.otherwise:
            return None
        meanings = self.imported.get(name, set()) | ({OWN + name} if name in self.defined else set())
        return next(iter(meanings)) if len(meanings) == 1 else None

    def holds(self, name: str) -> bool:
        return name in self.defined or name in self.imported or name in self.otherwise

    def take(self, node: ast.AST) -> None:
        kind = node.__class__
        if kind is ast.Name:
            if node.ctx.__class__ is not ast.Load:  # type: ignore[attr-defined]
                self.otherwise.add(node.id)  # type: ignore[attr-defined]
        elif isinstance(node, DEFINITIONS):
            self.defined.add(node.name)
        elif isinstance(node, ast.arg):
            self.otherwise.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name, meaning in _imported(node):
                self.imported[name].add(meaning)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self.otherwise.add(node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            self.otherwise.update(node.names)
        elif isinstance(node, _CAPTURES):
            self.otherwise.update(filter(None, (getattr(node, "name", None), getattr(node, "rest", None))))


def _imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    if isinstance(node, ast.Import):
        return [binding(each.name, "", each.asname or "", 0) for each in node.names]
    return [binding(node.module or "", each.name, each.asname or "", node.level) for each in node.names]


class Namespace:
    def __init__(self, tree: Tree, names: Names) -> None:
        self._tree = tree
        self._names = names
        self._functions: dict[ast.AST, _Bound] = {}

    # ------------------------------------------------------------ the module
    @cached_property
    def _module(self) -> _Bound:
        """What its own statements bind, those of functions and classes left out, and what functions call global."""
        nodes, bound, index = self._tree.nodes, _Bound(), 0
        while index < len(nodes):
            node = nodes[index]
            bound.take(node)
            index = self._tree.span(node)[1] if isinstance(node, DEFINITIONS) else index + 1
        for each in self._tree.of(ast.Global):
            bound.otherwise.update(each.names)
        return bound

    @property
    def exports(self) -> tuple[str, ...]:
        bound = self._module
        found = {*bound.defined, *bound.imported, *bound.otherwise}
        if self._makes_names():
            found.add(ANY)
        return tuple(sorted(found))

    def _makes_names(self) -> bool:
        """By `globals()[…] = …`, `setattr(sys.modules[__name__], …)` and the like."""
        for call in self._tree.of(ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name == "exec" and len(call.args) > 1 and isinstance(call.args[1], ast.Name | ast.Dict):
                continue  # into a namespace of its own
            if name in _MAKERS or (name in _OF_THE_SCOPE and not call.args and not self._tree.definition(call)):
                return True
        modules = (each for each in self._tree.of(ast.Attribute) if each.attr == "modules")
        return any(not self._is_looked_up(each) for each in modules if dotted(each) == "sys.modules")

    def _is_looked_up(self, modules: ast.Attribute) -> bool:
        """Whether nothing but another module is asked for."""
        around = self._tree.parent[modules]
        if isinstance(around, ast.Compare):
            return True
        if isinstance(around, ast.Attribute):
            around = self._tree.parent[around] if around.attr == "get" else modules
        elif not (isinstance(around, ast.Subscript) and around.ctx.__class__ is ast.Load):
            return False
        return around is not modules and not any(dotted(each) == "__name__" for each in ast.walk(around))

    @property
    def rebound(self) -> tuple[str, ...]:
        bound = self._module
        return tuple(sorted(name for name in bound.defined if bound.meaning(name) is None))

    # ------------------------------------------------------------ a place in it
    def meaning(self, node: ast.Name) -> str | None:
        """What the name surely means where it stands; None where it may be something else."""
        name, in_class = node.id, True
        for around in self._tree.ancestors(node):
            if isinstance(around, FUNCTIONS):
                in_class = False
                if (bound := self._inside(around)).holds(name):
                    meaning = bound.meaning(name)
                    return None if meaning is None or meaning.startswith(OWN) else meaning
            elif isinstance(around, ast.ClassDef) and in_class and self._inside(around).holds(name):
                return None
        if self._module.holds(name):
            return self._module.meaning(name)
        known = name in BUILTINS and name not in self._names.bound and STAR not in self._module.imported
        return name if known else None

    def _inside(self, definition: Definition) -> _Bound:
        """What binds a name anywhere inside, in the functions inside it too: more than the scope has."""
        if definition not in self._functions:
            start, end = self._tree.span(definition)
            bound = _Bound()
            for node in self._tree.nodes[start + 1 : end]:
                bound.take(node)
            self._functions[definition] = bound
        return self._functions[definition]

    def owner(self, node: ast.Name) -> ast.ClassDef | None:
        """The class whose object a method calls by the name of its first parameter."""
        method: ast.FunctionDef | ast.AsyncFunctionDef | None = None
        for around in self._tree.ancestors(node):
            if isinstance(around, ast.ClassDef):
                return around if method and self._is_own(method, node.id) else None
            if isinstance(around, FUNCTIONS):
                method = around
        return None

    def _is_own(self, method: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
        first = [*method.args.posonlyargs, *method.args.args][:1]
        is_static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in method.decorator_list)
        if is_static or not first or first[0].arg != name:
            return False
        start, end = self._tree.span(method)
        nodes = self._tree.nodes[start + 1 : end]
        bound = sum(isinstance(each, ast.arg) and each.arg == name for each in nodes)
        stored = (each for each in nodes if isinstance(each, ast.Name) and each.id == name)
        return bound == 1 and all(each.ctx.__class__ is ast.Load for each in stored)
