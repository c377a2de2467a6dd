"""Check -> its findings in the order they are shown in, each with what it is to the change and how to repair it."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from debtscan.model import SEVERITIES, Check, Finding
from debtscan.output import RenderOptions, RuleText

State = Literal["new", "worsened", "fixed", "suppressed"]


class Entry(NamedTuple):
    state: State
    finding: Finding
    decides: bool  # it fails the change
    repair: str  # one sentence; "" where the rule is not known


def brought(check: Check, options: RenderOptions) -> list[Entry]:
    """What is new and what is worse, by place."""
    rules = {rule.rule_id: rule for rule in options.rules}
    states: tuple[tuple[State, tuple[Finding, ...]], ...] = (("new", check.new), ("worsened", check.worsened))
    entries = [
        Entry(state, finding, finding.fingerprint in check.deciding, _repair(finding, rules))
        for state, findings in states
        for finding in findings
    ]
    return sorted(entries, key=lambda entry: _place(entry.finding))


def gravest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Those that decide come before all others."""
    return sorted(entries, key=lambda entry: (not entry.decides, -SEVERITIES.index(entry.finding.severity)))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path, finding.start_line, finding.rule_id, finding.fingerprint


def _repair(finding: Finding, rules: Mapping[str, RuleText]) -> str:
    data = finding.data
    if data.get("existing"):
        return f"Call {data['existing']} ({data.get('existing_place')}) instead."
    if data.get("kind") == "helper" and data.get("keep_name"):
        return f"Call {data['keep_name']} ({data.get('keep_place')}) instead."
    rule = rules.get(finding.rule_id)
    return " ".join(rule.fix.split()) if rule else ""
