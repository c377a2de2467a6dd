"""The rules that the commands speak of: the shipped ones and those of the configuration."""

from debtscan import rules
from debtscan.config import load_settings
from debtscan.model import Settings
from debtscan.rules import Rule
from debtscan.sources import rulefiles


def texts(settings: Settings) -> dict[str, str]:
    return rulefiles.read(settings.rules)


def known(config: str | None) -> dict[str, Rule]:
    """By id, sorted by family and id; `config` is the file that the user named."""
    found = rules.load(texts(load_settings(".", config)))
    return {rule.rule_id: rule for rule in sorted(found, key=lambda rule: (rule.family, rule.rule_id))}
