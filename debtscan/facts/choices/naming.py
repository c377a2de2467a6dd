"""Votes on names: case, suffixes, verbs, and what the usual variables are called."""

import ast
import re

from debtscan.facts.choices.votes import Function, Votes, callee, last
from debtscan.facts.tree import FUNCTIONS

_CAMEL = re.compile(r"[a-z][A-Z]")
_TEST = re.compile(r"test(?![a-z])")
_PASCAL = re.compile(r"_*[A-Z][A-Za-z0-9]*$")
_UPPER = re.compile(r"_*[A-Z][A-Z0-9_]*$")
# Called by frameworks by these very names; a base class dictates many more (detectors.conventions).
_HOOKS = re.compile(
    r"(setUp|tearDown)(Class|Module|TestData)?$|async(SetUp|TearDown)$|runTest$|addCleanup$"
    r"|format(Time|Exception|Stack)$|makeRecord$|getMessage$|(start|end)(Element|Document|Prefix)|characters$"
    r"|(add|remove)(Filter|Handler)$|isEnabledFor$|(get|set)(Effective)?Level$|(handle|fatal)Error$|hasHandlers$|getChild$"
    r"|(should|do)Rollover$|setFormatter$|add(Error|Failure|Skip|Success|SubTest)$|(start|stop)Test(Run)?$|wasSuccessful$"
    r"|(visit|depart|leave|generic_visit|do|on|handle|assert)_?[A-Z]|assert|do_[A-Z]"
)
_VERBS = {
    "get": "read", "retrieve": "read", "obtain": "read",
    "create": "make", "make": "make", "build": "make", "generate": "make", "construct": "make",
    "delete": "drop", "remove": "drop", "destroy": "drop", "erase": "drop",
    "check": "verify", "validate": "verify", "verify": "verify", "ensure": "verify",
}  # fmt: skip
_PREDICATES = ("is", "has", "can", "should", "was", "are", "needs", "allows", "supports", "contains", "will")
_EXCEPTION_BASE = re.compile(r"(Error|Exception)$")
_CONTROL_FLOW = re.compile(r"^_?(Stop|Skip|Exit|Abort|Break|Continue|Done|Finish)|(Exit|Interrupt|Warning|Signal)$")
_AS_FUNCTION = frozenset({"__call__", "__get__", "__enter__", "__aenter__", "__iter__", "__await__"})
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)
_MADE = ("re.compile", "frozenset")
# What is called otherwise says what it takes: `*paths`, `**headers`.
_STARS = frozenset({
    "args", "arg", "arguments", "argv", "a", "kwargs", "kwarg", "kwds", "kw", "kws", "kargs", "keywords", "k",
})  # fmt: skip


def vote(votes: Votes) -> None:
    for function in votes.functions:
        _function(votes, function)
        _parameters(votes, function)
    for node in votes.tree.of(ast.ClassDef):
        _class(votes, node)
    _constants(votes)
    for handler in votes.tree.of(ast.ExceptHandler):
        if handler.name:
            votes.add("naming.exception_variable", handler.name, handler.lineno)


def _case(name: str) -> str:
    bare = name.strip("_")
    if bare.islower() or (bare.isupper() and len(bare) < 4):
        return "snake"
    if "_" in bare and not _CAMEL.search(bare):  # an acronym or a quoted name in it: to_JSON
        return "snake"
    return "camel" if bare[:1].islower() and "_" not in bare else "other"


def _function(votes: Votes, node: Function) -> None:
    name, line = node.name, node.lineno
    bare = name.strip("_")
    if (name.startswith("__") and name.endswith("__")) or len(bare) < 3:
        return
    if name == "test":  # of one thing, in a class or module that is called after it
        return
    if _TEST.match(name):
        votes.add("naming.test", "snake" if name.startswith("test_") else "other", line)
        if name.startswith("test_"):  # what it quotes after that is up to it
            votes.add("naming.function", "snake", line)
            return
    if _may_be_called_so(votes, node):
        return
    votes.add("naming.function", _case(name), line)
    verb, rest, _ = bare.partition("_")
    if rest and verb in _VERBS:
        votes.add(f"naming.verb.{_VERBS[verb]}", verb, line)
    if isinstance(node.returns, ast.Name) and node.returns.id == "bool" and not node.decorator_list:
        votes.add("naming.predicate", "prefix" if bare.startswith(_PREDICATES) else "none", line)


