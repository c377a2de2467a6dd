"""Rules -> the part of a cache key that says who made the facts. Compiles nothing: a warm cache needs no matcher."""

import hashlib
import json
import sys
from collections.abc import Sequence

from debtscan import __version__
from debtscan.facts import FACTS_VERSION, MATCHES_VERSION
from debtscan.rules import Rule


def edition(rules: Sequence[Rule]) -> str:
    """Analyser, facts, match rules and grammar."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{__version__}/{FACTS_VERSION}/{digest(rules)}/py{python}"


def digest(rules: Sequence[Rule]) -> str:
    """It changes whenever the matches of these rules could, or whether they compile."""
    chosen = sorted((rule for rule in rules if rule.subject == "match"), key=lambda rule: rule.rule_id)
    parts = [[rule.rule_id, rule.match, list(rule.unless), rule.message] for rule in chosen]
    text = json.dumps([MATCHES_VERSION, parts], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
