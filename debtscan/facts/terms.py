"""A function in, the words it is made of out: the fields that the lexical index searches.

Names are split at underscores and humps, lower-cased and lightly stemmed; callees and attributes stay whole and gain
the concepts they stand for. A term is repeated as often as it occurs, three times at most. No place is kept: two
functions with equal words are equal here.
"""

import ast
import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, NamedTuple

from debtscan.facts.names import Names
from debtscan.facts.synonyms import ATTRIBUTE_CONCEPTS, CONCEPTS
from debtscan.facts.tree import FUNCTIONS, Tree, docstring_node

_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_SUFFIXES = ("ization", "ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "e", "y", "s")
_SHORT_LITERAL = 12  # characters: up to here a string is taken whole too ("utf-8", "GET")
_MOST = 3  # occurrences of a term that are kept
_LONGEST_TEXT = 2000  # characters of a literal or docstring that are read

_STOP = (
    "a all an and any are as at be been but by can cls could do does else false first for from has have if in instead"
    " into is it its just made make must no none not of on one only or other out own param params parameter parameters"
    " arg args argument arguments kwargs return returned returning returns rtype self should so some such than that the"
    " their them then there these they this those to true type used using value values was were when where whether"
    " which while will with within without would you your raise raises raised example examples optional default given"
    " str int bool dict list tuple float bytes object none get set use function method"
)
STOP_WORDS = frozenset(_STOP.split())


class Fields(NamedTuple):
    """The words of one function by where they stand; every field is a tuple of terms, in order of appearance."""

    name: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()  # the class's name
    parameters: tuple[str, ...] = ()
    docstring: tuple[str, ...] = ()
    callees: tuple[str, ...] = ()  # last part of the callee, and "~concept"
    modules: tuple[str, ...] = ()  # first part of a dotted callee: "os", "re"
    attributes: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()  # words, "=short string", "#number"
    identifiers: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()  # raised; caught ones as "except:Name"


def stem(word: str) -> str:
    root = next((word[: -len(end)] for end in _SUFFIXES if word.endswith(end) and len(word) - len(end) >= 3), word)
    return root[:-2] if root.endswith("if") and len(root) > 5 else root  # slugify makes a slug; a motif stays one


class _Split(dict[str, tuple[str, ...]]):
    """identifier -> its stemmed subtokens; a code base uses the same names again and again."""

    def __missing__(self, identifier: str) -> tuple[str, ...]:
        parts = [part.lower() for part in _HUMPS.findall(identifier) if len(part) > 1]
        found = self[identifier] = tuple(stem(part) for part in parts if part not in STOP_WORDS)
        return found


class _Prose(dict[str, str]):
    """word of prose -> its stem, "" for a stop-word."""

    def __missing__(self, word: str) -> str:
        lower = word.lower()
        found = self[word] = "" if lower in STOP_WORDS else stem(lower)
        return found


_SPLIT = _Split()
_PROSE = _Prose()


def subtokens(identifier: str) -> tuple[str, ...]:
    return _SPLIT[identifier]


def words(text: str) -> list[str]:
    """The telling words of a piece of prose or of a string, stemmed; identifiers in it are split."""
    return [term for word in _WORDS.findall(text[:_LONGEST_TEXT]) if (term := _PROSE[word])]


def stems(text: str) -> dict[str, str]:
    """The telling words of a text by their stems, as they are written first."""
    found: dict[str, str] = {}
    for word in _WORDS.findall(text[:_LONGEST_TEXT]):
        if term := _PROSE[word]:
            found.setdefault(term, word)
    return found


def pack(tree: Tree, names: Names, node: ast.AST, owner: str) -> bytes:
    """The fields of a function or method of class `owner` ("" for none).

    Empty for any other node, and for tests: nobody looks for one to call, and they are half of many code bases.
    """
    if not isinstance(node, FUNCTIONS) or node.name.startswith("test_"):
        return b""
    start, end = tree.span(node)
    documentation = docstring_node(node)
    skipped = documentation.value if documentation is not None else None
    prose = str(skipped.value) if isinstance(skipped, ast.Constant) else ""
    found = _Collector(names)
    collect = found.by_type
    identifiers: dict[str, None] = {}
    for part in tree.nodes[start + 1 : end]:
        kind = part.__class__
        if kind is ast.Name:
            identifiers[part.id] = None  # type: ignore[attr-defined]  # its class was looked at
        elif kind in collect and part is not skipped:
            collect[kind](part)
    collect.clear()  # the collector holds itself by its methods: let go, it and the tree need no garbage collection
    parameters = found.parameters
    identifiers.update(dict.fromkeys(parameters))
    fields = Fields(
        name=_SPLIT[node.name],
        owner=_SPLIT[owner],
        parameters=_split_all(parameters),
        docstring=tuple(words(prose)),
        callees=tuple(found.callees),
        modules=tuple(found.modules),
        attributes=tuple(found.attributes),
        literals=tuple(found.literals),
        identifiers=_split_all(identifiers),
        exceptions=tuple(found.exceptions),
    )
    return "\n".join(map(_joined, fields)).encode("utf-8", "replace")


def unpack(data: bytes) -> Fields:
    """What `pack` packed; empty fields for anything that it did not."""
    rows = data.decode("utf-8", "replace").split("\n")
    if len(rows) != len(Fields._fields):
        return Fields()
    return Fields(*(tuple(row.split()) for row in rows))


def _split_all(identifiers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(map(_SPLIT.__getitem__, identifiers))))


