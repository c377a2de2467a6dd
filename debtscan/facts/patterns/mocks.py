"""Which names in a test are mocks, what they were told to return, and what is patched while it runs."""

from __future__ import annotations

import ast
import builtins
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from debtscan.facts.names import dotted
from debtscan.facts.patterns.suite import ASSERTING, Suite
from debtscan.facts.patterns.view import Function, last_name
from debtscan.facts.tree import FUNCTIONS

_MOCKS = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock", "create_autospec"}
)
_PATCHERS = frozenset({"patch", "object", "dict", "multiple", "setattr"})
_MOCK_TOOLS = frozenset({"call", "ANY", "sentinel", "patch", "mocker", "monkeypatch", "mock", "seal", "DEFAULT"})
_TEST_TOOLS = frozenset({"pytest", "unittest", "mock", "asyncio", "hypothesis"})
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))


class Told(NamedTuple):
    """`place` ("repo.get") was told to return `value` when called, or to hold it."""

    place: str
    value: ast.expr
    called: bool


class Mocks:
    """The mocks of one test function."""

    def __init__(self, suite: Suite, function: Function) -> None:
        self.suite, self.function = suite, function
        self.site = suite.site
        start, end = suite.tree.span(function)
        self.nodes = suite.tree.nodes[start + 1 : end]

    @cached_property
    def patches(self) -> list[ast.Call]:
        """Every call of patch, patch.object, mocker.patch, monkeypatch.setattr, in decorators of the class too."""
        owner = self.suite.owner(self.function)
        around = [each for each in (owner.decorator_list if owner else ()) if isinstance(each, ast.Call)]
        return [
            *(node for node in self.nodes if isinstance(node, ast.Call) and _is_patch(node)),
            *filter(_is_patch, around),
        ]

    @cached_property
    def patched(self) -> Mapping[str, set[str]]:
        """Last parts of what is replaced, and of the classes whose attributes are, each with the packages it is of, ""
        where that is not said."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for call in self.patches:
            texts = [each.value for each in call.args[:2] if isinstance(each, ast.Constant)]
            for text in texts:
                path = str(text).split(".")
                for part in (path[-1], *(part for part in path[-2:-1] if part[:1].isupper())):
                    found[part].add(path[0] if len(path) > 1 else "")
            if call.args and not isinstance(call.args[0], ast.Constant):
                found[last_name(call.args[0])].add("")
        found.pop("", None)
        return found

    def is_patched(self, function: ast.expr) -> bool:
        """What is called is replaced; a function that is only called as something of the standard library is not."""
        packages = self.patched.get(last_name(function), set())
        if not packages or packages - sys.stdlib_module_names:
            return bool(packages)
        return (self.site.names.resolve(function) or "").partition(".")[0] in {"", *packages}

    @cached_property
    def names(self) -> frozenset[str]:
        """Dotted places that hold a mock: "repo", "self.repo", "service.gateway"."""
        found = set(self._parameters())
        for node in self.nodes:
            found.update(self._bound(node))
        found.update(self._of_class())
        return frozenset(found)

    def _parameters(self) -> Iterator[str]:
        """What patch decorators pass in, and fixtures of this file that return a mock."""
        given = [each.arg for each in (*self.function.args.posonlyargs, *self.function.args.args)]
        owner = self.suite.owner(self.function)
        decorators = [*self.function.decorator_list, *(owner.decorator_list if owner else ())]
        passed = sum(isinstance(each, ast.Call) and _passes_mock(each) for each in decorators)
        yield from given[1 if owner else 0 :][:passed]
        for name in given:
            fixture = self.suite.function(name)
            if fixture is not None and self._returns_mock(fixture):
                yield name

    def _returns_mock(self, fixture: Function) -> bool:
        made = {target for node in ast.walk(fixture) for target in self._bound(node)}
        for node in ast.walk(fixture):
            value = node.value if isinstance(node, ast.Return | ast.Yield) else None
            if value is not None and (_is_mock(value) or dotted(value) in made):
                return True
        return False

    def _bound(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Assign) and _is_mock(node.value):
            yield from filter(None, (dotted(target) for target in node.targets))
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_mock(node.value):
            yield from filter(None, [dotted(node.target)])
        elif isinstance(node, ast.withitem) and node.optional_vars is not None and _is_mock(node.context_expr):
            yield from filter(None, [dotted(node.optional_vars)])

    def _of_class(self) -> frozenset[str]:
        """Mocks that the class makes for each of its tests, read once for all of them."""
        owner = self.suite.owner(self.function)
        if owner is None:
            return frozenset()
        if owner not in self.suite.class_mocks:
            self.suite.class_mocks[owner] = frozenset(self._of_setup(owner))
        return self.suite.class_mocks[owner]

    def _of_setup(self, owner: ast.ClassDef) -> Iterator[str]:
        for name in ("setUp", "setup_method", "asyncSetUp", "setup", "setUpClass"):
            method = self.suite.method(owner, name)[0]
            for node in ast.walk(method) if method else ():
                yield from self._bound(node)

    # ------------------------------------------------------------ what they were told
    @cached_property
    def told(self) -> list[Told]:
        return [each for node in self.nodes for each in self._told_by(node)]

    def _told_by(self, node: ast.AST) -> Iterator[Told]:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            place = dotted(node.targets[0])
            if place and place.endswith(".return_value") and self.is_mock_place(place):
                yield Told(place.removesuffix(".return_value"), node.value, True)
            elif place and isinstance(node.value, ast.Call) and _is_mock(node.value):
                yield from _told_at_birth(place, node.value)
        elif isinstance(node, ast.withitem) and isinstance(node.context_expr, ast.Call):
            place = dotted(node.optional_vars)
            if place and _is_mock(node.context_expr):
                yield from _told_at_birth(place, node.context_expr)

    @cached_property
    def told_patched(self) -> list[Told]:
        """What is patched to return, by the full name of the target."""
        found = []
        for call in self.patches:
            text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if isinstance(text, str):
                found += [Told(text, each.value, True) for each in call.keywords if each.arg == "return_value"]
        return found

    def is_mock_place(self, place: str) -> bool:
        """Whether a dotted name is a mock or something inside one."""
        while place:
            if place in self.names:
                return True
            place = place.rpartition(".")[0]
        return False

    # ------------------------------------------------------------ does anything real run?
    @cached_property
    def are_there(self) -> bool:
        """A cheap look: the test or its class speaks of mocks."""
        text, node = self.site.parsed.text, self.function
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        written = text.source[text.offset(first, 0) : text.span(node)[1]]
        if b"ock" in written or b"patch" in written:
            return True
        return bool(self._of_class()) or self._class_is_patched() or any(True for _ in self._parameters())

    def _class_is_patched(self) -> bool:
        owner = self.suite.owner(self.function)
        return owner is not None and any(_is_patch(each) for each in owner.decorator_list)

    def only_mocks_run(self) -> bool:
        """Every call of the test goes to mocks, to what it patches, or to the tools of testing."""
        if not self.are_there:
            return False
        own = {node.name for node in self.nodes if isinstance(node, FUNCTIONS)}
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        used = any(self._goes_to_mock(node) for node in calls)
        return used and all(self._is_unreal(node, own) for node in calls) and not self._reads_unknown()

    def _goes_to_mock(self, node: ast.Call) -> bool:
        """A call of a mock that is no question about its calls."""
        place = dotted(node.func)
        if place is None or ASSERTING.match(last_name(node.func)):
            return False
        return self.is_mock_place(place) or self.is_patched(node.func)

    def _is_unreal(self, node: ast.Call, own: set[str]) -> bool:
        name, root = last_name(node.func), _root(node.func)
        if _is_mock(node) or ASSERTING.match(name) or self.is_patched(node.func) or name in own:
            return True
        if root in _MOCK_TOOLS or root in _TEST_TOOLS:
            return True
        place = dotted(node.func)
        if place is not None and self.is_mock_place(place):
            return True
        resolved = self.site.names.resolve(node.func) or ""
        if resolved in _BUILTINS or resolved.partition(".")[0] in sys.stdlib_module_names:
            return True
        return isinstance(node.func, ast.Attribute) and _is_plain(node.func.value, self)

    def _reads_unknown(self) -> bool:
        """A fixture that is no known mock: whatever it is may run real code."""
        owner = self.suite.owner(self.function)
        given = [each.arg for each in (*self.function.args.posonlyargs, *self.function.args.args)][1 if owner else 0 :]
        parametrised = _parametrised(self.function)
        known = self.names | _MOCK_TOOLS | parametrised
        return any(name not in known and "mock" not in name for name in given)


def _is_plain(node: ast.expr, mocks: Mocks) -> bool:
    """A literal, a mock's result, or a local bound to one: its methods are the language's, not the project's."""
    if isinstance(node, ast.Constant | ast.List | ast.Dict | ast.JoinedStr | ast.Tuple | ast.Set):
        return True
    if isinstance(node, ast.Call):
        place = dotted(node.func)
        return place is not None and mocks.is_mock_place(place)
    if isinstance(node, ast.Name):
        value = mocks.site.function(mocks.function).bindings.only(node.id)
        while isinstance(value, ast.Await):
            value = value.value
        return value is not None and not isinstance(value, ast.Name) and _is_plain(value, mocks)
    return False


