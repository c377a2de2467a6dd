"""Assertions that cannot fail, as rules ask about them."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from debtscan.facts.names import dotted
from debtscan.facts.patterns.mocks import Told
from debtscan.facts.patterns.tests import Around, TestView
from debtscan.facts.patterns.view import Site, View, last_name
from debtscan.rules.conditions import measured

# Tests of equality, hashing or repeatability compare a thing with itself on purpose.
_ON_PURPOSE = re.compile(
    r"eq(?:ual|$|_|u)|hash|compar|identi|reflex|symm|determin|repeat|idempot|stable|stabil|seed|random|cache|memo|singleton|"
    r"same|consisten|reproduc|twice|pure|nan\b|order|sort|lt_|gt_|copy|pickle|cmp|operator|unique|differ|is_not|"
    r"constant|interned|lazy|once",
    re.IGNORECASE,
)
_METHODS: dict[str, str] = {
    "assertTrue": "true", "assertFalse": "false", "assertEqual": "==", "assertEquals": "==", "assertIs": "is",
    "assertIsNone": "none", "assertIsNotNone": "not none", "assertIsInstance": "instance", "assertGreaterEqual": ">=",
    "assertGreater": ">", "assertListEqual": "==", "assertDictEqual": "==", "assertCountEqual": "==",
    "assertSequenceEqual": "==", "assertAlmostEqual": "==", "assertTupleEqual": "==", "assertSetEqual": "==",
    "assertLessEqual": "<=", "assertLess": "<",
}  # fmt: skip
_FLIPPED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.Is: "is", ast.IsNot: "is not", ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<",
}  # fmt: skip
_TWICE = re.compile(r"first|second|before|after|again|old|new|original|initial|prev|run|twice|other", re.IGNORECASE)
_BUILTINS = frozenset(dir(builtins))
_COUNTS = frozenset({"len", "abs", "builtins.len", "builtins.abs"})


class Claim(NamedTuple):
    """What an assertion claims: of one value ("true", "none", …), or of two ("==", ">=", …)."""

    relation: str
    left: ast.expr
    right: ast.expr | None = None


def claim(node: ast.AST) -> Claim | None:
    if isinstance(node, ast.Assert):
        return _tested(node.test)
    assert isinstance(node, ast.Call)
    relation = _METHODS.get(last_name(node.func))
    if relation is None or not node.args or any(isinstance(each, ast.Starred) for each in node.args):
        return None
    if relation == "true":
        return _tested(node.args[0])
    if relation in ("false", "none", "not none"):
        return Claim(relation, node.args[0])
    return Claim(relation, node.args[0], node.args[1]) if len(node.args) > 1 else None


def _tested(test: ast.expr) -> Claim:
    """The claim of a bare condition."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        relation = _OPERATORS.get(type(test.ops[0]), "")
        left, right = test.left, test.comparators[0]
        if relation in ("is", "is not") and isinstance(right, ast.Constant) and right.value is None:
            return Claim("none" if relation == "is" else "not none", left)
        return Claim(relation, left, right)
    if isinstance(test, ast.Call) and last_name(test.func) == "isinstance" and len(test.args) == 2:
        return Claim("instance", test.args[0], test.args[1])
    return Claim("true", test)


