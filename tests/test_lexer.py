"""The token stream: equal for equal code, exact lines, comments with their place, and never a failure."""

import ast
from pathlib import Path

import pytest

from debtscan.facts import lexer
from debtscan.facts.lexer import Comment, blanked, lex
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree


def ids(source: str) -> list[int]:
    return list(lex(source.encode()).ids)


def blanked_ids(source: str) -> list[int]:
    text = Text(source.encode())
    return list(lex(text.source, blanked(Tree(ast.parse(source)), text)).ids)


def kinds(source: str) -> list[int]:
    return [token >> lexer.KIND_SHIFT for token in ids(source)]


def lines_of_tokens(source: str) -> list[int]:
    index = lex(source.encode()).line_index
    return [line + 1 for line in range(len(index) - 1) for _ in range(index[line + 1] - index[line])]


SAME = {
    "spaces": ("f(a,b)", "f ( a , b )"),
    "blank lines and comments": ("a = 1\nb = 2\n", "a = 1  # one\n\n\n# two\nb = 2"),
    "wrapped call": ("f(a, b)\n", "f(\n    a,\n    b,\n)\n"),
    "trailing comma behind a comment": ("x = [1, 2]\n", "x = [\n    1,\n    2,  # two\n    # end\n]\n"),
    "quotes": ("a = 'x' + u\"y\"", "a = \"x\" + 'y'"),
    "one line string in three quotes": ('a = "x"', 'a = """x"""'),
    "continued line": ("a = b + c", "a = b + \\\n    c"),
    "form feed": ("a = 1\nb = 2", "a = 1\n\f\nb = 2"),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_layout_leaves_no_token(left: str, right: str) -> None:
    assert ids(left) == ids(right)


DIFFERENT = {
    "names": ("a = b", "a = c"),
    "numbers": ("a = 1", "a = 2"),
    "bytes and text": ("a = b'x'", "a = 'x'"),
    "a tuple of one": ("a = (b,)", "a = (b)"),
    "attribute and name": ("a.b", "a, b"),
    "call and reference": ("a.b()", "a.b"),
    "operators": ("a <= b", "a < b"),
}


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_code_that_differs_has_other_ids(left: str, right: str) -> None:
    assert ids(left) != ids(right)


def test_kinds_tell_what_an_id_stands_for() -> None:
    expected = [lexer.NAME, lexer.STRUCTURE, lexer.CALL, lexer.NUMBER, lexer.STRUCTURE, lexer.STRING, lexer.STRUCTURE]

    assert [*expected, lexer.METHOD, lexer.STRUCTURE, lexer.ATTRIBUTE] == kinds('a = f(1.5e-3, rb"x").g().h')


def test_keywords_and_definitions_have_their_kinds() -> None:
    assert [lexer.DEFINITION, lexer.STRUCTURE] == kinds("def f(")
    assert [lexer.KEYWORD_CALL, lexer.NAME, lexer.STRUCTURE] == kinds("if (a)")
    assert [lexer.STRUCTURE, lexer.NAME] == kinds("not a")


def test_every_token_is_on_its_line() -> None:
    source = 'x = """a\nb\n"""\n# c\ny = [\n    1,\n\n]; z\n'

    assert [1, 1, 1, 5, 5, 5, 6, 8, 8, 8] == lines_of_tokens(source)


@pytest.mark.parametrize("source", ["", "\n", "a", "a\n", "\n\na", "'''\n", "(\n", ",\n)"])
def test_line_index_has_one_entry_more_than_lines(source: str) -> None:
    assert len(source.splitlines()) + 1 == len(lex(source.encode()).line_index) or source == ""


def test_line_index_ends_with_the_number_of_tokens() -> None:
    lexed = lex(b"a = [\n  1,\n]\n")

    assert len(lexed.ids) == lexed.line_index[-1]


def test_comments_keep_their_place() -> None:
    lexed = lex("a = '# no'  # \u00e9\n    # own\n#last".encode())

    expected = (Comment(1, 12, "# \u00e9", False), Comment(2, 4, "# own", True), Comment(3, 0, "#last", True))
    assert expected == lexed.comments


def test_docstrings_and_annotations_can_be_blanked() -> None:
    documented = '''
class A:
    """Say."""
    x: int = 1

    def f(self, a: dict[str, int], *rest: int, b: int = 2) -> "A":
        """Say
        more."""
        y: list[int]
        return a
'''
    plain = """
class A:
    x = 1
    def f(self, a, *rest, b=2):
        y
        return a
"""

    assert ids(plain) == blanked_ids(documented)


def test_blanking_moves_no_line() -> None:
    source = 'def f():\n    """a\n    b"""\n    return 1  # c\n'
    text = Text(source.encode())
    lexed = lex(text.source, blanked(Tree(ast.parse(source)), text))

    assert [0, 4, 4, 4, 6] == list(lexed.line_index)
    assert (Comment(4, 14, "# c", False),) == lexed.comments


HOSTILE = {
    "unterminated triple quotes": b'\\"""\n' * 200_000,
    "unterminated quotes": b'\\"' * 500_000,
    "one long line": b"a = [" + b"1, " * 1_000_000 + b"]",
    "long name": b"a" * 3_000_000,
    "parentheses": b"(" * 3_000 + b")" * 3_000,
    "commas and line ends": b",\n" * 300_000 + b")",
    "commas before brackets": b",\n)" * 300_000,
    "backslashes": b"\\" * 1_000_000,
    "NUL bytes": b"\0" * 1_000_000,
    "not UTF-8": b"\xff\xfe'\x80" * 100_000,
    "spaces": b" " * 3_000_000,
    "digits": b"1_" * 1_000_000,
    "dots": b". " * 1_000_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_lexed_in_linear_time(source: bytes) -> None:
    """Each takes well under a second; a lexer that is not linear would need hours."""
    lexed = lex(source)

    assert len(lexed.ids) == lexed.line_index[-1]


def test_python_2_is_lexed() -> None:
    assert len(ids("print 'a', `b`, 0777L\nexec 'x' in y\nraise E, 'x'\n")) > 12


def test_ids_do_not_depend_on_what_was_lexed_before() -> None:
    alone = lex(b"a = b.c('d')").ids
    lex(Path(__file__).read_bytes())

    assert alone == lex(b"a = b.c('d')").ids
