"""Votes on calls that begin something: which of the calls that end it follow on the same object, in the same function.

A convention is the name of the object and of the call, such as `pm.register`; a variant is a set, as in `belonging`: of
the calls that may end it those that follow, "" where none does, "~caller" where a caller may see to it. What nearly all
functions do one after the other is a rule of the code base (Li and Zhou, "PR-Miner", ESEC/FSE 2005); that the one asks
for the other, only words can say: measured on 14 code bases, frequent pairs without such words were habits (`isdir` and
`join`), and none was a rule.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cached_property, lru_cache
from typing import NamedTuple

from debtscan.facts.choices.votes import Function, Votes, callee, last
from debtscan.facts.names import dotted
from debtscan.facts.tree import DEFINITIONS, Tree

# A word that begins something, and those that end it.
_PAIRS = """
acquire release
activate deactivate
allocate deallocate free release
attach detach
begin abort cancel commit end finish rollback stop
bind unbind close
block unblock
checkout checkin
connect close disconnect quit
disable enable
enable disable
enter exit leave
freeze thaw unfreeze
hold release
hook unhook
indent dedent unindent
lock release unlock
mount umount unmount
open close
pause resume unpause
pin unpin
register deregister unregister
setup cleanup teardown
start cancel close complete end finish join kill shutdown stop terminate wait
subscribe unsubscribe
suspend resume
"""
_ENDS = {first: ends for first, *ends in (line.split() for line in _PAIRS.strip().split("\n"))}
_STORED, _SENT = frozenset({"commit", "flush", "rollback"}), frozenset({"close", "drain", "flush"})
# Calls that begin something with some objects only, by the last word of the object's name.
_WITH = {
    "add": {"session": _STORED},
    "add_all": {"session": _STORED},
    "delete": {"session": _STORED},
    "merge": {"session": _STORED},
    "write": {"writer": _SENT},
    "writelines": {"writer": _SENT},
    "get": dict.fromkeys(("queue", "q"), frozenset({"task_done"})),
    "push": dict.fromkeys(("ctx", "context"), frozenset({"pop"})),
    "set": dict.fromkeys(("ctx", "var"), frozenset({"reset"})),
}
_WORD = re.compile(r"(_*)([a-z]+)(|_.*|[A-Z].*)")
_SELF, _OWN = ("self", "cls"), ("self.", "cls.")
_OF_CALLER = "~caller"
_MOST_PARTS = 4  # of the name of an object
_ENDING = re.compile(r"begin|transaction|atomic|raises", re.IGNORECASE)  # a block that ends things by itself, or fails
_HOOKS = re.compile(r"__|set_?up|async_?set_?up", re.IGNORECASE)  # what follows is called by somebody else
_LOOKED_AT = (ast.Expr, ast.Compare, ast.UnaryOp, ast.If, ast.While, ast.Assert, ast.withitem)


@lru_cache(maxsize=4096)
def ends_of(method: str) -> frozenset[str]:
    """Of a method that begins something those that may end it: of `begin_capture` both `end_capture` and `end`."""
    found = _WORD.fullmatch(method)
    ends = _ENDS.get(found[2], ()) if found else ()
    return frozenset(each for end in ends for each in (end, f"{found[1]}{end}{found[3]}")) if found else frozenset()


def _ends(owner: str, method: str) -> frozenset[str]:
    of_some = _WITH.get(method)
    return of_some.get(_shown(owner).rpartition("_")[2], frozenset()) if of_some else ends_of(method)


def _shown(owner: str) -> str:
    """`lock` of `self._lock2`."""
    return last(owner).strip("_0123456789")


def vote(votes: Votes) -> None:
    begun: dict[tuple[Function, str, str], ast.Call] = {}  # the first in each function, by object and method
    for node in votes.tree.of(ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute) and (called.attr in _WITH or ends_of(called.attr)):
            owner = dotted(called.value)
            if owner and _is_object(owner) and _ends(owner, called.attr) and (around := votes.function_around(node)):
                begun.setdefault((around, owner, called.attr), node)
    if begun:
        lives = _Lives(votes, {owner for _, owner, _ in begun})
        roots: defaultdict[Function, set[str]] = defaultdict(set)
        for around, owner, _ in begun:
            roots[around].add(owner.partition(".")[0])
        bodies = {around: _Body(votes, around, names) for around, names in roots.items()}
        for (around, owner, method), node in begun.items():
            variant = _Begun(bodies[around], owner, method, node).variant(lives)
            if variant is not None:
                votes.add(f"idioms.protocol.{_shown(owner)}.{method}", variant, node.lineno)


def _is_object(owner: str) -> bool:
    return owner not in _SELF and owner.count(".") < _MOST_PARTS and _shown(owner) != ""


def _prefixes(name: str) -> Iterator[str]:
    """`a` and `a.b` of `a.b.c`."""
    parts = name.split(".", _MOST_PARTS + 1)
    return (".".join(parts[:count]) for count in range(1, min(len(parts), _MOST_PARTS + 1)))


# ---------------------------------------------------------------- one function
class _Body:
    """What a function does with some names, each with all the attributes written after it."""

    def __init__(self, votes: Votes, function: Function, roots: Set[str]) -> None:
        self.votes = votes
        self.function = function
        self.places: dict[ast.AST, int] = {}
        self.last: defaultdict[str, dict[str, int]] = defaultdict(dict)  # by object and attribute, the last place
        self.given: set[str] = set()  # returned, stored, passed on: then others may end it
        self.nested: set[str] = set()  # in a function or class of its own
        self.bound: dict[str, bool] = {}  # whether always here, by a call
        self.yields = False
        self._blocks: dict[ast.AST, tuple[bool, set[str], set[str]]] = {}
        self.parameters: set[str] = set()
        self._read(roots)

    def _read(self, roots: Set[str]) -> None:
        tree = self.votes.tree
        start, stop = tree.span(self.function)
        inner = start  # where the definitions in it are over
        for place in range(start + 1, stop):
            node = tree.nodes[place]
            if isinstance(node, ast.Name):
                if node.id in roots:
                    whole = _whole(tree, node)
                    self._note(dotted(whole) or "", whole, place, is_nested=place < inner)
            elif isinstance(node, DEFINITIONS):
                inner = max(inner, tree.span(node)[1])
            elif isinstance(node, ast.arg):
                self.parameters.add(node.arg)
            elif isinstance(node, ast.Yield | ast.YieldFrom):
                self.yields = True

    def _note(self, name: str, node: ast.Name | ast.Attribute, place: int, *, is_nested: bool) -> None:
        self.places[node] = place
        for owner in _prefixes(name):
            self.last[owner][name[len(owner) + 1 :].partition(".")[0]] = place
            if is_nested:
                self.nested.add(f"{owner}.")
        if is_nested:
            self.nested.add(name)
        up = self.votes.tree.parent[node]
        if not isinstance(node.ctx, ast.Load):
            self.bound[name] = self.bound.get(name, True) and _is_made(up)
        elif not isinstance(up, _LOOKED_AT) and not (isinstance(up, ast.Call) and up.func is node):
            self.given.add(name)

    @property
    def is_called_by_others(self) -> bool:
        """By what runs tests, or what a decorator hands it to: that ends nothing of what it gives."""
        return self.function.name.startswith("test") or bool(self.function.decorator_list)

    def is_half(self, method: str) -> bool:
        """It begins what others end, by what it is."""
        decorators = " ".join(map(callee, self.function.decorator_list))
        word = _WORD.fullmatch(self.function.name)
        return (
            self.yields
            or _HOOKS.match(self.function.name) is not None
            or (method not in _WITH and word is not None and word[2] in _ENDS)
            or "fixture" in decorators
            or _ENDING.search(decorators) is not None
        )

    def blocks(self, node: ast.AST) -> Iterator[tuple[bool, set[str], set[str]]]:
        """Of each `with` around: whether it ends things by itself; the names of what it is given, and gives."""
        for up in self.votes.tree.ancestors(node):
            if up is self.function:
                return
            if isinstance(up, ast.With | ast.AsyncWith):
                if up not in self._blocks:
                    asked = {callee(each.context_expr) for each in up.items}
                    of_them = {prefix for each in asked for prefix in (*_prefixes(each), each)}
                    named = {dotted(each.optional_vars) or "" for each in up.items}
                    self._blocks[up] = any(map(_ENDING.search, asked)), of_them, named
                yield self._blocks[up]


def _whole(tree: Tree, node: ast.Name) -> ast.Name | ast.Attribute:
    """With all the attributes written after it."""
    whole: ast.Name | ast.Attribute = node
    while isinstance(up := tree.parent[whole], ast.Attribute):
        whole = up
    return whole


def _is_made(up: ast.AST) -> bool:
    value = up.value if isinstance(up, ast.Assign | ast.AnnAssign) else getattr(up, "context_expr", None)
    return isinstance(value.value if isinstance(value, ast.Await) else value, ast.Call)


class _Begun(NamedTuple):
    body: _Body
    owner: str  # as written
    method: str
    call: ast.Call

    def variant(self, lives: "_Lives") -> str | None:
        """None where nothing can be said."""
        last = self.body.last[self.owner]
        ends = sorted(_ends(self.owner, self.method) & last.keys())
        if follow := [end for end in ends if last[end] > self.body.places[self.call.func]]:
            return " ".join(follow)
        if ends or self.body.is_half(self.method) or self._has_result() or self._is_within_block():
            return None
        names = {*_prefixes(self.owner), self.owner}
        if not self.body.given.isdisjoint(names) or not self.body.nested.isdisjoint({*names, f"{self.owner}."}):
            return None
        return self._of_whose(lives)

    def _has_result(self) -> bool:
        """What the call gives may be what ends it."""
        parent = self.body.votes.tree.parent
        up = parent[self.call]
        return not isinstance(parent[up] if isinstance(up, ast.Await) else up, ast.Expr)

    def _is_within_block(self) -> bool:
        """A `with` around it has to do with the object, ends such things, or expects that they fail."""
        return any(
            ends or self.owner in asked or (self.owner in named and self.method not in _WITH)
            for ends, asked, named in self.body.blocks(self.call)
        )

    def _of_whose(self, lives: "_Lives") -> str | None:
        root, dot, _ = self.owner.partition(".")
        if root in self.body.parameters and root not in _SELF:
            return "" if self.body.is_called_by_others else _OF_CALLER
        if root in self.body.bound:
            return "" if not dot and self.body.bound[root] else None
        if root not in _SELF and self.body.votes.function_around(self.body.function):
            return None  # of the function around
        return "" if lives.is_ended_where_begun(self) else None


# ---------------------------------------------------------------- objects that outlive a function
class _Lives:
    """Which functions use which attributes of some objects: of a class's own, those of the class."""

    def __init__(self, votes: Votes, owners: Set[str]) -> None:
        self._votes = votes
        self._owners = owners
        self._answers: dict[tuple[ast.AST | None, str, str], bool] = {}  # many functions ask the same

    @cached_property
    def _users(self) -> Mapping[tuple[ast.AST | None, str, str], set[Function]]:
        found: defaultdict[tuple[ast.AST | None, str, str], set[Function]] = defaultdict(set)
        for node in self._votes.tree.of(ast.Attribute):
            owner = dotted(node.value)
            if owner and owner in self._owners and (around := self._votes.function_around(node)):
                found[self._scope(owner, around), owner, node.attr].add(around)
        return found

    def _scope(self, owner: str, around: Function) -> ast.AST | None:
        return self._votes.around(around, ast.ClassDef) if owner.startswith(_OWN) else None

    def is_ended_where_begun(self, begun: _Begun) -> bool:
        """No function ends it that did not begin it (but the work of others is committed, too); of what an object has,
        some function of its class does both."""
        asked = self._scope(begun.owner, begun.body.function), begun.owner, begun.method
        if asked not in self._answers:
            self._answers[asked] = self._is_ended(*asked)
        return self._answers[asked]

    def _is_ended(self, scope: ast.AST | None, owner: str, method: str) -> bool:
        beginning = self._users.get((scope, owner, method), set())
        ending = [each for end in _ends(owner, method) for each in self._users.get((scope, owner, end), ())]
        is_one = method in _WITH or beginning.issuperset(ending)
        return is_one and (not owner.startswith(_OWN) or not beginning.isdisjoint(ending))
