"""Code base, findings, families of copies -> the figures at the head of a report. Suppressed findings do not count."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from debtscan.model import SEVERITIES, Clone, Codebase, Effort, FamilyTotal, Finding, Skipped, Summary
from debtscan.scoring import cost

_UNJUDGED = frozenset({"generated", "vendored"})  # no rule speaks of them, so they must not thin the ratio either
_WORST_FILES = 5


def summarise(
    codebase: Codebase, findings: Sequence[Finding], clones: Sequence[Clone], skipped: Sequence[Skipped]
) -> Summary:
    live = [finding for finding in findings if finding.suppressed is None]
    debt = cost.total(_efforts_by_rule(live))
    code_lines = sum(file.facts.code_lines for file in codebase.files if file.role not in _UNJUDGED)
    debt_ratio = cost.ratio(debt.mean, code_lines)
    by_rule = _totals(live, lambda finding: finding.rule_id)
    by_file = _totals(live, lambda finding: finding.path)
    return Summary(
        files=len(codebase.files),
        lines=sum(file.facts.lines for file in codebase.files),
        functions=sum(unit.kind in {"function", "method"} for file in codebase.files for unit in file.facts.units),
        findings=len(live),
        skipped=tuple(sorted(skipped)),
        debt_minutes=round(debt.mean, 2),
        debt_ratio=round(debt_ratio, 6),
        grade=cost.grade(debt_ratio),
        duplicated_lines=duplicated_lines(clones),
        by_family=dict(sorted(_totals(live, lambda finding: finding.family).items())),
        by_rule=dict(sorted(by_rule.items(), key=lambda item: (-item[1].debt_minutes, item[0]))),
        by_severity=by_severity(live),
        worst_files=_most(by_file, _WORST_FILES),
        debt_low=round(debt.low, 2),
        debt_high=round(debt.high, 2),
        code_lines=code_lines,
        suppressed=len(findings) - len(live),
    )


def by_severity(findings: Sequence[Finding]) -> dict[str, int]:
    """Every severity, the worst first."""
    severities = Counter(finding.severity for finding in findings)
    return {severity: severities[severity] for severity in reversed(SEVERITIES)}


def duplicated_lines(clones: Sequence[Clone]) -> int:
    """Lines that would go if each family kept only its first member; a line in two families counts once."""
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for clone in clones:
        for copy in clone.instances[1:]:
            lines[copy.path].update(range(copy.start_line, copy.end_line + 1))
    return sum(map(len, lines.values()))


def _efforts_by_rule(findings: Sequence[Finding]) -> dict[str, list[Effort]]:
    efforts: defaultdict[str, list[Effort]] = defaultdict(list)
    for finding in findings:
        efforts[finding.rule_id].append(finding.effort)
    return efforts


def _totals(findings: Sequence[Finding], group: Callable[[Finding], str]) -> dict[str, FamilyTotal]:
    minutes: defaultdict[str, list[float]] = defaultdict(list)
    for finding in findings:
        minutes[group(finding)].append(cost.mean(finding.effort))
    return {name: FamilyTotal(len(means), round(math.fsum(means), 2)) for name, means in minutes.items()}


def _most(totals: dict[str, FamilyTotal], count: int) -> tuple[tuple[str, float], ...]:
    ranked = sorted(totals.items(), key=lambda item: (-item[1].debt_minutes, item[0]))
    return tuple((name, figures.debt_minutes) for name, figures in ranked[:count])
