"""DebtReport -> CSV of one of its tables: the same rows as the page."""

from collections.abc import Iterator, Sequence

from debtscan.accounts import DebtReport
from debtscan.output.csv import table
from debtscan.output.moments import iso
from debtscan.output.report import Page

Row = Sequence[object]

_COLUMNS = {
    "files": ("path", "role", "code_lines", "findings", "principal_mean", "principal_low", "principal_high", "changes",
              "changes_per_month", "interest_low", "interest_likely", "interest_high", "payback_months", "owners"),
    "repairs": ("planned", "title", "family", "paths", "findings", "principal_mean", "principal_low", "principal_high",
                "saves_low", "saves_likely", "saves_high", "payback_months"),
    "trend": ("date", "sha", "debt_mean", "debt_low", "debt_high", "debt_ratio", "findings", "code_lines",
              "added_minutes", "paid_minutes", "findings_added", "findings_paid", "commits", "assisted", "releases"),
    "copies": ("id", "type", "similarity", "lines", "changes", "live", "debt_minutes", "places"),
    "origins": ("group", "commits", "lines_added", "findings_added", "debt_per_100_lines", "low", "high", "reverted"),
    "risky": ("sha", "date", "author", "subject", "assisted", "tools", "score", "percentile", "factors", "followed_by"),
}  # fmt: skip


def render(report: DebtReport, page: Page) -> str:
    return table(_COLUMNS[page.table], _ROWS[page.table](report))


def _files(report: DebtReport) -> Iterator[Row]:
    for each in report.files:
        yield (
            each.path, each.role, each.code_lines, each.findings, *_two(each.principal), each.changes,
            round(each.changes_per_month, 4), *_two(each.interest), _likely(each.payback),
            ", ".join(name for name, _ in each.owners),
        )  # fmt: skip


def _repairs(report: DebtReport) -> Iterator[Row]:
    for each in report.plan.repairs:
        yield (
            "yes" if each.is_planned else "no", each.title, each.family, " ".join(each.paths), each.findings,
            *_two(each.principal), *_two(each.saves), _likely(each.payback),
        )  # fmt: skip


def _trend(report: DebtReport) -> Iterator[Row]:
    for each in report.trend:
        yield (
            iso(each.date), each.sha, *_two(each.debt), each.debt_ratio, each.findings, each.code_lines,
            each.added_minutes, each.paid_minutes, each.findings_added, each.findings_paid, each.commits, each.assisted,
            " ".join(each.releases),
        )  # fmt: skip


def _copies(report: DebtReport) -> Iterator[Row]:
    for each in report.copies:
        live = "yes" if each.is_live else "no"
        places = " ".join(each.places)
        yield each.id, each.type, each.similarity, each.lines, each.changes, live, each.debt_minutes, places


def _origins(report: DebtReport) -> Iterator[Row]:
    for each in report.origins:
        yield (
            each.group, each.commits, each.lines_added, each.findings_added, each.debt_per_100_lines, each.low,
            each.high, each.reverted,
        )  # fmt: skip


def _risky(report: DebtReport) -> Iterator[Row]:
    for each in report.risky:
        risk = each.risk
        score, percentile = (risk.score, risk.percentile) if risk else (None, None)
        factors = "; ".join(factor.why for factor in risk.factors) if risk else ""
        yield (
            each.sha, iso(each.date), each.author.name, each.subject, "yes" if each.ai.assisted else "no",
            " ".join(each.ai.tools), score, percentile, factors, report.followed.get(each.sha),
        )  # fmt: skip


def _two(values: Sequence[float]) -> list[float]:
    return [round(value, 2) for value in values]


def _likely(months: Sequence[float] | None) -> float | None:
    return None if months is None else round(months[1], 2)


_ROWS = {
    "files": _files, "repairs": _repairs, "trend": _trend, "copies": _copies, "origins": _origins, "risky": _risky,
}  # fmt: skip
