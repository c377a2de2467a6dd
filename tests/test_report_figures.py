"""From findings and a log to the accounts of a report, with figures reckoned by hand."""

from collections import Counter

import pytest

from accounts import NEWEST, commit, finding, report
from debtscan.answers import Custom
from debtscan.commits import (
    Assistance,
    Audit,
    AuditedChange,
    CommitLines,
    Evidence,
    EvidenceKind,
    FileChange,
    Person,
    PolicyVerdict,
    PolicyWord,
)
from debtscan.errors import UsageError
from debtscan.model import Clone, CloneInstance, Effort, Report, Summary, UnitSummary
from debtscan.policy import PolicyException, PolicySettings
from debtscan.scoring.activity import Activity, activity, people
from debtscan.scoring.copied import families
from debtscan.scoring.expectations import FIGURES, expectation
from debtscan.scoring.ground import Ways, grounds
from debtscan.scoring.holdings import accounts, functions, saved
from debtscan.scoring.repairs import plan, repairs
from debtscan.scoring.standing import standing
from debtscan.scoring.trend import Between, Sample, points
from debtscan.sources import forge

FOUND = (
    finding("a.py", 3),
    finding("a.py", 9, "placeholder-stub", effort=Effort(30, 90, 480)),
    finding("b.py", 1),
)
COPIED = {"family": "helper-1", "keep_name": "pkg.total"}


def scan(findings: tuple = FOUND, clones: tuple = ()) -> Report:
    summary = Summary(1, 1, 1, len(findings), (), 0.0, 0.0, "A", 0)
    units = (UnitSummary("a.py", "outer", 1, 20, None, 5), UnitSummary("a.py", "outer.inner", 8, 12, None, 2))
    roles = (("a.py", "production"), ("b.py", "test"))
    return Report(".", None, summary, findings, clones, units, roles, (100, 50))


def test_a_renamed_file_keeps_its_past() -> None:
    log = [
        commit(3, "new.py", days_ago=1),
        commit(2, days_ago=2, files=(FileChange("new.py", "renamed", 0, 0, "old.py"),)),
        commit(1, "old.py", days_ago=9),
    ]

    found = activity(log, NEWEST.seconds)

    assert ["new.py"] == list(found)
    assert [1, 2, 9] == found["new.py"].ages_days


def test_one_person_under_two_names_is_one_and_a_machine_is_nobody() -> None:
    log = [
        commit(3, "a.py", author="Ada Love (aider)"),
        commit(2, "a.py", author="Ada Love"),
        commit(1, "a.py", author="dependabot[bot]"),
    ]

    (count,) = activity(log, NEWEST.seconds)["a.py"].authors.values()

    assert 2 == count
    assert "Ada Love" in people(log, NEWEST.seconds).names.values()


def test_whoever_committed_in_the_last_ninety_days_can_be_asked() -> None:
    log = [commit(2, "a.py", days_ago=89), commit(1, "a.py", days_ago=91, author="Bob")]

    assert {"ada@example.org"} == set(people(log, NEWEST.seconds).active)


def test_an_account_by_hand() -> None:
    log = [commit(2, "a.py"), commit(1, "a.py", days_ago=3650, author="Bob")]

    first, second = accounts(scan(), activity(log, NEWEST.seconds), people(log, NEWEST.seconds), 3650, 90)

    # means: (5 + 15 + 45) / 3 and (30 + 90 + 480) / 3
    assert first.principal.mean == pytest.approx(65 / 3 + 200)
    assert ("a.py", 2, 1, 7, 100) == (first.path, first.findings, first.changes, first.complexity, first.code_lines)
    # one change now weighs 1, an old one next to nothing; 90 days of half-life are 129.84 days, or 4.266 months
    assert first.changes_per_month == pytest.approx(1 / 4.266, rel=1e-3)
    # 221.67 minutes in 100 lines are more than 165: the drag is at its ceiling of 1.24 hours for each of 120 minutes
    assert first.interest.high == pytest.approx(first.changes_per_month * 120 * 1.24)
    assert (("Ada", 0.5), ("Bob", 0.5)) == first.owners
    assert 1 == first.active_owners
    assert ("b.py", None) == (second.path, second.payback)


def test_a_finding_belongs_to_the_innermost_function() -> None:
    (inner, outer) = functions(scan(), "a.py")

    assert ("outer.inner", 1, 200.0) == (inner.name, inner.findings, inner.debt_minutes)
    assert ("outer", 1, 21.67) == (outer.name, outer.findings, outer.debt_minutes)


def test_paying_all_of_a_file_saves_all_of_its_interest() -> None:
    log = [commit(1, "a.py")]
    (first, _) = accounts(scan(), activity(log, NEWEST.seconds), people(log, NEWEST.seconds), 365, 90)

    assert saved(first, first.principal.mean) == first.interest
    assert saved(first, 0) == pytest.approx((0, 0, 0))


