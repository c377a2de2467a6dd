"""The places where a test lets a failure go, as rules ask about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from debtscan.facts.names import dotted
from debtscan.facts.patterns.handlers import HandlerView
from debtscan.facts.patterns.tests import Around, TestView, is_assertion
from debtscan.facts.patterns.view import Site, View, last_name, walk_own
from debtscan.rules.conditions import measured

_ASSERTION_ERRORS = frozenset({"AssertionError", "builtins.AssertionError"})
_BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
_FAILING = re.compile(r"fail\w*|xfail|exit|abort|raise_\w+|reraise", re.IGNORECASE)
_ENDING = re.compile(rf"{_FAILING.pattern}|skip\w*", re.IGNORECASE)
_RAISES = frozenset({"pytest.raises", "raises", "self.assertRaises", "assertRaises"})


class EscapeView(View):
    """A handler that drops failed assertions, `raises(Exception)`, or a condition that may skip every assertion."""

    def __init__(self, site: Site, node: ast.AST, test: TestView, way: str) -> None:
        super().__init__(site, node)
        self.test = test
        self._way = way

    def lines(self) -> tuple[int, int]:
        start, end = super().lines()
        if isinstance(self.node, ast.If | ast.With | ast.AsyncWith):
            return start, self.node.body[0].lineno
        return start, end

    def content(self) -> str:
        if isinstance(self.node, ast.If):
            return f"if {ast.unparse(self.node.test)}"
        if isinstance(self.node, ast.ExceptHandler):
            return f"except {ast.unparse(self.node.type) if self.node.type else ''}"
        return super().content()

    @measured
    def way(self) -> str:
        """ "handler", "raises" or "condition"."""
        return self._way

    @measured
    def how(self) -> str:
        """The same in words, for messages."""
        caught = (
            ast.unparse(self.node.type) if isinstance(self.node, ast.ExceptHandler) and self.node.type else "everything"
        )
        return {
            "handler": f"the handler of {caught} drops the failures of the assertions in its try block",
            "raises": "expecting any Exception is met by every mistake, a misspelt name too",
            "condition": "every assertion stands under a condition on the result, so that none runs when it is wrong",
        }[self._way]

    @measured
    def function(self) -> TestView:
        """The test it stands in."""
        return self.test


def escapes(site: Site) -> Iterator[EscapeView]:
    if not site.tests:
        return
    around = Around(site)
    for attempt in site.tree.of(ast.Try):
        if attempt.handlers and (test := around(attempt)) is not None:
            yield from _handlers(site, test, attempt)
    for call in site.calls_of(("raises", "assertRaises")):
        if (test := around(call)) is not None:
            yield from _broad_raises(site, test, call)
    choosing = {id(test): test for each in site.tree.of(ast.If) if (test := around(each)) is not None}
    for test in choosing.values():
        yield from _conditions(site, test)


# ---------------------------------------------------------------- handlers
def _handlers(site: Site, test: TestView, node: ast.Try) -> Iterator[EscapeView]:
    if not _asserts(node.body) or _only_fails(node.body) or _fails(node.orelse) or _fails(node.finalbody):
        return
    # To skip is an answer to what the machine lacks, none to an assertion.
    answers = _FAILING if any(_is_plain_assertion(each) for each in walk_own(node.body)) else _ENDING
    for handler in node.handlers:
        view = HandlerView(site, handler)
        catches = view.is_broad or any(each in _ASSERTION_ERRORS for each in view.types)
        if catches and not _fails(handler.body, answers) and not _is_checked_later(node, handler, test):
            yield EscapeView(site, handler, test, "handler")


def _inside(site: Site, test: TestView) -> list[ast.AST]:
    start, end = site.tree.span(test.node)
    return site.tree.nodes[start + 1 : end]


def _asserts(body: list[ast.stmt]) -> bool:
    return any(is_assertion(node) for node in walk_own(body))


def _only_fails(body: list[ast.stmt]) -> bool:
    """`assert False` and nothing that could do it: the failure itself is what the test looks at."""
    inside = list(walk_own(body))
    tests = [node.test for node in inside if isinstance(node, ast.Assert)]
    is_false = all(isinstance(each, ast.Constant) and not each.value for each in tests)
    return bool(tests) and is_false and not any(isinstance(node, ast.Call) for node in inside)


def _is_plain_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and last_name(node.func).startswith("assert"))


def _fails(body: list[ast.stmt], ending: re.Pattern[str] = _ENDING) -> bool:
    """Whether a block fails or ends the test, or asserts something itself."""
    for node in walk_own(body):
        if isinstance(node, ast.Raise) or is_assertion(node):
            return True
        if isinstance(node, ast.Call) and ending.fullmatch(last_name(node.func)):
            return True
    return False


def _is_checked_later(node: ast.Try, handler: ast.ExceptHandler, test: TestView) -> bool:
    """Whether the handler keeps a trace of the failure that a later line asserts on, or tries again in a loop."""
    kept: set[str] = set()
    for each in walk_own(handler.body):
        if isinstance(each, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            kept.update(dotted(part) or "" for target in targets for part in ast.walk(target))
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
            kept.add(dotted(each.func.value) or "")
        elif isinstance(each, ast.Continue):
            return True
    kept.discard("")
    later = [each for each in test.own if getattr(each, "lineno", 0) > (node.end_lineno or 0)]
    tested = [each for each in later if is_assertion(each) or isinstance(each, ast.Raise | ast.If)]
    return any(dotted(part) in kept for each in tested for part in ast.walk(each) if isinstance(part, ast.expr))


# ---------------------------------------------------------------- raises(Exception)
def _broad_raises(site: Site, test: TestView, node: ast.Call) -> Iterator[EscapeView]:
    if not _is_broad_expectation(site, node):
        return
    holder = site.tree.parent.get(node)
    if isinstance(holder, ast.withitem):
        if not _is_used(holder.optional_vars, test):
            yield EscapeView(site, site.tree.parent[holder], test, "raises")
    elif isinstance(holder, ast.Expr) and len(node.args) > 1:
        yield EscapeView(site, node, test, "raises")


def _is_broad_expectation(site: Site, node: ast.Call) -> bool:
    written = site.names.resolve(node.func) or dotted(node.func)
    if written not in _RAISES or not node.args or any(each.arg in ("match", "check") for each in node.keywords):
        return False
    return (site.names.resolve(node.args[0]) or dotted(node.args[0])) in _BROAD


def _is_used(name: ast.expr | None, test: TestView) -> bool:
    """Whether the test looks at the exception it caught."""
    if not isinstance(name, ast.Name):
        return False
    return any(isinstance(each, ast.Name) and each.id == name.id and each is not name for each in ast.walk(test.node))


# ---------------------------------------------------------------- conditions
def _conditions(site: Site, test: TestView) -> Iterator[EscapeView]:
    """The ifs on the test's own results that hold every assertion it has."""
    conditional = [each for each in test.own if isinstance(each, ast.If) and _depends_on_result(each, test)]
    holding = [each for each in conditional if _asserts(each.body) and not _fails(each.orelse)]
    if not holding:
        return
    inside = {id(node) for each in holding for statement in each.body for node in ast.walk(statement)}
    others = (node for node in _inside(site, test) if is_assertion(node) or isinstance(node, ast.Raise))
    if all(id(node) in inside for node in others):
        yield EscapeView(site, holding[0], test, "condition")


