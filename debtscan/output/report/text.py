"""DebtReport -> a page of text for a terminal: the verdict, the hottest files, the plan."""

from collections.abc import Iterator

from debtscan.accounts import DebtReport
from debtscan.output.escape import visible
from debtscan.output.layout import cut, document, wrapped
from debtscan.output.moments import day
from debtscan.output.report import Page
from debtscan.output.report.figures import duration, ends, money, months, phrase
from debtscan.scoring.words import count

_FILES, _REPAIRS = 8, 12
_INDENT = " " * 4


def render(report: DebtReport, page: Page) -> str:
    return document(_lines(report, page))


def _lines(report: DebtReport, page: Page) -> Iterator[str]:
    width = page.width
    yield f"Debt of {visible(page.title)}, {day(report.since)} to {day(report.until)}, at {report.rev[:12]}"
    yield ""
    for line in report.verdict:
        yield from wrapped(visible(line.text), width, "- ", "  ")
    if report.rate:
        yield f"- at {report.rate:g} an hour: {money(report.debt, report.rate)} owed"
    yield ""
    yield "Hot spots: what costs most while it stays"
    for account in report.files[:_FILES]:
        yield cut(f"{_INDENT}{visible(account.path)}", width)
        cost = ends((account.interest.low, account.interest.high))
        changes = count(account.changes, "change")
        yield cut(
            f"{_INDENT * 2}{phrase(account.principal)}; {changes}; costs {cost} a month; paid back in "
            f"{months(account.payback)}",
            width,
        )
    yield ""
    yield f"Plan for {duration(report.plan.budget_minutes)}: {phrase(report.plan.cost)}"
    planned = [repair for repair in report.plan.repairs if repair.is_planned]
    for repair in planned[:_REPAIRS]:
        yield cut(f"{_INDENT}[ ] {visible(repair.title)}: {phrase(repair.principal)}", width)
    if len(planned) > _REPAIRS:
        yield f"{_INDENT}and {len(planned) - _REPAIRS} more (--format markdown, or html)"
    yield ""
    for note in report.notes:
        yield from wrapped(visible(note), width, "note: ", "      ")