def test_each_repair_of_a_file_above_the_ceiling_saves_its_part() -> None:
    findings = tuple(finding("a.py", line, effort=Effort(300, 300, 300)) for line in (1, 2))
    log = [commit(1, "a.py")]
    (held,) = accounts(scan(findings), activity(log, NEWEST.seconds), people(log, NEWEST.seconds), 365, 90)

    assert saved(held, 300) == pytest.approx([minutes / 2 for minutes in held.interest])
    assert held.interest.likely > 0


def test_copies_of_one_family_are_one_repair_wherever_they_lie() -> None:
    copies = (
        finding("a.py", 1, "duplicated-helper", data=COPIED),
        finding("b.py", 5, "duplicated-helper", data=COPIED),
    )
    log = [commit(1, "a.py", "b.py")]
    held = accounts(scan((*copies, *FOUND)), activity(log, NEWEST.seconds), people(log, NEWEST.seconds), 365, 90)

    found = repairs((*copies, *FOUND), held)

    assert {
        "copies of pkg.total": 2,
        "errors (2 findings) in a.py": 2,
        "swallowed-exception (1 finding) in b.py": 1,
    } == {repair.title: repair.findings for repair in found}


def test_the_plan_keeps_its_budget_and_pays_back_soonest_first() -> None:
    log = [commit(2, "a.py", "b.py"), commit(1, "b.py")]
    held = accounts(scan(), activity(log, NEWEST.seconds), people(log, NEWEST.seconds), 365, 90)
    found = repairs(FOUND, held)

    small, whole = plan(found, 60, None), plan(found, 600, 6)

    assert ["b.py"] == [path for repair in small.repairs if repair.is_planned for path in repair.paths]
    assert small.cost.mean == pytest.approx(65 / 3)
    assert whole.cost.mean == pytest.approx(2 * 65 / 3 + 200)
    assert 0.2 * 13 * 5 * 8 * 60 * 6 == whole.capacity_minutes
    paybacks = [repair.payback.likely for repair in whole.repairs if repair.payback]
    assert paybacks == sorted(paybacks)


def test_what_nobody_touches_is_not_planned() -> None:
    held = accounts(scan(), {}, people([], NEWEST.seconds), 365, 90)

    assert not any(repair.is_planned for repair in plan(repairs(FOUND, held), 6000, None).repairs)


def test_copies_in_files_that_change_apart_are_live() -> None:
    places = (CloneInstance("a.py", 1, 9, "total"), CloneInstance("b.py", 1, 9, "sum_up"))
    report = scan((finding("b.py", 1, "duplicated-helper", data={"family": "f"}),), (Clone("f", 1, 1.0, 60, places),))

    (together,) = families(report, {path: Activity([1.0], commits=["x"]) for path in ("a.py", "b.py")}, 90)
    (apart,) = families(report, {"a.py": Activity([1.0, 2.0], commits=["x", "y"])}, 90)
    (still,) = families(report, {"a.py": Activity([400.0], commits=["x"])}, 90)

    assert [False, True, False] == [family.is_live for family in (together, apart, still)]
    assert (9, 2) == (apart.lines, apart.changes)


def test_the_trend_counts_what_came_and_went_by_content() -> None:
    first = Sample("1", NEWEST, (10, 5, 15), 0.1, 3, 100, {"r:a": (2, 5.0), "r:b": (1, 7.0)})
    second = Sample("2", NEWEST, (8, 4, 12), 0.1, 3, 100, {"r:a": (3, 5.0), "s:c": (1, 2.0)})

    before, after = points([first, second], [Between(), Between(4, 1, ("v1.0",))])

    assert (0, 0) == (before.added_minutes, before.findings_paid)
    assert (7.0, 7.0, 2, 1) == (after.added_minutes, after.paid_minutes, after.findings_added, after.findings_paid)
    assert (4, 1, ("v1.0",)) == (after.commits, after.assisted, after.releases)


@pytest.mark.parametrize(
    ("written", "holds"),
    [("debt_ratio<=0.05", True), ("debt_ratio < 0.03", False), ("findings==2", True), ("debt_minutes>=90.5", False)],
)
def test_an_expectation_holds_or_says_why_not(written: str, holds: bool) -> None:
    assert holds == (expectation(written).fails(report()) is None)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_can_be_asked(name: str) -> None:
    assert expectation(f"{name}>=0").fails(report()) is None


