"""Tree -> the complexity figures of every definition, and the maintainability index of the file.

Cyclomatic complexity, Halstead volume and maintainability index are those of radon 6, whose own visitors cost several
times the parse (Django, 2,818 files: 30 s against 3.4 s); here they are read off the shared walk. Cognitive complexity
follows Campbell (SonarSource, 2018), without the increment for recursion, which SonarSource's own analysers leave out.
"""

import ast
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from debtscan.facts.rawlines import Comment, comment_percent, logical_lines
from debtscan.facts.text import Text
from debtscan.facts.tree import FUNCTIONS, Tree
from debtscan.model import Unit


class Figures(NamedTuple):
    complexity: int  # of a class: its own branches, its methods' complexities and 1; of a module: radon's total
    cognitive: int
    nesting: int
    parameters: int  # that may be given by position
    statements: int


class _Body:
    """The running counts of one definition, or of the module."""

    __slots__ = ("cognitive", "complexity", "nested", "nesting", "node", "outer", "outer_level", "statements")

    def __init__(self, node: ast.AST | None, outer: "_Body | None", outer_level: int) -> None:
        self.node, self.outer, self.outer_level = node, outer, outer_level
        self.complexity = 1
        self.cognitive = 0
        self.nested = 0  # how many of the cognitive increments grow by one with each level around the definition
        self.nesting = 0
        self.statements = 0


class _Inside(NamedTuple):
    """Where the statements held by a compound statement stand."""

    body: _Body
    level: int  # cognitive nesting
    depth: int  # control statements around them


