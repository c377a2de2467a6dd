"""Votes on annotations: whether they are there, and how optional, union and generic types are written."""

import ast

from debtscan.facts.choices.votes import Function, Votes, callee, last
from debtscan.facts.tree import FUNCTIONS

_TYPING = frozenset({"List", "Dict", "Set", "FrozenSet", "Tuple", "Type"})
_BUILTIN = frozenset({"list", "dict", "set", "tuple", "frozenset", "type"})


def vote(votes: Votes) -> None:
    tree = votes.tree
    annotations: list[ast.expr] = []
    for node in votes.functions:
        arguments = node.args
        everyone = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        annotations += [each.annotation for each in everyone if each.annotation]
        if node.returns:
            annotations.append(node.returns)
        owner = tree.definition(node)
        if not isinstance(owner, FUNCTIONS):
            _coverage(votes, node, everyone[1:] if _takes_self(node, owner, everyone[:1]) else everyone)
    annotations += [each.annotation for each in tree.of(ast.AnnAssign)]
    for annotation in annotations:
        _forms(votes, annotation)
    _future(votes)


def _takes_self(node: Function, owner: ast.AST | None, first: list[ast.arg]) -> bool:
    """A function outside of a class that calls its first parameter so is to be put into one."""
    if owner is None:
        return any(each.arg in ("self", "cls") for each in first)
    return not any(callee(each) == "staticmethod" for each in node.decorator_list)


def _coverage(votes: Votes, node: Function, parameters: list[ast.arg]) -> None:
    if node.name != "__init__":
        votes.add("typing.returns", "yes" if node.returns else "no", node.lineno)
    if parameters:
        said = sum(each.annotation is not None for each in parameters)
        variant = "all" if said == len(parameters) else "some" if said else "none"
        votes.add("typing.parameters", variant, node.lineno)


def _forms(votes: Votes, annotation: ast.expr) -> None:
    stack = [annotation]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            _quoted(votes, node, node.value)
        elif isinstance(node, ast.Subscript):
            _subscript(votes, node)
            stack += [node.slice, node.value]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            none = any(isinstance(each, ast.Constant) and each.value is None for each in (node.left, node.right))
            votes.add("typing.optional" if none else "typing.union", "pipe", node.lineno)
            stack += [node.right, node.left]
        elif isinstance(node, ast.Tuple | ast.List):
            stack += node.elts


def _quoted(votes: Votes, node: ast.Constant, text: str) -> None:
    """Not parsed: the words say enough."""
    if "Optional[" in text:
        votes.add("typing.optional", "Optional", node.lineno)
    elif "| None" in text:
        votes.add("typing.optional", "pipe", node.lineno)


def _subscript(votes: Votes, node: ast.Subscript) -> None:
    name = callee(node.value)
    plain = last(name)
    if plain == "Optional":
        votes.add("typing.optional", "Optional", node.lineno)
    elif plain == "Union":
        votes.add("typing.union", "Union", node.lineno)
    elif plain in _TYPING:
        votes.add("typing.generic", "typing", node.lineno)
    elif name in _BUILTIN:
        votes.add("typing.generic", "builtin", node.lineno)


def _future(votes: Votes) -> None:
    """Modules that define nothing are counted by themselves: there it is a habit, or nobody's."""
    body = votes.tree.module.body
    line, defines = 0, False
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            if any(name.name == "annotations" for name in node.names):
                line = node.lineno
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            defines = True
    if len(body) > 1 or defines:
        name = "typing.future" if defines else "typing.future.without definitions"
        votes.add(name, "yes" if line else "no", line or 1)
