"""DebtReport -> CSV of one of its tables: the same rows as the page."""

from collections.abc import Iterator, Sequence

from debtscan.accounts import DebtReport
from debtscan.commits import AuditedChange, CommitReport, PolicyVerdict, Risk
from debtscan.output.csv import table
from debtscan.output.moments import iso
from debtscan.output.report import Page, copies, knowledge

Row = Sequence[object]

_COLUMNS = {
    "files": ("path", "role", "code_lines", "findings", "principal_mean", "principal_low", "principal_high", "changes",
              "changes_per_month", "interest_low", "interest_likely", "interest_high", "payback_months", "owners"),
    "repairs": ("planned", "title", "family", "paths", "findings", "principal_mean", "principal_low", "principal_high",
                "saves_low", "saves_likely", "saves_high", "payback_months"),
    "trend": ("date", "sha", "debt_mean", "debt_low", "debt_high", "debt_ratio", "findings", "code_lines",
              "added_minutes", "paid_minutes", "findings_added", "findings_paid", "commits", "assisted", "releases"),
    "copies": ("id", "type", "similarity", "lines", "changes", "live", "debt_minutes", "places"),
    "copied": copies.COLUMNS,
    "origins": ("group", "commits", "lines_added", "findings_added", "debt_per_100_lines", "low", "high", "reverted"),
    "conventions": ("change", "role", "feature", "text", "text_before", "support_before", "total_before", "support",
                    "total", "exceptions"),
    "foreign": ("path", "name", "start_line", "end_line", "drift", "new", "reasons", "commits"),
    "violations": ("sha", "date", "author", "subject", "tools", "rules", "reasons", "reviewers"),
    "exceptions": ("until", "state", "about", "reason"),
    "calibration": ("rule_id", "removals", "low", "likely", "high", "stated_low", "stated_likely", "stated_high",
                    "enough"),
    "risky": ("sha", "date", "author", "subject", "assisted", "tools", "score", "percentile", "factors", "followed_by"),
}  # fmt: skip


def render(report: DebtReport, page: Page) -> str:
    if page.table in knowledge.COLUMNS:
        return table(knowledge.COLUMNS[page.table], knowledge.ROWS[page.table](report.knowledge))
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
        assisted, followed = "yes" if each.ai.assisted else "no", report.followed.get(each.sha)
        score, percentile, factors = _judged(each.risk)
        yield *_named(each), assisted, " ".join(each.ai.tools), score, percentile, factors, followed


def _judged(risk: Risk | None) -> Row:
    return (risk.score, risk.percentile, "; ".join(factor.why for factor in risk.factors)) if risk else (None, None, "")


def _named(commit: CommitReport | AuditedChange) -> Row:
    return commit.sha, iso(commit.date), commit.author.name, commit.subject


def _conventions(report: DebtReport) -> Iterator[Row]:
    for each in report.drift.grounds:
        places = " ".join(f"{path}:{line}" for path, line, _ in each.exceptions)
        before, after = each.before or (None, None), each.after or (None, None)
        yield each.change, each.role, each.feature, each.text, each.text_before, *before, *after, places


def _foreign(report: DebtReport) -> Iterator[Row]:
    for each in report.drift.foreign:
        yield (
            each.path, each.name, each.start_line, each.end_line, each.drift, "yes" if each.is_new else "no",
            "; ".join(each.reasons), " ".join(each.commits),
        )  # fmt: skip


def _violations(report: DebtReport) -> Iterator[Row]:
    for each in report.standing.violations:
        policy = each.policy or PolicyVerdict()
        tools, reviewers = " ".join(each.ai.tools), "; ".join(each.reviewers)
        yield *_named(each), tools, " ".join(policy.rules), "; ".join(policy.reasons), reviewers


def _exceptions(report: DebtReport) -> Iterator[Row]:
    return ((each.until, each.state, each.about, each.reason) for each in report.standing.exceptions)


def _calibration(report: DebtReport) -> Iterator[Row]:
    for fit in report.calibration.fits:
        yield fit.rule_id, fit.removals, *fit.minutes, *fit.stated, "yes" if fit.is_enough else "no"


def _two(values: Sequence[float]) -> list[float]:
    return [round(value, 2) for value in values]


def _likely(months: Sequence[float] | None) -> float | None:
    return None if months is None else round(months[1], 2)


_ROWS = {
    "files": _files, "repairs": _repairs, "trend": _trend, "copies": _copies, "copied": copies.rows,
    "origins": _origins, "risky": _risky,
    "calibration": _calibration, "conventions": _conventions, "foreign": _foreign,
    "violations": _violations, "exceptions": _exceptions,
}  # fmt: skip
