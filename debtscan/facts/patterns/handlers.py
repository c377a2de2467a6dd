"""Exception handlers as rules ask about them."""

from __future__ import annotations

import ast

from debtscan.facts.names import dotted
from debtscan.facts.patterns.expressions import ExpressionView, is_constant
from debtscan.facts.patterns.functions import FunctionView
from debtscan.facts.patterns.view import View, last_name, one_line, walk_own
from debtscan.rules.conditions import kept, measured

_BROAD = frozenset({"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"})
_LEVELS = {"debug": 1, "info": 2, "warn": 3, "warning": 3, "error": 4, "exception": 5, "critical": 5, "fatal": 5}
_REPORTING = frozenset({"traceback.print_exc", "traceback.format_exc", "traceback.print_exception", "sys.exc_info",
                        "warnings.warn", "logging.exception", "sys.exit", "os._exit", "os.abort", "exit", "quit",
                        "pytest.fail", "pytest.skip", "pytest.xfail", "faulthandler.dump_traceback"})  # fmt: skip
_REPORTING_METHODS = frozenset({"fail", "abort", "skipTest", "capture_exception", "captureException",
                                "record_exception", "set_exception", "print_exc", "handle_exception",
                                "handle_error", "handleError",
                                "report_exception", "log_exception", "exc_info", "format_exc"})  # fmt: skip
_GATHERING = frozenset(
    {"append", "add", "put", "put_nowait", "extend", "update", "insert", "setdefault", "increment", "inc"}
)


class HandlerView(View):
    """An `except` clause."""

    node: ast.ExceptHandler

    def content(self) -> str:
        copy = ast.ExceptHandler(type=self.node.type, name=None, body=self.node.body)
        try:
            return ast.unparse(copy)
        except RecursionError:
            return "except"

    @measured
    def types(self) -> tuple[str, ...]:
        """The exceptions caught, canonical; empty for a bare except."""
        caught = self.node.type
        each = caught.elts if isinstance(caught, ast.Tuple) else [caught] if caught else []
        return tuple(self.site.names.resolve(kind) or dotted(kind) or "?" for kind in each)

    @measured
    def code(self) -> str:
        """Its code on one line, cut after 80 characters."""
        return one_line(self.node)

    @measured
    def is_bare(self) -> bool:
        """`except:`."""
        return self.node.type is None

    @measured
    def is_broad(self) -> bool:
        """Bare, Exception, BaseException, or a tuple holding one of them."""
        return self.is_bare or any(kind in _BROAD for kind in self.types)

    @measured
    def is_last(self) -> bool:
        """The last handler of its try."""
        return self._try.handlers[-1] is self.node

    @measured
    def reraises(self) -> bool:
        """Its body can raise by a raise statement of its own."""
        return any(isinstance(node, ast.Raise) for node in self._body)

    @measured
    def uses_exception(self) -> bool:
        """Its body reads the name the exception is bound to."""
        name = self.node.name
        return bool(name) and any(
            isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Load)
            for node in self.node.body
            for each in ast.walk(node)
        )

    @measured
    def logs_level(self) -> int:
        """The highest level it logs at: 0 none, 1 debug, 2 info, 3 warning, 4 error, 5 exception or critical; with
        `exc_info` at least 3."""
        return max((_logged(call) for call in self._calls), default=0)

    @measured
    def reports(self) -> bool:
        """It passes the failure on by other means: prints or formats the traceback, warns, exits, fails a test, sets
        the exception of a future, hands it to an error handler or tracker."""
        return any(self._reporting(call) for call in self._calls)

    @measured
    def records(self) -> bool:
        """It keeps a trace of the failure: counts it, appends to a list, sets an attribute or an item."""
        return any(self._recording(node) for node in self._body)

    @measured
    def substitutes(self) -> bool:
        """It binds a name or returns something other than None: what failed is replaced, well or badly."""
        return any(isinstance(node, ast.Assign | ast.AnnAssign) for node in self._body) or any(
            isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value) for node in self._body
        )

    @measured
    def works(self) -> bool:
        """It does something about it: calls other code than logging, printing, sleeping and cleaning up."""
        return any(not _is_idle_call(call) for call in self._calls)

    @measured
    def prints(self) -> bool:
        """It calls print."""
        return any(dotted(call.func) == "print" for call in self._calls)

    @measured
    def leaves_with(self) -> str:
        """How its body ends: "return", "continue", "break", "raise", or "" (falls through)."""
        names = {ast.Return: "return", ast.Continue: "continue", ast.Break: "break", ast.Raise: "raise"}
        return names.get(type(self.node.body[-1]), "")

    @measured
    def is_empty(self) -> bool:
        """Its body is pass, `...`, strings, continue, break or a return of nothing."""
        return all(_does_nothing(statement) for statement in self.node.body)

    @measured
    def returned(self) -> ExpressionView | None:
        """The value its body ends by returning."""
        last = self.node.body[-1]
        return ExpressionView(self.site, last.value) if isinstance(last, ast.Return) and last.value else None

    @measured
    def fallback(self) -> str:
        """The literal or constant it returns or assigns in place of the value the try block would have made (not None,
        no value that says failure such as an error status, no parameter the caller chose); "" else."""
        node = _returned_fallback(self) or _assigned_fallback(self)
        return ast.unparse(node) if node is not None else ""

    @measured
    def is_status(self) -> bool:
        """It returns, and so does its function, nothing but constants: a health probe, a predicate, an exit status."""
        if self.function is None or not isinstance(self.node.body[-1], ast.Return):
            return False
        inside = {id(node) for node in ast.walk(self.node)}
        value = self.node.body[-1].value
        others = [view.node for view in self.function.returns if id(view.node) not in inside]
        if not others:  # a procedure that says how it went
            return isinstance(value, ast.Constant) and isinstance(value.value, int)
        return all(is_constant(self.site, node) for node in others)

    @measured
    def later_raises(self) -> bool:
        """Code after its try statement in the same function raises: a retry or a search that gives up loudly."""
        end = self._try.end_lineno or 0
        function = self.function
        own = function.own if function else []
        return any(isinstance(node, ast.Raise) and node.lineno > end for node in own)

    @measured
    def tries_imports_only(self) -> bool:
        """The try block only imports."""
        return all(isinstance(node, ast.Import | ast.ImportFrom) for node in self._try.body)

    @measured
    def tries(self) -> tuple[str, ...]:
        """The last part of everything the try block calls."""
        calls = (node for node in walk_own(self._try.body) if isinstance(node, ast.Call))
        return tuple(dict.fromkeys(last_name(call.func) for call in calls))

    @measured
    def function(self) -> FunctionView | None:
        """The innermost function it stands in."""
        return self.site.function_around(self.node)

    @kept
    def _try(self) -> ast.Try:
        return self.site.tree.parent[self.node]  # type: ignore[return-value]  # nothing else holds handlers

    @kept
    def _body(self) -> list[ast.AST]:
        return list(walk_own(self.node.body))

    @kept
    def _calls(self) -> list[ast.Call]:
        return [node for node in self._body if isinstance(node, ast.Call)]

    def _reporting(self, call: ast.Call) -> bool:
        return self.site.names.resolve(call.func) in _REPORTING or last_name(call.func) in _REPORTING_METHODS

    def _recording(self, node: ast.AST) -> bool:
        if isinstance(node, ast.AugAssign):
            return True
        if isinstance(node, ast.Assign):
            return any(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets) or _says_failure(
                node
            )
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GATHERING


