"""Facts of one file -> its ballot: how often it takes which variant of which convention, and where first."""

import re
from array import array
from collections.abc import Collection, Iterator, Mapping
from posixpath import basename
from sys import byteorder
from typing import NamedTuple

from msgspec import Struct

from debtscan.model import CodeFile, FileFacts, Role

_SNAKE = re.compile(r"_*[a-z][a-z0-9_]*$")
# What counts under another name, too: what that begins with, and what is cast.
_RENAMED = {"imports.within": "imports.root", "idioms.decorator_in.": "idioms.decorator"}
PROVIDED = "idioms.provided"  # what classes have for those derived from them: no way of doing things by itself
_OF_PATHS = frozenset({"naming.module", "tests.file_name"})
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


class Card(Struct, frozen=True, array_like=True, gc=False):
    """What one blob votes, whatever its path: convention, variant, places, first line."""

    marks: tuple[str, ...]
    is_code: bool
    votes: tuple[tuple[str, str, int, int], ...]


def card(facts: FileFacts) -> Card:
    votes = (
        (each.convention, each.variant, len(each.lines) // 4, _first(each.lines))
        for each in facts.choices
        if not each.convention.startswith("texts.")  # of detectors.helper_templates
    )
    return Card(facts.marks, bool(facts.code_lines) and not facts.error, tuple(votes))


def _first(lines: bytes) -> int:
    return int.from_bytes(lines[:4], byteorder)


def ballot(file: CodeFile) -> Ballot:
    return ballot_of(file.path, file.role, file.module, card(file.facts))


def ballot_of(path: str, role: Role, module: str, cast: Card, wanted: Collection[str] | None = None) -> Ballot:
    """`wanted` names the votes to be counted (`cast_as`), where not all are."""
    found: dict[str, dict[str, Votes]] = {}
    for convention, variant, places, line in cast.votes:
        if wanted is not None and convention not in wanted:
            continue
        for name, counted in _named(path, module, convention, variant):
            found.setdefault(name, {})[counted] = Votes(places, line)
    if cast.is_code and (wanted is None or not _OF_PATHS.isdisjoint(wanted)):
        has_tests = any(convention == "tests.style" for convention, _, _, _ in cast.votes)
        for name, variant in _of_path(path, role, has_tests):
            found.setdefault(name, {})[variant] = Votes(1, 1)
    return Ballot(path, role, found)


def cast_as(wanted: Collection[str]) -> frozenset[str]:
    """The names under which votes on these conventions are cast."""
    renamed = {name for name_of, name in _RENAMED.items() if any(each.startswith(name_of) for each in wanted)}
    return frozenset(renamed.union(wanted))


def occurrences(file: CodeFile) -> Iterator[tuple[str, str, list[int]]]:
    """Convention, variant and lines: what the text chooses, and what its path does."""
    facts = file.facts
    for each in facts.choices:
        for named in _named(file.path, file.module, each.convention, each.variant):
            yield *named, array("I", each.lines).tolist()
    if facts.code_lines and not facts.error:
        has_tests = any(each.convention == "tests.style" for each in facts.choices)
        for name, variant in _of_path(file.path, file.role, has_tests):
            yield name, variant, [1]


def _named(path: str, module: str, convention: str, variant: str) -> Iterator[tuple[str, str]]:
    """A vote as it counts at this path; nothing where it does not."""
    root = module.partition(".")[0]
    if convention == "imports.root":
        if root and variant in (root, "."):
            yield from _within(_stem(path), "relative" if variant == "." else "absolute")
    elif convention == "idioms.decorator":
        yield convention, variant
        if _stem(path) not in _ENTRY_POINTS:
            yield f"idioms.decorator_in.{_stem(path)}", variant
    elif not root or not f"{convention}.".startswith(f"imports.form.{root}."):  # its own parts are no modules of others
        yield convention, variant


def _within(stem: str, form: str) -> Iterator[tuple[str, str]]:
    """Of an import within a package, which may gather its own parts by relative imports where all else is absolute."""
    if stem == "__init__":
        yield "imports.within.in __init__", form
    if stem not in _ENTRY_POINTS or (stem == "__init__" and form == "absolute"):
        yield "imports.within", form


def _stem(path: str) -> str:
    return basename(path).rpartition(".")[0]


def _of_path(path: str, role: Role, has_tests: bool) -> Iterator[tuple[str, str]]:
    stem = _stem(path)
    if stem in _ENTRY_POINTS:
        return
    yield "naming.module", "snake" if _SNAKE.match(stem) else "other"
    if has_tests and role == "test" and (stem.startswith("test_") or stem.endswith("_test")):
        yield "tests.file_name", "first" if stem.startswith("test_") else "last"
