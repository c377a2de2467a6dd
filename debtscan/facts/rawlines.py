"""Tree and text -> logical lines and share of comment lines, equal to radon's without its tokenisation of every line.

radon splits the source into runs of physical lines that are complete by themselves, splits these at `;`, and counts
each part as one logical line, or as two when a colon stands before its end: `if x: return`, but also `x[1:2]`, an
annotation, a dict display and a lambda. An f-string is one token here, as before Python 3.12.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from debtscan.facts.text import Text
from debtscan.facts.tree import DEFINITIONS, Definition, Tree

_COMPOUND: tuple[type[ast.stmt], ...] = (
    *DEFINITIONS, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)  # fmt: skip
_SIMPLE: tuple[type[ast.stmt], ...] = tuple(
    kind
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.stmt) and kind is not ast.stmt and kind not in _COMPOUND
)
_Clauses = ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar
_WITH_ELSE: tuple[type[_Clauses], ...] = (ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar)

# Enough of Python's tokens to know brackets from text, and to count tokens after a colon.
_STRING = (
    rb"""(?:[rRbBuUfF]{0,2})(?:'''(?:[^\\]|\\.)*?'''|\"""(?:[^\\]|\\.)*?\"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
)
_TOKEN = re.compile(
    rb"(?s)(?P<string>" + _STRING + rb")|(?P<comment>#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])"
    rb"|\*\*=|//=|>>=|<<=|\.\.\.|:=|->|\*\*|//|>>|<<|[-+*/%&|^@=!<>]=|(?P<number>\d[\w.]*)|\w+|\S"
)
_ODD_LINE_END = re.compile(rb"[\x0b\x0c\x1c-\x1e]")
_ONE_STRING = re.compile(b"(?s)" + _STRING)


class Comment(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def own_line(self) -> bool: ...


# ---------------------------------------------------------------- logical lines
def logical_lines(tree: Tree, text: Text) -> int:
    """Statements and clause headers, and one more for each part in which a colon is not the end."""
    statements = tree.of(*_SIMPLE)
    compounds = tree.of(*_COMPOUND)
    count = len(statements) + len(compounds) + len(tree.of(ast.ExceptHandler)) + len(tree.of(ast.match_case))
    for node in tree.of(ast.If):
        rest = node.orelse
        count += bool(rest) and not (isinstance(rest[0], ast.If) and rest[0].col_offset == node.col_offset)
    for clause in tree.of(*_WITH_ELSE):
        count += bool(clause.orelse) + bool(getattr(clause, "finalbody", None))
    for definition in _definitions(tree):
        count += len(definition.decorator_list)
    with_colon = _with_colon(tree)
    count += sum(not _after_header(text, node) for node in with_colon)
    if b";" in text.source:
        count -= sum(_short_tail(text, node, node in with_colon) for node in statements)
    return count


def _definitions(tree: Tree) -> list[Definition]:
    return [*tree.of(ast.FunctionDef), *tree.of(ast.AsyncFunctionDef), *tree.of(ast.ClassDef)]


def _with_colon(tree: Tree) -> set[ast.AST]:
    """Simple statements and decorators that hold a colon token."""
    holders: list[ast.AST] = [*tree.of(ast.Slice, ast.DictComp, ast.Lambda)]
    holders += [node for node in tree.of(ast.Dict) if any(key is not None for key in node.keys)]
    found: set[ast.AST] = {*tree.of(ast.AnnAssign)}
    seen: set[ast.AST] = set()
    for node in holders:
        up = tree.parent[node]
        while isinstance(up, _EXPRESSIONS) and up not in seen:
            node, up = up, tree.parent[up]
            seen.add(node)
            if isinstance(node, ast.JoinedStr):
                break
        else:
            if isinstance(up, _SIMPLE):
                found.add(up)
            elif node in getattr(up, "decorator_list", ()):
                found.add(node)
    return found


_EXPRESSIONS = (ast.expr, ast.keyword, ast.comprehension, ast.arguments, ast.arg)


def _after_header(text: Text, node: ast.AST) -> bool:
    """Whether a statement stands on the line of its clause: `if x: y = d[1:]`."""
    if not isinstance(node, ast.stmt):
        return False
    # By the byte, not by slices: a line of 100,000 statements took half a minute.
    line, before = text.lines[node.lineno - 1], node.col_offset - 1
    while before >= 0 and line[before] in b" \t\f":
        before -= 1
    return before >= 0 and line[before] not in b";"


_SEMICOLON = re.compile(rb"\s*;")


def _short_tail(text: Text, node: ast.stmt, has_colon: bool) -> bool:
    """Whether `;` follows and one token alone stands between it and the last colon, which radon takes for an end."""
    line = text.lines[(node.end_lineno or node.lineno) - 1]
    if not _SEMICOLON.match(line, node.end_col_offset or 0) or not (has_colon or _after_header(text, node)):
        return False
    tokens = _tokens(text, node)
    last = max((i for i, token in enumerate(tokens) if token == b":"), default=-1)
    return len(tokens) - last == 2


def _tokens(text: Text, node: ast.stmt) -> list[bytes]:
    start = text.offset(node.lineno, node.col_offset)
    end = text.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
    return [m.group() for m in _TOKEN.finditer(text.source, start, end) if m.lastgroup != "comment"]


# ---------------------------------------------------------------- comment lines
def comment_percent(tree: Tree, text: Text, comments: Sequence[Comment]) -> float:
    """Comments and the lines of free-standing multi-line strings, in per cent of the lines of code."""
    single, multi = _string_lines(tree, text)
    code = _filled(text.source) - single - multi - _free_comments(tree, text, comments)
    return (len(comments) + multi) / code * 100 if code else 0.0


def _filled(source: bytes) -> int:
    """How many lines are not blank, where a line ends as `str.splitlines` says."""
    if source.isascii() and not _ODD_LINE_END.search(source):
        return sum(map(bool, map(bytes.strip, source.split(b"\n"))))
    return sum(map(bool, map(str.strip, source.decode("utf-8", "replace").splitlines())))


def _string_lines(tree: Tree, text: Text) -> tuple[int, int]:
    """Of the strings that stand alone: how many have one line, and the filled lines of the longer ones."""
    single = multi = 0
    for node in tree.of(ast.Expr):
        value = node.value
        is_string = isinstance(value, ast.Constant) and isinstance(value.value, str | bytes)
        if not (is_string or isinstance(value, ast.JoinedStr)) or not _alone(text, node):
            continue
        if node.end_lineno == node.lineno:
            single += 1
        else:
            whole = text.source[
                text.offset(node.lineno, 0) : text.offset(node.end_lineno or 0, node.end_col_offset or 0)
            ]
            multi += _filled(whole)
    return single, multi


def _alone(text: Text, node: ast.Expr) -> bool:
    """Whether the statement is one string token, with nothing before or after it on its lines."""
    last = text.lines[(node.end_lineno or 0) - 1]
    if text.lines[node.lineno - 1][: node.col_offset].strip() or last[node.end_col_offset or 0 :].strip():
        return False
    start = text.offset(node.lineno, node.col_offset)
    end = text.offset(node.end_lineno or 0, node.end_col_offset or 0)
    found = _ONE_STRING.match(text.source, start, end)
    return found is not None and found.end() == end


def _free_comments(tree: Tree, text: Text, comments: Sequence[Comment]) -> int:
    """How many comments have their line to themselves, outside every bracket."""
    own = [comment.line for comment in comments if comment.own_line]
    if not own:
        return 0
    spans = sorted(_wide_spans(tree))
    starts = [span[0] for span in spans]
    free = 0
    for line in own:
        at = bisect_right(starts, line) - 1
        start, end, header = spans[at] if at >= 0 else (0, 0, False)
        inside = line < end and (not header or _in_brackets(text, start, line))
        free += not inside
    return free


def _wide_spans(tree: Tree) -> Iterator[tuple[int, int, bool]]:
    """First and last line of what a comment could stand in: long simple statements, and headers up to their body."""
    for node in tree.of(*_SIMPLE):
        if node.end_lineno != node.lineno:
            yield node.lineno, node.end_lineno or 0, False
    compounds: list[ast.stmt | ast.ExceptHandler] = [*tree.of(*_COMPOUND), *tree.of(ast.ExceptHandler)]
    for compound in compounds:
        first = _first_held(compound)
        if first - compound.lineno > 1:
            yield compound.lineno, first, True
        for decorator in getattr(compound, "decorator_list", ()):
            yield decorator.lineno, decorator.end_lineno, False
    for case in tree.of(ast.match_case):
        yield case.pattern.lineno, case.body[0].lineno, True


def _first_held(compound: ast.stmt | ast.ExceptHandler) -> int:
    """The line of the first statement, or of a match's first pattern."""
    if isinstance(compound, ast.Match):
        return compound.cases[0].pattern.lineno
    body: list[ast.stmt] = getattr(compound, "body")  # noqa: B009  # of every other compound statement
    return body[0].lineno


def _in_brackets(text: Text, start: int, line: int) -> bool:
    depth = 0
    for token in _TOKEN.finditer(text.source, text.offset(start, 0), text.offset(line, 0)):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
    return depth > 0
