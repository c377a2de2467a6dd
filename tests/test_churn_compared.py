from accounts import commit
from debtscan.commits import Assistance, CommitLines
from debtscan.history.churn_compared import churn_compared


def written(number, assisted, code, churned, *, author="Ada", days_ago=40.0):
    return commit(
        number, "pkg/a.py", author=author, days_ago=days_ago, ai=Assistance(assisted=assisted),
        lines=CommitLines(code, 0, 0, 0, churned, code),
    )  # fmt: skip


def test_cells_of_one_month_size_and_kind_are_compared_by_their_weight():
    # 8 lines: 4 of 16 against 2 of 16, weight 2 x 2 / 4; 31 lines: 31 of 31 against 0 of 93, weight 1 x 3 / 4.
    small = [written(1, True, 8, 4), written(2, True, 8, 0), written(3, False, 8, 0), written(4, False, 8, 2)]
    large = [written(5, True, 31, 31), *(written(number, False, 31, 0) for number in (6, 7, 8))]
    found = churn_compared([*small, *large])

    assert 0.5 == found.matched  # (0.125 + 0.75) / 1.75
    assert round(35 / 47 - 2 / 109, 4) == found.crude
    assert (2, 8) == (found.cells, found.matched_commits)
    assert found.conclusion.startswith("Nothing can be concluded: it takes 30 commits from 10")


def test_a_difference_in_every_week_is_told_as_an_association():
    pairs = [
        (written(2 * n, True, 8, 8, author=f"A{n}"), written(2 * n + 1, False, 8, 0, author=f"B{n}")) for n in range(40)
    ]
    found = churn_compared([each for pair in pairs for each in pair])

    assert (1.0, 1.0, 1.0) == (found.matched, found.matched_low, found.matched_high)
    assert found.conclusion.startswith(
        "Lines with assistance on record are gone within 14 days more often, by 100.0 points (95 %: +100.0 to"
    )
    assert found.conclusion.endswith("not a cause.")


def test_groups_of_other_months_are_not_compared():
    early = [written(n, False, 8, 0, author=f"A{n}", days_ago=400) for n in range(40)]
    late = [written(40 + n, True, 8, 8, author=f"B{n}") for n in range(40)]
    found = churn_compared([*early, *late])

    assert (1.0, None, 0) == (found.crude, found.matched, found.cells)
    assert "no month, size and kind of file has commits of both groups" in found.conclusion


def test_lines_that_could_not_be_watched_for_long_enough_do_not_count():
    found = churn_compared([written(1, True, 8, 4), written(2, True, 8, None), written(3, False, 8, 0)])

    assert (0.5, 2) == (found.matched, found.matched_commits)


def test_without_assistance_on_record_there_is_nothing_to_compare():
    assert churn_compared([written(1, False, 8, 0)]) is None
