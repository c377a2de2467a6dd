"""Code base -> a record for each convention that a file breaks: here it is done otherwise than everywhere else."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from debtscan.detectors.convention_ballots import JUDGED, ballot, occurrences
from debtscan.detectors.convention_catalogue import Convention, convention, subject
from debtscan.detectors.convention_norms import Norm, Norms
from debtscan.detectors.hierarchy import Classes, method_of
from debtscan.model import Codebase, CodeFile, ConventionRecord, Place, Unit


class Breach(NamedTuple):
    """The lines of a file that take a variant against a norm."""

    file: CodeFile
    name: str
    variant: str
    norm: Norm
    lines: list[int]


def measure(codebase: Codebase) -> Iterator[ConventionRecord]:
    norms = Norms(map(ballot, codebase.files))
    classes = Classes.of(codebase)
    for file in codebase.files:
        yield from records(list(breaches(file, norms, classes)), norms)


def breaches(file: CodeFile, norms: Norms, classes: Classes) -> Iterator[Breach]:
    if file.role not in JUDGED:
        return
    for name, variant, lines in occurrences(file):
        norm = norms.broken(file.path, file.role, name, variant)
        if norm is None:
            continue
        entry = convention(name)
        if entry and entry.formatted:
            continue
        if entry and entry.overridable:
            lines = [line for line in lines if not _is_dictated(file, line, classes)]
        if lines:
            yield Breach(file, name, variant, norm, lines)


def records(found: Iterable[Breach], norms: Norms) -> Iterator[ConventionRecord]:
    """One for each convention and file, at the first line."""
    seen: dict[str, Breach] = {}
    for each in found:
        first = seen.get(each.name)
        if first is None or (-each.norm.bits, each.lines[0]) < (-first.norm.bits, first.lines[0]):
            seen[each.name] = each
    for each in seen.values():
        if entry := convention(each.name):
            yield _record(each, entry, norms)


def _is_dictated(file: CodeFile, line: int, classes: Classes) -> bool:
    """Of a method that a base class has too, or may have: its name and parameters are not for the author to choose."""
    method = method_of(file, unit_at(file, line))
    if method is None:
        return False
    owner, name = method
    if name.startswith("_") and not name.startswith("__"):  # hardly a base's business, unless one of ours has it
        return classes.overrides_known(owner, name)
    return classes.overrides(owner, name)


def unit_at(file: CodeFile, line: int) -> Unit:
    """The innermost unit around a line."""
    units = file.facts.units
    index = max(bisect_right(units, line, key=lambda unit: unit.first) - 1, 0)
    while index > 0 and units[index].end < line:
        index = units[index].parent
    return units[index]


def _record(breach: Breach, entry: Convention, norms: Norms) -> ConventionRecord:
    file, norm, line = breach.file, breach.norm, breach.lines[0]
    unit = unit_at(file, line)
    examples = norms.examples(norm, file.path, file.role, breach.name)
    about = subject(breach.name)
    usual = entry.said(norm.majority)
    return ConventionRecord(
        path=file.path,
        start=line,
        end=line,
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=f"{breach.name} {breach.variant}",
        related=tuple(Place(path, at, at, f"{entry.one}: {usual}") for path, at in examples),
        confidence=round(norm.bound, 2),
        group=breach.name.partition(".")[0],
        feature=breach.name,
        scope=f"{file.role} code in {norm.scope}" if norm.scope else f"{file.role} code",
        variant=breach.variant,
        majority=norm.majority,
        support=norm.support,
        total=norm.total,
        bits=round(norm.bits, 2),
        places=len(breach.lines),
        deviation=f"this {entry.one}{_about(about)} {entry.verb} {entry.said(breach.variant)}",
        custom=f"{entry.nouns} in {_where(norm, file)} {entry.verbs} {usual}",
        example=f"{examples[0][0]}:{examples[0][1]}" if examples else "",
    )


def _about(named: str) -> str:
    return f" ({named})" if named else ""


def _where(norm: Norm, file: CodeFile) -> str:
    what = "the tests" if file.role == "test" else "the code"
    return (
        f"{what} under {norm.scope}"
        if norm.scope
        else "this code base's tests"
        if file.role == "test"
        else "this code base"
    )
