"""Bytes of `git log` -> commits with the hunks of their files. Pure; nothing a commit holds can end its own record.

A record begins with a mark that the reader of the log chose at random. Its fields end with NUL, which no field can
hold; then come the changed paths as `--raw -z` has them, an empty one, and the diffs in the same order.
"""

from typing import Literal, NamedTuple

from debtscan.commits import Entry, FileChange, Moment, Person

FIELDS = ("%H", "%P", "%aN", "%aE", "%ad", "%cN", "%cE", "%cd", "%B")
DATES = "raw"  # seconds and offset

Status = Literal["added", "modified", "deleted", "renamed", "copied", "type"]
_STATUS: dict[bytes, Status] = {
    b"A": "added", b"M": "modified", b"D": "deleted", b"R": "renamed", b"C": "copied", b"T": "type",
}  # fmt: skip
_SUBMODULE = b"160000"
_NO_LINES: tuple[None, None, bytes] = None, None, b""


class Walked(NamedTuple):
    """`hunks` are those of each file of the entry, b"" where no line changed.

    They begin with the line end before the first "@@", and end without that behind the last line.
    """

    entry: Entry
    hunks: tuple[bytes, ...]


def walked(record: bytes) -> Walked:
    """One record without its mark; raises ValueError for what git does not write."""
    sha, parents, author, author_email, authored, committer, committer_email, committed, message, changes = (
        record.split(b"\0", len(FIELDS))
    )
    files, hunks = _files(changes) if changes else ((), ())
    entry = Entry(
        sha.decode(),
        tuple(parents.decode().split()),
        Person(_text(author), _text(author_email)),
        Person(_text(committer), _text(committer_email)),
        _moment(authored),
        _moment(committed),
        _text(message),
        files,
    )
    return Walked(entry, hunks)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _moment(data: bytes) -> Moment:
    """As "1700000000 +0130"."""
    seconds, _, offset = data.partition(b" ")
    minutes = int(offset[1:3] or 0) * 60 + int(offset[3:5] or 0)
    return Moment(int(seconds), -minutes if offset.startswith(b"-") else minutes)


# ---------------------------------------------------------------- changes
def _files(changes: bytes) -> tuple[tuple[FileChange, ...], tuple[bytes, ...]]:
    raw, _, patches = changes.partition(b"\0\0")  # no path is empty
    tokens = iter(raw.lstrip(b"\n").split(b"\0"))
    diffs = iter(patches.removesuffix(b"\n").split(b"\ndiff --git "))
    files, hunks = [], []
    for token in tokens:
        old_mode, mode, old_blob, blob, letter = token.split(b" ")
        status = _STATUS.get(letter[:1], "modified")
        old_path = _text(next(tokens)) if status in ("renamed", "copied") else ""
        path = _text(next(tokens))
        shown = next(diffs, None)
        if status == "type":  # shown as deleted and added
            shown, has_lines = next(diffs, None), False
        else:
            has_lines = _SUBMODULE not in (old_mode[1:], mode)
        added, deleted, hunk = _lines(shown) if has_lines else _NO_LINES
        files.append(FileChange(path, status, added, deleted, old_path, _blob(blob), _blob(old_blob)))
        hunks.append(hunk)
    return tuple(files), tuple(hunks)


def _lines(shown: bytes | None) -> tuple[int | None, int | None, bytes]:
    """Lines added and deleted, and the hunks, of what follows "diff --git"."""
    if shown is None:
        return _NO_LINES
    start = shown.find(b"\n@@ ")
    if start < 0:
        return _NO_LINES if b"\nBinary files " in shown else (0, 0, b"")
    hunks = shown[start:]
    return hunks.count(b"\n+"), hunks.count(b"\n-"), hunks


def _blob(name: bytes) -> str:
    return "" if name[:7] == b"0000000" else name.decode("ascii")
