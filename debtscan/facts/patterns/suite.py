"""What a file of tests lets its tests rely on: its helpers, fixtures and classes, and which of them assert.

Only this file is seen. A helper from elsewhere that may well assert (a method of an unknown base class, a function of
a module of test helpers) is taken to do so: what cannot be seen is not held against a test.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property

from debtscan.facts.names import dotted
from debtscan.facts.patterns.view import Function, Site, last_name
from debtscan.facts.tree import FUNCTIONS

# Names that say by themselves that a call fails the test when something is wrong.
ASSERTING = re.compile(
    r"_*(?:assert|expect(?!ed|ation|ing)|fail\b|fail(?:_|If|Unless|ed)|raises\b|raises_|warns\b|should|must_|does_not_raise|"
    r"deprecated_call\b|raise_for_status\b|check_call\b|check_output\b|testmod\b|verify_expect|mustcontain\b|"
    r"(?:no_)?(?:fnmatch|re_match)_lines?(?:_random)?\b)"  # pytest's own, for what a run of it printed
)
# Names that say so of a helper: of the test's own class, a fixture, or a module of helpers.
CHECKING = re.compile(
    r"_*(?:assert|expect|check|verif|validat|ensure|compar|must|should|match|confirm|test|_?run_test|do_test|exercise|"
    r"roundtrip|round_trip)|.*(?:_assert|_check|_test|_equal|_matches|_raises|_fails|Assert|Check|Equal)",
)
_RECORDER_CHECKS = re.compile(
    r"(?:check|verify)(?:_|$)"
)  # `with LogCapture() as log: ...` and `log.check_present(...)`
_CHECKING_FIXTURES = re.compile(r"benchmark|snapshot|.*regression|.*_checker|.*_asserter|image_diff|mpl_image")
_CHECKING_DECORATORS = re.compile(
    r"raises|compar|assert|check|verif|expect|snapshot|regression|equal|warns|given_and|benchmark", re.IGNORECASE
)
_SKIPPING = re.compile(r"skip|xfail|expectedfailure|todo|not_implemented|unittest_disabled", re.IGNORECASE)
_HELPER_MODULE = re.compile(
    r"(?:^|[._])(?:tests?|testing|conftest|testutils?|test_\w+|\w+_tests?|asserts?|assertions?|testfixtures|"
    r"approvaltests)(?:$|[._])"
)
_NEAR_HELPER = re.compile(r"(?:^|[._])(?:helpers?|utils?|util|common|fixtures?|support|tools?|base|mixins?|checks?)$")
_PLAIN_BASES = frozenset(
    """TestCase IsolatedAsyncioTestCase SimpleTestCase TransactionTestCase LiveServerTestCase StaticLiveServerTestCase
    AsyncTestCase AsyncHTTPTestCase APITestCase APISimpleTestCase APITransactionTestCase object ABC Generic
    """.split()  # noqa: SIM905
)
_EXPECTING = frozenset({"raises", "assertRaises", "assertRaisesRegex", "assertRaisesMessage"})
_TEARDOWNS = ("tearDown", "teardown_method", "teardown", "asyncTearDown", "tearDownClass", "teardown_class")
_OWN_METHODS_OF_TESTCASE = frozenset(
    """setUp tearDown setUpClass tearDownClass setUpTestData subTest addCleanup doCleanups enterContext skipTest id
    shortDescription countTestCases defaultTestResult debug run asyncSetUp asyncTearDown addAsyncCleanup settings
    modify_settings""".split()  # noqa: SIM905
)


@cache
def _is_asserting(name: str) -> bool:
    """Kept by name: Django's tests write a million, of ten thousand kinds."""
    return ASSERTING.match(name) is not None


