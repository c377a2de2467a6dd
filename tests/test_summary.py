from debtscan.model import Clone, CloneInstance, Codebase, FamilyTotal
from debtscan.scoring.summary import duplicated_lines, summarise
from samples import code_file, copy_finding, finding

CODEBASE = Codebase((code_file("a.py", 100, functions=2), code_file("lib/x.py", 900, role="vendored")))


def test_suppressed_findings_count_nowhere() -> None:
    silenced = [finding(suppressed="known"), copy_finding(suppressed="known")]
    summary = summarise(CODEBASE, silenced, [], [])

    assert (0, 2, 0, "A") == (summary.findings, summary.suppressed, summary.debt_minutes, summary.grade)
    assert {} == summary.by_family == summary.by_rule
    assert () == summary.worst_files


def test_totals_are_sums_of_means() -> None:
    summary = summarise(CODEBASE, [finding(), finding(start_line=9), copy_finding()], [], [])

    assert (3, 88.33) == (summary.findings, summary.debt_minutes)
    assert {"errors": FamilyTotal(2, 43.33), "reuse": FamilyTotal(1, 45.0)} == summary.by_family
    assert ["duplicated-helper", "swallowed-exception"] == list(summary.by_rule)
    assert {"critical": 0, "major": 3, "minor": 0, "info": 0} == summary.by_severity
    assert (("shop/orders.py", 45.0), ("shop/mail.py", 43.33)) == summary.worst_files


def test_vendored_code_does_not_thin_the_ratio() -> None:
    summary = summarise(CODEBASE, [copy_finding()], [], [])

    assert 100 == summary.code_lines
    assert 45 / 3000 == summary.debt_ratio


def test_sizes_are_those_of_everything_read() -> None:
    summary = summarise(CODEBASE, [], [], [])

    assert (2, 1040, 3) == (summary.files, summary.lines, summary.functions)


def test_the_copy_to_keep_is_not_duplicated_and_a_line_counts_once() -> None:
    kept = CloneInstance("a.py", 1, 10, "f")
    clones = [
        Clone("1", 1, 1.0, 50, (kept, CloneInstance("b.py", 1, 10, "g"))),
        Clone("2", 1, 1.0, 50, (kept, CloneInstance("b.py", 6, 15, "h"), CloneInstance("c.py", 1, 2, "i"))),
    ]

    assert 17 == duplicated_lines(clones)
    assert 0 == duplicated_lines([])