@pytest.mark.parametrize(
    ("written", "complaint"),
    [("debt_ration<=1", "debt_ratio"), ("debt_ratio", "a figure, a sign"), ("debt_ratio<=x", "a figure, a sign")],
)
def test_what_is_no_expectation_is_a_mistake(written: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        expectation(written)


def custom(support: int, total: int, majority: str = "snake", **more: object) -> Custom:
    fields = {
        "group": "naming", "feature": "naming.function", "role": "production", "text": f"names are {majority}",
        "majority": majority, "support": support, "total": total, "confidence": 0.9, "files": 3,
        "usual_elsewhere": None, "owner": "", "examples": (), "exceptions": (),
    }  # fmt: skip
    return Custom(**{**fields, **more})  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ([custom(40, 40)], [custom(40, 42)], "losing"),  # 100 % to 95.2 %
        ([custom(95, 100)], [custom(99, 100)], "gaining"),
        ([custom(99, 100)], [custom(98, 100)], None),  # one point
        ([custom(40, 40)], [custom(60, 60, "camel")], "turned"),
        ([], [custom(20, 20)], "new"),
        ([custom(20, 20)], [], "lost"),
    ],
)
def test_a_convention_that_moved_by_two_points_moved(before: list, after: list, change: str | None) -> None:
    assert [change] * bool(change) == [each.change for each in grounds(Ways(before), Ways(after))]


@pytest.mark.parametrize(
    ("counts", "held", "change"),
    [
        ({"snake": 19}, True, None),  # more places of the same
        ({"snake": 19, "camel": 2}, True, "new"),  # 90 % to all
        ({"snake": 4}, True, "new"),  # four were no convention
        ({}, True, "new"),
        ({"snake": 5}, False, None),  # fewer places of the same
        ({"snake": 15, "camel": 5}, False, "lost"),
        ({}, False, None),  # the code itself has gone
    ],
)
def test_more_or_less_code_of_a_kind_is_no_drift(counts: dict[str, int], held: bool, change: str | None) -> None:
    other = Ways([], {("production", "naming.function"): Counter(counts), ("test", "x"): Counter("y")})
    sides = (other, Ways([custom(20, 20)])) if held else (Ways([custom(20, 20)]), other)

    assert [change] * bool(change) == [each.change for each in grounds(*sides)]


def test_what_lost_the_most_places_comes_first() -> None:
    before = [custom(40, 40), custom(100, 100, feature="naming.class"), custom(20, 20, feature="naming.module")]
    after = [custom(38, 40), custom(96, 100, feature="naming.class"), custom(20, 22, feature="naming.module")]

    found = grounds(Ways(before), Ways(after))

    assert ["naming.class", "naming.function", "naming.module"] == [each.feature for each in found]
    assert ((100, 100), (96, 100)) == (found[0].before, found[0].after)


def audited(verdict: PolicyWord | None, kind: EvidenceKind, **more: object) -> AuditedChange:
    fields = {
        "sha": "1", "date": NEWEST, "author": Person("Ada", "ada@example.org"), "subject": "Change it",
        "ai": Assistance(assisted=True, confidence=1.0, evidence=(Evidence(kind, "", "claude-code", 1.0),)),
        "lines": CommitLines(1, 0), "files": 1, "policy": PolicyVerdict(verdict) if verdict else None,
    }  # fmt: skip
    return AuditedChange(**{**fields, **more})  # type: ignore[arg-type]  # by name


def test_how_assisted_work_stands_to_the_policy() -> None:
    changes = (
        audited("violated", "note"),
        audited("allowed", "trailer", reviewers=("Bob",)),
        audited("allowed", "author"),
    )
    exceptions = tuple(
        PolicyException(globs=("old/**",), until=until, reason="old")
        for until in ("2025-07-16", "2025-06-14", "2025-07-15")
    )
    policy = PolicySettings(exceptions=exceptions)

    found = standing(Audit(range="", commits=9, changes=changes, policy="own"), policy, "2025-06-15", "2025-07-15")

    assert (9, 3, 2, 1) == (found.commits, found.assisted, found.told, found.reviewed)
    assert {"allowed": 2, "violated": 1} == found.verdicts
    assert {"author": 1, "note": 1, "trailer": 1} == found.evidence
    assert [changes[0]] == list(found.violations)
    assert [("2025-06-14", "over"), ("2025-07-15", "soon"), ("2025-07-16", "open")] == [
        (each.until, each.state) for each in found.exceptions
    ]


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/pallets/flask.git", "https://github.com/pallets/flask/commit/7f"),
        ("git@gitlab.com:x/y/z.git", "https://gitlab.com/x/y/z/-/commit/7f"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/commits/7f"),
        ("/srv/git/flask.git", ""),
    ],
)
def test_a_commit_on_the_forge(remote: str, address: str) -> None:
    assert address == forge.commit_link([remote])("7f")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/pallets/flask.git", "https://github.com/pallets/flask/blob/7f/src/a%20b.py#L3"),
        ("git@github.com:pallets/flask.git", "https://github.com/pallets/flask/blob/7f/src/a%20b.py#L3"),
        ("ssh://git@gitlab.example.org:2222/x/y/z.git", "https://gitlab.example.org/x/y/z/-/blob/7f/src/a%20b.py#L3"),
        ("https://user:secret@github.com/a/b", ""),
        ("/srv/git/flask.git", ""),
        ("javascript:alert(1)//github", ""),
    ],
)
def test_a_place_on_the_forge(remote: str, address: str) -> None:
    assert address == forge.link([remote], "7f")("src/a b.py", 3)
