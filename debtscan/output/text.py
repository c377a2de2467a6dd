"""Report -> text for people: findings by file with the line they speak of, then a summary of five lines.

Findings of severity info, and of rules that are about what is new (`gate = "new"`), are counted by rule, one line for
each; only --verbose lists them.

Its own marks are ASCII, so that a log, an old terminal and a pipe show them alike; whatever comes from the scanned tree
passes through `escape`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from debtscan.model import SEVERITIES, Finding, Place, Report, Summary
from debtscan.output import RenderOptions
from debtscan.output.births import introduced
from debtscan.output.escape import visible, visible_line
from debtscan.output.layout import Paint, cut, document, labelled, painter, wrapped
from debtscan.scoring import cost
from debtscan.scoring.words import count

_RELATED_SHOWN = 3
_SKIPPED_SHOWN = 3
_RULES_SHOWN = 4
_FILES_SHOWN = 3
_GUTTER = 16  # line number and severity before a message
_LABEL = 10  # columns before each line of the summary


def render(report: Report, options: RenderOptions) -> str:
    paint = painter(options.color)
    findings = report.live
    lines: list[str] = []
    about_new = {rule.rule_id for rule in options.rules if rule.gate == "new"}
    counted: list[Finding] = []
    listed: list[Finding] = []
    for finding in findings:
        brief = finding.severity == "info" or finding.rule_id in about_new
        (counted if brief and not options.verbose else listed).append(finding)
    for path, group in groupby(listed, key=lambda finding: finding.path):
        lines += [paint(visible(path), "path"), *_file(group, options, paint), ""]
    if counted:
        lines += [*_counted(counted, paint), ""]
    if not options.quiet:
        lines += _asides(report, options, paint)
        clear = not findings and not report.accepted
        lines += (
            [_all_clear(report.summary, paint)]
            if clear
            else labelled(_summary_rows(report.summary), _LABEL, options.width, paint)
        )
    return document(lines)


def _file(findings: Iterable[Finding], options: RenderOptions, paint: Paint) -> Iterator[str]:
    for finding in findings:
        yield from _finding(finding, options, paint)


def _counted(findings: Sequence[Finding], paint: Paint) -> Iterator[str]:
    for (rule, severity), number in sorted(
        Counter((finding.rule_id, finding.severity) for finding in findings).items()
    ):
        files = len({finding.path for finding in findings if finding.rule_id == rule})
        yield f"{paint(f'{severity:<10}', severity)}{rule} {number:,} in {count(files, 'file')} (-v)"


def _finding(finding: Finding, options: RenderOptions, paint: Paint) -> Iterator[str]:
    first, *rest = wrapped(visible(finding.message), options.width - _GUTTER)
    number = paint(f"{finding.start_line:>5}", "line")
    yield f"{number}  {paint(f'{finding.severity:<9}', finding.severity)}{first}"
    indent = " " * _GUTTER
    yield from (indent + line for line in rest)
    yield indent + paint(f"[{finding.rule_id}] {cost.estimate(finding.effort)}", "rule")
    if birth := introduced(finding):
        yield from (indent + line for line in wrapped(birth, options.width - _GUTTER))
    excerpt = options.excerpt(finding.path, finding.start_line) if options.excerpt else None
    if excerpt and excerpt.strip():
        yield indent + "| " + cut(visible_line(excerpt).lstrip(), options.width - _GUTTER - 2)
    related = [place for place in finding.related if options.verbose or _place(place) not in finding.message]
    shown = len(related) if options.verbose else _RELATED_SHOWN
    for place in related[:shown]:
        what = f"  {visible(place.message)}" if place.message else ""
        yield indent + paint(f"-> {visible(_place(place))}{what}", "aside")
    if len(related) > shown:
        yield indent + paint(f"-> and {len(related) - shown} more (-v)", "aside")


def _place(place: Place) -> str:
    return f"{place.path}:{place.start}"


def _asides(report: Report, options: RenderOptions, paint: Paint) -> Iterator[str]:
    """What was not checked; with --verbose also what was skipped and the role of each file."""
    skipped = report.summary.skipped
    shown = len(skipped) if options.verbose else _SKIPPED_SHOWN
    if options.verbose and report.roles:
        yield "roles"
        yield from (f"  {role:<15} {visible(path)}" for path, role in report.roles)
        yield ""
    yield from (
        paint(line, "aside") for note in report.notes for line in wrapped(f"note: {visible(note)}", options.width)
    )
    for entry in skipped[:shown]:
        yield paint(f"not analysed: {visible(entry.path)}: {visible(entry.reason)}", "aside")
    if len(skipped) > shown:
        yield paint(f"not analysed: {len(skipped) - shown} more (-v)", "aside")
    if report.notes or skipped:
        yield ""


def _summary_rows(figures: Summary) -> Iterator[tuple[str, str]]:
    counts = [f"{figures.by_severity[name]:,} {name}" for name in reversed(SEVERITIES) if figures.by_severity.get(name)]
    rules = [
        f"{name} {total.findings:,} ({cost.share(total.debt_minutes, figures)})"
        for name, total in figures.by_rule.items()
    ]
    files = [f"{visible(path)} ({cost.share(minutes, figures)})" for path, minutes in figures.worst_files]
    yield "scanned", _size(figures)
    ratio = f"{figures.debt_ratio * 100:.1f} % of writing the code anew"
    included = ", with what is accepted" if figures.accepted else ""
    yield "findings", (", ".join(counts) or "none that is new") + _suppressed(figures)
    if figures.accepted:
        yield "accepted", f"{count(figures.accepted, 'finding')} by the baseline (--no-baseline shows them)"
    yield "debt", f"{cost.debt(figures)}: {ratio}, grade {figures.grade}{included}"
    yield "by rule", ", ".join(rules[:_RULES_SHOWN])
    yield "by file", ", ".join(files[:_FILES_SHOWN])


def _all_clear(figures: Summary, paint: Paint) -> str:
    if not figures.files:
        return "No Python files found."
    return paint("No debt found", "clear") + f"{_suppressed(figures)} in {_size(figures)}."


def _suppressed(figures: Summary) -> str:
    return f" ({figures.suppressed:,} suppressed)" if figures.suppressed else ""


def _size(figures: Summary) -> str:
    sizes = [(figures.files, "file"), (figures.lines, "line"), (figures.functions, "function")]
    text = ", ".join(count(number, noun) for number, noun in sizes)
    return text + (f"; {figures.duplicated_lines:,} duplicated lines" if figures.duplicated_lines else "")
