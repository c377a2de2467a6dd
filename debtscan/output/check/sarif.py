"""Check -> SARIF 2.1.0, each result with its state towards the base (3.27.24): new, updated (worse), absent (fixed)."""

from debtscan.model import Check, Finding
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.output.sarif import Node, log, notifications


def render(check: Check, options: RenderOptions) -> str:
    """A silenced finding counts as new: the standard wants a state of every result or of none."""
    states = (
        ("new", check.new), ("updated", check.worsened), ("absent", check.fixed), ("new", check.suppressed),
        *(("new", each.findings) for each in check.policy),
    )  # fmt: skip
    results: list[tuple[Finding, Node]] = [
        (finding, {"baselineState": state}) for state, findings in states for finding in findings
    ]
    properties = {
        "verdict": check.verdict,
        "reasons": [visible(reason) for reason in check.reasons],
        "base": check.base,
        "head": check.head,
        "addedMinutes": round(check.added_minutes, 2),
        "paidMinutes": round(check.paid_minutes, 2),
        "review": check.review.level,
    }
    return log(results, notifications(check.skipped, check.notes, options), properties, options)
