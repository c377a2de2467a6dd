"""Votes on exceptions: what is raised, what is caught, and what becomes of it."""

import ast

from debtscan.facts.choices.votes import Votes, called, callee, last
from debtscan.facts.tree import FUNCTIONS

_HANDLING: tuple[type[ast.AST], ...] = (ast.ExceptHandler, *FUNCTIONS, ast.Lambda)
_GENERIC = frozenset({"Exception", "BaseException"})
_BARE = frozenset({"NotImplementedError", "KeyboardInterrupt", "StopIteration", "StopAsyncIteration", "SystemExit"})
_MISSING = ("ImportError", "ModuleNotFoundError")  # what may be absent is asked for like this
_CLEANING = frozenset({"close", "unlink", "remove", "rmtree", "kill", "terminate", "shutdown", "disconnect", "join"})
_LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print_exc"})
_FEW = 2  # statements, of which a comment among them speaks


def vote(votes: Votes) -> None:
    for handler in votes.tree.of(ast.ExceptHandler):
        _handler(votes, handler)
    for node in votes.tree.of(ast.Raise):
        _raise(votes, node)


def _handler(votes: Votes, node: ast.ExceptHandler) -> None:
    line = node.lineno
    votes.add("errors.except", "bare" if node.type is None else "typed", line)
    if node.type is not None and not _passes_on(node):
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = any(last(callee(kind)) in _GENERIC for kind in kinds)
        if not (broad and votes.is_commented(line, line + 1)):  # why, is said at once
            votes.add("errors.broad", "broad" if broad else "specific", line)
    if node.type is not None and last(callee(node.type)) in _MISSING:
        return
    attempt = votes.tree.parent[node]
    tried = [each for each in getattr(attempt, "body", []) if isinstance(each, ast.Expr)]
    if any(isinstance(each.value, ast.Call) and called(each.value) in _CLEANING for each in tried):
        return  # the best that can be done: its failing is no news
    is_silent = all(map(_is_nothing, node.body))
    if not (is_silent and _has_its_reason(votes, node, attempt)):
        votes.add("errors.swallow", "pass" if is_silent else "handled", line)
    if not any(isinstance(each, ast.Raise | ast.Return | ast.Continue | ast.Break) for each in node.body):
        logs = any(isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
                   and called(each.value) in _LOGGING for each in node.body)  # fmt: skip
        votes.add("errors.logged", "logged" if logs else "silent", line)


def _has_its_reason(votes: Votes, node: ast.ExceptHandler, attempt: ast.AST) -> bool:
    """A comment in the handler, or at the one or two lines that are tried; or an `else` for when all goes well."""
    if votes.is_explained(node) or not isinstance(attempt, ast.Try):
        return True
    return bool(attempt.orelse) or (len(attempt.body) <= _FEW and votes.is_explained(attempt))


def _passes_on(node: ast.ExceptHandler) -> bool:
    """It cleans up, and the exception goes on: whatever it is."""
    return isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None


def _is_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is Ellipsis
    )


def _raise(votes: Votes, node: ast.Raise) -> None:
    if node.exc is None:
        return
    raised = _without_traceback(node.exc)
    name = last(callee(raised))
    if not name:
        return
    line = node.lineno
    votes.add("errors.raised", "generic" if name in _GENERIC else "specific", line)
    call = raised if isinstance(raised, ast.Call) else None
    if name[:1].isupper() and name not in _BARE and not (call and (call.args or call.keywords)):
        votes.add("errors.raised_form", "call" if call else "class", line)
    if call and isinstance(votes.around(node, *_HANDLING), ast.ExceptHandler):
        votes.add("errors.cause", "from" if node.cause else "plain", line)
    if call and call.args:
        _message(votes, call.args[0], line)


def _without_traceback(raised: ast.expr) -> ast.expr:
    """`E()` of `E().with_traceback(tb)`."""
    if isinstance(raised, ast.Call) and isinstance(raised.func, ast.Attribute) and called(raised) == "with_traceback":
        return raised.func.value
    return raised


def _message(votes: Votes, said: ast.expr, line: int) -> None:
    if isinstance(said, ast.JoinedStr) and said.values:
        said = said.values[-1] if isinstance(said.values[-1], ast.Constant) else said
    if isinstance(said, ast.Constant) and isinstance(said.value, str) and " " in said.value.strip():
        votes.add("errors.message_end", "period" if said.value.rstrip().endswith((".", "!")) else "open", line)
