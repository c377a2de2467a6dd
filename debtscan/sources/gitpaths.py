"""A line of first parents -> which paths each commit of it touched, and what its message begins with; no contents.

A merge is one change, that of the branch it brings: what a reviewer saw together.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from uuid import uuid4

from debtscan.errors import SourceError
from debtscan.history.companions import Touched
from debtscan.sources import gitrepo
from debtscan.sources.gitrepo import GitFailed, git

MOST_COMMITS = 1000  # 0.04 s of celery's, 0.08 s of sqlalchemy's
FEW_COMMITS = 400  # 0.01 s and 0.02 s: for whoever waits for a commit
_LARGEST_BYTES = 16 << 20  # of what git says of them: these two have half a megabyte
_LANDMARKS = "0"  # that their names begin with: one commit in sixteen
_FARTHEST = 64
_PLAIN = ("-z", "--no-renames", "--no-relative", "--ignore-submodules=none", "--no-ext-diff", "-O/dev/null")
TEXTS = (".rst", ".md", ".toml", ".txt", ".cfg", ".yml", ".yaml", ".ini")  # in which modules may be listed
_OF_CHANGES = re.compile(r"news|change|history|release|migrat|whatsnew")
_IN_PROGRESS = ("MERGE_HEAD", "REVERT_HEAD", "CHERRY_PICK_HEAD", "rebase-merge", "rebase-apply")


def landmark(root: str, rev: str) -> str:
    """The nearest commit before a revision that is one for most revisions around, so that what is known of it can be
    remembered; "" where git tells of no history. Always the same, whatever was asked before."""
    with suppress(SourceError):
        names = git(root, "rev-list", "--first-parent", "-n", str(_FARTHEST), "--end-of-options", rev).decode().split()
        return next((name for name in names if name.startswith(_LANDMARKS)), rev)
    return ""


def touched(root: str, rev: str, most: int = MOST_COMMITS) -> list[Touched]:
    """Newest first. Raises SourceError, of a shallow clone too, whose first commit would seem to add all there is."""
    mark = uuid4().hex
    command = [
        "log", "--first-parent", "--diff-merges=first-parent", "--name-status", *_PLAIN, "-n", str(most),
        f"--format={mark}%H %s", "--end-of-options", rev, "--",
    ]  # fmt: skip
    if gitrepo.find_repository(root).is_shallow:
        raise SourceError(f"{root}: this clone is shallow")
    with gitrepo.streamed(root, command, ()) as stream:
        told = stream.output.read(_LARGEST_BYTES).decode("utf-8", "surrogateescape")
        if len(told) < _LARGEST_BYTES and (failure := stream.failure()):
            raise SourceError(f"the history cannot be read to its end: {failure}")
    return [_touched(record) for record in told.split(mark)[1:]]


def _touched(record: str) -> Touched:
    head, *fields = record.split("\0")
    sha, _, subject = head.partition(" ")
    paths = [(status.strip("\n"), path) for status, path in zip(fields[::2], fields[1::2], strict=False)]
    return Touched(
        sha,
        subject,
        added=tuple(path for status, path in paths if status == "A"),
        changed=tuple(path for status, path in paths if status in ("M", "T")),
        deleted=tuple(path for status, path in paths if status == "D"),
    )


def subjects(root: str, base: str, head: str) -> list[str]:
    """Of the commits that lead from the one to the other. Raises SourceError."""
    listing = git(root, "log", "-n", str(MOST_COMMITS), "--format=%s", "--end-of-options", f"{base}..{head}", "--")
    return listing.decode("utf-8", "replace").splitlines()


def written_paths(root: str, base: str, head: str) -> set[str]:
    """The paths of any kind that are added or edited between two commits. Raises SourceError."""
    return _paths(git(root, "diff-tree", "-r", "--name-only", "--diff-filter=AMT", *_PLAIN, base, head))


def written_here(root: str, base: str, staged: bool) -> set[str]:
    """The same of what is staged or, otherwise, in the work tree. Raises SourceError."""
    asked = ("diff-index", "--name-only", "--diff-filter=AMT", *_PLAIN)
    if staged:
        index = gitrepo.inherited_index(gitrepo.find_repository(root))
        return _paths(git(root, *asked, "--cached", base, index=index))
    return _paths(git(root, *asked, base)) | _paths(git(root, "ls-files", "-z", "--others", "--exclude-standard"))


def naming(root: str, rev: str, words: Iterable[str]) -> list[str]:
    """The texts beside the code that hold all of these words, what tells of changes left out. Raises SourceError."""
    patterns = [part for word in sorted(words) for part in ("-e", word)]
    asked = ("grep", "-l", "-z", "-I", "-F", "--full-name", "--all-match", *patterns, rev, "--")
    try:
        listing = git(root, *asked, *(f"*{suffix}" for suffix in TEXTS))
    except GitFailed:  # there is none
        return []
    found = _paths(listing.replace(f"{rev}:".encode(), b""))
    return sorted(path for path in found if not _OF_CHANGES.search(path.rpartition("/")[2].lower()))


def brings_in(root: str) -> bool:
    """Whether somebody else's change is being brought in, or taken back. Raises SourceError."""
    git_directory = gitrepo.find_repository(root).git_directory
    return any(os.path.exists(os.path.join(git_directory, name)) for name in _IN_PROGRESS)


def _paths(listing: bytes) -> set[str]:
    return set(filter(None, listing.decode("utf-8", "surrogateescape").split("\0")))
