"""Report -> JSON of the schema `debtscan.scan/1`: one record on a line, so that two reports can be compared with diff.

A record's fields are those of the model under the names that the schema gives them; only what differs is written here.
Paths and messages are exact: a byte of a file name that is no text is the lone surrogate of Python's `os.fsdecode`.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from debtscan import __version__
from debtscan.model import Finding, Place, Report, Summary
from debtscan.output import RenderOptions
from debtscan.output.escape import inert_json

SCHEMA = "debtscan.scan/1"


def render(report: Report, options: RenderOptions) -> str:
    silenced = [found for found in report.findings if found.suppressed is not None]
    members = [
        member("schema", SCHEMA),
        tool(),
        member("root", report.root),
        member("rev", report.rev),
        member("generated_at", options.generated_at),
        member("summary", summary(report.summary)),
        member("notes", list(report.notes)),
        rows("findings", map(finding, report.live)),
        rows("suppressed", map(finding, silenced)),
        rows("accepted", map(finding, report.accepted or ())),
        rows("clones", map(msgspec.to_builtins, report.clones)),
        rows("units", map(msgspec.to_builtins, report.units)),
    ]
    return document(members)


def document(members: Iterable[str]) -> str:
    return inert_json("{" + ",\n ".join(members) + "}\n")


def tool() -> str:
    return member("tool", {"name": "debtscan", "version": __version__})


def member(name: str, value: object) -> str:
    return f"{json.dumps(name)}: {json.dumps(value)}"


def rows(name: str, records: Iterable[dict[str, Any]]) -> str:
    return lines(name, map(json.dumps, records))


def lines(name: str, records: Iterable[str]) -> str:
    """Records that are JSON already, one on a line."""
    joined = ",\n  ".join(records)
    return f"{json.dumps(name)}: [" + (f"\n  {joined}]" if joined else "]")


def summary(figures: Summary) -> dict[str, Any]:
    return {
        "files": figures.files,
        "lines": figures.lines,
        "code_lines": figures.code_lines,
        "functions": figures.functions,
        "findings": figures.findings,
        "suppressed": figures.suppressed,
        "accepted": figures.accepted,
        "skipped": msgspec.to_builtins(figures.skipped),
        "debt_minutes": figures.debt_minutes,
        "debt_range": {"low": figures.debt_low, "high": figures.debt_high, "share": 0.8},
        "debt_ratio": figures.debt_ratio,
        "grade": figures.grade,
        "duplicated_lines": figures.duplicated_lines,
        "by_severity": figures.by_severity,
        "by_family": msgspec.to_builtins(figures.by_family),
        "by_rule": msgspec.to_builtins(figures.by_rule),
        "worst_files": [{"path": path, "debt_minutes": minutes} for path, minutes in figures.worst_files],
    }


def finding(found: Finding) -> dict[str, Any]:
    record = {**msgspec.to_builtins(found), "related": [_place(place) for place in found.related]}
    del record["identity"]
    if found.suppressed is None:
        del record["suppressed"]
    return record


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "start_line": place.start, "end_line": place.end, "message": place.message}
