"""The history of a clone that may lack some of its content: whatever can be told of each commit, and nothing guessed.

`git log` ends where a blob is missing (partial clones, damaged ones). What is left is then read in three parts: the
commits of which all is there, those of which something is missing without it, and what is missing by name alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtscan.commits import Entry, FileChange
from debtscan.history.log import Walked
from debtscan.sources import gitlog, gitrepo
from debtscan.sources.gitlog import Log
from debtscan.sources.gitrepo import GitFailed

Reader = Callable[[Log, Sequence[str]], Iterator[Walked]]

_MOST_STARTS, _MOST_LISTINGS = 100, 10  # of git; a clone without trees ends each of the latter at once
_MOST_PATHS, _LONGEST_PATHS = 500, 50_000  # that a command line takes


def read_commits(history: Log, names: Sequence[str]) -> Iterator[Walked]:
    """In any order. Raises GitFailed when not even the commits themselves can be read."""
    told: set[str] = set()
    try:
        yield from _noted(gitlog.read_commits(history, names), told)
        return
    except GitFailed:
        left = [name for name in names if name not in told]
    listed: set[str] = set()
    readable = _stepping_over(gitlog.read_paths, _MOST_LISTINGS, history, left, listed)
    yield from _parts(history, {walked.entry.sha: walked.entry for walked in readable})
    # Trees are missing too.
    for walked in gitlog.read_heads(history, [name for name in left if name not in listed]):
        yield walked._replace(unseen="absent")


def _parts(history: Log, known: Mapping[str, Entry]) -> Iterator[Walked]:
    try:
        absent = _absent(history, known.values())
    except GitFailed:  # something is damaged: what, is found out on the way
        absent = set()
    lacking = {sha: {file.path for file in entry.files if _blobs(file) & absent} for sha, entry in known.items()}
    told: set[str] = set()
    complete = [sha for sha, paths in lacking.items() if not paths]
    yield from _stepping_over(gitlog.read_commits, _MOST_STARTS, history, complete, told)
    try:
        paths = set().union(*lacking.values())
        if len(paths) <= _MOST_PATHS and sum(map(len, paths)) <= _LONGEST_PATHS:
            partly = [sha for sha, missing in lacking.items() if missing]
            for walked in gitlog.read_beside(history, partly, paths):
                told.add(walked.entry.sha)
                yield _completed(walked, known[walked.entry.sha])
    except GitFailed:  # damaged: by name alone
        pass
    for sha, entry in known.items():
        if sha not in told:
            yield Walked(entry, (b"",) * len(entry.files), "absent")


def _stepping_over(read: Reader, starts: int, history: Log, names: Sequence[str], told: set[str]) -> Iterator[Walked]:
    """Git ends at what it cannot read: it is started anew behind that."""
    for _ in range(starts):
        try:
            yield from _noted(read(history, names), told)
            return
        except GitFailed:
            names = [sha for sha in names if sha not in told][1:]


def _noted(commits: Iterator[Walked], told: set[str]) -> Iterator[Walked]:
    for walked in commits:
        told.add(walked.entry.sha)
        yield walked


def _blobs(file: FileChange) -> set[str]:
    return {file.blob, file.old_blob} - {""}


def _absent(history: Log, entries: Iterable[Entry]) -> set[str]:
    asked = {blob for entry in entries for file in entry.files for blob in _blobs(file)}
    return asked - gitrepo.present(history.repository.git_directory, asked)


def _completed(walked: Walked, entry: Entry) -> Walked:
    """With what is missing, by name; a path that is seen apart in another commit is so here too."""
    seen = {file.path: (file, hunks) for file, hunks in zip(walked.entry.files, walked.hunks, strict=True)}
    pairs = [seen.get(file.path, (file, b"")) for file in entry.files]
    files, hunks = tuple(file for file, _ in pairs), tuple(hunks for _, hunks in pairs)
    return Walked(replace(walked.entry, files=files), hunks, "absent")
