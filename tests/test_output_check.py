"""What a gate says, in every format: to whoever commits, to reviewers, to CI services."""

import csv
import io
import json
import os
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import standard
from debtscan import __version__
from debtscan.model import Check, Skipped
from debtscan.output.check import CHECK_FORMATS, CHECK_RENDERERS
from debtscan.output.check.markdown import MARKER, MOST_CHARACTERS
from debtscan.output.escape import visible
from samples import NASTY, Rule, check, failing, finding, hostile_check, options

RULES = (
    Rule("swallowed-exception"),
    Rule("duplicated-helper", "reuse"),
    Rule("long-function", "complexity", fix="Take parts\nout of it."),
    Rule("narrating-comment", "comments", gate="no"),
)
CHECKS = {"passing": check(), "failing": failing(), "hostile": hostile_check()}


def rendered(format_name: str, found: Check, **changed: Any) -> str:
    return CHECK_RENDERERS[format_name](found, options(rules=RULES, **changed))


every_format = pytest.mark.parametrize("format_name", CHECK_FORMATS)
every_check = pytest.mark.parametrize("found", CHECKS.values(), ids=CHECKS)


# ---------------------------------------------------------------- all formats
@every_format
@pytest.mark.parametrize("verbose", [False, True], ids=["brief", "verbose"])
def test_hostile_text_is_encodable_and_acts_on_no_terminal(format_name: str, verbose: bool) -> None:
    text = rendered(format_name, hostile_check(), verbose=verbose, excerpt=lambda _path, _line: f"x = {NASTY}")

    assert text.encode("utf-8")
    assert [] == [char for char in text if not char.isprintable() and char != "\n"]


@every_format
@every_check
def test_every_format_is_the_same_twice_and_ends_its_last_line(format_name: str, found: Check) -> None:
    first, second = rendered(format_name, found), rendered(format_name, found)

    assert first == second
    assert first == "" or first.endswith("\n")


# ---------------------------------------------------------------- text
LINES = {("shop/mail.py", 3): "    except Exception:\n", ("shop/orders.py", 10): "def sum_up(items):\n"}


def text(found: Check, **changed: Any) -> str:
    return rendered("text", found, **{"excerpt": lambda path, line: LINES.get((path, line)), **changed})


def test_text_of_a_change_that_brings_nothing_is_nothing() -> None:
    assert "" == text(check(fixed=(finding(),), paid_minutes=21.67))


def test_text_names_place_rule_evidence_and_repair_and_ends_with_the_verdict() -> None:
    expected = """\
shop/cart.py:20: long-function: worsened: Cart.add has 83 lines
    -> Take parts out of it.
shop/mail.py:3: swallowed-exception: except Exception hides every failure of send()
    | except Exception:
    -> Catch the exception you expect.
shop/orders.py:10: duplicated-helper: sum_up repeats total
    | def sum_up(items):
    -> Call shop.bills.total (shop/bills.py:1) instead.
why it matters:      debtscan explain RULE
keep what is meant:  # debtscan: ignore[RULE] -- the reason
1 finding of severity info (-v)
fail: 1 new finding of duplicated-helper (major) in shop/orders.py.
      1 new finding of swallowed-exception (major) in shop/mail.py.
"""

    assert expected == text(failing())


def test_text_when_asked_for_more_tells_also_what_is_paid_silenced_and_left_out() -> None:
    lines = text(failing(), verbose=True).splitlines()

    assert "shop/mail.py:7: narrating-comment: says it twice" in lines
    assert [
        "shop/old.py:3: swallowed-exception: fixed: except Exception hides every failure of ask()",
        "shop/queue.py:3: swallowed-exception: suppressed: the queue retries",
        "note: the base has no file shop/new.py",
        "not analysed: old.py: not valid Python 3: line 1",
        "debt: 67 min added, 22 min paid",
        "review: normal: It brings 2 major findings: duplicated-helper, swallowed-exception.",
    ] == lines[-10:-4]


def test_text_says_that_nothing_is_new_only_when_asked() -> None:
    assert text(check(), verbose=True).endswith("pass: No new debt in 3 changed files.\n")