def _joined(terms: tuple[str, ...]) -> str:
    """The terms with spaces between, each as often as it occurs but at most `_MOST` times."""
    if len(terms) <= _MOST or len(set(terms)) == len(terms):
        return " ".join(terms)
    counts: dict[str, int] = {}
    kept: list[str] = []
    for term in terms:
        count = counts[term] = counts.get(term, 0) + 1
        if count <= _MOST:
            kept.append(term)
    return " ".join(kept)


class _Collector:
    """Takes the nodes of one function one by one and keeps their words."""

    def __init__(self, names: Names) -> None:
        self.resolve = names.resolve
        self.callees: list[str] = []
        self.modules: list[str] = []
        self.attributes: list[str] = []
        self.literals: list[str] = []
        self.parameters: list[str] = []
        self.exceptions: list[str] = []
        self.by_type: dict[type, Callable[[Any], None]] = {
            ast.Call: self.call,
            ast.Attribute: self.attribute,
            ast.arg: self.argument,
            ast.Constant: self.constant,
            ast.BinOp: self.operation,
            ast.Raise: self.raised,
            ast.ExceptHandler: self.caught,
        }

    def call(self, node: ast.Call) -> None:
        function = node.func
        kind = function.__class__
        if kind is ast.Name:
            canonical, last = self.resolve(function), function.id  # type: ignore[attr-defined]  # its class was looked at
        elif kind is ast.Attribute:
            last = function.attr  # type: ignore[attr-defined]  # its class was looked at
            receiver = function.value.__class__  # type: ignore[attr-defined]  # its class was looked at
            canonical = self.resolve(function) if receiver is ast.Name or receiver is ast.Attribute else None
        else:
            return
        concepts = None
        if canonical is not None:
            first, dot, _ = canonical.lstrip(".").partition(".")
            last = canonical[canonical.rfind(".") + 1 :]
            if dot:
                self.modules.append(first)
            concepts = CONCEPTS.get(canonical)
        self.callees.append(last)
        concepts = concepts or (CONCEPTS.get("." + last) if kind is ast.Attribute else None)
        if concepts is not None:
            self.callees += concepts

    def attribute(self, node: ast.Attribute) -> None:
        self.attributes.append(node.attr)
        concept = ATTRIBUTE_CONCEPTS.get(node.attr)
        if concept is not None:
            self.callees.append(concept)

    def argument(self, node: ast.arg) -> None:
        self.parameters.append(node.arg)

    def constant(self, node: ast.Constant) -> None:
        value = node.value
        if value.__class__ is bytes:
            value = value.decode("latin-1")
        if value.__class__ is str:
            if value and len(value) <= _SHORT_LITERAL and not any(map(str.isspace, value)):
                self.literals.append("=" + value)
            self.literals += words(value)
        elif value.__class__ in (int, float) and value not in (0, 1, 2):
            self.literals.append(f"#{value}"[:_SHORT_LITERAL])

    def operation(self, node: ast.BinOp) -> None:
        """`folder / "name"` joins paths; `a / 2` does not."""
        if node.op.__class__ is ast.Div and _is_text(node.right):
            self.callees.append("~pathjoin")

    def raised(self, node: ast.Raise) -> None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        self.exceptions += _last_name(raised)

    def caught(self, node: ast.ExceptHandler) -> None:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        self.exceptions += ["except:" + name for kind in kinds for name in _last_name(kind)]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _last_name(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [node.attr]
    return [node.id] if isinstance(node, ast.Name) else []
