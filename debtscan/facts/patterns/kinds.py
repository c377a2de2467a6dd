"""The kinds a rule can match, and where in a file each of them is found.

`keys(spec)` names the triggers without which a rule's table cannot hold (None: it must be asked everywhere);
`places(site, group)` yields the views of one file with the patterns that could hold there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from debtscan.facts.patterns.assertions import AssertionView, assertions
from debtscan.facts.patterns.calls import CallView
from debtscan.facts.patterns.comments import CommentView, comments, docstrings
from debtscan.facts.patterns.coroutines import CoroutineView, coroutines
from debtscan.facts.patterns.directives import DirectiveView, directives
from debtscan.facts.patterns.docstrings import DocstringView, docstrings_of_definitions
from debtscan.facts.patterns.escapes import EscapeView, escapes
from debtscan.facts.patterns.fallbacks import FallbackView, fallbacks
from debtscan.facts.patterns.functions import ClassView, FunctionView
from debtscan.facts.patterns.handlers import HandlerView
from debtscan.facts.patterns.paths import PathView, may_serve
from debtscan.facts.patterns.phrases import triggers
from debtscan.facts.patterns.randomness import RandomView
from debtscan.facts.patterns.secrets import SecretView, secrets
from debtscan.facts.patterns.sinks import SinkView
from debtscan.facts.patterns.statements import AssignView, DecoratorView, ImportView, ReturnView
from debtscan.facts.patterns.tests import TestView
from debtscan.facts.patterns.texts import LiteralView, literals
from debtscan.facts.patterns.view import Function, Site, View
from debtscan.facts.patterns.weakness import WeaknessView, weaknesses
from debtscan.facts.tree import Definition

if TYPE_CHECKING:
    from debtscan.facts.patterns import Group, Pattern

Spec = Mapping[str, object]
Places = Iterator[tuple[View, "list[Pattern]"]]


class Kind(NamedTuple):
    view: type[View]
    places: Callable[[Site, Group], Places]
    keys: Callable[[Spec], frozenset[str] | None]


def anywhere(spec: Spec) -> frozenset[str] | None:
    return None


def _strings(value: object) -> list[str]:
    return (
        [value]
        if isinstance(value, str)
        else [each for each in value if isinstance(each, str)]
        if isinstance(value, list)
        else []
    )


def _through(spec: Spec, keys: Callable[[Spec], frozenset[str] | None]) -> frozenset[str] | None:
    """The triggers of a table; through `all`, those of any part that has some; through `any`, those of all parts."""
    found = keys(spec)
    if found is not None:
        return found
    for part in _tables(spec.get("all")):
        if (found := _through(part, keys)) is not None:
            return found
    parts = [_through(part, keys) for part in _tables(spec.get("any"))]
    if parts and None not in parts:
        return frozenset().union(*(part for part in parts if part))
    return None


def _tables(value: object) -> list[Spec]:
    tables = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [each for each in tables if isinstance(each, dict)]


# ---------------------------------------------------------------- calls
def call_keys(spec: Spec) -> frozenset[str] | None:
    """ "root:last" of each callee: the first part of its module ("*" for any) and the last part of its name."""
    return _through(spec, _call_keys)


def _call_keys(spec: Spec) -> frozenset[str] | None:
    names = [name for name in _strings(spec.get("name")) if not _is_wild(name)]
    if names and len(names) == len(_strings(spec.get("name"))):
        return frozenset(f"*:{name}" for name in names)
    found = set()
    for pattern in _strings(spec.get("resolves_to")):
        first, dot, _ = pattern.partition(".")
        last = pattern.rpartition(".")[2]
        root = "*" if _is_wild(first) or not dot else first  # a builtin needs no import
        found.add(f"{root}:{'*' if _is_wild(last) else last}")
    return None if not found or "*:*" in found else frozenset(found)


def _is_wild(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _calls(view: type[CallView], site: Site, group: Group) -> Places:
    asked, everywhere = _asked(group, site.roots & _roots(group))
    for name in site.calls if everywhere else (each for each in asked if each in site.calls):
        for node in site.calls[name]:
            yield view(site, node), asked.get(name, everywhere)


@lru_cache(maxsize=64)
def _roots(group: Group) -> frozenset[str]:
    return frozenset(key.partition(":")[0] for key in group.triggered)


# By what a file imports of what the group asks for: made anew for each file it took a tenth of all matching on Django.
@lru_cache(maxsize=1024)
def _asked(group: Group, roots: frozenset[str]) -> tuple[Mapping[str, list[Pattern]], list[Pattern]]:
    """The patterns to ask of a call by the last part of its callee, and those to ask of every call."""
    by_name = _reachable(group, roots)
    everywhere = [*by_name.pop("*", {}).values(), *group.always]
    return {name: [*found.values(), *everywhere] for name, found in by_name.items()}, everywhere


def _reachable(group: Group, roots: frozenset[str]) -> dict[str, dict[str, Pattern]]:
    """By the last part of a callee, the patterns whose module the file imports; each once."""
    found: dict[str, dict[str, Pattern]] = {}
    for key, patterns in group.triggered.items():
        root, _, last = key.partition(":")
        if root == "*" or root in roots:
            found.setdefault(last, {}).update((each.rule_id, each) for each in patterns)
    everywhere = found.get("*", {})
    return {last: {k: v for k, v in each.items() if last == "*" or k not in everywhere} for last, each in found.items()}


def _coroutine_calls(site: Site, group: Group) -> Places:
    """Calls of a file that has coroutines: most have none, and the names looked for are everywhere."""
    if site.tree.of(ast.AsyncFunctionDef):
        yield from _calls(CallView, site, group)


def _paths(site: Site, group: Group) -> Places:
    if may_serve(site):
        yield from _calls(PathView, site, group)


# ---------------------------------------------------------------- comments
def comment_keys(spec: Spec) -> frozenset[str] | None:
    return _through(spec, lambda table: frozenset(triggers(_strings(table.get("says")))) or None)


def _comments(site: Site, group: Group) -> Places:
    for view in comments(site):
        if (patterns := _spoken(view, group)) and not view.is_directive:
            yield view, patterns
    if group.triggered:
        silent = Kindless(group.triggered, [])
        for view in docstrings(site):
            if patterns := _spoken(view, silent):
                yield view, patterns


class Kindless(NamedTuple):
    triggered: dict[str, list[Pattern]]
    always: list[Pattern]


def _spoken(view: CommentView, group: Group | Kindless) -> list[Pattern]:
    """Each pattern once, however many of its words the text holds."""
    found = {
        pattern.rule_id: pattern
        for word in group.triggered.keys() & view.vocabulary
        for pattern in group.triggered[word]
    }
    return [*found.values(), *group.always]


def literal_keys(spec: Spec) -> frozenset[str]:
    """A file without one of these words has no such literal; a rule on literals has `says` at its top level."""
    return _through(spec, lambda table: frozenset(triggers(_strings(table.get("says")))) or None) or frozenset()


# ---------------------------------------------------------------- imports
def import_keys(spec: Spec) -> frozenset[str] | None:
    modules = _strings(spec.get("module"))
    firsts = [module.partition(".")[0] for module in modules]
    return frozenset(firsts) if firsts and not any(_is_wild(first) for first in firsts) else None


def _imports(site: Site, group: Group) -> Places:
    for item in site.names.imports:
        found = group.triggered.get(item.module.partition(".")[0], []) + group.always
        if found:
            yield ImportView(site, item), found


# ---------------------------------------------------------------- the rest: by node type
def _functions(site: Site, group: Group) -> Places:
    nodes: list[Function] = [*site.tree.of(ast.FunctionDef), *site.tree.of(ast.AsyncFunctionDef)]
    for node in nodes:
        yield site.function(node), group.always


def _classes(site: Site, group: Group) -> Places:
    for node in site.tree.of(ast.ClassDef):
        yield site.class_(node), group.always


def _handlers(site: Site, group: Group) -> Places:
    for node in site.tree.of(ast.ExceptHandler):
        yield HandlerView(site, node), group.always


def _assignments(site: Site, group: Group) -> Places:
    for node in (*site.tree.of(ast.Assign), *site.tree.of(ast.AnnAssign)):
        yield AssignView(site, node), group.always


def _decorators(site: Site, group: Group) -> Places:
    definitions: list[Definition] = [*site.tree.of(ast.FunctionDef), *site.tree.of(ast.AsyncFunctionDef)]
    definitions += site.tree.of(ast.ClassDef)
    for node in definitions:
        for each in node.decorator_list:
            yield DecoratorView(site, each), group.always


def _returns(site: Site, group: Group) -> Places:
    for node in site.tree.of(ast.Return):
        if node.value is not None:
            yield ReturnView(site, node), group.always


def _docstrings(site: Site, group: Group) -> Places:
    for view in docstrings_of_definitions(site):
        yield view, group.always


def _directives(site: Site, group: Group) -> Places:
    for view in directives(site):
        yield view, group.always


def _literals(site: Site, group: Group) -> Places:
    found = [each for patterns in group.triggered.values() for each in patterns]
    patterns = list({each.rule_id: each for each in found}.values())
    for view in literals(site, frozenset(group.triggered)):
        yield view, patterns


def _fallbacks(site: Site, group: Group) -> Places:
    for view in fallbacks(site):
        yield view, group.always


def _each(views: Callable[[Site], Iterable[View]], site: Site, group: Group) -> Places:
    """What a module of views finds by itself."""
    for view in views(site):
        yield view, group.always


KINDS: Mapping[str, Kind] = {
    "assertion": Kind(AssertionView, partial(_each, assertions), anywhere),
    "assign": Kind(AssignView, _assignments, anywhere),
    "call": Kind(CallView, partial(_calls, CallView), call_keys),
    "class": Kind(ClassView, _classes, anywhere),
    "comment": Kind(CommentView, _comments, comment_keys),
    "coroutine": Kind(CoroutineView, partial(_each, coroutines), anywhere),
    "coroutine-call": Kind(CallView, _coroutine_calls, call_keys),
    "decorator": Kind(DecoratorView, _decorators, anywhere),
    "directive": Kind(DirectiveView, _directives, anywhere),
    "docstring": Kind(DocstringView, _docstrings, anywhere),
    "fallback": Kind(FallbackView, _fallbacks, anywhere),
    "literal": Kind(LiteralView, _literals, literal_keys),
    "escape": Kind(EscapeView, partial(_each, escapes), anywhere),
    "function": Kind(FunctionView, _functions, anywhere),
    "handler": Kind(HandlerView, _handlers, anywhere),
    "import": Kind(ImportView, _imports, import_keys),
    "path": Kind(PathView, _paths, call_keys),
    "random": Kind(RandomView, partial(_calls, RandomView), call_keys),
    "return": Kind(ReturnView, _returns, anywhere),
    "secret": Kind(SecretView, partial(_each, secrets), anywhere),
    "sink": Kind(SinkView, partial(_calls, SinkView), call_keys),
    "test": Kind(TestView, partial(_each, attrgetter("tests")), anywhere),
    "weakness": Kind(WeaknessView, partial(_each, weaknesses), anywhere),
}
