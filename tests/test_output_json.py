import json
import os

from debtscan import __version__
from debtscan.output import RENDERERS
from samples import NASTY, hostile, options, ordinary, report


def rendered(scan: object, **changed: object) -> dict[str, object]:
    document: dict[str, object] = json.loads(RENDERERS["json"](scan, options(**changed)))  # type: ignore[arg-type]
    return document


def test_the_head_says_what_was_scanned_by_what_and_when() -> None:
    document = rendered(report([], rev="f00"))

    assert "debtscan.scan/1" == document["schema"]
    assert {"name": "debtscan", "version": __version__} == document["tool"]
    assert (".", "f00", "2026-01-02T03:04:05+00:00") == (document["root"], document["rev"], document["generated_at"])


def test_a_finding_has_every_field_of_the_contract() -> None:
    document = rendered(ordinary())

    assert {
        "rule_id": "duplicated-helper",
        "family": "reuse",
        "severity": "major",
        "confidence": 0.9,
        "message": "sum_up repeats total",
        "path": "shop/orders.py",
        "start_line": 10,
        "end_line": 14,
        "symbol": "shop.orders.sum_up",
        "effort_minutes": 30,
        "effort": {"low": 15, "likely": 30, "high": 90},
        "fingerprint": "fedcba9876543210",
        "related": [{"path": "shop/bills.py", "start_line": 1, "end_line": 5, "message": "total, the one to keep"}],
        "fix": None,
        "data": {"tokens": 41},
    } == document["findings"][1]  # type: ignore[index]


def test_clones_and_units_have_every_field_of_the_contract() -> None:
    document = rendered(ordinary())

    assert [
        {
            "id": "abc",
            "type": 2,
            "similarity": 0.97,
            "tokens": 41,
            "differs": "names",
            "instances": [
                {"path": "shop/bills.py", "start_line": 1, "end_line": 5, "name": "shop.bills.total"},
                {"path": "shop/orders.py", "start_line": 10, "end_line": 14, "name": "shop.orders.sum_up"},
            ],
        }
    ] == document["clones"]
    assert [
        {"path": "shop/mail.py", "name": "notify", "start_line": 1, "end_line": 9, "drift": None, "complexity": 3}
    ] == document["units"]


def test_the_summary_has_every_field_of_the_contract() -> None:
    summary = rendered(ordinary())["summary"]

    assert {
        "files": 3,
        "lines": 360,
        "code_lines": 300,
        "functions": 3,
        "findings": 2,
        "suppressed": 1,
        "accepted": 0,
        "skipped": [{"path": "old.py", "reason": "not valid Python 3: line 1"}],
        "debt_minutes": 66.67,
        "debt_range": {"low": 43.22, "high": 90.11, "share": 0.8},
        "debt_ratio": 0.007407,
        "grade": "A",
        "duplicated_lines": 5,
        "by_severity": {"critical": 0, "major": 2, "minor": 0, "info": 0},
        "by_family": {
            "errors": {"findings": 1, "debt_minutes": 21.67},
            "reuse": {"findings": 1, "debt_minutes": 45.0},
        },
        "by_rule": {
            "duplicated-helper": {"findings": 1, "debt_minutes": 45.0},
            "swallowed-exception": {"findings": 1, "debt_minutes": 21.67},
        },
        "worst_files": [
            {"path": "shop/orders.py", "debt_minutes": 45.0},
            {"path": "shop/mail.py", "debt_minutes": 21.67},
        ],
    } == summary


def test_suppressed_findings_stand_apart_with_their_reason() -> None:
    document = rendered(ordinary())

    assert 2 == len(document["findings"])  # type: ignore[arg-type]
    assert ["the queue retries"] == [entry["suppressed"] for entry in document["suppressed"]]  # type: ignore[attr-defined]


def test_a_path_can_be_opened_again_whatever_its_bytes() -> None:
    text = RENDERERS["json"](hostile(), options())
    path = json.loads(text)["findings"][0]["path"]

    assert text.isascii()
    assert os.fsencode(NASTY) == os.fsencode(path)


def test_an_empty_tree_has_every_list() -> None:
    document = rendered(report([], units=()))

    assert ([], [], [], []) == tuple(document[key] for key in ("findings", "suppressed", "clones", "units"))