def _depends_on_result(node: ast.If, test: TestView) -> bool:
    """Whether a condition reads locals that the test got from calls, and none that it was given or looks up."""
    if any(isinstance(up, ast.For | ast.AsyncFor | ast.While) for up in test.site.tree.ancestors(node)):
        return False  # a loop picks the cases it speaks about
    values = test.bindings.values
    read = {each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)}
    local = {name for name in read if name in values and name not in ("self", "cls")}
    return bool(local) and all(_from_call(values[name]) for name in local) and not _is_no_result(node.test)


def _from_call(values: Iterable[ast.expr | None]) -> bool:
    found = []
    for value in values:
        while isinstance(value, ast.Await):
            value = value.value
        found.append(isinstance(value, ast.Call) and not _asks_environment(value))
    return any(found)


_ENVIRONMENT = re.compile(
    r"environ|getenv|platform|version|find_spec|which|has_\w+|supports_\w+|is_\w+available|import_module|importorskip"
)


def _asks_environment(node: ast.expr) -> bool:
    return any(
        _ENVIRONMENT.search(each.attr if isinstance(each, ast.Attribute) else each.id)
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute | ast.Name)
    )


def _is_no_result(node: ast.expr) -> bool:
    """A question about the environment, or one that is true when the result is wrong."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return True
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotEq | ast.NotIn):
        return True
    names = {dotted(each) or "" for each in ast.walk(node) if isinstance(each, ast.Attribute | ast.Name)}
    return any(name.startswith(("sys.", "os.", "platform.", "connection.features")) for name in names)