def test_text_when_quiet_is_findings_and_verdict() -> None:
    quiet = text(failing(), quiet=True)

    assert 3 == len(re.findall(r"^shop/", quiet, re.MULTILINE))
    assert quiet.endswith("fail: " + "\n      ".join(failing().reasons) + "\n")
    assert "explain" not in quiet
    assert "->" not in quiet


def test_text_shows_how_to_repair_a_rule_once() -> None:
    twice = check(new=(finding(fingerprint="1"), finding(start_line=9, fingerprint="2")), verdict="fail")

    assert 1 == text(twice).count("-> Catch the exception you expect.")


def test_text_does_not_repeat_the_original_that_a_message_names() -> None:
    data = {"kind": "helper", "keep_name": "shop.total", "keep_place": "shop.py:1"}
    copy = finding(message="sum_up repeats shop.total (shop.py:1): call that instead", data=data)

    assert "->" not in text(check(new=(copy,), verdict="fail"))


def test_text_names_the_one_rule_to_silence() -> None:
    alone = check(new=(finding(),), verdict="fail", deciding=frozenset({finding().fingerprint}))

    assert "# debtscan: ignore[swallowed-exception] -- the reason" in text(alone)


def test_text_of_advice_alone_says_that_it_passes() -> None:
    advice = check(new=(finding(severity="info"),), reasons=("1 new finding, none that fails a change.",))

    assert ("1 finding of severity info (-v)\npass: 1 new finding, none that fails a change.\n") == text(advice)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_text_fits_the_terminal(width: int) -> None:
    found = failing()
    long = check(new=found.new, reasons=found.reasons * 2, notes=("a note of many words " * 9,), verdict="fail")
    lines = text(long, width=width, verbose=True, excerpt=lambda _path, _line: "x = 1 " * 60).splitlines()

    assert width >= max(len(line) for line in lines if "debtscan" not in line)


def test_color_changes_no_character_of_the_text() -> None:
    colored = text(failing(), color=True, verbose=True)

    assert "\x1b[" in colored
    assert text(failing(), verbose=True) == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_no_path_or_message_is_a_command_to_a_ci_service() -> None:
    bad = finding(path="::stop-commands::x.py", message="##[add-mask]a " + "w" * 80 + " ::add-mask::b")
    log = text(check(new=(bad,), reasons=("##vso[task.complete] in ::x.py.",), verdict="fail"), verbose=True)

    assert [] == re.findall(r"^\s*::|##\w*\[", log, re.MULTILINE)


# ---------------------------------------------------------------- json
def test_json_has_every_field_of_the_contract() -> None:
    document = json.loads(rendered("json", failing()))

    assert {
        "schema": "debtscan.check/1",
        "tool": {"name": "debtscan", "version": __version__},
        "generated_at": "2026-01-02T03:04:05+00:00",
        "base": "b" * 40,
        "head": "index",
        "verdict": "fail",
        "reasons": list(failing().reasons),
        "accepted": [],
        "policy": [],
        "debt": {"added_minutes": 66.67, "paid_minutes": 21.67},
        "commits": [],
        "review": {
            "level": "normal",
            "reasons": ["It brings 2 major findings: duplicated-helper, swallowed-exception."],
        },
        "files": 3,
        "lines": 40,
        "skipped": [{"path": "old.py", "reason": "not valid Python 3: line 1"}],
        "notes": ["the base has no file shop/new.py"],
    } == {name: value for name, value in document.items() if name not in {"new", "worsened", "fixed", "suppressed"}}


def test_json_writes_findings_as_a_scan_does_and_says_which_decide() -> None:
    document = json.loads(rendered("json", failing()))

    assert {
        "rule_id": "swallowed-exception",
        "family": "errors",
        "severity": "major",
        "confidence": 0.9,
        "message": "except Exception hides every failure of send()",
        "path": "shop/mail.py",
        "start_line": 3,
        "end_line": 4,
        "symbol": "shop.mail.notify",
        "effort_minutes": 15,
        "effort": {"low": 5, "likely": 15, "high": 45},
        "fingerprint": "0123456789abcdef",
        "related": [],
        "fix": None,
        "data": {},
        "decides": True,
    } == document["new"][0]
    assert [True, False, True] == [each["decides"] for each in document["new"]]
    assert ["Cart.add has 83 lines"] == [each["message"] for each in document["worsened"]]
    assert ["shop/old.py"] == [each["path"] for each in document["fixed"]]
    assert ["the queue retries"] == [each["suppressed"] for each in document["suppressed"]]


