"""The wiring of rules about commits: what is known of a commit -> a record -> what the rules say of it."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from debtscan import rules
from debtscan.commits import CommitFinding, CommitReport, FileChange
from debtscan.history.paths import is_production
from debtscan.model import Settings
from debtscan.records import CommitRecord
from debtscan.rules import Rule
from debtscan.scoring.judge import judged_alone
from debtscan.sources import rulefiles

_SUBJECT = '"commit"'
_REASONS = 3  # that are quoted


def commit_rules(settings: Settings) -> tuple[Rule, ...]:
    """Only files that speak of commits are read as rules: there are a hundred others."""
    texts = rulefiles.read(settings.rules)
    loaded = rules.load({file: text for file, text in texts.items() if _SUBJECT in text})
    return tuple(rule for rule in loaded if rule.subject == "commit")


def judged_commits(
    reports: Sequence[CommitReport], rule_list: Sequence[Rule], settings: Settings
) -> list[CommitReport]:
    """The same with what the rules say of them."""
    records = (record for report in reports if (record := _record(report)))
    found: defaultdict[str, list[CommitFinding]] = defaultdict(list)
    for each, judged in judged_alone(records, rule_list, settings):
        finding = CommitFinding(each.rule_id, each.family, each.severity, each.confidence, each.message)
        found[judged.key].append(finding)
    return [replace(report, findings=tuple(found[report.sha])) if report.sha in found else report for report in reports]


def _record(report: CommitReport) -> CommitRecord | None:
    """None of a commit that changes no production code."""
    risk, files = report.risk, [file for file in report.files if is_production(file.path)]
    if risk is None or not files:
        return None
    return CommitRecord(
        path=max(files, key=_lines).path,
        start=1,
        end=1,
        symbol="",
        key=report.sha,
        sha=report.sha,
        subject=report.subject,
        score=risk.score,
        calibrated=risk.calibrated,
        percentile=risk.percentile,
        usual_score=risk.usual,
        reasons="; ".join(factor.why.partition(";")[0] for factor in risk.factors[:_REASONS]),
        assisted=report.ai.assisted,
        tools=", ".join(report.ai.tools),
        lines_added=sum(file.added or 0 for file in files),
        size_percentile=risk.size_percentile,
        test_lines=risk.test_lines,
        tested_share=risk.tested_share,
    )


def _lines(file: FileChange) -> int:
    return (file.added or 0) + (file.deleted or 0)
