"""Code base -> a record for each convention that a file breaks: here it is done otherwise than everywhere else."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from debtscan.detectors.convention import Convention
from debtscan.detectors.convention_ballots import JUDGED, ballot, occurrences
from debtscan.detectors.convention_catalogue import convention, subject
from debtscan.detectors.convention_norms import Norm, Norms
from debtscan.detectors.hierarchy import Classes, method_of
from debtscan.detectors.tooling import Tooling
from debtscan.facts.places import unit_at
from debtscan.model import Codebase, CodeFile, Place, Unit
from debtscan.records import ConventionRecord

_HUMP = re.compile(r"([a-z0-9])([A-Z])")
# A function without any annotation is one thing to speak of.
_OF_ONE_KIND = {
    "typing.parameters": "typing",
    "typing.returns": "typing",
    "imports.within.in __init__": "imports.within",
    "idioms.decorator_in": "idioms.decorator",
}
_NAMED_BY_TYPE = "naming.parameter."
MEMBERS = "idioms.member."
_USUAL = 20  # classes that have a member of their own although they need not
_SETS_UP = "~__init__"  # a class that is made in its own way
_DIGITS = "0123456789"
_OFTEN = 50  # times without an exception: that is no chance
_UNSURE = 0.65  # where it was done otherwise before; below what fails a change
_OWNED = 0.5  # a linter sees it too, and is to be believed first: no reason to fail a change twice


class Breach(NamedTuple):
    """The lines of a file that take a variant against a norm."""

    file: CodeFile
    name: str
    variant: str
    norm: Norm
    lines: list[int]


def measure(codebase: Codebase) -> Iterator[ConventionRecord]:
    norms = Norms(map(ballot, codebase.files), lambda: codebase.recent)
    bench = Bench(norms, Tooling(codebase.tooling), Classes.of(codebase))
    for file in codebase.files:
        yield from bench.records(bench.breaches(file))


class Bench(NamedTuple):
    """What a file is judged by."""

    norms: Norms
    tooling: Tooling
    classes: Classes

    def breaches(self, file: CodeFile) -> Iterator[Breach]:
        if file.role in JUDGED:
            for name, variant, lines in occurrences(file):
                if found := self.breach(file, name, variant, lines):
                    yield found

    def breach(self, file: CodeFile, name: str, variant: str, lines: list[int]) -> Breach | None:
        """What of these lines breaks a norm."""
        norm = self.norms.broken(file.path, file.role, name, variant)
        entry = convention(name)
        if norm is None or entry is None or self._is_left_alone(entry, file):
            return None
        if name.startswith(_NAMED_BY_TYPE) and not _abbreviates(variant, norm.majority):
            return None
        if entry.is_local and not entry.is_set and file.role == "test":  # tests hold all kinds of classes
            lines = [line for line in lines if _is_called_after(_unit_at(file, line).name, norm.majority)]
        if entry.overridable:
            lines = [line for line in lines if not _is_dictated(file, line, self.classes)]
        if name.startswith(MEMBERS):
            lines = self._lacking(file, subject(name), variant, norm, lines)
        return Breach(file, name, variant, norm, lines) if lines else None

    def _lacking(self, file: CodeFile, base: str, variant: str, norm: Norm, lines: list[int]) -> list[int]:
        """Of classes that lack a member: where it is missed. Not where a base has one that does for few, by chance, nor
        where the class is made in its own way, or made for others to be derived from."""
        above = self.classes.above(base) | {base}
        if _SETS_UP in variant.split() or (norm.total + 1 < _USUAL and self.norms.provides(above, norm.majority)):
            return []
        return [line for line in lines if not self.classes.has_heirs(_unit_at(file, line).name)]

    def _is_left_alone(self, entry: Convention, file: CodeFile) -> bool:
        formatted = entry.formatted and bool(self.tooling.formatter)
        return formatted or self.tooling.is_waived(entry, file.role)

    def records(self, found: Iterable[Breach]) -> Iterator[ConventionRecord]:
        """One for each convention and file, at the first line."""
        seen: dict[str, Breach] = {}
        for each in found:
            first = seen.get(each.name)
            if first is None or (-each.norm.bits, each.lines[0]) < (-first.norm.bits, first.lines[0]):
                seen[each.name] = each
        for each in _apart(seen.values()):
            if entry := convention(each.name):
                yield _record(each, entry, self)


def _apart(found: Iterable[Breach]) -> Iterator[Breach]:
    """Of one kind and line the most surprising."""
    said: set[tuple[str, int]] = set()
    for each in sorted(found, key=lambda breach: (-breach.norm.bits, breach.lines[0], breach.name)):
        of_all = ".".join(each.name.split(".", 2)[:2])
        place = _OF_ONE_KIND.get(each.name) or _OF_ONE_KIND.get(of_all, each.name), each.lines[0]
        if place not in said:
            said.add(place)
            yield each


def _is_dictated(file: CodeFile, line: int, classes: Classes) -> bool:
    """Of a method that a base class has too, or may have, and of what the language calls: its name and parameters are
    not for the author to choose. A name that the code base has in its usual form is no name of a framework, unless
    other files have this form too."""
    method = method_of(file, _unit_at(file, line))
    if method is None:
        return False
    owner, name = method
    if name.startswith("__"):
        return True
    usual = _HUMP.sub(r"\1_\2", name).lower()
    if usual != name and not _classes_of(file).issuperset(classes.owners(name)):
        return True
    return classes.overrides(owner, name) and (usual == name or not classes.owners(usual))


def _is_called_after(name: str, base: str) -> bool:
    """`LoginView` of `BaseView`."""
    return _HUMP.sub(r"\1 \2", name).split()[-1:] == _HUMP.sub(r"\1 \2", base).split()[-1:]


def _classes_of(file: CodeFile) -> set[str]:
    return {unit.name.rpartition(".")[2] for unit in file.facts.units if unit.kind == "class"}


def _abbreviates(one: str, other: str) -> bool:
    """`cfg` of `config`, word by word: then both mean the same. A word more says more."""
    pairs = [(a, b) for a, b in zip_longest(one.split("_"), other.split("_"), fillvalue="") if a != b]
    return bool(pairs) and all(a and b and _shortens(a, b) for a, b in pairs)


def _shortens(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip(_DIGITS), other.rstrip(_DIGITS)), key=len)
    letters = iter(long)
    return short[:1] == long[:1] and short != long and all(letter in letters for letter in short)


def _unit_at(file: CodeFile, line: int) -> Unit:
    return file.facts.units[unit_at(file.facts.units, line)]


def _record(breach: Breach, entry: Convention, bench: Bench) -> ConventionRecord:
    file, norm, line = breach.file, breach.norm, breach.lines[0]
    unit = _unit_at(file, line)
    owner = bench.tooling.owner(entry)
    examples = bench.norms.examples(norm, file.path, file.role, breach.name)
    about = subject(breach.name)
    usual = entry.said(norm.majority)
    variant = f"without {norm.majority}" if entry.is_set else breach.variant
    return ConventionRecord(
        path=file.path,
        start=line,
        end=line,
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=f"{breach.name} {variant}",
        related=tuple(Place(path, at, at, f"{entry.one(about)}: {usual}") for path, at in examples),
        confidence=round(_confidence(norm, owner), 2),
        group=breach.name.partition(".")[0],
        feature=breach.name,
        scope=f"{file.role} code in {norm.scope}" if norm.scope else f"{file.role} code",
        variant=variant,
        majority=norm.majority,
        support=norm.support,
        total=norm.total,
        bits=round(norm.bits, 2),
        places=len(breach.lines),
        deviation=f"this {entry.one(about)} {entry.verb} {entry.lacks(norm.majority, breach.variant)}",
        custom=f"{entry.nouns(about)} in {_where(norm, file)} {entry.verbs} {usual}",
        example=f"{examples[0][0]}:{examples[0][1]}" if examples else "",
        owner=owner,
    )


def _confidence(norm: Norm, owner: str) -> float:
    if owner:
        return min(norm.bound, _OWNED)
    return norm.bound if norm.support == norm.total and norm.total >= _OFTEN else min(norm.bound, _UNSURE)


def _where(norm: Norm, file: CodeFile) -> str:
    what = "the tests" if file.role == "test" else "the code"
    return (
        f"{what} under {norm.scope}"
        if norm.scope
        else "this code base's tests"
        if file.role == "test"
        else "this code base"
    )
