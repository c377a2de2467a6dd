"""Commits of a repository -> the same as one of its folders sees them: files by their place below it, and no others."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from debtscan.commits import CommitReport, FileChange


def within(commits: Sequence[CommitReport], prefix: str) -> tuple[CommitReport, ...]:
    """`prefix` ends with a slash. What a commit brought of debt is that of the whole repository, and left out."""
    return tuple(replace(each, files=tuple(_files(each, prefix)), debt=None) for each in commits)


def _files(commit: CommitReport, prefix: str) -> Iterator[FileChange]:
    for file in commit.files:
        before = file.old_path.removeprefix(prefix) if file.old_path.startswith(prefix) else ""
        if file.path.startswith(prefix):
            status = "added" if file.old_path and not before else file.status
            yield replace(file, path=file.path.removeprefix(prefix), old_path=before, status=status)
        elif before and file.status == "renamed":  # out of the folder
            yield replace(file, path=before, old_path="", status="deleted")
