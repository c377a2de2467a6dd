"""Both sides of a change -> imports that lead nowhere and calls with keywords that nothing takes, of one side only.

Asked about are the imports and calls that the change writes, those of changed files that lead to changed files, and
those of unchanged files that mention a name or parameter which the change takes away. Each side is resolved against
its own tree: what did not change is read where one of them leads. Where a function only names its parameters anew,
calls that still give the old names are noted: to rename brings no debt, and whoever does it must hear of them.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, Protocol

from debtscan.facts.lexer import CALL, KIND_SHIFT, NAME
from debtscan.facts.namespace import ANY, STAR
from debtscan.model import Codebase, CodeFile, FileFacts, Finding, Import, KeywordCall, Settings, Unit
from debtscan.records import ImportRecord, KeywordRecord
from debtscan.rules import Rule
from debtscan.scoring.judge import judge
from debtscan.sources import Snapshot, Source
from debtscan.sources.beside import manifests
from debtscan.store.index import import_mark

if TYPE_CHECKING:  # loaded where something is asked about, which takes most changes no time
    from debtscan.detectors.distributions import Manifests
    from debtscan.detectors.imports import Imports
    from debtscan.detectors.keywords import Keywords
    from debtscan.detectors.module_places import ModulePlaces
    from debtscan.detectors.signatures import Signatures

SUBJECTS = frozenset({"import", "keyword"})
MOST_HOLDERS = 24  # unchanged files that mention a name which is gone
Files = Mapping[str, CodeFile]


class Rest(Protocol):
    """What a change leaves as it is."""

    def at(self, path: str) -> CodeFile | None:
        """One of its files."""

    def mentioning(self, names: Collection[str], most: int) -> list[CodeFile] | None:
        """The files that refer to all of these names; None of more than `most`."""

    def is_imported(self, top: str) -> bool:
        """Whether any of its files imports a top module."""

    def having(self, method: str, most: int) -> list[CodeFile] | None:
        """The files with a method of this name; None of more than `most`."""


class Here(NamedTuple):
    source: Source
    snapshot: Snapshot
    files: Files  # that the change touches and that can be parsed


class Found(NamedTuple):
    new: list[Finding]
    fixed: list[Finding]
    notes: tuple[str, ...] = ()


def misused(before: Here, after: Here, rest: Rest, rules: Iterable[Rule], settings: Settings) -> Found:
    asked = [rule for rule in rules if rule.subject in SUBJECTS]
    if not asked or before.snapshot.beside is None or after.snapshot.beside is None:
        return Found([], [])
    moved = _Moved(before.files, after.files)
    sides = (_Asked(after, before, moved, rest), _Asked(before, after, moved, rest))
    new, fixed = (judge(side.records(), asked, side.codebase(), settings) for side in sides)
    there, here = Counter(each.identity for each in fixed), Counter(each.identity for each in new)
    return Found(list(_beyond(new, there)), list(_beyond(fixed, here)), tuple(_outdated(*sides)))


def _outdated(after: _Asked, before: _Asked) -> Iterator[str]:
    """Of calls that the change leaves as they are, though what they call has other names for its parameters now."""
    wrong = Counter(each.key for each in before.of_renamed())
    found: defaultdict[str, list[KeywordRecord]] = defaultdict(list)
    for each in after.of_renamed():
        if wrong[each.key]:
            wrong[each.key] -= 1
        else:
            found[each.callee].append(each)
    for callee, records in sorted(found.items()):
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(each.keyword for each in records))
        places = sorted({(each.path, each.start) for each in records})
        path, line = places[0]
        what = (
            "1 call that is left as it is gives"
            if len(places) == 1
            else f"{len(places):,} calls that are left as they are give"
        )
        yield f"{callee}() has other parameters now: {what} {names} ({path}:{line})"


def _beyond(findings: Iterable[Finding], known: Counter[str]) -> Iterator[Finding]:
    """What stands on both sides, moved to another line or file, is neither new nor fixed."""
    left = known.copy()
    for each in findings:
        if left[each.identity]:
            left[each.identity] -= 1
        else:
            yield each


class _Moved:
    """What one side has for others and the other has not: whoever leads there is asked about on both sides, so that
    what was wrong before is known to be."""

    def __init__(self, before: Files, after: Files) -> None:
        self.names: defaultdict[str, set[str]] = defaultdict(set)  # by path: bound on one side only, or taking less
        self.renamed: defaultdict[str, set[str]] = defaultdict(set)  # taking as much under other names
        for was, now in ((before, after), (after, before)):
            for path, file in was.items():
                if lost := set(_lost(file, now.get(path))):
                    self.names[path] |= lost
                if path in now and (renamed := set(_renamed(file, now[path]))):
                    self.renamed[path] |= renamed
        self.every = frozenset[str]().union(*self.names.values())
        self.modules = {name for path in before.keys() ^ after.keys() for name in _modules(path)} - {""}


def _lost(was: CodeFile, now: CodeFile | None) -> Iterator[str]:
    is_package = was.path.endswith("/__init__.py")  # whose imports are there for others
    bound = was.facts.exports if is_package else {name for name, _ in was.facts.definitions}
    yield from set(bound).difference(now.facts.exports if now else (), (ANY, STAR))
    if now:
        less = ((unit, kept) for unit, kept in _kept(was, now) if _takes_less(unit, kept))
        yield from (_called(unit) for unit, kept in less if not _renames(was, now, unit, kept))


def _renamed(was: CodeFile, now: CodeFile) -> Iterator[str]:
    return (_called(unit) for unit, kept in _kept(was, now) if _renames(was, now, unit, kept))


def _kept(was: CodeFile, now: CodeFile) -> Iterator[tuple[Unit, Unit]]:
    left = {unit.name: unit for unit in now.facts.units}
    return ((unit, left[unit.name]) for unit in was.facts.units if unit.name in left)


def _called(unit: Unit) -> str:
    """What a call of it names."""
    return unit.name.removesuffix(".__init__").rpartition(".")[2]


def _renames(was: CodeFile, now: CodeFile, unit: Unit, kept: Unit) -> bool:
    """The function is the same but for the names of its variables, those of parameters among them."""
    if unit.keywords == kept.keywords or ANY in (*unit.keywords, *kept.keywords):
        return False
    before, after = (array("I", file.facts.tokens)[slice(*each.tokens)] for file, each in ((was, unit), (now, kept)))
    return len(before) == len(after) and all(
        one == other or one >> KIND_SHIFT == other >> KIND_SHIFT in (NAME, CALL)
        for one, other in zip(before, after, strict=True)
    )


def _takes_less(was: Unit, now: Unit) -> bool:
    bases = was.kind == "class" and was.signature != now.signature
    fewer = ANY not in now.keywords and not set(now.keywords).issuperset(was.keywords)
    return bases or fewer or was.decorators != now.decorators


class _Asked:
    """One side, asked about what is not on the other."""

    def __init__(self, here: Here, there: Here, moved: _Moved, rest: Rest) -> None:
        self._here = here
        self._there = there
        self._moved = moved
        self._rest = rest
        self._others: dict[str, CodeFile] = {}  # unchanged files with something to ask about

    def codebase(self) -> Codebase:
        """The files that there are records of."""
        return Codebase(tuple({**self._others, **self._here.files}.values()))

    def records(self) -> list[ImportRecord | KeywordRecord]:
        return [*self._of_changed(), *self._of_left_behind()]

    def _of_changed(self) -> Iterator[ImportRecord | KeywordRecord]:
        for path, file in self._here.files.items():
            other = self._there.files.get(path)
            if imports := self._new_imports(file, other):
                yield from self._imports.records(file, imports)
            for call, lines in self._new_calls(file, other):
                yield from self._keywords.records(file, call, lines)

    def of_renamed(self) -> Iterator[KeywordRecord]:
        """Calls that stand on both sides, of what takes its arguments under other names on one of them."""
        names = self._moved.renamed
        if not names:
            return
        every = frozenset[str]().union(*names.values())
        for file in {**{each.path: each for each in self._left_behind(names)}, **self._here.files}.values():
            other = self._there.files.get(file.path)
            known = _lines_of(other) if other else None
            for call in file.facts.calls:
                lines = call.lines[: known.get((call.callee, call.keywords), 0)] if known is not None else call.lines
                if _names_any(call, every):
                    yield from self._keywords.records(file, call, lines)

    def _of_left_behind(self) -> Iterator[ImportRecord | KeywordRecord]:
        for file in self._left_behind(self._moved.names):
            self._others[file.path] = file
            yield from self._imports.records(file, [item for item in file.facts.imports if self._misses(file, item)])
            for call in file.facts.calls:
                if self._may_miss(call):
                    yield from self._keywords.records(file, call, call.lines)

    # ------------------------------------------------------------ what is asked about
    def _new_imports(self, file: CodeFile, other: CodeFile | None) -> list[Import]:
        known = {_without_line(item) for item in other.facts.imports} if other else frozenset()
        items = file.facts.imports
        return [item for item in items if _without_line(item) not in known or self._misses(file, item)]

    def _new_calls(self, file: CodeFile, other: CodeFile | None) -> Iterator[tuple[KeywordCall, tuple[int, ...]]]:
        known = _lines_of(other) if other else {}
        for call in file.facts.calls:
            number = 0 if self._may_miss(call) else known.get((call.callee, call.keywords), 0)
            if number < len(call.lines):
                yield call, call.lines[number:]

    def _misses(self, file: CodeFile, item: Import) -> bool:
        """Whether it leads to what only one side has, or may."""
        if item.module.rpartition(".")[2] in self._moved.modules:
            return True
        if item.name not in self._moved.every:
            return False
        return not self._moved.names.keys().isdisjoint(self._imports.targets(file, item))

    def _may_miss(self, call: KeywordCall) -> bool:
        return _names_any(call, self._moved.every)

    def _left_behind(self, moved: Mapping[str, Collection[str]]) -> list[CodeFile]:
        """Unchanged files that mention what only one side has, and its module; the names are given by path."""
        found: dict[str, CodeFile] = {}
        for path, names in sorted(moved.items()):
            modules = [name for name in _modules(path) if name.isidentifier() or not name]
            for name, module in product(sorted(names), modules):
                files = self._rest.mentioning({name, import_mark(module)}, MOST_HOLDERS)
                found |= {file.path: file for file in files or ()}
        return list(found.values())

    # ------------------------------------------------------------ this side's tree
    @cached_property
    def _places(self) -> ModulePlaces:
        from debtscan.detectors.module_places import ModulePlaces

        snapshot = self._here.snapshot
        return ModulePlaces((file.path for file in snapshot.files), snapshot.beside or ())

    @cached_property
    def _imports(self) -> Imports:
        from debtscan.detectors.imports import Around, Imports

        return Imports(self._places, Around(self._facts, lambda: self._manifests, self._is_imported_elsewhere))

    @cached_property
    def _signatures(self) -> Signatures:
        from debtscan.detectors.signatures import Signatures

        return Signatures(self._places, self._file)

    @cached_property
    def _keywords(self) -> Keywords:
        from debtscan.detectors.keywords import Keywords

        return Keywords(self._signatures, self._is_taken)

    def _is_taken(self, method: str, keyword: str) -> bool:
        from debtscan.detectors.keywords import taken_by

        others = self._rest.having(method, MOST_HOLDERS)
        return others is None or taken_by([*self._here.files.values(), *others])(method, keyword)

    def _is_imported_elsewhere(self, top: str, path: str) -> bool:
        """By what the change leaves as it is, or on the other side. What it brings into two files it brings."""
        others = (item for file in self._there.files.values() for item in file.facts.imports if not item.level)
        return self._rest.is_imported(top) or any(item.module.partition(".")[0] == top for item in others)

    @cached_property
    def _manifests(self) -> Manifests:
        from debtscan.detectors.distributions import Manifests

        return Manifests(self._here.source.texts_of(manifests(self._here.snapshot.beside or ())))

    def _file(self, path: str) -> CodeFile | None:
        return self._here.files.get(path) or self._rest.at(path)

    def _facts(self, path: str) -> FileFacts | None:
        file = self._file(path)
        return file.facts if file and not file.facts.error else None


def _lines_of(file: CodeFile) -> dict[tuple[str, tuple[str, ...]], int]:
    """How many calls there are, by callee and keywords."""
    return {(call.callee, call.keywords): len(call.lines) for call in file.facts.calls}


def _names_any(call: KeywordCall, names: frozenset[str]) -> bool:
    return not names.isdisjoint(call.callee.replace(":", ".").rsplit(".", 2)[-2:])


def _without_line(item: Import) -> tuple[str, str, str, int, bool, bool]:
    return item.module, item.name, item.alias, item.level, item.guarded, item.conditional


def _modules(path: str) -> tuple[str, ...]:
    """The last part of what a file is imported by; "" where a dot may do."""
    folder, _, base = path.rpartition("/")
    stem = base.partition(".")[0]
    return (folder.rpartition("/")[2], "") if stem == "__init__" else (stem,)
