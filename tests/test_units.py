import ast
import sysconfig
from pathlib import Path

import pytest
from radon.metrics import mi_visit

from debtscan.facts.extract import extract, reason
from debtscan.facts.patterns import compile_patterns
from debtscan.model import FileFacts, Unit

NO_PATTERNS = compile_patterns(())


def facts_of(source: str) -> FileFacts:
    return extract(source.encode(), NO_PATTERNS)


def unit_of(source: str, name: str) -> Unit:
    return next(unit for unit in facts_of(source).units if unit.name == name)


SOURCE = '''"""A module."""
import functools
from abc import abstractmethod


@functools.lru_cache(
    maxsize=None,
)
def first(a, b: int = 1, *rest) -> int:
    """Add up.

    And more.
    """
    def inner():
        yield a
    return a + b


class Shape(object, metaclass=type):
    @property
    def area(self):  # the whole
        return 1

    @abstractmethod
    async def draw(
        self,
        canvas,  # where
    ):
        ...
'''


def test_units_come_in_order_with_qualified_names():
    found = [(unit.name, unit.kind, unit.parent) for unit in facts_of(SOURCE).units]

    assert [
        ("", "module", -1),
        ("first", "function", 0),
        ("first.inner", "function", 1),
        ("Shape", "class", 0),
        ("Shape.area", "method", 3),
        ("Shape.draw", "method", 3),
    ] == found


def test_a_unit_begins_at_its_def_and_remembers_its_decorators():
    unit = unit_of(SOURCE, "first")

    assert (6, 9, 14, 16) == (unit.first, unit.start, unit.body, unit.end)
    assert ("functools.lru_cache",) == unit.decorators
    assert "Add up." == unit.summary


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("first", "first(a, b: int = 1, *rest) -> int"),
        ("first.inner", "first.inner"),
        ("Shape", "Shape(object, metaclass=type)"),
        ("Shape.area", "area(self)"),
        ("Shape.draw", "draw(self, canvas)"),
    ],
)
def test_a_signature_is_the_header_on_one_line(name, signature):
    expected = signature if name != "first.inner" else "inner()"

    assert expected == unit_of(SOURCE, name).signature


@pytest.mark.parametrize(
    ("name", "traits"),
    [
        ("first", ()),
        ("first.inner", ("generator", "nested")),
        ("Shape.area", ("property",)),
        ("Shape.draw", ("abstract", "async", "stub")),
    ],
)
def test_traits_say_what_kind_of_function_it_is(name, traits):
    assert traits == unit_of(SOURCE, name).traits


def test_code_lines_leave_out_blank_lines_comments_and_docstrings():
    source = 'def f(a):\n    """Doc\n\n    string."""\n\n    # why\n    b = a  # here\n    return b\n'

    assert 3 == unit_of(source, "f").code_lines


def test_the_digest_ignores_layout_and_sees_code():
    plain = unit_of("def f(a):\n    return g(a, 1)\n", "f").digest
    laid_out = unit_of("def f(a):\n\n    # why\n    return g(\n        a, 1)\n", "f").digest
    other = unit_of("def f(a):\n    return h(a, 1)\n", "f").digest

    assert plain == laid_out
    assert plain != other


def test_a_file_that_does_not_parse_still_has_tokens():
    facts = facts_of("print 'hello'\nexec code\n")

    assert facts.error is not None
    assert "line 1" in facts.error
    assert len(facts.tokens) > 0
    assert () == facts.units


def test_an_empty_file_has_a_module_and_no_lines():
    facts = facts_of("")

    assert (None, 0, 0, 1) == (facts.error, facts.lines, facts.code_lines, len(facts.units))


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 3000 + ")" * 3000,
        "x = " + "(" * 5000,
        "".join("    " * depth + "if x:\n" for depth in range(300)) + "    " * 300 + "pass\n",
        "x = " + "-" * 100_000 + "1",
        "x = " + "+".join("a" for _ in range(100_000)),
        "x" + ".y" * 100_000,
        "x = f'{" + "+".join("a" for _ in range(1500)) + "} {b.c}'",
        "a = b\0c",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
    ids=[
        "parentheses",
        "open parentheses",
        "nested ifs",
        "minus signs",
        "sum",
        "attributes",
        "sum in a text",
        "nul",
        "surrogate",
    ],
)
def test_hostile_nesting_is_data_not_a_crash(source):
    facts = facts_of(source)

    assert facts.error or facts.units


def test_reasons_name_the_line():
    with pytest.raises(SyntaxError) as caught:
        ast.parse("a\nb c\n")

    assert reason(caught.value).startswith("syntax error on line 2")


@pytest.mark.parametrize("name", ["fractions.py", "tempfile.py", "email/feedparser.py", "xml/sax/expatreader.py"])
def test_the_stored_index_is_radons(name):
    """Branches of the module's own count too: these files choose at import time."""
    source = (Path(sysconfig.get_path("stdlib")) / name).read_text("utf-8")

    assert facts_of(source).maintainability == pytest.approx(mi_visit(source, True))
