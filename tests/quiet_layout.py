"""Edits of one file that leave its tokens as they were, or nearly: project -> project, chosen by a random number."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple

from quiet import Function, Project, changed, files, first_line, functions, one_function

_LAYOUT = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER)
_SPACED = frozenset({",", "=", "+", "-", "==", "<", ">", "<=", "(", "[", "/", "*"})
_DIRECTIVE = re.compile(r"debtscan:|noqa|nosec|type:|pylint|pragma")


# ---------------------------------------------------------------- by position
class Piece(NamedTuple):
    """What replaces the text between two offsets."""

    start: int
    end: int
    text: str


def replaced(text: str, pieces: Sequence[Piece]) -> str:
    for piece in sorted(pieces, reverse=True):
        text = text[: piece.start] + piece.text + text[piece.end :]
    return text


class Offsets:
    """Lines and columns of a text -> offsets in it."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text).readlines()
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def token(self, place: tuple[int, int]) -> int:
        return self._starts[place[0] - 1] + place[1]

    def node(self, line: int, column: int) -> int:
        """`ast` counts bytes."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.node(node.lineno, node.col_offset), self.node(node.end_lineno, node.end_col_offset)


def tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def in_one_file(edit: Callable[[str, Random], str]) -> Callable[[Project, Random], Project]:
    """An edit of a text as one of a project."""

    def of_project(project: Project, random: Random) -> Project:
        for path in files(project, random):
            text = project[path].decode()
            new = edit(text, random)
            if new != text:
                return changed(project, path, new)
        return project

    of_project.__name__ = edit.__name__
    return of_project


# ---------------------------------------------------------------- lines
def _free_lines(text: str) -> list[int]:
    """Line numbers (0-based) where a statement begins that no comment stands above."""
    found, fresh = [], True
    for token in tokens(text):
        if fresh and token.type not in _LAYOUT:
            found.append(token.start[0] - 1)
        if token.type != tokenize.COMMENT:
            fresh = token.type == tokenize.NEWLINE or (fresh and token.type in _LAYOUT)
        elif fresh:
            fresh = False  # until the end of the statement below
    return found


def _with_lines(text: str, random: Random, line: str, most: int) -> str:
    lines = io.StringIO(text).readlines()
    free = _free_lines(text)
    for number in sorted(random.sample(free, min(most, len(free))), reverse=True):
        lines[number:number] = [line]
    return "".join(lines)


@in_one_file
def blank_lines(text: str, random: Random) -> str:
    return _with_lines(text, random, random.choice(["\n", "\n\n", "    \n", "\t\n"]), 6)


@in_one_file
def form_feeds(text: str, random: Random) -> str:
    return _with_lines(text, random, "\f\n", 3)


@in_one_file
def shifted(text: str, random: Random) -> str:
    return "# by\n# some\n# lines\n" + text


@in_one_file
def trailing_whitespace(text: str, random: Random) -> str:
    lines = io.StringIO(text).readlines()
    ends = {token.start[0] - 1 for token in tokens(text) if token.type == tokenize.NEWLINE}
    return "".join(
        line.removesuffix("\n") + "  \n" if number in ends and line.endswith("\n") else line
        for number, line in enumerate(lines)
    )


@in_one_file
def tabs(text: str, random: Random) -> str:
    lines = io.StringIO(text).readlines()
    inside = {line for token in _strings(text) for line in range(token.start[0], token.end[0])}
    return "".join(line if number in inside else _tabbed(line) for number, line in enumerate(lines))


def _tabbed(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return "\t" * (indent // 4) + " " * (indent % 4) + line[indent:]


def _strings(text: str) -> Iterator[tokenize.TokenInfo]:
    return (token for token in tokens(text) if token.type == tokenize.STRING)


@in_one_file
def reindented(text: str, random: Random) -> str:
    """By two or by eight columns."""
    lines = io.StringIO(text).readlines()
    inside = {line for token in _strings(text) for line in range(token.start[0], token.end[0])}
    width = random.choice([2, 8])
    return "".join(line if number in inside else _widened(line, width) for number, line in enumerate(lines))


def _widened(line: str, width: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * (indent // 4 * width + indent % 4) + line[indent:]


def crlf(project: Project, random: Random) -> Project:
    path = next(iter(files(project, random)), None)
    return {**project, path: project[path].replace(b"\n", b"\r\n")} if path else project


def no_end_of_line(project: Project, random: Random) -> Project:
    path = next(iter(files(project, random)), None)
    return {**project, path: project[path].rstrip(b"\n")} if path else project


def byte_order_mark(project: Project, random: Random) -> Project:
    path = next((path for path in files(project, random) if project[path].isascii()), None)
    return {**project, path: b"\xef\xbb\xbf" + project[path]} if path else project


# ---------------------------------------------------------------- comments and docstrings
@in_one_file
def comment_added(text: str, random: Random) -> str:
    comment = random.choice(["# See the manual of the depot, section 4.", "# Agreed with the shop in May.", "# Ω"])
    return _with_lines(text, random, f"{comment}\n", 2)


@in_one_file
def comment_edited(text: str, random: Random) -> str:
    offsets = Offsets(text)
    found = [token for token in tokens(text) if token.type == tokenize.COMMENT and not _DIRECTIVE.search(token.string)]
    if not found:
        return text
    end = offsets.token(random.choice(found).end)
    return replaced(text, [Piece(end, end, " (since spring)")])


@in_one_file
def docstring_edited(text: str, random: Random) -> str:
    owners = (ast.FunctionDef, ast.ClassDef, ast.Module)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, owners)]
    written = [node.body[0] for node in nodes if ast.get_docstring(node) is not None]
    if not written:
        return text
    chosen = random.choice(written)
    end = Offsets(text).span(chosen)[1] - 3
    indent = "\n" + " " * chosen.col_offset
    more = random.choice([" See the manual.", f"{indent}{indent}More of it.{indent}"])
    return replaced(text, [Piece(end, end, more)])


@in_one_file
def docstring_added(text: str, random: Random) -> str:
    bare = [
        node
        for node in functions(ast.parse(text))
        if ast.get_docstring(node) is None and node.body[0].lineno > node.lineno
    ]
    if not bare:
        return text
    first = random.choice(bare).body[0]
    lines = io.StringIO(text).readlines()
    at = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", ()))]) - 1
    indent = re.match(r"\s*", lines[at])
    lines[at:at] = [f'{indent[0] if indent else ""}"""What the depot needs of it."""\n']
    return "".join(lines)


# ---------------------------------------------------------------- tokens
@in_one_file
def quotes(text: str, random: Random) -> str:
    offsets = Offsets(text)
    pieces = []
    for token in _strings(text):
        string = token.string
        body = string[1:-1]
        if string[0] in "\"'" and string[:3] != string[0] * 3 and not {'"', "'", "\\"} & set(body):
            other = "'" if string[0] == '"' else '"'
            pieces.append(Piece(offsets.token(token.start), offsets.token(token.end), other + body + other))
    return replaced(text, pieces)


@in_one_file
def respaced(text: str, random: Random) -> str:
    """More or less space around commas, operators and brackets."""
    offsets = Offsets(text)
    pieces = []
    for token in tokens(text):
        if token.type == tokenize.OP and token.string in _SPACED and random.random() < 0.5:
            start, end = offsets.token(token.start), offsets.token(token.end)
            before, after = text[:start].rstrip(" "), text[end:]
            blank = random.choice(["", " ", "  "])
            free = before[-1:] not in ("\n", "\\")
            low, high = len(before) if free else start, end + len(after) - len(after.lstrip(" "))
            if not pieces or pieces[-1].end <= low:
                pieces.append(Piece(low, high, f"{blank}{token.string}{blank}"))
    return replaced(text, pieces)


@in_one_file
def parentheses(text: str, random: Random) -> str:
    """Around values, conditions and what is iterated over."""
    offsets = Offsets(text)
    values = [value for node in ast.walk(ast.parse(text)) if (value := _enclosable(node)) is not None]
    pieces = []
    for value in random.sample(values, min(3, len(values))):
        start, end = offsets.span(value)
        pieces += [Piece(start, start, "("), Piece(end, end, ")")]
    return replaced(text, pieces)


def _enclosable(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Return | ast.Assign) and not isinstance(node.value, ast.Tuple):
        return node.value
    if isinstance(node, ast.If | ast.While | ast.Assert):
        return node.test
    return node.iter if isinstance(node, ast.For) else None


@in_one_file
def joined_lines(text: str, random: Random) -> str:
    """What brackets hold over several lines on one line, as a formatter with a wide page writes it."""
    offsets = Offsets(text)
    pieces = []
    inner = [token for token in tokens(text) if token.type == tokenize.NL]
    commented = {token.start[0] for token in tokens(text) if token.type == tokenize.COMMENT}
    for token in inner:
        start = offsets.token(token.start)
        if token.start[0] not in commented and text[:start].rpartition("\n")[2].strip():
            rest = text[start + 1 :]
            pieces.append(Piece(start, start + 1 + len(rest) - len(rest.lstrip(" ")), " "))
    return replaced(text, pieces)


@in_one_file
def continued_lines(text: str, random: Random) -> str:
    """A backslash and a new line behind an operator."""
    offsets = Offsets(text)
    found = [token for token in tokens(text) if token.type == tokenize.OP and token.string in _SPACED]
    ends = [offsets.token(token.end) for token in random.sample(found, min(2, len(found)))]
    return replaced(text, [Piece(end, end, " \\\n            ") for end in ends])


@in_one_file
def exploded_calls(text: str, random: Random) -> str:
    """One argument a line, with a comma behind the last, as black writes what does not fit."""
    offsets = Offsets(text)
    tree = ast.parse(text)
    within = {id(node) for string in ast.walk(tree) if isinstance(string, ast.JoinedStr) for node in ast.walk(string)}
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and id(node) not in within and _arguments(node) and "\n" not in _piece(text, node)
    ]
    outermost = random.sample(calls, min(1, len(calls)))
    return replaced(text, [piece for call in outermost for piece in _explosion(call, offsets)])


def _arguments(call: ast.Call) -> list[ast.expr]:
    plain = [*call.args, *(each.value for each in call.keywords)]
    return [] if any(isinstance(each, ast.GeneratorExp) for each in plain) else plain


def _piece(text: str, node: ast.expr) -> str:
    return ast.get_source_segment(text, node) or ""


def _explosion(call: ast.Call, offsets: Offsets) -> Iterator[Piece]:
    start = offsets.span(call.func)[1]
    end = offsets.span(call)[1] - 1
    starts = [
        offsets.node(each.lineno, each.col_offset - (2 if isinstance(each, ast.keyword) and each.arg is None else 0))
        for each in (*call.args, *call.keywords)
    ]
    for each in sorted(starts)[1:]:
        yield Piece(each, each, "\n        ")
    yield Piece(start + 1, start + 1, "\n        ")
    yield Piece(end, end, ",\n    ")


def unparsed(project: Project, random: Random) -> Project:
    """A function without comments as Python itself writes it."""
    found = one_function(project, random, lambda text, node: "#" not in "".join(_lines(text, node)))
    if found is None:
        return project
    path, node = found
    text = project[path].decode()
    lines = io.StringIO(text).readlines()
    indent = " " * node.col_offset
    written = [f"{indent}{line}\n" if line else "\n" for line in _unparsed_lines(node)]
    lines[first_line(node) - 1 : node.end_lineno] = written
    return changed(project, path, "".join(lines))


def _unparsed_lines(node: Function) -> list[str]:
    return ast.unparse(node).split("\n")


def _lines(text: str, node: Function) -> list[str]:
    return io.StringIO(text).readlines()[first_line(node) - 1 : node.end_lineno]


# ---------------------------------------------------------------- imports
@in_one_file
def split_imports(text: str, random: Random) -> str:
    """One name a line."""
    lines = io.StringIO(text).readlines()
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1:
            each = [f"{_import(node, [name])}\n" for name in node.names]
            lines[node.lineno - 1 : node.end_lineno] = each
    return "".join(lines)


@in_one_file
def merge_imports(text: str, random: Random) -> str:
    """Those of one module that follow one another, in one statement; plain ones too."""
    lines = io.StringIO(text).readlines()
    body = ast.parse(text).body
    for node, after in reversed(list(pairwise(body))):
        if isinstance(node, ast.Import) and isinstance(after, ast.Import):
            lines[node.lineno - 1 : after.end_lineno] = [f"{_import(node, [*node.names, *after.names])}\n"]
            return "".join(lines)
    return text


def _import(node: ast.Import | ast.ImportFrom, names: Sequence[ast.alias]) -> str:
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(list(names)))
    return ast.unparse(ast.ImportFrom(node.module, list(names), node.level))


@in_one_file
def sort_imports(text: str, random: Random) -> str:
    lines = io.StringIO(text).readlines()
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    mixed = random.sample(nodes, len(nodes))
    for node, other in sorted(zip(nodes, mixed, strict=True), key=lambda pair: -pair[0].lineno):
        lines[node.lineno - 1 : node.end_lineno] = [ast.unparse(other) + "\n"]
    return "".join(lines)


# ---------------------------------------------------------------- names
def rename_local(project: Project, random: Random) -> Project:
    """A variable of one function, where nothing else of that name is in the function."""
    found = one_function(project, random, lambda _text, node: _locals(node))
    if found is None:
        return project
    path, node = found
    text = project[path].decode()
    offsets = Offsets(text)
    name = random.choice(sorted(_locals(node)))
    new = random.choice([f"{name}_here", f"one_{name}", f"{name}2"])
    spans = [offsets.span(each) for each in ast.walk(node) if isinstance(each, ast.Name) and each.id == name]
    return changed(project, path, replaced(text, [Piece(start, end, new) for start, end in spans]))


def _locals(node: Function) -> set[str]:
    """Left out: what an f-string holds, for its columns are wrong before Python 3.12, and what a nested function may
    share or an `except` binds."""
    nodes = list(ast.walk(node))
    if any(isinstance(each, Function | ast.Lambda | ast.Global | ast.Nonlocal) for each in nodes if each is not node):
        return set()
    names = [each for each in nodes if isinstance(each, ast.Name)]
    stored = {each.id for each in names if isinstance(each.ctx, ast.Store)}
    in_strings = {
        each.id
        for string in nodes
        if isinstance(string, ast.JoinedStr)
        for each in ast.walk(string)
        if isinstance(each, ast.Name)
    }
    bound = {each.name for each in nodes if isinstance(each, ast.ExceptHandler)}
    arguments = {each.arg for each in nodes if isinstance(each, ast.arg)}
    return stored - in_strings - bound - arguments
