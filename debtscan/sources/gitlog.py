"""The history of a repository, commit by commit, from one git process; what git is told is so that nothing else can be.

Like the rest of what runs git (gitrepo) it trusts no configuration: none can run a command, choose another diff or
leave anything out. It reads no attributes either, so that a bare clone gives the same as a checkout.
"""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import IO
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from debtscan.history import log
from debtscan.history.log import Walked
from debtscan.sources import gitrepo
from debtscan.sources.gitrepo import GitFailed, Repository, git

_SETTINGS = (
    "-c", "log.showRoot=true", "-c", "mailmap.file=",
    "-c", "core.attributesFile=/dev/null", "-c", "core.bigFileThreshold=16m",
)  # fmt: skip
_DIFFS = (
    "--raw", "--no-abbrev", "-O/dev/null", "-p", "-U0", "-M", "-l1000", "--no-color", "--no-ext-diff", "--no-textconv",
    "--full-index",  # short names that are unique take a fifteenth of flask's log to find
    "--no-relative", "--submodule=short", "--ignore-submodules=none", "--inter-hunk-context=0",
    "--diff-algorithm=myers",
)  # fmt: skip
_CHUNK_BYTES = 1 << 20
_LARGEST_RECORD_BYTES = 24 << 20  # of one commit: the largest of sqlalchemy's has 4 MB


class Log(Struct, frozen=True):
    """The history that leads to a commit. `first_parent`: merges are shown as one change, and what they bring is not.

    `replaced` names what `git replace` and grafts make of it, "" when nothing; the commits without known parents where
    a shallow clone ends are `edge`.
    """

    repository: Repository
    tip: str
    mailmap: str  # where that of the tip lies, "" when there is none in the clone
    first_parent: bool = False
    replaced: str = ""
    edge: frozenset[str] = frozenset()


def open_log(repository: Repository, tip: str, first_parent: bool = False) -> Log:
    mailmap = f"{tip}:.mailmap" if gitrepo.text_at(repository.git_directory, tip, ".mailmap") else ""
    return Log(repository, tip, mailmap, first_parent, _replaced(repository), _edge(repository))


def _replaced(repository: Repository) -> str:
    listing = git(repository.git_directory, "for-each-ref", "refs/replace")
    grafts = _administrative(repository, "info/grafts")
    return hashlib.sha256(listing + b"\0" + grafts).hexdigest()[:16] if listing or grafts else ""


def _edge(repository: Repository) -> frozenset[str]:
    return (
        frozenset(os.fsdecode(_administrative(repository, "shallow")).split()) if repository.is_shallow else frozenset()
    )


def _administrative(repository: Repository, name: str) -> bytes:
    """What a file of git's own holds, b"" when there is none."""
    path = os.fsdecode(git(repository.git_directory, "rev-parse", "--git-path", name)).removesuffix("\n")
    path = os.path.join(repository.git_directory, path)
    with suppress(OSError):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                return file.read(_CHUNK_BYTES)
    return b""


# ---------------------------------------------------------------- reading
def commit_names(history: Log, *without: str, everywhere: bool = False) -> list[str]:
    """Full names, newest first, children before parents; `everywhere` adds what other branches and tags have. Raises
    GitFailed when a commit is missing on the way."""
    wanted = [history.tip, *(f"^{name}" for name in without)]
    wanted += ["--branches", "--remotes", "--tags"] if everywhere else []
    wanted += ["--first-parent"] if history.first_parent else []
    directory = history.repository.git_directory
    try:
        listing = git(directory, "rev-list", "--date-order", *wanted, "--", replaced=bool(history.replaced))
    except GitFailed as failure:
        raise GitFailed(f"the history cannot be followed to its begin: {failure}") from None
    return listing.decode().split()


def read_commits(history: Log, names: Sequence[str]) -> Iterator[Walked]:
    """People are named as the `.mailmap` of the tip has them. Raises GitFailed when git stops before the last."""
    return _read(history, names, [*_DIFFS, *_merges(history)])


def read_heads(history: Log, names: Sequence[str]) -> Iterator[Walked]:
    """The same without what they changed."""
    return _read(history, names, ["--no-patch"])


def read_paths(history: Log, names: Sequence[str]) -> Iterator[Walked]:
    """The same with paths and blobs, but without lines and renames: what a clone without content can tell."""
    return _read(history, names, ["--raw", "--no-abbrev", "--no-renames", "-O/dev/null", *_merges(history)])


def read_beside(history: Log, names: Sequence[str], paths: Collection[str]) -> Iterator[Walked]:
    """As `read_commits`, but of all paths except these; what changes no other is left out."""
    beside = [f":(top,exclude,literal){path}" for path in sorted(paths)]
    return _read(history, names, [*_DIFFS, "--no-renames", *_merges(history), "--", ":(top)", *beside])


def read_sides(history: Log, names: Sequence[str], paths: Collection[str]) -> Iterator[Walked]:
    """Merges as they differ from each of their parents in these paths, one after the other."""
    wanted = [f":(top,literal){path}" for path in sorted(paths)]
    return _read(history, names, [*_DIFFS, "--no-renames", "--diff-merges=separate", "--", *wanted])


def _merges(history: Log) -> list[str]:
    return ["--diff-merges=first-parent" if history.first_parent else "--diff-merges=off"]


def _read(history: Log, names: Sequence[str], shown: Sequence[str]) -> Iterator[Walked]:
    if not names:  # git would take that for HEAD
        return
    mark = uuid4().hex
    form = mark + "%x00".join(log.FIELDS)  # -z ends the last one
    directory = history.repository.git_directory
    command = [
        "--git-dir", directory, "--bare", *_SETTINGS, "-c", f"mailmap.blob={history.mailmap}",
        "log", "--no-walk=unsorted", "--stdin", "-z", f"--date={log.DATES}",
        f"--format=tformat:{form}", *shown,
    ]  # fmt: skip
    with gitrepo.streamed(directory, command, names, replaced=bool(history.replaced)) as stream:
        last = b""  # when git stops, its last record is half a record
        for record in _records(stream.output, mark.encode()):
            if last:
                yield _walked(history, last)
            last = record
        if failure := stream.failure():
            raise GitFailed(f"the history cannot be read to its end: {failure}")
        if last:  # of commits that change no path asked about git says nothing
            yield _walked(history, last)


def _walked(history: Log, record: bytes) -> Walked:
    walked = log.walked(record, len(record) >= _LARGEST_RECORD_BYTES)
    if walked.entry.sha not in history.edge:
        return walked
    # Against nothing it would add every file that there was.
    return Walked(replace(walked.entry, files=()), unseen="edge")


def _records(output: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """What stands between two marks, which can begin in one chunk and end in the next; of one that is too large the
    begin."""
    pending = bytearray()
    while chunk := output.read(_CHUNK_BYTES):
        seen = max(0, len(pending) - len(mark))
        pending += chunk
        if pending.find(mark, seen) >= 0:
            *complete, rest = bytes(pending).split(mark)
            pending = bytearray(rest)
            yield from filter(None, complete)
        elif len(pending) > _LARGEST_RECORD_BYTES:  # a mark can have begun at the end
            del pending[_LARGEST_RECORD_BYTES : len(pending) - len(mark)]
    if pending:
        yield bytes(pending)
