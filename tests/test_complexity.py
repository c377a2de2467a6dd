"""The figures equal radon's on real code, and Campbell's on his own kind of examples."""

import ast
import io
import sysconfig
import tokenize
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest
from radon.complexity import add_inner_blocks
from radon.metrics import h_visit_ast, mi_visit
from radon.raw import analyze
from radon.visitors import Class, ComplexityVisitor

from debtscan.facts.complexity import Figures, figures, halstead_volume, maintainability
from debtscan.facts.rawlines import comment_percent, logical_lines
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree

ODD = '''
    """Doc
    string."""
    x = 1; y = {1: 2}; f = lambda: x; z = y[1:]
    a: int; b = a;
    if x: pass; y = 2
    if x: y = z[1:2]
    elif y: f(lambda: 0)
    else: pass;
    @d(lambda: x)
    @e
    def g(
        a=(1 if x else 2),
        # inside brackets
        b=x and y,
    ) -> (x or y):
        # free
        "doc"  # not alone
        "two" "strings"
        for i in (a, b):
            if i: continue
        else:
            return [j for j in a if j if i]
        assert all(k and j for k in a)
        while a: break
        return a + """
        free text

        """

    class C(x if y else z):
        a: int = 3
        if a:
            def m(self): return -1 + 2 * x.y < 3 <= 4
        class D:
            def n(self): return lambda: 1 if x else 2
        async def o(self):
            async for i in x: pass
            async with x as y: pass
            try: pass
            except (
                # inside too
                ValueError
            ): a += 1
            else: pass
            finally: pass
'''
MATCH = """
    def f(x):
        match x:
            # a comment
            case {"a": 1}: return 1
            case [1, *rest] if rest and x: return 2
            case str() | int():
                return 3
            case other:
                return 4
    def g(x):
        match x:
            case _:
                return 4
    try:
        f(1)
    except* ValueError:
        pass
"""


class Comment(NamedTuple):
    line: int
    own_line: bool


def comments_of(source: str) -> list[Comment]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [Comment(t.start[0], not t.line[: t.start[1]].strip()) for t in tokens if t.type == tokenize.COMMENT]


def ours(source: str) -> tuple[dict[tuple[int, str], int], tuple[float, int, float, float]]:
    """Complexity by place, and volume, logical lines, comments and index."""
    tree, text = Tree(ast.parse(source)), Text(source.encode())
    found = figures(tree)
    by_place = {(n.lineno, n.name): f.complexity for n, f in found.items() if not isinstance(n, ast.Module)}
    volume, lines = halstead_volume(tree), logical_lines(tree, text)
    share = comment_percent(tree, text, comments_of(source))
    return by_place, (volume, lines, share, maintainability(volume, found[tree.module].complexity, lines, share))


def radons(source: str) -> tuple[dict[tuple[int, str], int], tuple[float, int, float, float]]:
    tree = ast.parse(source)
    visitor = ComplexityVisitor.from_ast(tree)
    blocks = add_inner_blocks([*visitor.functions, *visitor.classes])
    by_place = {}
    methods = [method for block in blocks for method in getattr(block, "methods", ())]
    for block in [*blocks, *methods]:
        complexity = block.real_complexity if isinstance(block, Class) else block.complexity
        by_place[block.lineno, block.name.rpartition(".")[2]] = complexity
    raw = analyze(source)
    share = (raw.comments + raw.multi) / raw.sloc * 100 if raw.sloc else 0.0
    return by_place, (h_visit_ast(tree).total.volume, raw.lloc, share, mi_visit(source, True))


def differences(source: str) -> list[object]:
    """What differs from radon, which does not reach every class in a function or every function in an assert."""
    (mine, my_file), (theirs, their_file) = ours(source), radons(source)
    found: list[object] = [(key, value, mine[key]) for key, value in theirs.items() if mine[key] != value]
    return found if their_file == pytest.approx(my_file) else [*found, (their_file, my_file)]


def is_hard_for_radon(node: ast.AST) -> bool:
    if isinstance(node, ast.expr | ast.Assign | ast.Expr):
        return isinstance(node, ast.JoinedStr) or (node.end_lineno or 0) - node.lineno > 40
    return False


