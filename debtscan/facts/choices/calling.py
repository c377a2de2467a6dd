"""Votes cast by calls: logging, resources, `super`, sleeping and testing."""

import ast
from collections.abc import Callable

from debtscan.facts.choices.votes import Votes, called, callee, last
from debtscan.facts.names import dotted
from debtscan.facts.tree import FUNCTIONS

_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_LOGGERS = frozenset(
    {"logger", "log", "LOG", "LOGGER", "_logger", "_log", "logging", "gen_log", "app_log", "access_log"}
)
_MAKERS = ("logging.getLogger", "getLogger", "get_logger", "structlog.get_logger", "logging.get_logger")
_SPEAKING = ("print", "echo", "report", "show", "display", "main", "usage", "help", "dump", "cli", "cmd")
_SLEEPS = frozenset({"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep"})
_TASKS = {"create_task": "create_task", "ensure_future": "ensure_future"}
# Callees whose optional argument a code base either always gives or never.
_ARGUMENTS = {
    "open": ("encoding",), "read_text": ("encoding",), "write_text": ("encoding",), "run": ("check", "timeout"),
    "get": ("timeout",), "post": ("timeout",), "put": ("timeout",), "zip": ("strict",), "warn": ("stacklevel",),
    "dumps": ("ensure_ascii", "sort_keys"), "makedirs": ("exist_ok",), "TemporaryDirectory": ("prefix",),
}  # fmt: skip
# Of unittest; a check that a test class defines itself says more than an assertion could.
_ASSERTED = """
Equal NotEqual True False Is IsNot IsNone IsNotNone In NotIn IsInstance NotIsInstance Greater GreaterEqual Less
LessEqual AlmostEqual NotAlmostEqual Regex NotRegex CountEqual DictEqual ListEqual TupleEqual SetEqual MultiLineEqual
SequenceEqual Raises RaisesRegex Equals ItemsEqual DictContainsSubset
"""
_ASSERTIONS = frozenset(f"assert{each}" for each in _ASSERTED.split())
_CLIENTS = ("requests", "httpx", "session")
_OWNERS = {"run": ("subprocess",), "get": _CLIENTS, "post": _CLIENTS, "put": _CLIENTS, "warn": ("warnings",),
           "dumps": ("json",), "makedirs": ("os",)}  # fmt: skip


def vote(votes: Votes) -> None:
    makers = _dispatch()
    handed = {node.context_expr for node in votes.tree.of(ast.withitem)}
    for node in votes.tree.of(ast.Call):
        name = called(node)
        action = makers.get(name)
        if action is not None:
            action(votes, node, name)
        elif name[:6] == "assert" and name[6:7].isupper():
            _asserting(votes, node, name)
        if name == "open" and isinstance(node.func, ast.Name):
            votes.add("structure.open", "with" if node in handed or _is_handed_on(votes, node) else "bare", node.lineno)
        if name in _ARGUMENTS:
            _arguments(votes, node, name)
    for check in votes.tree.of(ast.Assert):
        votes.add("tests.assertion", "assert", check.lineno)
    for assigned in votes.tree.of(ast.Assign):
        _logger(votes, assigned)


def _dispatch() -> dict[str, Callable[[Votes, ast.Call, str], None]]:
    found: dict[str, Callable[[Votes, ast.Call, str], None]] = dict.fromkeys(_LEVELS, _logging)
    found |= {"print": _print, "super": _super, "type": _nothing, "dict": _empty, "list": _empty, "tuple": _empty}
    found |= {"isinstance": _isinstance, "sleep": _sleep, "raises": _raises, "patch": _mock, "setattr": _mock}
    found |= {"assertRaises": _raises, "assertRaisesRegex": _raises, "now": _now, "utcnow": _now}
    found |= dict.fromkeys(_TASKS, _task)
    return found


def _nothing(_votes: Votes, _node: ast.Call, _name: str) -> None:
    pass


def _is_handed_on(votes: Votes, node: ast.Call) -> bool:
    """Closed at once, returned, stored on an object, or given to something that will close it."""
    up = votes.tree.parent.get(node)
    if isinstance(up, ast.Attribute):
        return up.attr == "close"
    if isinstance(up, ast.Call):
        return called(up) in ("enter_context", "closing") or node in up.args
    if isinstance(up, ast.Assign):
        return any(isinstance(target, ast.Attribute | ast.Subscript) for target in up.targets)
    return isinstance(up, ast.Return | ast.keyword | ast.Yield | ast.IfExp | ast.Lambda)


# ---------------------------------------------------------------- logging
def _logging(votes: Votes, node: ast.Call, name: str) -> None:
    receiver = dotted(node.func.value) if isinstance(node.func, ast.Attribute) else None
    if not receiver:
        return
    owner = last(receiver)
    if owner not in _LOGGERS and not owner.endswith(("logger", "_log")):
        return
    line = node.lineno
    votes.add("logging.output", "log", line)
    votes.add("logging.receiver", "root" if receiver == "logging" else "named", line)
    if name in ("warn", "warning"):
        votes.add("logging.warning", name, line)
    if name == "exception" or (name == "error" and any(each.arg == "exc_info" for each in node.keywords)):
        votes.add("logging.traceback", "exception" if name == "exception" else "exc_info", line)
    said = node.args[1:] if name == "log" else node.args
    if said and (form := _message(said)):
        votes.add("logging.message", form, line)


