"""The wiring of the policy for AI assistance: a commit and what is on record of it -> verdict and findings."""

from collections.abc import Sequence

from msgspec.structs import replace

from debtscan import rules
from debtscan.commits import Assistance, Entry, PolicyVerdict, PolicyWord
from debtscan.model import Policed, Settings
from debtscan.policy import PolicySettings
from debtscan.rules import Rule
from debtscan.scoring.fingerprint import digest
from debtscan.scoring.judge import judged_alone
from debtscan.scoring.policy import Stand, stand
from debtscan.sources import rulefiles
from debtscan.sources.globs import any_glob

_SUBJECT = '"policy"'


def policy_rules(settings: Settings) -> tuple[Rule, ...]:
    """Only files that speak of the policy are read as rules."""
    texts = rulefiles.read(settings.rules)
    loaded = rules.load({file: text for file, text in texts.items() if _SUBJECT in text})
    return tuple(rule for rule in loaded if rule.subject == "policy")


def policed(
    entry: Entry, ai: Assistance, policy: PolicySettings, rule_list: Sequence[Rule], settings: Settings, on: str
) -> Policed:
    """`on` is the day that exceptions are judged by."""
    place = stand(entry, ai, policy, on, any_glob)
    records = [place.record] if place.record else []
    findings = tuple(
        replace(each.finding, fingerprint=digest((each.finding.rule_id, "policy", entry.sha)))
        for each in judged_alone(records, rule_list, settings)
    )
    reasons = tuple(each.message for each in findings) or ((place.excepted,) if place.excepted else ())
    names = tuple(each.rule_id for each in findings)
    told = _told(ai, place, bool(findings))
    return Policed(entry, ai, PolicyVerdict(told, place.mode, names, reasons, place.reviewers), findings)


def _told(ai: Assistance, place: Stand, is_broken: bool) -> PolicyWord:
    if is_broken:
        return "violated"
    if place.excepted:
        return "excepted"
    return "allowed" if ai.assisted else "unmarked"
