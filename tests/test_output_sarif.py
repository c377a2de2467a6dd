import json
import os
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from sarif_pydantic import Sarif

import standard
from debtscan.model import Place, Report
from debtscan.output import RENDERERS
from debtscan.output.sarif import uri
from samples import NASTY, Rule, finding, hostile, options, ordinary, report

RULES = (Rule("swallowed-exception"), Rule("duplicated-helper", "reuse"), Rule("unused-rule", severity="critical"))


def rendered(scan: Report, **changed: Any) -> Any:
    return json.loads(RENDERERS["sarif"](scan, options(rules=RULES, **changed)))["runs"][0]


@pytest.mark.parametrize("scan", [ordinary(), hostile(), report([])], ids=["ordinary", "hostile", "empty"])
def test_a_sarif_model_accepts_it(scan: Report) -> None:
    model = Sarif.model_validate_json(RENDERERS["sarif"](scan, options(rules=RULES)))

    assert "2.1.0" == model.version
    assert len(scan.findings) == len(model.runs[0].results or [])


@pytest.mark.parametrize("scan", [ordinary(), hostile(), report([])], ids=["ordinary", "hostile", "empty"])
def test_the_standards_schema_accepts_it(scan: Report) -> None:
    assert [] == standard.errors(RENDERERS["sarif"](scan, options(rules=RULES)))


def test_a_result_names_its_rule_place_identity_and_copies() -> None:
    run = rendered(ordinary())
    result = next(result for result in run["results"] if result["ruleId"] == "duplicated-helper")

    assert "duplicated-helper" == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert {"debtscan/v1": "fedcba9876543210"} == result["partialFingerprints"]
    assert {"startLine": 10, "endLine": 14} == result["locations"][0]["physicalLocation"]["region"]
    assert [{"fullyQualifiedName": "shop.orders.sum_up"}] == result["locations"][0]["logicalLocations"]
    [related] = result["relatedLocations"]
    assert "shop/bills.py" == related["physicalLocation"]["artifactLocation"]["uri"]
    assert "total, the one to keep" == related["message"]["text"]


def test_every_rule_is_described_whether_it_spoke_or_not() -> None:
    rules = {rule["id"]: rule for rule in rendered(ordinary())["tool"]["driver"]["rules"]}

    assert ["duplicated-helper", "swallowed-exception", "unused-rule"] == list(rules)
    assert ["errors", "external/cwe/cwe-390", "technical-debt"] == rules["unused-rule"]["properties"]["tags"]
    assert "error" == rules["unused-rule"]["defaultConfiguration"]["level"]
    assert "The caller goes on with a value nobody computed." == rules["unused-rule"]["fullDescription"]["text"]
    assert "Repair: Catch the exception you expect." in rules["unused-rule"]["help"]["text"]
    assert "**Repair.** Catch the exception you expect." in rules["unused-rule"]["help"]["markdown"]


def test_a_suppressed_finding_says_so_and_why() -> None:
    suppressions = {result["locations"][0]["physicalLocation"]["region"]["startLine"]: result["suppressions"]
                    for result in rendered(ordinary())["results"]}  # fmt: skip

    assert {3: [], 10: [], 30: [{"kind": "inSource", "justification": "the queue retries"}]} == suppressions


@pytest.mark.parametrize(
    ("severity", "level"), [("critical", "error"), ("major", "warning"), ("minor", "note"), ("info", "note")]
)
def test_severities_become_levels(severity: Any, level: str) -> None:
    [result] = rendered(report([finding(severity=severity)]))["results"]

    assert (level, severity) == (result["level"], result["properties"]["severity"])


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ("a%20b/c.py", "a b/c.py"),
        ("c%3A/x.py", "c:/x.py"),
        ("100%25.py", "100%.py"),
        ("%E6%95%B0.py", "数.py"),
        ("a%0Ab%FF.py", "a\nb\udcff.py"),
        ("a%23b%3Fc.py", "a#b?c.py"),
    ],
)
def test_paths_become_uris_that_lead_back(expected: str, path: str) -> None:
    assert expected == uri(path)
    assert os.fsencode(path) == unquote_to_bytes(uri(path))


def test_a_scanned_folder_is_seen_from_the_checkout() -> None:
    places = [result["locations"][0]["physicalLocation"] for result in rendered(ordinary(), prefix="src")["results"]]

    assert "src/shop/mail.py" == places[0]["artifactLocation"]["uri"]


def test_code_in_a_message_is_no_link() -> None:
    scan = report([finding(message="handlers[name](event) hides it", related=(Place("a.py", 1, 1, "x[1](2)"),))])
    [result] = rendered(scan)["results"]

    assert "handlers[name] (event) hides it" == result["message"]["text"]
    assert "x[1] (2)" == result["relatedLocations"][0]["message"]["text"]


def test_what_was_not_analysed_is_a_notification() -> None:
    run = rendered(report([], notes=("no history",)))
    texts = [entry["message"]["text"] for entry in run["invocations"][0]["toolExecutionNotifications"]]

    assert ["not analysed: not valid Python 3: line 1", "no history"] == texts


def test_a_hostile_name_is_visible_in_messages_and_exact_in_places() -> None:
    [result] = rendered(hostile())["results"]

    assert result["message"]["text"].isprintable()
    assert os.fsencode(NASTY) == unquote_to_bytes(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
