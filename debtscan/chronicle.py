"""The wiring of history: log -> commits -> assistance, risk -> what is known of each commit."""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from debtscan.commits import Assistance, CommitLines, CommitReport, Entry, History, Risk
from debtscan.errors import SourceError, UsageError
from debtscan.history.diffs import Content, content
from debtscan.history.log import Walked
from debtscan.history.risk import NO_RISK, assess
from debtscan.judging import commit_rules, judged_commits
from debtscan.model import Settings
from debtscan.recording import recording
from debtscan.sources import gitlog, gitrepo, priors

Progress = Callable[[int, int], None]  # commits done, commits in all

_REVERTED = re.compile(r"This reverts commit ([0-9a-f]{7,64})")  # what git revert writes
_PYTHON = (".py", ".pyi", ".pyw")


class Asked(Struct, frozen=True, kw_only=True):
    """Which commits are told of. All that led to them are read: what is risky is judged by what was there before."""

    directory: str
    range: str = ""  # "A..B", "A..", "B"
    settings: Settings = Settings()  # its folders of rules may hold AI tools
    risk_prior: str = ""  # a file in the place of the shipped prior


class Read(Struct, frozen=True, array_like=True):
    """A commit as it was read, and what it does in each of its Python files."""

    entry: Entry
    contents: tuple[Content, ...]


def _no_progress(_done: int, _total: int) -> None:
    pass


def history(asked: Asked, progress: Progress = _no_progress) -> History:
    """Raises SourceError for what is no repository or revision, UsageError for what is no range, ConfigError for what
    is no prior."""
    prior = priors.read(asked.risk_prior)
    repository = gitrepo.find_repository(asked.directory)
    since, until = _ends(repository, asked.range)
    names = gitlog.commit_names(repository, until) if until else []
    told = set(gitlog.commit_names(repository, until, f"^{since}")) if since else set(names)
    reads = list(_counted(_read(repository, names, until), len(names), progress))[::-1]
    known = recording(repository.git_directory, until, [read.entry for read in reads], asked.settings.rules)
    risks = assess(((read.entry, read.contents) for read in reads), prior, told)
    rules = commit_rules(asked.settings)
    reports = [
        _report(read, known.of(read.entry), risks.get(read.entry.sha, NO_RISK))
        for read in reads
        if read.entry.sha in told
    ]
    reports = judged_commits(reports, rules, asked.settings)
    return History(
        range=f"{since}..{until}" if since else until,
        commits=tuple(reversed(reports)),
        notes=(known.note,) if known.note else (),
    )


def _ends(repository: gitrepo.Repository, wanted: str) -> tuple[str, str]:
    """Full names of what is left out with all before it ("" for nothing) and of the last commit ("" for none)."""
    since, dots, until = wanted.partition("..")
    if until.startswith("."):
        raise UsageError(f"{wanted}: three dots mean both sides; write A..B")
    if not dots:
        since, until = "", wanted
    if not wanted and gitrepo.is_unborn(repository.git_directory):
        return "", ""
    return (_commit(repository, since or "HEAD") if dots else ""), _commit(repository, until or "HEAD")


def _commit(repository: gitrepo.Repository, rev: str) -> str:
    found = gitrepo.find_commit(repository.git_directory, rev)
    if found is None:
        raise SourceError(f"{rev}: there is no such commit")
    return found.name


def _read(repository: gitrepo.Repository, names: Sequence[str], tip: str) -> Iterator[Read]:
    """Newest first: so git finds the texts that it has stored as differences soonest."""
    for walked in gitlog.read_commits(repository, names[::-1], tip):
        yield Read(walked.entry, _contents(walked))


def _contents(walked: Walked) -> tuple[Content, ...]:
    pairs = zip(walked.entry.files, walked.hunks, strict=True)
    return tuple([content(file.path, hunks) for file, hunks in pairs if file.path.endswith(_PYTHON)])


def _counted(reads: Iterator[Read], total: int, progress: Progress) -> Iterator[Read]:
    for done, read in enumerate(reads, 1):
        progress(done, total)
        yield read


def _report(read: Read, assistance: Assistance, risk: Risk | None) -> CommitReport:
    entry = read.entry
    return CommitReport(
        sha=entry.sha,
        parents=entry.parents,
        author=entry.author,
        date=entry.authored,
        committed=entry.committed,
        subject=entry.message.lstrip("\n").partition("\n")[0],
        reverts=tuple(_REVERTED.findall(entry.message)),
        ai=assistance,
        risk=risk,
        lines=CommitLines(
            sum([file.added or 0 for file in entry.files]), sum([file.deleted or 0 for file in entry.files])
        ),
        files=entry.files,
    )
