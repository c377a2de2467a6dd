"""The wiring of how a code base lives: history, the code as it is -> hot spots, coupling, who knows what."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan import app
from debtscan.commits import CommitReport, History
from debtscan.errors import SourceError
from debtscan.history import coupling, hotspots
from debtscan.history.churn_compared import churn_compared
from debtscan.history.copying import copied
from debtscan.history.live_clones import Line, live_clones
from debtscan.history.ownership import ABSENT_DAYS, Identities, Past, authors, bus_factor, packages
from debtscan.history.presence import changed
from debtscan.history.reverts import reverts
from debtscan.history.rework import rework, with_lines
from debtscan.line_history import line_history
from debtscan.model import Clone, Codebase, CodeFile, Skipped
from debtscan.sources import Source, codeowners, gitrepo
from debtscan.sources.gitlog import Log
from debtscan.sources.revision import open_revision
from debtscan.vitals import Coupled, Hotspot, LiveClone, Owner, PackageKnowledge, Vitals

_DAY_SECONDS = 86_400
_FUNCTIONS = ("function", "method")
_PRODUCTION, _TEST = "production", "test"
_OWNERS_NAMED = 3
_ALIKE = 0.7  # copies below have little left in common to be mended together
_MINOR = 0.05  # of the changes: who has less is a minor contributor (Bird et al., "Don't Touch My Code!", FSE 2011)

Declared = Callable[[str], tuple[str, ...]]


class Known(NamedTuple):
    """What the whole history says of the files that are there now."""

    pasts: Mapping[str, Past]
    names: Mapping[str, str]  # of authors
    active: frozenset[str]  # authors


def alive(history: History, every: Sequence[CommitReport], told_by: Log, analysis: app.Analysis) -> History:
    """The history with how the code base lives; `every` is all that leads to its end, newest first."""
    lines = line_history(told_by, every, analysis.store)
    newest = max(commit.committed.seconds for commit in every)
    taken_back = tuple(reverts(every, lines.edits, lines.stays))
    asked = {commit.sha for commit in history.commits}
    commits = tuple(with_lines(history.commits, lines.edits, lines.stays, newest))
    code = _code(told_by, analysis)
    copies = _copies(code, lines.writers)
    order = {commit.sha: -number for number, commit in enumerate(every)}
    found = replace(
        measured(history.commits, every, code.codebase, declared(told_by)),
        rework=tuple(rework(commits, lines.stays, {each.of for each in taken_back}, newest)),
        churn_compared=churn_compared(commits),
        reverts=tuple(each for each in taken_back if each.sha in asked),
        live_clones=tuple(_live_clones(code, copies, every, asked)),
        copied=tuple(copied(copies.families, copies.of, order)),
    )
    notes = (*history.notes, lines.note) if lines.note else history.notes
    return replace(history, commits=commits, vitals=found, notes=notes)


def vitals(history: History, told_by: Log, analysis: app.Analysis) -> Vitals:
    """What needs no diff of it; `history` is all that leads to the tip."""
    commits = history.commits
    return measured(commits, commits, _code(told_by, analysis).codebase, declared(told_by))


class _Code(NamedTuple):
    source: Source
    codebase: Codebase


def _code(told_by: Log, analysis: app.Analysis) -> _Code:
    source = open_revision([told_by.repository.root], told_by.tip, analysis.settings)
    return _Code(source, app.load(source, source.snapshot(), analysis)[0])


def measured(
    told: Sequence[CommitReport], every: Sequence[CommitReport], codebase: Codebase, named: Declared
) -> Vitals:
    """Of commits, newest first, and the code that they led to."""
    files = {file.path: file for file in codebase.files}
    known = _known(every, files)
    return Vitals(
        hotspots=tuple(_hotspots(told, files, known)),
        coupling=tuple(_coupling(told, files)),
        knowledge=tuple(_knowledge(files, known, named)),
    )


def declared(told_by: Log) -> Declared:
    """Whom the CODEOWNERS file names for a path."""
    try:
        directory = told_by.repository.git_directory
        texts = (gitrepo.text_at(directory, told_by.tip, place) for place in codeowners.PLACES)
        return codeowners.owners(next((text for text in texts if text is not None), ""))
    except SourceError:
        return lambda _path: ()


def _known(every: Sequence[CommitReport], files: Collection[str]) -> Known:
    people, pasts, last = Identities(), defaultdict[str, Past](Past), dict[str, int]()
    newest = max(commit.committed.seconds for commit in every)
    for commit, changes in changed(every):
        author = people.of(commit.author)
        last[author] = max(last.get(author, 0), commit.committed.seconds)
        for path, change in changes:
            if path in files and author:
                pasts[path].changes[author] += 1
                pasts[path].first = author if change.status in ("added", "copied") else pasts[path].first
    active = frozenset(who for who, seconds in last.items() if newest - seconds <= ABSENT_DAYS * _DAY_SECONDS)
    return Known(pasts, people.names, active)


# ---------------------------------------------------------------- where work and complexity meet
def _hotspots(told: Sequence[CommitReport], files: Mapping[str, CodeFile], known: Known) -> Iterator[Hotspot]:
    changes, people, identities = Counter[str](), defaultdict[str, set[str]](set), Identities()
    newest = max((commit.committed.seconds for commit in told), default=0)
    for commit, touched in changed(told):
        if newest - commit.committed.seconds <= hotspots.DAYS * _DAY_SECONDS:
            for path, _ in touched:
                changes[path] += 1
                people[path].add(identities.of(commit.author))
    complexity = {path: _complexity(file) for path, file in files.items() if file.role == _PRODUCTION}
    for path, score in hotspots.hotspots(changes, complexity):
        knowing = authors(known.pasts.get(path, Past()))
        yield Hotspot(
            path=path,
            changes=changes[path],
            complexity=complexity[path],
            score=score,
            people=len(people[path] - {""}),
            bus_factor=len(knowing),
            active_authors=len(knowing & known.active),
        )


def _complexity(file: CodeFile) -> int:
    return sum(unit.complexity for unit in file.facts.units if unit.kind in _FUNCTIONS)


# ---------------------------------------------------------------- what changes together
def _coupling(told: Sequence[CommitReport], files: Mapping[str, CodeFile]) -> Iterator[Coupled]:
    return coupling.coupled_files(
        told,
        files,
        lambda path: files[path].role == _TEST,
        lambda one, other: _imports(files[one], files[other]),
    )


def _imports(one: CodeFile, other: CodeFile) -> bool:
    return bool(other.module) and other.module in set(_imported(one))


def _imported(file: CodeFile) -> Iterator[str]:
    above = file.module.split(".")
    above = above if file.path.endswith("/__init__.py") else above[:-1]
    for each in file.facts.imports:
        base = above[: len(above) - each.level + 1] if each.level else []
        module = ".".join([*base, *filter(None, [each.module])])
        yield module
        if each.name:
            yield f"{module}.{each.name}"


# ---------------------------------------------------------------- copies, and what became of them
class _Copies(NamedTuple):
    families: Sequence[Clone]
    lines: Mapping[str, Sequence[Line]]

    def of(self, path: str) -> Sequence[Line]:
        return self.lines.get(path, ())


def _copies(code: _Code, writers: Callable[[str], list[str]]) -> _Copies:
    from debtscan.detectors import clones

    families = clones.measure(code.codebase)[1]
    return _Copies(families, _lines(code, sorted({at.path for each in families for at in each.instances}), writers))


def _live_clones(
    code: _Code, copies: _Copies, every: Sequence[CommitReport], asked: Collection[str]
) -> Iterator[LiveClone]:
    """Of production code, those that a commit told of changed apart."""
    production = {file.path for file in code.codebase.files if file.role == _PRODUCTION}
    families = [
        family
        for family in copies.families
        if family.similarity >= _ALIKE and all(place.path in production for place in family.instances)
    ]
    commits = {commit.sha: commit for commit in every}
    for live in live_clones(families, copies.of, commits):
        apart = tuple(each for each in live.apart if each.sha in asked)
        if apart:
            yield replace(live, apart=apart)


def _lines(code: _Code, paths: Sequence[str], writers: Callable[[str], list[str]]) -> dict[str, list[Line]]:
    """Of the files whose every line is known; signatures and docstrings without their text, which says nothing."""
    heads = {file.path: _heads(file) for file in code.codebase.files if file.path in set(paths)}
    found = {}
    for content in code.source.read(paths):
        if not isinstance(content, Skipped):
            path, _, data = content
            texts, shas = data.decode("utf-8", "replace").removesuffix("\n").split("\n"), writers(path)
            if len(texts) == len(shas):
                pairs = enumerate(zip(shas, texts, strict=True), 1)
                found[path] = [Line(sha, "" if number in heads[path] else text) for number, (sha, text) in pairs]
    return found


def _heads(file: CodeFile) -> set[int]:
    """Lines of a function before its first statement that is no docstring."""
    units = (unit for unit in file.facts.units if unit.kind in _FUNCTIONS)
    return {line for unit in units for line in range(unit.start, unit.body)}


# ---------------------------------------------------------------- who knows what
def _knowledge(files: Mapping[str, CodeFile], known: Known, named: Declared) -> list[PackageKnowledge]:
    production = [path for path, file in files.items() if file.role == _PRODUCTION and file.facts.code_lines]
    found = [_package(name, paths, known, named) for name, paths in packages(production).items()]
    return sorted(found, key=lambda each: (each.bus_factor, -each.changes, each.package))


def _package(name: str, paths: Sequence[str], known: Known, named: Declared) -> PackageKnowledge:
    writers = {path: authors(known.pasts.get(path, Past())) for path in paths}
    changes = sum((known.pasts[path].changes for path in paths if path in known.pasts), Counter[str]())
    most = sorted(changes, key=lambda author: (-changes[author], author))[:_OWNERS_NAMED]
    most = [author for author in most if author == most[0] or changes[author] >= _MINOR * changes.total()]
    return PackageKnowledge(
        package=name,
        files=len(paths),
        changes=changes.total(),
        bus_factor=bus_factor(writers.values()),
        owners=tuple(
            Owner(name=known.names[author], share=round(changes[author] / changes.total(), 4),
                  is_active=author in known.active)
            for author in most
        ),
        declared=_most_named(named(path) for path in paths),
        orphaned=tuple(
            path for path in paths if writers[path] and not writers[path] & known.active and not named(path)
        ),
    )  # fmt: skip


def _most_named(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    counts = Counter(name for each in names for name in each)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
