"""DebtReport -> JSON of the schema `debtscan.report/1` (schemas/report.schema.json); figures are those of the page."""

from importlib.resources import files
from typing import Any

import msgspec

from debtscan.accounts import (
    Calibration,
    Copy,
    CopyFamily,
    DebtReport,
    Drift,
    FileAccount,
    FileSize,
    Plan,
    Repair,
    Span,
    Standing,
    Total,
    TrendPoint,
)
from debtscan.commits import CommitReport, Moment
from debtscan.output.json import document, finding, member, rows, summary, tool
from debtscan.output.moments import iso
from debtscan.output.report import Page, knowledge

SCHEMA = "debtscan.report/1"


def schema() -> str:
    """The JSON Schema of what `render` returns."""
    return files("debtscan.output").joinpath("schemas", "report.schema.json").read_text("utf-8")


def render(report: DebtReport, page: Page) -> str:
    return document(
        [
            member("schema", SCHEMA),
            tool(),
            member("root", report.root),
            member("rev", report.rev or None),
            member("range", report.range),
            member("since", iso(report.since) if report.since else None),
            member("until", iso(report.until) if report.until else None),
            member("generated_at", page.generated_at),
            member("configuration", report.configuration),
            member("verdict", msgspec.to_builtins(report.verdict)),
            member("summary", summary(report.summary)),
            member("debt", _total(report.debt)),
            member("interest_minutes_per_month", _span(report.interest)),
            member("rate_per_hour", report.rate),
            rows("trend", map(_point, report.trend)),
            member("first_assisted", iso(report.first_assisted) if report.first_assisted else None),
            rows("files", map(_file, report.files)),
            rows("sizes", map(_size, report.sizes)),
            rows("origins", map(msgspec.to_builtins, report.origins)),
            member("origin_note", report.origin_note),
            member("cohorts", msgspec.to_builtins(report.cohorts)),
            rows("copies", map(_family, report.copies)),
            rows("risky", (_commit(each, report.followed.get(each.sha)) for each in report.risky)),
            member("aftermath", msgspec.to_builtins(report.aftermath)),
            member("drift", _drift(report.drift)),
            member("policy", _standing(report.standing)),
            member("knowledge", knowledge.document(report.knowledge)),
            member("calibration", _calibration(report.calibration)),
            member("plan", _plan(report.plan)),
            rows("repairs", map(_repair, report.plan.repairs)),
            member("difference", _difference(report)),
            rows("findings", map(finding, report.findings)),
            member("absent", report.absent),
            member("notes", list(report.notes)),
            rows("skipped", map(msgspec.to_builtins, report.skipped)),
        ]
    )


def _total(total: Total) -> dict[str, float]:
    return {"mean": round(total.mean, 2), "low": round(total.low, 2), "high": round(total.high, 2)}


def _span(span: Span) -> dict[str, float]:
    return {"low": round(span.low, 2), "likely": round(span.likely, 2), "high": round(span.high, 2)}


def _months(span: Span | None) -> dict[str, float] | None:
    return None if span is None else _span(span)


def _date(moment: Moment) -> str:
    return iso(moment)


def _point(point: TrendPoint) -> dict[str, Any]:
    return {**msgspec.to_builtins(point), "date": _date(point.date), "debt": _total(point.debt)}


def _file(account: FileAccount) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(account),
        "density": round(account.density, 2),
        "changes_per_month": round(account.changes_per_month, 4),
        "principal": _total(account.principal),
        "interest": _span(account.interest),
        "payback": _months(account.payback),
        "owners": [{"name": name, "share": round(share, 4)} for name, share in account.owners],
    }


def _size(size: FileSize) -> dict[str, Any]:
    return {name: getattr(size, name) for name in size.__struct_fields__}


def _family(family: CopyFamily) -> dict[str, Any]:
    return {**msgspec.to_builtins(family), "copies": [_copy(each) for each in family.copies]}


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(copy),
        "sha": copy.sha or None,
        "date": iso(copy.date) if copy.date else None,
        "source": copy.source or None,
    }


def _commit(commit: CommitReport, followed: str | None) -> dict[str, Any]:
    return {
        "sha": commit.sha,
        "author": commit.author.name,
        "date": _date(commit.date),
        "subject": commit.subject,
        "assisted": commit.ai.assisted,
        "tools": list(commit.ai.tools),
        "risk": msgspec.to_builtins(commit.risk),
        "followed_by": followed,
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(repair),
        "principal": _total(repair.principal),
        "saves": _span(repair.saves),
        "payback": _months(repair.payback),
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "functions": drift.functions,
        "conventions": [
            {
                **msgspec.to_builtins(each),
                "before": _counted(each.before),
                "after": _counted(each.after),
                "exceptions": [{"path": path, "line": line, "text": text} for path, line, text in each.exceptions],
            }
            for each in drift.grounds
        ],
        "foreign": [msgspec.to_builtins(each) for each in drift.foreign],
    }


def _counted(places: tuple[int, int] | None) -> dict[str, int] | None:
    return None if places is None else {"support": places[0], "total": places[1]}


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "policy": standing.policy or None,
        **{name: getattr(standing, name) for name in ("commits", "assisted", "told", "reviewed")},
        "verdicts": standing.verdicts,
        "evidence": standing.evidence,
        "violations": [
            {
                "sha": each.sha,
                "date": _date(each.date),
                "author": each.author.name,
                "subject": each.subject,
                "tools": list(each.ai.tools),
                "rules": list(each.policy.rules) if each.policy else [],
                "reasons": list(each.policy.reasons) if each.policy else [],
                "reviewers": list(each.reviewers),
            }
            for each in standing.violations
        ],
        "exceptions": [msgspec.to_builtins(each) for each in standing.exceptions],
    }


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "is_used": found.is_used,
        "fits": [
            {**msgspec.to_builtins(fit), "minutes": _span(fit.minutes), "stated": _span(fit.stated)}
            for fit in found.fits
        ],
    }


def _share(share: Total | None) -> dict[str, float] | None:
    return None if share is None else {name: round(value, 6) for name, value in share._asdict().items()}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "budget_minutes": plan.budget_minutes,
        "repairs": [repair.id for repair in plan.repairs if repair.is_planned],
        "cost": _total(plan.cost),
        "saves": _span(plan.saves),
        "capacity_minutes": plan.capacity_minutes,
        "capacity_cost": None if plan.capacity_cost is None else _total(plan.capacity_cost),
        "capacity_saves": None if plan.capacity_saves is None else _span(plan.capacity_saves),
        "quarter_share": _share(plan.quarter_share),
        "fix_share": None if plan.fix_share is None else round(plan.fix_share, 4),
    }


def _difference(report: DebtReport) -> dict[str, Any] | None:
    found = report.difference
    if found is None:
        return None
    return {
        "previous": found.previous,
        "new": [finding(each) for each in found.new],
        "paid": list(found.paid),
        "worse": msgspec.to_builtins(found.worse),
        "debt_minutes": round(found.debt_minutes, 2),
        "by_code_minutes": None if found.by_code_minutes is None else round(found.by_code_minutes, 2),
        "reasons": list(found.reasons),
    }
