"""`debtscan explain RULE`: what a rule file says, for reading."""

import textwrap
from collections.abc import Iterator

import click

from debtscan.cli import options
from debtscan.cli.writing import show
from debtscan.config import nearest
from debtscan.errors import UsageError
from debtscan.rules import Example, Rule

_WIDTH = 100


@click.command("explain", short_help="What a rule means, and how to repair what it reports.")
@click.argument("rule_id", metavar="RULE")
@options.config
def command(rule_id: str, config: str | None) -> None:
    """Say what RULE reports, why it costs, how to repair it and what it stays silent on."""
    from debtscan.cli import catalogue

    rules = catalogue.known(config)
    if rule_id not in rules:
        raise UsageError(f'no rule is called "{rule_id}"{nearest(rule_id, rules)}; debtscan rules lists them')
    show(_lines(rules[rule_id]))


def _lines(rule: Rule) -> Iterator[str]:
    effort = rule.effort
    yield f"{rule.rule_id} ({rule.family}): {rule.severity}, confidence {rule.confidence:.0%}"
    yield f"  costs      {effort.low} to {effort.high} minutes, most likely {effort.likely}"
    yield f"  speaks of  {', '.join(rule.roles)} code"
    yield f"  silence    # debtscan: ignore[{rule.rule_id}] -- the reason"
    yield from _section("why", rule.why)
    yield from _section("fix", rule.fix)
    for example in rule.examples:
        yield from _example(example, f"debt: {rule.rule_id}")
    for reference in rule.refs:
        yield f"see {reference}"


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    for paragraph in text.strip().split("\n\n"):
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _example(example: Example, mark: str) -> Iterator[str]:
    verdict = "reported" if any(mark in text for text in example.files.values()) else "not reported"
    yield ""
    yield f"{verdict}: {example.name}"
    for name, text in example.files.items():
        yield f"  {name}"
        yield from (f"    {line}".rstrip() for line in text.strip("\n").splitlines())