def _parametrised(function: Function) -> frozenset[str]:
    found: set[str] = set()
    for each in function.decorator_list:
        if isinstance(each, ast.Call) and last_name(each.func) == "parametrize" and each.args:
            first = each.args[0]
            names = [first] if isinstance(first, ast.Constant) else getattr(first, "elts", [])
            for name in names:
                if isinstance(name, ast.Constant):
                    found.update(part.strip() for part in str(name.value).split(","))
    return frozenset(found)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript | ast.Await):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_patch(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if last_name(node.func) not in _PATCHERS:
        return False
    written = dotted(node.func) or ""
    return "patch" in written.split(".") or written == "monkeypatch.setattr"


def _passes_mock(node: ast.Call) -> bool:
    """Whether a patch decorator hands its mock to the test: not when it is told what to put in place."""
    if not _is_patch(node) or any(each.arg == "new" for each in node.keywords) or last_name(node.func) == "dict":
        return False
    return len(node.args) < (3 if last_name(node.func) == "object" else 2)


def _is_mock(node: ast.AST) -> bool:
    """A call that makes a mock."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call):
        return False
    name = last_name(node.func)
    if name in _MOCKS or (name in ("stub", "spy") and _root(node.func) == "mocker"):
        return name != "spy"
    return _is_patch(node) and name != "setattr" and not any(each.arg == "new" for each in node.keywords)


_MOCK_OPTIONS = frozenset({"spec", "spec_set", "side_effect", "wraps", "name", "autospec", "new_callable"})


def _told_at_birth(place: str, node: ast.Call) -> Iterator[Told]:
    """`Mock(return_value=1, name_of_attribute=2)`."""
    is_mock = last_name(node.func) in _MOCKS
    for each in node.keywords:
        if each.arg == "return_value":
            yield Told(place, each.value, True)
        elif is_mock and each.arg and each.arg not in _MOCK_OPTIONS:
            yield Told(f"{place}.{each.arg}", each.value, False)
