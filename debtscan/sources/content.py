"""One file on disk -> its bytes and blob id, or the reason why not. Never blocks, never follows a link."""

import errno
import hashlib
import os
import stat
from functools import cache
from typing import BinaryIO

from debtscan.model import Skipped
from debtscan.sources import Content

SUFFIXES = (".py", ".pyw")
A_LINK = "a symbolic link, not followed"

# A FIFO would wait for a writer and a device may have effects: NONBLOCK opens them without, fstat then tells.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_PART_BYTES = 1 << 20
_LINK_ERRORS = (errno.ELOOP, errno.EMLINK)


class Unreadable(Exception):
    """Why a file has no content for us; never leaves the sources."""


def blob_id(data: bytes, digits: int = 40) -> str:
    """Git's name for these bytes: 40 digits, or 64 in a repository that uses SHA-256."""
    return _name(b"blob %d\0" % len(data) + data, digits)


def holds_blob(file: str, blob: str, limit_bytes: int) -> bool | None:
    """Whether a file on disk has the content of this name; None when it cannot be read."""
    try:
        data = regular_bytes(file, limit_bytes, follow=False)
    except Unreadable:
        return None
    return blob_id(data, len(blob)) == blob


@cache
def empty_id(kind: str, digits: int) -> str:
    """Git's name for a blob or tree that holds nothing."""
    return _name(f"{kind} 0\0".encode(), digits)


def _name(named: bytes, digits: int) -> str:
    return (hashlib.sha256(named) if digits == 64 else hashlib.sha1(named, usedforsecurity=False)).hexdigest()


def read_file(root: str, path: str, limit_bytes: int, follow: bool) -> Content | Skipped:
    try:
        data = regular_bytes(os.path.join(root, path), limit_bytes, follow)
    except Unreadable as reason:
        return Skipped(path, str(reason))
    return path, blob_id(data), data


def regular_bytes(name: str, limit_bytes: int, follow: bool) -> bytes:
    try:
        descriptor = os.open(name, _FLAGS if follow else _FLAGS | _NO_LINKS)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(_kind(os.fstat(descriptor).st_mode))
            with open(descriptor, "rb", closefd=False) as file:
                data = _read(file, limit_bytes + 1)
        finally:
            os.close(descriptor)
    except ValueError:
        raise Unreadable("its name holds a NUL character") from None
    except FileNotFoundError:
        raise Unreadable("vanished before it was read") from None
    except OSError as failure:
        raise Unreadable(_reason(failure)) from None
    if len(data) > limit_bytes:
        raise Unreadable(too_large(os.stat(name).st_size, limit_bytes))
    return data


def _read(file: BinaryIO, most_bytes: int) -> bytes:
    """In parts: a read takes memory for all that it may bring, however little there is."""
    parts, left = [], most_bytes
    while left > 0 and (part := file.read(min(left, _PART_BYTES))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def regular_text(name: str, limit_bytes: int) -> str:
    """Of a file of our own making, never through a link."""
    try:
        return regular_bytes(name, limit_bytes, follow=False).decode()
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None


def too_large(size_bytes: int, limit_bytes: int) -> str:
    return f"{size_bytes:,} bytes, more than the {limit_bytes:,} that are analysed (max-file-bytes)"


def _kind(mode: int) -> str:
    return "a directory, not a file" if stat.S_ISDIR(mode) else "not a regular file"


def _reason(failure: OSError) -> str:
    if failure.errno in _LINK_ERRORS:
        return A_LINK
    if failure.errno == errno.ENXIO:  # a socket
        return "not a regular file"
    return f"cannot be read: {failure.strerror}"
