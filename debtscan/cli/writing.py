"""Text -> stdout, or a file that is either written whole or left as it was."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

import click

from debtscan.errors import OutputError

# What no encoding holds (bytes of a file name that are no text) is written as an escape, which JSON reads back.
_ERRORS = "backslashreplace"
_SPECIAL = ("/dev/", "/proc/")


def write(text: str, file: str | None, encoding: str = "utf-8") -> None:
    """To `file`, to stdout for None and "-"; raises OutputError."""
    data = text.encode(encoding, _ERRORS)
    try:
        if file is None or file == "-":
            _to_stdout(data)
        elif is_in_place(file):
            with open(file, "wb") as target:
                target.write(data)
        else:
            _replace(os.path.realpath(file), data)
    except OSError as failure:
        raise OutputError(f"{file or 'stdout'}: cannot be written: {failure.strerror}") from None


def show(lines: Iterable[str]) -> None:
    """Lines for a reader, on stdout."""
    write("".join(f"{line}\n" for line in lines), None, stdout_encoding())


def tell(line: str) -> None:
    """On stderr. A full disk or a reader that is gone there changes neither the work nor its status."""
    try:
        click.echo(line, err=True)
    except OSError:
        _lead_nowhere(sys.stderr)


def check(file: str | None) -> None:
    """Raises OutputError for a place that will not take a file, before the work is done for it."""
    if file is None or file == "-":
        return
    if "\0" in file or not file:
        raise OutputError(f"{file!r}: no name for a file")
    directory = os.path.dirname(os.path.realpath(file))
    if os.path.isdir(file):
        raise OutputError(f"{file}: is a directory")
    if not os.path.isdir(directory):
        raise OutputError(f"{file}: there is no directory {directory}")


def stdout_encoding() -> str:
    return sys.stdout.encoding or "utf-8"


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as failure:
        _lead_nowhere(sys.stdout)
        if failure.errno not in (errno.EPIPE, errno.EINVAL):  # the reader has seen enough (`| head`)
            raise


def _lead_nowhere(stream: TextIO) -> None:
    """What is left in its buffer must not be tried again when Python ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_in_place(file: str) -> bool:
    """A device, a pipe or a descriptor is written to; replacing it would put a file in its place."""
    if file.startswith(_SPECIAL) or os.path.realpath(file).startswith(_SPECIAL):
        return True
    with suppress(OSError):
        return not stat.S_ISREG(os.stat(file).st_mode)
    return False


def _replace(file: str, data: bytes) -> None:
    descriptor, aside = tempfile.mkstemp(prefix=".debtscan-", dir=os.path.dirname(file))
    try:
        with open(descriptor, "wb") as target:
            target.write(data)
        os.chmod(aside, _mode(file))
        os.replace(aside, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise


def _mode(file: str) -> int:
    with suppress(FileNotFoundError):
        return stat.S_IMODE(os.stat(file).st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
