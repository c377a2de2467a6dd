"""Report -> JSON of the schema `debtscan.scan/1`: one record on a line, so that two reports can be compared with diff.

Paths and messages are exact: a byte of a file name that is no text is the lone surrogate of Python's `os.fsdecode`.
"""

import json
from collections.abc import Iterable
from typing import Any

from debtscan import __version__
from debtscan.model import Clone, Finding, Place, Report, Summary, UnitSummary
from debtscan.output import RenderOptions

SCHEMA = "debtscan.scan/1"


def render(report: Report, options: RenderOptions) -> str:
    silenced = [finding for finding in report.findings if finding.suppressed is not None]
    members = [
        _member("schema", SCHEMA),
        _member("tool", {"name": "debtscan", "version": __version__}),
        _member("root", report.root),
        _member("rev", report.rev),
        _member("generated_at", options.generated_at),
        _member("summary", summary(report.summary)),
        _member("notes", list(report.notes)),
        _rows("findings", map(finding_record, report.live)),
        _rows("suppressed", map(finding_record, silenced)),
        _rows("clones", map(_clone, report.clones)),
        _rows("units", map(_unit, report.units)),
    ]
    return "{" + ",\n ".join(members) + "}\n"


def _member(name: str, value: object) -> str:
    return f"{json.dumps(name)}: {json.dumps(value)}"


def _rows(name: str, records: Iterable[dict[str, Any]]) -> str:
    rows = ",\n  ".join(map(json.dumps, records))
    return f"{json.dumps(name)}: [" + (f"\n  {rows}]" if rows else "]")


def summary(figures: Summary) -> dict[str, Any]:
    return {
        "files": figures.files,
        "lines": figures.lines,
        "code_lines": figures.code_lines,
        "functions": figures.functions,
        "findings": figures.findings,
        "suppressed": figures.suppressed,
        "skipped": [{"path": skipped.path, "reason": skipped.reason} for skipped in figures.skipped],
        "debt_minutes": figures.debt_minutes,
        "debt_range": {"low": figures.debt_low, "high": figures.debt_high, "share": 0.8},
        "debt_ratio": figures.debt_ratio,
        "grade": figures.grade,
        "duplicated_lines": figures.duplicated_lines,
        "by_severity": figures.by_severity,
        "by_family": _totals(figures.by_family),
        "by_rule": _totals(figures.by_rule),
        "worst_files": [{"path": path, "debt_minutes": minutes} for path, minutes in figures.worst_files],
    }


def _totals(totals: dict[str, Any]) -> dict[str, Any]:
    return {name: {"findings": total.findings, "debt_minutes": total.debt_minutes} for name, total in totals.items()}


def finding_record(finding: Finding) -> dict[str, Any]:
    record = {
        "rule_id": finding.rule_id,
        "family": finding.family,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "path": finding.path,
        "start_line": finding.start_line,
        "end_line": finding.end_line,
        "symbol": finding.symbol,
        "effort_minutes": finding.effort_minutes,
        "effort": {"low": finding.effort.low, "likely": finding.effort.likely, "high": finding.effort.high},
        "fingerprint": finding.fingerprint,
        "related": [_place(place) for place in finding.related],
        "fix": finding.fix,
        "data": finding.data,
    }
    return record if finding.suppressed is None else {**record, "suppressed": finding.suppressed}


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "start_line": place.start, "end_line": place.end, "message": place.message}


def _clone(clone: Clone) -> dict[str, Any]:
    return {
        "id": clone.id,
        "type": clone.type,
        "similarity": clone.similarity,
        "tokens": clone.tokens,
        "differs": clone.differs,
        "instances": [
            {"path": copy.path, "start_line": copy.start_line, "end_line": copy.end_line, "name": copy.name}
            for copy in clone.instances
        ],
    }


def _unit(unit: UnitSummary) -> dict[str, Any]:
    return {
        "path": unit.path,
        "name": unit.name,
        "start_line": unit.start_line,
        "end_line": unit.end_line,
        "drift": unit.drift,
        "complexity": unit.complexity,
    }
