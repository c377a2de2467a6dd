"""The one module that runs git: what a work tree, the index, a commit and a blob hold; no checkout.

A scanned repository is not trusted. Its configuration can name commands (fsmonitor, hooks, pagers, filters, remote
helpers, lazy fetches): only plumbing that needs none of them is run, and each is switched off besides.
"""

import os
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from tempfile import TemporaryFile
from typing import IO

from msgspec import Struct

from debtscan.errors import SourceError
from debtscan.model import Skipped
from debtscan.sources import Content
from debtscan.sources.content import blob_id, too_large

_HARMLESS = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.askPass=true", "core.sshCommand=false",
    "core.alternateRefsCommand=false", "diff.external=", "credential.helper=", "protocol.allow=never", "gc.auto=0",
    "log.showSignature=false", "gpg.program=false", "i18n.logOutputEncoding=UTF-8",
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
_ERRORS_BYTES = 10_000

_GITLINK, _SYMLINK = "160000", "120000"

NOT_HERE = "its content is not in this clone"


class Listed(Struct, frozen=True):
    """Paths relative to the directory asked about. `failure` says why git could not list it, "" outside of git."""

    tracked: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()  # submodules and repositories inside
    inside: bool = False
    failure: str = ""


class Entry(Struct, frozen=True, gc=False):
    """A line of a tree or of the index; the path is relative to the top."""

    path: str
    mode: str
    blob: str
    stage: str = "0"  # other than 0: one side of a conflict

    @property
    def is_repository(self) -> bool:
        return self.mode == _GITLINK

    @property
    def is_link(self) -> bool:
        return self.mode == _SYMLINK


class Repository(Struct, frozen=True):
    root: str  # top of the checkout; of a bare repository its directory
    git_directory: str  # of this checkout: a linked one has its own
    is_bare: bool
    is_shallow: bool


class Commit(Struct, frozen=True):
    """Full names; the parents are those written in the commit, whether the clone has them or not."""

    name: str
    tree: str
    parents: tuple[str, ...]


# ---------------------------------------------------------------- running git
def _command(directory: str, arguments: Sequence[str]) -> list[str]:
    return ["git", "--no-pager", *(part for value in _HARMLESS for part in ("-c", value)), "-C", directory, *arguments]


def _environment(inherited: Mapping[str, str], replaced: bool = False) -> dict[str, str]:
    """`replaced` says that commits are to be seen as `git replace` has them."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("GIT_") or name in _KEPT}
    environment = kept | _ENVIRONMENT
    if replaced:
        del environment["GIT_NO_REPLACE_OBJECTS"]
    return environment


def git(directory: str, *arguments: str, given: bytes = b"", index: str = "", replaced: bool = False) -> bytes:
    """What git printed; `index` names another index file than the usual one. Raises GitFailed when git refuses."""
    environment = _environment(os.environ, replaced) | ({"GIT_INDEX_FILE": index} if index else {})
    try:
        with _reported_start():
            done = subprocess.run(
                _command(directory, arguments),
                input=given,
                capture_output=True,
                env=environment,
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise SourceError(f"git did not answer within {_PATIENCE_SECONDS} s") from None
    if done.returncode != 0:
        raise GitFailed(_first_line(done.stderr) or f"git {arguments[0]} ended with status {done.returncode}")
    return done.stdout


@contextmanager
def _reported_start() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise SourceError("git was not found on PATH") from None
    except (OSError, ValueError) as failure:
        raise SourceError(f"git could not be started: {failure}") from None


class GitFailed(SourceError):
    """Git ran and refused; the message is the first line of what it said."""


class Stream:
    """What a git process prints while it runs."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: IO[bytes]) -> None:
        assert process.stdout is not None
        self.output = process.stdout
        self._process = process
        self._errors = errors

    def failure(self) -> str:
        """Waits for the end; "" when git did all that it was asked, else the first line of what it said."""
        status = self._process.wait()
        self._errors.seek(0)
        return (_first_line(self._errors.read(_ERRORS_BYTES)) or f"git ended with status {status}") if status else ""


@contextmanager
def streamed(
    directory: str, arguments: Sequence[str], asked: Iterable[str], replaced: bool = False
) -> Iterator[Stream]:
    """Asks all at once, from a file: git can wait neither for us nor, after a damaged object, we for git."""
    with TemporaryFile() as requests, TemporaryFile() as errors:
        requests.write(_lines(asked))
        requests.seek(0)
        with _reported_start():
            process = subprocess.Popen(
                _command(directory, arguments),
                stdin=requests,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(os.environ, replaced),
            )
        try:
            yield Stream(process, errors)
        finally:
            process.kill()
            process.communicate()


