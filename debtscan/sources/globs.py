"""Glob patterns of the configuration -> one predicate over paths.

A pattern without a slash names a file or directory at any depth; one with a slash starts at the configuration's
directory; `**` stands for any number of directories. A pattern that holds for a directory holds for all below it.
"""

import re
from collections.abc import Callable, Sequence
from fnmatch import translate
from functools import lru_cache

from debtscan.model import Settings

Matcher = tuple[re.Pattern[str] | None, ...]  # None stands for **


def any_glob(patterns: Sequence[str]) -> Callable[[str], bool]:
    """True for the paths for which one of the patterns holds."""
    compiled = [compiled_glob(pattern) for pattern in patterns]

    def holds(path: str) -> bool:
        parts = tuple(path.split("/"))
        return any(begins(matcher, parts) for matcher in compiled)

    return holds


def exclusion(settings: Settings) -> Callable[[str], bool]:
    """True for the paths, relative to the scanned root, that are not to be analysed."""
    is_excluded, prefix = any_glob(settings.exclude), settings.prefix
    return (lambda path: is_excluded(f"{prefix}/{path}")) if prefix else is_excluded


@lru_cache(maxsize=1024)
def compiled_glob(pattern: str) -> Matcher:
    parts = pattern.removeprefix("./").strip("/").split("/")
    if len(parts) == 1 and not pattern.startswith(("/", "./")):
        parts.insert(0, "**")
    while parts and parts[-1] == "**":
        parts.pop()
    # fnmatch's own translation of one segment cannot backtrack without end, which a hostile pattern would use.
    return tuple(None if part == "**" else re.compile(translate(part)) for part in parts or ["*"])


def begins(matcher: Matcher, parts: Sequence[str]) -> bool:
    """Whether the pattern matches the first directories of the path, or all of it: one pass over the states reached."""
    reached = _with_empty_stars({0}, matcher)
    for part in parts:
        reached = _with_empty_stars({after for state in reached for after in _after(matcher, state, part)}, matcher)
        if len(matcher) in reached:
            return True
    return False


def _after(matcher: Matcher, state: int, part: str) -> tuple[int, ...]:
    segment = matcher[state]
    if segment is None:
        return (state,)
    return (state + 1,) if segment.match(part) else ()


def _with_empty_stars(states: set[int], matcher: Matcher) -> set[int]:
    """`**` may stand for no directory at all; a pattern never ends with it."""
    for state in tuple(states):
        while state < len(matcher) and matcher[state] is None:
            state += 1
            states.add(state)
    return states
