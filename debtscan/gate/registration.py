"""A change that adds a module to a folder -> a record where a file lists the others of it, and not this one.

Decided from the code as it was: nearly all modules of the folder are named in one file. A module that other code of the
change imports is in use, and a list that the change edits was thought of.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from debtscan.detectors.registration import (
    LEAST_MODULES,
    Family,
    Listing,
    is_member,
    listing,
    named_in_code,
    named_in_text,
    stem,
)
from debtscan.errors import SourceError
from debtscan.gate.companions import takes_away
from debtscan.gate.surroundings import Unchanged
from debtscan.model import CodeFile, Place, Settings
from debtscan.records import ConventionRecord
from debtscan.sources import gitpaths
from debtscan.sources.change import INDEX, WORK_TREE, Change
from debtscan.sources.globs import exclusion
from debtscan.sources.modules import ModuleNames
from debtscan.sources.roles import role

Files = Mapping[str, CodeFile]

FEATURE = "idioms.registration"
_UNSURE = 0.65  # below what fails a change: some modules are there for the others
_EXAMPLES = 2


class Registration:
    """`sides` are the changed files as they were and as they are, `unchanged` those that stay as they are."""

    def __init__(self, change: Change, sides: tuple[Files, Files], unchanged: Unchanged, settings: Settings) -> None:
        self._change = change
        self._before, self._after = sides
        self._unchanged = unchanged
        self._settings = settings
        self._is_excluded = exclusion(settings)

    def missing(self) -> Iterator[ConventionRecord]:
        added = [file for path, file in sorted(self._after.items()) if path not in self._before and _is_public(file)]
        if takes_away(self._before, self._after):
            return
        for file in added:
            family = self._families.get(file.path.rpartition("/")[0])
            if family is None or self._is_used(file):
                continue
            if (found := self._lacking(file, family)) and not self._is_told(file, family):
                yield self._record(file, family, found)

    @cached_property
    def _families(self) -> Mapping[str, Family]:
        """By folder, of the code base as it was: those with enough modules to which the change adds."""
        paths = [file.path for file in self._change.base.snapshot().files]
        names = ModuleNames(paths)
        wanted = {path.rpartition("/")[0] for path in self._after if path not in self._before and "/" in path}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in paths:
            if (folder := path.rpartition("/")[0]) in wanted and is_member(path) and self._is_production(path):
                found[folder].append(path)
        return {
            folder: Family(folder, names[modules[0]].rpartition(".")[0], frozenset(map(stem, modules)))
            for folder, modules in found.items()
            if len(modules) >= LEAST_MODULES
        }

    def _is_production(self, path: str) -> bool:
        return not self._is_excluded(path) and role(path, (), self._settings) == "production"

    def _is_used(self, file: CodeFile) -> bool:
        """By other code that the change writes."""
        own = Family(file.path.rpartition("/")[0], file.module.rpartition(".")[0], frozenset({stem(file.path)}))
        return any(
            named_in_code(each, own) for each in self._after.values() if each != file and each.role == "production"
        )

    def _is_told(self, file: CodeFile, family: Family) -> bool:
        """A text that the change writes names it: it was put where it belongs, if elsewhere than the others."""
        change = self._change
        if change.head_name in ("", INDEX, WORK_TREE):
            return False
        with suppress(SourceError):
            paths = gitpaths.written_paths(change.root, change.base_name, change.head_name)
            texts = change.head.texts_of(sorted(path for path in paths if path.endswith(gitpaths.TEXTS)))
            return any(named_in_text(text, _only(file, family)) for _, text in texts)
        return False

    # ------------------------------------------------------------ the lists
    def _lacking(self, file: CodeFile, family: Family) -> Listing | None:
        """The nearest list of the others that does not name it; None where any of code does, or was edited."""
        own = _only(file, family)
        lists = self._lists_of_code(family)
        if any(each.path in self._after or named_in_code(code, own) for each, code in lists):
            return None
        if lists:
            return min((each for each, _ in lists), key=lambda each: (-_shared(each.path, file.path), each.path))
        texts = [each for each, text in self._lists_of_text(family) if not named_in_text(text, own)]
        return min(texts, key=lambda each: (-each.total, each.path), default=None)

    def _lists_of_code(self, family: Family) -> list[tuple[Listing, CodeFile]]:
        least = family.least - 1  # it may be one of them itself
        files = [*self._before.values(), *self._unchanged.naming(family.stems, least)]
        told = ((listing(file.path, named_in_code(file, family), family), file) for file in files)
        return [(found, file) for found, file in told if found and file.role == "production"]

    def _lists_of_text(self, family: Family) -> list[tuple[Listing, str]]:
        """Those that the change does not edit."""
        change = self._change
        if not change.base.rev:
            return []
        with suppress(SourceError):
            paths = gitpaths.naming(change.root, change.base.rev, family.stems)
            was, now = change.base.texts_of(paths), dict(change.head.texts_of(paths))
            told = ((listing(path, named_in_text(text, family), family), path, text) for path, text in was)
            return [(found, text) for found, path, text in told if found and now.get(path) == text]
        return []

    # ------------------------------------------------------------ telling
    def _record(self, file: CodeFile, family: Family, found: Listing) -> ConventionRecord:
        nearest = sorted(family.but(found.path).stems)[:_EXAMPLES]
        places = [f"{family.folder}/{name}.py" for name in nearest]
        return ConventionRecord(
            path=file.path,
            start=1,
            end=1,
            symbol=file.module,
            key=f"{FEATURE} {found.path}",
            related=(
                Place(found.path, 1, 1, "where the others are named"),
                *(Place(path, 1, 1, "is named there") for path in places),
            ),
            confidence=round(min(found.bound, _UNSURE), 2),
            group="idioms",
            feature=FEATURE,
            scope=f"production code in {family.folder}",
            variant="not named",
            majority=found.path,
            support=found.named,
            total=found.total,
            bits=round(math.log2((found.total + 1) / (found.total - found.named + 1)), 2),
            places=1,
            deviation=f"this module is not named in {found.path}",
            custom=f"modules of {family.folder} are",
            example=places[0],
        )


def _only(file: CodeFile, family: Family) -> Family:
    """The same, of it alone."""
    return family._replace(stems=frozenset({stem(file.path)}))


def _is_public(file: CodeFile) -> bool:
    return file.role == "production" and is_member(file.path) and any(each.name for each in file.facts.units)


def _shared(one: str, other: str) -> int:
    """Folders that two paths have in common."""
    pairs: Iterable[tuple[str, str]] = zip(one.split("/")[:-1], other.split("/")[:-1], strict=False)
    depth = 0
    for a, b in pairs:
        if a != b:
            break
        depth += 1
    return depth