def test_json_keeps_hostile_names_exact() -> None:
    assert [NASTY] == [each["path"] for each in json.loads(rendered("json", hostile_check()))["new"]]


# ---------------------------------------------------------------- github
def test_github_shows_what_fails_the_change_in_red_and_first_and_the_verdict_last() -> None:
    assert [
        "::error file=src/shop/mail.py,line=3,endLine=4,title=debtscan%3A swallowed-exception::"
        "except Exception hides every failure of send()",
        "::error file=src/shop/orders.py,line=10,endLine=14,title=debtscan%3A duplicated-helper::sum_up repeats total",
        "::notice file=src/shop/cart.py,line=20,endLine=110,title=debtscan%3A long-function::Cart.add has 83 lines",
        "::notice file=src/shop/mail.py,line=7,endLine=7,title=debtscan%3A narrating-comment::says it twice",
        "debtscan: fail: " + " ".join(failing().reasons),
    ] == rendered("github", failing(), prefix="src").splitlines()


def test_github_is_given_as_many_as_it_shows_and_told_of_the_rest() -> None:
    new = [finding(fingerprint=str(number), start_line=number, end_line=number) for number in range(1, 16)]
    advice = [finding(severity="info", start_line=number, end_line=number) for number in range(20, 32)]
    found = check(new=(*new, *advice), deciding=frozenset(str(number) for number in range(1, 16)))
    *lines, last = rendered("github", found).splitlines()

    assert (10, 10) == tuple(sum(line.startswith(f"::{name} ") for line in lines) for name in ("error", "notice"))
    assert last.endswith(" 7 more findings without an annotation.")


def test_github_is_given_no_command_but_our_own() -> None:
    bad = finding(path="a\n::add-mask::x.py", message="m\n::add-mask::x")
    found = check(new=(bad,), reasons=("in a\n::add-mask::x.py, ##[add-mask]x",), verdict="fail")
    first, second = rendered("github", found).splitlines()

    assert first.startswith("::warning ")
    assert second.startswith("debtscan: fail: in a\\n")
    assert "##[" not in second


# ---------------------------------------------------------------- gitlab, csv
def test_gitlab_is_given_what_is_new_and_what_is_worse() -> None:
    issues = json.loads(rendered("gitlab", failing(), prefix="src"))

    assert [
        ("src/shop/cart.py", "long-function", "minor"),
        ("src/shop/mail.py", "swallowed-exception", "major"),
        ("src/shop/mail.py", "narrating-comment", "info"),
        ("src/shop/orders.py", "duplicated-helper", "major"),
    ] == [(issue["location"]["path"], issue["check_name"], issue["severity"]) for issue in issues]


def test_a_csv_row_says_what_its_finding_is_to_the_change() -> None:
    rows = csv.DictReader(io.StringIO(rendered("csv", failing())))

    assert [
        ("worsened", "no", "shop/cart.py", ""),
        ("new", "yes", "shop/mail.py", ""),
        ("new", "no", "shop/mail.py", ""),
        ("new", "yes", "shop/orders.py", ""),
        ("fixed", "no", "shop/old.py", ""),
        ("suppressed", "no", "shop/queue.py", "the queue retries"),
    ] == [(row["change"], row["decides"], row["path"], row["suppressed"]) for row in rows]


# ---------------------------------------------------------------- sarif
def sarif(found: Check) -> Any:
    return json.loads(rendered("sarif", found))["runs"][0]


@every_check
def test_sarif_is_what_the_standard_says(found: Check) -> None:
    assert [] == standard.errors(rendered("sarif", found))


def test_sarif_says_how_each_result_stands_towards_the_base() -> None:
    assert [
        ("swallowed-exception", "new", 0),
        ("narrating-comment", "new", 0),
        ("duplicated-helper", "new", 0),
        ("long-function", "updated", 0),
        ("swallowed-exception", "absent", 0),
        ("swallowed-exception", "new", 1),
    ] == [
        (result["ruleId"], result["baselineState"], len(result["suppressions"]))
        for result in sarif(failing())["results"]
    ]