_FAILURE_WORDS = ("fail", "err", "bad", "invalid", "broken", "ok", "success", "valid", "status", "last_exc", "problem")


def _says_failure(node: ast.Assign) -> bool:
    """`ok = False`, `failed = True`: a flag that some later line reads."""
    target = node.targets[0]
    return isinstance(target, ast.Name) and any(word in target.id.lower() for word in _FAILURE_WORDS)


def _logged(call: ast.Call) -> int:
    name = last_name(call.func)
    level = _LEVELS.get(name, 0)
    if level == 0 and name == "log" and call.args:
        level = _LEVELS.get(last_name(call.args[0]).lower(), 0)
    if isinstance(call.func, ast.Name):
        level = level if name in ("warn", "warning", "error", "exception") else 0
    traced = any(each.arg == "exc_info" and not _is_false(each.value) for each in call.keywords)
    return max(level, 3 if traced else 0)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


_CLEANUPS = frozenset(
    {"close", "rollback", "cancel", "cleanup", "sleep", "release", "shutdown", "disconnect", "terminate"}
)


def _is_idle_call(call: ast.Call) -> bool:
    name = last_name(call.func)
    return (
        _logged(call) > 0 or name in _CLEANUPS or name == "print" or name in ("str", "repr", "getLogger", "get_logger")
    )


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or _is_none(statement.value)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


# ---------------------------------------------------------------- fallbacks
def _returned_fallback(handler: HandlerView) -> ast.expr | None:
    for node in handler._body:
        if isinstance(node, ast.Return) and node.value is not None and _is_fabricated(handler, node.value):
            return node.value
    return None


def _assigned_fallback(handler: HandlerView) -> ast.expr | None:
    """A literal assigned to a name that the try block assigns too, so that later code cannot tell them apart."""
    tried = {
        target.id
        for node in walk_own(handler._try.body)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in handler.node.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in tried:
            value = node.value
            if _is_fabricated(handler, value) and not (
                isinstance(value, ast.Constant) and isinstance(value.value, bool)
            ):
                return value
    return None


def _is_fabricated(handler: HandlerView, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not None and node.value is not ...
    if isinstance(node, ast.Tuple) and node.elts:
        return (
            not _says_error_status(node) and all(_is_literal(each) for each in node.elts) and not _is_none_tuple(node)
        )
    if isinstance(node, ast.Dict | ast.List | ast.JoinedStr | ast.UnaryOp | ast.Set | ast.Tuple):
        return True
    if isinstance(node, ast.ListComp):  # `[0.0 for _ in texts]`
        return _is_fabricated(handler, node.elt)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):  # `[0.0] * size`
        return isinstance(node.left, ast.List) or isinstance(node.right, ast.List)
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("dict", "list", "set", "tuple", "str") and not node.args and not node.keywords
    return isinstance(node, ast.Name) and node.id.isupper()


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.Dict | ast.List | ast.JoinedStr | ast.UnaryOp)


def _is_none_tuple(node: ast.Tuple) -> bool:
    """`return None, None` and `return False, "why"` say failure."""
    first = node.elts[0]
    return isinstance(first, ast.Constant) and (first.value is None or first.value is False)


def _says_error_status(node: ast.Tuple) -> bool:
    """`return {"error": …}, 500`: an HTTP status no caller takes for success."""
    return any(
        isinstance(each, ast.Constant) and type(each.value) is int and 400 <= each.value < 600 for each in node.elts
    )
