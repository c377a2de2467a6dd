import re

import pytest

from debtscan.model import Codebase, Place, Skipped
from debtscan.output import RENDERERS
from debtscan.scoring.summary import summarise
from samples import Rule, copy_finding, finding, hostile, options, ordinary, report

LINES = {("shop/mail.py", 3): "    except Exception:\n", ("shop/orders.py", 10): "def sum_up(items):\n"}


def rendered(scan: object, **changed: object) -> str:
    values = {"excerpt": lambda path, line: LINES.get((path, line)), **changed}
    return RENDERERS["text"](scan, options(**values))  # type: ignore[arg-type]


def test_findings_are_grouped_by_file_with_their_evidence() -> None:
    expected = """\
shop/mail.py
    3  major    except Exception hides every failure of send()
                [swallowed-exception] 15 min (5-45)
                | except Exception:

shop/orders.py
   10  major    sum_up repeats total
                [duplicated-helper] 30 min (15-90)
                | def sum_up(items):
                -> shop/bills.py:1  total, the one to keep

not analysed: old.py: not valid Python 3: line 1

scanned   3 files, 360 lines, 3 functions; 5 duplicated lines
findings  2 major (1 suppressed)
debt      67 min (43-90 min, 80 %): 0.7 % of writing the code anew, grade A
by rule   duplicated-helper 1 (67 %), swallowed-exception 1 (33 %)
by file   shop/orders.py (67 %), shop/mail.py (33 %)
"""

    assert expected == rendered(ordinary())


def test_a_clean_tree_is_told_in_one_line() -> None:
    clean = report([])
    summary = clean.summary.__class__(**{**fields(clean.summary), "skipped": ()})

    assert "No debt found in 1 file, 120 lines, 1 function.\n" == rendered(report([], summary=summary))


def test_a_tree_without_python_is_not_called_clean() -> None:
    nothing = report([], summary=summarise(Codebase(()), [], [], []))

    assert "No Python files found.\n" == rendered(nothing)


def fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = finding(message="a message with many words " * 9, end_line=5)
    lines = rendered(report([long, copy_finding()]), excerpt=lambda _path, _line: "x = 1 " * 60, width=width)

    assert width >= max(map(len, lines.splitlines()))


def test_color_changes_no_character_of_the_text() -> None:
    plain = rendered(ordinary())
    colored = rendered(ordinary(), color=True)

    assert "\x1b[" not in plain
    assert "\x1b[" in colored
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_nothing_of_the_scanned_tree_reaches_the_terminal_raw() -> None:
    text = rendered(hostile(), excerpt=lambda _path, _line: "x = '\x1b]0;title\x07\u202e'\n")

    assert [] == [char for char in text if not char.isprintable() and char != "\n"]
    assert r"| x = '\x1b]0;title\x07\u202e'" in text


def test_quiet_shows_findings_alone() -> None:
    text = rendered(ordinary(), quiet=True)

    assert "sum_up repeats total" in text
    assert "scanned" not in text
    assert "" == rendered(report([]), quiet=True)


def test_verbose_lists_roles_and_everything_left_out() -> None:
    places = tuple(Place(f"copy{i}.py", i, i + 4) for i in range(1, 6))
    scan = report([copy_finding(related=places)], roles=(("shop/orders.py", "production"), ("t.py", "test")))
    skipped = tuple(Skipped(f"old{i}.py", "too large") for i in range(5))
    scan = report(
        scan.findings, roles=scan.roles, summary=type(scan.summary)(**{**fields(scan.summary), "skipped": skipped})
    )
    brief = rendered(scan)
    full = rendered(scan, verbose=True)

    assert "-> and 2 more (-v)" in brief
    assert "not analysed: 2 more (-v)" in brief
    assert "roles" not in brief
    assert "  test            t.py\n" in full
    assert "old4.py" in full
    assert "-> copy5.py:5" in full


def test_notes_say_what_was_not_checked() -> None:
    text = rendered(report([], notes=("drift was not judged: too little code",)))

    assert text.startswith("note: drift was not judged: too little code\n")


def test_a_place_that_the_message_names_is_not_listed_again() -> None:
    text = rendered(report([copy_finding(message="sum_up repeats total (shop/bills.py:1)")]))

    assert "->" not in text


def test_a_number_keeps_its_unit() -> None:
    text = rendered(report([finding(message=f"{'x' * 42} 97 % alike")]), width=62)

    assert "97 % alike" in text


def test_findings_of_severity_info_are_counted_by_rule_unless_asked_for() -> None:
    remark = {"rule_id": "narrating-comment", "severity": "info", "message": "says what the next line says"}
    remarks = [finding(**remark, path=path, start_line=line) for path, line in [("a.py", 1), ("a.py", 2), ("b.py", 1)]]
    scan = report([finding(), *remarks])
    brief = rendered(scan)

    assert "info      narrating-comment 3 in 2 files (-v)\n" in brief
    assert "1 major, 3 info" in brief
    assert "a.py\n" not in brief
    assert remark["message"] not in brief
    assert 3 == rendered(scan, verbose=True).count(remark["message"])
    assert "narrating-comment 3 in 2 files" not in rendered(scan, verbose=True)


def test_findings_of_rules_about_what_is_new_are_counted_too() -> None:
    old = [finding(rule_id="blanket-suppression", severity="minor", start_line=line) for line in (3, 4)]
    brief = rendered(report(old), rules=(Rule("blanket-suppression", gate="new"),))

    assert "minor     blanket-suppression 2 in 1 file (-v)\n" in brief
    assert "[blanket-suppression]" not in brief
    assert 2 == rendered(report(old), rules=(Rule("blanket-suppression", gate="new"),), verbose=True).count(
        "[blanket-suppression]"
    )
