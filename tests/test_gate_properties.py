"""What the gate holds to for any change: silence where code only looks otherwise or lies elsewhere; and symmetry."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loud
import quiet
import quiet_layout as layout
from debtscan.app import Analysis
from debtscan.model import Finding, Settings
from quiet import Edit, Project, indebted
from textgate import check, identities, places, rule_texts

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
    """An edit that would break the code is left out."""
    random = Random(seed)
    for edit in edits:
        with suppress(SyntaxError):
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


@settings(max_examples=10)
@given(st.lists(st.sampled_from(MOVING + LAYOUT), min_size=2, max_size=5), SEEDS)
def test_whatever_is_done_to_the_looks_and_places_of_code_at_once_is_no_news(edits: list[Edit], seed: int):
    assert_silent(indebted(), edited(indebted(), edits, seed))


@pytest.mark.slow
@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(MOVING + LAYOUT + LOUD), max_size=3),
    st.lists(st.sampled_from(MOVING + LAYOUT), min_size=1, max_size=6),
    SEEDS,
)
def test_the_same_from_many_bases(earlier: list[Edit], edits: list[Edit], seed: int):
    base = edited(indebted(), earlier, seed)

    assert_silent(base, edited(base, edits, seed + 1))


# ---------------------------------------------------------------- there and back, step by step
def rows(found: Iterable[Finding]) -> list[Finding]:
    """Of the rules that judge code by itself, not by what it was or by what is usual around it."""
    return [each for each in found if _subjects()[each.rule_id] in _BY_ITSELF and each.rule_id not in _BY_NORMS]


def named(found: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((each.rule_id, each.symbol.rpartition(".")[2]) for each in rows(found))


@cache
def _subjects() -> dict[str, str]:
    return {rule.rule_id: rule.subject for rule in Analysis(rule_texts(), Settings()).rules()}


_BY_ITSELF = ("match", "clone", "suppression")
_BY_NORMS = ("suppression-added",)


def assert_mirrored_and_contained(steps: list[list[Edit]], seed: int) -> None:
    first = edited(indebted(), steps[0], seed)
    second = edited(first, steps[1], seed + 1)
    third = edited(second, steps[2], seed + 2)
    there, back, further, at_once = (
        check(*pair) for pair in ((first, second), (second, first), (second, third), (first, third))
    )

    assert identities(rows(there.new)) == identities(rows(back.fixed))
    assert identities(rows(there.fixed)) == identities(rows(back.new))
    assert not named(at_once.new) - named(there.new) - named(further.new)


STEPS = st.lists(st.lists(st.sampled_from(LOUD + LOUD + MOVING + LAYOUT), max_size=4), min_size=3, max_size=3)


@settings(max_examples=3)
@given(STEPS, SEEDS)
def test_what_one_way_brings_the_way_back_takes_and_a_detour_tells_as_much(steps: list[list[Edit]], seed: int):
    assert_mirrored_and_contained(steps, seed)


@pytest.mark.slow
@settings(max_examples=60)
@given(STEPS, SEEDS)
def test_the_same_in_many_ways(steps: list[list[Edit]], seed: int):
    assert_mirrored_and_contained(steps, seed)
