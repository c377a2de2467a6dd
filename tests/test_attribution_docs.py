"""docs/attribution.md lists the tools that are shipped. Write it anew with DEBTSCAN_REGENERATE=1."""

import os
import re
from pathlib import Path

import pytest

from debtscan.rules.attribution import Tool, load_tool, load_tools
from debtscan.sources.rulefiles import read_tools

pytestmark = pytest.mark.house

PAGE = Path(__file__).parents[1] / "docs" / "attribution.md"
TABLE = re.compile(r"(?<=<!-- tools: written by tests/test_attribution_docs.py -->\n).*?(?=<!-- /tools -->)", re.DOTALL)
_SHOWN = 2


def row(tool: Tool) -> str:
    kinds = {signal.kind: None for signal in tool.signals}
    forms = [text for signal in tool.signals if signal.kind in ("address", "footer") for text in signal.texts]
    shown = ", ".join(f"`{text}`" for text in forms[:_SHOWN])
    more = f" and {len(forms) - _SHOWN} more" if len(forms) > _SHOWN else ""
    return f"| `{tool.tool_id}` | {tool.title} | {tool.kind} | {', '.join(kinds) or 'names'} | {shown}{more} |"


def test_the_page_lists_the_tools_that_are_shipped() -> None:
    tools = load_tools(read_tools())
    head = "| tool | name | kind | recognised by | for example |\n| --- | --- | --- | --- | --- |\n"
    table = head + "".join(f"{row(tool)}\n" for tool in tools)
    text = PAGE.read_text("utf-8")
    if os.environ.get("DEBTSCAN_REGENERATE"):
        PAGE.write_text(TABLE.sub(lambda _: table, text), "utf-8")

    assert [table] == TABLE.findall(PAGE.read_text("utf-8"))


def test_the_example_of_the_page_is_a_tool() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert load_tool("attribution/house-agent.toml", example).signals
