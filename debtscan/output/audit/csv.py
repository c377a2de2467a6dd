"""Audit -> CSV: one row for each assisted change. No cell is a formula to a spreadsheet."""

from debtscan.commits import Audit, AuditedChange
from debtscan.output import RenderOptions
from debtscan.output.audit.json import person
from debtscan.output.csv import table
from debtscan.output.moments import iso

COLUMNS = (
    "sha", "date", "author", "author_email", "subject", "tools", "models", "confidence", "evidence", "verdict", "mode",
    "rules", "reasons", "reviewers", "merged_by", "lines_added", "lines_deleted", "files", "debt_added_minutes",
    "debt_paid_minutes",
)  # fmt: skip


def render(audit: Audit, options: RenderOptions) -> str:
    return table(COLUMNS, map(_cells, audit.changes))


def _cells(change: AuditedChange) -> tuple[object, ...]:
    ai, policy, debt = change.ai, change.policy, change.debt
    judged: tuple[object, ...] = ("", "", "", "")
    if policy:
        judged = policy.verdict, policy.mode, " ".join(policy.rules), "; ".join(policy.reasons)
    return (
        change.sha, iso(change.date), change.author.name, change.author.email, change.subject, " ".join(ai.tools),
        "; ".join(change.models), ai.confidence, "; ".join(f"{each.kind}: {each.text}" for each in ai.evidence),
        *judged, "; ".join(change.reviewers), person(change) or "", change.lines.added, change.lines.deleted,
        change.files, debt.added_minutes if debt else "", debt.paid_minutes if debt else "",
    )  # fmt: skip
