"""History -> CSV: one row for each commit. No cell is a formula to a spreadsheet."""

from debtscan.commits import CommitReport, History
from debtscan.output import RenderOptions
from debtscan.output.csv import table
from debtscan.output.moments import iso

COLUMNS = (
    "sha", "date", "author", "author_email", "subject", "parents", "files", "lines_added", "lines_deleted",
    "ai_assisted", "ai_confidence", "ai_tools", "ai_evidence", "risk_score", "risk_calibrated", "risk_percentile",
    "code_added", "lines_moved", "lines_copied", "lines_churned_14d", "drift",
)  # fmt: skip


def render(history: History, options: RenderOptions) -> str:
    return table(COLUMNS, map(_cells, history.commits))


def _cells(commit: CommitReport) -> tuple[object, ...]:
    risk, ai = commit.risk, commit.ai
    evidence = "; ".join(f"{each.kind}: {each.text}" for each in ai.evidence)
    return (
        commit.sha, iso(commit.date), commit.author.name, commit.author.email, commit.subject, len(commit.parents),
        len(commit.files), commit.lines.added, commit.lines.deleted, ai.assisted, ai.confidence, " ".join(ai.tools),
        evidence, risk and risk.score, risk and risk.calibrated, risk and risk.percentile,
        commit.lines.code, commit.lines.moved, commit.lines.copied, commit.lines.churned_14d, commit.drift,
    )  # fmt: skip
