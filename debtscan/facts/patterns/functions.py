"""Functions and classes as rules ask about them."""

from __future__ import annotations

import ast

from debtscan.facts.names import dotted
from debtscan.facts.patterns.expressions import Bindings, ExpressionView, canonical
from debtscan.facts.patterns.promises import excused, promises_by_docstring, promises_by_name, says_not_yet
from debtscan.facts.patterns.view import Function, View, last_name, own_nodes
from debtscan.facts.tree import DEFINITIONS, FUNCTIONS, docstring_node
from debtscan.rules.conditions import kept, measured

_ABSTRACT = frozenset(
    {"abc.abstractmethod", "abc.abstractproperty", "abc.abstractclassmethod", "abc.abstractstaticmethod"}
)
_SUSPENDING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class DefinitionView(View):
    """What functions and classes share."""

    node: Function | ast.ClassDef

    def lines(self) -> tuple[int, int]:
        return self.node.lineno, self.node.end_lineno or self.node.lineno

    def content(self) -> str:
        return self.qualified

    @measured
    def name(self) -> str:
        """The name after `def` or `class`."""
        return self.node.name

    @measured
    def qualified(self) -> str:
        """The name with the functions and classes around it: "Class.method"."""
        around = [up.name for up in self.site.tree.ancestors(self.node) if isinstance(up, DEFINITIONS)]
        return ".".join([*reversed(around), self.node.name])

    @measured
    def is_private(self) -> bool:
        """The name begins with one underscore."""
        return self.node.name.startswith("_") and not self.is_dunder

    @measured
    def is_dunder(self) -> bool:
        """The name is `__so__`."""
        return self.node.name.startswith("__") and self.node.name.endswith("__")

    @measured
    def is_nested(self) -> bool:
        """It is defined inside a function."""
        return any(isinstance(up, FUNCTIONS) for up in self.site.tree.ancestors(self.node))

    @measured
    def decorators(self) -> tuple[str, ...]:
        """Canonical names of the decorators (as written where unknown), without their arguments."""
        targets = (each.func if isinstance(each, ast.Call) else each for each in self.node.decorator_list)
        return tuple(self._written(target) or "?" for target in targets)

    def _written(self, name: ast.expr | None) -> str | None:
        """Canonical name, as written where unknown."""
        return self.site.names.resolve(name) or dotted(name)

    @measured
    def docstring(self) -> str:
        """The docstring, "" without one."""
        node = docstring_node(self.node)
        return node.value.value if node else ""  # type: ignore[attr-defined]  # docstring_node says so

    @measured
    def code_lines(self) -> int:
        """Lines from the first statement after the docstring to the end."""
        body = self.statements
        return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0

    @kept
    def statements(self) -> list[ast.stmt]:
        """The body after the docstring."""
        return self.node.body[1:] if docstring_node(self.node) else self.node.body

    @kept
    def own(self) -> list[ast.AST]:
        return own_nodes(self.site, self.node)