def test_sarif_says_the_verdict_of_the_run_and_what_was_not_analysed() -> None:
    run = sarif(failing())

    assert {
        "verdict": "fail",
        "reasons": list(failing().reasons),
        "base": "b" * 40,
        "head": "index",
        "addedMinutes": 66.67,
        "paidMinutes": 21.67,
        "review": "normal",
    } == run["properties"]
    assert ["not analysed: not valid Python 3: line 1", "the base has no file shop/new.py"] == [
        entry["message"]["text"] for entry in run["invocations"][0]["toolExecutionNotifications"]
    ]


# ---------------------------------------------------------------- junit
def junit(found: Check) -> ElementTree.Element:
    return ElementTree.fromstring(rendered("junit", found))


@every_check
def test_junit_is_xml_whose_figures_are_those_of_its_cases(found: Check) -> None:
    root = junit(found)
    cases, failures = root.findall(".//testcase"), root.findall(".//testcase/failure")

    assert (str(len(cases)), str(len(failures))) == (root.get("tests"), root.get("failures"))
    assert (str(len(cases)), str(len(failures))) == (root[0].get("tests"), root[0].get("failures"))
    assert 1 + len(found.new) + len(found.worsened) == len(cases)


def test_junit_fails_the_verdict_and_what_decides_and_tells_the_rest() -> None:
    cases = junit(failing()).findall(".//testcase")

    assert [
        ("debtscan", "verdict", "failure"),
        ("shop/cart.py", "long-function at line 20", "system-out"),
        ("shop/mail.py", "swallowed-exception at line 3", "failure"),
        ("shop/mail.py", "narrating-comment at line 7", "system-out"),
        ("shop/orders.py", "duplicated-helper at line 10", "failure"),
    ] == [(case.get("classname"), case.get("name"), case[0].tag) for case in cases]
    assert (
        "shop/orders.py:10: new (major): sum_up repeats total\nCall shop.bills.total (shop/bills.py:1) instead."
    ) == cases[-1][0].text


def test_junit_of_a_change_that_brings_nothing_has_a_case_that_passes() -> None:
    [case] = junit(check()).findall(".//testcase")

    assert ("verdict", "No new debt in 3 changed files.") == (case.get("name"), case.findtext("system-out"))


# ---------------------------------------------------------------- markdown
COMMENT = """\
<!-- debtscan:check -->
## debtscan: this change fails

- 1 new finding of duplicated-helper (major) in shop/orders.py.
- 1 new finding of swallowed-exception (major) in shop/mail.py.

**Review: normal.** It brings 2 major findings: duplicated-helper, swallowed-exception.

**Debt:** 67 min added, 22 min paid, in 3 changed files; 1 finding silenced with a reason.

- **shop/mail.py:3** swallowed-exception (major)<br>except Exception hides every failure of send()<br>\
**To do:** Catch the exception you expect.
- **shop/orders.py:10** duplicated-helper (major)<br>sum\\_up repeats total<br>\
**To do:** Call shop.bills.total (shop/bills.py:1) instead.
- **shop/cart.py:20** long-function (minor, advice)<br>worse: Cart.add has 83 lines<br>\
**To do:** Take parts out of it.
- **shop/mail.py:7** narrating-comment (info, advice)<br>says it twice<br>\
**To do:** Catch the exception you expect.

<details><summary>1 fixed finding</summary>

- **shop/old.py:3** swallowed-exception: except Exception hides every failure of ask()

</details>

<details><summary>Left out</summary>

- old.py: not valid Python 3: line 1
- the base has no file shop/new.py

</details>
"""


def test_a_comment_is_verdict_reasons_review_findings_and_the_rest_folded() -> None:
    assert COMMENT == rendered("markdown", failing())


@every_check
def test_a_comment_begins_with_the_mark_that_a_bot_looks_for(found: Check) -> None:
    assert f"{MARKER}\n" == rendered("markdown", found).splitlines(keepends=True)[0]


