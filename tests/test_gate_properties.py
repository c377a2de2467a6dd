"""What the gate holds to, whatever the change: silence where code only looks otherwise or lies elsewhere."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loud
import quiet
import quiet_layout as layout
from quiet import Edit, Project, indebted
from textgate import check, places

MOVING = (
    quiet.reorder_functions, quiet.reorder_methods, quiet.move_definition, quiet.rename_file, quiet.rename_package,
    quiet.extract_body, quiet.extract_end,
)  # fmt: skip
LAYOUT = (
    layout.blank_lines, layout.form_feeds, layout.shifted, layout.trailing_whitespace, layout.tabs, layout.reindented,
    layout.crlf, layout.no_end_of_line, layout.byte_order_mark, layout.comment_added, layout.comment_edited,
    layout.docstring_edited, layout.docstring_added, layout.quotes, layout.respaced, layout.parentheses,
    layout.joined_lines, layout.continued_lines, layout.exploded_calls, layout.unparsed, layout.split_imports,
    layout.merge_imports, layout.sort_imports, layout.rename_local,
)  # fmt: skip
LOUD = (
    loud.add_debt, loud.add_copy, loud.drop_function, loud.drop_statement, loud.repeat_statement, loud.drop_file,
)  # fmt: skip
SEEDS = st.integers(0, 10**6)


def edited(project: Project, edits: list[Edit], seed: int) -> Project:
    random = Random(seed)
    for edit in edits:
        project = edit(project, random)
    return project


def assert_silent(before: Project, after: Project) -> None:
    found = check(before, after)

    assert [] == places(found.new)
    assert [] == places(found.worsened)
    assert "pass" == found.verdict


@pytest.mark.parametrize("edit", MOVING + LAYOUT, ids=lambda edit: edit.__name__)
def test_code_that_looks_otherwise_or_lies_elsewhere_is_no_news(edit: Edit):
    project = indebted()
    after = edited(project, [edit] * 3, 1)

    assert project != after
    assert_silent(project, after)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(MOVING + LAYOUT), min_size=2, max_size=5), SEEDS)
def test_whatever_is_done_to_the_looks_and_places_of_code_at_once_is_no_news(edits: list[Edit], seed: int):
    assert_silent(indebted(), edited(indebted(), edits, seed))


@pytest.mark.slow
@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(MOVING + LAYOUT + LOUD), max_size=3),
    st.lists(st.sampled_from(MOVING + LAYOUT), min_size=1, max_size=6),
    SEEDS,
)
def test_the_same_from_many_bases(earlier: list[Edit], edits: list[Edit], seed: int):
    base = edited(indebted(), earlier, seed)

    assert_silent(base, edited(base, edits, seed + 1))