class FunctionView(DefinitionView):
    """A function or method."""

    node: Function

    @kept
    def bindings(self) -> Bindings:
        return Bindings(self.site, self.node)

    @measured
    def is_async(self) -> bool:
        """`async def`."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @measured
    def class_(self) -> ClassView | None:
        """The class it is a method of."""
        up = self.site.tree.parent.get(self.node)
        while isinstance(up, ast.If | ast.Try | ast.With):
            up = self.site.tree.parent.get(up)
        return self.site.class_(up) if isinstance(up, ast.ClassDef) else None

    @measured
    def is_method(self) -> bool:
        """It is defined in a class body."""
        return self.class_ is not None

    @measured
    def is_test(self) -> bool:
        """pytest or unittest would collect it by its name: `test_…` at module level or in a class of tests."""
        name = self.node.name
        if not (name.startswith("test_") or name == "test" or (self.is_method and name.startswith("test"))):
            return False
        return not self.is_nested and (self.class_ is None or self.class_.is_test)

    @measured
    def is_abstract(self) -> bool:
        """Decorated as abstract."""
        return any(name in _ABSTRACT or name.endswith("abstractmethod") for name in self.decorators)

    @measured
    def is_overload(self) -> bool:
        """Decorated with typing.overload."""
        return any(name.rpartition(".")[2] == "overload" for name in self.decorators)

    @measured
    def is_property(self) -> bool:
        """A property, cached property, setter or deleter."""
        return any(
            name.rpartition(".")[2].endswith(("property", "setter", "deleter", "getter")) for name in self.decorators
        )

    @measured
    def parameters(self) -> tuple[str, ...]:
        """Names of its parameters, without a method's first and without * and **."""
        given = self.node.args
        positional = [*given.posonlyargs, *given.args]
        if self.is_method and positional and "staticmethod" not in self.decorators:
            positional = positional[1:]
        return tuple(each.arg for each in (*positional, *given.kwonlyargs))

    @measured
    def takes_any_keywords(self) -> bool:
        """It has `**kwargs`."""
        return self.node.args.kwarg is not None

    @measured
    def unread_parameters(self) -> tuple[str, ...]:
        """Parameters its body never reads."""
        read = {node.id for each in self.node.body for node in ast.walk(each) if isinstance(node, ast.Name)}
        return tuple(name for name in self.parameters if name not in read)

    @measured
    def returns_annotation(self) -> str:
        """The annotation of the result as written, "" without one."""
        return ast.unparse(self.node.returns) if self.node.returns else ""

    @measured
    def returns(self) -> tuple[ExpressionView, ...]:
        """The values of its own return statements."""
        return tuple(
            ExpressionView(self.site, node.value) for node in self.own if isinstance(node, ast.Return) and node.value
        )

    @measured
    def awaits(self) -> bool:
        """Its own body holds await, async for, async with or an asynchronous comprehension."""
        return any(
            isinstance(node, _SUSPENDING) or (isinstance(node, ast.comprehension) and bool(node.is_async))
            for node in self.own
        )

    @measured
    def yields(self) -> bool:
        """It is a generator."""
        return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in self.own)

    @measured
    def raises(self) -> tuple[str, ...]:
        """Names of the exceptions its own body raises; "" for a bare raise."""
        raised = (node.exc for node in self.own if isinstance(node, ast.Raise))
        return tuple(self._written(each.func if isinstance(each, ast.Call) else each) or "" for each in raised)

    @measured
    def assertions(self) -> int:
        """How many assert statements it holds, nested functions included."""
        return sum(isinstance(node, ast.Assert) for node in ast.walk(self.node))

    @measured
    def calls(self) -> tuple[str, ...]:
        """Canonical names (else the last part) of what it calls, nested functions included."""
        found: dict[str, None] = {}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Call):
                name = canonical(self.site, node.func) or last_name(node.func)
                if name:
                    found[name] = None
        return tuple(found)

    @measured
    def called_names(self) -> tuple[str, ...]:
        """The last part of everything it calls, nested functions included: "get" for `client.get()`."""
        found = {last_name(node.func): None for node in ast.walk(self.node) if isinstance(node, ast.Call)}
        return tuple(name for name in found if name)

    @measured
    def mentions(self) -> tuple[str, ...]:
        """Every name and attribute in its body."""
        found: dict[str, None] = {}
        for statement in self.statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    found[node.id] = None
                elif isinstance(node, ast.Attribute):
                    found[node.attr] = None
        return tuple(found)

    @measured
    def stub_kind(self) -> str:
        """What the whole body is: "docstring", "pass", "ellipsis", "not-implemented", "constant" (or a dictionary
        of such), "empty" (an empty literal, zero or ""), "none" (return or return None), "print", "" for real work."""
        body = self.statements
        if not body:
            return "docstring"
        if len(body) > 1:
            return _print_then_stub(body)
        return _stub_kind(body[0])

    @measured
    def promises(self) -> bool:
        """Its name or docstring begins with a verb of work: verify, compute, send, render, …"""
        return promises_by_name(self.node.name) or promises_by_docstring(self.docstring)

    @measured
    def docstring_promises(self) -> bool:
        """Its docstring begins with a verb of work and says on what."""
        return promises_by_docstring(self.docstring)

    @measured
    def is_excused(self) -> bool:
        """Its name, its class or a docstring says that doing nothing is right: a hook, a null object, a default."""
        around = self.class_
        text = " ".join((self.docstring, around.docstring if around else "", *self.comments))
        return excused(self.node.name, around.name if around else "", text)

    @measured
    def says_not_yet(self) -> bool:
        """A comment in its body, its docstring or its NotImplementedError says that the work is to come."""
        raised = [
            str(argument.value)
            for node in self.own
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
            for argument in node.exc.args
            if isinstance(argument, ast.Constant)
        ]
        return any(says_not_yet(text) for text in (*raised, *self.comments, self.docstring))

    @measured
    def is_called_by_its_class(self) -> bool:
        """A method of its class calls it on self or hands it over: a step that subclasses may fill."""
        return self.class_ is not None and self.node.name in self.class_.called_on_self

    @measured
    def promises_value(self) -> bool:
        """Its annotation says that it returns something other than None."""
        wanted = self.returns_annotation
        return bool(wanted) and wanted not in ("None", "NoReturn", "Never", "'None'") and "None" not in wanted

    @measured
    def comments(self) -> tuple[str, ...]:
        """The comments in its body."""
        start, end = self.lines()
        return tuple(each.text for each in self.site.parsed.comments if start < each.line <= end)


