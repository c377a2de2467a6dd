"""`blame`: a file at a revision -> its lines, each with its commit, what is recorded of AI assistance, and its debt."""

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from debtscan.app import Analysis, scan
from debtscan.commits import AnnotatedLine, Assistance, Entry
from debtscan.errors import SourceError
from debtscan.history.annotation import annotated
from debtscan.history.notes import Record
from debtscan.model import Finding
from debtscan.recording import REFS, Recording, attributor, records
from debtscan.sources import gitblame, gitnotes, gitrepo
from debtscan.sources.content import SUFFIXES, holds_blob
from debtscan.sources.gitblame import Located, Origin
from debtscan.sources.revision import Revision


class Annotation(NamedTuple):
    path: str  # from the top of the repository
    rev: str
    lines: list[AnnotatedLine]
    origins: list[Origin]
    commits: dict[str, Entry]
    assistance: dict[str, Assistance]
    findings: dict[str, Finding]  # by fingerprint
    notes: list[str]


def annotate(located: Located, rev: str, analysis: Analysis) -> Annotation:
    """Raises SourceError when there is no such revision, or no such file in it."""
    repository, path = located
    root = repository.root
    commit = gitrepo.find_commit(root, rev)
    if commit is None:
        raise SourceError(f"{rev}: no such revision in {root}")
    entries = gitrepo.tree_entries(root, commit.name)
    blob = _blob(entries, path, commit.name)
    origins = gitblame.blame(root, commit.name, path, gitblame.ACROSS_FILES)
    named = {origin.sha for origin in origins}
    recorded: dict[str, list[Record]] = defaultdict(list)
    for name, record in records(root, entries, named):
        recorded[name].append(record)
    known = attributor(analysis.settings.rules)
    branches = gitblame.arrived(root, commit.name, known.is_agent_branch)
    summaries = {name: [record.summary() for record in found] for name, found in recorded.items()}
    recording = Recording(known, summaries, branches)
    commits = {entry.sha: entry for entry in gitblame.commits(root, named)}
    assistance = {name: recording.of(entry) for name, entry in commits.items()}
    findings = _findings(located, commit.name, analysis)
    lines = annotated(origins, assistance, recorded, known, _by_line(findings))
    notes = [
        _uncommitted(located, rev, blob, analysis.settings.max_file_bytes),
        gitnotes.missing_notes(root, REFS, entries),
        _SHALLOW if repository.is_shallow else "",
    ]
    told = {finding.fingerprint: finding for finding in findings}
    return Annotation(path, commit.name, lines, origins, commits, assistance, told, list(filter(None, notes)))


_SHALLOW = "this clone is shallow: lines older than its history are shown at its oldest commits"


def _blob(entries: Iterable[gitrepo.Entry], path: str, rev: str) -> str:
    found = next((entry for entry in entries if entry.path == path), None)
    if found is None:
        raise SourceError(f"{path}: no such file in {rev[:12]}")
    if found.is_link or found.is_repository:
        raise SourceError(f"{path}: {'a symbolic link' if found.is_link else 'a repository of its own'}, not a file")
    return found.blob


def _uncommitted(located: Located, rev: str, blob: str, limit_bytes: int) -> str:
    """Git would run the filters that the repository's configuration names to blame the work tree: HEAD is shown."""
    if rev != "HEAD" or located.repository.is_bare:
        return ""
    differs = holds_blob(os.path.join(located.repository.root, located.path), blob, limit_bytes) is False
    return f"{located.path} differs from HEAD, whose lines are shown" if differs else ""


def _findings(located: Located, rev: str, analysis: Analysis) -> tuple[Finding, ...]:
    """Those of this one file; copies of what other files hold are the business of a scan."""
    if not located.path.endswith(SUFFIXES):
        return ()
    source = Revision(located.repository.root, rev, "", (located.path,), analysis.settings)
    return tuple(finding for finding in scan(source, analysis).live if finding.path == located.path)


def _by_line(findings: Iterable[Finding]) -> dict[int, list[str]]:
    lines: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        for number in range(finding.start_line, finding.end_line + 1):
            lines[number].append(finding.fingerprint)
    return lines
