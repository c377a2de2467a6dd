"""Facts of one file -> its ballot: how often it takes which variant of which convention, and where first."""

import re
from array import array
from collections.abc import Iterator, Mapping
from posixpath import basename
from typing import NamedTuple

from debtscan.model import CodeFile, Role

_SNAKE = re.compile(r"_*[a-z][a-z0-9_]*$")
_ENTRY_POINTS = ("__init__", "__main__", "conftest", "setup")
JUDGED: tuple[Role, ...] = ("production", "test")  # the others are no part of what the code base agreed on


class Votes(NamedTuple):
    """How often a file takes a variant, and the first line where it does."""

    places: int
    line: int


Variants = Mapping[str, Votes]


class Ballot(NamedTuple):
    path: str
    role: Role
    votes: Mapping[str, Variants]  # by convention


def ballot(file: CodeFile) -> Ballot:
    found: dict[str, dict[str, Votes]] = {}
    for name, variant, lines in occurrences(file):
        found.setdefault(name, {})[variant] = Votes(len(lines), lines[0])
    return Ballot(file.path, file.role, found)


def occurrences(file: CodeFile) -> Iterator[tuple[str, str, list[int]]]:
    """Convention, variant and lines: what the text chooses, and what its path does."""
    stem = basename(file.path).rpartition(".")[0]
    within: dict[str, list[int]] = {}
    root = file.module.partition(".")[0]
    for each in file.facts.choices:
        lines = array("I", each.lines).tolist()
        if root and f"{each.convention}.".startswith(f"imports.form.{root}."):  # its own parts are no modules of others
            continue
        if each.convention != "imports.root":
            yield each.convention, each.variant, lines
        elif each.variant == root and root and stem != "__main__":
            within["absolute"] = lines
        elif each.variant == "." and root and stem not in _ENTRY_POINTS:  # a package gathers its own parts
            within["relative"] = lines
    for variant, lines in sorted(within.items()):
        yield "imports.within", variant, lines
    yield from _of_path(file, stem)


def _of_path(file: CodeFile, stem: str) -> Iterator[tuple[str, str, list[int]]]:
    if stem in _ENTRY_POINTS or file.facts.error or not file.facts.code_lines:
        return
    yield "naming.module", "snake" if _SNAKE.match(stem) else "other", [1]
    is_collected = stem.startswith("test_") or stem.endswith("_test")
    if is_collected and file.role == "test" and any("test" in unit.traits for unit in file.facts.units):
        yield "tests.file_name", "first" if stem.startswith("test_") else "last", [1]
