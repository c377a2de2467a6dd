"""The rules that the commands speak of: the shipped ones and those of the configuration."""

from debtscan import rules
from debtscan.model import Settings
from debtscan.rules import Rule
from debtscan.sources import rulefiles


def texts(settings: Settings) -> dict[str, str]:
    return rulefiles.read(settings.rules)


def loaded(settings: Settings) -> tuple[Rule, ...]:
    """Sorted by family and id."""
    return tuple(sorted(rules.load(texts(settings)), key=lambda rule: (rule.family, rule.rule_id)))
