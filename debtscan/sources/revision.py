"""A commit, or the index -> the Python files that it holds, and their bytes on demand; no checkout."""

import os
from collections.abc import Callable, Iterator, Sequence
from posixpath import dirname, normpath

from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import Content, Snapshot, SourceFile, gitrepo
from debtscan.sources.beside import beside
from debtscan.sources.content import A_LINK, SUFFIXES, too_large
from debtscan.sources.gitrecent import recent_files
from debtscan.sources.gitrepo import Entry
from debtscan.sources.globs import exclusion
from debtscan.sources.tooling import LIMIT_BYTES, NAMES, tooling


class GitFiles:
    """Python files of a listing, which is taken once. A blob is looked at only when it is read: then it turns out when
    it is too large, or not in the clone."""

    def __init__(self, root: str, rev: str | None, listing: Callable[[], Sequence[Entry]], settings: Settings) -> None:
        self.root = root
        self.rev = rev
        self._listing = listing
        self._settings = settings
        self._taken: Snapshot | None = None
        self._entries: Sequence[Entry] = ()

    def snapshot(self) -> Snapshot:
        self._taken = self._taken or self._sorted(self._listing())
        return self._taken

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        blobs = {file.path: file.blob for file in self.snapshot().files}
        return gitrepo.read_blobs(self.root, [(path, blobs[path]) for path in paths], self._settings.max_file_bytes)

    def texts_of(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        asked = set(paths)
        wanted = [(entry.path, entry.blob) for entry in self._entries if entry.path in asked and not entry.is_link]
        return tooling(gitrepo.read_blobs(self.root, wanted, LIMIT_BYTES)) if wanted else ()

    def recent(self) -> frozenset[str]:
        return recent_files(self.root, self.rev) if self.rev else frozenset()

    def _sorted(self, entries: Sequence[Entry]) -> Snapshot:
        is_excluded = exclusion(self._settings)
        modules = [entry.path for entry in entries if entry.is_repository]
        python = [
            entry
            for entry in entries
            if entry.path.endswith(SUFFIXES) and not entry.is_repository and not is_excluded(entry.path)
        ]
        files = sorted(SourceFile(entry.path, entry.blob) for entry in python if not entry.is_link)
        links = sorted(Skipped(entry.path, A_LINK) for entry in python if entry.is_link)
        notes = [f"repositories of their own inside this one are not scanned: {', '.join(modules)}"] if modules else []
        self._entries = entries
        unknown = [entry.path for entry in entries if entry.is_link or entry.is_repository]
        around = beside((entry.path for entry in entries), (file.path for file in files), unknown)
        return Snapshot(tuple(files), tuple(links), tuple(notes), self._tooling(entries), around)

    def _tooling(self, entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
        """Of the root itself."""
        wanted = [(entry.path, entry.blob) for entry in entries if entry.path in NAMES and not entry.is_link]
        return tooling(gitrepo.read_blobs(self.root, wanted, LIMIT_BYTES)) if wanted else ()


# debtscan: ignore[reimplemented-helper] -- paths of a commit, of which the disk knows nothing
def open_revision(paths: Sequence[str], rev: str, settings: Settings) -> "Revision":
    names = list(paths) or ["."]
    if any("\0" in name for name in names):
        raise SourceError("a path cannot hold a NUL character")
    single = len(names) == 1 and os.path.isdir(names[0])
    root = names[0] if single else "."
    try:
        commit, prefix = gitrepo.find_commit(root, rev), gitrepo.prefix(root)
    except gitrepo.GitFailed as failure:
        raise SourceError(f"{root}: {failure}") from None
    if commit is None:
        raise SourceError(f"{rev}: no such revision in {root}")
    return Revision(root, commit.name, prefix, () if single else tuple(names), settings)


class Revision:
    """The Python files of one commit at or below some paths; what cannot be read is known from the beginning."""

    def __init__(self, root: str, rev: str, prefix: str, names: Sequence[str], settings: Settings) -> None:
        self.root = root
        self.rev = rev
        self._prefix = prefix
        self._names = names
        self._limit_bytes = settings.max_file_bytes
        self._files = GitFiles(root, rev, self._entries, settings)

    def snapshot(self) -> Snapshot:
        listed = self._files.snapshot()
        sizes = gitrepo.blob_sizes(self.root, [file.blob for file in listed.files])
        files, skipped = [], list(listed.skipped)
        for file in listed.files:
            size = sizes.get(file.blob)
            if size is None:
                skipped.append(Skipped(file.path, gitrepo.NOT_HERE))
            elif size > self._limit_bytes:
                skipped.append(Skipped(file.path, too_large(size, self._limit_bytes)))
            else:
                files.append(file)
        around = sorted({*(listed.beside or ()), *(each.path for each in skipped)})
        told = None if self._names else tuple(around)
        return Snapshot(tuple(files), tuple(sorted(skipped)), listed.notes, listed.tooling, told)

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        return self._files.read(paths)

    def texts_of(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return self._files.texts_of(paths)

    def recent(self) -> frozenset[str]:
        return self._files.recent()

    def _entries(self) -> list[Entry]:
        """Those below the paths asked for, by their place relative to the root."""
        entries = gitrepo.tree_entries(self.root, self.rev)
        places = [normpath(self._prefix + name.replace(os.sep, "/")) for name in self._names]
        whole = places or [normpath(self._prefix or ".")]
        base = self._prefix.rstrip("/")
        for place in places:
            if not any(_is_at_or_below(entry.path, place) for entry in entries):
                raise SourceError(f"{place}: no such path in {self.rev[:12]}")
        return [
            Entry(_relative(entry.path, base), entry.mode, entry.blob)
            for entry in entries
            if any(_is_at_or_below(entry.path, place) for place in whole)
        ]


def _is_at_or_below(path: str, place: str) -> bool:
    return place in (".", path) or path.startswith(place + "/")


def _relative(path: str, base: str) -> str:
    """From the directory `base` to `path`, both from the top of the tree."""
    up = 0
    while base and not path.startswith(base + "/"):
        base, up = dirname(base), up + 1
    return "../" * up + (path[len(base) + 1 :] if base else path)
