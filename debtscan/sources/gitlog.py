"""The history of a repository, commit by commit, from one git process; what git is told is so that nothing else can be.

Like the rest of what runs git (gitrepo) it trusts no configuration: none can run a command, choose another diff or
leave anything out. It reads no attributes either, so that a bare clone gives the same as a checkout.
"""

from collections.abc import Iterator, Sequence
from typing import IO
from uuid import uuid4

from debtscan.errors import SourceError
from debtscan.history import log
from debtscan.history.log import Walked
from debtscan.sources import gitrepo

_SETTINGS = (
    "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "mailmap.file=",
    "-c", "core.attributesFile=/dev/null", "-c", "core.bigFileThreshold=16m",
)  # fmt: skip
_DIFFS = (
    "--raw", "--no-abbrev", "-O/dev/null", "-p", "-U0", "-M", "-l1000", "--no-color", "--no-ext-diff", "--no-textconv",
    "--no-relative", "--submodule=short", "--ignore-submodules=none", "--inter-hunk-context=0",
    "--diff-algorithm=myers",
)  # fmt: skip
_CHUNK_BYTES = 1 << 20


def commit_names(repository: gitrepo.Repository, *wanted: str) -> list[str]:
    """Full names, parents before their children, else by the date of the commit; `wanted` as `git rev-list` has it."""
    listing = gitrepo.git(repository.git_directory, "rev-list", "--date-order", "--reverse", *wanted, "--")
    return listing.decode().split()


def read_commits(repository: gitrepo.Repository, names: Sequence[str], tip: str) -> Iterator[Walked]:
    """In the order of `names`, people named as the `.mailmap` of `tip` has them.

    Raises SourceError when git stops before the last.
    """
    if not names:  # git would take that for HEAD
        return
    mark = uuid4().hex
    form = mark + "%x00".join(log.FIELDS)  # -z ends the last one
    command = [
        "--git-dir", repository.git_directory, "--bare", *_SETTINGS, "-c", f"mailmap.blob={tip}:.mailmap",
        "log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", f"--date={log.DATES}",
        f"--format=tformat:{form}", *_DIFFS,
    ]  # fmt: skip
    with gitrepo.streamed(repository.git_directory, command, names) as stream:
        for record in _records(stream.output, mark.encode()):
            yield log.walked(record)
        if failure := stream.failure():
            raise SourceError(f"the history cannot be read to its end: {failure}")


def _records(output: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """What stands between two marks, which can begin in one chunk and end in the next."""
    pending = bytearray()
    while chunk := output.read(_CHUNK_BYTES):
        seen = max(0, len(pending) - len(mark))
        pending += chunk
        if pending.find(mark, seen) >= 0:
            *complete, rest = bytes(pending).split(mark)
            pending = bytearray(rest)
            yield from filter(None, complete)
    if pending:
        yield bytes(pending)
