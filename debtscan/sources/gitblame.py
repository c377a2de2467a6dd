"""A file at a commit -> for each line the commit that it is from, and where it was there; and those commits in full."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from debtscan.commits import Entry, Moment, Person
from debtscan.errors import SourceError
from debtscan.history.merged_branches import Node, arrivals, merged_branch
from debtscan.sources import gitrepo
from debtscan.sources.gitrepo import GitFailed, Repository, git

_HEADER = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (\d+) (\d+)")
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abfnrtv"\\])')
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_ENCODING = re.compile(r"(?i)iso-?8859|latin|cp\d|windows-\d|koi8|gb|big5|euc|shift|ascii")
_MOMENT = re.compile(r" ?(-?\d{1,18}) ([+-])(\d\d)(\d\d)(?!\d)")


# What a commit moved or copied from another file that it changed: 4 of 5 lines of app.py in flask were written before
# the commit that moved them there.
ACROSS_FILES = "-C"


class Origin(NamedTuple):
    """Where a line is from: `path` and `line` are those in that commit."""

    sha: str
    path: str
    line: int
    text: str


class Located(NamedTuple):
    """A file by the top of its repository; it need not exist in the work tree."""

    repository: Repository
    path: str


def locate(file: str) -> Located:
    directory, name = os.path.split(file)
    while directory and not os.path.isdir(directory):
        directory, above = os.path.split(directory)
        name = f"{above}/{name}"
    if "\0" in file or not name:
        raise SourceError(f"{file}: not the name of a file")
    directory = directory or "."
    try:
        repository, prefix = gitrepo.find_repository(directory), gitrepo.prefix(directory)
    except GitFailed as failure:
        raise SourceError(f"{file}: {failure}") from None
    return Located(repository, os.path.normpath(prefix + name).replace(os.sep, "/"))


def blame(directory: str, rev: str, path: str, *followed: str) -> list[Origin]:
    """Of each line, in order; `rev` is the full name of a commit that holds the path. Renames are followed, and what
    else is `followed`."""
    # An empty list of commits to leave out takes back those configured: numbers of lines would be guesses.
    command = ("-c", "core.quotePath=false", "blame", *followed, "--porcelain", "--no-textconv", "--ignore-revs-file=")
    try:
        output = git(directory, *command, rev, "--", path)
    except GitFailed as failure:
        # Git would quote the file, and any file can be named there.
        is_listed = "object name" in str(failure)
        reason = "its setting blame.ignoreRevsFile names a file that is no list of commits" if is_listed else failure
        raise SourceError(f"{path}: git cannot tell where its lines are from: {reason}") from None
    return list(_origins(output.split(b"\n"), path))


def _origins(rows: list[bytes], path: str) -> Iterator[Origin]:
    paths: dict[str, str] = {}
    sha, line = "", 0
    for row in rows:
        if row[:1] == b"\t":
            yield Origin(sha, paths.get(sha, path), line, row[1:].decode("utf-8", "surrogateescape"))
        elif row.startswith(b"filename "):
            paths[sha] = os.fsdecode(_unquoted(row[len(b"filename ") :]))
        elif header := _HEADER.match(row):
            sha, line = header[1].decode(), int(header[2])


def _unquoted(name: bytes) -> bytes:
    """As git writes names that hold quotes, backslashes or control characters."""
    if name[:1] != b'"' or name[-1:] != b'"':
        return name
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1]) or _character(found[1]), name[1:-1])


def _character(code: bytes) -> bytes:
    return bytes([int(code, 8) & 255]) if len(code) == 3 else code


# ---------------------------------------------------------------- the branch that a commit came by
def arrived(directory: str, tip: str, matters: Callable[[str], bool]) -> dict[str, str]:
    """Commits that led to `tip`, by the branch that they came by; the whole history is read where a merge names one."""
    if not any(matters(merged_branch(node.subject)) for _, node in _nodes(directory, tip, "--merges")):
        return {}
    return arrivals(dict(_nodes(directory, tip)), [tip], matters)


def _nodes(directory: str, tip: str, *options: str) -> Iterator[tuple[str, Node]]:
    output = git(directory, "log", "-z", "--format=%H%x00%P%x00%s", *options, tip, "--")
    fields = output.decode("utf-8", "surrogateescape").split("\0")
    for sha, parents, subject in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        yield sha, Node(tuple(parents.split()), subject)


# ---------------------------------------------------------------- commits in full
def commits(directory: str, names: Iterable[str]) -> Iterator[Entry]:
    """Without their files, and with people as the commit has them; a commit that is not in the clone is left out."""
    asked = sorted(set(names))
    answer = git(directory, "cat-file", "--batch", given="".join(f"{name}\n" for name in asked).encode())
    place = 0
    while place < len(answer):
        header, _, _ = answer[place : place + 200].partition(b"\n")
        place += len(header) + 1
        words = header.split()
        if len(words) != 3 or words[1] == b"missing":
            continue
        size = int(words[2])
        if words[1] == b"commit":
            yield _entry(words[0].decode(), answer[place : place + size])
        place += size + 1


def _entry(name: str, data: bytes) -> Entry:
    head, _, body = data.partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = {}
    for row in head.split(b"\n"):
        key, _, value = row.partition(b" ")
        fields.setdefault(key, []).append(value)
    encoding = fields.get(b"encoding", [b"utf-8"])[0].decode("ascii", "replace")
    author, authored = _signed(_text(fields.get(b"author", [b""])[0], encoding))
    committer, committed = _signed(_text(fields.get(b"committer", [b""])[0], encoding))
    parents = tuple(parent.decode("ascii", "replace") for parent in fields.get(b"parent", []))
    return Entry(name, parents, author, committer, authored, committed, _text(body, encoding))


def _text(data: bytes, encoding: str) -> str:
    known = encoding if _ENCODING.match(encoding) else "utf-8"  # Python has codecs that are no encodings of text
    try:
        return data.decode(known, "surrogateescape")
    except (LookupError, ValueError):
        return data.decode("utf-8", "surrogateescape")


def _signed(text: str) -> tuple[Person, Moment]:
    """Whoever makes a commit object can write anything there."""
    name, _, rest = text.partition("<")
    address, end, _ = rest.partition(">")
    if not end:
        return Person(text, ""), Moment(0)
    person = Person(name.removesuffix(" "), address)
    found = _MOMENT.match(rest.rpartition(">")[2])
    if not found:
        return person, Moment(0)
    minutes = int(found[3]) * 60 + int(found[4])
    return person, Moment(int(found[1]), -minutes if found[2] == "-" else minutes)
