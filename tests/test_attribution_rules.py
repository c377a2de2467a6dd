"""Every example in rules/attribution is recognised, or left alone, as its file says."""

import pytest

from debtscan.commits import Entry, Moment, Person
from debtscan.history.attribution import Attributor
from debtscan.rules.attribution import Example, Tool, load_tools
from debtscan.sources.rulefiles import read_tools

TOOLS = load_tools(read_tools())
ATTRIBUTOR = Attributor(TOOLS)
EXAMPLES = [
    pytest.param(tool, example, id=f"{tool.tool_id}: {example.name}") for tool in TOOLS for example in tool.examples
]
_NEWEST = 1_780_000_000


def person(text: str) -> Person:
    name, _, address = text.partition(" <")
    return Person(name, address.removesuffix(">"))


def entry(example: Example) -> Entry:
    author = person(example.author or "Ada <ada@example.org>")
    committer = person(example.committer) if example.committer else author
    moment = Moment(example.date or _NEWEST)
    return Entry("1" * 40, (), author, committer, moment, moment, example.message.lstrip("\n"))


@pytest.mark.parametrize(("tool", "example"), EXAMPLES)
def test_an_example_is_judged_as_its_file_says(tool: Tool, example: Example) -> None:
    found = ATTRIBUTOR.assess(entry(example), branches=[example.branch] if example.branch else [])

    assert example.assisted == found.assisted, found.evidence
    assert set(example.tools) == set(found.tools)
    if example.kind:
        assert example.kind in {evidence.kind for evidence in found.evidence}
    if example.confidence is not None:
        assert example.confidence == found.confidence
    if example.partly is not None:
        assert example.partly == found.partly


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.tool_id)
def test_a_tool_shows_what_it_is_recognised_by_and_what_is_left_alone(tool: Tool) -> None:
    assert {True, False} == {example.assisted for example in tool.examples}
    assert tool.source
    assert tool.since


def test_no_two_tools_claim_one_form() -> None:
    forms = [
        (signal.kind, signal.keys, text.lower())
        for tool in TOOLS
        for signal in tool.signals
        for text in signal.texts or signal.keys
    ]
    names = [name.lower() for tool in TOOLS for name in (*tool.names, *tool.given_names, *tool.models)]

    assert [] == sorted({form for form in forms if forms.count(form) > 1})
    assert [] == sorted({name for name in names if names.count(name) > 1})
