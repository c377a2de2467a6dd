"""The address of a remote -> where a file of a commit can be read in a browser. Nothing is asked of it."""

import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import quote

Link = Callable[[str, int | None], str]

_ADDRESS = re.compile(r"(?:https?://|ssh://|git://)?(?:[\w.-]+@)?([\w.-]+)(?::\d+)?[:/]([\w.~/-]+?)(?:\.git)?/?")
# Host (or the word in its name) -> the way to a file of a commit, and that to a commit.
_WAYS = {
    "github": ("blob", "commit"),
    "gitlab": ("-/blob", "-/commit"),
    "codeberg": ("src/commit", "commit"),
    "gitea": ("src/commit", "commit"),
    "bitbucket": ("src", "commits"),
}


def link(remotes: Iterable[str], sha: str, prefix: str = "") -> Link:
    """Of the first remote whose forge is known; else every address is ""."""
    project, (files, _) = _project(remotes)
    return partial(_address, f"{project}/{files}/{sha}/{quote(prefix)}" if project else "")


def commit_link(remotes: Iterable[str]) -> Callable[[str], str]:
    """The same for a commit by its name."""
    project, (_, commits) = _project(remotes)
    return partial(_commit, f"{project}/{commits}/" if project else "")


def _project(remotes: Iterable[str]) -> tuple[str, tuple[str, str]]:
    """Its address, and the ways from there; "" where no forge is known."""
    for address in remotes:
        found = _ADDRESS.fullmatch(address)
        ways = next((ways for word, ways in _WAYS.items() if found and word in found[1].lower()), None)
        if found and ways and "/" in found[2]:
            return f"https://{found[1]}/{quote(found[2])}", ways
    return "", ("", "")


def _commit(base: str, sha: str) -> str:
    return base and base + quote(sha)


def _address(base: str, path: str, line: int | None) -> str:
    return base and base + quote(os.fsencode(path)) + (f"#L{line}" if line else "")
