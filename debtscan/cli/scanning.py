"""What every command that scans does: settings and options -> source, rules, the report of app.scan."""

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from debtscan.cli import options
from debtscan.cli.progress import Bar
from debtscan.config import check_rules
from debtscan.errors import SourceError
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


def has_history(directory: str) -> bool:
    """Whether it lies in a git repository that has a commit. Raises SourceError where git cannot tell."""
    from debtscan.sources import gitrepo
    from debtscan.sources.worktree import upwards

    try:
        return not gitrepo.is_unborn(gitrepo.find_repository(directory).git_directory)
    except gitrepo.GitFailed as failure:
        if "not a git repository" in str(failure) and not os.path.lexists(os.path.join(upwards(directory)[-1], ".git")):
            return False
        raise SourceError(f"{directory}: {failure}") from None


@contextmanager
def at_work(asked: options.Common, root: str, settings: Settings) -> "Iterator[tuple[Analysis, tuple[Rule, ...]]]":
    """What is asked about the code at `root`, with the store and the bar; notes about the settings go to stderr."""
    from debtscan import app
    from debtscan.cli import catalogue

    analysis = app.Analysis(catalogue.texts(settings), settings, jobs=asked.processes)
    rules = analysis.rules()
    check_rules(settings, {rule.rule_id: rule.family for rule in rules}, root, asked.config)
    for note in settings.notes:
        asked.say(f"note: {note}")
    with asked.store(root, edition(rules)) as store, Bar("Reading", not asked.quiet) as bar:
        yield dataclasses.replace(analysis, store=store, progress=bar), rules


def scanned(asked: options.Common, paths: Sequence[str], settings: Settings, rev: str | None = None) -> Scanned:
    """Notes of the report are the caller's to show."""
    from debtscan import app
    from debtscan.sources import open_source

    source = open_source(paths, rev, settings)
    with at_work(asked, source.root, settings) as (analysis, rules):
        return Scanned(source, rules, app.scan(source, analysis))
