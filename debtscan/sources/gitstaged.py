"""The commit that is being made: its message in a file, the author that git will name, what is staged -> Entry."""

import os
import re

from debtscan.commits import Entry, FileChange, Moment, Person
from debtscan.errors import UsageError
from debtscan.sources import gitrepo
from debtscan.sources.content import Unreadable, empty_id, regular_bytes
from debtscan.sources.gitrepo import GitFailed, Repository, git

_LARGEST_BYTES = 2_000_000
_SCISSORS = " ------------------------ >8 ------------------------"
_PERSON = re.compile(r"([^<>]*)<([^<>]*)> (\d+) ")
_SHA1_DIGITS = 40


def staged_entry(repository: Repository, message_file: str, seconds: int) -> Entry:
    """`seconds` is the time that it is made at; of a merge no files are told. Raises UsageError and SourceError."""
    author = _author(repository.root)
    is_merge = os.path.exists(os.path.join(repository.git_directory, "MERGE_HEAD"))
    moment = Moment(seconds)
    files = () if is_merge else tuple(_files(repository))
    return Entry("", (), author, author, moment, moment, _message(repository.root, message_file), files)


def _message(root: str, file: str) -> str:
    """Without what git will cut off: its own remarks, and the diff below the scissors."""
    try:
        text = regular_bytes(file, _LARGEST_BYTES + 1, follow=True)[:_LARGEST_BYTES].decode("utf-8", "surrogateescape")
    except Unreadable as reason:
        raise UsageError(f"{file}: the message cannot be read: {reason}") from None
    sign = _setting(root, "core.commentChar")
    sign = "#" if sign in ("", "auto") else sign
    kept = []
    for line in text.splitlines(keepends=True):
        if line.startswith(sign + _SCISSORS):
            break
        if not line.startswith(sign):
            kept.append(line)
    return "".join(kept)


def _author(root: str) -> Person:
    """A hook is told of `--author` in the environment."""
    name, email = os.environ.get("GIT_AUTHOR_NAME", ""), os.environ.get("GIT_AUTHOR_EMAIL", "")
    if not (name and email):
        try:
            found = _PERSON.match(git(root, "var", "GIT_AUTHOR_IDENT").decode("utf-8", "surrogateescape"))
        except GitFailed:  # nobody has told git who this is
            found = None
        name, email = name or (found[1].strip() if found else ""), email or (found[2] if found else "")
    return Person(name, email)


# debtscan: ignore[duplicated-helper] -- what is not set is no commit that is missing
def _setting(root: str, key: str) -> str:
    try:
        return git(root, "config", "--get", key).decode("utf-8", "replace").removesuffix("\n")
    except GitFailed:  # it is not set
        return ""


# debtscan: ignore[reimplemented-helper] -- numbers of lines, as git writes them where there is no commit yet
def _files(repository: Repository) -> list[FileChange]:
    head = gitrepo.find_commit(repository.root, "HEAD")
    tree = head.tree if head else empty_id("tree", _SHA1_DIGITS)
    fields = git(
        repository.root, "diff-index", "--cached", "--numstat", "-z", "-M", "-l1000", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=none", "--ita-invisible-in-index", tree,
        index=gitrepo.inherited_index(repository),
    ).split(b"\0")  # fmt: skip
    found, texts = [], iter(os.fsdecode(field) for field in fields)
    for text in texts:
        if not text:
            continue
        added, deleted, path = text.split("\t", 2)
        old_path = "" if path else next(texts)
        path = path or next(texts)
        lines = [None if text == "-" else int(text) for text in (added, deleted)]
        found.append(FileChange(path, "renamed" if old_path else "modified", lines[0], lines[1], old_path))
    return found
