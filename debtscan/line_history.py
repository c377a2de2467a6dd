"""The wiring of what became of lines: the log's diffs -> edits -> how long each line stayed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import msgspec

from debtscan.commits import CommitReport
from debtscan.errors import SourceError
from debtscan.history.edits import SUFFIXES, Edit, FileEdit, bare, edit
from debtscan.history.lineage import Commit, Task, tasks
from debtscan.history.turnover import Stay, Step, Turnover
from debtscan.sources import gitchanges, gitlog, partial_log
from debtscan.sources.gitlog import Log
from debtscan.sources.gitrepo import GitFailed
from debtscan.store import Store, changes

_KIND = "edits 1 "  # the number changes with what an edit holds
_STORED_TOGETHER = 512
_MOST_PATHS = 400  # that a command line takes
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Edit).decode


class LineHistory(NamedTuple):
    """By commit; those that change no Python are in neither. `note` says why nothing is known."""

    edits: Mapping[str, Edit]
    stays: Mapping[str, Stay]
    writers: Callable[[str], list[str]]  # the commit of each line of a file as it is now, "" for none that is known
    note: str = ""


def line_history(told_by: Log, commits: Sequence[CommitReport], store: Store | None) -> LineHistory:
    """`commits` newest first: all that led to the end of the history."""
    oldest_first = list(reversed(commits))
    try:
        edits = _edits(told_by, [each.sha for each in oldest_first if _python(each)], store)
        steps = list(_steps(told_by, oldest_first, edits))
    except SourceError as failure:
        return LineHistory({}, {}, lambda _path: [], f"what became of lines is not known: {failure}")
    turnover = Turnover((step.parents for step in steps), told_by.tip)
    for step in steps:
        turnover.enter(step)
    stays = {sha: stay for sha, stay in turnover.stays() if sha in edits}
    return LineHistory(edits, stays, partial(turnover.writers, told_by.tip))


def _python(commit: CommitReport) -> bool:
    return any(file.path.endswith(SUFFIXES) for file in commit.files)


# ---------------------------------------------------------------- edits
def _edits(told_by: Log, names: Sequence[str], store: Store | None) -> dict[str, Edit]:
    variant = f"{told_by.replaced}{'^1' if told_by.first_parent else ''}"
    found: dict[str, Edit] = {}
    kept = changes.read(store, [name + variant for name in names], _KIND) if store else {}
    for name, data in kept.items():
        with suppress(msgspec.DecodeError):  # a cache is never trusted over the content it was made from
            found[name.removesuffix(variant)] = _decode(data)
    fresh: list[tuple[str, bytes]] = []
    try:
        for walked in partial_log.read_commits(told_by, [name for name in names if name not in found]):
            made = found[walked.entry.sha] = edit(walked.entry, walked.hunks)
            if not walked.unseen:
                with suppress(UnicodeEncodeError):  # a path that is no text: such a commit is read each time
                    fresh.append((walked.entry.sha + variant, _encode(made)))
            if store and len(fresh) >= _STORED_TOGETHER:
                changes.write(store, fresh, _KIND)
                fresh = []
    finally:  # also when it is interrupted
        if store:
            changes.write(store, fresh, _KIND)
    return found


# ---------------------------------------------------------------- steps
def _steps(told_by: Log, commits: Sequence[CommitReport], edits: Mapping[str, Edit]) -> Iterator[Step]:
    merges = [commit.sha for commit in commits if len(commit.parents) > 1 and not commit.files]
    merged = {each.sha: each.files for each in gitchanges.read(told_by, merges, lambda _path: False)}
    listed = [Commit(each.sha, each.parents, merged.get(each.sha, tuple(_changed(each)))) for each in commits]
    wanted = list(tasks(listed, told_by.tip))
    sides = _sides(told_by, [task for task in wanted if task.sha in merged and task.after])
    for task, commit in zip(wanted, commits, strict=True):
        seconds = commit.date.seconds
        if task.sha not in merged:
            yield Step(task.sha, task.parents, seconds, edits.get(task.sha, Edit()))
            continue
        own = frozenset(task.before) | frozenset(task.after)
        yield Step(task.sha, task.parents, seconds, Edit(), task.taken, own, tuple(sides.get(task.sha, ())))


def _changed(commit: CommitReport) -> Iterator[tuple[str, str, str]]:
    for file in commit.files:
        if file.old_path and file.status == "renamed" and file.old_path.endswith(SUFFIXES):
            yield file.old_path, file.old_blob, ""
        if file.path.endswith(SUFFIXES):
            yield file.path, "" if file.old_path else file.old_blob, file.blob if file.status != "deleted" else ""


def _sides(told_by: Log, merges: Iterable[Task]) -> dict[str, list[tuple[FileEdit, ...]]]:
    """Of merges that write files themselves, by commit: for each such file the edits against every parent."""
    parents = {task.sha: len(task.parents) for task in merges}
    found: dict[str, list[tuple[FileEdit, ...]]] = {}
    read: dict[str, list[dict[str, FileEdit]]] = {}
    for names, paths in _groups(merges):
        with suppress(GitFailed):  # where content is missing the files of these merges are not known
            for walked in gitlog.read_sides(told_by, names, paths):
                files = bare(walked.entry, walked.hunks)
                read.setdefault(walked.entry.sha, []).append({file.path: file for file in files})
    for sha, sides in read.items():
        if len(sides) == parents[sha]:
            shared = set(sides[0]).intersection(*sides[1:])
            found[sha] = [tuple(side[path] for side in sides) for path in sorted(shared)]
    return found


def _groups(merges: Iterable[Task]) -> Iterator[tuple[list[str], set[str]]]:
    names: list[str] = []
    paths: set[str] = set()
    for task in merges:
        names.append(task.sha)
        paths |= set(task.after)
        if len(paths) >= _MOST_PATHS:
            yield names, paths
            names, paths = [], set()
    if names:
        yield names, paths