def test_a_comment_shows_ten_findings_and_folds_the_others() -> None:
    new = tuple(finding(start_line=line, end_line=line) for line in range(1, 31))
    shown, _, folded = rendered("markdown", check(new=new)).partition("<details>")

    assert (10, 20) == (shown.count("- **shop/mail.py:"), folded.count("- **shop/mail.py:"))
    assert folded.startswith("<summary>20 more findings</summary>\n\n")


def test_a_comment_is_never_longer_than_a_service_takes() -> None:
    long = "@<_*" * 2_000
    new = tuple(finding(path=long, message=long, start_line=line) for line in range(1, 300))
    comment = rendered("markdown", check(new=new, fixed=new, reasons=(long,) * 99, notes=(long,) * 99, verdict="fail"))

    assert MOST_CHARACTERS > len(comment)
    assert re.search(r"^- and 2\d\d more$", comment, re.MULTILINE)
    assert comment.count("<details>") == comment.count("</details>")


class Tags(HTMLParser):
    """The tags of a page in their order, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


MARKUP = {
    "HTML": "<img src=x onerror=alert(1)>",
    "end of the folded part": "</details><h1>x</h1>",
    "end of the comment": "--><script>",
    "link": "[click](https://evil.example)",
    "image": "![x](https://evil.example/x.png)",
    "code": "`x` ```\n~~~",
    "emphasis": "**x** __y__ ~~z~~",
    "heading": "\n\n# x",
    "table": "\n| a | b |\n| - | - |\n",
    "list": "\n- x",
    "quotation": "\n> x",
    "mention": "@team and #12",
    "bare link": "https://evil.example www.evil.example",
    "entity": "&lt;b&gt;",
}


@pytest.mark.parametrize("enemy", MARKUP.values(), ids=MARKUP)
def test_nothing_from_the_repository_is_markup_in_a_comment(enemy: str) -> None:
    bad = finding(path=enemy, message=enemy, data={"existing": enemy, "existing_place": enemy})
    good = finding(path="x", message="x", data={"existing": "x", "existing_place": "x"})
    pages = [
        Tags(MarkdownIt("commonmark").enable("table").enable("strikethrough").render(rendered("markdown", found)))
        for found in (
            check(new=(bad,) * 12, fixed=(bad,), reasons=(enemy,), notes=(enemy,), skipped=(Skipped(enemy, enemy),)),
            check(new=(good,) * 12, fixed=(good,), reasons=("x",), notes=("x",), skipped=(Skipped("x", "x"),)),
        )
    ]

    assert pages[1].opened == pages[0].opened
    assert visible(enemy) in pages[0].text.replace("\u200b", "")


# ---------------------------------------------------------------- any text at all
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
TRICKS = st.sampled_from(["::add-mask::", "##[", "]]>", "</details>", "\n\n", "| |", "```", "](", "&", "<!--", "\x1b["])
ANY_NAME = st.binary(max_size=30).map(os.fsdecode)


def hostile(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(parts, TRICKS), max_size=6).map(lambda some: "x" + "".join(some))


@given(path=hostile(ANY_NAME), message=hostile(ANY_TEXT), width=st.integers(20, 120))
def test_no_text_whatever_breaks_out_of_any_format(path: str, message: str, width: int) -> None:
    bad = finding(path=path, message=message, symbol=message, data={"existing": message, "existing_place": path})
    found = check(verdict="fail", reasons=(message,), new=(bad,), fixed=(bad,), deciding=frozenset({bad.fingerprint}))
    lines = {name: rendered(name, found, width=width, verbose=True).splitlines() for name in CHECK_FORMATS}

    assert ["::error", "debtscan:"] == [line.split(" ")[0] for line in lines["github"]]
    assert not [line for line in lines["text"] if re.match(r"\s*::", line) or "##[" in line]
    assert ["failure", "failure"] == [case[0].tag for case in junit(found).iter("testcase")]
    assert path == json.loads("\n".join(lines["json"]))["new"][0]["path"]
    assert 3 == len(lines["csv"])
    page = Tags(MarkdownIt("commonmark").enable("table").render("\n".join(lines["markdown"])))
    assert ["h2", "ul", "li", "p", "strong", "p", "strong", "ul", "li", "strong", "br", "br", "strong", "details",
            "summary", "ul", "li", "strong"] == page.opened  # fmt: skip
