"""A change that was judged, and its commits or the message it will have -> the same with what the policy says of it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtscan.app import Analysis
from debtscan.chronicle import commit_report, find, read
from debtscan.commits import Assistance, Entry
from debtscan.model import Check, Gate, Policed
from debtscan.policing import policed, policy_rules
from debtscan.recording import attributor, recording
from debtscan.scoring.policy import expired
from debtscan.scoring.verdict import decides
from debtscan.scoring.words import count
from debtscan.sources import gitlog
from debtscan.sources.change import INDEX, WORK_TREE
from debtscan.sources.gitstaged import staged_entry

_REASONS = 10


class Asked(Struct, frozen=True, kw_only=True):
    root: str
    message_file: str | None = None  # of the commit that is being made
    single: bool = False  # the change is one commit, whatever it merged
    seconds: int  # the time of the check,
    today: str  # and its day


def with_policy(check: Check, analysis: Analysis, asked: Asked) -> Check:
    """Raises SourceError, UsageError and RuleError."""
    policy = analysis.settings.policy
    is_of_commits = check.head not in (INDEX, WORK_TREE)
    if not is_of_commits and asked.message_file is None:
        return check
    entries, notes = _commits(check, analysis, asked) if is_of_commits else (_message(analysis, asked), ())
    if is_of_commits:
        check = replace(check, commits=tuple(commit_report(entry, ai, None) for entry, ai in entries))
    if policy is None:
        return check
    rules = policy_rules(analysis.settings)
    found = [policed(entry, ai, policy, rules, analysis.settings, asked.today) for entry, ai in entries]
    told = [each for each in found if each.ai.assisted]
    check = replace(check, policy=tuple(told), notes=(*check.notes, *notes, *expired(policy, asked.today)))
    gates = {rule.rule_id: rule.gate for rule in rules}
    return _decided(check, [each for each in told if each.findings], gates, analysis)


def _decided(check: Check, broken: Sequence[Policed], gates: Mapping[str, Gate], analysis: Analysis) -> Check:
    findings = [finding for each in broken for finding in each.findings]
    deciding = [finding for finding in findings if decides(finding, gates, analysis.settings.gate)]
    if not deciding:
        return check
    reasons = [f"{finding.message}." for finding in deciding[:_REASONS]]
    if len(deciding) > _REASONS:
        reasons.append(f"The policy is broken {count(len(deciding) - _REASONS, 'more time')}.")
    return replace(
        check,
        verdict="fail",
        reasons=(*(check.reasons if check.verdict == "fail" else ()), *reasons),
        deciding=check.deciding | {finding.fingerprint for finding in deciding},
    )


def _commits(check: Check, analysis: Analysis, asked: Asked) -> tuple[list[tuple[Entry, Assistance]], tuple[str, ...]]:
    """Newest first."""
    history = gitlog.open_log(find(asked.root), check.head)
    since = [check.base] if check.base else []
    names = [check.head] if asked.single else gitlog.commit_names(history, *since)
    entries = [each.entry for each in read(history, names, None)]
    known = recording(history.repository.git_directory, check.head, entries, analysis.settings.rules, commits=names)
    return [(entry, known.of(entry)) for entry in entries], (known.note,) if known.note else ()


def _message(analysis: Analysis, asked: Asked) -> list[tuple[Entry, Assistance]]:
    assert asked.message_file is not None
    entry = staged_entry(find(asked.root), asked.message_file, asked.seconds)
    return [(entry, attributor(analysis.settings.rules).assess(entry))]
