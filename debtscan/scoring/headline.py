"""The figures of a report -> its verdict in a few sentences: debt, change, cost, what matters, what cannot be said."""

from collections.abc import Iterator, Sequence

from debtscan.accounts import CopyFamily, FileAccount, Origin, Plan, Sentence, Span, TrendPoint
from debtscan.model import Summary
from debtscan.scoring import cost
from debtscan.scoring.words import count

_MATTERS = 3
_STEADY = 0.02  # a change of less than this share of the debt is none that a lead must hear of


def verdict(
    summary: Summary,
    interest: Span,
    trend: Sequence[TrendPoint],
    files: Sequence[FileAccount],
    copies: Sequence[CopyFamily],
    plan: Plan,
    origins: Sequence[Origin],
) -> list[Sentence]:
    return [
        Sentence("debt", _debt(summary)),
        Sentence("change", _change(trend)),
        *([Sentence("cost", _cost(interest, summary))] if trend else []),
        *(Sentence("matter", text) for text in list(_matters(files, copies, plan))[:_MATTERS]),
        *([Sentence("limit", _limit(origins))] if trend else []),
    ]


def _debt(summary: Summary) -> str:
    if not summary.code_lines:
        return "There is no Python code here to judge."
    if not summary.findings:
        return f"No debt was found in {count(summary.code_lines, 'line')} of code."
    lines = count(summary.code_lines, "line")
    return (
        f"{cost.debt(summary)} of debt in {lines} of code: {100 * summary.debt_ratio:.2f} % of what it would take to "
        f"write them anew, grade {summary.grade}."
    )


def _change(trend: Sequence[TrendPoint]) -> str:
    if not trend:
        return "There is no history here to tell whether it grows, where it came from, and what it costs."
    if len(trend) < 2:
        return "The history is too short to tell whether it grows: it has one state only in this time."
    first, last = trend[0], trend[-1]
    added, paid = (sum(getattr(each, name) for each in trend[1:]) for name in ("added_minutes", "paid_minutes"))
    rows = f"{cost.duration([added])} added, {cost.duration([paid])} paid"
    difference = last.debt.mean - first.debt.mean
    ratio = f"the ratio went from {100 * first.debt_ratio:.2f} to {100 * last.debt_ratio:.2f} %"
    if abs(difference) <= _STEADY * max(first.debt.mean, 1.0):
        return f"Steady over the period: {rows}; {ratio}."
    word = "grew" if difference > 0 else "shrank"
    return f"Over the period it {word} by {cost.duration([abs(difference)])}: {rows}; {ratio}."


def _cost(interest: Span, summary: Summary) -> str:
    if not summary.findings:
        return "So it costs nothing."
    if interest.high <= 0:
        return "It costs nothing while it stays: what holds debt is not being changed."
    ends = cost.duration([interest.low, interest.high])
    return (
        f"While it stays it costs {ends} of work a month, by the activity of the files that hold it: a guess, "
        "whose inputs are stated below."
    )


def _matters(files: Sequence[FileAccount], copies: Sequence[CopyFamily], plan: Plan) -> Iterator[str]:
    planned = [repair for repair in plan.repairs if repair.is_planned]
    if planned:
        best = max(planned, key=lambda repair: repair.saves.likely)
        months = f", paid back {_months(best.payback.likely)}" if best.payback else ""
        yield f"Pay off first, for it saves most: {best.title}, {cost.phrase(best.principal)}{months}."
    if files and files[0].interest.likely > 0:
        spot = files[0]
        changes = count(spot.changes, "change")
        yield f"The hottest spot is {spot.path}: {changes} in the period, {cost.phrase(spot.principal)} of debt."
    elif files:
        yield f"Most of it lies in {files[0].path}: {cost.phrase(files[0].principal)}."
    live = [family for family in copies if family.is_live]
    if live:
        first, many = live[0], count(len(live), "family", "families")
        name = f"{first.names[0] or first.places[0]} with {count(len(first.places), 'copy', 'copies')}"
        apart = (
            "a commit of the last year changed some and not the others" if first.copies else "the files change apart"
        )
        yield f"In {many} of copies {apart}; the dearest is {name}."


def _limit(origins: Sequence[Origin]) -> str:
    assisted = next((each for each in origins if each.group == "assisted"), None)
    commits = sum(each.commits for each in origins if each.group in ("assisted", "unmarked"))
    if not commits:
        return "Nothing can be said of where it came from: no commit lies in the period."
    if assisted is None or not assisted.commits:
        return (
            "Nothing can be said of AI assistance: no commit of the period has any on record, which does not mean that "
            "there was none."
        )
    share = 100 * assisted.commits / commits
    return (
        f"{share:.0f} % of the commits of the period have AI assistance on record; of the others nothing is known, so "
        "no comparison here says what assistance causes."
    )


def _months(value: float) -> str:
    if value < 1:
        return "within a month"
    return f"in about {value:.0f} months" if value < 36 else f"in about {value / 12:.0f} years"