def library_files() -> Iterator[tuple[str, str]]:
    """The standard library's own sources that radon can read in reasonable time: without f-strings, which 3.12 splits
    into tokens, and without the long tables that it tokenises anew for each of their lines."""
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts):
        try:
            with tokenize.open(path) as file:
                source = file.read()
            tree = ast.parse(source)
        except (SyntaxError, UnicodeError):
            continue
        if path.stat().st_size < 40_000 and not any(map(is_hard_for_radon, ast.walk(tree))):
            yield str(path), source


@pytest.mark.parametrize(
    "source", [ODD, MATCH, "", "x = 1\n", "# only\n"], ids=["odd", "match", "empty", "statement", "comment"]
)
def test_figures_equal_radons_on_odd_code(source):
    assert [] == differences(dedent(source))


def test_figures_equal_radons_on_a_sample_of_the_standard_library():
    """The sample holds no f-strings, at whose colons radon splits lines from Python 3.12 on."""
    sample = ("fractions.py", "tempfile.py", "email/feedparser.py", "mailbox.py", "xml/sax/expatreader.py")
    folder = Path(sysconfig.get_path("stdlib"))

    assert [] == [found for name in sample for found in differences((folder / name).read_text("utf-8"))]


@pytest.mark.slow  # radon needs about a minute for this
def test_figures_equal_radons_on_the_whole_standard_library():
    functions, wrong = 0, []
    for path, source in library_files():
        try:
            wrong += [(path, found) for found in differences(source)]
        except SyntaxError:  # radon joins lines until they tokenise, and gives up on some
            continue
        functions += len(measured(source)) - 1

    assert [] == wrong
    assert functions > 5_000


def measured(source: str) -> dict[str, Figures]:
    return {getattr(node, "name", ""): found for node, found in figures(Tree(ast.parse(dedent(source)))).items()}


COGNITIVE = {
    "flat": (0, "def f(a):\n    return a"),
    "if, elif and else count one each": (3, "def f(a):\n  if a: x\n  elif b: y\n  else: z"),
    "nesting counts": (6, "def f(a):\n  for b in a:\n    while b:\n      if c: d"),
    "an if within else is nested": (4, "def f(a):\n  if a: x\n  else:\n    if b: y"),
    "within elif as deep as within if": (4, "def f(a):\n  if a: x\n  elif b:\n    if c: y"),
    "handlers count, try and with do not": (3, "def f(a):\n  with a:\n    try: x\n    except A:\n      if b: y"),
    "like operators are one sequence": (1, "def f(a):\n  return a and b and c"),
    "mixed operators are several": (3, "def f(a):\n  return a or b and c or d"),
    "negation starts a new sequence": (2, "def f(a):\n  return a and not (b and c)"),
    "ternaries nest": (3, "def f(a):\n  return a if b else c if d else e"),
    "lambdas nest": (2, "def f(a):\n  return lambda: a if b else c"),
    "match counts once": (1, "def f(a):\n  match a:\n    case 1: x\n    case 2: y"),
    "closures nest": (2, "def f(a):\n  x = 1\n  def g():\n    if a: b\n  return g"),
    "wrappers of a decorator do not": (1, "def f(a):\n  'doc'\n  def g():\n    if a: b\n  return g"),
}


@pytest.mark.parametrize("name", COGNITIVE)
def test_cognitive_complexity(name):
    expected, source = COGNITIVE[name]

    assert expected == measured(source)["f"].cognitive


def test_a_class_has_its_methods_together():
    found = measured("class C:\n  x = 1\n  def m(self):\n    if a: b\n  def n(self):\n    return a and b")

    assert (5, 2, 0, 3) == (found["C"].complexity, found["C"].cognitive, found["C"].nesting, found["C"].statements)


def test_nesting_is_of_control_statements():
    source = """
    def f(a):
        for b in a:
            with b:
                try:
                    if c: d
                    elif e: g
                finally:
                    h
        def inner():
            if a: b
    """

    assert 4 == measured(source)["f"].nesting
    assert 1 == measured(source)["inner"].nesting


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        (3, "def f(a, /, b, c=1, *args, d, **kw): pass"),
        (1, "class C:\n  def f(self, a): pass"),
        (1, "class C:\n  @classmethod\n  def f(cls, a): pass"),
        (2, "class C:\n  @staticmethod\n  def f(a, b): pass"),
        (0, "class C:\n  @staticmethod\n  def f(): pass"),
    ],
    ids=["those given by position", "method", "class method", "static method", "nothing"],
)
def test_parameters(expected, source):
    assert expected == measured(source)["f"].parameters
