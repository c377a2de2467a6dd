"""The modules of a folder, and a file that may list them -> how many of them it names: is it where they are registered?

A module is named where it is imported, or where a text names it with its folder ("shop.checks.cart", "checks/cart").
Words alone are no names: `user` and `order` stand in many a file beside models of these names.
"""

import re
from collections.abc import Collection, Iterator
from posixpath import dirname
from typing import NamedTuple

from debtscan.intervals import wilson
from debtscan.model import CodeFile, Import

LEAST_MODULES = 8
_LEAST_SHARE = 0.95


class Family(NamedTuple):
    """The public modules of a folder."""

    folder: str
    package: str  # as it is imported, "" where it is not
    stems: frozenset[str]

    def but(self, path: str) -> "Family":
        """Without the one that is at a path, which may list the others."""
        own = {stem(path)} if dirname(path) == self.folder else set()
        return self._replace(stems=self.stems - own)

    @property
    def least(self) -> int:
        """Of them a list names so many."""
        return -int(-_LEAST_SHARE * len(self.stems) // 1)


class Listing(NamedTuple):
    """`named` of `total` modules are named at a path."""

    path: str
    named: int
    total: int

    @property
    def bound(self) -> float:
        return wilson(self.named, self.total)[0]


def stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def listing(path: str, named: Collection[str], family: Family) -> Listing | None:
    """Where so many are named that it lists them."""
    family = family.but(path)
    found = len(family.stems.intersection(named))
    is_list = len(family.stems) >= LEAST_MODULES and found >= family.least
    return Listing(path, found, len(family.stems)) if is_list else None


def named_in_code(file: CodeFile, family: Family) -> set[str]:
    found = set(_imported(file, family)) & family.stems
    own = file.path == f"{family.folder}/__init__.py"
    if own or family.folder.rpartition("/")[2] in file.facts.references:
        found |= family.stems.intersection(file.facts.references)
    return found


def named_in_text(text: str, family: Family) -> set[str]:
    name = re.escape(family.folder.rpartition("/")[2])
    return set(re.findall(rf"(?<!\w){name}[./](\w+)", text)) & family.stems


def _imported(file: CodeFile, family: Family) -> Iterator[str]:
    by_place = family.folder.replace("/", ".")
    for item in file.facts.imports:
        within = _from_here(file, item) if item.level else item.module
        for package in (by_place,) if item.level else {by_place, family.package}:
            if within == package:
                yield item.name
            elif package and within.startswith(f"{package}."):
                yield within[len(package) + 1 :].partition(".")[0]


def _from_here(file: CodeFile, item: Import) -> str:
    """Where a relative import leads, with dots for slashes."""
    directory = dirname(file.path)
    for _ in range(item.level - 1):
        directory = dirname(directory)
    return ".".join(filter(None, (directory.replace("/", "."), item.module)))
