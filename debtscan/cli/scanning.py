"""What every command that scans does: settings and options -> source, rules, the report of app.scan."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from debtscan.cli import options
from debtscan.cli.progress import Bar
from debtscan.config import check_rules
from debtscan.facts.edition import edition
from debtscan.model import Report, Settings

if TYPE_CHECKING:
    from debtscan.app import Analysis
    from debtscan.rules import Rule
    from debtscan.sources import Source


class Scanned(NamedTuple):
    source: "Source"
    rules: "Sequence[Rule]"
    report: Report


def prepared(asked: options.Common, settings: Settings) -> "tuple[Analysis, tuple[Rule, ...]]":
    """The rules are read and checked against the settings; notes about the settings go to stderr."""
    from debtscan import app
    from debtscan.cli import catalogue

    analysis = app.Analysis(catalogue.texts(settings), settings, jobs=asked.processes)
    rules = analysis.rules()
    check_rules(settings, {rule.rule_id: rule.family for rule in rules})
    for note in settings.notes:
        asked.say(f"note: {note}")
    return analysis, rules


def scanned(asked: options.Common, paths: Sequence[str], settings: Settings, rev: str | None = None) -> Scanned:
    """Notes of the report are the caller's to show."""
    from debtscan import app
    from debtscan.sources import open_source

    source = open_source(paths, rev, settings)
    analysis, rules = prepared(asked, settings)
    with asked.store(source.root, edition(rules)) as store, Bar("Reading", not asked.quiet) as bar:
        report = app.scan(source, dataclasses.replace(analysis, store=store, progress=bar))
    return Scanned(source, rules, report)