def _first_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().split("\n")
    told = next((line for line in lines if not line.startswith(("warning: ", "hint: "))), lines[0])
    return told.removeprefix("fatal: ").removeprefix("error: ")


# ---------------------------------------------------------------- the repository around a directory
def prefix(root: str) -> str:
    """The place of `root` within its work tree; "" for a bare repository and for its top."""
    bare, inside, *place = git(root, "rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--show-prefix").split(
        b"\n"
    )
    return "" if b"true" in (bare, inside) else os.fsdecode(place[0])


def find_repository(directory: str) -> Repository:
    bare, inside, shallow, *rest = git(
        directory, "rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--is-shallow-repository",
        "--show-cdup", "--absolute-git-dir",
    ).split(b"\n")  # fmt: skip
    is_shallow = shallow == b"true"
    if bare == b"true":  # there is no way up then
        place = os.fsdecode(b"\n".join(rest[:-1]))
        return Repository(place, place, True, is_shallow)
    if inside == b"true":
        raise SourceError(f"{directory}: lies inside a .git directory: name the work tree")
    up, git_directory = os.fsdecode(rest[0]), os.fsdecode(b"\n".join(rest[1:-1]))
    # "../.." is to be taken from where a link leads, not from where it lies.
    top = os.path.realpath(os.path.join(directory, up)) if up else directory
    return Repository(top, git_directory, False, is_shallow)


def inherited_index(repository: Repository) -> str:
    """The index file that git set for a hook (`git commit FILE` has one of its own), "" for the usual one.

    A hook of this checkout can ask about another repository, and that of a submodule or of a linked checkout, whose
    git directories lie in this one, about this: an index of theirs is not ours.
    """
    ours = os.path.realpath(repository.git_directory) + os.sep
    index = os.path.realpath(os.path.join(repository.root, os.environ.get("GIT_INDEX_FILE", "")))
    if not index.startswith(ours) or not os.path.isfile(index):
        return ""
    return "" if index.removeprefix(ours).startswith(("modules" + os.sep, "worktrees" + os.sep)) else index


def remote_urls(directory: str) -> list[str]:
    """As the repository's own configuration has them, that of `origin` first; nothing is asked of them."""
    try:
        listing = git(directory, "config", "--local", "--null", "--get-regexp", r"^remote\..*\.url$")
    except GitFailed:  # there is none
        return []
    pairs = [os.fsdecode(record).partition("\n") for record in listing.split(b"\0") if record]
    return [url for _, _, url in sorted(pairs, key=lambda pair: pair[0] != "remote.origin.url")]


def tags(directory: str) -> dict[str, list[str]]:
    """Names of tags by the full name of the commit that they lead to."""
    listing = git(directory, "for-each-ref", "--format=%(objectname) %(*objectname) %(refname:strip=2)", "refs/tags")
    found: dict[str, list[str]] = {}
    for line in listing.decode("utf-8", "replace").splitlines():
        name, peeled, tag = line.split(" ", 2)
        found.setdefault(peeled or name, []).append(tag)
    return found


