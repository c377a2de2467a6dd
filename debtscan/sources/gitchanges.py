"""Which contents of Python files each commit puts in the place of which others, merges too; without their diffs."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from debtscan.errors import SourceError
from debtscan.sources import gitrepo
from debtscan.sources.content import SUFFIXES
from debtscan.sources.gitlog import Log

_FILE_MODES = (b"100644", b"100755", b"100664")  # no link, no repository of its own
_FIELDS = ("%H", "%P", "%cd")
_RAW = ("--raw", "--no-abbrev", "--no-renames", "--diff-merges=first-parent", "--root", "-O/dev/null", "--no-relative")


class Changed(Struct, frozen=True, array_like=True):
    """A commit against its first parent: by path the blob as it was and as it is, "" where there was or is none."""

    sha: str
    parents: tuple[str, ...]
    seconds: int  # of the commit
    files: tuple[tuple[str, str, str], ...]


def read(told_by: Log, names: Sequence[str], is_excluded: Callable[[str], bool]) -> Iterator[Changed]:
    """In the order of `names`. Raises SourceError when git stops before the last."""
    if not names:  # git would take that for HEAD
        return
    directory = told_by.repository.git_directory
    command = [
        "--git-dir", directory, "--bare", "log", "--no-walk=unsorted", "--stdin", "-z", "--date=unix",
        f"--format=tformat:{'%x00'.join(_FIELDS)}", *_RAW,
    ]  # fmt: skip
    with gitrepo.streamed(directory, command, names, replaced=bool(told_by.replaced)) as stream:
        tokens = _tokens(stream.output.read)
        token = next(tokens, None)
        while token is not None:
            sha, parents, seconds = token.decode(), next(tokens).decode().split(), int(next(tokens) or 0)
            files = []
            token = next(tokens, None)
            while token is not None and token[:1] in (b"\n", b":", b""):
                if token.strip():
                    path = next(tokens).decode("utf-8", "surrogateescape")
                    if path.endswith(SUFFIXES) and not is_excluded(path):
                        files.append((path, *_blobs(token.strip())))
                token = next(tokens, None)
            yield Changed(sha, tuple(parents), seconds, tuple(each for each in files if each[1] != each[2]))
        if failure := stream.failure():
            raise SourceError(f"the history cannot be read to its end: {gitrepo.with_remedy(failure)}")


def _blobs(line: bytes) -> tuple[str, str]:
    old_mode, mode, old_blob, blob, _ = line[1:].split(b" ")
    return (
        old_blob.decode() if old_mode in _FILE_MODES else "",
        blob.decode() if mode in _FILE_MODES else "",
    )


def _tokens(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """What NUL ends."""
    pending = b""
    while chunk := read(1 << 20):
        *complete, pending = (pending + chunk).split(b"\0")
        yield from complete
    if pending:
        yield pending
