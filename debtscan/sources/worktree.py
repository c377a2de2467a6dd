"""Paths on disk -> the Python files below them, read without following any link and without running anything of theirs.

In a git repository its own ignore rules decide which files belong; elsewhere (and for files that git does not track)
directories that hold other people's or generated code are left out and named. A file given by name is always taken.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from posixpath import dirname

from msgspec import Struct, field

from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import Content, Snapshot, SourceFile, gitrepo
from debtscan.sources.beside import beside
from debtscan.sources.content import SUFFIXES, read_file
from debtscan.sources.gitrecent import recent_files
from debtscan.sources.globs import exclusion
from debtscan.sources.tooling import LIMIT_BYTES, NAMES, tooling

# Left out where git does not say otherwise: environments, packages of others, build products. One that is a package
# itself is left in: `build` and `dist` are good names for modules too.
_OTHERS = {"venv", "virtualenv", "node_modules", "site-packages", "dist-packages", "build", "dist", "__pypackages__",
           "bower_components", ".venv", ".env", ".tox", ".nox", ".eggs", ".cache", ".local", ".conda", ".pixi",
           ".pyenv", ".direnv", ".npm", ".cargo", ".rustup", ".idea", ".vscode", ".history"}  # fmt: skip
_OTHERS_SUFFIX = (".egg-info", ".egg", ".dist-info")
# Left out without a word: they hold no source, and our own cache comes and goes.
_UNSPOKEN = {".git", ".hg", ".svn", ".debtscan_cache", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
_NAMED_IN_NOTE = 20


class _Listing(Struct):
    """Paths relative to the root, in any order."""

    paths: set[str] = field(default_factory=set)
    every: set[str] = field(default_factory=set)  # what is not analysed too
    unknown: set[str] = field(default_factory=set)  # links and repositories
    skipped: list[Skipped] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def open_paths(paths: Sequence[str], settings: Settings) -> "WorkTree":
    names = list(paths) or ["."]
    for name in names:
        if "\0" in name or not os.path.lexists(name):
            raise SourceError(f"{name}: no such file or directory")
    if len(names) == 1 and os.path.isdir(names[0]):
        return WorkTree(names[0], ["."], settings)
    return WorkTree(".", [os.path.relpath(name) for name in names], settings)


class WorkTree:
    """The files at some paths below (or beside) one directory, as they are now."""

    rev = None

    def __init__(self, root: str, names: Sequence[str], settings: Settings) -> None:
        self.root = root
        self._limit_bytes = settings.max_file_bytes
        self._directories = [name for name in names if os.path.isdir(os.path.join(root, name))]
        self._files = {_posix(name) for name in names if name not in self._directories}
        self._is_excluded = exclusion(settings)

    def paths(self) -> list[str]:
        """Where the files are; none of them is read."""
        return sorted(self._listing().paths)

    def _listing(self) -> _Listing:
        listing = _Listing(paths=set(self._files))
        for name in self._directories:
            self._list(name, listing)
        return listing

    def recent(self) -> frozenset[str]:
        return recent_files(self.root, "HEAD")

    def snapshot(self) -> Snapshot:
        listing = self._listing()
        files, skipped = [], listing.skipped
        for item in self.read(sorted(listing.paths)):
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                files.append(SourceFile(item[0], item[1]))
        notes = (*listing.notes, *_left_out(listing.left_out))
        around = beside(listing.every, (file.path for file in files), listing.unknown) if self._is_whole() else None
        return Snapshot(tuple(files), tuple(sorted(set(skipped))), notes, self._tooling(), around)

    def _is_whole(self) -> bool:
        """All of a directory, not a choice of what is in it."""
        return self._directories == ["."] and not self._files

    def _tooling(self) -> tuple[tuple[str, str], ...]:
        """Of the root, or of the nearest directory above it that has any."""
        for directory in upwards(self.root):
            found = tooling(read_file(directory, name, LIMIT_BYTES, follow=False) for name in NAMES)
            if found:
                return found
        return ()

    def texts_of(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tooling(read_file(self.root, path, LIMIT_BYTES, follow=False) for path in paths)

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        """What the user named is read through a link too; what was found is not."""
        is_inside = _containment(self.root, [_posix(name) for name in self._directories])
        for path in paths:
            named = path in self._files
            if named or is_inside(dirname(path)):
                yield read_file(self.root, path, self._limit_bytes, follow=named)
            else:
                yield Skipped(path, "reached through a symbolic link, not followed")

    def _list(self, name: str, listing: _Listing) -> None:
        place = os.path.join(self.root, name)
        prefix = "" if name == "." else _posix(name) + "/"
        listed = gitrepo.work_tree_files(place)
        if listed.inside:
            self._add_listed(listed, place, prefix, listing)
            return
        if listed.failure:
            listing.notes.append(f"{_shown(place)}: {listed.failure}; its files were searched without git")
        self._walk(place, prefix, listing)

    def _add_listed(self, listed: gitrepo.Listed, place: str, prefix: str, listing: _Listing) -> None:
        is_other = lru_cache(maxsize=None)(_is_other)
        listing.every.update(prefix + path for path in (*listed.tracked, *listed.untracked))
        listing.unknown.update(prefix + path.rstrip("/") for path in listed.repositories)
        # Links to directories have no suffix; few other files have none.
        bare = (path for path in listed.tracked if "." not in path.rpartition("/")[2])
        listing.unknown.update(prefix + path for path in bare if os.path.islink(f"{place}/{path}"))
        tracked = [path for path in listed.tracked if self._is_wanted(prefix + path)]
        listing.paths.update(prefix + path for path in tracked if os.path.lexists(f"{place}/{path}"))
        for path in listed.untracked:
            other = next((up for up in _directories_of(path) if is_other(f"{place}/{up}")), None)
            if other:
                listing.left_out.add(f"{prefix}{other}/")
            elif self._is_wanted(prefix + path):
                listing.paths.add(prefix + path)
        listing.left_out.update(
            f"{prefix}{path.rstrip('/')}/ (a repository of its own)" for path in listed.repositories
        )

    def _is_wanted(self, path: str) -> bool:
        return path.endswith(SUFFIXES) and not self._is_excluded(path)

    def _walk(self, place: str, prefix: str, listing: _Listing) -> None:
        pending = [(place, prefix)]
        while pending:
            directory, prefix = pending.pop()
            try:
                with os.scandir(directory) as entries:
                    pending += self._below(entries, prefix, listing)
            except OSError as failure:
                listing.skipped.append(Skipped(prefix.rstrip("/") or ".", f"cannot be listed: {failure.strerror}"))

    def _below(
        self, entries: Iterable["os.DirEntry[str]"], prefix: str, listing: _Listing
    ) -> Iterator[tuple[str, str]]:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name in _UNSPOKEN:
                    continue
                if _is_other(entry.path):
                    listing.left_out.add(path + "/")
                elif not self._is_excluded(path):
                    yield entry.path, path + "/"
                else:
                    listing.unknown.add(path)
            elif entry.is_symlink() and os.path.isdir(entry.path):
                listing.left_out.add(f"{path} (a symbolic link)")
                listing.unknown.add(path)
            else:
                listing.every.add(path)
                if self._is_wanted(path):
                    listing.paths.add(path)


def checkout_prefix(root: str) -> str:
    """From the top of the git checkout around it down to the root, "" when there is none or they are the same."""
    start, *above = upwards(root)
    return _posix(os.path.relpath(start, above[-1])) if above else ""


def upwards(root: str) -> list[str]:
    """The root and, when it lies in a repository, the directories above it up to the repository's top."""
    start = os.path.abspath(root)
    above = [start]
    while not os.path.lexists(os.path.join(above[-1], ".git")):
        parent = os.path.dirname(above[-1])
        if parent == above[-1]:
            return [start]
        above.append(parent)
    return above


