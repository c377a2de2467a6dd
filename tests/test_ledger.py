"""Which commit brought a finding and which paid it, and how long findings stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscan.history.cohorts import LEAST_CLUSTERS, LEAST_COMMITS, Cohorts, Commit, cohorts, wilson
from debtscan.history.ledger import Change, Item, Ledger, Row, by_commit, survival


def row(key: str = "k", symbol: str = "f", rule_id: str = "swallowed-exception", **more: object) -> Row:
    fields = {"family": "errors", "nameless": key, "line": 3, "minutes": 20.0}
    return Row(rule_id=rule_id, symbol=symbol, key=key, **{**fields, **more})  # type: ignore[arg-type]  # by name


def edit(before: list[Row], after: list[Row], path: str = "a.py", was: str = "") -> Change:
    return Change(was or path, tuple(before), path, tuple(after))


def replayed(*commits: tuple[str, list[Change]]) -> list[tuple[str, str]]:
    ledger = Ledger()
    for sha, changes in commits:
        ledger.commit(sha, changes)
    return [(item.born, item.paid) for item in ledger.items]


def test_a_finding_is_born_and_paid() -> None:
    assert [("one", "three")] == replayed(
        ("one", [edit([], [row()])]), ("two", [edit([row()], [row()])]), ("three", [edit([row()], [])])
    )


def test_moving_it_to_another_file_is_neither() -> None:
    moved = [edit([row()], []), edit([], [row()], "b.py")]

    assert [("one", "")] == replayed(("one", [edit([], [row()])]), ("two", moved))


def test_it_is_known_in_a_renamed_file() -> None:
    renamed = [edit([row()], [row()], "new.py", was="a.py")]

    assert [("one", "three")] == replayed(
        ("one", [edit([], [row()])]), ("two", renamed), ("three", [edit([row()], [], "new.py")])
    )


@pytest.mark.parametrize(
    "changed",
    [row("other", nameless="k"), row("other", "g", nameless="k"), row("quite another")],
    ids=["names within it changed", "its function was renamed", "one took its place in the function"],
)
def test_an_edit_of_it_is_neither(changed: Row) -> None:
    assert [("one", "")] == replayed(("one", [edit([], [row()])]), ("two", [edit([row()], [changed])]))


def test_another_one_elsewhere_is_one_paid_and_one_born() -> None:
    assert [("one", "two"), ("two", "")] == replayed(
        ("one", [edit([], [row()])]), ("two", [edit([row()], [row("other", "g")])])
    )


def test_a_leak_never_stands_for_another() -> None:
    leaks = [row(each, family="security", rule_id="hardcoded-secret") for each in ("one", "two")]

    assert [("1", "2"), ("2", "")] == replayed(("1", [edit([], leaks[:1])]), ("2", [edit(leaks[:1], leaks[1:])]))


def test_equal_findings_are_counted() -> None:
    twice = [row(), row()]

    assert [("one", ""), ("one", "two")] == replayed(("one", [edit([], twice)]), ("two", [edit(twice, [row()])]))


def test_a_second_one_does_not_pay_the_first() -> None:
    assert [("one", ""), ("two", "")] == replayed(
        ("one", [edit([], [row()])]), ("two", [edit([row()], [row(), row()])])
    )


def test_what_a_branch_does_not_know_of_is_not_paid_twice() -> None:
    """Two branches mend it: the first payment counts."""
    assert [("one", "two")] == replayed(
        ("one", [edit([], [row()])]), ("two", [edit([row()], [])]), ("three", [edit([row()], [])])
    )


def test_what_is_not_in_the_newest_state_is_settled() -> None:
    ledger = Ledger()
    ledger.commit("one", [edit([], [row("a"), row("b")])])
    ledger.settle("head", [("a.py", [row("a")])])

    assert [("", True), ("head", False)] == [(item.paid, item.seen_paid) for item in ledger.items]
    assert [("one", True), ("one", True)] == [(sha, born) for sha, born, _ in by_commit(ledger.items)]


# ---------------------------------------------------------------- survival
def test_survival_by_hand() -> None:
    # five findings: paid after 10 and 40 days; watched for 20, 100 and 400 days and still open
    ages = [(10, True), (40, True), (20, False), (100, False), (400, False)]

    found = survival(ages, (30, 90, 365))

    # 4/5 after 10 days; three are left at 40: 4/5 * 2/3
    assert [(0.8, 3), (0.5333, 2), (0.5333, 1)] == [(each.share, each.at_risk) for each in found]


def test_nothing_is_said_of_what_was_not_watched() -> None:
    assert [None] == [each.share for each in survival([(10, False), (20, True)], (30,))]
    assert [None] == [each.share for each in survival([], (30,))]


@given(st.lists(st.tuples(st.floats(0, 500), st.booleans()), max_size=30))
def test_survival_falls_and_stays_within_bounds(ages: list[tuple[float, bool]]) -> None:
    shares = [each.share for each in survival(ages, (10, 30, 100)) if each.share is not None]

    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


def test_without_censoring_it_is_the_plain_share() -> None:
    (found,) = survival([(day, True) for day in range(1, 11)], (5,))

    assert 0.5 == found.share


# ---------------------------------------------------------------- cohorts
def commits(count: int, assisted: bool, adding: float, month: int = 600) -> list[Commit]:
    return [
        Commit(assisted, ("ada", number // 2), month, 10, "production", int(number < adding * count), 20.0, False)
        for number in range(count)
    ]


def compared(*groups: list[Commit]) -> Cohorts:
    return cohorts([commit for group in groups for commit in group], ((), ()))


def test_few_commits_conclude_nothing() -> None:
    found = compared(commits(LEAST_COMMITS - 1, True, 0.9), commits(200, False, 0.1))

    assert found.comparison.conclusion.startswith("Nothing can be concluded: it takes 30 commits")


def test_a_clear_difference_is_stated_with_its_interval_and_as_an_association() -> None:
    found = compared(commits(100, True, 0.6), commits(100, False, 0.1))

    assert (0.5, 0.5) == (found.comparison.crude, found.comparison.matched)
    assert "more often, by 50.0 points" in found.comparison.conclusion
    assert "not a cause" in found.comparison.conclusion


def test_no_difference_is_told_from_none() -> None:
    found = compared(commits(100, True, 0.2), commits(100, False, 0.2))

    assert "not told from none" in found.comparison.conclusion


def test_signs_that_differ_conclude_nothing() -> None:
    """In each month assisted commits add more often; over both less, for most were made in the quiet month."""
    busy = [*commits(40, True, 1.0, 1), *commits(400, False, 0.8, 1)]
    quiet = [*commits(400, True, 0.2, 2), *commits(40, False, 0.0, 2)]

    found = compared(busy, quiet)

    assert found.comparison.crude is not None
    assert found.comparison.matched is not None
    assert found.comparison.crude < 0 < found.comparison.matched
    assert found.comparison.conclusion.startswith("Nothing can be concluded")


def test_arms_that_share_no_cell_conclude_nothing() -> None:
    assert "no month, size" in compared(commits(50, True, 0.5, 1), commits(50, False, 0.5, 2)).comparison.conclusion


def test_wilson_by_hand() -> None:
    # 10 of 100: (10 + 1.9207) / 103.8415 -/+ 1.96 / 103.8415 * sqrt(9 + 0.9604)
    assert (0.0552, 0.1744) == wilson(10, 100)
    assert (None, None) == wilson(0, 0)
    assert 0.0 == wilson(0, 50)[0]


def test_the_smallest_comparison_is_not_tiny() -> None:
    assert (30, 10) == (LEAST_COMMITS, LEAST_CLUSTERS)
    assert Item(rule_id="r", minutes=1.0, path="a", symbol="", line=1, born="x").is_open
