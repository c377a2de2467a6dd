"""DebtReport -> Markdown: the verdict, the trend, where it lies, and the plan as a checklist."""

from collections.abc import Iterator, Sequence

from debtscan import __version__
from debtscan.accounts import DebtReport, FileAccount
from debtscan.output.markdown import plain
from debtscan.output.moments import day
from debtscan.output.report import Page, copies, figures, knowledge
from debtscan.output.report.figures import duration, ends, money, months, payback, period, phrase, signed
from debtscan.output.report.method import METHOD
from debtscan.scoring import aftermath, calibration
from debtscan.scoring.absent import NO_RISK
from debtscan.scoring.repairs import told_of_capacity
from debtscan.scoring.standing import sentences
from debtscan.scoring.words import count

_FILES, _REPAIRS, _GROUNDS = 20, 60, 30


def render(report: DebtReport, page: Page) -> str:
    parts = (
        _head,
        _difference,
        _trend,
        _files,
        _origins,
        _copies,
        _drift,
        _risky,
        _standing,
        _knowledge,
        _plan,
        _method,
    )
    return "".join(f"{line}\n" for part in parts for line in part(report, page))


def _head(report: DebtReport, page: Page) -> Iterator[str]:
    yield f"# Debt of {plain(page.title)}"
    yield ""
    yield f"{period(report)[:1].upper()}{period(report)[1:]}."
    yield ""
    for line in report.verdict:
        yield f"- {plain(line.text)}"
    if report.rate:
        owed, monthly = money(report.debt, report.rate), money(report.interest, report.rate)
        yield f"- At {report.rate:g} an hour: {owed} owed, {monthly} a month."
    yield ""


def _difference(report: DebtReport, page: Page) -> Iterator[str]:
    found = report.difference
    if found is None:
        return
    yield "## Since the last report"
    yield ""
    yield (
        f"Against {plain(found.previous)}: {signed(found.debt_minutes)}, {len(found.new)} new, "
        f"{len(found.paid)} paid, {count(len(found.worse), 'file')} worse."
    )
    yield ""
    yield from (f"- {plain(reason)}" for reason in found.reasons)
    yield from (
        f"- worse: {plain(each.path)}: {duration(each.before)} before, {duration(each.now)} now"
        for each in found.worse[:_REPAIRS]
    )
    yield from (f"- new: {plain(each.path)}:{each.start_line} {plain(each.message)}" for each in found.new[:_REPAIRS])
    yield from (f"- paid: {plain(each)}" for each in found.paid[:_REPAIRS])
    yield ""


def _begin(report: DebtReport, section: str, title: str) -> Iterator[str]:
    yield from (f"## {title}", "")
    if section in report.absent:
        yield from (report.absent[section], "")


def _trend(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "trend", "Trend")
    yield from _rows(
        ("date", "debt", "ratio", "added", "paid", "commits", "assisted"),
        [
            (day(p.date), phrase(p.debt), f"{100 * p.debt_ratio:.2f} %", f"{duration(p.added_minutes)}",
             f"{duration(p.paid_minutes)}", str(p.commits), str(p.assisted))
            for p in report.trend
        ],
    )  # fmt: skip


def _files(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "hotspots", "Hot spots")
    if not report.files:
        yield from ("No file has debt.", "")
    head = ["file", "debt"]
    if report.rev:
        head += ["changes", "costs a month", "paid back in", *(["whom to ask"] if report.people else [])]
    yield from _rows(head, [list(_file(each, report)) for each in report.files[:_FILES]])


def _file(account: FileAccount, report: DebtReport) -> Iterator[str]:
    yield from (plain(account.path), phrase(account.principal))
    if report.rev:
        interest = account.interest
        yield from (str(account.changes), ends((interest.low, interest.high)), months(account.payback))
        if report.people:
            yield plain(", ".join(name for name, _ in account.owners))


def _origins(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "origin", "Where it came from")
    if report.rev:
        yield from (plain(report.origin_note), "")
    yield from _rows(
        ("group", "commits", "lines added", "findings", "debt per 100 lines (95 %)", "reverted"),
        [
            (plain(o.group), f"{o.commits:,}", f"{o.lines_added:,}",
             "not measured" if o.findings_added is None else str(o.findings_added),
             figures.density(o.debt_per_100_lines, o.low, o.high), str(o.reverted))
            for o in report.origins
        ],
    )  # fmt: skip
    yield from knowledge.origins(report)


def _copies(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "copies", "Duplication")
    yield from copies.markdown(report)


