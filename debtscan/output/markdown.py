"""Report -> Markdown for a job summary or a comment: the figures, the rules, the gravest findings.

Nothing from the scanned tree is markup in it: no HTML, table cell, link, mention or issue reference.
"""

import re
from collections.abc import Iterator

from debtscan.model import SEVERITIES, Finding, Report, Summary
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.scoring import cost

_SHOWN = 100
_MARKUP = re.compile(r"[\\`*_{}\[\]|~$!]|(?<=:)//|(?<=www)\.")
_REFERENCE = re.compile(r"([@#]|\bgh-)(?=\w)", re.IGNORECASE)
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_NOTHING = "&#8203;"  # a space of no width: "@name" would notify somebody, "#12" and "GH-12" would link an issue


def render(report: Report, options: RenderOptions) -> str:
    lines = [*_head(report.summary), *_by_rule(report.summary), *_findings(list(report.live), options)]
    lines += [f"- Not checked: {plain(note)}" for note in report.notes]
    skipped = report.summary.skipped if options.verbose else report.summary.skipped[:5]
    lines += [f"- Not analysed: {plain(entry.path)}: {plain(entry.reason)}" for entry in skipped]
    if len(report.summary.skipped) > len(skipped):
        lines.append(f"- Not analysed: {len(report.summary.skipped) - len(skipped)} more files")
    return "".join(line + "\n" for line in lines)


def plain(text: str) -> str:
    """Text that reads in rendered Markdown as it stands in the source."""
    escaped = _MARKUP.sub(r"\\\g<0>", visible(text).translate(_HTML))
    return _REFERENCE.sub(rf"\1{_NOTHING}", escaped)


def _head(figures: Summary) -> Iterator[str]:
    yield f"## Technical debt: grade {figures.grade}"
    yield ""
    if figures.findings or figures.accepted:
        yield f"**{cost.debt(figures)}**, {figures.debt_ratio * 100:.1f} % of writing the code anew."
    else:
        yield "**No debt found.**"
    counts = [f"{figures.by_severity[name]:,} {name}" for name in reversed(SEVERITIES) if figures.by_severity.get(name)]
    found = f"{figures.findings:,} findings ({', '.join(counts)})" if counts else "No findings"
    accepted = f", {figures.accepted:,} accepted by the baseline (their debt counts)" if figures.accepted else ""
    silenced = f", {figures.suppressed:,} suppressed" if figures.suppressed else ""
    yield (
        f"{found}{silenced}{accepted}, in {figures.files:,} files with {figures.lines:,} lines; "
        f"{figures.duplicated_lines:,} duplicated lines."
    )
    yield ""


def _by_rule(figures: Summary) -> Iterator[str]:
    if not figures.by_rule:
        return
    yield "| rule | findings | share of the debt |"
    yield "| --- | ---: | ---: |"
    for name, total in figures.by_rule.items():
        yield f"| {plain(name)} | {total.findings:,} | {cost.share(total.debt_minutes, figures)} |"
    yield ""


def _findings(findings: list[Finding], options: RenderOptions) -> Iterator[str]:
    shown = len(findings) if options.verbose else _SHOWN
    gravest_first = sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity))
    if not findings:
        return
    yield "| severity | place | finding | rule |"
    yield "| --- | --- | --- | --- |"
    for finding in gravest_first[:shown]:
        place = f"{plain(finding.path)}:{finding.start_line}"
        yield f"| {finding.severity} | {place} | {plain(finding.message)} | {plain(finding.rule_id)} |"
    if len(findings) > shown:
        yield ""
        yield f"And {len(findings) - shown:,} more."
    yield ""