def _message(said: list[ast.expr]) -> str:
    first = said[0]
    if isinstance(first, ast.JoinedStr):
        return "fstring"
    if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mod):
        return "percent"
    if isinstance(first, ast.Call) and called(first) == "format":
        return "format"
    return "lazy" if isinstance(first, ast.Constant) and len(said) > 1 else ""


def _print(votes: Votes, node: ast.Call, _name: str) -> None:
    """Not where printing is the job: in a command, in a function named after it, to a given file."""
    if not isinstance(node.func, ast.Name) or any(each.arg == "file" for each in node.keywords):
        return
    around = votes.function_around(node)
    if around is None or any(word in around.name.lower() for word in _SPEAKING):
        return
    if any("command" in callee(each) or "option" in callee(each) for each in around.decorator_list):
        return
    votes.add("logging.output", "print", node.lineno)


def _logger(votes: Votes, node: ast.Assign) -> None:
    value, target = node.value, node.targets[0]
    if not (isinstance(value, ast.Call) and isinstance(target, ast.Name) and callee(value) in _MAKERS):
        return
    if votes.tree.definition(node) is not None:
        return
    votes.add("logging.name", target.id, node.lineno)
    argument = value.args[0] if value.args else None
    is_module = isinstance(argument, ast.Name) and argument.id == "__name__"
    origin = "__name__" if is_module else "literal" if isinstance(argument, ast.Constant) else "other"
    votes.add("logging.origin", origin, node.lineno)


# ---------------------------------------------------------------- structure and async
def _super(votes: Votes, node: ast.Call, _name: str) -> None:
    if isinstance(node.func, ast.Name):
        votes.add("structure.super", "arguments" if node.args else "bare", node.lineno)


def _empty(votes: Votes, node: ast.Call, name: str) -> None:
    if isinstance(node.func, ast.Name) and not node.args and not node.keywords and name != "tuple":
        votes.add("structure.empty", "call", node.lineno)


def _isinstance(votes: Votes, node: ast.Call, _name: str) -> None:
    if isinstance(node.func, ast.Name):
        votes.add("structure.type_test", "isinstance", node.lineno)


def _sleep(votes: Votes, node: ast.Call, _name: str) -> None:
    name = callee(node)
    if name in _SLEEPS and isinstance(votes.function_around(node), ast.AsyncFunctionDef):
        votes.add("async.sleep", name, node.lineno)


def _task(votes: Votes, node: ast.Call, name: str) -> None:
    if callee(node) in (f"asyncio.{name}", name, f"loop.{name}"):
        votes.add("async.task", _TASKS[name], node.lineno)


def _now(votes: Votes, node: ast.Call, name: str) -> None:
    if callee(node) in (f"datetime.{name}", f"datetime.datetime.{name}", f"dt.datetime.{name}"):
        zoned = name == "now" and bool(node.args or node.keywords)
        votes.add("idioms.now", "zoned" if zoned else "utcnow" if name == "utcnow" else "naive", node.lineno)


def _arguments(votes: Votes, node: ast.Call, name: str) -> None:
    owners = _OWNERS.get(name)
    if any(each.arg is None for each in node.keywords):
        return
    owner = last(callee(node.func.value)) if isinstance(node.func, ast.Attribute) else ""
    if owners is not None and owner not in owners:
        return
    if name == "open" and (owner or _is_binary(node)):
        return
    given = {each.arg for each in node.keywords}
    for argument in _ARGUMENTS[name]:
        votes.add(f"idioms.argument.{owners[0] + '.' if owners else ''}{name}.{argument}",
                  "given" if argument in given else "missing", node.lineno)  # fmt: skip


def _is_binary(node: ast.Call) -> bool:
    modes = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "mode")]
    return any(isinstance(mode, ast.Constant) and "b" in str(mode.value) for mode in modes)


# ---------------------------------------------------------------- tests
def _asserting(votes: Votes, node: ast.Call, name: str) -> None:
    if name in _ASSERTIONS and isinstance(node.func, ast.Attribute) and callee(node.func.value) == "self":
        votes.add("tests.assertion", "method", node.lineno)


def _raises(votes: Votes, node: ast.Call, name: str) -> None:
    if name == "raises":
        votes.add("tests.raises", "raises", node.lineno)
        return
    votes.add("tests.raises", "method", node.lineno)
    _asserting(votes, node, name)


def _mock(votes: Votes, node: ast.Call, name: str) -> None:
    owner = callee(node)
    if name == "setattr":
        if owner == "monkeypatch.setattr":
            votes.add("tests.mock", "monkeypatch", node.lineno)
    else:
        votes.add("tests.mock", "mocker" if owner.startswith("mocker") else "patch", node.lineno)


def tests(votes: Votes) -> None:
    """How the test functions of a file are held: plain or in classes of unittest."""
    tree = votes.tree
    for node in votes.functions:
        owner = tree.parent[node]
        if isinstance(owner, FUNCTIONS):
            continue
        is_case = isinstance(owner, ast.ClassDef) and any("TestCase" in callee(base) for base in owner.bases)
        if node.name.startswith("test"):
            votes.add("tests.style", "unittest" if is_case else "pytest", node.lineno)
        elif node.name in ("setUp", "setup_method", "setup_class", "setUpClass"):
            votes.add("tests.setup", "hook", node.lineno)
        elif any(last(callee(each)) == "fixture" for each in node.decorator_list):
            votes.add("tests.setup", "fixture", node.lineno)
    for each in tree.of(ast.ClassDef):
        if each.name.startswith("Test") or each.name.endswith(("Test", "Tests", "TestCase")):
            votes.add("tests.class_name", "first" if each.name.startswith("Test") else "last", each.lineno)
