"""Test functions, their assertions, and the ways a failure escapes them, as rules ask about them."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.mocks import Mocks
from debtscan.facts.patterns.suite import ASSERTING, Suite, test_functions
from debtscan.facts.patterns.view import Function, Site, last_name
from debtscan.rules.conditions import measured

_MEANS_NO_ERROR = re.compile(
    r"smoke|(?:does|do|did|should|must|will|can|is)(?:n['’]?t|\s?not|_not|_no)[\s_]+(?:\w+[\s_]+){0,3}?"
    r"(?:raise|crash|fail|error|throw|explode|die|hang|block|deadlock|break|leak|segfault|blow|recurse|warn)|"
    r"\bno[\s_](?:error|exception|crash|raise|warning)|_no_(?:error|exception|crash|raise|warning)|"
    r"without[\s_](?:\w+[\s_])?(?:error|exception|raising|crash|fail|warning|problem)|not[\s_]raise|doesnt|shouldnt|noop|"
    r"no[\s_]op\b|importable|(?:^|_)imports?$",
    re.IGNORECASE,
)


class TestView(FunctionView):
    """A test function or method."""

    def __init__(self, site: Site, node: Function, suite: Suite) -> None:
        super().__init__(site, node)
        self.suite = suite

    @measured
    def asserts(self) -> bool:
        """Something in it can fail on a wrong result: an assertion, raises, fail, a raise of its own, a helper,
        fixture, decorator or tearDown that asserts (through others too), or a helper this file does not show."""
        owner = self.suite.owner(self.node)
        return self.suite.asserts(self.node) or (owner is not None and self.suite.cleanup_asserts(owner))

    @measured
    def is_skipped(self) -> bool:
        """Skipped, or expected to fail."""
        return self.suite.is_skipped(self.node)

    @measured
    def means_no_error(self) -> bool:
        """Its name, docstring or a comment in it says that not failing is what it checks."""
        if _MEANS_NO_ERROR.search(self.node.name) or _MEANS_NO_ERROR.search(self.docstring):
            return True
        start, end = self.lines()
        first = min([start, *(each.lineno for each in self.node.decorator_list)]) - 2
        said = (each.text for each in self.site.parsed.comments if first <= each.line <= end)
        return any(_MEANS_NO_ERROR.search(text) for text in said)

    @measured
    def does_what_may_raise(self) -> bool:
        """It ends with a call for its own sake of what another test of the file expects an exception of: that this
        time there is none is what it checks."""
        last = self.statements[-1] if self.statements else None
        while isinstance(last, ast.With | ast.AsyncWith | ast.For | ast.AsyncFor):
            last = last.body[-1]
        called = last.value if isinstance(last, ast.Expr) else None
        called = called.value if isinstance(called, ast.Await) else called
        return isinstance(called, ast.Call) and last_name(called.func) in self.suite.expected_to_raise

    @measured
    def switches_off(self) -> bool:
        """An empty test in a class that may inherit the real one."""
        return bool(self.stub_kind) and not self.suite.has_only_plain_bases(self.suite.owner(self.node))

    @measured
    def only_mocks_run(self) -> bool:
        """It calls mocks, and nothing that is not a mock, patched, a builtin, the standard library's or a tool of
        testing."""
        return self.suite.uses_mocks and self.mocks.only_mocks_run()

    @measured
    def statements_count(self) -> int:
        """Statements of its body, the docstring left out."""
        return len(self.statements)

    @cached_property
    def mocks(self) -> Mocks:
        return Mocks(self.suite, self.node)


class Around:
    """Which test a line belongs to."""

    def __init__(self, site: Site) -> None:
        self._tests = sorted(((*test.lines(), test) for test in site.tests), key=lambda each: each[:2])
        self._starts = [start for start, _, _ in self._tests]

    def __call__(self, node: ast.stmt | ast.expr) -> TestView | None:
        at = bisect_right(self._starts, node.lineno) - 1
        return self._tests[at][2] if at >= 0 and node.lineno <= self._tests[at][1] else None


def tests(site: Site) -> Iterator[TestView]:
    suite = Suite(site)
    for node in test_functions(suite):
        yield TestView(site, node, suite)


def is_assertion(node: ast.AST) -> bool:
    """An assert statement, or a call of something named so."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    return ASSERTING.match(name) is not None
