"""The modules of a folder, and a file that may list them -> how many of them it names: is it where they are registered?

A module is named where it is imported, or where a text names it with its folder ("shop.checks.cart", "checks/cart").
Words alone are no names: `user` and `order` stand in many a file beside models of these names.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from posixpath import dirname
from typing import NamedTuple

from debtscan.answers import Custom
from debtscan.detectors.import_graph import meant
from debtscan.intervals import wilson
from debtscan.model import Codebase, CodeFile

LEAST_MODULES = 8
_LEAST_SHARE = 0.95
_PLAIN = re.compile(r"[\w./-]{1,120}")  # a path that tells an assistant nothing else


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


def is_member(path: str) -> bool:
    """A public module that not every package has."""
    return path.endswith(".py") and not stem(path).startswith("_") and stem(path) not in ("conftest", "version")


def registrations(codebase: Codebase) -> Iterator[Custom]:
    """The lists in code of all modules of a folder, the one with the most of them of each."""
    files = [file for file in codebase.files if file.role == "production"]
    members: defaultdict[str, list[CodeFile]] = defaultdict(list)
    for file in files:
        if is_member(file.path):
            members[dirname(file.path)].append(file)
    words = [
        (file, {*file.facts.references, *(each.module.rpartition(".")[2] for each in file.facts.imports)})
        for file in files
    ]
    for folder, those in sorted(members.items()):
        if len(those) < LEAST_MODULES or not _PLAIN.fullmatch(folder):
            continue
        family = Family(folder, those[0].module.rpartition(".")[0], frozenset(stem(file.path) for file in those))
        likely = [file for file, own in words if len(family.stems & own) >= family.least - 1]
        lists = ((listing(file.path, named_in_code(file, family), family), file) for file in likely)
        if found := [(each, file) for each, file in lists if each]:
            yield _registration(family, *min(found, key=lambda each: (-each[0].named, each[0].path)))


def _registration(family: Family, found: Listing, file: CodeFile) -> Custom:
    missing = sorted(family.but(found.path).stems - named_in_code(file, family))
    return Custom(
        group="idioms",
        feature=f"idioms.registration.{family.folder}",
        role="production",
        text=f"modules of {family.folder} are named in {found.path}",
        majority=found.path,
        support=found.named,
        total=found.total,
        confidence=round(found.bound, 3),
        files=1,
        examples=((found.path, 1),),
        exceptions=tuple((f"{family.folder}/{name}.py", 1, "not named") for name in missing),
    )


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
    """Pages may have dashes in their names."""
    folder = re.escape(family.folder.rpartition("/")[2])
    found = re.findall(rf"(?<!\w){folder}[./](\w+(?:-\w+)*)", text)
    return {part for name in found for part in (name.replace("-", "_"), name.partition("-")[0])} & family.stems


def _imported(file: CodeFile, family: Family) -> Iterator[str]:
    packages = {family.folder.replace("/", "."), family.package} - {""}
    for item in file.facts.imports:
        within = next(meant(file, item))
        for package in packages:
            if within == package:
                yield item.name
            elif within.startswith(f"{package}."):
                yield within[len(package) + 1 :].partition(".")[0]
