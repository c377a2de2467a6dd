"""Text -> Tree: one parse and one walk; every reader of syntax starts from the lists made here."""

import ast
from collections.abc import Iterator
from typing import Any, TypeVar

Node = TypeVar("Node", bound=ast.AST)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# Contexts and operators carry no place and no children: leaving them out halves the walk.
_LEAVES = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)


def _child_fields() -> dict[type[ast.AST], tuple[str, ...]]:
    """For each node type the fields that can hold nodes, last first; names, constants and the like are dropped."""
    plain = {"ctx", "op", "ops", "id", "attr", "arg", "n", "s", "kind", "type_comment", "simple", "level", "is_async",
             "conversion", "lineno", "names", "rest", "kwd_attrs", "cls", "type_ignores"}  # fmt: skip
    keep: dict[type[ast.AST], tuple[str, ...]] = {}
    for kind in vars(ast).values():
        if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _LEAVES):
            keep[kind] = tuple(f for f in reversed(kind._fields) if f not in plain)
    keep[ast.Constant] = ()
    keep[ast.Import] = keep[ast.ImportFrom] = ("names",)
    keep[ast.MatchClass] = ("kwd_patterns", "patterns", "cls")
    keep[ast.Attribute] = ("value",)
    keep[ast.keyword] = ("value",)
    keep[ast.arg] = ("annotation",)
    for kind in DEFINITIONS:  # what stands before the body comes before it
        head = [
            f for f in ("decorator_list", "type_params", "args", "returns", "bases", "keywords") if f in kind._fields
        ]
        keep[kind] = ("body", *reversed(head))
    return keep


_FIELDS = _child_fields()


class _End:
    """Marks on the stack where the nodes inside a definition are over."""

    __slots__ = ("node",)

    def __init__(self, node: ast.AST) -> None:
        self.node = node


class Tree:
    """A parsed file, walked once.

    `nodes` holds every node in source order, a parent before its children (contexts and operators left out), `parent`
    maps a node to the node that holds it, and `span(definition)` gives the slice of `nodes` that a function or class
    fills, itself first. `of(*types)` lists the nodes of exactly these types.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self.nodes: list[ast.AST] = []
        self.parent: dict[ast.AST, ast.AST] = {}
        self._spans: dict[ast.AST, tuple[int, int]] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = {}
        self._walk()

    def _walk(self) -> None:
        """Iterative, because a hostile file nests deeper than Python's stack allows."""
        nodes, parent, by_type, fields = self.nodes, self.parent, self._by_type, _FIELDS
        starts: dict[ast.AST, int] = {}
        stack: list[Any] = [self.module]  # nodes, and an _End after those of each definition
        pop, push, seen = stack.pop, stack.append, nodes.append
        while stack:
            node = pop()
            kind = node.__class__
            if kind is _End:
                opened = node.node
                self._spans[opened] = (starts[opened], len(nodes))
                continue
            if kind in by_type:
                by_type[kind].append(node)
            else:
                by_type[kind] = [node]
            if kind in DEFINITIONS:
                starts[node] = len(nodes)
                push(_End(node))
            seen(node)
            for name in fields[kind]:
                value = getattr(node, name)
                if value.__class__ is list:
                    for item in reversed(value):
                        if isinstance(item, ast.AST):
                            parent[item] = node
                            push(item)
                elif isinstance(value, ast.AST):
                    parent[value] = node
                    push(value)

    def span(self, definition: ast.AST) -> tuple[int, int]:
        """The half-open slice of `nodes` that a function or class fills."""
        return self._spans[definition]

    def of(self, *types: type[Node]) -> list[Node]:
        found: list[Node] = []
        for kind in types:
            found += self._by_type.get(kind, ())  # type: ignore[arg-type]  # each list holds its own type
        return found

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around `node`, innermost first."""
        while (up := self.parent.get(node)) is not None:
            yield up
            node = up

    def definition(self, node: ast.AST) -> Definition | None:
        """The innermost function or class around `node`."""
        for up in self.ancestors(node):
            if isinstance(up, DEFINITIONS):
                return up
        return None


def docstring_node(node: ast.AST) -> ast.Expr | None:
    """The statement that is the docstring of a module, class or function."""
    body: list[ast.stmt] = getattr(node, "body", [])
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first
    return None
