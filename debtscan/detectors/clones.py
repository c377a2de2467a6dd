"""Code base -> families of copies: whole functions (helpers) and parts of them (blocks), with a record for each copy.

Production code, tests and examples are each compared within themselves. Generated and vendored code and migrations are
never compared. The parts are in `clone_*`: stream, candidates, alignment, helpers, descriptions;
chains, blocks; families, records.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from debtscan.detectors.class_statements import class_statements
from debtscan.detectors.clone_blocks import blocks
from debtscan.detectors.clone_descriptions import described
from debtscan.detectors.clone_families import Family
from debtscan.detectors.clone_helpers import helpers
from debtscan.detectors.clone_hierarchy import Hierarchy
from debtscan.detectors.clone_limits import CODE, DESCRIBED, LIMITS, Limits
from debtscan.detectors.clone_records import Judged, Ranking, Standing, clone, identity, judged, no_standing, records
from debtscan.detectors.clone_stream import Asked, Stream
from debtscan.model import Clone, Codebase, CodeFile
from debtscan.records import CloneRecord

MOST_COVERED = 0.8  # of a copy's lines by larger copies


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the code base around the files of an index, of which they may be a part only.

    `classes` are names and signatures, `uses` says how many files refer to a name, and `standing` which copies are
    better kept than others (the lower, the better), whatever else speaks for them. Families are told that hold one of
    the units `asked` about.
    """

    classes: Iterable[tuple[str, str]]
    uses: Callable[[str], int]
    standing: Standing = no_standing
    asked: Asked | None = None  # None: about all


class CloneIndex:
    """The live files and nothing else: what `families` says depends on them, not on how they came to be."""

    def __init__(self, files: Iterable[CodeFile] = ()) -> None:
        self._files = {file.path: file for file in files}

    def add(self, file: CodeFile) -> None:
        self._files[file.path] = file

    def remove(self, path: str) -> None:
        del self._files[path]

    def families(self, around: Surroundings | None = None) -> list[Judged]:
        files = [self._files[path] for path in sorted(self._files)]
        around = around or _surroundings(files)
        hierarchy = Hierarchy(around.classes)
        ranking = Ranking(around.uses, around.standing)
        found: list[Judged] = []
        for limits in LIMITS:
            stream = Stream([file for file in files if file.role in limits.roles], hierarchy)
            found += _compared(stream, limits, ranking, around.asked)
        return found


def _surroundings(files: Sequence[CodeFile]) -> Surroundings:
    uses = Counter(name for file in files for name in file.facts.references)
    return Surroundings(class_statements(file.facts for file in files), uses.__getitem__)


def measure(codebase: Codebase) -> tuple[list[CloneRecord], list[Clone]]:
    return measured(CloneIndex(codebase.files).families())


def measured(families: Iterable[Judged]) -> tuple[list[CloneRecord], list[Clone]]:
    """A record is left out where the lines of its copy are reported already, as part of something larger."""
    found: list[CloneRecord] = []
    clones: list[Clone] = []
    names: Counter[str] = Counter()
    for family in families:
        name = identity(family)
        names[name] += 1
        if names[name] > 1:
            name = f"{name}-{names[name]}"
        found += records(family, name)
        clones.append(clone(family, name))
    return _not_within_others(found), clones


def _not_within_others(found: list[CloneRecord]) -> list[CloneRecord]:
    """The records in their order, without those whose lines larger ones cover."""
    covered: defaultdict[str, set[int]] = defaultdict(set)
    kept: set[int] = set()
    for number in sorted(
        range(len(found)), key=lambda n: (found[n].kind != "helper", found[n].start - found[n].end, n)
    ):
        record = found[number]
        lines = range(record.start, record.end + 1)
        if len(covered[record.path].intersection(lines)) < MOST_COVERED * len(lines):
            covered[record.path].update(lines)
            kept.add(number)
    return [record for number, record in enumerate(found) if number in kept]


def _compared(stream: Stream, limits: Limits, ranking: Ranking, asked: Asked | None) -> list[Judged]:
    """One group of roles within itself; what is left of whole copies is looked through for blocks."""
    if not len(stream.raw):
        return []
    whole = _judged(stream, limits, helpers(stream, limits, asked), ranking)
    if limits is CODE:
        whole += _judged(stream, DESCRIBED, described(stream, limits, asked), ranking)
    covered = [Family("helper", (family.keep, *(copy.fragment for copy in family.copies))) for family in whole]
    return whole + _judged(stream, limits, blocks(stream, limits, covered, asked), ranking)


def _judged(stream: Stream, limits: Limits, families: Iterable[Family], ranking: Ranking) -> list[Judged]:
    found = (judged(stream, limits, family, ranking) for family in families if len(family.members) > 1)
    return [family for family in found if family]