_IN_EXPRESSION = (ast.expr, ast.keyword, ast.comprehension)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class _Walk:
    """One pass over the statements and branching expressions of a file, in source order.

    An expression belongs to the statement before it, but for those in the header of a definition (decorators,
    defaults, annotations, bases) and in an `assert`, which radon does not look into.
    """

    def __init__(self, tree: Tree) -> None:
        self.parent = tree.parent
        self.unread = _Body(None, None, 0)
        self.module = _Body(tree.module, None, 0)
        self.bodies = [self.module]
        self.at = _Inside(self.module, 0, 0)
        self.inside: dict[ast.AST, _Inside] = {tree.module: self.at}
        self.branches = self.module  # whose complexity the coming expressions raise
        self.ternaries: dict[ast.AST, int] = {}  # with the ternaries and lambdas around each
        special: dict[type[ast.AST], Callable[[ast.AST], None]] = {
            ast.FunctionDef: self.definition,
            ast.AsyncFunctionDef: self.definition,
            ast.ClassDef: self.definition,
            ast.If: self.conditional,
            ast.For: self.loop,
            ast.AsyncFor: self.loop,
            ast.While: self.loop,
            ast.Try: self.attempt,
            ast.TryStar: self.attempt,
            ast.With: self.context,
            ast.AsyncWith: self.context,
            ast.Match: self.match,
            ast.ExceptHandler: self.handler,
            ast.match_case: self.case,
            ast.Assert: self.assertion,
            ast.BoolOp: self.boolean,
            ast.IfExp: self.ternary,
            ast.comprehension: self.comprehension,
        }
        simple = self.statement
        plain = {kind: simple for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.stmt)}
        self.visit = plain | special

    def run(self, tree: Tree) -> None:
        visit = self.visit
        for node in tree.nodes:
            if (action := visit.get(node.__class__)) is not None:
                action(node)
        visit.clear()  # the walk holds itself by its methods: let go, it and the tree need no garbage collection

    def statement(self, node: ast.AST) -> None:
        self.at = at = self.inside[self.parent[node]]
        self.branches = body = at.body
        body.statements += 1

    def enter(self, node: ast.AST, deeper: int) -> None:
        """Count a control statement; what it holds is `deeper` cognitive levels down."""
        body, level, depth = self.at
        depth += 1
        if depth > body.nesting:
            body.nesting = depth
        self.inside[node] = _Inside(body, level + deeper, depth)

    def structural(self) -> None:
        body, level, _ = self.at
        body.cognitive += 1 + level
        body.nested += 1

    def definition(self, node: ast.AST) -> None:
        self.statement(node)
        body = _Body(node, self.at.body, self.at.level)
        self.bodies.append(body)
        self.inside[node] = _Inside(body, 0, 0)
        self.branches = self.unread

    def conditional(self, node: ast.AST) -> None:
        assert isinstance(node, ast.If)
        self.statement(node)
        self.branches.complexity += 1
        above = self.parent[node]
        if isinstance(above, ast.If) and above.col_offset == node.col_offset:  # `elif`
            self.at.body.cognitive += 1
            self.inside[node] = self.inside[above]
        else:
            self.structural()
            self.enter(node, 1)
        rest = node.orelse
        if rest and not (isinstance(rest[0], ast.If) and rest[0].col_offset == node.col_offset):
            self.at.body.cognitive += 1

    def loop(self, node: ast.AST) -> None:
        assert isinstance(node, _LOOPS)
        self.statement(node)
        self.branches.complexity += 1 + bool(node.orelse)
        self.structural()
        self.enter(node, 1)

    def attempt(self, node: ast.AST) -> None:
        self.statement(node)
        if isinstance(node, ast.Try):  # radon does not know `except*`
            self.branches.complexity += len(node.handlers) + bool(node.orelse)
        self.enter(node, 0)

    def context(self, node: ast.AST) -> None:
        self.statement(node)
        self.enter(node, 0)

    def match(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Match)
        self.statement(node)
        any_value = any(isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None for case in node.cases)
        self.branches.complexity += len(node.cases) - any_value
        self.structural()
        self.enter(node, 1)

    def handler(self, node: ast.AST) -> None:
        self.at = self.inside[self.parent[node]]
        self.branches = self.at.body
        self.structural()
        body, level, depth = self.at
        self.inside[node] = _Inside(body, level + 1, depth)

    def case(self, node: ast.AST) -> None:
        self.at = self.inside[node] = self.inside[self.parent[node]]
        self.branches = self.at.body

    def assertion(self, node: ast.AST) -> None:
        self.statement(node)
        self.branches.complexity += 1
        self.branches = self.unread

    def boolean(self, node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        self.branches.complexity += len(node.values) - 1
        if not isinstance(self.parent[node], ast.BoolOp):
            self.at.body.cognitive += _sequences(node)

    def ternary(self, node: ast.AST) -> None:
        self.branches.complexity += 1
        self.structural()
        around = 0
        above = self.parent[node]
        while isinstance(above, _IN_EXPRESSION):
            if isinstance(above, ast.IfExp):
                around += 1 + self.ternaries[above]
                break
            around += isinstance(above, ast.Lambda)
            above = self.parent[above]
        self.ternaries[node] = around
        self.at.body.cognitive += around

    def comprehension(self, node: ast.AST) -> None:
        assert isinstance(node, ast.comprehension)
        self.branches.complexity += 1 + len(node.ifs)


def _sequences(node: ast.BoolOp) -> int:
    """How many runs of like operators a boolean expression reads as: `a or b and c or d` is three."""
    found: list[type[ast.boolop]] = []

    def read(part: ast.BoolOp) -> None:
        for index, value in enumerate(part.values):
            if index:
                found.append(part.op.__class__)
            if isinstance(value, ast.BoolOp):
                read(value)

    read(node)
    return 1 + sum(a is not b for a, b in pairwise(found))


def _only_wraps(node: ast.AST) -> bool:
    """Whether a function is a decorator: nothing but one function and the return of it."""
    body = [part for part in getattr(node, "body", ()) if not isinstance(part, ast.Expr)]
    return len(body) == 2 and isinstance(body[0], FUNCTIONS) and isinstance(body[1], ast.Return)


def _parameters(node: ast.AST, in_class: bool) -> int:
    """Those that may be given by position, without self and cls: a keyword-only one is named wherever it is used."""
    if not isinstance(node, FUNCTIONS):
        return 0
    args = node.args
    static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
    positional = len(args.posonlyargs) + len(args.args)
    return positional - 1 if in_class and positional and not static else positional


def _total(bodies: list[_Body]) -> None:
    """Hand the figures of each definition to the one around it, as radon and Campbell add them."""
    module = bodies[0]
    for body in reversed(bodies[1:]):
        outer = body.outer
        assert outer is not None
        is_function = isinstance(body.node, FUNCTIONS)
        if outer is module:
            module.complexity += body.complexity - 1
        elif isinstance(outer.node, ast.ClassDef) and is_function:
            outer.complexity += body.complexity
        if isinstance(outer.node, FUNCTIONS) and is_function:
            deeper = 0 if _only_wraps(outer.node) else body.outer_level + 1
            outer.cognitive += body.cognitive + deeper * body.nested
            outer.nested += body.nested
        else:
            outer.cognitive += body.cognitive


def figures(tree: Tree) -> dict[ast.AST, Figures]:
    """The figures of the module and of every function and class in it."""
    walk = _Walk(tree)
    walk.run(tree)
    _total(walk.bodies)
    found: dict[ast.AST, Figures] = {}
    for body in walk.bodies:
        node, outer = body.node, body.outer
        assert node is not None
        in_class = outer is not None and isinstance(outer.node, ast.ClassDef)
        parameters = _parameters(node, in_class)
        found[node] = Figures(body.complexity, body.cognitive, body.nesting, parameters, body.statements)
    return found


# ---------------------------------------------------------------- Halstead volume and the maintainability index
def _context(tree: Tree, node: ast.AST, known: dict[ast.AST, str | None]) -> str | None:
    """The name of the function whose body holds `node`, "" outside all; None in a function's header."""
    parent = tree.parent
    while (up := parent.get(node)) is not None:
        if up in known:
            return known[up]
        if isinstance(up, FUNCTIONS):
            return up.name if isinstance(node, ast.stmt) else None
        node = up
    return ""


_Operation = ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.AugAssign | ast.Compare
_OPERATIONS: tuple[type[_Operation], ...] = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.AugAssign, ast.Compare)