# ---------------------------------------------------------------- a work tree, as git sees it
def work_tree_files(directory: str) -> Listed:
    """What belongs to the repository around `directory`, from there down, by git's own ignore rules."""
    try:
        entries = index_entries(directory)
        others = git(directory, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
        if not entries and others == [b""] and _is_ignored(directory):
            return Listed(failure="is ignored by git")
    except SourceError as failure:
        return Listed(failure="" if "not a git repository" in str(failure) else str(failure))
    untracked = [os.fsdecode(name) for name in others if name]
    return Listed(
        tracked=tuple(sorted({entry.path for entry in entries if not entry.is_repository})),
        untracked=tuple(path for path in untracked if _stays_inside(path) and not path.endswith("/")),
        repositories=tuple([entry.path for entry in entries if entry.is_repository])
        + tuple(path for path in untracked if path.endswith("/")),
        inside=True,
    )


def _is_ignored(directory: str) -> bool:
    try:
        git(directory, "check-ignore", "--quiet", ".")
    except GitFailed:
        return False
    return True


def _stays_inside(path: str) -> bool:
    """A forged index or tree can hold any path."""
    return not path.startswith("/") and (".." not in path or ".." not in path.split("/"))


# ---------------------------------------------------------------- trees and the index
def tree_entries(directory: str, tree: str) -> list[Entry]:
    """All that a commit or tree holds, from its top down."""
    try:
        return _entries(git(directory, "ls-tree", "-r", "-z", "--full-tree", tree))
    except GitFailed as failure:
        raise SourceError(f"{tree[:12]}: its files cannot be listed: {with_remedy(str(failure))}") from None


def with_remedy(failure: str) -> str:
    """What git said, and what to do where it wanted something that a partial clone lacks."""
    partial = "; this clone is partial: `git fetch --refetch --no-filter` completes it"
    return failure + (partial if "fetch" in failure else "")


def index_entries(directory: str, index: str = "") -> list[Entry]:
    """What is staged below a directory."""
    return _entries(git(directory, "ls-files", "-z", "--cached", "--stage", index=index))


def sparse_entries(repository: Repository) -> list[Entry]:
    """What belongs to a checkout and is, by the wish of its user, not written out."""
    if not os.path.exists(os.path.join(repository.git_directory, "info", "sparse-checkout")):
        return []
    tagged = git(repository.root, "ls-files", "-z", "--cached", "--stage", "-t").split(b"\0")
    absent = [record.removeprefix(b"S ") for record in tagged if record.startswith(b"S ")]
    return [
        entry
        for entry in _entries(b"\0".join(absent))
        if not os.path.lexists(os.path.join(repository.root, entry.path))
    ]


def staged_paths(directory: str, tree: str, index: str = "") -> set[str]:
    """Where the index holds other content than the tree. What is only intended (`git add -N`) is no content."""
    fields = git(
        directory,
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "--no-renames",
        "--ita-invisible-in-index",
        tree,
        index=index,
    ).split(b"\0")
    return {os.fsdecode(path) for state, path in zip(fields[::2], fields[1::2], strict=False) if state[-1:] != b"D"}


def _entries(listing: bytes) -> list[Entry]:
    """Records of `ls-files --stage` and `ls-tree`: mode, (type,) object id, (stage,) TAB path."""
    found = []
    for record in os.fsdecode(listing).split("\0"):
        description, tab, path = record.partition("\t")
        if tab and _stays_inside(path):
            mode, second, third = description.split()
            is_tree = second in ("blob", "commit", "tree")
            found.append(Entry(path, mode, third) if is_tree else Entry(path, mode, second, third))
    return found


# ---------------------------------------------------------------- commits
def find_commit(directory: str, rev: str) -> Commit | None:
    """What the revision names, tags followed; None when there is no such commit. On stdin nothing is an option."""
    if not rev or rev.startswith("-") or "\0" in rev or "\n" in rev:
        unset = "" if rev else ": is the variable unset that was to hold it?"
        raise SourceError(f"{rev!r} is no revision{unset}")
    answer = git(directory, "cat-file", "--batch", given=_lines([f"{rev}^{{commit}}"]))
    header, _, content = answer.partition(b"\n")
    name, kind = _found(header)
    if kind != "commit":
        return None
    lines = [line.split() for line in content.decode(errors="replace").split("\n")]
    parents = takewhile(lambda line: line[:1] == ["parent"], lines[1:])
    return Commit(name, lines[0][1], tuple(line[1] for line in parents))


def object_kind(directory: str, rev: str) -> str:
    """Whether the revision, tags followed, is a commit, tree or blob; "" when there is no such object."""
    # After COMMIT:PATH the first would be part of the path.
    answers = git(directory, "cat-file", "--batch-check", given=_lines([f"{rev}^{{}}", rev])).splitlines()
    return next((kind for _, kind in map(_found, answers) if kind), "")


def _found(header: bytes) -> tuple[str, str]:
    """Full name and kind, both "" when it is said that there is none (of a revision that can hold spaces)."""
    name, kind, size, *more = [*header.decode(errors="replace").split(), "", "", ""]
    return (name, kind) if size.isdigit() and not any(more) else ("", "")


def merge_base(directory: str, one: str, other: str) -> str:
    """The first of the best common ancestors of two full commit names, "" when there is none."""
    try:
        return git(directory, "merge-base", one, other).decode().split()[0]
    except GitFailed:
        return ""


def is_unborn(directory: str) -> bool:
    """Whether the branch has no commit yet. Raises GitFailed when its name or the list of names is damaged."""
    try:
        git(directory, "rev-parse", "--verify", "HEAD")
    except GitFailed as failure:
        if "Needed a single revision" not in str(failure):
            raise
        try:
            git(directory, "symbolic-ref", "HEAD")
        except GitFailed:
            raise GitFailed("HEAD leads to no branch that can be read") from None
        return True
    return False


def branches_and_tags(directory: str) -> list[str]:
    listing = git(directory, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/remotes", "refs/tags")
    return os.fsdecode(listing).split()


def has_remote_branches(directory: str) -> bool:
    return bool(git(directory, "for-each-ref", "--count=1", "refs/remotes"))


def upstream(directory: str) -> str:
    """The branch that the current one follows, as `refs/…`; "" when it follows none."""
    try:
        named = git(directory, "rev-parse", "--verify", "--quiet", "--symbolic-full-name", "@{upstream}")
    except GitFailed:
        return ""
    return os.fsdecode(named).strip()


# ---------------------------------------------------------------- blobs
def blob_sizes(directory: str, blobs: Iterable[str]) -> dict[str, int]:
    """Bytes of every blob that is in the clone."""
    asked = sorted(set(blobs))
    try:
        answers = git(directory, "cat-file", "--batch-check", given=_lines(asked))
    except GitFailed:  # a partial clone would fetch, may not, and gives up
        answers = git(directory, "cat-file", "--batch-check", given=_lines(present(directory, asked)))
    words = (answer.split() for answer in answers.decode().splitlines())
    return {blob: int(size[0]) for blob, kind, *size in words if kind == "blob" and size}


def text_at(directory: str, rev: str, path: str) -> str | None:
    """A file as it was at a commit; None when it was not there, or is no text."""
    with suppress(GitFailed, UnicodeDecodeError):
        return git(directory, "cat-file", "blob", f"{rev}:{path}").decode()
    return None


def read_blobs(directory: str, wanted: Sequence[tuple[str, str]], limit_bytes: int) -> Iterator[Content | Skipped]:
    """Content for each path and blob, in the order asked, from one git process as long as nothing stops it."""
    waiting, absent = deque(wanted), set[str]()
    while waiting:
        stopped_by = ""
        likely = [blob for _, blob in waiting if blob not in absent]
        with streamed(directory, ["cat-file", "--batch"], likely) as stream:
            while waiting and not stopped_by:
                path, blob = waiting.popleft()
                try:
                    yield (
                        Skipped(path, NOT_HERE) if blob in absent else _content(path, blob, stream.output, limit_bytes)
                    )
                except _Stopped as stop:
                    stopped_by = str(stop)
                    yield Skipped(path, stopped_by)
        if stopped_by == NOT_HERE and waiting:  # a partial clone would fetch, may not, and gives up: ask for no such
            absent = (asked := {blob for _, blob in waiting}) - present(directory, asked)


class _Stopped(Exception):
    """Nothing more is to be had from this process; says what became of the blob that it was asked for."""


def _content(path: str, blob: str, answers: IO[bytes], limit_bytes: int) -> Content | Skipped:
    header = answers.readline().decode(errors="replace").split()
    if header[1:] == ["missing"]:
        return Skipped(path, NOT_HERE)
    if len(header) != 3:
        raise _Stopped(NOT_HERE)
    size_bytes = int(header[2])
    if header[1] != "blob":
        raise _Stopped("not a regular file")
    if size_bytes > limit_bytes:
        raise _Stopped(too_large(size_bytes, limit_bytes))
    data = answers.read(size_bytes + 1)[:size_bytes]
    # A forged pack can file other bytes under a blob's name, or fewer than it says; the store must not learn them.
    if blob_id(data, len(blob)) != blob:
        raise _Stopped("its content is not what its name in the repository says")
    return path, blob, data


def present(directory: str, blobs: Iterable[str]) -> set[str]:
    """Those that the clone has. Of the commands that look objects up, this one does without fetching them."""
    listing = git(
        directory, "rev-list", "--objects", "--no-walk", "--missing=print", "--ignore-missing", "--stdin",
        given=_lines(blobs),
    )  # fmt: skip
    return {line.split()[0] for line in listing.decode(errors="replace").splitlines() if line[:1] not in ("?", "")}


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
