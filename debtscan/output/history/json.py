"""History -> JSON of the schema `debtscan.history/1`: one commit on a line."""

from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from debtscan.commits import CommitReport, FileChange, History, Moment
from debtscan.output import RenderOptions
from debtscan.output.json import document, member, rows, tool

SCHEMA = "debtscan.history/1"


def render(history: History, options: RenderOptions) -> str:
    members = [
        member("schema", SCHEMA),
        tool(),
        member("range", history.range),
        member("generated_at", options.generated_at),
        member("notes", list(history.notes)),
        rows("commits", map(commit, history.commits)),
        member("cohorts", None),
        member("hotspots", []),
        member("coupling", []),
        member("ledger", None),
    ]
    return document(members)


def commit(report: CommitReport) -> dict[str, Any]:
    return {
        "sha": report.sha,
        "parents": report.parents,
        "author": report.author.name,
        "author_email": report.author.email,
        "date": iso(report.date),
        "committed": iso(report.committed),
        "subject": report.subject,
        "ai": msgspec.to_builtins(report.ai),
        "drift": report.drift,
        "risk": msgspec.to_builtins(report.risk),
        "findings": msgspec.to_builtins(report.findings),
        "debt": msgspec.to_builtins(report.debt),
        "lines": msgspec.to_builtins(report.lines),
        "files": [_file(file) for file in report.files],
    }


def iso(moment: Moment) -> str:
    """ISO 8601 with the writer's offset; whatever lies outside of a calendar is shown at its edge."""
    zone = timezone(timedelta(minutes=moment.offset_minutes))
    return datetime.fromtimestamp(moment.seconds, zone).isoformat()


def _file(file: FileChange) -> dict[str, Any]:
    record = {"path": file.path, "added": file.added, "deleted": file.deleted, "status": file.status}
    return {**record, "old_path": file.old_path} if file.old_path else record