def _may_be_called_so(votes: Votes, node: Function) -> bool:
    """What frameworks call, and a function inside another that stands for a class."""
    owner = votes.tree.parent[node]
    if _HOOKS.match(node.name):
        return isinstance(owner, ast.ClassDef) or node.name.startswith(("setUp", "tearDown"))
    return _PASCAL.match(node.name) is not None and votes.function_around(node) is not None


def _parameters(votes: Votes, node: Function) -> None:
    arguments, line = node.args, node.lineno
    for star, convention in ((arguments.vararg, "naming.args"), (arguments.kwarg, "naming.kwargs")):
        if star and star.arg.strip("_") in _STARS:
            votes.add(convention, star.arg.strip("_"), line)
    if any(isinstance(each, ast.Name) and each.id == "classmethod" for each in node.decorator_list) and arguments.args:
        votes.add("naming.class_argument", arguments.args[0].arg, line)
    if _takes_fixtures(node):
        return
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        kind = each.annotation
        if isinstance(kind, ast.Name | ast.Attribute):
            named = kind.id if isinstance(kind, ast.Name) else kind.attr
            if named[:1].isupper() and named not in ("Any", "T", "Self", "Callable") and len(named) > 3:
                votes.add(f"naming.parameter.{named}", each.arg.strip("_"), each.lineno)


def _takes_fixtures(node: Function) -> bool:
    """Then a parameter is called as what provides it."""
    return _TEST.match(node.name) is not None or any(last(callee(each)) == "fixture" for each in node.decorator_list)


def _class(votes: Votes, node: ast.ClassDef) -> None:
    bases = [last(callee(base)) for base in node.bases]
    if _PASCAL.match(node.name) or not _is_used_as_function(node, bases):
        votes.add("naming.class", "pascal" if _PASCAL.match(node.name) else "other", node.lineno)
    if any(_EXCEPTION_BASE.search(base) for base in bases) and not _CONTROL_FLOW.search(node.name):
        name = node.name
        suffix = "Error" if name.endswith("Error") else "Exception" if name.endswith("Exception") else "none"
        votes.add("naming.exception", suffix, node.lineno)


def _is_used_as_function(node: ast.ClassDef, bases: list[str]) -> bool:
    """A decorator or a context manager, as `property` is: then it is called like one."""
    methods = {each.name for each in node.body if isinstance(each, FUNCTIONS)}
    return not methods.isdisjoint(_AS_FUNCTION) or any(base.islower() for base in bases)


def _constants(votes: Votes) -> None:
    """Literals at module level; a name that a function binds again is a variable."""
    changed = {name for node in votes.tree.of(ast.Global) for name in node.names}
    for node in votes.tree.module.body:
        target, value = None, None
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign):
            target, value = node.target, node.value
        if not isinstance(target, ast.Name) or target.id.startswith("__") or target.id in changed:
            continue
        is_literal = _is_filled(value) or (isinstance(value, ast.Call) and callee(value) in _MADE)
        if is_literal and len(target.id.strip("_")) > 1:
            votes.add("naming.constant", "upper" if _UPPER.match(target.id) else "other", node.lineno)
    for assigned in votes.tree.of(ast.Assign):
        name = assigned.targets[0]
        if isinstance(name, ast.Name):
            if name.id.islower():
                votes.add("naming.variable", "snake", assigned.lineno)
            elif name.id[:1].islower() and _is_local(votes, assigned):
                votes.add("naming.variable", "camel", assigned.lineno)


def _is_filled(value: ast.expr | None) -> bool:
    """A literal; an empty list or dictionary is there to be filled: no constant, whatever it is called."""
    empty = (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)
    return isinstance(value, _LITERALS) and not empty


def _is_local(votes: Votes, node: ast.AST) -> bool:
    return isinstance(votes.tree.definition(node), FUNCTIONS)
