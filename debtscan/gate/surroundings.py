"""What a change leaves as it is, asked as little as possible: rows of the store first, facts where those point."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from posixpath import dirname
from typing import TypeVar

from debtscan import app
from debtscan.app import Analysis
from debtscan.detectors.complexity import ENOUGH_FUNCTIONS, ENOUGH_MODULES, Profile
from debtscan.detectors.convention_ballots import JUDGED, Ballot, Card, ballot_of, cast_as
from debtscan.detectors.outline import Outline
from debtscan.detectors.reinvention import Helper
from debtscan.lookup.reimplementations import Surroundings as LexicalSurroundings
from debtscan.model import CodeFile, Role
from debtscan.sources import Source, SourceFile
from debtscan.sources.roles import role
from debtscan.store import Store
from debtscan.store.index import Index, import_mark

MOST_HOLDERS = 24  # files that share a print; what more of them hold tells none apart
_PER_UNIT = 20  # files that one unit is compared with: they hold nine of ten of Django's own pairs of copies
_COMMON = 1000  # files, of a code base in which a print is rare
LEAST_SHARED = 2  # prints, for a file to be worth it
_MOST_FILES = 120

_Told = TypeVar("_Told", Outline, Card)
Spans = Sequence[tuple[int, int]]


class Unchanged:
    """The files that both sides share. `modules` gives the import names of all of the base."""

    def __init__(
        self, source: Source, files: Sequence[SourceFile], modules: Mapping[str, str], analysis: Analysis, store: Store
    ) -> None:
        self._source = source
        self._files = {file.path: file for file in files}
        self._modules = modules
        self._analysis = analysis
        self._store = store
        self._loaded: dict[str, CodeFile] = {}
        self._ids: dict[str, int] = {}  # of the facts of each blob
        self._paths: defaultdict[int, list[str]] = defaultdict(list)  # at which such facts stand

    @cached_property
    def _rows(self) -> Index:
        """With what the store did not know read first."""
        index = Index(self._store)
        self._ids = index.known({file.blob for file in self._files.values()})
        missing = [file for file in self._files.values() if file.blob not in self._ids]
        if missing:
            app.load_files(self._source, missing, self._modules, self._analysis)
            self._ids |= index.known({file.blob for file in missing})
        for path, file in self._files.items():
            if file.blob in self._ids:
                self._paths[self._ids[file.blob]].append(path)
        return index

    # ------------------------------------------------------------ the classes
    def classes(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Names and signatures of these classes, of all that they inherit from and of all that inherit from them."""
        names = list(names)
        rows = {*self._rows.above(names), *self._rows.below(names)}
        return sorted((row.name, row.signature) for row in rows if row.facts in self._paths)

    def owners(self, method: str) -> Collection[str]:
        """The classes that define a method of this name."""
        rows = self._rows.defining([method]).get(method, ())
        return {row.owner for row in rows if row.kind == "method" and row.facts in self._paths}

    def uses(self, name: str) -> int:
        """How many files refer to a name."""
        return sum(len(self._paths.get(number, ())) for number in self._rows.referring([name]).get(name, ()))

    # ------------------------------------------------------------ the figures
    def profiles(self, files: Iterable[CodeFile]) -> list[Profile]:
        """Those of the code that these files are compared with: below their innermost folder with enough of it."""
        found: dict[str, Profile] = {}
        for folder, name in sorted({(dirname(file.path), file.role) for file in files}):
            while not self._suffices(folder, name, found) and folder:
                folder = dirname(folder)
        return list(found.values())

    def _suffices(self, folder: str, name: Role, found: dict[str, Profile]) -> bool:
        """Adds what lies below the folder."""
        inside = [path for path in self._files if not folder or path.startswith(folder + "/")]
        outlines_of = self._rows.outlines
        new = {path: number for path in inside if path not in found and (number := self._id(path))}
        outlines = outlines_of(set(new.values()))
        found |= {path: self._profile(path, outlines[number]) for path, number in new.items() if number in outlines}
        peers = [found[path] for path in inside if path in found and found[path].role == name]
        return sum(len(each.functions) for each in peers) >= ENOUGH_FUNCTIONS and len(peers) >= ENOUGH_MODULES

    def _id(self, path: str) -> int:
        return self._ids.get(self._files[path].blob, 0)

    def _profile(self, path: str, outline: Outline) -> Profile:
        counts = not outline.error and outline.code_lines
        name = role(path, outline.marks, self._analysis.settings)
        return Profile(path, name, outline.functions, outline.maintainability if counts else None)

    # ------------------------------------------------------------ the directives
    # debtscan: ignore[duplicated-helper] -- gate.remembered answers the same questions from memory, for the ledger
    def silenced(self, name: Role) -> tuple[Counter[str], int]:
        """How often the files of a role silence which tool (`silences`), and their lines of code."""
        found, lines = Counter[str](), 0
        for _path, role_of_it, each in self._told(self._rows.outlines):
            if role_of_it == name:
                found.update(dict(each.silenced))
                lines += each.code_lines
        return found, lines

    def _told(
        self, asked: Callable[[set[int]], Mapping[int, _Told]], paths: Iterable[str] | None = None
    ) -> Iterator[tuple[str, Role, _Told]]:
        """What the rows hold of each unchanged file, or of these, with the file's path and role."""
        numbers = {path: number for path in (self._files if paths is None else paths) if (number := self._id(path))}
        told = asked(set(numbers.values()))
        for path, number in numbers.items():
            if each := told.get(number):
                yield path, role(path, each.marks, self._analysis.settings), each

    # ------------------------------------------------------------ the conventions
    def ballots(self, wanted: Collection[str], near: Collection[str] | None = None) -> list[Ballot]:
        """What the files that have a say vote on these conventions; all, or those below folders or of the names of
        some others, which are `near`."""
        cards, cast = self._cards if near is None else self._cards_near(near), cast_as(wanted)
        return [ballot_of(path, name, self._modules.get(path, ""), each, cast) for path, name, each in cards]

    def _cards_near(self, paths: Collection[str]) -> list[tuple[str, Role, Card]]:
        folders = tuple({path.rpartition("/")[0] + "/" for path in paths if "/" in path})
        is_at_root = any("/" not in path for path in paths)
        names = {path.rpartition("/")[2] for path in paths}
        found = [
            path for path in self._files if is_at_root or path.startswith(folders) or path.rpartition("/")[2] in names
        ]
        return [each for each in self._told(self._rows.cards, found) if each[1] in JUDGED]

    @cached_property
    def _newer(self) -> frozenset[str]:
        return self._source.recent()

    def recent(self) -> frozenset[str]:
        """The newer files of the code base as it was."""
        return self._newer

    @cached_property
    def _cards(self) -> list[tuple[str, Role, Card]]:
        return [each for each in self._told(self._rows.cards) if each[1] in JUDGED]

    # ------------------------------------------------------------ the helpers
    def helpers(self, tokens: Iterable[int]) -> list[Helper]:
        """Those whose expression may stand among these tokens, whose names no other function has."""
        found = [
            (number, path, each) for number, each in self._rows.helpers(tokens) for path in self._paths.get(number, ())
        ]
        owners = self._rows.defining({each.name for _, _, each in found})
        outlines = self._rows.outlines({number for number, _, _ in found})
        return [
            Helper(path, self._modules[path], each)
            for number, path, each in found
            if self._modules.get(path) and sum(row.facts in self._paths for row in owners.get(each.name, ())) == 1
            if role(path, outlines[number].marks, self._analysis.settings) == "production"
        ]

    def mentioning(self, names: Collection[str], most: int) -> list[CodeFile] | None:
        """The files that have a say and refer to all of these names; None of more than `most`."""
        found = self._rows.referring(names)
        numbers = set.intersection(*(set(found.get(name, ())) for name in names)) if names else set()
        paths = sorted(path for number in numbers for path in self._paths.get(number, ()))
        return None if len(paths) > most else [file for file in self._read(paths) if file.role in JUDGED]

    def naming(self, modules: Collection[str], least: int) -> list[CodeFile]:
        """The files that refer to at least so many of these names, or import modules that are called so."""
        held: defaultdict[int, set[str]] = defaultdict(set)
        for word, numbers in self._rows.referring({*modules, *map(import_mark, modules)}).items():
            for number in numbers:
                held[number].add(word.rpartition(" ")[2])
        likely = {number for number, words in held.items() if len(words) >= least}
        return self._read(sorted(path for number in likely for path in self._paths.get(number, ()))[:MOST_HOLDERS])

    def at(self, path: str) -> CodeFile | None:
        """One of the files."""
        return next(iter(self._read([path])), None) if path in self._files else None

    def is_imported(self, top: str) -> bool:
        """Whether any of the files imports a top module."""
        return self.uses(import_mark(top)) > 0

    def having(self, method: str, most: int) -> list[CodeFile] | None:
        """The files with a method of this name; None of more than `most`."""
        rows = self._rows.defining([method]).get(method, ())
        paths = {path for row in rows if row.kind == "method" for path in self._paths.get(row.facts, ())}
        return None if len(paths) > most else self._read(sorted(paths))

    def of_module(self, module: str) -> CodeFile | None:
        """The file that is imported by this name."""
        path = self._by_module.get(module)
        return next(iter(self._read([path])), None) if path else None

    @cached_property
    def _by_module(self) -> dict[str, str]:
        return {module: path for path, module in self._modules.items() if module and path in self._files}

    # ------------------------------------------------------------ the words
    def lexical(self) -> LexicalSurroundings:
        """The functions that may be used again, by their words."""
        self._rows.known(())  # what the store did not know is read first
        settings, store = self._analysis.settings, self._store
        return LexicalSurroundings(
            self._files.values(), self._ids, settings, store, lambda paths: self._read(sorted(paths))
        )

    # ------------------------------------------------------------ the files
    def neighbours(self, units: Iterable[tuple[CodeFile, Spans]]) -> list[CodeFile]:
        """The files that may hold a copy of one of these pieces of code, the likeliest first."""
        from debtscan.detectors.clone_prints import asked_prints

        asked = [asked_prints(file.facts, spans) for file, spans in units]
        every = set().union(*asked)
        holders = {held: live for held, ids in self._rows.sharing(every).items() if (live := self._alive(ids))}
        scores: defaultdict[str, float] = defaultdict(float)
        for prints in asked:
            for path, score in best(prints, holders):
                scores[path] += score
        return self._read([path for path, _ in _ranked(scores)[:_MOST_FILES]])

    def namesakes(self, functions: Iterable[str]) -> list[CodeFile]:
        """The files with a function of one of these names, but of those that many files have."""
        found: set[str] = set()
        for rows in self._rows.defining(functions).values():
            found.update(self._alive({row.facts for row in rows if row.kind == "function"}))
        return self._read(sorted(found)[:_MOST_FILES])

    def _alive(self, ids: Iterable[int]) -> list[str]:
        found = [path for number in ids for path in self._paths.get(number, ())]
        return found if len(found) <= MOST_HOLDERS else []

    def _read(self, paths: Sequence[str]) -> list[CodeFile]:
        wanted = [self._files[path] for path in paths if path not in self._loaded]
        if wanted:
            codebase, _ = app.load_files(self._source, wanted, self._modules, self._analysis)
            self._loaded |= {file.path: file for file in codebase.files}
        return [self._loaded[path] for path in paths if path in self._loaded]


def best(prints: Iterable[int], holders: Mapping[int, Sequence[str]]) -> Iterator[tuple[str, float]]:
    """The files that share most of the rare prints of one unit."""
    shared: Counter[str] = Counter()
    scores: defaultdict[str, float] = defaultdict(float)
    for held in prints:
        for path in holders.get(held, ()):
            shared[path] += 1
            scores[path] += math.log(_COMMON / len(holders[held])) ** 2
    return (each for each in _ranked(scores)[:_PER_UNIT] if shared[each[0]] >= LEAST_SHARED)


def _ranked(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
