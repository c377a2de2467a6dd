"""The gate: two sources in, what the change between them brings out. Its work is that of the change, not of the tree.

Only the files that differ are read. What is concluded from one file is compared, unit by unit (scoring.comparison).
What needs other files is asked of a neighbourhood: the changed files and those unchanged ones that could hold a copy of
what changed. The detectors measure it twice, as it was and as it is; a copy is new when it stood in no relation before.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan import app
from debtscan.app import Analysis
from debtscan.detectors import complexity, matches
from debtscan.detectors.class_statements import class_statements
from debtscan.gate.copies import Copies
from debtscan.gate.surroundings import Unchanged
from debtscan.model import (
    Check,
    CloneRecord,
    Codebase,
    CodeFile,
    DivergenceRecord,
    Finding,
    Record,
    ReimplementationRecord,
    Skipped,
)
from debtscan.rules import Rule
from debtscan.scoring import cost
from debtscan.scoring.alignment import align
from debtscan.scoring.comparison import Comparison, compare
from debtscan.scoring.judge import Judged, judged
from debtscan.scoring.verdict import Delta, needs_ratio, review, verdict
from debtscan.sources import Snapshot, Source
from debtscan.sources.change import Change
from debtscan.sources.modules import module_names


class Side(NamedTuple):
    """The changed files of one side, by path, and what of them could not be read or parsed."""

    files: Mapping[str, CodeFile]
    skipped: Sequence[Skipped]

    @property
    def codebase(self) -> Codebase:
        return Codebase(tuple(self.files.values()))


def check(change: Change, analysis: Analysis) -> Check:
    """Raises SourceError, RuleError and ConfigError."""
    rules = analysis.rules()
    base, head = change.base.snapshot(), change.head.snapshot()
    changed = _changed(base, head)
    before, after = _sides(change, base, head, changed, analysis)
    unchanged = Unchanged(change.base, [file for file in base.files if file.path not in changed], analysis)
    gate = _Gate(rules, analysis, before, after, unchanged)
    found = gate.comparison() if changed else Comparison([], [], [])
    new = _live(found.new)
    worsened = [pair for pair in found.worsened if pair[0].suppressed is None]
    delta = Delta(
        new=new,
        worsened=_live(finding for finding, _ in worsened),
        added_minutes=_minutes(new) + sum(max(0.0, _minutes([now]) - _minutes([was])) for now, was in worsened),
        paid_minutes=_minutes(_live(found.fixed)),
        files=len(changed),
        lines=gate.changed_lines(),
        roles=frozenset(file.role for side in (before, after) for file in side.files.values()),
        skipped=len(after.skipped),
    )
    if needs_ratio(delta, analysis.settings.gate):
        delta = replace(delta, debt_ratio=app.scan(change.head, analysis).summary.debt_ratio)
    decided = verdict(delta, {rule.rule_id: rule.gate for rule in rules}, analysis.settings.gate)
    notes = (*change.notes, *dict.fromkeys((*base.notes, *head.notes)))
    return Check(
        base=change.base_name,
        head=change.head_name,
        verdict=decided.verdict,
        reasons=decided.reasons,
        new=tuple(delta.new),
        worsened=tuple(delta.worsened),
        fixed=tuple(_live(found.fixed)),
        suppressed=tuple(sorted((each for each in found.new if each.suppressed is not None), key=_order)),
        deciding=decided.deciding,
        added_minutes=delta.added_minutes,
        paid_minutes=delta.paid_minutes,
        review=review(delta),
        files=delta.files,
        lines=delta.lines,
        skipped=tuple(after.skipped),
        notes=notes,
    )


def _changed(base: Snapshot, head: Snapshot) -> set[str]:
    """Paths whose content is another on the two sides."""
    return {file.path for file in set(base.files) ^ set(head.files)}


def _sides(change: Change, base: Snapshot, head: Snapshot, changed: set[str], analysis: Analysis) -> tuple[Side, Side]:
    """A file that cannot be parsed on one side is left out on both: what it holds is not known."""
    before = _loaded(change.base, base, changed, analysis)
    after = _loaded(change.head, head, changed, analysis)
    broken = {skipped.path for side in (before, after) for skipped in side.skipped}
    return tuple(  # type: ignore[return-value]  # two in, two out
        Side({path: file for path, file in side.files.items() if path not in broken}, side.skipped)
        for side in (before, after)
    )


def _loaded(source: Source, snapshot: Snapshot, changed: set[str], analysis: Analysis) -> Side:
    wanted = [file for file in snapshot.files if file.path in changed]
    modules = module_names([file.path for file in snapshot.files]) if wanted else {}
    codebase, skipped = app.load_files(source, wanted, modules, analysis)
    refused = [each for each in snapshot.skipped if each.path in changed]
    return Side({file.path: file for file in codebase.files}, [*refused, *skipped])


class _Gate:
    def __init__(
        self, rules: Sequence[Rule], analysis: Analysis, before: Side, after: Side, unchanged: Unchanged
    ) -> None:
        self._rules = rules
        self._settings = analysis.settings
        self._before = before
        self._after = after
        self._unchanged = unchanged
        self._alignment = align(before.codebase.files, after.codebase.files)

    def comparison(self) -> Comparison:
        copies = Copies(self._before.files, self._after.files, self._alignment, self._unchanged)
        before = self._judged([*self._records(self._before), *copies.ended()], self._before)
        after = self._judged([*self._records(self._after), *copies.new(), *copies.diverged()], self._after)
        alone = compare(
            [each for each in before if not isinstance(each.record, _RELATIONS)],
            [each for each in after if not isinstance(each.record, _RELATIONS)],
            (self._before.files, self._after.files),
            self._alignment,
            {rule.rule_id: rule.step for rule in self._rules if rule.step},
        )
        return Comparison(
            [*alone.new, *(each.finding for each in after if isinstance(each.record, _RELATIONS))],
            alone.worsened,
            [*alone.fixed, *(each.finding for each in before if isinstance(each.record, _RELATIONS))],
        )

    def changed_lines(self) -> int:
        units = [self._after.files[spot.path].facts.units[spot.unit] for spot in self._alignment.changed()]
        return sum(unit.code_lines for unit in units if unit.kind in _FUNCTIONS)

    def _records(self, side: Side) -> Iterator[Record]:
        """Of the changed files: what their own text decides, and figures against the code base as it was."""
        files = side.codebase.files
        classes = matches.Classes(
            lambda: [*self._unchanged.classes(), *class_statements(file.facts for file in files)],
            lambda name: {*self._unchanged.owners(name), *matches.owners_of(name, files)},
        )
        yield from matches.measure_among(files, classes)
        population = [complexity.profile(file) for file in self._before.codebase.files]
        yield from complexity.measure_against(files, [*self._unchanged.profiles(), *population])

    def _judged(self, records: Sequence[Record], side: Side) -> list[Judged]:
        return judged(records, self._rules, side.codebase, self._settings, partly=True)


_RELATIONS = (CloneRecord, ReimplementationRecord, DivergenceRecord)  # what only other files decide
_FUNCTIONS = ("function", "method")


def _live(findings: Iterable[Finding]) -> list[Finding]:
    return sorted((each for each in findings if each.suppressed is None), key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path, finding.start_line, finding.rule_id, finding.message


def _minutes(findings: Iterable[Finding]) -> float:
    return round(math.fsum(cost.mean(each.effort) for each in findings), 2)
