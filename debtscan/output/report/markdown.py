"""DebtReport -> Markdown: the verdict, the trend, where it lies, and the plan as a checklist."""

from collections.abc import Iterator, Sequence

from debtscan import __version__
from debtscan.accounts import DebtReport
from debtscan.output.markdown import plain
from debtscan.output.moments import day
from debtscan.output.report import Page, copies, figures, knowledge
from debtscan.output.report.figures import duration, ends, money, months, phrase, signed
from debtscan.output.report.method import METHOD
from debtscan.scoring import aftermath, calibration
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
    yield f"{day(report.since)} to {day(report.until)}, at `{report.rev[:12]}`."
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


def _trend(report: DebtReport, page: Page) -> Iterator[str]:
    yield from _table(
        "Trend",
        ("date", "debt", "ratio", "added", "paid", "commits", "assisted"),
        [
            (day(p.date), phrase(p.debt), f"{100 * p.debt_ratio:.2f} %", f"{duration(p.added_minutes)}",
             f"{duration(p.paid_minutes)}", str(p.commits), str(p.assisted))
            for p in report.trend
        ],
    )  # fmt: skip


def _files(report: DebtReport, page: Page) -> Iterator[str]:
    people = report.people
    yield from _table(
        "Hot spots",
        ("file", "debt", "changes", "costs a month", "paid back in", *(["whom to ask"] if people else [])),
        [
            (plain(f.path), phrase(f.principal), str(f.changes), ends((f.interest.low, f.interest.high)),
             months(f.payback), *([plain(", ".join(name for name, _ in f.owners))] if people else []))
            for f in report.files[:_FILES]
        ],
    )  # fmt: skip


def _origins(report: DebtReport, page: Page) -> Iterator[str]:
    yield "## Where it came from"
    yield ""
    yield plain(report.origin_note)
    yield ""
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
    yield from ("## Duplication", "")
    yield from copies.markdown(report)


def _drift(report: DebtReport, page: Page) -> Iterator[str]:
    drift = report.drift
    yield from _table(
        "Drift",
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
    return knowledge.markdown(report)


def _standing(report: DebtReport, page: Page) -> Iterator[str]:
    found = report.standing
    yield "## Policy and audit"
    yield ""
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
    yield "## Risk"
    yield ""
    risky = report.risky
    yield aftermath.phrase(report.aftermath, risky) if risky else "No commit of the period could be judged."
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
    yield f"{phrase(plan.cost)}, saving {ends((plan.saves.low, plan.saves.high))} a month."
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
    for repair in plan.repairs[:_REPAIRS]:
        if repair.is_planned:
            yield f"- [ ] {plain(repair.title)}: {phrase(repair.principal)}, paid back in {months(repair.payback)}"
    yield ""


def _method(report: DebtReport, page: Page) -> Iterator[str]:
    yield "## What was not checked, and how this was reckoned"
    yield ""
    yield from (f"- {plain(note)}" for note in report.notes)
    yield from (f"- not analysed: {plain(each.path)}: {plain(each.reason)}" for each in report.skipped[:50])
    yield f"- {calibration.sentence(report.calibration)}"
    yield from (f"- **{term}.** {plain(text)}" for term, text in METHOD)
    yield ""
    yield (
        f"debtscan {__version__}, commit {report.rev}, range {plain(report.range)}, configuration "
        f"{report.configuration[:12]}."
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    if rows:
        yield from _rows(columns, rows)
    else:
        yield "Nothing to show."
        yield ""


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
