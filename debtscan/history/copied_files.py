"""Changes of files, oldest first -> which of the files that were added are exact copies of others. Pure; linear.

Git finds renames by itself. For copies it would have to compare each new file with all that there are (`-C` looks only
at what the same commit changes, and would hide the lines of a copy behind those that differ). Whole copies are known by
the name of their content, at no cost; their lines stay added lines, for that is what a copy brings.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from debtscan.commits import Entry, FileChange


def copied_files(oldest_first: Iterable[Entry]) -> dict[str, tuple[FileChange, ...]]:
    """By commit, of those that copy a file: all its changes, those copies with what they are copied from.

    A file is copied when another has this very content at that time; of several the one that has had it longest counts.
    Side branches are read as if they were one line, so that the other may lie on the branch beside.
    """
    blobs: dict[str, str] = {}  # by path
    holders: dict[str, dict[str, None]] = {}  # by blob, paths
    found = {}
    for entry in oldest_first:
        sources = {}
        for file in entry.files:
            if file.status == "added" and file.blob in holders and (source := _source(file, holders[file.blob])):
                sources[file.path] = source
        for file in entry.files:
            for path in (file.old_path, file.path) if file.status == "renamed" else (file.path,):
                if (old := blobs.pop(path, "")) in holders:
                    holders[old].pop(path, None)
            if file.blob:
                blobs[file.path] = file.blob
                holders.setdefault(file.blob, {})[file.path] = None
        if sources:
            found[entry.sha] = tuple(_named(file, sources.get(file.path, "")) for file in entry.files)
    return found


def _source(file: FileChange, paths: Mapping[str, None]) -> str:
    """ "" for what is no copy. Empty files are not, nor is what another branch added at the same place."""
    return "" if file.added == 0 or file.path in paths else next(iter(paths), "")


def _named(file: FileChange, source: str) -> FileChange:
    return replace(file, status="copied", old_path=source) if source else file
