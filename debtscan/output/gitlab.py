"""Report -> GitLab's code quality report: a list of issues, each with a fingerprint of its own."""

import json
from collections import Counter
from collections.abc import Iterable

from debtscan.model import Finding, Report
from debtscan.output import RenderOptions
from debtscan.output.escape import inert_json, visible


def render(report: Report, options: RenderOptions) -> str:
    return issues(report.live, options)


def issues(findings: Iterable[Finding], options: RenderOptions) -> str:
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        nth = seen[finding.fingerprint]
        found.append(
            {
                "description": visible(finding.message),
                "check_name": finding.rule_id,
                "fingerprint": finding.fingerprint if nth == 1 else f"{finding.fingerprint}-{nth}",
                "severity": finding.severity,
                "location": {
                    "path": options.from_checkout(finding.path),
                    "lines": {"begin": finding.start_line, "end": finding.end_line},
                },
            }
        )
    return inert_json(json.dumps(found, indent=1)) + "\n"
