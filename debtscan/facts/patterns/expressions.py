"""What an expression is and where its value comes from, as far as its own function shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscan.facts.names import dotted
from debtscan.facts.patterns.view import Function, Site, View, last_name
from debtscan.facts.tree import FUNCTIONS
from debtscan.rules.conditions import asked, kept, measured

_KINDS: dict[type[ast.AST], str] = {
    ast.Constant: "constant", ast.Name: "name", ast.Attribute: "attribute", ast.Call: "call", ast.JoinedStr: "fstring",
    ast.List: "list", ast.Dict: "dict", ast.Tuple: "tuple", ast.Set: "set", ast.Subscript: "subscript",
    ast.Lambda: "lambda", ast.ListComp: "comprehension", ast.DictComp: "comprehension", ast.SetComp: "comprehension",
    ast.GeneratorExp: "comprehension", ast.IfExp: "choice", ast.BoolOp: "logic", ast.Compare: "comparison",
    ast.Await: "await",
}  # fmt: skip
_MOST_STEPS = 40  # of constant propagation in one expression; hostile chains end there


class Bindings:
    """The assignments of one function (or of the module), by name."""

    def __init__(self, site: Site, function: Function | None) -> None:
        self._site, self._function = site, function

    @kept
    def values(self) -> dict[str, list[ast.expr | None]]:
        """For each local name the values bound to it; None where the value is not an expression of its own."""
        found: dict[str, list[ast.expr | None]] = {}
        for node in self._nodes():
            if node.__class__ not in _BINDING:
                continue
            for name, value in _bound(node):
                found.setdefault(name, []).append(value)
        for parameter in self.parameters:
            found.setdefault(parameter, []).append(None)
        return found

    @kept
    def parameters(self) -> frozenset[str]:
        if self._function is None:
            return frozenset()
        given = self._function.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        return frozenset(each.arg for each in every if each)

    def only(self, name: str) -> ast.expr | None:
        """The one value a name ever has, if it is bound once."""
        values = self.values.get(name, [])
        return values[0] if len(values) == 1 else None

    def _nodes(self) -> list[ast.AST]:
        if self._function is not None:
            from debtscan.facts.patterns.view import own_nodes

            return own_nodes(self._site, self._function)
        return list(self._site.tree.module.body)


_BINDING = frozenset({ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign, ast.For, ast.AsyncFor,
                      ast.comprehension, ast.withitem, ast.ExceptHandler})  # fmt: skip


def _bound(node: ast.AST) -> list[tuple[str, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        return [pair for target in node.targets for pair in _unpacked(target, node.value)]
    if isinstance(node, ast.AnnAssign) and node.value:
        return _unpacked(node.target, node.value)
    if isinstance(node, ast.NamedExpr):
        return _unpacked(node.target, node.value)
    if isinstance(node, ast.AugAssign | ast.For | ast.AsyncFor | ast.comprehension):
        return [(each.id, None) for each in ast.walk(node.target) if isinstance(each, ast.Name)]
    if isinstance(node, ast.withitem) and node.optional_vars:
        return _unpacked(node.optional_vars, node.context_expr)
    if isinstance(node, ast.ExceptHandler) and node.name:
        return [(node.name, None)]
    return []


def _unpacked(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    return [(each.id, None) for each in ast.walk(target) if isinstance(each, ast.Name)]


def bindings_around(site: Site, node: ast.AST) -> Bindings:
    """The assignments of the innermost function around a node, or of the module."""
    for up in site.tree.ancestors(node):
        if isinstance(up, FUNCTIONS):
            return site.function(up).bindings
    return site.bindings


def canonical(site: Site, node: ast.AST | None, steps: int = 0) -> str | None:
    """The dotted name of a callee, through imports and through a local built by one call.

    `client = httpx.Client()` makes `client.get` mean "httpx.Client().get"; so does `self.client` assigned once in its
    class, `with httpx.Client() as client`, and `httpx.Client().get` itself.
    """
    if steps > _MOST_STEPS:
        return None
    if isinstance(node, ast.Call):
        inner = canonical(site, node.func, steps + 1)
        return f"{inner}()" if inner else None
    if isinstance(node, ast.Await):
        return canonical(site, node.value, steps + 1)
    known = site.names.resolve(node)
    if isinstance(node, ast.Name):
        return _built(site, node) or known
    if isinstance(node, ast.Attribute):
        owner = _attribute_built(site, node.value)
        if owner is None and isinstance(node.value, ast.Name):
            owner = _built(site, node.value)
        if owner is None and known and not _is_local(site, node):
            return known
        owner = owner or canonical(site, node.value, steps + 1)
        return f"{owner}.{node.attr}" if owner else None
    return known


def _is_local(site: Site, node: ast.Attribute) -> bool:
    """Its first name is bound in the function around it, whatever the module means by it."""
    bindings = bindings_around(site, node)
    return bindings is not site.bindings and (dotted(node) or "").partition(".")[0] in bindings.values


def _built(site: Site, node: ast.Name) -> str | None:
    bindings = bindings_around(site, node)
    value = bindings.only(node.id)
    if value is None and node.id not in bindings.values and bindings is not site.bindings:
        value = site.bindings.only(node.id)
    while isinstance(value, ast.Await):
        value = value.value
    if not isinstance(value, ast.Call):
        return None
    name = site.names.resolve(value.func)
    return f"{name}()" if name else None


def _attribute_built(site: Site, node: ast.expr) -> str | None:
    """For `self.name`: what the class assigns to it, when that is one call."""
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"):
        return None
    for up in site.tree.ancestors(node):
        if isinstance(up, ast.ClassDef):
            return site.class_(up).built.get(node.attr)
    return None


class ExpressionView(View):
    """A value: an argument, the right side of an assignment, what is returned."""

    node: ast.expr

    @measured
    def kind(self) -> str:
        """One of "constant", "name", "attribute", "subscript", "call", "await", "fstring", "concatenation" ("+" with
        text), "percent" (text % …), "format" (text.format(…)), "list", "tuple", "set", "dict", "comprehension",
        "lambda", "choice" (a if b else c), "logic" (and, or), "comparison", "other"."""
        node = self.node
        if isinstance(node, ast.BinOp) and _has_text(node):
            return {ast.Add: "concatenation", ast.Mod: "percent"}.get(type(node.op), "other")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return "format" if _is_text(node.func.value) else "call"
        return _KINDS.get(type(node), "other")

    @measured
    def value(self) -> str:
        """A constant as text ("True", "None", "5", or the string itself), also through the one assignment of a name;
        "" else."""
        node = self.source_node
        return str(node.value) if isinstance(node, ast.Constant) else ""

    @measured
    def is_text(self) -> bool:
        """A string literal, or a name that is only ever one."""
        node = self.source_node
        return isinstance(node, ast.Constant) and isinstance(node.value, str)

    @measured
    def text(self) -> str:
        """The expression as written."""
        return self.site.parsed.text.segment(self.node)

    @measured
    def constant(self) -> bool:
        """Nothing in it can vary: literals, constants in capitals, and names bound once to such values."""
        return is_constant(self.site, self.node)

    @measured
    def interpolates(self) -> bool:
        """Text built from parts (f-string, +, %, format, join) of which at least one is not constant, here or through
        the one assignment of a name."""
        return builds_text(self.source_node) and not is_constant(self.site, self.source_node)

    @measured
    def resolves_to(self) -> str | None:
        """Canonical name; of a call, the callee's."""
        node = _awaited(self.node)
        return canonical(self.site, node.func if isinstance(node, ast.Call) else node)

    @measured
    def built_by(self) -> str | None:
        """Canonical name of the call that made the value, through the one assignment of a name."""
        node = _awaited(self.source_node)
        return canonical(self.site, node.func) if isinstance(node, ast.Call) else None

    @measured
    def mentions(self) -> tuple[str, ...]:
        """Names and attributes it reads, also those in the one value of a name it reads."""
        parts = [each for each in self._parts() if isinstance(each, ast.Name | ast.Attribute)]
        return tuple(dict.fromkeys(each.id if isinstance(each, ast.Name) else each.attr for each in parts))

    @measured
    def calls(self) -> tuple[str, ...]:
        """Canonical names (else the last part) of what it calls, also in the one value of a name it reads."""
        called = [each.func for each in self._parts() if isinstance(each, ast.Call)]
        names = (canonical(self.site, each) or last_name(each) for each in called)
        return tuple(dict.fromkeys(name for name in names if name))

    @measured
    def strings(self) -> tuple[str, ...]:
        """The string constants in it."""
        constants = (each.value for each in self._parts() if isinstance(each, ast.Constant))
        return tuple(value for value in constants if isinstance(value, str))

    @measured
    def from_parameter(self) -> bool:
        """It reads a parameter of the function around it, directly or through the one assignment of a name."""
        bindings = bindings_around(self.site, self.node)
        return any(name in bindings.parameters for name in self.mentions)

    @measured
    def size(self) -> int:
        """Elements of a literal list, tuple, set or dict; characters of a string; 0 else."""
        node = self.source_node
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return len(node.elts)
        if isinstance(node, ast.Dict):
            return len(node.keys)
        return len(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else 0

    @asked(re.compile)
    def matches(self, patterns: tuple[str, ...]) -> bool:
        """Its constant text holds one of these regular expressions."""
        return self.is_text and any(re.search(pattern, self.value) for pattern in patterns)

    @kept
    def source_node(self) -> ast.expr:
        """The expression, or the one value of the name it is."""
        node, steps = self.node, 0
        while isinstance(node, ast.Name) and steps < 5:
            value = bindings_around(self.site, self.node).only(node.id)
            if value is None:
                return node
            node, steps = value, steps + 1
        return node

    def _parts(self) -> Iterator[ast.AST]:
        """All of it, and of the one value of each name it reads."""
        bindings = bindings_around(self.site, self.node)
        values = (bindings.only(each.id) for each in ast.walk(self.node) if isinstance(each, ast.Name))
        for origin in (self.node, *values):
            if origin is not None:
                yield from ast.walk(origin)


def _awaited(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Await):
        node = node.value
    return node


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _has_text(node: ast.BinOp) -> bool:
    stack: list[ast.AST] = [node]
    while stack:
        each = stack.pop()
        if _is_text(each):
            return True
        if isinstance(each, ast.BinOp):
            stack += (each.left, each.right)
    return False


def builds_text(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _has_text(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in ("format", "join") and _is_text(node.func.value)
    return False


def is_constant(site: Site, node: ast.AST) -> bool:
    """Whether an expression can only have one value, as far as its function and module show."""
    bindings = bindings_around(site, node)
    todo, steps = [node], 0
    while todo:
        steps += 1
        parts = _varying_parts(site, bindings, todo.pop())
        if parts is None or steps > _MOST_STEPS:
            return False
        todo += parts
    return True


def _varying_parts(site: Site, bindings: Bindings, node: ast.AST) -> list[ast.AST] | None:
    """What must be constant for a node to be so; None when it is not."""
    if isinstance(node, ast.Constant | ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
        return []
    if isinstance(node, ast.Name):
        return _name_parts(site, bindings, node)
    if isinstance(node, ast.Attribute):
        return [] if node.attr.isupper() else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and builds_text(node):
        return [node.func.value, *node.args, *(each.value for each in node.keywords)]
    return list(ast.iter_child_nodes(node)) if isinstance(node, _COMPOSITES) else None


def _name_parts(site: Site, bindings: Bindings, node: ast.Name) -> list[ast.AST] | None:
    value = bindings.only(node.id)
    if node.id not in bindings.values:
        if node.id.isupper():
            return []
        value = site.bindings.only(node.id)
    return None if value is None else [value]


_COMPOSITES = (
    ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.Compare,
    ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Starred,
)  # fmt: skip
