"""Which changes pass, what a reviewer is told, and how closely they are asked to read."""

from collections.abc import Mapping
from typing import Any

import pytest

from debtscan.model import Finding, Gate, GateSettings, Review
from debtscan.scoring.verdict import Delta, Verdict, review, verdict
from samples import copy_finding, finding

GATES: Mapping[str, Gate] = {"swallowed-exception": "yes", "duplicated-helper": "new", "long-function": "no"}


def delta(*new: Finding, **changed: Any) -> Delta:
    values = {"worsened": (), "added_minutes": 0.0, "paid_minutes": 0.0, "files": 3, "lines": 40}
    return Delta(new=new, **{**values, **changed})


def judged(change: Delta, **settings: Any) -> Verdict:
    return verdict(change, GATES, GateSettings(**settings))


# ---------------------------------------------------------------- verdict
def test_a_change_that_brings_nothing_passes() -> None:
    assert ("pass", ("No new debt in 3 changed files.",), frozenset()) == judged(delta())


def test_a_change_without_python_passes() -> None:
    assert ("pass", ("No Python file is changed.",), frozenset()) == judged(delta(files=0))


def test_each_rule_that_decides_is_one_reason_the_gravest_first() -> None:
    found = judged(
        delta(
            finding(path="shop/sms.py", fingerprint="a"),
            finding(path="shop/mail.py", fingerprint="b"),
            copy_finding(severity="critical", fingerprint="c"),
        )
    )

    assert "fail" == found.verdict
    assert (
        "1 new finding of duplicated-helper (critical) in shop/orders.py.",
        "2 new findings of swallowed-exception (major) in shop/mail.py and 1 more file.",
    ) == found.reasons
    assert {"a", "b", "c"} == found.deciding


def test_what_grew_worse_decides_as_what_is_new_does() -> None:
    found = judged(delta(worsened=(finding(fingerprint="w"),)))

    assert ("fail", {"w"}) == (found.verdict, found.deciding)
    assert ("1 worsened finding of swallowed-exception (major) in shop/mail.py.",) == found.reasons


@pytest.mark.parametrize(
    "advice",
    [
        pytest.param(finding(rule_id="long-function"), id="its rule never decides"),
        pytest.param(finding(confidence=0.69), id="debtscan is not sure of it"),
        pytest.param(finding(rule_id="unknown-to-the-gate"), id="its rule is not there"),
        pytest.param(finding(severity="info"), id="it is info"),
    ],
)
def test_advice_does_not_fail_a_change(advice: Finding) -> None:
    expected = ("pass", ("1 new finding, none that fails a change.",), frozenset())

    assert expected == judged(delta(advice))


def test_a_pass_counts_what_is_new_and_what_is_worse() -> None:
    advice = finding(severity="info")
    found = judged(delta(advice, advice, worsened=(advice,)))

    assert ("2 new findings and 1 worsened finding, none that fails a change.",) == found.reasons


SETTINGS = {
    "less severe than asked": ("pass", {"fail_on": "critical"}),
    "as severe as asked": ("fail", {"fail_on": "major"}),
    "even info": ("fail", {"fail_on": "info"}),
    "never": ("pass", {"fail_on": "never"}),
    "its family from a higher severity": ("pass", {"families": {"errors": "critical"}}),
    "its family never": ("pass", {"families": {"errors": "never"}}),
    "its family although nothing else": ("fail", {"fail_on": "never", "families": {"errors": "minor"}}),
    "another family": ("fail", {"families": {"reuse": "never"}}),
}


@pytest.mark.parametrize(("expected", "settings"), SETTINGS.values(), ids=SETTINGS)
def test_severity_decides_as_configured(expected: str, settings: dict[str, Any]) -> None:
    assert expected == judged(delta(finding()), **settings).verdict


def test_a_budget_holds_up_to_its_last_minute() -> None:
    assert "pass" == judged(delta(added_minutes=60.0), budget_minutes=60).verdict
    assert (
        "fail",
        ("The change adds 95 minutes of debt, more than the 60 that one change may add.",),
        frozenset(),
    ) == judged(delta(added_minutes=95.3), budget_minutes=60)