class AssertionView(View):
    """An assert statement, or an assert method of unittest, in a test."""

    node: ast.Assert | ast.Call

    def __init__(self, site: Site, node: ast.Assert | ast.Call, test: TestView, stated: Claim) -> None:
        super().__init__(site, node)
        self.test, self.stated = test, stated

    @measured
    def tautology(self) -> str:
        """Why it cannot fail, in words; "" when it can."""
        stated = self.stated
        checks = (_constant, _same, _of_count, self._same_call, self._just_built, self._told_by_test)
        return next((why for check in checks if (why := check(stated)) and not self._on_purpose(why)), "")

    @measured
    def function(self) -> TestView:
        """The test it stands in."""
        return self.test

    def _on_purpose(self, why: str) -> bool:
        if "itself" not in why and "same call" not in why and "or its opposite" not in why:
            return False
        around = self.test.class_.name if self.test.class_ else ""
        names = _ON_PURPOSE.search(self.test.name) or _ON_PURPOSE.search(around)
        return names is not None or ("itself" in why and self._compares(self.stated.left))

    def _compares(self, value: ast.expr) -> bool:
        """Other lines of the test compare the same thing with another name or a new object: equality is its matter."""
        written = ast.dump(value)
        for node in self.test.own:
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [node.left, node.comparators[0]]
                others = [each for each in sides if ast.dump(each) != written]
                if len(others) == 1 and (isinstance(others[0], ast.Name) or self._constructs(others[0])):
                    return True
        return False

    # ------------------------------------------------------------ against the test's own values
    def _value(self, node: ast.expr) -> ast.expr:
        """A name's one value in the test, without `await`."""
        value = self.test.bindings.only(node.id) if isinstance(node, ast.Name) else node
        while isinstance(value, ast.Await):
            value = value.value
        return node if value is None else value

    def _same_call(self, stated: Claim) -> str:
        """Both sides are what one function gives for the same arguments."""
        if stated.right is None or stated.relation != "==":
            return ""
        left, right = self._value(stated.left), self._value(stated.right)
        if not (isinstance(left, ast.Call) and isinstance(right, ast.Call)) or ast.dump(left) != ast.dump(right):
            return ""
        function = self.site.names.resolve(left.func)
        if function is None or last_name(left.func)[:1].isupper() or not (left.args or left.keywords):
            return ""
        if function in _BUILTINS or function.partition(".")[0] in sys.stdlib_module_names:
            return ""
        named = [each.id for each in (stated.left, stated.right) if isinstance(each, ast.Name)]
        if any(_TWICE.search(name) for name in named) or self._happens_between(left, right):
            return ""
        return "the expected value is computed by the same call"

    def _happens_between(self, *calls: ast.Call) -> bool:
        """Whether the test does anything between the calls: what they give may have changed."""
        lines = sorted([*(call.lineno for call in calls), self.node.lineno])
        between = (each for each in self.test.own if isinstance(each, ast.stmt) and lines[0] < each.lineno < lines[-1])
        return any(not any(call in ast.walk(each) for call in calls) for each in between)

    def _just_built(self, stated: Claim) -> str:
        """Not None, or of its class, right after the constructor."""
        if stated.relation not in ("not none", "instance") or self.test.means_no_error:
            return ""
        if self._is_under_patch(stated.left):
            return ""
        value = self._value(stated.left)
        if stated.relation == "not none":
            if isinstance(value, ast.List | ast.Dict | ast.JoinedStr | ast.Set | ast.Tuple):
                return "a literal is never None"
            return "a value just constructed is never None" if self._constructs(value) else ""
        if not isinstance(value, ast.Call) or stated.right is None or dotted(value.func) != dotted(stated.right):
            return ""
        return "a value just constructed is of its own class" if self._constructs(value) else ""

    def _is_under_patch(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.test.mocks.names

    def _constructs(self, node: ast.expr) -> bool:
        """A call of a class that this file imports or defines, by its name in CapWords."""
        if not isinstance(node, ast.Call):
            return False
        name = last_name(node.func)
        if not (name[:1].isupper() and not name.isupper()) or isinstance(node.func, ast.Attribute):
            return False
        return self.site.names.resolve(node.func) is not None and name not in self.test.mocks.patched

    def _told_by_test(self, stated: Claim) -> str:
        """Equal to what the test itself told the mock that answers."""
        mocks = self.test.mocks
        if stated.relation not in ("==", "is", "true") or not mocks.are_there or not (mocks.told or mocks.told_patched):
            return ""
        pairs = [(stated.left, stated.right), (stated.right, stated.left)]
        for actual, expected in pairs:
            told = self._answering(self._value(actual)) if actual is not None else None
            if told is not None and _agrees(told, expected):
                return f"{told.place} returns what this test told it to"
        return ""

    def _answering(self, actual: ast.expr) -> Told | None:
        """What the test told the mock whose answer an expression is."""
        mocks = self.test.mocks
        callee = actual.func if isinstance(actual, ast.Call) else None
        place = dotted(callee or actual)
        if place is None:
            return None
        found = [each for each in mocks.told if each.place == place and each.called == (callee is not None)]
        if callee is not None and not found:
            resolved = self.site.names.resolve(callee) or place
            found = [each for each in mocks.told_patched if _same_target(each.place, resolved)]
        return found[-1] if len(found) == 1 else None


def _same_target(target: str, resolved: str) -> bool:
    """Whether "app.rates.fetch" is what a test calls as "rates.fetch" or ".rates.fetch"."""
    called = resolved.lstrip(".")
    return target == called or target.endswith("." + called)


def _agrees(told: Told, expected: ast.expr | None) -> bool:
    if expected is None:
        return isinstance(told.value, ast.Constant) and bool(told.value.value)
    return ast.dump(told.value) == ast.dump(expected)


# ---------------------------------------------------------------- whatever the test did
def _constant(stated: Claim) -> str:
    left, right = stated.left, stated.right
    if stated.relation == "true":
        if isinstance(left, ast.Constant):
            return "the condition is a constant" if left.value else ""
        if isinstance(left, ast.Tuple) and left.elts:
            return "a tuple that is not empty is always true"
        if isinstance(left, ast.BoolOp) and isinstance(left.op, ast.Or):
            return _excluded_middle(left)
        return ""
    if stated.relation == "false":
        return "the condition is a constant" if isinstance(left, ast.Constant) and not left.value else ""
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
        equal = stated.relation == "==" and left.value == right.value
        return "both sides are the same constant" if equal else ""
    if stated.relation == "none":
        return "the value is the constant None" if isinstance(left, ast.Constant) and left.value is None else ""
    return "a constant is never None" if stated.relation == "not none" and isinstance(left, ast.Constant) else ""


def _excluded_middle(node: ast.BoolOp) -> str:
    """`x or not x`, `x or True`."""
    written = {ast.dump(each) for each in node.values}
    for each in node.values:
        if isinstance(each, ast.Constant) and each.value:
            return "one side of the or is always true"
        if isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not) and ast.dump(each.operand) in written:
            return "a value or its opposite is always true"
    return ""


