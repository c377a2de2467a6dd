"""Which expressions put into a text cannot carry what a stranger wrote.

Judged inside one function: constants, numbers, quoted values, and what is chosen from or checked against a fixed set.
"""

from __future__ import annotations

import ast
import re

from debtscan.facts.names import dotted
from debtscan.facts.patterns.expressions import bindings_around, is_constant
from debtscan.facts.patterns.pieces import is_request
from debtscan.facts.patterns.view import Site, last_name
from debtscan.facts.tree import FUNCTIONS

_NUMBERS = frozenset(
    {"int", "float", "len", "bool", "abs", "round", "sum", "hash", "id", "ord", "hex", "bin", "oct", "range"}
)
_NUMBER_TYPES = frozenset({"int", "float", "bool", "Decimal", "UUID", "date", "datetime", "Literal"})
_CHECKS = frozenset({"isidentifier", "isalnum", "isdigit", "isdecimal", "isnumeric", "isalpha", "fullmatch", "match"})
_DEEPEST = 8


def is_safe(site: Site, node: ast.expr, quoting: re.Pattern[str], depth: int = 0) -> bool:
    """`quoting` matches the names of functions that make a value harmless for the language at hand."""
    if depth > _DEEPEST or is_request(site, node):
        return False
    if is_constant(site, node) or is_checked(site, node):
        return True
    if isinstance(node, ast.Call):
        return _safe_call(site, node, quoting, depth)
    if isinstance(node, ast.Name):
        return _safe_name(site, node, quoting, depth)
    if isinstance(node, ast.IfExp):
        return is_safe(site, node.body, quoting, depth + 1) and is_safe(site, node.orelse, quoting, depth + 1)
    if isinstance(node, ast.BoolOp | ast.JoinedStr):
        return all(is_safe(site, each, quoting, depth + 1) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_safe(site, node.value, quoting, depth + 1)
    if isinstance(node, ast.BinOp):
        return is_safe(site, node.left, quoting, depth + 1) and is_safe(site, node.right, quoting, depth + 1)
    if isinstance(node, ast.Subscript):
        return _is_fixed_mapping(site, node.value)
    return isinstance(node, ast.Attribute) and node.attr in ("pk", "value")  # of a model, of an Enum


def _safe_call(site: Site, node: ast.Call, quoting: re.Pattern[str], depth: int) -> bool:
    name = last_name(node.func)
    if name in _NUMBERS or quoting.search(name) or quoting.search(dotted(node.func) or ""):
        return True
    if isinstance(node.func, ast.Attribute):
        holder = node.func.value
        if name == "get" and _is_fixed_mapping(site, holder):
            return all(is_safe(site, each, quoting, depth + 1) for each in node.args[1:])
        if name in ("strip", "lower", "upper", "title", "isoformat", "strftime", "hexdigest", "replace"):
            return name in ("isoformat", "strftime", "hexdigest") or is_safe(site, holder, quoting, depth + 1)
    return name in ("uuid4", "uuid1", "token_hex", "time") or (
        name == "str" and bool(node.args) and is_safe(site, node.args[0], quoting, depth + 1)
    )


def _safe_name(site: Site, node: ast.Name, quoting: re.Pattern[str], depth: int) -> bool:
    bindings = bindings_around(site, node)
    if node.id in bindings.parameters:
        return _is_number(site, node)
    values = bindings.values.get(node.id) or ([site.bindings.only(node.id)] if node.id in site.bindings.values else [])
    if not values:
        return False
    if None in values and not _loops_over_constants(site, node):
        return False
    return all(is_safe(site, value, quoting, depth + 1) for value in values if value is not None)


def _function(site: Site, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    return next((up for up in site.tree.ancestors(node) if isinstance(up, FUNCTIONS)), None)


def _is_number(site: Site, node: ast.Name) -> bool:
    """A parameter whose annotation lets no text through."""
    function = _function(site, node)
    given = function.args if function else None
    for each in (*given.posonlyargs, *given.args, *given.kwonlyargs) if given else ():
        if each.arg == node.id and each.annotation is not None:
            names = {
                last_name(part) for part in ast.walk(each.annotation) if isinstance(part, ast.Name | ast.Attribute)
            }
            return bool(names & _NUMBER_TYPES) and "str" not in names
    return False


def _loops_over_constants(site: Site, node: ast.Name) -> bool:
    """`for table in ("a", "b")`, `for table in TABLES`, also in a comprehension."""
    function = _function(site, node)
    places = site.function(function).own if function else site.tree.nodes
    loops = [each for each in places if isinstance(each, ast.For | ast.AsyncFor | ast.comprehension)]
    own = [each for each in loops if any(isinstance(t, ast.Name) and t.id == node.id for t in ast.walk(each.target))]
    return bool(own) and all(is_constant(site, _iterated(each.iter)) for each in own)


def _iterated(node: ast.expr) -> ast.expr:
    """What is looped over, without sorted(), enumerate(), .items()."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("items", "keys", "values") and not node.args:
            node = node.func.value
        elif isinstance(node.func, ast.Name) and node.func.id in (
            "sorted",
            "enumerate",
            "reversed",
            "list",
            "tuple",
            "set",
        ):
            if not node.args:
                break
            node = node.args[0]
        else:
            break
    return node


def _is_fixed_mapping(site: Site, node: ast.expr) -> bool:
    """A table of constants: a literal, a name bound to one, or a name in capitals."""
    if isinstance(node, ast.Dict | ast.List | ast.Tuple):
        return is_constant(site, node)
    name = last_name(node)
    if name.lstrip("_").isupper():
        return True
    if isinstance(node, ast.Name):
        bindings = bindings_around(site, node)
        value = bindings.only(node.id) or (site.bindings.only(node.id) if node.id not in bindings.values else None)
        return isinstance(value, ast.Dict | ast.List | ast.Tuple) and is_constant(site, value)
    return False


def is_checked(site: Site, node: ast.expr) -> bool:
    """Whether its function compares the value with a fixed set, or tests its form, before or where it is used."""
    name = last_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    function = _function(site, node)
    if not name or function is None:
        return False
    wanted = ast.dump(node) if isinstance(node, ast.Attribute) else None
    return any(_checks(each, name, wanted) for each in site.function(function).own)


def _checks(node: ast.AST, name: str, wanted: str | None) -> bool:
    def is_it(each: ast.expr) -> bool:
        if wanted is not None:
            return ast.dump(each) == wanted
        while isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):  # sort.lower() in ALLOWED
            each = each.func.value
        return isinstance(each, ast.Name) and each.id == name

    if isinstance(node, ast.Compare):
        member = isinstance(node.ops[0], ast.In | ast.NotIn) and is_it(node.left)
        return member and _is_fixed_set(node.comparators[0])
    if isinstance(node, ast.Call) and last_name(node.func) in _CHECKS:
        holder = node.func.value if isinstance(node.func, ast.Attribute) else None
        return any(is_it(each) for each in (*node.args, *([holder] if holder is not None else [])))
    return False


def _is_fixed_set(node: ast.expr) -> bool:
    """What a value may be one of: anything but a text, which would be a search in it."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return False
    return isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict | ast.Name | ast.Attribute | ast.Call)
