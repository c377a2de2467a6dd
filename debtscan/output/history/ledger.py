"""The ledger and the cohorts of a history in words: rows of a label and a text, for text and Markdown."""

from collections.abc import Iterator, Sequence

from debtscan.commits import Arm, Cohorts, LedgerFigures, Survival, Tally
from debtscan.output.escape import visible
from debtscan.scoring import cost
from debtscan.scoring.words import count

_MONTHS_SHOWN, _TOOLS_SHOWN = 6, 6


def figures(ledger: LedgerFigures, cohorts: Cohorts | None) -> Iterator[tuple[str, str]]:
    if not ledger.by_month:
        yield "ledger", "none: there is no commit yet that could have brought or paid debt"
        return
    yield (
        "ledger",
        (
            f"{count(ledger.open, 'finding')} open ({cost.duration([ledger.open_minutes])}), {ledger.paid:,} paid"
            + (f", {ledger.unseen:,} gone unseen" if ledger.unseen else "")
        ),
    )
    yield "still open", _survival(ledger.survival)
    yield "by month", "; ".join(map(_tally, ledger.by_month[-_MONTHS_SHOWN:]))
    if ledger.by_tool:
        yield "by group", "; ".join(map(_tally, ledger.by_group))
        most = sorted(ledger.by_tool, key=lambda tally: (-tally.commits, tally.name))
        yield "by tool", "; ".join(map(_tally, most[:_TOOLS_SHOWN]))
    if cohorts:
        yield "assisted", _arm(cohorts.assisted)
        yield "unmarked", _arm(cohorts.unmarked)
        yield "compared", cohorts.comparison.conclusion
        yield "elsewhere", cohorts.comparison.published


def _survival(found: Sequence[Survival]) -> str:
    shares = [
        f"{100 * each.share:.0f} % after {each.days} days ({each.at_risk:,} watched so long)"
        for each in found
        if each.share is not None
    ]
    return ", ".join(shares) or "nothing was watched for 30 days"


def _tally(tally: Tally) -> str:
    added, paid = cost.duration([tally.added_minutes]), cost.duration([tally.paid_minutes])
    return f"{visible(tally.name)} +{added} ({tally.findings_added}) -{paid} ({tally.findings_paid})"


def _arm(arm: Arm) -> str:
    if not arm.commits or arm.adding is None or arm.adding_low is None or arm.adding_high is None:
        return "no commit that changes production code"
    return (
        f"{count(arm.commits, 'commit')}: {100 * arm.adding:.1f} % add a finding ({100 * arm.adding_low:.1f} to "
        f"{100 * arm.adding_high:.1f}, 95 %), {arm.minutes_per_100_lines or 0:.1f} min in 100 lines, "
        f"{count(arm.reverted, 'revert')}; still open {_survival(arm.survival)}"
    )
