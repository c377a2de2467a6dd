"""Report -> CSV (RFC 4180, but for its line ends): one row for each finding. No cell is a formula to a spreadsheet."""

import csv
import io

from debtscan.model import Report
from debtscan.output import RenderOptions
from debtscan.output.escape import visible

COLUMNS = (
    "path", "start_line", "end_line", "symbol", "rule_id", "family", "severity", "confidence", "message",
    "effort_low", "effort_likely", "effort_high", "fingerprint", "suppressed",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV injection"


def render(report: Report, options: RenderOptions) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        effort = finding.effort
        cells = (
            finding.path, finding.start_line, finding.end_line, finding.symbol, finding.rule_id, finding.family,
            finding.severity, finding.confidence, finding.message, effort.low, effort.likely, effort.high,
            finding.fingerprint, finding.suppressed,
        )  # fmt: skip
        writer.writerow([cell(value) for value in cells])
    return table.getvalue()


def cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return "'" + text if value.startswith(_FORMULA) else text
