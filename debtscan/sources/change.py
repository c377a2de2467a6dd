"""What a gate compares: a commit, a branch, the index or the work tree, and what it is a change of -> two sources."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from debtscan.errors import SourceError, UsageError
from debtscan.model import Settings, Skipped
from debtscan.sources import Content, Snapshot, Source, gitrepo
from debtscan.sources.content import empty_id
from debtscan.sources.gitrepo import Commit, Entry, Repository
from debtscan.sources.revision import GitFiles
from debtscan.sources.worktree import open_paths

INDEX, WORK_TREE = "index", "worktree"

_MAIN_BRANCHES = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master")
_DEEPEN = (
    "this clone is shallow: fetch more history, for example `git fetch --deepen=100`, "
    "or `fetch-depth: 0` in actions/checkout"
)


class Change(Struct, frozen=True):
    """Names are full commit ids; where there is nothing to compare with, `base_name` is "" and the base is empty."""

    root: str  # top of the checkout; of a bare repository its directory
    base: Source
    head: Source
    base_name: str
    head_name: str  # or "index", or "worktree"
    notes: tuple[str, ...] = ()


def checkout_root(directory: str) -> str:
    """The top of the checkout around a directory, or the bare repository; raises SourceError outside of git."""
    return _repository(directory).root


def open_change(
    root: str,
    settings: Settings,
    *,
    staged: bool = False,
    worktree: bool = False,
    commit: str | None = None,
    base: str | None = None,
    head: str | None = None,
    merge_base: bool = True,
) -> Change:
    """One of: what is staged; the work tree; a commit; what leads from `base`, or its merge base, to `head` (HEAD)."""
    if (staged, worktree, commit is not None, base is not None).count(True) != 1:
        raise UsageError("a change is either what is staged, or the work tree, or a commit, or what came after a base")
    if head is not None and base is None:
        raise UsageError("a head needs a base to be compared with")
    sides = _Sides(_repository(root), settings)
    if staged:
        return sides.of_index()
    if worktree:
        return sides.of_work_tree()
    if commit is not None:
        return sides.of_commit(commit)
    assert base is not None
    return sides.since(base, "HEAD" if head is None else head, merge_base)


def upstream_base(root: str) -> str:
    """What a push is compared with: the branch that the current one follows, or else the remote's main one.

    HEAD when no branch of any remote is known: a first push must not be stopped for want of a comparison.
    """
    if not gitrepo.has_remote_branches(root):
        return "HEAD"
    for rev in (gitrepo.upstream(root), *_MAIN_BRANCHES):
        if rev and gitrepo.find_commit(root, rev):
            return rev
    raise SourceError(
        "the current branch follows no other, and there is no origin/HEAD, origin/main or origin/master to compare "
        "with: give a base, or set one with `git branch --set-upstream-to=REMOTE/BRANCH`"
    )


def _repository(directory: str) -> Repository:
    try:
        return gitrepo.find_repository(directory)
    except gitrepo.GitFailed as failure:
        owner = "; if you trust it: git config --global --add safe.directory …" if "ownership" in str(failure) else ""
        raise SourceError(f"{directory}: {failure}{owner}") from None


class _Sides:
    """Base and head of one repository."""

    def __init__(self, repository: Repository, settings: Settings) -> None:
        self._repository = repository
        self._root = repository.root
        self._settings = settings

    # ------------------------------------------------------------ the four changes
    def of_index(self) -> Change:
        base = self._head_of_checkout()
        before = self._files_of(base)
        index = gitrepo.inherited_index(self._repository)
        listing = partial(_staged, self._root, before, base.tree if base else "", index)
        return self._change(base, before, self._files(None, listing), INDEX)

    def of_work_tree(self) -> Change:
        base = self._head_of_checkout()
        head: Source = open_paths([self._root], self._settings)
        if absent := gitrepo.sparse_entries(self._repository):
            head = _Together(head, self._files(None, lambda: absent))
        return self._change(base, self._files_of(base), head, WORK_TREE)

    def of_commit(self, rev: str) -> Change:
        head = self._commit(rev)
        base = self._parent(head) if head.parents else None
        return self._change(base, self._files_of(base), self._files_of(head), head.name)

    def since(self, base: str, head: str, merge_base: bool) -> Change:
        newer, older = self._commit(head), self._commit(base)
        if merge_base:
            older = self._fork(base, head, older, newer)
        return self._change(older, self._files_of(older), self._files_of(newer), newer.name)

    def _change(self, base: Commit | None, before: Source, after: Source, head_name: str) -> Change:
        is_merging = head_name in (INDEX, WORK_TREE) and os.path.exists(
            os.path.join(self._repository.git_directory, "MERGE_HEAD")
        )
        notes = ("a merge is in progress: it is compared with HEAD, so that what it brings in counts as its own",)
        return Change(self._root, before, after, base.name if base else "", head_name, notes if is_merging else ())

    # ------------------------------------------------------------ files
    def _files_of(self, commit: Commit | None) -> Source:
        if commit is None:
            return self._files(None, list)
        return self._files(commit.name, partial(gitrepo.tree_entries, self._root, commit.tree))

    def _files(self, rev: str | None, listing: Callable[[], list[Entry]]) -> Source:
        return GitFiles(self._root, rev, listing, self._settings)

    # ------------------------------------------------------------ commits
    def _head_of_checkout(self) -> Commit | None:
        """None on a branch without a commit."""
        if self._repository.is_bare:
            raise SourceError(f"{self._root}: a bare repository has no index and no work tree: give a commit or a base")
        head = gitrepo.find_commit(self._root, "HEAD")
        if head is None and not gitrepo.is_unborn(self._root):
            raise SourceError("HEAD: its commit is not in this repository")
        return head

    def _commit(self, rev: str) -> Commit:
        try:
            found = gitrepo.find_commit(self._root, rev)
        except gitrepo.GitFailed as failure:
            raise SourceError(f"{rev}: {failure}") from None
        if found is None:
            raise SourceError(f"{rev}: {self._absence(rev)}")
        return found

    def _parent(self, commit: Commit) -> Commit:
        parent = gitrepo.find_commit(self._root, commit.parents[0])
        if parent is None:
            raise SourceError(f"{commit.name[:12]}: its parent is not here; {self._remedy()}")
        return parent

    def _fork(self, base: str, head: str, older: Commit, newer: Commit) -> Commit:
        name = gitrepo.merge_base(self._root, older.name, newer.name)
        if not name:
            remedy = (
                self._remedy()
                if self._repository.is_shallow
                else "give a base in the history of the head, or --no-merge-base to compare with this one"
            )
            raise SourceError(f"{base} and {head}: no commit in common; {remedy}")
        return self._commit(name)

    def _absence(self, rev: str) -> str:
        """Why there is no such commit, and what to write instead."""
        if not rev.strip("0"):
            return "all zeros stand for a branch that is new there: give the one it began from"
        if kind := gitrepo.object_kind(self._root, rev):
            return f"a {kind}, not a commit"
        if rev == "HEAD" and gitrepo.is_unborn(self._root):
            return "there is no commit on this branch yet"
        names = gitrepo.branches_and_tags(self._root)
        if remote := [name for name in names if name.endswith(f"/{rev}")]:
            return f"no such revision here, did you mean {remote[0]}?"
        if self._repository.is_shallow:
            return f"no such revision here; {self._remedy()}"
        from difflib import get_close_matches

        close = get_close_matches(rev[:100], names, n=1)
        return "no such revision here" + (f", did you mean {close[0]}?" if close else "")

    def _remedy(self) -> str:
        return _DEEPEN if self._repository.is_shallow else "fetch it"


class _Together:
    """A sparse checkout: the files that are there, and those that are not, which nobody deleted."""

    rev = None

    def __init__(self, there: Source, absent: Source) -> None:
        self.root = there.root
        self._there = there
        self._absent = absent

    def snapshot(self) -> Snapshot:
        there, absent = self._there.snapshot(), self._absent.snapshot()
        files, skipped = sorted((*there.files, *absent.files)), sorted((*there.skipped, *absent.skipped))
        around = sorted({*(there.beside or ()), *(absent.beside or ())})
        return Snapshot(tuple(files), tuple(skipped), there.notes, there.tooling, tuple(around))

    def texts_of(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return (*self._there.texts_of(paths), *self._absent.texts_of(paths))

    def recent(self) -> frozenset[str]:
        return self._there.recent()

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        absent = {file.path for file in self._absent.snapshot().files}
        kept = iter(self._absent.read([path for path in paths if path in absent]))
        rest = iter(self._there.read([path for path in paths if path not in absent]))
        return (next(kept if path in absent else rest) for path in paths)


def _staged(root: str, before: Source, tree: str, index: str) -> list[Entry]:
    entries = gitrepo.index_entries(root, index)
    if conflicts := sorted({entry.path for entry in entries if entry.stage != "0"}):
        more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
        raise SourceError(f"{conflicts[0]}{more}: in conflict, resolve it and `git add` it first")
    # `git add -N` enters the blob of an empty file: where such a file is new, git is asked which it is.
    was = before.snapshot()
    held = {file.path: file.blob for file in was.files}
    empty = [
        entry
        for entry in entries
        if entry.blob == empty_id("blob", len(entry.blob)) and held.get(entry.path) != entry.blob
        if entry.path not in (was.beside or ())
    ]
    if not empty:
        return entries
    there = gitrepo.staged_paths(root, tree or empty_id("tree", len(empty[0].blob)), index)
    intended = {entry.path for entry in empty} - there
    return [entry for entry in entries if entry.path not in intended]
