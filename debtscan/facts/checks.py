"""Bytes of a test file -> what each of its tests checks and how strictly: what a change of a test is weighed by.

A check says something (`relation`) of something (`subject`); of two checks about one subject the stricter pins down
more of what the code may do. Strictness is a rank, not a measure: a value is exact, close, of a kind, or just there.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from debtscan.facts.decode import decode
from debtscan.facts.extract import parse
from debtscan.facts.patterns.suite import ASSERTING
from debtscan.facts.patterns.view import Function, last_name, one_line, walk_own
from debtscan.facts.tree import FUNCTIONS

EXACT, CLOSE, KIND, THERE = 4, 3, 2, 1
_OPEN = 0  # any of several things may hold

_METHODS: dict[str, tuple[str, int]] = {
    "Equal": ("==", EXACT), "Equals": ("==", EXACT), "Is": ("is", EXACT), "IsNone": ("none", EXACT),
    "ListEqual": ("==", EXACT), "DictEqual": ("==", EXACT), "TupleEqual": ("==", EXACT), "SetEqual": ("==", EXACT),
    "SequenceEqual": ("==", EXACT), "MultiLineEqual": ("==", EXACT), "CountEqual": ("==", CLOSE),
    "ItemsEqual": ("==", CLOSE), "AlmostEqual": ("almost", CLOSE), "AlmostEquals": ("almost", CLOSE),
    "In": ("in", CLOSE), "Regex": ("matches", CLOSE), "RegexpMatches": ("matches", CLOSE), "NotIn": ("not in", CLOSE),
    "Less": ("<", KIND), "LessEqual": ("<=", KIND), "Greater": (">", KIND), "GreaterEqual": (">=", KIND),
    "IsInstance": ("instance", KIND), "NotEqual": ("!=", KIND), "NotEquals": ("!=", KIND), "IsNot": ("is not", KIND),
    "NotRegex": ("not matches", KIND), "False": ("false", KIND), "IsNotNone": ("there", THERE),
}  # fmt: skip
_MOCKS = {"assert_called_once_with": EXACT, "assert_has_calls": EXACT, "assert_awaited_once_with": EXACT,
          "assert_called_with": CLOSE, "assert_any_call": CLOSE, "assert_awaited_with": CLOSE,
          "assert_not_called": EXACT, "assert_not_awaited": EXACT, "assert_called_once": KIND,
          "assert_awaited_once": KIND, "assert_called": THERE, "assert_awaited": THERE}  # fmt: skip
_OPERATORS: dict[type[ast.cmpop], tuple[str, int]] = {
    ast.Eq: ("==", EXACT), ast.Is: ("is", EXACT), ast.In: ("in", CLOSE), ast.NotIn: ("not in", CLOSE),
    ast.Lt: ("<", KIND), ast.LtE: ("<=", KIND), ast.Gt: (">", KIND), ast.GtE: (">=", KIND), ast.NotEq: ("!=", KIND),
    ast.IsNot: ("is not", KIND),
}  # fmt: skip
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_RAISING = frozenset(
    {"raises", "assertRaises", "assertRaisesRegex", "assertRaisesMessage", "assertRaisesRegexp", "warns", "assertWarns",
     "assertWarnsRegex", "assertWarnsMessage"}
)  # fmt: skip
_WITH_MESSAGE = _RAISING - {"raises", "assertRaises", "warns", "assertWarns"}
_ANYTHING = frozenset({"Exception", "BaseException"})
_WRAPPERS = frozenset({"len", "sorted", "set", "list", "tuple", "str", "bool", "dict", "type", "round", "int", "float"})
_PARTIAL = frozenset({"len", "type", "bool", "set"})  # of a value wrapped so, less is said than of the value
_TOLERANCES = frozenset({"rel", "abs", "delta", "rel_tol", "abs_tol", "rtol", "atol"})
_OF_LITERALS = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load)
_SURROUNDINGS = re.compile(r"^(?:sys|os|platform|importlib)$|version|windows|linux|mac|pypy|PY3", re.IGNORECASE)
_SKIPPING = frozenset({"skip", "skipTest", "xfail"})


class Check(NamedTuple):
    """`bound` is the number that an order or a tolerance is about: what is larger admits more."""

    line: int
    text: str
    subject: str
    relation: str
    strength: int
    bound: float | None = None


class Checked(NamedTuple):
    """A test. `name` is that of the unit; `skips` says that the body gives up before it checks anything."""

    name: str
    line: int
    checks: tuple[Check, ...]
    names: frozenset[str]  # used in it
    skips: bool


def checks(data: bytes) -> dict[str, Checked]:
    """Test functions by their qualified name; none of a file that cannot be parsed or is nested too deeply."""
    source, error = decode(data)
    try:
        tests = () if error else _tests(parse(source).module.body, "")
        return {name: _of_test(name, node) for name, node in tests}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _tests(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
    for node in body:
        if isinstance(node, FUNCTIONS) and node.name.startswith("test"):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{prefix}{node.name}.")


def _of_test(name: str, node: Function) -> Checked:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    given_up = any(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Call) and last_name(each.value.func) in _SKIPPING
        for each in node.body
    )
    return Checked(name, node.lineno, tuple(_in_block(node.body, certain=True)), frozenset(names), given_up)


def _in_block(body: list[ast.stmt], *, certain: bool) -> Iterator[Check]:
    """What is checked under an `if` may not be checked at all, nor what fails into an `except`."""
    for statement in body:
        if isinstance(statement, ast.Assert):
            for part in _parts(statement.test):
                yield _sure(_tested(part, statement), certain)
            continue
        headers = [each for each in walk_own([statement]) if isinstance(each, ast.Call)] if _is_flat(statement) else []
        for call in headers:
            if check := _called(call, statement):
                yield _sure(check, certain)
        if isinstance(statement, ast.With | ast.AsyncWith):
            for item in statement.items:
                if isinstance(item.context_expr, ast.Call) and (check := _raising(item.context_expr, statement)):
                    yield _sure(check, certain)
        inside = certain and not _may_be_passed_over(statement)
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
                yield from _in_block(getattr(statement, name, []), certain=inside)
        for handler in getattr(statement, "handlers", []):
            yield from _in_block(handler.body, certain=False)


def _may_be_passed_over(statement: ast.stmt) -> bool:
    """By a condition, unless it is about where the test runs, or by an exception that is caught."""
    if isinstance(statement, ast.Try):
        return bool(statement.handlers)
    if not isinstance(statement, ast.If):
        return False
    return not any(isinstance(each, ast.Name) and _SURROUNDINGS.search(each.id) for each in ast.walk(statement.test))


def _is_flat(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return)


def _sure(check: Check, certain: bool) -> Check:
    return check if certain else check._replace(strength=max(check.strength - 1, _OPEN), text=f"if …: {check.text}")


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for value in test.values:
            yield from _parts(value)
    else:
        yield test


# ---------------------------------------------------------------- assert
def _tested(test: ast.expr, statement: ast.stmt) -> Check:
    where = (statement, f"assert {one_line(test)}")
    match test:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _compared(left, right, _OPERATORS.get(type(operator), ("", KIND)), where)
        case ast.UnaryOp(op=ast.Not(), operand=subject):
            return _about(subject, "false", KIND, where)
        case ast.BoolOp(values=[subject, *_]):
            return _about(subject, "either", _OPEN, where)
        case ast.Call(func=ast.Name(id="isinstance"), args=[subject, *_]):
            return _about(subject, "instance", KIND, where)
        case ast.Call(func=ast.Attribute(value=subject, attr=name), args=[_, *_]):
            return _about(subject, f"true .{name}", KIND, where)
        case _:
            return _about(test, "true", THERE, where)


_Where = tuple[ast.stmt, str]  # the statement and its text


def _about(node: ast.expr, relation: str, strength: int, where: _Where, bound: float | None = None) -> Check:
    subject, is_partial = _stripped(node)
    reached = min(strength, CLOSE) if is_partial else strength
    return Check(where[0].lineno, where[1], subject, relation, reached, bound)


def _compared(left: ast.expr, right: ast.expr, relation: tuple[str, int], where: _Where) -> Check:
    """Of two sides the one that is no literal is what the check is about; `x in page` is about the page."""
    sign, strength = relation
    match sign, right:
        case "is" | "is not", ast.Constant(value=None):
            return _about(left, *(("none", EXACT) if sign == "is" else ("there", THERE)), where)
        case "is" | "==", ast.Constant(value=bool(wanted)):  # as good as `assert x`: linters rewrite it
            return _about(left, *(("true", THERE) if wanted else ("false", KIND)), where)
    if (_is_literal(left) and not _is_literal(right)) or sign in ("in", "not in"):
        left, right, sign = right, left, _FLIPPED.get(sign, sign)
    if isinstance(right, ast.Call) and last_name(right.func) == "approx":
        return _about(left, "almost", CLOSE, where, _tolerance(right))
    bound = _number(right)
    if bound is not None and sign[:1] in "<>":
        return _about(left, sign, strength, where, bound if sign[:1] == "<" else -bound)
    return _about(left, sign, strength, where)


def _stripped(node: ast.expr) -> tuple[str, bool]:
    """The value under `len`, `sorted`, `await`, …, and whether only a part of it is looked at."""
    partial = False
    while True:
        if isinstance(node, ast.Await):
            node = node.value
        elif isinstance(node, ast.Call) and last_name(node.func) in _WRAPPERS and len(node.args) == 1:
            partial = partial or last_name(node.func) in _PARTIAL
            node = node.args[0]
        else:
            return one_line(node), partial


# ---------------------------------------------------------------- calls that assert
def _called(call: ast.Call, statement: ast.stmt) -> Check | None:
    name = last_name(call.func)
    where = (statement, one_line(call))
    if name in _MOCKS and isinstance(call.func, ast.Attribute):
        return _about(call.func.value, "called", _MOCKS[name], where)
    if check := _raising(call, statement):
        return check
    if not name.startswith("assert"):
        return _about(call, "helper", KIND, where) if ASSERTING.match(name) and name != "fail" else None
    if name == "assertTrue" and call.args:
        return _tested(call.args[0], statement)._replace(text=where[1])
    relation = _METHODS.get(name.removeprefix("assert"))
    if relation is None or not call.args:
        return _about(call, "helper", KIND, where)
    if relation[0] == "almost":
        return _about(call.args[0], "almost", CLOSE, where, _tolerance(call))
    if relation[0] in ("instance", "none", "false", "there") or len(call.args) == 1:
        return _about(call.args[0], *relation, where)
    return _compared(call.args[0], call.args[1], relation, where)


def _raising(call: ast.Call, statement: ast.stmt) -> Check | None:
    name = last_name(call.func)
    if name not in _RAISING or not call.args:
        return None
    expected = [call.args[0]] if not isinstance(call.args[0], ast.Tuple) else call.args[0].elts
    said = any(each.arg == "match" for each in call.keywords) or name in _WITH_MESSAGE
    strength = THERE if any(last_name(each) in _ANYTHING for each in expected) else EXACT if said else CLOSE
    body = getattr(statement, "body", None)
    doing = one_line(body[-1]) if body else " ".join(one_line(each) for each in call.args[1:])
    return Check(statement.lineno, one_line(call), f"raises {doing}", "raises", strength, float(len(expected)))


# ---------------------------------------------------------------- literals
def _is_literal(node: ast.expr) -> bool:
    return all(isinstance(each, _OF_LITERALS) for each in ast.walk(node))


def _number(node: ast.expr | None) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value) if abs(node.value) < 1e300 else None
    return None


def _tolerance(call: ast.Call) -> float | None:
    """The largest one given; `places` count the other way."""
    found = [_number(each.value) for each in call.keywords if each.arg in _TOLERANCES]
    places = [_number(each.value) for each in call.keywords if each.arg == "places"]
    numbers = [each for each in found if each is not None] + [-each for each in places if each is not None]
    return max(numbers, default=None)
