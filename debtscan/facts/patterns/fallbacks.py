"""Chains of alternatives for one value: `a or b or c or d`, guessed shapes one after another, tries within handlers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscan.facts.names import dotted
from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import Site, View, last_name
from debtscan.facts.tree import FUNCTIONS
from debtscan.rules.conditions import measured

_CHOICES = (
    ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Constant | ast.List | ast.Dict | ast.Await | ast.JoinedStr
)

_PREDICATES = ("is", "has", "can", "should", "any", "all", "startswith", "endswith", "callable", "match")


class FallbackView(View):
    """A value with alternatives."""

    def __init__(self, site: Site, node: ast.AST, form: str, alternatives: int) -> None:
        super().__init__(site, node)
        self._form, self._alternatives = form, alternatives

    def lines(self) -> tuple[int, int]:
        start, end = super().lines()
        return (start, end) if self._form == "or" else (start, min(end, start))

    @measured
    def form(self) -> str:
        """One of "or" (a or b), "get" (nested defaults of get or getattr), "shapes" (a ladder of hasattr and `in`
        tests), "tries" (try inside except)."""
        return self._form

    @measured
    def alternatives(self) -> int:
        """How many ways to the value there are."""
        return self._alternatives

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in."""
        return self.site.function_around(self.node)


def fallbacks(site: Site) -> Iterator[FallbackView]:
    for choice in site.tree.of(ast.BoolOp):
        if isinstance(choice.op, ast.Or) and _is_value(site, choice) and all(map(_is_choice, choice.values)):
            yield FallbackView(site, choice, "or", len(choice.values))
    for call in site.tree.of(ast.Call):
        if _default(call) is not None and not _is_default(site, call):
            yield FallbackView(site, call, "get", _depth_of_gets(call))
    for ladder in site.tree.of(ast.If):
        steps = _ladder(site, ladder)
        if steps:
            yield FallbackView(site, ladder, "shapes", steps)
    for attempt in site.tree.of(ast.Try):
        if not _may_fail(attempt) and not any(isinstance(up, ast.ExceptHandler) for up in _around(site, attempt)):
            yield FallbackView(site, attempt, "tries", _depth_of_tries(attempt))


def _around(site: Site, node: ast.AST) -> Iterator[ast.AST]:
    for up in site.tree.ancestors(node):
        if isinstance(up, FUNCTIONS):
            return
        yield up


def _is_value(site: Site, node: ast.AST) -> bool:
    """Not a condition: it is assigned, returned or passed on."""
    up = site.tree.parent.get(node)
    return isinstance(
        up, ast.Assign | ast.AnnAssign | ast.Return | ast.Call | ast.keyword | ast.Await | ast.Dict | ast.NamedExpr
    )


def _is_choice(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        return not name.startswith(
            ("is", "has", "can", "should", "any", "all", "startswith", "endswith", "callable", "match")
        )
    if isinstance(node, ast.Name | ast.Attribute):
        return not last_name(node).startswith(("is_", "has_", "can_", "should_"))
    return isinstance(node, _CHOICES)


def _default(node: ast.expr) -> ast.expr | None:
    """The default given to `get` or `getattr`."""
    if isinstance(node, ast.Call) and len(node.args) in (2, 3):
        wanted = "get" if len(node.args) == 2 else "getattr"
        return node.args[-1] if last_name(node.func) == wanted else None
    return None


def _is_default(site: Site, node: ast.Call) -> bool:
    up = site.tree.parent.get(node)
    return isinstance(up, ast.Call) and _default(up) is node


def _depth_of_gets(node: ast.expr) -> int:
    depth, at = 0, node
    while (inner := _default(at)) is not None:
        depth, at = depth + 1, inner
    last = isinstance(at, ast.Call) and last_name(at.func) in ("get", "getattr")
    return depth + last


def _ladder(site: Site, node: ast.If) -> int:
    """Steps of a ladder (if/elif, or ifs in a row that leave) in which every test guesses the shape of one value."""
    if _is_later_step(site, node):
        return 0
    steps, subjects, guesses = 0, set(), 0
    at: ast.If | None = node
    while at is not None:
        subject, guessed = _guess(at)
        if not subject:
            break
        steps, guesses = steps + 1, guesses + guessed
        subjects.add(subject)
        at = _next_step(site, at)
    return steps if len(subjects) == 1 and guesses >= 2 else 0


def _next_step(site: Site, node: ast.If) -> ast.If | None:
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return node.orelse[0]
    following = _neighbour(site, node, 1)
    leaves = not node.orelse and isinstance(node.body[-1], ast.Return)
    return following if leaves and isinstance(following, ast.If) else None


def _is_later_step(site: Site, node: ast.If) -> bool:
    up = site.tree.parent.get(node)
    if isinstance(up, ast.If) and up.orelse == [node]:
        return True
    before = _neighbour(site, node, -1)
    return isinstance(before, ast.If) and _next_step(site, before) is node and bool(_guess(before)[0])


def _neighbour(site: Site, node: ast.stmt, step: int) -> ast.stmt | None:
    """The statement before or after one in its block."""
    block: list[ast.stmt] = getattr(site.tree.parent.get(node), "body", [])
    if not isinstance(block, list) or node not in block:
        return None
    at = block.index(node) + step
    return block[at] if 0 <= at < len(block) else None


def _guess(step: ast.If) -> tuple[str, bool]:
    """The value a test asks about, and whether by guessing an attribute or a key (isinstance is dispatch on type)."""
    test = step.test.values[0] if isinstance(step.test, ast.BoolOp) else step.test
    if isinstance(test, ast.Call) and test.args and last_name(test.func) in ("hasattr", "isinstance"):
        return dotted(test.args[0]) or "", last_name(test.func) == "hasattr"
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In) and isinstance(test.left, ast.Constant):
        subject = dotted(test.comparators[0]) or ""
        return (subject, True) if _takes_item(step.body, subject) else ("", False)
    return "", False


def _takes_item(body: list[ast.stmt], subject: str) -> bool:
    """Whether a step reads an item of the value; else the value is text that is searched."""
    return any(
        isinstance(node, ast.Subscript) and dotted(node.value) == subject for each in body for node in ast.walk(each)
    )


def _may_fail(node: ast.Try) -> bool:
    """Nothing is guessed: a handler raises in the end, or it is one optional import after another."""
    if isinstance(node.body[0], ast.Import | ast.ImportFrom):
        return True
    return any(isinstance(each, ast.Raise) for handler in node.handlers for each in ast.walk(handler))


def _depth_of_tries(node: ast.Try) -> int:
    """The try itself, and the longest row of tries each inside a handler of the one before."""
    inner = [
        _depth_of_tries(each)
        for handler in node.handlers
        for statement in handler.body
        for each in ([statement] if isinstance(statement, ast.Try) else [])
    ]
    return 1 + max(inner, default=0)
