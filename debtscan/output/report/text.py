"""DebtReport -> a page of text for a terminal: the verdict, the hottest files, the plan."""

from collections.abc import Iterator

from debtscan.accounts import DebtReport, FileAccount
from debtscan.output.escape import visible
from debtscan.output.layout import cut, document, wrapped
from debtscan.output.report import Page
from debtscan.output.report.figures import duration, ends, money, payback, period, phrase
from debtscan.scoring.words import count

_FILES, _REPAIRS = 8, 12
_INDENT = " " * 4


def render(report: DebtReport, page: Page) -> str:
    return document(_lines(report, page))


def _told(account: FileAccount, report: DebtReport) -> Iterator[str]:
    yield phrase(account.principal)
    if report.rev:
        yield count(account.changes, "change")
        yield f"costs {ends((account.interest.low, account.interest.high))} a month"
        yield payback(account.payback)


def _lines(report: DebtReport, page: Page) -> Iterator[str]:
    width = page.width
    yield f"Debt of {visible(page.title)}, {period(report)}"
    yield ""
    for line in report.verdict:
        yield from wrapped(visible(line.text), width, "- ", "  ")
    if report.rate:
        yield f"- at {report.rate:g} an hour: {money(report.debt, report.rate)} owed"
    yield ""
    if report.files:
        yield "Hot spots: what costs most while it stays" if report.rev else "Where most of it lies"
    for account in report.files[:_FILES]:
        yield cut(f"{_INDENT}{visible(account.path)}", width)
        yield cut(f"{_INDENT * 2}{'; '.join(_told(account, report))}", width)
    if report.files:
        yield ""
    planned = [repair for repair in report.plan.repairs if repair.is_planned]
    if planned:
        yield f"Plan for {duration(report.plan.budget_minutes)}: {phrase(report.plan.cost)}"
    elif report.rev:
        yield f"Plan for {duration(report.plan.budget_minutes)}: nothing that fits would pay for itself."
    for repair in planned[:_REPAIRS]:
        yield cut(f"{_INDENT}[ ] {visible(repair.title)}: {phrase(repair.principal)}", width)
    if len(planned) > _REPAIRS:
        yield f"{_INDENT}and {len(planned) - _REPAIRS} more (--format markdown, or html)"
    if planned or report.rev:
        yield ""
    for note in report.notes:
        yield from wrapped(visible(note), width, "note: ", "      ")