def _operands(node: _Operation) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    return [node.left, *node.comparators]


def _spelling(node: ast.expr) -> object:
    """What makes two operands the same one for radon: name, attribute or value, and else the node itself."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Constant):
        return node.value
    return node


def halstead_volume(tree: Tree) -> float:
    """Length times the binary logarithm of the vocabulary, over operators and their operands."""
    length = 0
    operators: set[type[ast.AST]] = set()
    operands: set[tuple[str, object]] = set()
    contexts: dict[ast.AST, str | None] = {}
    for node in tree.of(*_OPERATIONS):
        context = contexts[node] = _context(tree, node, contexts)
        if context is None:
            continue
        parts = _operands(node)
        signs = [op.__class__ for op in node.ops] if isinstance(node, ast.Compare) else [node.op.__class__]
        length += len(signs) + len(parts)
        operators.update(signs)
        operands.update([(context, _spelling(part)) for part in parts])
    vocabulary = len(operators) + len(operands)
    return length * math.log(vocabulary, 2) if vocabulary else 0.0


def maintainability(volume: float, complexity: int, logical_lines: int, comment_percent: float) -> float:
    """The index of Oman and Hagemeister as radon scales it: 0 (worst) to 100."""
    if volume <= 0 or logical_lines <= 0:
        return 100.0
    comments = 50 * math.sin(math.sqrt(2.46 * math.radians(comment_percent)))
    index = 171 - 5.2 * math.log(volume) - 0.23 * complexity - 16.2 * math.log(logical_lines) + comments
    return min(max(0.0, index * 100 / 171.0), 100.0)


def module_maintainability(
    text: Text, tree: Tree, comments: Sequence[Comment], volume: float, units: Sequence[Unit]
) -> float:
    """The index of a whole file; `units` begin with the module, whose complexity is radon's total."""
    share = comment_percent(tree, text, comments)
    return maintainability(volume, units[0].complexity, logical_lines(tree, text), share)