class ClassView(DefinitionView):
    """A class."""

    node: ast.ClassDef

    @measured
    def bases(self) -> tuple[str, ...]:
        """Canonical names of its bases (as written where unknown), without type arguments."""
        targets = (base.value if isinstance(base, ast.Subscript) else base for base in self.node.bases)
        return tuple(self._written(target) or "?" for target in targets)

    @measured
    def is_protocol(self) -> bool:
        """Derives from typing.Protocol."""
        return any(base.rpartition(".")[2] == "Protocol" for base in self.bases)

    @measured
    def is_abstract(self) -> bool:
        """Derives from abc.ABC, has ABCMeta as its metaclass, or has an abstract method."""
        if any(base in ("abc.ABC", "ABC") for base in self.bases):
            return True
        if any(kw.arg == "metaclass" and "ABCMeta" in ast.unparse(kw.value) for kw in self.node.keywords):
            return True
        return any(self.site.function(each).is_abstract for each in self.node.body if isinstance(each, FUNCTIONS))

    @measured
    def is_test(self) -> bool:
        """pytest or unittest would collect it: `Test…`, or a base whose name ends in TestCase or Tests."""
        return self.node.name.startswith("Test") or any(
            base.endswith(("TestCase", "Tests", "Test")) for base in self.bases
        )

    @measured
    def is_exception(self) -> bool:
        """A base's name ends in Error, Exception or Warning."""
        return any(base.endswith(("Error", "Exception", "Warning")) for base in self.bases)

    @measured
    def methods(self) -> tuple[str, ...]:
        """Names of the functions its body defines."""
        return tuple(each.name for each in self.node.body if isinstance(each, FUNCTIONS))

    @kept
    def called_on_self(self) -> frozenset[str]:
        """Names of the methods it calls or hands over by self."""
        used = (node for node in ast.walk(self.node) if isinstance(node, ast.Attribute))
        return frozenset(
            each.attr for each in used if isinstance(each.ctx, ast.Load) and dotted(each.value) in ("self", "cls")
        )

    @kept
    def built(self) -> dict[str, str]:
        """For `self.name` assigned once in the class from one call: the canonical name of the call, with "()"."""
        found: dict[str, list[ast.expr]] = {}
        start, end = self.site.tree.span(self.node)
        for node in self.site.tree.nodes[start:end]:
            kind = node.__class__
            if kind is ast.Assign or kind is ast.AnnAssign:
                for name, value in _set_on_self(node):
                    found.setdefault(name, []).append(value)
        names = self.site.names
        built = {}
        for name, values in found.items():
            value = values[0]
            if len(values) == 1 and isinstance(value, ast.Call) and (callee := names.resolve(value.func)):
                built[name] = f"{callee}()"
        return built


def _set_on_self(node: ast.AST) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign) and node.value:
        targets, value = [node.target], node.value
    else:
        return []
    return [(each.attr, value) for each in targets if isinstance(each, ast.Attribute) and dotted(each.value) == "self"]


def _stub_kind(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Pass):
        return "pass"
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return "not-implemented" if dotted(raised) == "NotImplementedError" else ""
    if isinstance(statement, ast.Return):
        return _returned_kind(statement.value)
    if isinstance(statement, ast.Expr):
        value = statement.value
        if isinstance(value, ast.Constant):
            return "ellipsis" if value.value is ... else "docstring"
        if isinstance(value, ast.Call) and dotted(value.func) == "print":
            return (
                ""
                if any(isinstance(each, ast.Call) for argument in value.args for each in ast.walk(argument))
                else "print"
            )
    return ""


def _returned_kind(value: ast.expr | None) -> str:
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return "none"
    if isinstance(value, ast.Constant):
        return "constant" if value.value else "empty" if not isinstance(value.value, bool) else "constant"
    if isinstance(value, ast.List | ast.Tuple | ast.Set) and not value.elts:
        return "empty"
    if isinstance(value, ast.Dict) and not value.keys:
        return "empty"
    if isinstance(value, ast.Dict) and all(isinstance(each, ast.Constant) for each in (*value.keys, *value.values)):
        return "constant"
    if isinstance(value, ast.Call) and not value.args and not value.keywords and dotted(value.func) in _EMPTY_CALLS:
        return "empty"
    return ""


_EMPTY_CALLS = ("list", "dict", "set", "tuple", "str", "bytes")


def _print_then_stub(body: list[ast.stmt]) -> str:
    """A lone print (or log line) before a stub is still a stub."""
    if len(body) == 2 and _stub_kind(body[0]) == "print":
        return _stub_kind(body[1])
    return ""
