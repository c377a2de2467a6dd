"""The wiring of the audit trail: history, messages, policy -> what is on record of each assisted change."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from debtscan import chronicle
from debtscan.commits import Audit, AuditedChange, CommitReport, Entry, History, Person
from debtscan.history.merged_branches import Node, merges
from debtscan.model import Settings
from debtscan.output.moments import day
from debtscan.policing import policed, policy_rules
from debtscan.policy import PolicySettings
from debtscan.sources import gitlog
from debtscan.store import Store

_FORGES = frozenset({"noreply@github.com", "noreply@gitlab.com"})  # who committed is then in nobody's name


def audit(history: History, directory: str, settings: Settings, store: Store | None = None) -> Audit:
    """Each change is held to the policy of today; exceptions are judged by the day on which it was committed."""
    if not history.commits:
        return Audit(range=history.range, commits=0, changes=(), notes=history.notes)
    told_by = gitlog.open_log(chronicle.find(directory), history.range.rpartition("..")[2])
    nodes = {each.sha: Node(each.parents, "") for each in history.commits}
    merged = merges(nodes, [told_by.tip])
    assisted = [each for each in history.commits if each.ai.assisted]
    names = {each.sha for each in assisted} | {merged[each.sha] for each in assisted if each.sha in merged}
    entries = {each.entry.sha: each.entry for each in chronicle.read(told_by, sorted(names), store)}
    rules = policy_rules(settings)
    policy = settings.policy or PolicySettings()
    changes = []
    for report in assisted:
        entry = replace(entries[report.sha], files=report.files)
        judged = policed(entry, report.ai, policy, rules, settings, day(report.committed))
        verdict = judged.verdict if settings.policy else None
        change = _change(report, entry, entries, merged)
        changes.append(replace(change, policy=verdict, reviewers=judged.verdict.reviewers))
    return Audit(
        range=history.range,
        commits=len(history.commits),
        changes=tuple(changes),
        policy=(policy.preset or "of this project") if settings.policy else "",
        notes=history.notes,
    )


def _change(
    report: CommitReport, entry: Entry, entries: Mapping[str, Entry], merged: Mapping[str, str]
) -> AuditedChange:
    merge = entries.get(merged.get(report.sha, ""))
    return AuditedChange(
        sha=report.sha,
        date=report.date,
        author=report.author,
        subject=report.subject,
        ai=report.ai,
        models=tuple(dict.fromkeys(each.model for each in report.ai.evidence if each.model)),
        merged_by=_other(entry.author, [merge.committer, merge.author] if merge else [entry.committer]),
        lines=report.lines,
        files=len(report.files),
        debt=report.debt,
    )


def _other(author: Person, people: Iterable[Person]) -> Person | None:
    """The first who is neither the author nor a forge."""
    known = (author.email.lower(), "")
    return next((each for each in people if each.email.lower() not in known and each.email not in _FORGES), None)
