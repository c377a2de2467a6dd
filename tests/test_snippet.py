"""Code from anywhere as a function: found by its line, taken out of a paste, or recognised as mere words."""

import pytest

from debtscan.facts.snippet import function_at, read_snippet


def test_a_pasted_function_is_read() -> None:
    found = read_snippet("    def load(path):\n        return json.loads(open(path).read())\n")

    assert found is not None
    assert "load" == found.name
    assert {"loads", "open", "read"} <= set(found.fields.callees)


def test_of_several_functions_the_longest_is_meant() -> None:
    found = read_snippet("def a():\n    pass\n\ndef b():\n    x = 1\n    return x\n")

    assert found is not None
    assert "b" == found.name


def test_statements_are_read_without_a_name() -> None:
    found = read_snippet("for line in open(path):\n    return line.strip()\n")

    assert found is not None
    assert ("", ()) == (found.name, found.fields.name)
    assert "strip" in found.fields.callees
    assert 0 < len(found.tokens)


@pytest.mark.parametrize("text", ["remove all files", "slug", "'slug'", "", "def (", "\0", "((((" * 2000])
def test_what_is_no_code_is_not_read_as_code(text: str) -> None:
    assert read_snippet(text) is None


SOURCE = b"""
class Shop:
    @cached
    def total(self):
        def add(a, b):
            return a + b
        return add(1, 2)

limit = 3
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [(3, "Shop.total"), (4, "Shop.total"), (6, "Shop.total.add"), (7, "Shop.total"), (9, None), (2, None)],
    ids=["decorator", "def", "inner", "outer again", "outside", "class"],
)
def test_the_innermost_function_at_a_line(line: int, name: str | None) -> None:
    found = function_at(SOURCE, line)

    assert name == (found and found.name)


def test_the_class_of_a_method_is_a_word_of_it() -> None:
    found = function_at(SOURCE, 4)

    assert found is not None
    assert ("shop",) == found.snippet.fields.owner


@pytest.mark.parametrize("data", [b"def f(:\n", b"\xff\xfe\0", b"", b"print 'two'\n"])
def test_an_unreadable_file_has_no_function(data: bytes) -> None:
    assert function_at(data, 1) is None