def _containment(root: str, named: Sequence[str]) -> Callable[[str], bool]:
    """Whether a directory is reached without a link: git's own list can go through one that came later."""
    known = dict.fromkeys(("", ".", *named), True)

    def is_inside(directory: str) -> bool:
        if directory not in known:
            known[directory] = is_inside(dirname(directory)) and not os.path.islink(os.path.join(root, directory))
        return known[directory]

    return is_inside


def _directories_of(path: str) -> Iterator[str]:
    """The directories above a file, outermost first."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _is_other(place: str) -> bool:
    """Whether a directory holds what is not the project's own code."""
    name = place.rpartition("/")[2]
    if name in _OTHERS:
        return not os.path.lexists(f"{place}/__init__.py")
    return name.endswith(_OTHERS_SUFFIX) or os.path.lexists(f"{place}/pyvenv.cfg")


def _left_out(names: set[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(sorted(names)[:_NAMED_IN_NOTE])
        more = f" and {len(names) - _NAMED_IN_NOTE} more" if len(names) > _NAMED_IN_NOTE else ""
        yield f"left out, as not the project's own code: {shown}{more}"


def _shown(place: str) -> str:
    return _posix(os.path.normpath(place))


def _posix(name: str) -> str:
    return name.replace(os.sep, "/")
