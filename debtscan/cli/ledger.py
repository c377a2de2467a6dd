"""What every command does that needs the debt ledger: options -> the history with what its commits brought and paid."""

from msgspec.structs import replace

from debtscan import chronicle
from debtscan.cli import options
from debtscan.cli.progress import Bar
from debtscan.cli.scanning import at_work
from debtscan.commits import History
from debtscan.model import Settings


def history_with_ledger(
    asked: options.Common, directory: str, settings: Settings, rev: str = "", wanted: chronicle.Asked | None = None
) -> History:
    """`wanted` names what is told of; without it, all that leads to `rev`."""
    from debtscan import replay

    wanted = wanted or chronicle.Asked(directory=directory, range=rev, settings=settings)
    whole = replace(wanted, range=wanted.range.rpartition("..")[2], since="", paths=())
    root = chronicle.find(directory).root
    with asked.store(root, chronicle.edition()) as store, Bar("Reading commits", not asked.quiet) as bar:
        every = chronicle.history(whole, bar, store)
        history = every if wanted == whole else chronicle.history(wanted, bar, store)
    with at_work(asked, root, settings) as (analysis, _):
        return replay.told(root, history, every.commits, analysis)
