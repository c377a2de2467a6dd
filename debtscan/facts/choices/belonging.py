"""Votes on what all of a kind have: the decorators of functions and classes, the members of the classes of a base.

A variant is a set: what there is, in order, with spaces between; "" of nothing. What is there in another way than the
others have it, and so missed by nobody, stands behind a "~".
"""

import ast
from collections.abc import Iterable

from debtscan.facts.choices.votes import Function, Votes, callee, last
from debtscan.facts.names import bound_by

# What these do is part of what a function is: nobody misses them on another.
_FUNCTIONAL = """
abstractclassmethod abstractmethod abstractproperty alru_cache asynccontextmanager cache
cached_property classmethod contextmanager dataclass define deprecated dispatch final fixture frozen lru_cache
memoize mutable no_type_check override overload parametrize patch property register runtime_checkable setter
singledispatch staticmethod total_ordering type_check_only unique wraps xfail skip skipif skipIf skipUnless
usefixtures given example
"""
_OF_THE_FUNCTION = frozenset(_FUNCTIONAL.split())
# Bases whose classes are not of one kind.
_MIXED_KINDS = """
ABC ABCMeta BaseException Enum Exception Flag Generic IntEnum IntFlag NamedTuple Protocol Structure StrEnum TestCase
Thread Tuple TypedDict Union Warning dict frozenset int list local object set str tuple type
"""
_NOT_KINDS = frozenset(_MIXED_KINDS.split())
_NOT_KINDS_ENDS = ("Error", "Exception", "Warning", "TestCase", "Mixin")
_SHARED = ("Base", "Abstract", "_")
_SHARED_ENDS = ("Mixin", "Base", "Mixins")
_MOST_MEMBERS = 40


def vote(votes: Votes) -> None:
    for node in votes.tree.module.body:
        if isinstance(node, Function) and not node.name.startswith("_") and node.name != "main":
            votes.add("idioms.decorator", _set(_decorators(node)), node.lineno)
        elif isinstance(node, ast.ClassDef):
            _class(votes, node)


def _class(votes: Votes, node: ast.ClassDef) -> None:
    bound = {name for each in node.body if not isinstance(each, Function) for name in bound_by(each)}
    members = {name for name in bound if not name.startswith("_") or name == "__slots__"}
    others = {
        each.name
        for each in node.body
        if isinstance(each, Function) and (each.decorator_list or each.name == "__init__")
    }
    announced = {
        name for each in node.body if isinstance(each, ast.AnnAssign) and not each.value for name in bound_by(each)
    }
    if provided := (members - announced) | (others - {"__init__"}):
        votes.add("idioms.provided", f"{node.name} {_set(provided)}", node.lineno)
    if _is_of_a_kind(node):
        votes.add("idioms.class_decorator", _set(_decorators(node)), node.lineno)
        if members and (base := _base(node)):
            others = (others | _set_on_self(votes, node)) - members
            if len(members) + len(others) <= _MOST_MEMBERS:
                votes.add(f"idioms.member.{base}", _set([*members, *(f"~{each}" for each in others)]), node.lineno)


def _decorators(node: Function | ast.ClassDef) -> Iterable[str]:
    names = (last(callee(each)) for each in node.decorator_list)
    return (f"@{name}" for name in names if name and name not in _OF_THE_FUNCTION)


def _set(found: Iterable[str]) -> str:
    return " ".join(sorted({*found}))


def _is_of_a_kind(node: ast.ClassDef) -> bool:
    """Not made to be inherited from, by its name."""
    return not node.name.startswith(_SHARED) and not node.name.endswith(_SHARED_ENDS)


def _base(node: ast.ClassDef) -> str:
    """The one base of a class; "" of more, where another may have what it has not, and of those of many kinds."""
    base = last(callee(node.bases[0])) if len(node.bases) == 1 and not node.keywords else ""
    return "" if base in _NOT_KINDS or base.endswith(_NOT_KINDS_ENDS) else base


def _set_on_self(votes: Votes, node: ast.ClassDef) -> set[str]:
    start, end = votes.tree.span(node)
    assigned = (each for each in votes.tree.nodes[start:end] if isinstance(each, ast.Attribute))
    return {each.attr for each in assigned if isinstance(each.ctx, ast.Store) and callee(each.value) == "self"}