def _same(stated: Claim) -> str:
    """A name with itself, or a call with the same call."""
    left, right = stated.left, stated.right
    if right is None or stated.relation not in ("==", "is", ">=", "<=") or type(left) is not type(right):
        return ""
    if not isinstance(left, ast.Name | ast.Attribute | ast.Subscript | ast.Call) or ast.dump(left) != ast.dump(right):
        return ""
    calls = any(isinstance(each, ast.Call) for each in ast.walk(left))
    is_cached = stated.relation == "is" and not isinstance(left, ast.Name)  # `x.page is x.page` asks for a cache
    return "" if calls or is_cached else "it compares a value with itself"


def _of_count(stated: Claim) -> str:
    """`len(x) >= 0`."""
    relation, counted, compared = stated.relation, stated.left, stated.right
    if isinstance(counted, ast.Constant) and compared is not None:
        relation, counted, compared = _FLIPPED.get(relation, ""), compared, counted
    bound = _integer(compared)
    if bound is None or not (isinstance(counted, ast.Call) and last_name(counted.func) in _COUNTS):
        return ""
    always = (relation == ">=" and bound <= 0) or (relation == ">" and bound < 0)
    return "a length is never negative" if always else ""


def _integer(node: ast.expr | None) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _integer(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def assertions(site: Site) -> Iterator[AssertionView]:
    """The assertions in tests that could be true whatever happens."""
    if not site.tests:
        return
    around = Around(site)
    uses_mocks = site.tests[0].suite.uses_mocks
    found: list[ast.Assert | ast.Call] = [*site.tree.of(ast.Assert)]
    found += site.calls_of(_METHODS)
    for node in found:
        stated = claim(node)
        if stated is not None and _is_odd(stated, uses_mocks) and (test := around(node)) is not None:
            yield AssertionView(site, node, test, stated)


def _is_odd(stated: Claim, uses_mocks: bool) -> bool:
    """A look at the claim alone, that lets most of them go: Django's tests hold 60,000."""
    relation, left, right = stated.relation, stated.left, stated.right
    if relation in ("not none", "instance", "none", "false"):
        return isinstance(left, ast.Name | ast.Call | ast.Constant | ast.List | ast.Dict | ast.JoinedStr)
    if relation == "true" or right is None:
        return isinstance(left, ast.Constant | ast.Tuple | ast.BoolOp) or uses_mocks
    if relation not in ("==", "is"):
        return isinstance(left, ast.Call | ast.Constant) or type(left) is type(right)
    if type(left) is type(right):
        return isinstance(left, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Constant)
    named = isinstance(left, ast.Name | ast.Call) and isinstance(right, ast.Name | ast.Call)
    return named or (uses_mocks and isinstance(left, ast.Name | ast.Call) != isinstance(right, ast.Name | ast.Call))
