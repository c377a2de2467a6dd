"""The score orders careful above careless: a small project against copies of it with 5, 15 and 30 seeded debts."""

import ast
import re

import pytest

import seeds
from debtscan.app import scan_texts
from debtscan.model import Report, Summary
from debtscan.rules import load
from debtscan.sources import rulefiles

SOWN = (0, 5, 15, 30)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    rules = load(rulefiles.read())
    return [scan_texts(seeds.seeded(count), rules) for count in SOWN]


@pytest.fixture(scope="module")
def summaries(reports: list[Report]) -> list[Summary]:
    return [report.summary for report in reports]


def test_there_are_thirty_debts_and_the_copies_are_valid_python() -> None:
    assert 30 == len(list(seeds.debts()))
    for text in seeds.seeded(30).values():
        assert ast.parse(text)


def test_the_careful_project_is_clean(summaries: list[Summary]) -> None:
    assert (0, "A") == (summaries[0].findings, summaries[0].grade)


def test_more_debts_always_cost_more(summaries: list[Summary]) -> None:
    ratios = [summary.debt_ratio for summary in summaries]

    assert sorted(set(ratios)) == ratios


def test_more_debts_never_grade_better_and_many_grade_worse(summaries: list[Summary]) -> None:
    grades = [summary.grade for summary in summaries]

    assert sorted(grades) == grades
    assert grades[0] < grades[-1]


def test_at_least_nine_of_ten_seeded_debts_are_found(reports: list[Report]) -> None:
    named = {finding.symbol.rpartition(".")[2] for finding in reports[-1].findings}
    missed = [
        name for debt in seeds.debts() for name in re.findall(r"^def (\w+)", debt.text, re.M) if name not in named
    ]

    assert 3 >= len(missed), missed
