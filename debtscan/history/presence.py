"""Commits -> what they changed, by the names that the files have now; a renamed file keeps its past."""

from collections.abc import Iterable, Iterator

from debtscan.commits import CommitReport, FileChange


def changed(commits: Iterable[CommitReport]) -> Iterator[tuple[CommitReport, list[tuple[str, FileChange]]]]:
    """`commits` newest first."""
    present: dict[str, str] = {}  # what a path of that time is called now
    for commit in commits:
        found = []
        for change in commit.files:
            path = present.get(change.path, change.path)
            if change.status == "renamed" and change.old_path:
                present[change.old_path] = path
            found.append((path, change))
        yield commit, found
