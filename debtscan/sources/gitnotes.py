"""What a repository keeps beside its commits on the work of AI tools: notes and files of traces -> their texts.

Two git processes for each ref of notes, whatever their number. Nothing is fetched: a clone does not bring notes, so
there is a hint where a repository seems to keep some elsewhere.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from debtscan.errors import SourceError
from debtscan.model import Skipped
from debtscan.sources.gitrepo import Entry, GitFailed, git, read_blobs, tree_entries

_LARGEST_BYTES = 20_000_000
_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NOTED = r"^(remote\..*\.(fetch|push)|notes\..*)$"
# What the tools leave in a tree that they are set up for.
_SETTINGS = re.compile(r"(?:^|/)\.(?:git-ai|gitai|whogitit)(?:/|\.|$)")


def notes(directory: str, ref: str, commits: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """Full name of a commit and the text of its note; of all commits or of those named. No such ref: nothing."""
    if not has_ref(directory, ref):
        return
    kept = ((entry.path.replace("/", ""), entry.blob) for entry in tree_entries(directory, ref))
    wanted = [(name, blob) for name, blob in kept if _NAME.fullmatch(name) and (commits is None or name in commits)]
    yield from texts(directory, wanted)


def texts(directory: str, wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Names and texts of blobs; what cannot be read is left out."""
    for item in read_blobs(directory, wanted, _LARGEST_BYTES):
        if not isinstance(item, Skipped):
            name, _, data = item
            yield name, data.decode("utf-8", "replace")


def has_ref(directory: str, ref: str) -> bool:
    try:
        git(directory, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except GitFailed:
        return False
    return True


def state(directory: str) -> tuple[str, ...]:
    """What `notes` and `missing_notes` go by, apart from the tree: while it stays, so do their answers."""
    return os.fsdecode(git(directory, "for-each-ref", "refs/notes")), *_configured(directory)


def missing_notes(directory: str, refs: Sequence[str], entries: Sequence[Entry] = ()) -> str:
    """How to fetch the notes that this clone lacks, "" when nothing says that there are any."""
    lacking = [ref for ref in refs if not has_ref(directory, ref)]
    if len(lacking) < len(refs):  # a repository keeps one kind
        return ""
    spoken = _configured(directory)
    named = next((ref for ref in refs if any(ref in value or "refs/notes/*" in value for value in spoken)), "")
    if not named and any(_SETTINGS.search(entry.path) for entry in entries):
        named = next((ref for ref in refs if any(_speaks_of(entry, ref) for entry in entries)), refs[0])
    if not named:
        return ""
    return (
        f"this repository seems to keep notes on AI assistance in {named}, which this clone does not have: "
        f"`git fetch origin {named}:{named}` brings them"
    )


def _configured(directory: str) -> list[str]:
    """What remotes bring and send, and what notes git is told to show or copy."""
    with suppress(SourceError):  # nothing of the kind
        listing = git(directory, "config", "--local", "--null", "--get-regexp", _NOTED)
        return os.fsdecode(listing).split("\0")
    return []


def _speaks_of(entry: Entry, ref: str) -> bool:
    found = _SETTINGS.search(entry.path)
    return found is not None and ("whogitit" in found[0]) == ref.endswith("whogitit")
