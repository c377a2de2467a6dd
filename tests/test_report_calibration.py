"""What a project's own removals say of the minutes of its rules, with figures reckoned by hand."""

import pytest

from accounts import commit
from debtscan import rules
from debtscan.accounts import Calibration, Fit, Span
from debtscan.commits import Assistance, CommitLines, CommitReport, Removal
from debtscan.scoring.calibration import calibrated, fits, sentence
from debtscan.sources import rulefiles

RULES = rules.load(rulefiles.read(()))
NAME = "swallowed-exception"
MINUTE = 1 / 1440


def history(gaps: list[float]) -> list[CommitReport]:
    """Commits of one author, each so many minutes after the one before; the oldest first."""
    found, ago = [commit(100, days_ago=10)], 10.0
    for number, gap in enumerate(gaps, 101):
        ago -= gap * MINUTE
        found.append(commit(number, "a.py", days_ago=ago))
    return found


def removals(log: list[CommitReport], findings: int = 1) -> list[Removal]:
    return [Removal(NAME, each.sha, findings) for each in log[1:]]


def test_minutes_are_the_time_since_the_authors_commit_before() -> None:
    log = history([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110])

    (found,) = fits(removals(log), log, RULES)

    # of 11 values from 10 to 110: the tenth percentile is the second, the median the sixth, the ninetieth the tenth
    assert (20, 60, 100) == tuple(map(round, found.minutes))
    assert (11, Span(5, 15, 45), True) == (found.removals, found.stated, found.is_enough)


def test_they_are_shared_by_the_findings_of_a_commit() -> None:
    log = history([30])
    (found,) = fits(removals(log, findings=3), log, RULES)

    assert (10, 10, 10) == tuple(map(round, found.minutes))


@pytest.mark.parametrize("gap", [125.0, 0.5, 0.0])
def test_another_sitting_and_a_split_commit_have_no_time(gap: float) -> None:
    log = history([gap])

    assert [] == fits(removals(log), log, RULES)


def test_the_commit_of_another_author_is_no_clock() -> None:
    log = [*history([]), commit(200, "a.py", days_ago=9.99, author="Bob")]

    assert [] == fits([Removal(NAME, log[1].sha, 1)], log, RULES)


def test_a_large_commit_did_more_than_remove() -> None:
    log = [*history([]), commit(101, "a.py", days_ago=10 - 30 * MINUTE, lines=CommitLines(80, 30))]

    assert [] == fits(removals(log), log, RULES)


def test_a_tool_that_commits_as_it_writes_is_no_clock() -> None:
    aided = Assistance(assisted=True, confidence=1.0, tools=("aider",))
    log = [*history([]), commit(101, "a.py", days_ago=10 - 30 * MINUTE, ai=aided)]

    assert [] == fits(removals(log), log, RULES)


def test_nine_are_not_enough() -> None:
    log = history([10.0] * 9)
    (found,) = fits(removals(log), log, RULES)

    assert (9, False) == (found.removals, found.is_enough)
    told = sentence(Calibration(fits=(found,), is_used=True))
    assert "uncalibrated defaults" in told
    assert "this history has 9 removals of 1 rule, 9 of one at most" in told


def test_the_rule_takes_the_fitted_minutes_and_nothing_else_changes() -> None:
    fit = Fit(rule_id=NAME, removals=10, minutes=Span(2.4, 7.6, 30), stated=Span(5, 15, 45), is_enough=True)

    after = {rule.rule_id: rule.effort for rule in rules.load(calibrated(rulefiles.read(()), [fit]))}
    before = {rule.rule_id: rule.effort for rule in RULES}

    assert (2, 8, 30) == (after[NAME].low, after[NAME].likely, after[NAME].high)
    assert [NAME] == [name for name in before if before[name] != after[name]]
    assert "The minutes of 1 rule come from this" in sentence(Calibration(fits=(fit,), is_used=True))
    assert "With --calibrate, those of 1 rule" in sentence(Calibration(fits=(fit,)))


def test_every_shipped_rule_can_be_fitted() -> None:
    found = [
        Fit(rule_id=rule.rule_id, removals=10, minutes=Span(1, 2, 3), stated=Span(1, 1, 1), is_enough=True)
        for rule in RULES
        if rule.effort_per is None
    ]

    fitted = {rule.rule_id: rule.effort.likely for rule in rules.load(calibrated(rulefiles.read(()), found))}

    assert {2} == {fitted[fit.rule_id] for fit in found}
