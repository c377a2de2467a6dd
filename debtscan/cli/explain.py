"""`debtscan explain RULE`: what a rule file says, or what it says of one finding and what to follow instead."""

from collections.abc import Iterable

import click
from msgspec import convert

from debtscan import rules
from debtscan.cli import catalogue, options, writing
from debtscan.cli.excerpts import lines_of
from debtscan.cli.located import Located
from debtscan.cli.scanning import scanned
from debtscan.config import load_settings, nearest
from debtscan.errors import UsageError
from debtscan.model import Finding, Place, Report
from debtscan.rules import Rule
from debtscan.sources import Source

_LINES_NAMED = 5


class Options(options.Common, frozen=True, kw_only=True):
    rule_id: str
    path: str | None
    root: str
    output: str | None = None
    color: str = "never"


@click.command("explain", short_help="What a rule means, and how to repair what it reports.")
@click.argument("rule_id", metavar="RULE")
@click.option("--path", metavar="FILE:LINE", help="Explain what RULE reports there, with the example to follow.")
@click.option("--root", default=".", show_default=True, metavar="DIR", help="With --path: the code base it belongs to.")
@options.config
@options.cache
@options.jobs
@options.verbosity
def command(**values: object) -> None:
    """Say what RULE reports, why it costs, how to repair it and what it stays silent on.

    With --path the same of one finding: its lines, and the place in this code base that shows how it is done here.
    """
    asked = convert(values, Options)
    asked.check()
    text = _of_rule(asked) if asked.path is None else _of_finding(asked, asked.path)
    writing.write(text, None, writing.stdout_encoding())


def _of_rule(asked: Options) -> str:
    from debtscan.output.explain import render_rule

    return render_rule(_rule(asked.rule_id, rules.load(catalogue.texts(load_settings(".", asked.config)))))


def _rule(rule_id: str, known: Iterable[Rule]) -> Rule:
    by_id = {rule.rule_id: rule for rule in known}
    if rule_id not in by_id:
        raise UsageError(f'no rule is called "{rule_id}"{nearest(rule_id, by_id)}; debtscan rules lists them')
    return by_id[rule_id]


# ---------------------------------------------------------------- one finding
def _of_finding(asked: Options, typed: str) -> str:
    from debtscan.lookup.follow import followed
    from debtscan.output.explain import Shown, render_finding

    settings = load_settings(asked.root, asked.config)
    rule = _rule(asked.rule_id, rules.load(catalogue.texts(settings)))
    place = Located.of(typed, asked.root)
    source, _, report = scanned(asked, [asked.root], settings)
    finding = _found(report, rule.rule_id, place)
    # Of a copy, what to call instead is the first of the related places.
    other = finding.related[0] if finding.related else followed(source, report, finding, rule)
    here = _lines(source, Place(finding.path, finding.start_line, finding.end_line))
    return render_finding(finding, rule, here, Shown(other, _lines(source, other)) if other else None)


def _found(report: Report, rule_id: str, place: Located) -> Finding:
    """The finding on that line; of several, the one with the fewest lines."""
    in_file = [finding for finding in report.findings if (finding.rule_id, finding.path) == (rule_id, place.path)]
    on_line = [finding for finding in in_file if finding.start_line <= place.line <= finding.end_line]
    if on_line:
        return min(on_line, key=lambda finding: finding.end_line - finding.start_line)
    why = next((skipped.reason for skipped in report.summary.skipped if skipped.path == place.path), "")
    lines = ", ".join(str(finding.start_line) for finding in in_file[:_LINES_NAMED])
    there = f"; it is on line {lines}" if lines else f" ({why})" if why else "; it is nowhere in this file"
    raise UsageError(f"{place.path}:{place.line}: {rule_id} is not found there{there}")


def _lines(source: Source, place: Place) -> list[tuple[int, str]]:
    lines = lines_of(source, {place.path: range(place.start, place.end + 1)})
    return [(number, line) for (_, number), line in sorted(lines.items())]
