"""What a gate says, in every format: to whoever commits, to reviewers, to CI services."""

import json
import re
from typing import Any

import pytest

from debtscan import __version__
from debtscan.model import Check
from debtscan.output.check import CHECK_FORMATS, CHECK_RENDERERS
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


def test_text_names_the_one_rule_to_silence() -> None:
    alone = check(new=(finding(),), verdict="fail", deciding=frozenset({finding().fingerprint}))

    assert "# debtscan: ignore[swallowed-exception] -- the reason" in text(alone)


def test_text_of_advice_alone_says_that_it_passes() -> None:
    advice = check(
        new=(finding(severity="info"),), reasons=("1 new finding, none of a rule and severity that decides.",)
    )

    assert (
        "1 finding of severity info (-v)\npass: 1 new finding, none of a rule and severity that decides.\n"
    ) == text(advice)


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