class Suite:
    """One file of tests."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.tree = site.tree
        self._known: dict[ast.AST, bool] = {}
        self.class_mocks: dict[ast.ClassDef, frozenset[str]] = {}  # kept for facts.patterns.mocks

    @cached_property
    def uses_mocks(self) -> bool:
        source = self.site.parsed.text.source
        return b"Mock" in source or b"mock" in source or b"patch" in source

    @cached_property
    def _functions(self) -> dict[str, dict[Function | None, Function]]:
        """By name and by the function around (None for a module's own), the last of each; methods are left out."""
        found: dict[str, dict[Function | None, Function]] = {}
        for node in _functions(self.site):
            if not isinstance(self.tree.parent[node], ast.ClassDef):
                found.setdefault(node.name, {})[next(self._around(node), None)] = node
        return found

    def function(self, name: str, use: ast.AST | None = None) -> Function | None:
        """What a name means where it is used, in a module's own code for None."""
        known = self._functions.get(name)
        if known is None:
            return None
        return next((known[scope] for scope in (*self._around(use), None) if scope in known), None)

    def _around(self, node: ast.AST | None) -> Iterator[Function]:
        return (up for up in self.tree.ancestors(node) if isinstance(up, FUNCTIONS)) if node else iter(())

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        return {node.name: node for node in self.tree.of(ast.ClassDef)}

    @cached_property
    def _asserting_lines(self) -> list[int]:
        """Lines that assert or raise by themselves, whatever they belong to."""
        lines = [node.lineno for node in self.tree.of(ast.Assert)]
        lines += [node.lineno for node in self.tree.of(ast.Raise)]
        is_asserting = _is_asserting
        lines += [node.end_lineno or 0 for node in self.tree.of(ast.Attribute) if is_asserting(node.attr)]
        lines += [node.lineno for node in self.tree.of(ast.Name) if is_asserting(node.id)]
        return sorted(lines)

    def asserts(self, function: Function) -> bool:
        """Whether a function fails the test when something is wrong, here or through what it uses."""
        known = self._known.get(function)
        if known is None:
            self._known[function] = False  # while it is being asked: a recursion adds nothing
            known = self._known[function] = self._asserts(function)
        return known

    def _asserts(self, function: Function) -> bool:
        lines = self._asserting_lines
        at = bisect_left(lines, function.body[0].lineno)
        if at < len(lines) and lines[at] <= (function.end_lineno or 0):
            return True
        if any(_CHECKING_DECORATORS.search(name) for name in self.decorators(function)):
            return True
        owner = self.owner(function)
        if any(self._fixture_asserts(name) for name in self._parameters(function)):
            return True
        return any(self._use_asserts(node, owner) for node in self._nodes(function))

    def decorators(self, function: Function) -> list[str]:
        targets = (each.func if isinstance(each, ast.Call) else each for each in function.decorator_list)
        return [last_name(target) for target in targets]

    def owner(self, node: ast.AST) -> ast.ClassDef | None:
        """The class whose method holds a node, through nested functions."""
        for up in self.tree.ancestors(node):
            if isinstance(up, ast.ClassDef):
                return up
        return None

    def _nodes(self, function: Function) -> list[ast.AST]:
        start, end = self.tree.span(function)
        return self.tree.nodes[start + 1 : end]

    def _parameters(self, function: Function) -> list[str]:
        return [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]

    def _fixture_asserts(self, name: str) -> bool:
        if _CHECKING_FIXTURES.fullmatch(name):
            return True
        fixture = self.function(name)
        is_fixture = fixture is not None and any("fixture" in each for each in self.decorators(fixture))
        return fixture is not None and is_fixture and self.asserts(fixture)

    # ------------------------------------------------------------ what a test uses
    def _use_asserts(self, node: ast.AST, owner: ast.ClassDef | None) -> bool:
        """Whether a name, method or call hands the judgement on; also when passed as a callback."""
        if isinstance(node, ast.Attribute):
            return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") and self._method(node, owner)
        if isinstance(node, ast.Name):
            function = self.function(node.id, node)
            return function is not None and self.asserts(function)
        return isinstance(node, ast.Call) and self._call_asserts(node, owner)

    def _method(self, node: ast.Attribute, owner: ast.ClassDef | None) -> bool:
        if owner is None:
            return False
        method, complete = self.method(owner, node.attr)
        if method is not None:
            return self.asserts(method)
        if not isinstance(self.tree.parent.get(node), ast.Call) or node.attr in _OWN_METHODS_OF_TESTCASE:
            return False
        return not complete or CHECKING.match(node.attr) is not None

    def method(self, owner: ast.ClassDef, name: str, depth: int = 0) -> tuple[Function | None, bool]:
        """A method of a class or its bases in this file, and whether all its bases are known."""
        for each in owner.body:
            if isinstance(each, FUNCTIONS) and each.name == name:
                return each, True
        complete = True
        for base in owner.bases:
            written = last_name(base.value if isinstance(base, ast.Subscript) else base)
            above = self.classes.get(written)
            if above is not None and above is not owner and depth < 10:
                method, known = self.method(above, name, depth + 1)
                if method is not None:
                    return method, True
                complete = complete and known
            elif written not in _PLAIN_BASES:
                complete = False
        return None, complete

    def _call_asserts(self, node: ast.Call, owner: ast.ClassDef | None) -> bool:
        function = node.func
        if any(each.arg == "check" and _is_true(each.value) for each in node.keywords):
            return True  # subprocess.run(…, check=True)
        if isinstance(function, ast.Name):
            return self._helper_asserts(function.id, node)
        if not isinstance(function, ast.Attribute):
            return False
        if function.attr in ("simplefilter", "filterwarnings"):
            return bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == "error"
        module = self.site.names.resolve(function.value)
        if module and _is_helper_module(module):
            return self._is_statement(node)
        if _RECORDER_CHECKS.match(function.attr) and self._is_statement(node):
            return isinstance(function.value, ast.Name) and function.value.id in self._opened
        return isinstance(function.value, ast.Call) and last_name(function.value.func) == "super"

    @cached_property
    def _opened(self) -> frozenset[str]:
        """Names that a `with` of the file gives: what was recorded in it can be checked after."""
        given = (each.optional_vars for each in self.tree.of(ast.withitem))
        return frozenset(each.id for each in given if isinstance(each, ast.Name))

    def _helper_asserts(self, name: str, node: ast.Call) -> bool:
        """A function that this file does not define: from a module of helpers, or a fixture that says it checks."""
        if name in self._functions or name in self.classes:
            return False  # seen as a name
        resolved = self.site.names.resolve(node.func)
        if resolved is None:
            return CHECKING.match(name) is not None
        module, _, origin = resolved.rpartition(".")
        if not module:
            return False
        return not origin[:1].isupper() and _is_helper_module(module) and self._is_statement(node)

    def _is_statement(self, node: ast.Call) -> bool:
        """Whether a call stands for itself: its result goes nowhere."""
        up = self.tree.parent.get(node)
        while isinstance(up, ast.Await | ast.YieldFrom | ast.Yield):
            up = self.tree.parent.get(up)
        return isinstance(up, ast.Expr | ast.withitem | ast.Return)

    # ------------------------------------------------------------ what other tests expect
    @cached_property
    def expected_to_raise(self) -> frozenset[str]:
        """The last part of every call that a test of the file expects an exception of (an exit is no error)."""
        found: set[str] = set()
        for call in self.tree.of(ast.Call):
            if last_name(call.func) not in _EXPECTING or (call.args and last_name(call.args[0]) == "SystemExit"):
                continue
            up = self.tree.parent[call]
            if isinstance(up, ast.withitem):
                block = self.tree.parent[up]
                inside = (each for each in ast.walk(block.body[-1]) if isinstance(each, ast.Call))  # type: ignore[attr-defined]  # of a with
                found.update(last_name(each.func) for each in inside)
            else:
                found.update(last_name(each) for each in call.args[1:2])
        return frozenset(found - {""})

    # ------------------------------------------------------------ the class around
    def cleanup_asserts(self, owner: ast.ClassDef) -> bool:
        methods = (self.method(owner, name)[0] for name in _TEARDOWNS)
        return any(method is not None and self.asserts(method) for method in methods)

    def is_skipped(self, function: Function) -> bool:
        """Never run, or expected to fail."""
        owner = self.owner(function)
        marked = [*function.decorator_list, *(owner.decorator_list if owner else ())]
        if any(_SKIPPING.search(dotted(each.func if isinstance(each, ast.Call) else each) or "") for each in marked):
            return True
        calls = (each.value for each in function.body if isinstance(each, ast.Expr))
        return any(isinstance(each, ast.Call) and _SKIPPING.search(last_name(each.func)) for each in calls)

    def has_only_plain_bases(self, owner: ast.ClassDef | None) -> bool:
        """The class takes over no tests that one of its own could switch off."""
        return owner is None or all(last_name(base) in _PLAIN_BASES for base in owner.bases)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_helper_module(module: str) -> bool:
    if _HELPER_MODULE.search(module):
        return not module.startswith(("unittest", "pytest", "django.test"))
    return module.startswith(".") and (not module.strip(".") or _NEAR_HELPER.search(module) is not None)


def _functions(site: Site) -> list[Function]:
    return [*site.tree.of(ast.FunctionDef), *site.tree.of(ast.AsyncFunctionDef)]


def test_functions(suite: Suite) -> Iterator[Function]:
    """The functions that pytest or unittest would collect."""
    parent = suite.tree.parent
    for node in _functions(suite.site):
        is_named_so = node.name.startswith("test") and not isinstance(parent[node], FUNCTIONS)
        if is_named_so and suite.site.function(node).is_test and "fixture" not in suite.decorators(node):
            yield node
