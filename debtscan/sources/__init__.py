"""Where code comes from: paths of a work tree or of a revision -> a snapshot of blobs, and their bytes on demand."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from debtscan.model import Settings, Skipped


class SourceFile(Struct, frozen=True, order=True):
    path: str  # POSIX, relative to the root; undecodable bytes as surrogate escapes
    blob: str  # git's blob id of the bytes


class Snapshot(Struct, frozen=True):
    """What is to be analysed, sorted by path; what could not be read; and in `notes` what was left out."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    tooling: tuple[tuple[str, str], ...] = ()  # name and text of the files that set up formatters and linters
    beside: tuple[str, ...] | None = ()  # what says what can be imported and is not analysed (sources.beside), sorted;
    # None of some files of a tree, whose others are not known


Content = tuple[str, str, bytes]  # path, blob id of these very bytes, bytes


class Source(Protocol):
    """`read` yields one item per path, in the order asked; a file can have changed or gone since the snapshot.
    `texts_of` gives path and text of what lies beside the analysed files, as far as it can be read; `recent` gives the
    paths of the newer files, as far as there is a history that knows."""

    @property
    def root(self) -> str: ...
    @property
    def rev(self) -> str | None: ...
    def snapshot(self) -> Snapshot: ...
    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]: ...
    def texts_of(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]: ...
    def recent(self) -> frozenset[str]: ...


def open_source(paths: Sequence[str], rev: str | None, settings: Settings) -> Source:
    """The work tree at `paths` (one directory, or files and directories), or the same as it was at `rev`."""
    from debtscan.sources.revision import open_revision
    from debtscan.sources.worktree import open_paths

    return open_paths(paths, settings) if rev is None else open_revision(paths, rev, settings)
