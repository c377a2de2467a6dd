"""Audit -> JSON of the schema `debtscan.audit/1`: one assisted change on a line."""

from typing import Any

import msgspec

from debtscan.commits import Audit, AuditedChange
from debtscan.output import RenderOptions
from debtscan.output.json import document, member, rows, tool
from debtscan.output.moments import iso

SCHEMA = "debtscan.audit/1"


def render(audit: Audit, options: RenderOptions) -> str:
    members = [
        member("schema", SCHEMA),
        tool(),
        member("generated_at", options.generated_at),
        member("range", audit.range),
        member("policy", audit.policy or None),
        member("commits", audit.commits),
        member("notes", list(audit.notes)),
        rows("changes", map(_change, audit.changes)),
    ]
    return document(members)


def _change(change: AuditedChange) -> dict[str, Any]:
    return {
        "sha": change.sha,
        "date": iso(change.date),
        "author": change.author.name,
        "author_email": change.author.email,
        "subject": change.subject,
        "tools": change.ai.tools,
        "models": change.models,
        "confidence": change.ai.confidence,
        "partly": change.ai.partly,
        "evidence": msgspec.to_builtins(change.ai.evidence),
        "policy": msgspec.to_builtins(change.policy),
        "reviewers": change.reviewers,
        "merged_by": person(change),
        "lines": {**msgspec.to_builtins(change.ai.lines), "added": change.lines.added, "deleted": change.lines.deleted},
        "files": change.files,
        "debt": msgspec.to_builtins(change.debt),
    }


def person(change: AuditedChange) -> str | None:
    return f"{change.merged_by.name} <{change.merged_by.email}>" if change.merged_by else None
