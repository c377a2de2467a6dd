"""Files of AI tools: what is wrong in one is said with file, field and nearest key; users add and replace tools."""

from pathlib import Path

import pytest

from debtscan.errors import RuleError
from debtscan.rules.attribution import load_tool, load_tools
from debtscan.sources.rulefiles import read, read_tools

TOOL = 'title = "Quokka"\nsince = 2025-01-01\nnames = ["Quokka"]\n'
FOOTER = '[[footer]]\nis = "a"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('titel = "X"', 'titel: unknown key; did you mean "title"?'),
        ("title = 3", "title: must be a string, not 3"),
        ('kind = "robot"', 'kind: "robot" is not one of them; it has agent, model, reviewer'),
        ("since = 2025", "since: must be a date such as 2025-02-24, not 2025"),
        ("names = [1]", "names: must be a list of strings"),
        ('names = ["*"]', "names: each must be one line that says something"),
        ('address = "x"', "address: must be a list, not 'x'"),
        ("address = [1]", "address: is written [[address]]"),
        ("[[address]]", "address 1: is: is missing: the text by which it is recognised"),
        (FOOTER + "strenght = 1", 'footer 1: strenght: unknown key; did you mean "strength"?'),
        (FOOTER + "strength = 2", "footer 1: strength: must be from 0 to 1, not 2"),
        (FOOTER + 'part = "autor"', 'footer 1: part: "autor" is not one of them; did you mean "author"?'),
        ('[[trailer]]\nis = "a"', "trailer 1: keys: of the trailers are missing"),
        (FOOTER + 'keys = ["b"]', "footer 1: keys: a footer has none"),
        ('[[example]]\nassisted = "yes"', "example 1: assisted: must be true or false, not 'yes'"),
        ('title = "X"', "says nothing by which the tool could be recognised"),
        ("[", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_field(text: str, complaint: str) -> None:
    with pytest.raises(RuleError) as told:
        load_tool("attribution/quokka.toml", text)

    assert str(told.value).startswith(f"attribution/quokka.toml: {complaint}")


def test_the_name_of_the_file_is_the_id_of_the_tool() -> None:
    assert "quokka" == load_tool("attribution/quokka.toml", TOOL).tool_id
    with pytest.raises(RuleError, match="called by its id"):
        load_tool("attribution/My Tool.toml", TOOL)


def test_a_folder_of_rules_adds_tools_and_replaces_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "attribution").mkdir()
    (tmp_path / "attribution" / "quokka.toml").write_text(TOOL)
    (tmp_path / "attribution" / "cursor.toml").write_text('title = "Our Cursor"\nnames = ["Cursor"]\n')

    titles = {tool.tool_id: tool.title for tool in load_tools(read_tools([str(tmp_path)]))}

    assert ("Quokka", "Our Cursor", "aider") == (titles["quokka"], titles["cursor"], titles["aider"])


def test_rules_are_read_without_the_tools_beside_them(tmp_path: Path) -> None:
    (tmp_path / "attribution").mkdir()
    (tmp_path / "attribution" / "quokka.toml").write_text(TOOL)

    assert not [name for name in read([str(tmp_path)]) if name.startswith("attribution/")]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder of rules"):
        read_tools([str(tmp_path / "none")])
