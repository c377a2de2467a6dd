"""Lines of text output: they fit, and a CI service that reads them obeys none."""

import pytest

from debtscan.output.layout import document, wrapped


@pytest.mark.parametrize(
    ("expected", "width", "text", "first"),
    [
        pytest.param(["a.py:1: some words, and more", "  of them"], 28, "some words, and more of them", "a.py:1: "),
        pytest.param(["a/long/path.py:1:", "  some words, and more of", "  them"], 28, "some words, and more of them",
                     "a/long/path.py:1: "),
        pytest.param(["a.py:1: it takes about", "  15 min"], 28, "it takes about 15 min", "a.py:1: "),
        pytest.param(["a.py:1: "], 28, "", "a.py:1: "),
    ],
    ids=["behind its label", "below a label that leaves no room", "a number with its unit", "nothing to say"],
)  # fmt: skip
def test_text_is_wrapped_behind_its_label(expected: list[str], width: int, text: str, first: str) -> None:
    assert expected == wrapped(text, width, first, "  ")


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        pytest.param(r"\x3a:add-mask::x", "::add-mask::x", id="command"),
        pytest.param(r"    \x3a:add-mask::x", "    ::add-mask::x", id="command behind blanks"),
        pytest.param("x::add-mask::x", "x::add-mask::x", id="no command"),
        pytest.param("", "", id="empty line"),
    ],
)
def test_no_line_is_a_command_to_githubs_runner(expected: str, line: str) -> None:
    assert f"{expected}\n" == document([line])
