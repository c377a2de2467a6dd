"""Votes for the functions that call one thing of another module for their callers, and return what it gives.

`def get_session(): session = requests.Session(); session.headers.update(HEADERS); return session` wraps the API
`requests.Session`. What it is given comes from parameters, constants and settings as they are: whoever computes more
does a job of its own.
"""

import ast

from debtscan.facts.choices.votes import Function, Votes
from debtscan.facts.tree import docstring_node

_MOST_STATEMENTS = 8
_NO_API = ("typing", "typing_extensions", "dataclasses", "collections", "functools", "itertools", "operator", "enum",
           "abc", "types", "copy", "math", "contextlib", "warnings", "textwrap")  # fmt: skip
_BINDING = (ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor)
_PLAIN = (ast.Name, ast.Constant, ast.Attribute, ast.Starred, ast.keyword, ast.List, ast.Tuple, ast.Dict)


def vote(votes: Votes) -> None:
    for node in votes.tree.module.body:
        if isinstance(node, Function) and not node.decorator_list and (api := _wrapped(votes, node)):
            votes.add("texts.wrapper", f"{node.name} {api}", node.lineno)


def _wrapped(votes: Votes, node: Function) -> str:
    """The canonical name of what it wraps, then the names of the arguments it gives, "**" for any; "" of none."""
    body = node.body[1:] if docstring_node(node) else node.body
    end = body[-1] if body else None
    given = _given(body, end.value) if isinstance(end, ast.Return) and len(body) <= _MOST_STATEMENTS else None
    if (
        given is None
        or _leaves_before(votes, node)
        or not all(_is_plain(each) for each in (*given.args, *(each.value for each in given.keywords)))
    ):
        return ""
    named = votes.parsed.names.resolve(given.func) or ""
    is_api = "." in named and not named.startswith(".") and named.partition(".")[0] not in _NO_API
    if not is_api or not _is_imported(votes, given.func):
        return ""
    return " ".join([named, *sorted(each.arg or "**" for each in given.keywords)])


def _leaves_before(votes: Votes, node: Function) -> bool:
    start, stop = votes.tree.span(node)
    return sum(isinstance(each, ast.Return) for each in votes.tree.nodes[start:stop]) > 1


def _given(body: list[ast.stmt], value: ast.expr | None) -> ast.Call | None:
    """The call whose result is returned, directly or by a name that is bound once."""
    if isinstance(value, ast.Name):
        bound = [node for each in body for node in ast.walk(each) if _binds(node, value.id)]
        value = bound[0].value if len(bound) == 1 and isinstance(bound[0], ast.Assign) and bound[0] in body else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) else None


def _binds(node: ast.AST, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, _BINDING) else []
    return any(isinstance(each, ast.Name) and each.id == name for each in targets)


def _is_plain(value: ast.expr) -> bool:
    return all(isinstance(each, (*_PLAIN, ast.expr_context)) for each in ast.walk(value))


def _is_imported(votes: Votes, function: ast.expr) -> bool:
    while isinstance(function, ast.Attribute):
        function = function.value
    bound = {each.alias or each.name or each.module.partition(".")[0] for each in votes.parsed.names.imports}
    return isinstance(function, ast.Name) and function.id in bound
