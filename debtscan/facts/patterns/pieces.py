"""A text as the pieces it is built of: constants and interpolated expressions, through the names of its function.

`f"a {b}"`, `"a " + b`, `"a %s" % b`, `"a {}".format(b)`, `", ".join(parts)` and `text += b` all give the same pieces.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from debtscan.facts.patterns.expressions import bindings_around
from debtscan.facts.patterns.view import Site, last_name
from debtscan.facts.tree import FUNCTIONS

MOST_PIECES = 200  # of one text; a hostile one ends there
_DEEPEST = 12
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?(?P<kind>[a-zA-Z%])")
_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>\w*)[^{}:!]*(?:![rsa])?(?::(?P<spec>[^{}]*))?\}")


class Piece(NamedTuple):
    """A constant part ("" for its node), or an expression with the constant text before it."""

    text: str
    node: ast.expr | None = None
    number: bool = False  # its format lets only numbers through


def pieces(site: Site, node: ast.expr) -> list[Piece]:
    found: list[Piece] = []
    for piece in _pieces(site, node, 0):
        found.append(piece)
        if len(found) >= MOST_PIECES:
            break
    return found


def _pieces(site: Site, node: ast.expr, depth: int) -> Iterator[Piece]:
    if depth > _DEEPEST:
        yield Piece("", node)
    elif isinstance(node, ast.Constant):
        yield Piece(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from _formatted(site, value, depth)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _pieces(site, node.left, depth + 1)
        yield from _pieces(site, node.right, depth + 1)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        yield from _percent(site, node, depth)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _method(site, node, depth)
    elif isinstance(node, ast.Name):
        yield from _name(site, node, depth)
    else:
        yield Piece("", node)


def _formatted(site: Site, value: ast.expr, depth: int) -> Iterator[Piece]:
    if not isinstance(value, ast.FormattedValue):
        yield from _pieces(site, value, depth + 1)
        return
    spec = value.format_spec
    last = spec.values[-1] if isinstance(spec, ast.JoinedStr) and spec.values else None
    is_number = isinstance(last, ast.Constant) and str(last.value).endswith(("d", "f", "x", "e", "g", "%"))
    if is_number:
        yield Piece("", value.value, True)
    else:
        yield from _pieces(site, value.value, depth + 1)


def _percent(site: Site, node: ast.BinOp, depth: int) -> Iterator[Piece]:
    template = constant_text(site, node.left)
    if template is None:
        yield from _pieces(site, node.left, depth + 1)
        yield from _pieces(site, node.right, depth + 1)
        return
    given = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
    named = _entries(node.right)
    at = 0
    for found in _PERCENT.finditer(template):
        yield Piece(template[at : found.start()])
        at = found.end()
        if found["kind"] == "%":
            yield Piece("%")
            continue
        value = named.get(found["name"]) if found["name"] else given.pop(0) if given else None
        if found["kind"] in "dfxieg":
            yield Piece("", value or node.right, True)
        else:
            yield from _pieces(site, value if value is not None else node.right, depth + 1)
    yield Piece(template[at:])


def _entries(node: ast.expr) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    return {
        str(key.value): value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    }


def _method(site: Site, node: ast.Call, depth: int) -> Iterator[Piece]:
    """`.format`, `.join`, and methods that only trim or change case."""
    function = node.func
    assert isinstance(function, ast.Attribute)
    template = constant_text(site, function.value)
    if function.attr == "format" and template is not None:
        yield from _format(site, node, template, depth)
    elif function.attr == "join" and template is not None and len(node.args) == 1:
        yield from _joined(site, node.args[0], template, depth)
    elif function.attr in ("strip", "lower", "upper", "lstrip", "rstrip", "replace", "title", "encode", "decode"):
        yield from _pieces(site, function.value, depth + 1)
    else:
        yield Piece("", node)


def _format(site: Site, node: ast.Call, template: str, depth: int) -> Iterator[Piece]:
    given = list(node.args)
    named = {each.arg: each.value for each in node.keywords if each.arg}
    at = count = 0
    for found in _FIELD.finditer(template):
        yield Piece(template[at : found.start()])
        at = found.end()
        if found["name"] is None:
            continue
        name = found["name"] or str(count)
        count += 1
        value = named.get(name) or (given[int(name)] if name.isdigit() and int(name) < len(given) else None)
        if value is None or isinstance(value, ast.Starred):
            yield Piece("", node)
        elif (found["spec"] or "").endswith(("d", "f")):
            yield Piece("", value, True)
        else:
            yield from _pieces(site, value, depth + 1)
    yield Piece(template[at:])


def _joined(site: Site, node: ast.expr, separator: str, depth: int) -> Iterator[Piece]:
    elements = list(_elements(site, node, 0))
    for index, element in enumerate(elements):
        if index:
            yield Piece(separator)
        yield from _pieces(site, element, depth + 1)


def _elements(site: Site, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    """What an iterable of texts holds, as far as its function shows."""
    if depth > _DEEPEST:
        yield node
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from node.elts
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        yield node.elt
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):  # "?" * n, ["%s"] * n
        side = node.left if not isinstance(node.left, ast.Call | ast.Name) else node.right
        yield from _elements(site, side, depth + 1) if not isinstance(side, ast.Constant) else [side]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _elements(site, node.left, depth + 1)
        yield from _elements(site, node.right, depth + 1)
    elif isinstance(node, ast.Name) and (values := _assigned(site, node)):
        for value in values:
            yield from _elements(site, value, depth + 1)
        yield from _appended(site, node)
    else:
        yield node


def _name(site: Site, node: ast.Name, depth: int) -> Iterator[Piece]:
    values = _assigned(site, node)
    if not values or not any(_is_text(value) for value in values):
        yield Piece("", node)
        return
    for value in values:
        yield from _pieces(site, value, depth + 1)


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_text(node.func.value)


def _assigned(site: Site, name: ast.Name) -> list[ast.expr]:
    """The values a name is given in its function, `+=` included; none when it is given anything else."""
    bindings = bindings_around(site, name)
    values = bindings.values.get(name.id)
    if values is None:
        value = site.bindings.only(name.id)
        return [] if value is None else [value]
    if name.id in bindings.parameters:
        return []
    plain = [value for value in values if value is not None]
    added = _added(site, name) if len(plain) < len(values) else []
    return plain + added if len(plain) + len(added) == len(values) else []


def _nodes_around(site: Site, node: ast.AST) -> list[ast.AST]:
    around = next((up for up in site.tree.ancestors(node) if isinstance(up, FUNCTIONS)), None)
    return site.function(around).own if around is not None else []


def _added(site: Site, name: ast.Name) -> list[ast.expr]:
    return [
        each.value
        for each in _nodes_around(site, name)
        if isinstance(each, ast.AugAssign) and isinstance(each.target, ast.Name) and each.target.id == name.id
    ]


def _appended(site: Site, name: ast.Name) -> Iterator[ast.expr]:
    for each in _nodes_around(site, name):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.args:
            holder = each.func.value
            if isinstance(holder, ast.Name) and holder.id == name.id and each.func.attr in ("append", "insert", "add"):
                yield each.args[-1]


def constant_text(site: Site, node: ast.expr) -> str | None:
    """A string literal, or a name that is only ever one."""
    if isinstance(node, ast.Name):
        value = bindings_around(site, node).only(node.id)
        if value is None and node.id not in bindings_around(site, node).values:
            value = site.bindings.only(node.id)
        node = value if value is not None else node
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_request(site: Site, node: ast.AST) -> bool:
    """Whether an expression reads what a user sent: a web request, or the keyboard."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and last_name(each.value) in ("request", "req", "flask_request"):
            return True
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "input":
            return True
    return False
