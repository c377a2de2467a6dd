"""The score orders careful above careless: a small project against copies of it with 5, 15 and 30 seeded debts."""

import ast

import pytest

import seeds
from debtscan.rules import load

app = pytest.importorskip("debtscan.app")
rulefiles = pytest.importorskip("debtscan.sources.rulefiles")

SOWN = (0, 5, 15, 30)


@pytest.fixture(scope="module")
def summaries() -> list[object]:
    rules = load(rulefiles.read())
    return [app.scan_texts(seeds.seeded(count), rules).summary for count in SOWN]


def test_there_are_thirty_debts_and_the_copies_are_valid_python() -> None:
    assert 30 == len(list(seeds.debts()))
    for text in seeds.seeded(30).values():
        assert ast.parse(text)


def test_the_careful_project_is_clean(summaries: list[object]) -> None:
    assert (0, "A") == (summaries[0].findings, summaries[0].grade)  # type: ignore[attr-defined]


def test_more_debts_always_cost_more(summaries: list[object]) -> None:
    ratios = [summary.debt_ratio for summary in summaries]  # type: ignore[attr-defined]

    assert sorted(set(ratios)) == ratios


def test_more_debts_never_grade_better_and_many_grade_worse(summaries: list[object]) -> None:
    grades = [summary.grade for summary in summaries]  # type: ignore[attr-defined]

    assert sorted(grades) == grades
    assert grades[0] < grades[-1]


def test_at_least_nine_of_ten_seeded_debts_are_found(summaries: list[object]) -> None:
    found = [summary.findings for summary in summaries]  # type: ignore[attr-defined]

    assert all(count >= 0.9 * sown for count, sown in zip(found, SOWN, strict=True)), found
