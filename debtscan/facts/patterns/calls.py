"""Calls as rules ask about them."""

from __future__ import annotations

import ast
from itertools import takewhile

from debtscan.facts.names import dotted
from debtscan.facts.patterns.expressions import ExpressionView, bindings_around, canonical
from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import View, ancestors_in_function, inside_statement, last_name, one_line
from debtscan.rules.conditions import asked, kept, measured

_LOOPS = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.comprehension,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


class CallView(View):
    """A call."""

    node: ast.Call

    @measured
    def name(self) -> str:
        """The last part of the callee as written: "get" for `client.get()`."""
        return last_name(self.node.func)

    @measured
    def resolves_to(self) -> str | None:
        """Canonical dotted name of the callee through imports and single assignments: "subprocess.run",
        "httpx.Client().get" after `client = httpx.Client()`; none when not known."""
        return canonical(self.site, self.node.func)

    @measured
    def callee(self) -> str:
        """The callee as written, "" when it is not a dotted name."""
        return dotted(self.node.func) or ""

    @measured
    def receiver(self) -> ExpressionView | None:
        """What the method is called on."""
        return ExpressionView(self.site, self.node.func.value) if isinstance(self.node.func, ast.Attribute) else None

    @measured
    def arguments(self) -> tuple[ExpressionView, ...]:
        """The values of all arguments, keywords too."""
        values = [*self.node.args, *(each.value for each in self.node.keywords)]
        return tuple(ExpressionView(self.site, value) for value in values)

    @measured
    def positional(self) -> int:
        """How many arguments are given by position."""
        return len(self.node.args)

    @measured
    def first(self) -> ExpressionView | None:
        """The first argument by position."""
        given = self.node.args
        return ExpressionView(self.site, given[0]) if given and not isinstance(given[0], ast.Starred) else None

    @measured
    def second(self) -> ExpressionView | None:
        """The second argument by position."""
        given = self.node.args
        plain = len(given) > 1 and not any(isinstance(each, ast.Starred) for each in given[:2])
        return ExpressionView(self.site, given[1]) if plain else None

    @measured
    def keyword(self) -> dict[str, ExpressionView]:
        """The keyword arguments by name, those of a `**{literal}` in scope included."""
        return {name: ExpressionView(self.site, value) for name, value in self._keywords.items()}

    @measured
    def keywords(self) -> tuple[str, ...]:
        """The names of its keyword arguments."""
        return tuple(self._keywords)

    @measured
    def has_unknown_keywords(self) -> bool:
        """It passes `**something` that is no literal in scope: any keyword may be among them."""
        return self._unknown

    @asked(str)
    def missing_kwargs(self, names: tuple[str, ...]) -> bool:
        """None of these keywords is given, for certain: `**unknown` abstains."""
        return not self._unknown and not any(name in self._keywords for name in names)

    @measured
    def is_awaited(self) -> bool:
        """`await` stands before it."""
        return isinstance(self.site.tree.parent.get(self.node), ast.Await)

    @measured
    def code(self) -> str:
        """Its code on one line, cut after 80 characters."""
        return one_line(self.node)

    @measured
    def is_discarded(self) -> bool:
        """Nothing uses its result."""
        return isinstance(self.site.tree.parent.get(self.node), ast.Expr)

    @measured
    def in_loop(self) -> bool:
        """A loop or comprehension of the same function repeats it."""
        return any(isinstance(up, _LOOPS) for up in ancestors_in_function(self.site, self.node))

    @measured
    def in_lambda(self) -> bool:
        """A lambda holds it: it does not run where it stands."""
        return any(isinstance(whole, ast.Lambda) for _, whole in inside_statement(self.site, self.node))

    @measured
    def argument_of(self) -> tuple[str, ...]:
        """Canonical names (else the last part) of the calls whose arguments it stands in, innermost first."""
        around = takewhile(lambda each: not isinstance(each[1], ast.Lambda), inside_statement(self.site, self.node))
        callees = (call.func for part, call in around if isinstance(call, ast.Call) and call.func is not part)
        return tuple(canonical(self.site, callee) or last_name(callee) for callee in callees)

    @measured
    def within(self) -> tuple[str, ...]:
        """Canonical names of the context managers whose `with` blocks hold it in this function."""
        found = []
        for up in ancestors_in_function(self.site, self.node):
            if isinstance(up, ast.With | ast.AsyncWith):
                for item in up.items:
                    value = item.context_expr
                    target = value.func if isinstance(value, ast.Call) else value
                    found.append(canonical(self.site, target) or last_name(target))
        return tuple(found)

    @measured
    def assigned_to(self) -> str:
        """The last part of the name or attribute its result is bound to directly (awaited or not), "" else."""
        up = self.site.tree.parent.get(self.node)
        if isinstance(up, ast.Await):
            up = self.site.tree.parent.get(up)
        if isinstance(up, ast.Assign):
            return last_name(up.targets[0])
        return last_name(up.target) if isinstance(up, ast.AnnAssign | ast.NamedExpr) else ""

    @measured
    def is_returned(self) -> bool:
        """Its result is part of what the function returns, directly or through one name, and not only compared."""
        if any(isinstance(whole, ast.Compare) for _, whole in inside_statement(self.site, self.node)):
            return False
        statement = next((up for up in self.site.tree.ancestors(self.node) if isinstance(up, ast.stmt)), None)
        if isinstance(statement, ast.Assign) and self.function is not None:
            target = last_name(statement.targets[0])
            return any(target in returned.mentions for returned in self.function.returns)
        return isinstance(statement, ast.Return)

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in (nested ones and lambdas run later: see `in_lambda`)."""
        return self.site.function_around(self.node)

    @kept
    def _keywords(self) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for each in self.node.keywords:
            if each.arg:
                found[each.arg] = each.value
            else:
                found.update(self._literal(each.value) or {})
        return found

    @kept
    def _unknown(self) -> bool:
        return any(each.arg is None and self._literal(each.value) is None for each in self.node.keywords)

    def _literal(self, node: ast.expr) -> dict[str, ast.expr] | None:
        """The entries of a dictionary literal, written here or bound once to a name."""
        value: ast.expr | None = node
        if isinstance(node, ast.Name):
            value = bindings_around(self.site, node).only(node.id)
        if not isinstance(value, ast.Dict):
            return None
        names = [str(key.value) for key in value.keys if isinstance(key, ast.Constant)]
        return dict(zip(names, value.values, strict=True)) if len(names) == len(value.keys) else None
