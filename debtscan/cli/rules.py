"""`debtscan rules`: the catalogue."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from debtscan.cli import options
from debtscan.cli.writing import show, write
from debtscan.output.escape import inert_json, visible
from debtscan.rules import Rule


@click.command("rules", short_help="The catalogue of rules.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.config
def command(form: str, config: str | None) -> None:
    """List every rule by family: its id, severity and cost, and why it matters."""
    from debtscan.cli import catalogue

    rules = list(catalogue.known(config).values())
    if form == "json":
        write(_json(rules), None)
    else:
        show(_lines(rules))


def _lines(rules: Sequence[Rule]) -> Iterator[str]:
    width = max((len(rule.rule_id) for rule in rules), default=0)
    for family, group in groupby(rules, key=lambda rule: rule.family):
        yield family
        for rule in group:
            why = visible(_first_sentence(rule.why))
            yield f"  {rule.rule_id:<{width}}  {rule.severity:<8}  {_minutes(rule):>14}  {why}"
    yield f"{len(rules)} rules; debtscan explain RULE says more of one"


def _minutes(rule: Rule) -> str:
    effort = rule.effort
    return f"{effort.low}-{effort.likely}-{effort.high} min"


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".") + "."


def _json(rules: Sequence[Rule]) -> str:
    import json

    catalogue = [
        {"rule_id": rule.rule_id, "family": rule.family, "severity": rule.severity, "confidence": rule.confidence,
         "roles": list(rule.roles), "effort": {"low": rule.effort.low, "likely": rule.effort.likely,
         "high": rule.effort.high}, "why": rule.why, "fix": rule.fix, "refs": list(rule.refs)}
        for rule in rules
    ]  # fmt: skip
    return inert_json(json.dumps({"schema": "debtscan.rules/1", "rules": catalogue}, indent=2)) + "\n"
