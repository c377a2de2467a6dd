"""What `find` shows: the JSON that scripts read, and text that people do."""

import json

from debtscan.answers import Answer, Existing
from debtscan.output.find import render_json, render_text

MATCH = Existing(
    path="shop/files.py",
    name="clean_directory",
    signature="clean_directory(directory: str) -> None",
    start_line=5,
    end_line=16,
    similarity=0.6123,
    confidence=0.934,
    importable_as="shop.files.clean_directory",
    why=("same callees: rmtree", 'same literals: "."'),
)
PLACE = {"kind": "place", "path": "shop/zip.py", "line": 9, "name": "empty_folder", "start_line": 5, "end_line": 16}
METHOD = Existing("a.py", "Files.clean", "clean(self)", 1, 4, 0.5, 0.5, None, ("names alike: clean, cleanup",))


def test_json_has_the_fields_of_the_contract() -> None:
    found = json.loads(render_json(Answer(PLACE, (MATCH, METHOD))))

    assert ["schema", "query", "matches"] == list(found)
    assert "debtscan.find/1" == found["schema"]
    assert PLACE == found["query"]
    assert {
        "path": "shop/files.py",
        "name": "clean_directory",
        "signature": "clean_directory(directory: str) -> None",
        "start_line": 5,
        "end_line": 16,
        "similarity": 0.6123,
        "confidence": 0.934,
        "importable_as": "shop.files.clean_directory",
        "why": ["same callees: rmtree", 'same literals: "."'],
    } == found["matches"][0]
    assert found["matches"][1]["importable_as"] is None


def test_json_without_matches_is_an_empty_list() -> None:
    assert [] == json.loads(render_json(Answer({"kind": "text", "text": "x"}, ())))["matches"]


def test_text_says_where_it_is_and_how_to_import_it() -> None:
    expected = """\
Most similar to empty_folder (shop/zip.py:5):

 1. clean_directory(directory: str) -> None
    shop/files.py:5-16  similarity 0.61, the same job with 93% confidence
    from shop.files import clean_directory
    same callees: rmtree; same literals: "."

 2. Files.clean(self)
    a.py:1-4  similarity 0.50, the same job with 50% confidence
    names alike: clean, cleanup
"""

    assert expected == render_text(Answer(PLACE, (MATCH, METHOD)), 100, color=False)


def test_text_says_that_nothing_is_similar() -> None:
    shown = render_text(Answer({"kind": "text", "text": "draw a map"}, ()), 100, color=False)

    assert 'Nothing in this code base is similar to "draw a map".\n' == shown


def test_a_narrow_terminal_wraps_the_reasons() -> None:
    shown = render_text(Answer({"kind": "snippet", "name": None}, (MATCH,)), 40, color=False)

    assert "Most similar to the snippet:" == shown.splitlines()[0]
    assert "    same callees: rmtree; same literals:\n" in shown


def test_nothing_from_the_tree_acts_on_the_terminal() -> None:
    evil = Existing("a\x1b[2J.py", "f", "f(x='\x1b]0;')", 1, 2, 0.5, 0.5, None, ('same literals: "\x07"',))
    shown = render_text(Answer({"kind": "text", "text": "\x1b[31m"}, (evil,)), 100, color=False)

    assert "\x1b" not in shown
    assert "\x07" not in shown
