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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV injection"


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
    return "'" + text if value.startswith(_FORMULA) else text
