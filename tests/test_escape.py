import json

import pytest

from debtscan.output.escape import inert_json, visible, visible_line


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("größe 数 👍 ❤\ufe0f", "größe 数 👍 ❤\ufe0f", id="letters of any script"),
        pytest.param(r"a\u3164.py", "a\u3164.py", id="letter that is drawn as nothing"),
        pytest.param(r"a\U000e0101\ufe01\u2800", "a\U000e0101\ufe01\u2800", id="marks that are drawn as nothing"),
        pytest.param(r"\x1b[31mred", "\x1b[31mred", id="terminal escape"),
        pytest.param(r"\x9b2J", "\x9b2J", id="one-byte terminal escape"),
        pytest.param(r"a\nb\rc\td", "a\nb\rc\td", id="line ends and tab"),
        pytest.param(r"\u202egnp.py", "\u202egnp.py", id="right-to-left override"),
        pytest.param(r"a\u200bb\u2028c", "a\u200bb\u2028c", id="invisible and line separators"),
        pytest.param(r"\udcff.py", "\udcff.py", id="byte that is no text"),
        pytest.param(r"\x00\x7f", "\x00\x7f", id="NUL and DEL"),
        pytest.param(r"\x23#[add-mask]x", "##[add-mask]x", id="order to GitHub's runner"),
        pytest.param(r"a \x23#vso[task.complete]", "a ##vso[task.complete]", id="order to Azure's runner"),
        pytest.param(r"#\x23#[error]", "###[error]", id="order after another mark"),
        pytest.param("## a heading [1]", "## a heading [1]", id="comment that orders nothing"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_does_not_print_is_shown(expected: str, text: str) -> None:
    shown = visible(text)

    assert expected == shown
    assert shown.isprintable()


def test_json_holds_no_order_and_the_same_value() -> None:
    value = ["##[error]x", "###[a]", '\\"##vso[x]', "## [1]"]
    text = inert_json(json.dumps(value))

    assert "##[" not in text
    assert "##vso[" not in text
    assert value == json.loads(text)


def test_a_source_line_keeps_its_indentation_as_spaces() -> None:
    line = visible_line("\tif x:\x0c  \n")

    assert "    if x:" == line
