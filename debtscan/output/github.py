"""Report -> workflow commands of GitHub Actions, the gravest findings first: it shows ten of each kind a step."""

from debtscan.model import SEVERITIES, Finding, Report, Severity
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.scoring import cost

_COMMANDS: dict[Severity, str] = {"critical": "error", "major": "warning", "minor": "notice", "info": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, options: RenderOptions) -> str:
    gravest_first = sorted(report.live, key=lambda finding: -SEVERITIES.index(finding.severity))
    lines = [command(_COMMANDS[finding.severity], finding, options) for finding in gravest_first]
    figures = report.summary
    if not options.quiet:
        accepted = f" and {figures.accepted:,} accepted" if figures.accepted else ""
        lines.append(f"debtscan: {figures.findings:,} findings{accepted}, {cost.debt(figures)}, grade {figures.grade}")
    return "".join(line + "\n" for line in lines)


def command(name: str, finding: Finding, options: RenderOptions) -> str:
    properties = {
        "file": options.from_checkout(finding.path),
        "line": str(finding.start_line),
        "endLine": str(finding.end_line),
        "title": f"debtscan: {finding.rule_id}",
    }
    joined = ",".join(f"{name}={visible(value.translate(_PROPERTY))}" for name, value in properties.items())
    return f"::{name} {joined}::{visible(finding.message.translate(_DATA))}"
