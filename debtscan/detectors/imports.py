"""Imports of a code base -> those that lead nowhere: a name its module does not have, a module or package not there.

Silent wherever it may be there after all: what is made by a build, kept out by .gitignore, compiled, taken from a path
that code puts together, provided by something a manifest names, or expected to be missing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from debtscan.detectors.distributions import Manifests, is_given, is_known
from debtscan.detectors.module_places import Found, Leads, Missing, ModulePlaces, join
from debtscan.facts import standard
from debtscan.facts.names import SYS_PATH
from debtscan.facts.namespace import ANY, STAR
from debtscan.facts.places import unit_at
from debtscan.model import Codebase, CodeFile, FileFacts, Import, Place
from debtscan.records import ImportRecord

# Scripts and examples are run where their author has what they need.
_ASKED_ABOUT_PACKAGES = ("production", "notebook-export", "test")

# What tests import in order to see it fail, by its own name or that of the file.
_MEANT_TO_FAIL = re.compile(
    r"(?:not|non|no|does_?not|doesnt)_?(?:such|exist|found|there|installed)|missing|broken|bad_|invalid|error",
    re.IGNORECASE,
)


class Around(NamedTuple):
    """What must be known of the rest of a code base; nothing is asked before it is needed."""

    facts: Callable[[str], FileFacts | None]  # by path; None where they are not known
    manifests: Callable[[], Manifests]
    is_imported_elsewhere: Callable[[str, str], bool]  # a top module, by other files than that of the path


def measure(codebase: Codebase) -> Iterator[ImportRecord]:
    if codebase.beside is None:
        return
    judge = Imports(ModulePlaces((file.path for file in codebase.files), codebase.beside), around(codebase))
    for file in codebase.files:
        yield from judge.records(file, file.facts.imports)


def around(codebase: Codebase) -> Around:
    files = {file.path: file.facts for file in codebase.files if not file.facts.error}
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for file in codebase.files:
        for item in file.facts.imports:
            if not item.level:
                importers[item.module.partition(".")[0]].add(file.path)
    manifests = Manifests(codebase.manifests)
    return Around(files.get, lambda: manifests, lambda top, path: bool(importers.get(top, set()) - {path}))


class _Wrong(NamedTuple):
    what: Literal["name", "module", "package"]
    name: str
    problem: str
    known: Mapping[str, str]  # names there are, each with the words for it
    path: str = ""  # of the module that lacks it
    is_known: bool = False


class Imports:
    def __init__(self, places: ModulePlaces, around: Around) -> None:
        self._places = places
        self._around = around

    def records(self, file: CodeFile, items: Iterable[Import]) -> Iterator[ImportRecord]:
        """Of those that are surely wrong; what is missing as a whole is told once."""
        told: set[tuple[str, str]] = set()
        for item in items:
            wrong = None if item.guarded or file.facts.error else self._wrong(file, item)
            if wrong and (wrong.what, wrong.problem) not in told:
                told.add((wrong.what, wrong.problem))
                yield _record(file, item, wrong)

    def targets(self, file: CodeFile, item: Import) -> set[str]:
        """Paths of the files that it may name."""
        if item.level:
            leads = [self._places.relative(file.path, item)]
        else:
            leads = [*self._places.absolute(item.module).values()]
        return {each.path for each in leads if each and each.path}

    def _wrong(self, file: CodeFile, item: Import) -> _Wrong | None:
        if item.level:
            lead = self._places.relative(file.path, item)
            return self._judged(lead, item, is_sure=True) if lead else None
        if standard.is_standard(item.module):
            return self._standard(item)
        leads = self._places.absolute(item.module)
        return self._own(file, item, leads) if leads else self._package(file, item)

    # ------------------------------------------------------------ the standard library
    def _standard(self, item: Import) -> _Wrong | None:
        known = standard.names(item.module)
        if known is None or item.conditional or item.name in known or item.name in ("", STAR) or item.name[0] == "_":
            return None
        if self._places.absolute(item.module):
            return None
        return _Wrong("name", item.name, f"{item.module} has no `{item.name}`", {name: f"`{name}`" for name in known})

    # ------------------------------------------------------------ the code base
    def _own(self, file: CodeFile, item: Import, leads: Mapping[str, Leads]) -> _Wrong | None:
        found = {home: self._judged(lead, item, is_sure=False) for home, lead in leads.items()}
        if None in found.values():
            return None
        top = item.module.partition(".")[0]
        roots = [home for home in leads if home in self._places.roots and self._places.is_package(join(home, top))]
        if not roots:
            return self._package(file, item) if all(map(self._places.is_package, leads)) else None
        if len(leads) > 1 or _mends_path(file):
            return None
        is_inside = file.path.startswith(join(roots[0], top) + "/")
        return found[roots[0]] if is_inside or not self._around.manifests().declare(top) else None

    def _judged(self, lead: Leads, item: Import, *, is_sure: bool) -> _Wrong | None:
        if isinstance(lead, Missing):
            return self._absent(lead, is_sure=is_sure)
        if item.name in ("", STAR) or item.name.startswith("__") or self._has(lead, item.name):
            return None
        if not lead.path and not (is_sure and lead.directory is not None):
            return None
        if lead.directory is not None and self._around.manifests().make(join(lead.directory, item.name)):
            return None
        where = lead.path or f"{lead.directory or '.'}/"
        known = {name: f"`{name}`" for name in self._names(lead)}
        return _Wrong("name", item.name, f"{where} has no `{item.name}`", known, lead.path)

    def _has(self, lead: Found, name: str) -> bool:
        if lead.directory is not None and name in self._places.names_in(lead.directory):
            return True
        if not lead.path:
            return False
        facts = self._around.facts(lead.path)
        return facts is None or not {name, STAR, ANY, "__getattr__"}.isdisjoint(facts.exports)

    def _names(self, lead: Found) -> set[str]:
        facts = self._around.facts(lead.path) if lead.path else None
        inside = self._places.names_in(lead.directory) if lead.directory is not None else set()
        return {*(facts.exports if facts else ()), *inside}

    def _absent(self, lead: Missing, *, is_sure: bool) -> _Wrong | None:
        """A module that is not there."""
        if lead.directory is None:
            facts = self._around.facts(lead.path) if lead.path else None
            if facts is None or not {lead.name, ANY, STAR}.isdisjoint(facts.exports):
                return None
            return _Wrong(
                "module", lead.name, f"{lead.path} is a module, no package with a `{lead.name}`", {}, lead.path
            )
        path = join(lead.directory, "__init__.py")
        if self._places.is_package(lead.directory):
            facts = self._around.facts(path)
            if facts is None or "__path__" in facts.references or not {lead.name, ANY}.isdisjoint(facts.exports):
                return None
        elif not is_sure:
            return None
        else:
            path = ""
        if self._around.manifests().make(join(lead.directory, lead.name)):
            return None
        known = {name: f"`{name}`" for name in self._places.names_in(lead.directory) - {"__init__"}}
        problem = f"{lead.directory or '.'}/ has no module `{lead.name}`"
        return _Wrong("module", lead.name, problem, known, path)

    # ------------------------------------------------------------ packages of others
    def _package(self, file: CodeFile, item: Import) -> _Wrong | None:
        top = item.module.partition(".")[0]
        if file.role not in _ASKED_ABOUT_PACKAGES:
            return None
        if item.conditional or is_given(top) or _mends_path(file) or self._around.is_imported_elsewhere(top, file.path):
            return None
        if _is_optional(file, top) or (file.role == "test" and _is_part_of_a_test(file, item)):
            return None
        manifests = self._around.manifests()
        if not manifests.cover(file.path) or manifests.declare(top):
            return None
        known = is_known(top)
        problem = (
            f"no manifest of this project declares a package that brings `{top}`"
            if known
            else f"neither the standard library nor this code base has a `{top}`, and no manifest declares it"
        )
        return _Wrong("package", top, problem, {}, is_known=known)


def _is_optional(file: CodeFile, top: str) -> bool:
    """The file says elsewhere that it may be missing."""
    guarded = (item for item in file.facts.imports if item.guarded or item.conditional)
    skips = "importorskip" in file.facts.references and top in file.facts.references
    return skips or any(item.module.partition(".")[0] == top for item in guarded)


def _is_part_of_a_test(file: CodeFile, item: Import) -> bool:
    """Test cases import packages that fixtures put together, and such as are not there."""
    if _MEANT_TO_FAIL.search(item.module) or _MEANT_TO_FAIL.search(file.path):
        return True
    units = file.facts.units
    index = unit_at(units, item.line)
    while index > 0:
        if "test" in units[index].traits or units[index].name.rpartition(".")[2].startswith("setUp"):
            return True
        index = units[index].parent
    return False


def _mends_path(file: CodeFile) -> bool:
    """It may add to the places that modules are looked for in."""
    added = any(item.module == "sys" and item.name == "path" for item in file.facts.imports)
    return added or not {SYS_PATH, "addsitedir"}.isdisjoint(file.facts.references)


def _record(file: CodeFile, item: Import, wrong: _Wrong) -> ImportRecord:
    unit = file.facts.units[unit_at(file.facts.units, item.line)]
    existing = _nearest(wrong.name, wrong.known)
    instead = f"; it has {wrong.known[existing]}" if existing else ""
    source = "." * item.level + item.module
    return ImportRecord(
        path=file.path,
        start=item.line,
        end=item.line,
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=f"{source} {item.name}",
        related=(Place(wrong.path, 1, 1, "where it would be"),) if wrong.path else (),
        statement=f"from {source} import {item.name}" if item.name else f"import {item.module}",
        what=wrong.what,
        name=wrong.name,
        problem=wrong.problem + instead,
        existing=existing,
        is_known=wrong.is_known,
    )


def _nearest(name: str, known: Mapping[str, str]) -> str:
    import difflib  # only a mistake needs it

    names = sorted(each for each in known if each.isidentifier())
    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.6)), "")
