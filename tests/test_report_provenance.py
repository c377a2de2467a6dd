"""Which work brought what, and what followed the riskiest commits, with figures reckoned by hand."""

import pytest

from accounts import commit
from debtscan.accounts import Aftermath
from debtscan.commits import Assistance, CommitDebt, Factor, FileChange, Risk
from debtscan.scoring.aftermath import aftermath, phrase, risky
from debtscan.scoring.provenance import note, origins

AIDED = Assistance(assisted=True, confidence=1.0, tools=("aider",))


def judged(score: float, percentile: float = 50.0) -> Risk:
    return Risk(score, False, percentile, (Factor("la", 9, 1.0, "adds 9 lines"),))


# ---------------------------------------------------------------- risk
RISKIEST = commit(10, "shop/a.py", days_ago=80, risk=judged(0.9, 95))
QUIET = commit(11, "shop/b.py", days_ago=75, risk=judged(0.1))
FIX = commit(12, "shop/a.py", days_ago=70, subject="Fix the sum", risk=judged(0.2))
LATE = commit(13, "shop/b.py", days_ago=40, subject="Fix b", risk=judged(0.3))
RECENT = commit(14, "shop/a.py", days_ago=5, risk=judged(0.8))
LOG = [commit(15, "README", days_ago=0), RECENT, LATE, FIX, QUIET, RISKIEST]


def test_a_fix_in_the_same_file_within_thirty_days_follows() -> None:
    followed, counts = aftermath([RISKIEST], LOG, LOG)

    assert {RISKIEST.sha: FIX.sha} == followed
    # of the others, QUIET (its fix came after 35 days), FIX and LATE are old enough
    assert Aftermath(1, 1, 3, 0) == counts


def test_what_was_taken_back_was_followed_however_late() -> None:
    undone = commit(16, "shop/c.py", days_ago=0, subject="Take it back", reverts=(RISKIEST.sha[:12],))

    followed, _ = aftermath([RISKIEST], [undone, RISKIEST], [undone, RISKIEST])

    assert {RISKIEST.sha: undone.sha} == followed


def test_what_was_mended_before_does_not_follow() -> None:
    before = commit(9, "shop/a.py", days_ago=82, subject="Fix the sum")

    assert {} == aftermath([RISKIEST], [RISKIEST, before], [RISKIEST, before])[0]


@pytest.mark.parametrize("subject", ["Fix a typo", "Fix the docs", "Add b"])
def test_what_mends_no_behaviour_is_no_fix(subject: str) -> None:
    later = commit(12, "shop/a.py", days_ago=70, subject=subject)

    assert {} == aftermath([RISKIEST], [later, RISKIEST], [later, RISKIEST])[0]


def test_the_riskiest_have_the_highest_score_and_a_reason() -> None:
    silent = commit(1, "a.py", risk=Risk(0.99, False, 99.0))

    assert [0.9, 0.8] == [each.risk.score for each in risky([RECENT, silent, RISKIEST]) if each.risk]


def test_a_comparison_needs_enough_commits() -> None:
    assert "Too few are older than 30 days" in phrase(Aftermath(3, 3, 100, 5), [RISKIEST])
    assert "Of 1 commit below 1 is among the riskiest tenth" in phrase(Aftermath(3, 3, 100, 5), [RISKIEST])
    assert "2 of the 5 that are older than 30 days" in phrase(Aftermath(5, 2, 100, 7), [QUIET])
    assert "of the other 100 commits 7 (7 %) were" in phrase(Aftermath(5, 2, 100, 7), [QUIET])


# ---------------------------------------------------------------- whence
def brought(number: int, minutes: float, added: int, week: int, **more: object):
    debt, files = CommitDebt(minutes, 0.0, int(minutes > 0), 0), (FileChange("a.py", "modified", added, 0),)
    return commit(number, days_ago=7 * week, debt=debt, files=files, parents=("0" * 40,), **more)


def test_debt_in_a_hundred_lines_and_its_interval() -> None:
    group = [brought(week, 12.0 if week % 2 else 0.0, 50, week) for week in range(1, 11)]

    (found,) = origins(group, group)

    # 5 of 10 weeks bring 12 minutes in 50 lines: 60 in 500. Without one that brought: 48 in 450, without another: 60
    # in 450; 10.67 and 13.33, their mean 12, so the variance is 9 / 10 * 10 * 1.333 ** 2 = 16, and 1.96 * 4 = 7.84
    assert (10, 500, 5, 12.0) == (found.commits, found.lines_added, found.findings_added, found.debt_per_100_lines)
    assert (4.16, 19.84) == (found.low, found.high)


def test_below_ten_weeks_of_authors_there_is_no_interval() -> None:
    (found,) = origins([brought(number, 5.0, 100, 1) for number in range(30)], ())

    assert (5.0, None, None) == (found.debt_per_100_lines, found.low, found.high)


def test_no_interval_begins_below_nothing() -> None:
    (found,) = origins([brought(week, 50.0 if week == 1 else 0.0, 100, week) for week in range(1, 11)], ())

    # 5 in 100 lines. Without that week 0, without another 50 in 900: the spread is 1.96 * 5
    assert (0.0, 5.0, 14.8) == (found.low, found.debt_per_100_lines, found.high)


def test_what_never_happened_has_no_interval() -> None:
    (found,) = origins([brought(week, 0.0, 50, week) for week in range(1, 13)], ())

    assert (0.0, None, None) == (found.debt_per_100_lines, found.low, found.high)


def test_groups_are_by_what_is_on_record_and_merges_are_no_work() -> None:
    aided = brought(1, 10.0, 100, 1, ai=AIDED)
    merge = commit(2, parents=("1" * 40, "2" * 40), debt=CommitDebt(99.0, 0.0, 9, 0))
    plain = brought(3, 0.0, 50, 2)
    undone = commit(4, reverts=(aided.sha,), parents=("3" * 40,))

    found = origins([aided, merge, plain], [undone, aided, merge, plain])

    assert [("assisted", 1, 10.0, 1), ("unmarked", 1, 0.0, 0), ("aider", 1, 10.0, 1)] == [
        (each.group, each.commits, each.debt_per_100_lines, each.reverted) for each in found
    ]
    assert "1 of 2 commits of the period (merges left out) have AI assistance on record" in note(found, None)
