"""Code base -> one record for each place where a match rule's conditions held, with what the project knows of it."""

from collections.abc import Iterable, Iterator

from debtscan.detectors.hierarchy import Classes, method_of
from debtscan.model import Codebase, CodeFile, Match
from debtscan.records import MatchRecord


def measure(codebase: Codebase) -> Iterator[MatchRecord]:
    return measure_among(codebase.files, Classes.of(codebase))


def measure_among(files: Iterable[CodeFile], classes: Classes) -> Iterator[MatchRecord]:
    """The same for some files of a code base whose classes are known."""
    for file in files:
        for match in file.facts.matches:
            yield _record(file, match, classes)


def _record(file: CodeFile, match: Match, classes: Classes) -> MatchRecord:
    unit = file.facts.units[match.unit]
    method = method_of(file, unit)
    return MatchRecord(
        path=file.path,
        start=match.line,
        end=match.end_line,
        symbol=".".join(part for part in (file.module, unit.name) if part),
        key=match.key,
        rule_id=match.rule_id,
        fields=match.fields,
        role=file.role,
        overrides=method is not None and classes.overrides(*method),
        overridden=method is not None and classes.overridden(*method),
    )
