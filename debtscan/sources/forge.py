"""The address of a remote -> where a file of a commit can be read in a browser. Nothing is asked of it."""

import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import quote

Link = Callable[[str, int | None], str]

_ADDRESS = re.compile(r"(?:https?://|ssh://|git://)?(?:[\w.-]+@)?([\w.-]+)(?::\d+)?[:/]([\w.~/-]+?)(?:\.git)?/?")
# Host (or the word in its name) -> the way to a file of a commit.
_WAYS = {"github": "blob", "gitlab": "-/blob", "codeberg": "src/commit", "gitea": "src/commit", "bitbucket": "src"}


def link(remotes: Iterable[str], sha: str, prefix: str = "") -> Link:
    """Of the first remote whose forge is known; else every address is ""."""
    for address in remotes:
        found = _ADDRESS.fullmatch(address)
        way = next((way for word, way in _WAYS.items() if found and word in found[1].lower()), None)
        if found and way and "/" in found[2]:
            return partial(_address, f"https://{found[1]}/{quote(found[2])}/{way}/{sha}/{quote(prefix)}")
    return partial(_address, "")


def _address(base: str, path: str, line: int | None) -> str:
    return base and base + quote(os.fsencode(path)) + (f"#L{line}" if line else "")
