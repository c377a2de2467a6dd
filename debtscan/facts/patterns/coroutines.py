"""Async functions, as rules ask about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import Site, last_name
from debtscan.rules.conditions import measured

# What takes a coroutine, whoever made it.
_TAKING = frozenset(
    """run run_until_complete run_coroutine_threadsafe create_task ensure_future gather wait wait_for shield spawn
    start_soon add_task submit as_completed async_to_sync""".split()  # noqa: SIM905
)


class CoroutineView(FunctionView):
    """An async function or method."""

    node: ast.AsyncFunctionDef

    @measured
    def is_handed_over(self) -> bool:
        """The file uses its name other than to await its call: as a callback, in a table, in `__all__`, or hands the
        call's coroutine on. Whoever takes it may need one."""
        name = self.node.name
        return (
            any(self._takes_more(node) for node in self._uses())
            or name in self.site.exported
            or any(node.value == name for node in self.site.tree.of(ast.Constant))
        )

    def _uses(self) -> Iterator[ast.expr]:
        tree, name = self.site.tree, self.node.name
        yield from (node for node in tree.of(ast.Name) if node.id == name and isinstance(node.ctx, ast.Load))
        if self.is_method:
            yield from (node for node in tree.of(ast.Attribute) if node.attr == name)

    def _takes_more(self, node: ast.expr) -> bool:
        """Whether a use needs more than the result: neither awaited nor a call of some namesake that is not async."""
        call = self.site.tree.parent[node]
        if not isinstance(call, ast.Call) or call.func is not node:
            return True
        up = self.site.tree.parent[call]
        if isinstance(up, ast.Await):
            return False
        if isinstance(up, ast.Call) and call in up.args:
            return last_name(up.func) in _TAKING or self._is_own(node)
        return self._is_own(node)

    def _is_own(self, node: ast.expr) -> bool:
        """By its bare name, or on self: not a method of its name of something else, such as `self.items.get()`."""
        return isinstance(node, ast.Name) or (
            isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        )

    @measured
    def has_namesake(self) -> bool:
        """Another class of the file has an async method of its name: one interface, though none declares it."""
        own = self.node
        same = (node for node in self.site.tree.of(ast.AsyncFunctionDef) if node.name == own.name and node is not own)
        return self.is_method and any(isinstance(self.site.tree.parent[node], ast.ClassDef) for node in same)


def coroutines(site: Site) -> Iterator[CoroutineView]:
    for node in site.tree.of(ast.AsyncFunctionDef):
        yield CoroutineView(site, node)
