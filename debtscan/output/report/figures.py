"""Figures as people read them: minutes, ranges, months."""

from collections.abc import Sequence

from debtscan.accounts import DebtReport, Span, Total
from debtscan.output.moments import day
from debtscan.scoring import cost

_MOST_MONTHS = 1_200  # a hundred years: beyond lies never


def period(report: DebtReport) -> str:
    """What a report is about."""
    if report.since is None or report.until is None:
        return "the folder as it is: it has no history"
    return f"{day(report.since)} to {day(report.until)}, at {report.rev[:12]}"


def duration(minutes: float) -> str:
    return cost.duration([minutes])


def ends(minutes: Sequence[float]) -> str:
    """The two ends of a range: "2-9 h"."""
    if 0 < max(minutes) < 0.5:
        return "under 1 min"
    return cost.duration(list(minutes)) if any(minutes) else "nothing"


def phrase(total: Total) -> str:
    return cost.phrase(Total(*total))


def payback(span: Span | None) -> str:
    """The likely value in words, with the range."""
    if span is None:
        return "never paid back: nobody changes it"
    return f"paid back in {months(span)}"


def months(span: Span | None) -> str:
    """The same for a column that says so."""
    if span is None:
        return "never: nobody changes it"
    low, likely, high = (_months(value) for value in span)
    return likely if low == likely == high else f"{likely} ({low} to {high})"


def brief_months(span: Span | None) -> str:
    """The same for a column that says months: "4 (1-36)"."""
    if span is None:
        return "never"
    if span.likely > _MOST_MONTHS:
        return f"over {_MOST_MONTHS:,}"
    low, likely = f"{span.low:.0f}", f"{span.likely:.0f}" if span.likely >= 0.95 else "under 1"
    return (
        f"{likely} ({low} to over {_MOST_MONTHS:,})"
        if span.high > _MOST_MONTHS
        else f"{likely} ({low}-{span.high:.0f})"
    )


def percent(share: float | None, ends: tuple[float | None, float | None] = (None, None)) -> str:
    """With its 95 % interval, where there is one."""
    if share is None:
        return "not measured"
    low, high = ends
    return f"{100 * share:.1f} %" + ("" if low is None or high is None else f" ({100 * low:.1f} to {100 * high:.1f} %)")


def density(minutes: float | None, low: float | None, high: float | None) -> str:
    """Minutes in 100 lines, with their 95 % interval."""
    if minutes is None:
        return "not measured"
    return f"{minutes:.1f} min" + ("" if low is None or high is None else f" ({low:.1f} to {high:.1f})")


def _months(value: float) -> str:
    if value < 0.95:
        return "under a month"
    if value < 24:
        return f"{value:.0f} month{'' if round(value) == 1 else 's'}"
    return f"{value / 12:.0f} years" if value < _MOST_MONTHS else "over 100 years"


def places(counted: tuple[int, int] | None) -> str:
    """How many of how many places keep to a convention."""
    if counted is None:
        return "no convention"
    support, total = counted
    return f"{support:,} of {total:,} ({100 * support / total:.1f} %)"


def signed(minutes: float) -> str:
    return ("+" if minutes >= 0 else "-") + cost.duration([abs(minutes)])


def money(minutes: Total | Span, rate: float) -> str:
    """In whatever money the rate an hour is given in."""
    if isinstance(minutes, Total):
        low, middle, high = minutes.low, minutes.mean, minutes.high
        return f"{middle / 60 * rate:,.0f} ({low / 60 * rate:,.0f} to {high / 60 * rate:,.0f})"
    return f"{minutes.low / 60 * rate:,.0f} to {minutes.high / 60 * rate:,.0f}"
