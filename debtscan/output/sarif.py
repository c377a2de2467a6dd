"""Report -> SARIF 2.1.0 (OASIS), for code scanning services and editors.

Numbers beside the code are sections of the standard. It holds no time: the same tree gives the same bytes.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from debtscan import __version__
from debtscan.model import Finding, Place, Report, Severity, Skipped
from debtscan.output import RenderOptions, RuleText
from debtscan.output.escape import inert_json, visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"critical": "error", "major": "warning", "minor": "note", "info": "note"}
_ROOT = "%SRCROOT%"  # 3.4.4: the checkout's root, which the reader knows

Node = dict[str, Any]
_CWE = re.compile(r"CWE-\d+")


def render(report: Report, options: RenderOptions) -> str:
    properties = {"grade": report.summary.grade, "debtMinutes": report.summary.debt_minutes, "rev": report.rev}
    return log(_results(report), notifications(report.summary.skipped, report.notes, options), properties, options)


def _results(report: Report) -> list[tuple[Finding, Node]]:
    """Every finding by place, and its state towards the baseline when there is one (3.27.24: all or none have it)."""
    if report.accepted is None:
        return [(finding, {}) for finding in report.findings]
    stated = [(finding, {"baselineState": "new"}) for finding in report.findings]
    stated += [(finding, {"baselineState": "unchanged"}) for finding in report.accepted]
    return sorted(stated, key=lambda each: (each[0].path, each[0].start_line))


def log(results: Sequence[tuple[Finding, Node]], told: Sequence[Node], properties: Node, options: RenderOptions) -> str:
    """A log of one run: its results, each with what else is said of it, what it told, and what is said of the run."""
    rules = _rules([finding for finding, _ in results], options)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "debtscan", "semanticVersion": __version__, "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(told)}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the checkout."}}},
        "columnKind": "unicodeCodePoints",
        "results": [{**_result(finding, index[finding.rule_id], options), **more} for finding, more in results],
        "properties": properties,
    }
    return inert_json(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)) + "\n"


def _rules(findings: Iterable[Finding], options: RenderOptions) -> list[Node]:
    """Every rule that spoke or could have, so that a service can tell "fixed" from "no longer checked"."""
    described = {rule.rule_id: _rule(rule) for rule in options.rules}
    for finding in findings:
        described.setdefault(finding.rule_id, {"id": finding.rule_id})
    return [described[rule_id] for rule_id in sorted(described)]


def _rule(rule: RuleText) -> Node:
    grounds = f"\n\nSee: {visible(', '.join(rule.refs))}." if rule.refs else ""
    why, repair = _unwrapped(rule.why), _unwrapped(rule.fix)
    help_text = f"{why}\n\nRepair: {repair}{grounds}"
    help_markdown = f"**Why it costs.** {why}\n\n**Repair.** {repair}{grounds}"
    weaknesses = [f"external/cwe/{ref.lower()}" for ref in rule.refs if _CWE.fullmatch(ref)]
    return {
        "id": rule.rule_id,
        "shortDescription": {"text": rule.rule_id.replace("-", " ").capitalize()},
        "fullDescription": {"text": why},
        "help": {"text": help_text, "markdown": help_markdown},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": sorted({"technical-debt", rule.family, *weaknesses})},
    }


def _unwrapped(text: str) -> str:
    """A rule file breaks its lines; a reader's window breaks them where it must."""
    return "\n\n".join(visible(" ".join(paragraph.split())) for paragraph in text.strip().split("\n\n"))


def _result(finding: Finding, rule_index: int, options: RenderOptions) -> Node:
    place = Place(finding.path, finding.start_line, finding.end_line)
    location = _location(place, options)
    if finding.symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(finding.symbol)}]
    justified = [] if finding.suppressed is None else [_suppression(finding.suppressed)]
    related = [{"id": number, **_location(other, options)} for number, other in enumerate(finding.related, 1)]
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding.message)},
        "locations": [location],
        "relatedLocations": related,
        "partialFingerprints": {"debtscan/v1": finding.fingerprint},
        "suppressions": justified,
        "rank": round(finding.confidence * 100, 1),
        "properties": {
            "severity": finding.severity,
            "family": finding.family,
            "effortMinutes": {
                "low": finding.effort.low,
                "likely": finding.effort.likely,
                "high": finding.effort.high,
            },
        },
    }


def _location(place: Place, options: RenderOptions) -> Node:
    start = max(place.start, 1)
    location: Node = {
        "physicalLocation": {
            "artifactLocation": _artifact(place.path, options),
            "region": {"startLine": start, "endLine": max(place.end, start)},
        }
    }
    return {**location, "message": {"text": _message(place.message)}} if place.message else location


def _artifact(path: str, options: RenderOptions) -> Node:
    return {"uri": uri(options.from_checkout(path)), "uriBaseId": _ROOT}


def uri(path: str) -> str:
    """A relative reference by RFC 3986: every byte outside its unreserved characters is percent-encoded."""
    return quote(path.encode("utf-8", "surrogateescape"))


def _message(text: str) -> str:
    """3.11.6: "[text](target)" is a link; code such as `handlers[name](event)` must not become one."""
    return visible(text).replace("](", "] (")


def _suppression(reason: str) -> Node:
    return {"kind": "inSource", **({"justification": visible(reason)} if reason else {})}


def notifications(skipped: Iterable[Skipped], notes: Iterable[str], options: RenderOptions) -> list[Node]:
    """3.20.21: what could not be analysed, and what was not checked."""
    return [_unread(entry, options) for entry in skipped] + [_told("note", note) for note in notes]


def _unread(entry: Skipped, options: RenderOptions) -> Node:
    location = {"physicalLocation": {"artifactLocation": _artifact(entry.path, options)}}
    return {**_told("warning", f"not analysed: {entry.reason}"), "locations": [location]}


def _told(level: str, text: str) -> Node:
    return {"level": level, "message": {"text": visible(text)}}
