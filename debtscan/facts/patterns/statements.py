"""Imports, assignments and decorators as rules ask about them."""

from __future__ import annotations

import ast

from debtscan.facts.names import dotted
from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.expressions import ExpressionView
from debtscan.facts.patterns.functions import ClassView, FunctionView
from debtscan.facts.patterns.view import Site, View, last_name, one_line
from debtscan.facts.tree import FUNCTIONS
from debtscan.model import Import
from debtscan.rules.conditions import measured


class ImportView(View):
    """One name of an import statement."""

    def __init__(self, site: Site, item: Import) -> None:
        self.site = site
        self.item = item

    def lines(self) -> tuple[int, int]:
        return self.item.line, self.item.line

    def content(self) -> str:
        return f"{'.' * self.item.level}{self.item.module} {self.item.name} {self.item.alias}"

    @measured
    def module(self) -> str:
        """The module, "" for `from . import name`."""
        return self.item.module

    @measured
    def name(self) -> str:
        """The name taken from the module, "" for `import module`."""
        return self.item.name

    @measured
    def alias(self) -> str:
        """The name after `as`, "" without."""
        return self.item.alias

    @measured
    def level(self) -> int:
        """How many dots lead it: 0 for an absolute import."""
        return self.item.level

    @measured
    def is_guarded(self) -> bool:
        """Under try/except ImportError, TYPE_CHECKING or a version check."""
        return self.item.guarded


class AssignView(View):
    """An assignment to names, attributes or items; an annotated one, and a keyword default, count too."""

    node: ast.Assign | ast.AnnAssign

    @measured
    def target(self) -> str:
        """The last part of the (first) target: "token" for `self.token = …`; the key for `config["token"] = …`."""
        target = self._targets[0]
        if isinstance(target, ast.Subscript):
            key = target.slice
            return str(key.value) if isinstance(key, ast.Constant) else ""
        return last_name(target)

    @measured
    def code(self) -> str:
        """Its code on one line, cut after 80 characters."""
        return one_line(self.node)

    @measured
    def target_kind(self) -> str:
        """ "name", "attribute", "item" or "other" (unpacking)."""
        kinds = {ast.Name: "name", ast.Attribute: "attribute", ast.Subscript: "item"}
        return kinds.get(type(self._targets[0]), "other")

    @measured
    def value(self) -> ExpressionView | None:
        """The value."""
        return ExpressionView(self.site, self.node.value) if self.node.value else None

    @measured
    def annotation(self) -> str:
        """The annotation as written, "" without."""
        return ast.unparse(self.node.annotation) if isinstance(self.node, ast.AnnAssign) else ""

    @measured
    def scope(self) -> str:
        """ "module", "class" or "function"."""
        around = self.site.tree.definition(self.node)
        return "module" if around is None else "function" if isinstance(around, FUNCTIONS) else "class"

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in."""
        return self.site.function_around(self.node)

    @measured
    def class_(self) -> ClassView | None:
        """The class whose body it stands in."""
        around = self.site.tree.definition(self.node)
        return self.site.class_(around) if isinstance(around, ast.ClassDef) else None

    @property
    def _targets(self) -> list[ast.expr]:
        return self.node.targets if isinstance(self.node, ast.Assign) else [self.node.target]


class DecoratorView(View):
    """One decorator of a function or class."""

    node: ast.expr

    @measured
    def resolves_to(self) -> str | None:
        """Canonical dotted name, as written where unknown."""
        target = self.node.func if isinstance(self.node, ast.Call) else self.node
        return self.site.names.resolve(target) or dotted(target)

    @measured
    def call(self) -> CallView | None:
        """The decorator's own call, when it takes arguments."""
        return CallView(self.site, self.node) if isinstance(self.node, ast.Call) else None

    @measured
    def function(self) -> FunctionView | None:
        """The function it decorates."""
        owner = self.site.tree.parent[self.node]
        return self.site.function(owner) if isinstance(owner, FUNCTIONS) else None

    @measured
    def class_(self) -> ClassView | None:
        """The class it decorates."""
        owner = self.site.tree.parent[self.node]
        return self.site.class_(owner) if isinstance(owner, ast.ClassDef) else None


class ReturnView(View):
    """A return statement with a value."""

    node: ast.Return

    @measured
    def value(self) -> ExpressionView:
        """What it returns."""
        assert self.node.value
        return ExpressionView(self.site, self.node.value)

    @measured
    def function(self) -> FunctionView | None:
        """The function it leaves."""
        return self.site.function_around(self.node)
