"""A piece of code from anywhere in, its words and tokens as if it were a function out; None for what is no Python."""

import ast
import textwrap
import warnings
from collections.abc import Sequence
from typing import NamedTuple

from debtscan.facts.decode import decode
from debtscan.facts.lexer import blanked, lex
from debtscan.facts.names import Names
from debtscan.facts.terms import Fields, pack, unpack
from debtscan.facts.text import Text
from debtscan.facts.tree import DEFINITIONS, Tree

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_WRAPPER = "snippet"


class Snippet(NamedTuple):
    name: str  # of the function it holds; "" when it is a run of statements
    fields: Fields
    tokens: Sequence[int]


def read_snippet(source: str) -> Snippet | None:
    """Its longest function, or else its statements."""
    text = textwrap.dedent(source).replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
    tree = _parsed(text)
    if tree is not None and _functions(tree):
        longest = max(_functions(tree), key=lambda node: (node.end_lineno or 0) - node.lineno)
        return _snippet(text, tree, longest, longest.name)
    body = f"def {_WRAPPER}():\n{textwrap.indent(text, '    ')}"
    tree = _parsed(body)
    if tree is None or not _is_code(tree):
        return None
    found = _snippet(body, tree, _functions(tree)[0], "")
    return found._replace(fields=found.fields._replace(name=()))


def _functions(tree: Tree) -> list[_Function]:
    return [*tree.of(ast.FunctionDef), *tree.of(ast.AsyncFunctionDef)]


def _parsed(text: str) -> Tree | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Tree(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_code(tree: Tree) -> bool:
    """A single name or string parses too, but says as much as the word that it is."""
    first = _functions(tree)[0].body
    only = first[0] if len(first) == 1 else None
    return not (isinstance(only, ast.Expr) and isinstance(only.value, ast.Name | ast.Constant))


def _snippet(
    text: str, tree: Tree, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, owner: str = ""
) -> Snippet:
    source = text.encode("utf-8", "surrogateescape")
    lexed = lex(source, blanked(tree, Text(source)))
    start, end = node.lineno - 1, node.end_lineno or node.lineno
    tokens = lexed.ids[lexed.line_index[start] : lexed.line_index[end]]
    return Snippet(name, unpack(pack(tree, Names(tree), node, owner)), tokens)


class Located(NamedTuple):
    """A function where it stands; `name` is qualified within its file."""

    snippet: Snippet
    name: str
    start: int
    end: int


def function_at(data: bytes, line: int) -> Located | None:
    """The innermost function around a line of a file."""
    source, _ = decode(data)
    text = source.decode("utf-8", "surrogateescape")
    tree = _parsed(text)
    if tree is None:
        return None
    around = [node for node in _functions(tree) if _first(node) <= line <= (node.end_lineno or node.lineno)]
    if not around:
        return None
    node = max(around, key=lambda node: node.lineno)
    owners = [up for up in tree.ancestors(node) if isinstance(up, DEFINITIONS)]
    name = ".".join([*reversed([owner.name for owner in owners]), node.name])
    owner = owners[0].name if owners and isinstance(owners[0], ast.ClassDef) else ""
    return Located(_snippet(text, tree, node, node.name, owner), name, node.lineno, node.end_lineno or node.lineno)


def _first(node: _Function) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