def test_a_budget_missed_by_a_little_shows_by_how_much() -> None:
    [reason] = judged(delta(added_minutes=60.33), budget_minutes=60).reasons

    assert "The change adds 60.3 minutes of debt, more than the 60 that one change may add." == reason


RATCHET = {
    "above the limit and adding": ("fail", 0.0612, 30.0, 10.0),
    "above the limit and paying as much": ("pass", 0.0612, 30.0, 30.0),
    "above the limit and paying more": ("pass", 0.0612, 10.0, 30.0),
    "at the limit": ("pass", 0.05, 30.0, 10.0),
    "of a ratio nobody took": ("pass", None, 30.0, 10.0),
}


@pytest.mark.parametrize(("expected", "ratio", "added", "paid"), RATCHET.values(), ids=RATCHET)
def test_above_the_ratio_no_change_adds_debt(expected: str, ratio: float | None, added: float, paid: float) -> None:
    change = delta(debt_ratio=ratio, added_minutes=added, paid_minutes=paid)

    assert expected == judged(change, max_debt_ratio=0.05).verdict


def test_the_ratchet_says_what_it_weighed() -> None:
    [reason] = judged(delta(debt_ratio=0.0612, added_minutes=30.0, paid_minutes=10.0), max_debt_ratio=0.05).reasons

    assert (
        "The debt ratio is 6.12 %, above the limit of 5 %, and the change adds 30 min of debt and pays 10 min."
    ) == reason


# ---------------------------------------------------------------- review
def test_a_small_clean_change_is_read_lightly() -> None:
    reason = "A small change (40 lines in 3 changed files) that brings no debt above info."

    assert Review("light", (reason,)) == review(delta(finding(severity="info")))


SIGNS = {
    "a critical finding": (
        "deep",
        delta(finding(severity="critical")),
        "It brings 1 critical finding: swallowed-exception.",
    ),
    "major findings": (
        "normal",
        delta(finding(), copy_finding(), finding()),
        "It brings 3 major findings: duplicated-helper, swallowed-exception.",
    ),
    "a minor finding that grew": (
        "normal",
        delta(worsened=(finding(severity="minor"),)),
        "It brings 1 minor finding: swallowed-exception.",
    ),
    "much debt": (
        "deep",
        delta(added_minutes=95.0),
        "It adds 95 min of debt, more than the 90 min that a good review may last.",
    ),
    "too many lines for one reviewer": (
        "deep",
        delta(lines=1401),
        "It writes 1,401 lines of code; above 400 a reviewer misses more.",
    ),
    "many lines": (
        "normal",
        delta(lines=201),
        "It writes 201 lines of code; above 200 a reviewer misses more.",
    ),
    "many files": ("normal", delta(files=10), "It touches 10 files; nine changes in ten touch fewer than 10."),
    "a file nobody could read": ("normal", delta(skipped=1), "1 changed file could not be analysed."),
}


@pytest.mark.parametrize(("level", "change", "reason"), SIGNS.values(), ids=SIGNS)
def test_a_sign_raises_the_level_and_is_named(level: Any, change: Delta, reason: str) -> None:
    assert Review(level, (reason,)) == review(change)


def test_several_signs_are_named_the_gravest_first() -> None:
    found = review(delta(finding(), lines=500))

    assert "deep" == found.level
    assert (
        "It writes 500 lines of code; above 400 a reviewer misses more.",
        "It brings 1 major finding: swallowed-exception.",
    ) == found.reasons


@pytest.mark.parametrize("level", [0, 200, 400])
def test_size_counts_only_above_a_limit(level: int) -> None:
    assert not [reason for reason in review(delta(lines=level, files=9)).reasons if f"above {level} " in reason]


def test_a_large_change_of_tests_alone_is_read_lightly() -> None:
    roles = frozenset({"test", "example"})
    found = review(delta(lines=3000, files=40, roles=roles))

    assert Review("light", ("Only example and test code is touched: 3,000 lines in 40 changed files.",)) == found
    assert "normal" == review(delta(finding(), lines=3000, roles=roles)).level
    assert "deep" == review(delta(lines=3000, roles=roles | {"production"})).level


def test_a_change_without_python_is_read_lightly() -> None:
    assert Review("light", ("No Python file is changed.",)) == review(delta(files=0, lines=0))
