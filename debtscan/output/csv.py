"""Report -> CSV (RFC 4180, but for its line ends): one row for each finding. No cell is a formula to a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from debtscan.model import Finding, Report
from debtscan.output import RenderOptions
from debtscan.output.escape import visible

COLUMNS = (
    "path", "start_line", "end_line", "symbol", "rule_id", "family", "severity", "confidence", "message",
    "effort_low", "effort_likely", "effort_high", "fingerprint", "suppressed",
)  # fmt: skip
# OWASP, "CSV injection": a spreadsheet takes the signs of full width for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render(report: Report, options: RenderOptions) -> str:
    return table(COLUMNS, (cells(finding) for finding in report.findings))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cells(finding: Finding) -> tuple[object, ...]:
    effort = finding.effort
    return (
        finding.path, finding.start_line, finding.end_line, finding.symbol, finding.rule_id, finding.family,
        finding.severity, finding.confidence, finding.message, effort.low, effort.likely, effort.high,
        finding.fingerprint, finding.suppressed,
    )  # fmt: skip


def cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(value)
    is_order = text.lstrip().startswith("::")  # GitHub's runner obeys a line of a log that begins so
    return "'" + text if is_order or value.startswith(_FORMULA) else text
