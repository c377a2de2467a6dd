"""Formats that a CI service, a reviewer or a spreadsheet reads."""

import csv
import io
import json
from typing import Any

import pytest

from debtscan.model import Report
from debtscan.output import FORMATS, RENDERERS
from samples import NASTY, Rule, copy_finding, finding, hostile, options, ordinary, report


def rendered(format_name: str, scan: Report, **changed: Any) -> str:
    return RENDERERS[format_name](scan, options(**changed))


@pytest.mark.parametrize("format_name", FORMATS)
def test_hostile_text_is_encodable_and_acts_on_no_terminal(format_name: str) -> None:
    text = rendered(format_name, hostile())

    assert text.encode("utf-8")
    assert [] == [char for char in text if not char.isprintable() and char != "\n"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_is_the_same_twice_and_ends_its_last_line(format_name: str) -> None:
    first, second = rendered(format_name, ordinary()), rendered(format_name, ordinary())

    assert first == second
    assert first.endswith("\n")


def test_github_annotates_the_gravest_first() -> None:
    scan = report([finding(severity="minor"), copy_finding(severity="critical")])
    lines = rendered("github", scan).splitlines()

    assert [
        "::error file=shop/orders.py,line=10,endLine=14,title=debtscan%3A duplicated-helper::sum_up repeats total",
        "::notice file=shop/mail.py,line=3,endLine=4,title=debtscan%3A swallowed-exception::"
        "except Exception hides every failure of send()",
        "debtscan: 2 findings, 67 min (43-90 min, 80 %), grade A",
    ] == lines


def test_github_leaves_suppressed_findings_out() -> None:
    assert "shop/mail.py,line=30" not in rendered("github", ordinary())


def test_github_properties_and_messages_cannot_break_out() -> None:
    scan = report([finding(path="a,b:c%\n::error::x.py", message="100% of\r\n::error::it, really: yes")])
    line, _total = rendered("github", scan).splitlines()

    assert (
        "::warning file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.py,line=3,endLine=4,"
        "title=debtscan%3A swallowed-exception::100%25 of%0D%0A::error::it, really: yes"
    ) == line


def test_services_see_paths_from_the_checkout() -> None:
    assert "file=src/shop/mail.py," in rendered("github", ordinary(), prefix="src")
    assert "src/shop/mail.py" == json.loads(rendered("gitlab", ordinary(), prefix="src"))[0]["location"]["path"]


def test_gitlab_issues_have_what_its_importer_needs() -> None:
    issue, _copy = json.loads(rendered("gitlab", ordinary()))

    assert {
        "description": "except Exception hides every failure of send()",
        "check_name": "swallowed-exception",
        "fingerprint": "0123456789abcdef",
        "severity": "major",
        "location": {"path": "shop/mail.py", "lines": {"begin": 3, "end": 4}},
    } == issue


def test_gitlab_fingerprints_are_unique() -> None:
    issues = json.loads(rendered("gitlab", report([finding(), finding(start_line=9, end_line=9)])))

    assert ["0123456789abcdef", "0123456789abcdef-2"] == [issue["fingerprint"] for issue in issues]


def test_markdown_shows_figures_rules_and_findings() -> None:
    expected = """\
## Technical debt: grade A

**67 min (43-90 min, 80 %)**, 0.7 % of writing the code anew.
2 findings (2 major), 1 suppressed, in 3 files with 360 lines; 5 duplicated lines.

| rule | findings | share of the debt |
| --- | ---: | ---: |
| duplicated-helper | 1 | 67 % |
| swallowed-exception | 1 | 33 % |

| severity | place | finding | rule |
| --- | --- | --- | --- |
| major | shop/mail.py:3 | except Exception hides every failure of send() | swallowed-exception |
| major | shop/orders.py:10 | sum\\_up repeats total | duplicated-helper |

- Not analysed: old.py: not valid Python 3: line 1
"""

    assert expected == rendered("markdown", ordinary())


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param(r"a \| b", "a | b", id="table cell"),
        pytest.param("&lt;img src=x&gt;", "<img src=x>", id="HTML"),
        pytest.param(r"\`x\` \*y\* \_\_z\_\_", "`x` *y* __z__", id="code and emphasis"),
        pytest.param(r"\[a\](b)", "[a](b)", id="link"),
        pytest.param(r"http:\//evil www\.evil", "http://evil www.evil", id="bare link"),
        pytest.param("@&#8203;team #&#8203;12", "@team #12", id="mention and reference"),
        pytest.param(r"a\\nb", "a\nb", id="newline"),
        pytest.param("&amp;lt;", "&lt;", id="entity"),
        pytest.param(r"x \\&lt;br&gt;", r"x \<br>", id="escape"),
    ],
)
def test_markdown_from_the_tree_is_plain_text(expected: str, text: str) -> None:
    table = rendered("markdown", report([finding(message=text)]))

    assert f"| {expected} | swallowed-exception |" in table


def test_markdown_lists_a_hundred_findings_and_counts_the_rest() -> None:
    scan = report([finding(start_line=line, end_line=line) for line in range(1, 131)])
    brief = rendered("markdown", scan)
    full = rendered("markdown", scan, verbose=True)

    assert (100, 130) == (brief.count("| major |"), full.count("| major |"))
    assert "And 30 more." in brief


def test_a_csv_row_holds_a_finding() -> None:
    rows = list(csv.DictReader(io.StringIO(rendered("csv", ordinary()))))

    assert 3 == len(rows)
    assert ("shop/mail.py", "3", "swallowed-exception", "15", "") == tuple(
        rows[0][name] for name in ("path", "start_line", "rule_id", "effort_likely", "suppressed")
    )
    assert "the queue retries" == rows[1]["suppressed"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\uff1d1", "\uff201"])
def test_no_csv_cell_is_a_formula(text: str) -> None:
    [row] = csv.DictReader(io.StringIO(rendered("csv", report([finding(message=text)]))))

    assert row["message"].startswith("'")


def test_no_csv_row_is_an_order_to_githubs_runner() -> None:
    rows = rendered("csv", report([finding(path="::add-mask::x.py"), finding(path=" ::debug::x.py")])).splitlines()

    assert [] == [row for row in rows if row.lstrip().startswith("::")]


@pytest.mark.parametrize("format_name", ["json", "sarif", "gitlab"])
def test_no_json_holds_an_order_to_a_runner(format_name: str) -> None:
    text = rendered(format_name, report([finding(path="##[add-mask]x.py", message="##vso[x]")]))

    assert "##[" not in text
    assert "##vso[" not in text


def test_what_a_team_writes_of_its_rule_acts_on_no_reader() -> None:
    rule = Rule("evil-rule", why=NASTY, fix=NASTY, refs=(NASTY,))
    text = json.dumps(json.loads(rendered("sarif", ordinary(), rules=[rule])), ensure_ascii=False)

    assert [] == [char for char in text if not char.isprintable()]