def _drift(report: DebtReport, page: Page) -> Iterator[str]:
    drift = report.drift
    yield from _begin(report, "drift", "Drift")
    if "drift" in report.absent:
        return
    if not drift.grounds:
        yield from ("No convention of the code base gained or lost ground in the period.", "")
    yield from _rows(
        ("convention", "code", "before", "now", "exceptions today"),
        [
            (plain(f"{g.change}: {g.text}"), g.role, figures.places(g.before), figures.places(g.after),
             ", ".join(plain(f"{path}:{line}") for path, line, _ in g.exceptions))
            for g in drift.grounds[:_GROUNDS]
        ],
    )  # fmt: skip
    told = f"{count(drift.functions, 'production function')} new or changed"
    most = "the most foreign to the rest of the code:" if drift.foreign else "none is among the most foreign tenth."
    yield f"{told}; {most}"
    yield ""
    yield from _rows(
        ("function", "", "more foreign than", "breaks"),
        [
            (plain(f"{f.path}:{f.start_line} {f.name}"), "new" if f.is_new else "changed", f"{100 * f.drift:.0f} %",
             plain("; ".join(f.reasons)))
            for f in drift.foreign
        ],
    )  # fmt: skip


def _knowledge(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "knowledge", "Knowledge")
    if "knowledge" not in report.absent:
        yield from knowledge.markdown(report)


def _standing(report: DebtReport, page: Page) -> Iterator[str]:
    found = report.standing
    yield from _begin(report, "policy", "Policy and audit")
    if not report.rev:
        return
    for sentence in sentences(found):
        yield plain(sentence)
        yield ""
    if found.violations:
        yield from _rows(
            ("commit", "date", "subject", "breaks"),
            [
                (
                    f"`{c.sha[:10]}`",
                    day(c.date),
                    plain(c.subject),
                    plain("; ".join(c.policy.reasons) if c.policy else ""),
                )
                for c in found.violations[:_REPAIRS]
            ],
        )
    if found.exceptions:
        yield from _rows(
            ("exception until", "", "about", "reason"),
            [(e.until, e.state, plain(e.about), plain(e.reason)) for e in found.exceptions],
        )


def _risky(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _begin(report, "risk", "Risk")
    if report.rev and not report.risky:
        yield from (NO_RISK, "")
    if report.risky:
        yield aftermath.phrase(report.aftermath, report.risky)
        yield ""
    yield from _rows(
        ("commit", "date", "subject", "why", "followed by a fix"),
        [
            (f"`{c.sha[:10]}`", day(c.date), plain(c.subject),
             plain("; ".join(factor.why for factor in c.risk.factors[:3]) if c.risk else ""),
             plain(report.followed.get(c.sha, "none seen")[:10]))
            for c in report.risky
        ],
    )  # fmt: skip


def _plan(report: DebtReport, page: Page) -> Iterator[str]:
    plan = report.plan
    yield f"## Pay-off plan for {duration(plan.budget_minutes)}"
    yield ""
    planned = [repair for repair in plan.repairs if repair.is_planned]
    if planned:
        yield f"{phrase(plan.cost)}, saving {ends((plan.saves.low, plan.saves.high))} a month."
    else:
        yield report.absent.get("plan", "Nothing that fits would pay for itself.")
    if plan.capacity_minutes is not None and plan.capacity_cost and plan.capacity_saves:
        saves = ends((plan.capacity_saves.low, plan.capacity_saves.high))
        yield (
            f"A fifth of the team's time in a quarter, {duration(plan.capacity_minutes)}, would pay "
            f"{phrase(plan.capacity_cost)} and save {saves} a month."
        )
    yield ""
    if told := told_of_capacity(plan):
        yield told
        yield ""
    for repair in (planned if report.rev else plan.repairs)[:_REPAIRS]:
        paid = f", {payback(repair.payback)}" if report.rev else ""
        yield f"- [ ] {plain(repair.title)}: {phrase(repair.principal)}{paid}"
    yield ""


def _method(report: DebtReport, page: Page) -> Iterator[str]:
    yield "## What was not checked, and how this was reckoned"
    yield ""
    yield from (f"- {plain(note)}" for note in report.notes)
    yield from (f"- not analysed: {plain(each.path)}: {plain(each.reason)}" for each in report.skipped[:50])
    if not report.skipped:
        yield "- Every Python file was analysed."
    yield f"- {calibration.sentence(report.calibration)}"
    yield from (f"- **{term}.** {plain(text)}" for term, text in METHOD)
    yield ""
    told = f"commit {report.rev}, range {plain(report.range)}" if report.rev else "no commit"
    yield f"debtscan {__version__}, {told}, configuration {report.configuration[:12]}."


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
