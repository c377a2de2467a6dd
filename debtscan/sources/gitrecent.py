"""A commit -> the files that it has and that were not there a year and a half before: what the newer code is."""

from collections.abc import Callable

from debtscan.errors import SourceError
from debtscan.sources.gitrepo import git

DAYS = 548  # eighteen months
_SECONDS = DAYS * 86_400


def commit_before(directory: str, rev: str, when: Callable[[int], int]) -> str:
    """The last commit before a moment that is told from that of `rev`, seconds since the epoch both; "" without one.
    Raises SourceError."""
    seconds = when(int(git(directory, "show", "-s", "--format=%ct", "--end-of-options", rev).strip() or 0))
    options = ("-1", "--first-parent", f"--before={seconds}")
    return git(directory, "rev-list", *options, "--end-of-options", rev).decode().strip()


def recent_files(directory: str, rev: str) -> frozenset[str]:
    """Paths relative to the directory. None where git does not know, or its history is younger than that.

    Two trees are compared, so the length of the history hardly counts: 0.02 s for scrapy, 0.09 s for sqlalchemy.
    """
    try:
        old = commit_before(directory, rev, lambda newest: newest - _SECONDS)
        if not old:
            return frozenset()
        options = ("-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", "--relative")
        listing = git(directory, "diff-tree", *options, old, rev, "--", "*.py")
    except (SourceError, ValueError):
        return frozenset()
    return frozenset(name.decode("utf-8", "surrogateescape") for name in listing.split(b"\0") if name)
