"""Async functions, as rules ask about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import Site
from debtscan.rules.conditions import measured


class CoroutineView(FunctionView):
    """An async function or method."""

    node: ast.AsyncFunctionDef

    @measured
    def is_handed_over(self) -> bool:
        """The file uses its name other than to await its call: as a callback, in a table, in `__all__`, or hands the
        call's coroutine on. Whoever takes it may need one."""
        tree, name = self.site.tree, self.node.name
        uses: list[ast.expr] = [
            node for node in tree.of(ast.Name) if node.id == name and isinstance(node.ctx, ast.Load)
        ]
        uses += [node for node in tree.of(ast.Attribute) if node.attr == name]
        for node in uses:
            up = tree.parent[node]
            is_call = isinstance(up, ast.Call) and up.func is node
            if not is_call or not isinstance(tree.parent[up], ast.Await):
                return True
        return name in self.site.exported or any(node.value == name for node in tree.of(ast.Constant))

    @measured
    def has_namesake(self) -> bool:
        """Another class of the file has an async method of its name: one interface, though none declares it."""
        own = self.node
        same = (node for node in self.site.tree.of(ast.AsyncFunctionDef) if node.name == own.name and node is not own)
        return self.is_method and any(isinstance(self.site.tree.parent[node], ast.ClassDef) for node in same)


def coroutines(site: Site) -> Iterator[CoroutineView]:
    for node in site.tree.of(ast.AsyncFunctionDef):
        yield CoroutineView(site, node)
