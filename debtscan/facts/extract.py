"""Bytes of one file -> FileFacts; a file that cannot be parsed is data, not a crash."""

import ast
import warnings

from debtscan.facts import complexity
from debtscan.facts.choices import choices
from debtscan.facts.decode import decode
from debtscan.facts.keyword_calls import keyword_calls
from debtscan.facts.lexer import Lexed, blanked, lex
from debtscan.facts.marks import marks
from debtscan.facts.names import Names
from debtscan.facts.namespace import Namespace
from debtscan.facts.parsed import Parsed
from debtscan.facts.patterns import PatternSet, matches
from debtscan.facts.suppressions import suppressions
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree
from debtscan.facts.units import Stream, units
from debtscan.model import FileFacts


def extract(data: bytes, patterns: PatternSet) -> FileFacts:
    """All facts of one blob, its path unknown. Never raises for what the bytes may hold."""
    source, error = decode(data)
    try:
        tree = None if error else parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
        tree, error = None, reason(failure)
    if tree is None:
        return _tokens_only(source, error)
    text = Text(source)
    lexed = lex(source, blanked(tree, text))
    return _facts(text, tree, lexed, patterns)


def parse(source: bytes) -> Tree:
    """Raises what `ast.parse` raises, RecursionError and MemoryError for hostile nesting among it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes in other people's strings
        return Tree(ast.parse(source.decode("utf-8")))


def reason(failure: Exception) -> str:
    if isinstance(failure, SyntaxError):
        return f"syntax error on line {failure.lineno}: {failure.msg}"
    if isinstance(failure, ValueError):
        return f"not Python source: {failure}"
    return "nested too deeply to be parsed"


def _tokens_only(source: bytes, error: str | None) -> FileFacts:
    lexed = lex(source)
    stream = Stream.of(lexed)
    return FileFacts(
        error=error,
        lines=_line_count(source),
        code_lines=stream.code_lines[-1],
        tokens=lexed.ids.tobytes(),
        line_index=lexed.line_index.tobytes(),
        marks=marks(source),
    )


def _facts(text: Text, tree: Tree, lexed: Lexed, patterns: PatternSet) -> FileFacts:
    names = Names(tree)
    found, nodes = units(text, tree, names, lexed)
    namespace = Namespace(tree, names)
    qualified = {node: unit.name for node, unit in zip(nodes, found, strict=True)}
    parsed = Parsed(text, tree, names, lexed.comments, found, nodes)
    volume = complexity.halstead_volume(tree)
    return FileFacts(
        error=None,
        lines=_line_count(text.source),
        code_lines=found[0].code_lines,
        tokens=lexed.ids.tobytes(),
        line_index=lexed.line_index.tobytes(),
        marks=marks(text.source),
        units=found,
        imports=names.imports,
        definitions=names.definitions,
        references=names.references,
        matches=matches(parsed, patterns),
        suppressions=suppressions(parsed),
        halstead_volume=volume,
        maintainability=complexity.module_maintainability(text, tree, lexed.comments, volume, found),
        choices=choices(parsed),
        exports=namespace.exports,
        rebound=namespace.rebound,
        calls=keyword_calls(tree, namespace, qualified),
    )


def _line_count(source: bytes) -> int:
    return source.count(b"\n") + (0 if source.endswith(b"\n") or not source else 1)
