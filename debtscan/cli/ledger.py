"""What every command does that needs more of a history than its commits: how the code base lives, the debt ledger."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan import chronicle
from debtscan.app import Analysis
from debtscan.cli import options
from debtscan.cli.progress import Bar
from debtscan.cli.scanning import at_work
from debtscan.commits import CommitReport, History
from debtscan.model import Finding, Settings
from debtscan.sources import gitlog


class _Read(NamedTuple):
    wanted: chronicle.Asked
    root: str
    history: History
    every: tuple[CommitReport, ...]  # that led to the end of the history


def _read(asked: options.Common, wanted: chronicle.Asked) -> _Read:
    whole = replace(wanted, range=wanted.range.rpartition("..")[2], since="", paths=())
    root = chronicle.find(wanted.directory).root
    with asked.store(root, chronicle.edition()) as store, Bar("Reading commits", not asked.quiet) as bar:
        every = chronicle.history(whole, bar, store)
        history = every if wanted == whole else chronicle.history(wanted, bar, store)
    return _Read(wanted, root, history, every.commits)


def history_with_ledger(asked: options.Common, wanted: chronicle.Asked, vitals: bool = True) -> History:
    """`vitals`: with how the code base lives."""
    from debtscan import replay

    read = _read(asked, wanted)
    with at_work(asked, read.root, wanted.settings) as (analysis, _):
        told = replay.told(read.root, read.history, read.every, analysis)
        return _alive(read, told, analysis) if vitals else told


def with_births(
    asked: options.Common, findings: Sequence[Finding], root: str, rev: str, settings: Settings
) -> tuple[Finding, ...]:
    """Findings below `root` in the work tree or at a revision, each with the commit that introduced it."""
    from debtscan import provenance, replay
    from debtscan.sources.worktree import checkout_prefix

    settings = replace(settings, notes=())  # they were said when the findings were found
    below = f"{place}/" if (place := checkout_prefix(root)) else ""
    read = _read(asked, chronicle.Asked(directory=root, range=rev, settings=settings))
    with at_work(asked, read.root, settings) as (analysis, _):
        ledger = replay.told(read.root, read.history, read.every, analysis).ledger
        told = replay.born(findings, ledger.births if ledger else (), below)
        history = provenance.History(read.root, read.history.range, read.every, not rev)
        return provenance.traced(told, history, analysis, below) if read.every else told


def history_with_vitals(asked: options.Common, wanted: chronicle.Asked) -> History:
    read = _read(asked, wanted)
    with at_work(asked, read.root, wanted.settings) as (analysis, _):
        return _alive(read, read.history, analysis)


def _alive(read: _Read, history: History, analysis: Analysis) -> History:
    from debtscan import pulse

    if not read.every:
        return history
    tip = history.range.rpartition("..")[2]
    told_by = gitlog.open_log(chronicle.find(read.root), tip, read.wanted.first_parent)
    return pulse.alive(history, read.every, told_by, analysis)
