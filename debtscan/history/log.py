"""Bytes of `git log` -> commits with the hunks of their files. Pure; nothing a commit holds can end its own record.

A record begins with a mark that the reader of the log chose at random. Its fields end with NUL, which no field can
hold; then come the changed paths as `--raw -z` has them, an empty one, and the diffs in the same order.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from debtscan.commits import Entry, FileChange, Moment, Person

FIELDS = ("%H", "%P", "%aN", "%aE", "%ad", "%cN", "%cE", "%cd", "%an", "%ae", "%cn", "%ce", "%B")
_SIGNED = 4  # of them say how the commit itself names people
DATES = "raw"  # seconds and offset

Status = Literal["added", "modified", "deleted", "renamed", "copied", "type"]
_STATUS: dict[str, Status] = {
    "A": "added", "M": "modified", "D": "deleted", "R": "renamed", "C": "copied", "T": "type",
}  # fmt: skip
_SUBMODULE = "160000"
_POINTER_LONGEST = 1000  # of a diff of a pointer of Git LFS, whose file lies elsewhere
_POINTER = re.compile(rb"\n[+-]oid sha256:")
_NO_BLOB = ("000000", _SUBMODULE)
_NO_LINES: tuple[None, None, bytes] = None, None, b""


# Why some of what a commit changed was not seen: the clone lacks it or ends here, or it is too much.
Unseen = Literal["", "absent", "edge", "large"]


class Walked(NamedTuple):
    """`hunks` are those of each file of the entry, b"" where no line changed.

    They begin with the line end before the first "@@", and end without that behind the last line.
    """

    entry: Entry
    hunks: tuple[bytes, ...] = ()
    unseen: Unseen = ""


def walked(record: bytes, is_cut: bool = False) -> Walked:
    """One record without its mark, or the begin of one; raises ValueError for what git does not write."""
    *fields, changes = record.split(b"\0", len(FIELDS))
    sha, parents, author, author_email, authored, committer, committer_email, committed, *signed, message = fields
    if len(signed) != _SIGNED:
        raise ValueError("fields are missing")
    files, hunks = _files(changes, is_cut) if changes else ((), ())
    is_mapped = signed != [author, author_email, committer, committer_email]
    entry = Entry(
        sha.decode(),
        tuple(parents.decode().split()),
        _person(author, author_email),
        _person(committer, committer_email),
        _moment(authored),
        _moment(committed),
        _text(message),
        files,
        (_person(*signed[:2]), _person(*signed[2:])) if is_mapped else None,
    )
    return Walked(entry, hunks, "large" if is_cut else "")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


@lru_cache(maxsize=4096)
def _person(name: bytes, email: bytes) -> Person:
    return Person(_text(name), _text(email))


@lru_cache(maxsize=16)  # most are committed when they are written
def _moment(data: bytes) -> Moment:
    """As "1700000000 +0130"; the epoch where the commit has no time that git can read."""
    seconds, _, offset = data.partition(b" ")
    return Moment(int(seconds), _minutes(offset)) if seconds else Moment(0)


@lru_cache(maxsize=256)
def _minutes(offset: bytes) -> int:
    minutes = int(offset[1:3] or 0) * 60 + int(offset[3:5] or 0)
    return -minutes if offset.startswith(b"-") else minutes


# ---------------------------------------------------------------- changes
def _files(changes: bytes, is_cut: bool) -> tuple[tuple[FileChange, ...], tuple[bytes, ...]]:
    raw, end, patches = changes.partition(b"\0\0")  # no path is empty
    shown_files = patches.removesuffix(b"\n").split(b"\ndiff --git ") if patches else []
    if is_cut:  # in the midst of the last one
        raw, shown_files = raw if end else raw[: raw.rfind(b"\0:")], shown_files[:-1]
    diffs, tokens = iter(shown_files), iter(_text(raw.lstrip(b"\n")).split("\0"))
    files, hunks = [], []
    for token in filter(None, tokens):
        old_mode, mode, old_blob, blob, letter = token[1:].split(" ")
        status = _STATUS.get(letter[:1], "modified")
        old_path = next(tokens, "") if status in ("renamed", "copied") else ""
        path = next(tokens, "")
        shown = next(diffs, None)
        if status == "type":  # shown as deleted and added
            shown, has_lines = next(diffs, None), False
        else:
            has_lines = _SUBMODULE not in (old_mode, mode)
        added, deleted, hunk = _lines(shown) if has_lines else _NO_LINES
        blob, old_blob = "" if mode in _NO_BLOB else blob, "" if old_mode in _NO_BLOB else old_blob
        files.append(FileChange(path, status, added, deleted, old_path, blob, old_blob))
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
    if len(hunks) < _POINTER_LONGEST and b"oid sha256:" in hunks and _POINTER.search(hunks):
        return _NO_LINES
    return hunks.count(b"\n+"), hunks.count(b"\n-"), hunks
