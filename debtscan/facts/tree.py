"""Text -> Tree: one parse and one walk; every reader of syntax starts from the lists made here."""

import ast
from collections.abc import Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# Contexts and operators carry no place and no children: leaving them out halves the walk.
_LEAVES = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)


def _child_fields() -> dict[type[ast.AST], tuple[str, ...]]:
    """For each node type the fields that can hold nodes; names, constants and the like are dropped."""
    plain = {"ctx", "op", "ops", "id", "attr", "arg", "n", "s", "kind", "type_comment", "simple", "level", "is_async",
             "conversion", "lineno", "names", "rest", "kwd_attrs", "cls", "type_ignores"}  # fmt: skip
    keep: dict[type[ast.AST], tuple[str, ...]] = {}
    for kind in vars(ast).values():
        if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _LEAVES):
            keep[kind] = tuple(f for f in kind._fields if f not in plain)
    keep[ast.Constant] = ()
    keep[ast.Import] = keep[ast.ImportFrom] = ("names",)
    keep[ast.MatchClass] = ("cls", "patterns", "kwd_patterns")
    keep[ast.Attribute] = ("value",)
    keep[ast.keyword] = ("value",)
    keep[ast.arg] = ("annotation",)
    return keep


_FIELDS = _child_fields()


class Tree:
    """A parsed file: every node once, by type in source order, each with its parent.

    `parent` maps a node to the node that holds it. `of(*types)` lists the nodes of exactly these types.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self.parent: dict[ast.AST, ast.AST] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = {}
        self._walk()

    def _walk(self) -> None:
        parent, by_type, fields = self.parent, self._by_type, _FIELDS
        stack: list[ast.AST] = [self.module]
        pop, push = stack.pop, stack.append
        while stack:
            node = pop()
            kind = node.__class__
            if kind in by_type:
                by_type[kind].append(node)
            else:
                by_type[kind] = [node]
            for name in reversed(fields[kind]):
                value = getattr(node, name)
                if value.__class__ is list:
                    for item in reversed(value):
                        if isinstance(item, ast.AST):
                            parent[item] = node
                            push(item)
                elif isinstance(value, ast.AST):
                    parent[value] = node
                    push(value)

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
