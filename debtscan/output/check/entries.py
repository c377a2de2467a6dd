"""Check -> its findings in the order they are shown in, each with what it is to the change and how to repair it."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from debtscan.model import SEVERITIES, Check, Finding
from debtscan.output import RenderOptions, RuleText

State = Literal["new", "worsened", "fixed", "suppressed", "policy"]


class Entry(NamedTuple):
    state: State
    finding: Finding
    decides: bool  # it fails the change
    original: str  # the existing function that does it already, or ""
    repair: str  # one sentence; "" where the rule is not known


def brought(check: Check, options: RenderOptions) -> list[Entry]:
    """What is new, what is worse, and what breaks the policy, by place."""
    rules = {rule.rule_id: rule for rule in options.rules}
    states: tuple[tuple[State, tuple[Finding, ...]], ...] = (
        ("new", check.new),
        ("worsened", check.worsened),
        ("policy", tuple(finding for each in check.policy for finding in each.findings)),
    )
    entries = [
        Entry(state, finding, finding.fingerprint in check.deciding, _original(finding), _repair(finding, rules))
        for state, findings in states
        for finding in findings
    ]
    return sorted(entries, key=lambda entry: _place(entry.finding))


def gravest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Those that decide come before all others."""
    return sorted(entries, key=lambda entry: (not entry.decides, -SEVERITIES.index(entry.finding.severity)))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path, finding.start_line, finding.rule_id, finding.fingerprint


def _original(finding: Finding) -> str:
    is_helper = finding.data.get("kind") == "helper"
    return str(finding.data.get("existing") or (is_helper and finding.data.get("keep_name")) or "")


def _repair(finding: Finding, rules: Mapping[str, RuleText]) -> str:
    original = _original(finding)
    if original:
        return f"Call {original} ({finding.data.get('existing_place') or finding.data.get('keep_place')}) instead."
    rule = rules.get(finding.rule_id)
    return " ".join(rule.fix.split()) if rule else ""
