"""The wiring of AI assistance: notes, traces, branches and the tools known -> what is on record of a commit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from debtscan.commits import Assistance, Entry
from debtscan.errors import SourceError
from debtscan.history.attribution import Attributor
from debtscan.history.merged_branches import Node, arrivals
from debtscan.history.notes import GIT_AI, WHOGITIT, Record, Summary, is_trace_file, parse_note, parse_traces
from debtscan.rules.attribution import load_tools
from debtscan.sources import gitnotes, gitrepo
from debtscan.sources.rulefiles import read_tools

REFS = (GIT_AI, WHOGITIT)


class Recording(NamedTuple):
    attributor: Attributor
    summaries: Mapping[str, Sequence[Summary]]
    branches: Mapping[str, str]
    note: str = ""  # how to fetch what is missing, "" when nothing seems to be

    def of(self, entry: Entry) -> Assistance:
        branch = self.branches.get(entry.sha)
        return self.attributor.assess(entry, self.summaries.get(entry.sha, ()), [branch] if branch else ())


def attributor(folders: Sequence[str]) -> Attributor:
    """Of the shipped tools and those in the folders of rules that the configuration names."""
    return Attributor(load_tools(read_tools(folders)))


def recording(
    directory: str,
    tip: str,
    history: Iterable[Entry],
    folders: Sequence[str] = (),
    commits: Iterable[str] | None = None,
) -> Recording:
    """For a whole history that ends in `tip`, or some `commits` of it. Of records the summaries are kept."""
    entries: Sequence[gitrepo.Entry] = ()
    with suppress(SourceError):  # not in this clone: it has no traces then
        entries = gitrepo.tree_entries(directory, tip) if tip else ()
    summaries: dict[str, list[Summary]] = defaultdict(list)
    for name, record in records(directory, entries, commits):
        summaries[name].append(record.summary())
    known = attributor(folders)
    nodes = {entry.sha: Node(entry.parents, entry.message) for entry in history}
    branches = arrivals(nodes, [tip], known.is_agent_branch)
    return Recording(known, summaries, branches, gitnotes.missing_notes(directory, REFS, entries))


def records(
    directory: str, tree: Iterable[gitrepo.Entry], commits: Iterable[str] | None = None
) -> Iterable[tuple[str, Record]]:
    """What notes, and the traces in a tree, say of each commit; of all commits or of those named."""
    wanted = None if commits is None else frozenset(commits)
    for ref in REFS:
        for name, text in gitnotes.notes(directory, ref, wanted):
            if record := parse_note(text, ref):
                yield name, record
    traces = [(entry.path, entry.blob) for entry in tree if is_trace_file(entry.path) and not entry.is_repository]
    for path, text in gitnotes.texts(directory, traces) if traces else ():
        for name, record in parse_traces(text, path):
            if wanted is None or name in wanted:
                yield name, record
