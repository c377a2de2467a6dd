"""Tree and token stream -> Units: the module, and every class and function in it, in the order they begin."""

import ast
import hashlib
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from debtscan.facts import terms
from debtscan.facts.complexity import Figures, figures
from debtscan.facts.keyword_calls import accepted
from debtscan.facts.lexer import Lexed
from debtscan.facts.names import Names
from debtscan.facts.text import Text
from debtscan.facts.tree import FUNCTIONS, Definition, Tree, docstring_node
from debtscan.model import Unit, UnitKind

_LONGEST_SIGNATURE = 200
_INLINE_COMMENT = re.compile(rb"(?<=[\s,(])#[^\n]*")
_DECORATOR_TRAITS = {
    "property": "property",
    "functools.cached_property": "property",
    "typing.overload": "overload",
    "typing_extensions.overload": "overload",
    "abc.abstractmethod": "abstract",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A file's tokens with what is needed to cut a piece out of them by its lines."""

    ids: "array[int]"
    line_index: "array[int]"
    code_lines: Sequence[int]  # lines with a token before line i (0-based)

    @classmethod
    def of(cls, lexed: Lexed) -> "Stream":
        index = lexed.line_index
        held = (1 if end > start else 0 for start, end in pairwise(index))
        return cls(lexed.ids, index, (0, *accumulate(held)))

    def slice(self, start: int, end: int) -> tuple[int, int]:
        """The tokens on lines `start` to `end`."""
        return self.line_index[start - 1], self.line_index[end]

    def lines_of_code(self, start: int, end: int) -> int:
        return self.code_lines[end] - self.code_lines[start - 1]

    def digest(self, tokens: tuple[int, int]) -> bytes:
        return hashlib.blake2b(self.ids[tokens[0] : tokens[1]].tobytes(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a definition stands: its qualified name, kind and enclosing unit."""

    node: Definition
    name: str
    kind: UnitKind
    parent: int
    owner: str  # the class of a method


def units(text: Text, tree: Tree, names: Names, lexed: Lexed) -> tuple[tuple[Unit, ...], tuple[ast.AST, ...]]:
    """The units, the module first, and the node of each."""
    stream, measured = Stream.of(lexed), figures(tree)
    generators = {tree.definition(node) for node in tree.of(ast.Yield)}
    generators.update(tree.definition(node) for node in tree.of(ast.YieldFrom))
    places = _places(tree)
    found = [_module(tree, stream, measured[tree.module].complexity)]
    for place in places:
        traits = _traits(place, names, place.node in generators)
        found.append(_unit(place, traits, text, tree, names, stream, measured))
    return tuple(found), (tree.module, *(place.node for place in places))


def _places(tree: Tree) -> list[Place]:
    nodes: list[Definition] = [*tree.of(ast.FunctionDef), *tree.of(ast.AsyncFunctionDef), *tree.of(ast.ClassDef)]
    nodes.sort(key=lambda node: tree.span(node))
    number: dict[ast.AST, int] = {}
    found: list[Place] = []
    for node in nodes:
        around = tree.definition(node)
        parent = number[around] if around else 0
        outer = found[parent - 1].name + "." if parent else ""
        in_class = isinstance(around, ast.ClassDef)
        kind: UnitKind = "class" if isinstance(node, ast.ClassDef) else "method" if in_class else "function"
        number[node] = len(found) + 1
        found.append(Place(node, outer + node.name, kind, parent, around.name if around and in_class else ""))
    return found


def _module(tree: Tree, stream: Stream, complexity: int) -> Unit:
    body = tree.module.body
    statement = docstring_node(tree.module)
    rest = body[1:] if statement else body
    last = len(stream.line_index) - 1
    tokens = (0, len(stream.ids))
    return Unit(
        name="",
        kind="module",
        first=1,
        start=1,
        end=max(last, 1),
        body=rest[0].lineno if rest else 1,
        parent=-1,
        tokens=tokens,
        digest=stream.digest(tokens),
        signature="",
        decorators=(),
        summary=_summary(statement),
        parameters=0,
        code_lines=stream.code_lines[-1],
        statements=len(body),
        complexity=complexity,
        cognitive=0,
        nesting=0,
        terms=b"",
    )


def _unit(
    place: Place,
    traits: tuple[str, ...],
    text: Text,
    tree: Tree,
    names: Names,
    stream: Stream,
    measured: Mapping[ast.AST, Figures],
) -> Unit:
    node, figure = place.node, measured[place.node]
    statement = docstring_node(node)
    body = node.body[1] if statement and len(node.body) > 1 else node.body[0]
    end = node.end_lineno or node.lineno
    tokens = stream.slice(node.lineno, end)
    return Unit(
        name=place.name,
        kind=place.kind,
        first=min([node.lineno, *(item.lineno for item in node.decorator_list)]),
        start=node.lineno,
        end=end,
        body=body.lineno,
        parent=place.parent,
        tokens=tokens,
        digest=stream.digest(tokens),
        signature=_signature(node, text),
        decorators=_decorators(node, names),
        summary=_summary(statement),
        parameters=figure.parameters,
        code_lines=stream.lines_of_code(node.lineno, end),
        statements=figure.statements,
        complexity=figure.complexity,
        cognitive=figure.cognitive,
        nesting=figure.nesting,
        terms=b"" if place.kind == "class" else terms.pack(tree, names, node, place.owner),
        traits=traits,
        keywords=accepted(node, names),
    )


def _summary(docstring: ast.Expr | None) -> str:
    value = docstring.value.value if docstring and isinstance(docstring.value, ast.Constant) else ""
    lines = str(value).strip().splitlines()
    return lines[0].strip() if lines else ""


def _decorators(node: Definition, names: Names) -> tuple[str, ...]:
    called = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    return tuple(filter(None, (names.resolve(item) or names.dotted(item) for item in called)))


def _signature(node: Definition, text: Text) -> str:
    """From the name to the end of the header, on one line; read from the source, which is cheaper than unparsing."""
    source = text.source
    start = source.find(node.name.encode(), text.offset(node.lineno, node.col_offset))
    if start < 0:  # a name that Python normalises (PEP 3131) is not in the source as such
        return node.name
    end = _header_end(node, text, start + len(node.name.encode()))
    header = source[start : min(end, start + 4 * _LONGEST_SIGNATURE)]
    if b"#" in header:
        header = _INLINE_COMMENT.sub(b"", header)
    line = " ".join(header.decode("utf-8", "replace").split()).replace("( ", "(").replace(", )", ")").replace(" )", ")")
    return line if len(line) <= _LONGEST_SIGNATURE else line[: _LONGEST_SIGNATURE - 1] + "…"


def _header_end(node: Definition, text: Text, after_name: int) -> int:
    if isinstance(node, ast.ClassDef):
        parts: list[ast.AST] = [*node.bases, *(item.value for item in node.keywords)]
        if not parts:
            return after_name
    elif node.returns:
        return text.span(node.returns)[1]
    else:
        parts = _parameters(node.args)
    last = max((text.span(part)[1] for part in parts), default=after_name)
    return text.source.find(b")", last) + 1 or after_name


def _parameters(args: ast.arguments) -> list[ast.AST]:
    single = [item for item in (args.vararg, args.kwarg) if item]
    defaults = [item for item in (*args.defaults, *args.kw_defaults) if item]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *single, *defaults]


def _traits(place: Place, names: Names, generator: bool) -> tuple[str, ...]:
    node = place.node
    found = {_DECORATOR_TRAITS[name] for name in _decorators(node, names) if name in _DECORATOR_TRAITS}
    if isinstance(node, ast.AsyncFunctionDef):
        found.add("async")
    if generator:
        found.add("generator")
    if isinstance(node, FUNCTIONS) and _is_stub(node):
        found.add("stub")
    if place.kind == "function" and place.parent:
        found.add("nested")
    if place.kind != "class" and node.name.startswith("test"):
        found.add("test")
    return tuple(sorted(found))


def _is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Nothing but a docstring, `pass`, `...` or a raised NotImplementedError."""
    return all(_says_nothing(statement) for statement in node.body)


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)
