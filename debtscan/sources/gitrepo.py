"""The one module that runs git: the files of a work tree as git sees it, and the blobs of a revision, no checkout.

A scanned repository is not trusted. Its configuration can name commands (fsmonitor, hooks, pagers, filters, remote
helpers, lazy fetches): only plumbing that needs none of them is run, and each is switched off besides.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, normpath
from typing import IO

from msgspec import Struct

from debtscan.errors import SourceError
from debtscan.model import Settings, Skipped
from debtscan.sources import Content, Snapshot, SourceFile
from debtscan.sources.content import SUFFIXES, blob_id, too_large
from debtscan.sources.globs import any_glob

_HARMLESS = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.askPass=true", "core.sshCommand=false",
    "core.alternateRefsCommand=false", "diff.external=", "credential.helper=", "protocol.allow=never", "gc.auto=0",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1", "GIT_PAGER": "cat", "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C", "LANGUAGE": "C",
}  # fmt: skip
# From a hook git sets GIT_DIR, GIT_INDEX_FILE and more for its own repository, which need not be the one scanned
# (pre-commit's git.py tells the story). What says where git lies and how its user configured it is kept.
_KEPT = ("GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES")
# A FIFO named .gitignore makes git wait for ever.
_PATIENCE_SECONDS = 60

_GITLINK, _SYMLINK = "160000", "120000"


class Listed(Struct, frozen=True):
    """Paths relative to the directory asked about. `failure` says why git could not list it, "" outside of git."""

    tracked: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()  # submodules and repositories inside
    inside: bool = False
    failure: str = ""


class _Entry(Struct, frozen=True):
    path: str
    mode: str
    blob: str


# ---------------------------------------------------------------- running git
def _command(directory: str, arguments: Sequence[str]) -> list[str]:
    return ["git", "--no-pager", *(part for value in _HARMLESS for part in ("-c", value)), "-C", directory, *arguments]


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in inherited.items() if not name.startswith("GIT_") or name in _KEPT}
    return kept | _ENVIRONMENT


def _git(directory: str, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            _command(directory, arguments),
            input=given,
            capture_output=True,
            env=_environment(os.environ),
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise SourceError("git was not found on PATH") from None
    except (OSError, ValueError) as failure:
        raise SourceError(f"git could not be started: {failure}") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"git did not answer within {_PATIENCE_SECONDS} s") from None
    if done.returncode != 0:
        raise _GitFailed(_first_line(done.stderr) or f"git {arguments[0]} ended with status {done.returncode}")
    return done.stdout


class _GitFailed(SourceError):
    """Git ran and refused; the message is the first line of what it said."""


def _first_line(output: bytes) -> str:
    text = output.decode(errors="replace").strip()
    return text.partition("\n")[0].removeprefix("fatal: ").removeprefix("error: ")


# ---------------------------------------------------------------- a work tree, as git sees it
def work_tree_files(directory: str) -> Listed:
    """What belongs to the repository around `directory`, from there down, by git's own ignore rules."""
    try:
        entries = _entries(_git(directory, "ls-files", "-z", "--cached", "--stage"))
        others = _git(directory, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
        if not entries and others == [b""] and _is_ignored(directory):
            return Listed(failure="is ignored by git")
    except SourceError as failure:
        return Listed(failure="" if "not a git repository" in str(failure) else str(failure))
    untracked = [os.fsdecode(name) for name in others if name]
    return Listed(
        tracked=tuple(sorted({entry.path for entry in entries if entry.mode != _GITLINK})),
        untracked=tuple(path for path in untracked if _stays_inside(path) and not path.endswith("/")),
        repositories=tuple([entry.path for entry in entries if entry.mode == _GITLINK])
        + tuple(path for path in untracked if path.endswith("/")),
        inside=True,
    )


def _is_ignored(directory: str) -> bool:
    try:
        _git(directory, "check-ignore", "--quiet", ".")
    except _GitFailed:
        return False
    return True


def _entries(listing: bytes) -> list[_Entry]:
    """Records of `ls-files --stage` and `ls-tree`: mode, …, object id, (stage,) TAB path."""
    found = []
    for record in listing.split(b"\0"):
        description, tab, name = record.partition(b"\t")
        path = os.fsdecode(name)
        if tab and _stays_inside(path):
            mode, *rest = description.decode().split()
            found.append(_Entry(path, mode, rest[1] if rest[0] in ("blob", "commit", "tree") else rest[0]))
    return found


def _stays_inside(path: str) -> bool:
    """A forged index or tree can hold any path."""
    return not path.startswith("/") and ".." not in path.split("/")


# ---------------------------------------------------------------- a revision
def open_revision(paths: Sequence[str], rev: str, settings: Settings) -> "Revision":
    if rev.startswith("-") or not rev or "\0" in rev:
        raise SourceError(f"{rev!r} is no revision")
    names = list(paths) or ["."]
    if any("\0" in name for name in names):
        raise SourceError("a path cannot hold a NUL character")
    single = len(names) == 1 and os.path.isdir(names[0])
    root = names[0] if single else "."
    try:
        prefix = _prefix(root)
        sha = _git(root, "rev-parse", "--verify", "--end-of-options", rev + "^{commit}").decode().strip()
    except _GitFailed as failure:
        if "single revision" in str(failure):
            raise SourceError(f"{rev}: no such revision in {root}") from None
        raise SourceError(f"{root}: {failure}") from None
    return Revision(root, sha, prefix, () if single else tuple(names), settings)


def _prefix(root: str) -> str:
    """The place of `root` within its work tree; "" for a bare repository and for its top."""
    bare, inside, *prefix = _git(
        root, "rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--show-prefix"
    ).split(b"\n")
    return "" if b"true" in (bare, inside) else os.fsdecode(prefix[0])


class Revision:
    """The Python files of one commit; blobs come from one `git cat-file` process."""

    def __init__(self, root: str, rev: str, prefix: str, names: Sequence[str], settings: Settings) -> None:
        self.root = root
        self.rev = rev
        self._prefix = prefix
        self._names = names
        self._settings = settings
        self._blobs: dict[str, str] = {}

    def snapshot(self) -> Snapshot:
        entries, notes = self._wanted(_entries(_git(self.root, "ls-tree", "-r", "-z", "--full-tree", self.rev)))
        sizes = self._sizes(entries)
        files, skipped = [], []
        for entry in entries:
            reason = self._refusal(entry, sizes)
            if reason:
                skipped.append(Skipped(entry.path, reason))
            else:
                files.append(SourceFile(entry.path, entry.blob))
        self._blobs = {file.path: file.blob for file in files}
        return Snapshot(tuple(sorted(files)), tuple(sorted(skipped)), tuple(notes))

    def read(self, paths: Sequence[str]) -> Iterator[Content | Skipped]:
        process = subprocess.Popen(
            _command(self.root, ["cat-file", "--batch"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
        )
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                for path in paths:
                    yield _content(path, self._blobs[path], process.stdin, process.stdout)
            finally:
                process.kill()

    def _wanted(self, entries: Sequence[_Entry]) -> tuple[list[_Entry], list[str]]:
        """Python files below the paths asked for, by their place relative to the root."""
        places = [normpath(self._prefix + name.replace(os.sep, "/")) for name in self._names]
        whole = places or [normpath(self._prefix or ".")]
        base = self._prefix.rstrip("/")
        for place in places:
            if not any(_is_at_or_below(entry.path, place) for entry in entries):
                raise SourceError(f"{place}: no such path in {self.rev[:12]}")
        kept = [
            _Entry(_relative(entry.path, base), entry.mode, entry.blob)
            for entry in entries
            if any(_is_at_or_below(entry.path, place) for place in whole)
        ]
        excluded, prefix = any_glob(self._settings.exclude), self._settings.prefix
        modules = [entry.path for entry in kept if entry.mode == _GITLINK]
        notes = [f"repositories of their own inside this one are not scanned: {', '.join(modules)}"] if modules else []
        python = [entry for entry in kept if entry.mode != _GITLINK and entry.path.endswith(SUFFIXES)]
        return [entry for entry in python if not excluded(f"{prefix}/{entry.path}" if prefix else entry.path)], notes

    def _sizes(self, entries: Sequence[_Entry]) -> dict[str, int]:
        blobs = sorted({entry.blob for entry in entries})
        answers = _git(self.root, "cat-file", "--batch-check", given="".join(f"{blob}\n" for blob in blobs).encode())
        sizes = {}
        for answer in answers.decode().splitlines():
            blob, kind, *size = answer.split()
            if kind == "blob" and size:
                sizes[blob] = int(size[0])
        return sizes

    def _refusal(self, entry: _Entry, sizes: Mapping[str, int]) -> str | None:
        if entry.mode == _SYMLINK:
            return "a symbolic link, not followed"
        if entry.blob not in sizes:
            return "its content is not in this clone"
        limit = self._settings.max_file_bytes
        return too_large(sizes[entry.blob], limit) if sizes[entry.blob] > limit else None


def _is_at_or_below(path: str, place: str) -> bool:
    return place in (".", path) or path.startswith(place + "/")


def _relative(path: str, base: str) -> str:
    """From the directory `base` to `path`, both from the top of the tree."""
    up = 0
    while base and not path.startswith(base + "/"):
        base, up = dirname(base), up + 1
    return "../" * up + (path[len(base) + 1 :] if base else path)


def _content(path: str, blob: str, requests: IO[bytes], answers: IO[bytes]) -> Content | Skipped:
    requests.write(blob.encode() + b"\n")
    requests.flush()
    header = answers.readline().split()
    if len(header) != 3:
        return Skipped(path, "its content cannot be read from the repository")
    data = answers.read(int(header[2]))
    answers.read(1)
    # A forged pack can file other bytes under a blob's name; the store must not learn them. (SHA-256 names are longer.)
    if len(blob) == 40 and blob_id(data) != blob:
        return Skipped(path, "its content is not what its name in the repository says")
    return path, blob, data
