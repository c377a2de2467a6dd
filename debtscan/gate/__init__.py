"""The gate: two sources in, what the change between them brings out. Its work is that of the change, not of the tree.

Only the files that differ are read. What is concluded from one file is compared, unit by unit (scoring.comparison).
What needs other files is asked of a neighbourhood: the changed files and those unchanged ones that could hold a copy of
what changed. The detectors measure it twice, as it was and as it is; a copy is new when it stood in no relation before.
"""

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import cached_property, partial

from msgspec.structs import replace

from debtscan import app
from debtscan.app import Analysis
from debtscan.detectors.lexical_candidates import ROLES
from debtscan.detectors.reimplementation import is_asked
from debtscan.facts.edition import edition
from debtscan.gate.acceptance import accepted
from debtscan.gate.alone import Alone, Side, both_sound
from debtscan.gate.companions import Companions
from debtscan.gate.copies import Copies, neighbours
from debtscan.gate.drift import Drift
from debtscan.gate.interfaces import Found, Here, misused
from debtscan.gate.registration import Registration
from debtscan.gate.reinvention import Reinvention
from debtscan.gate.relaxed import relaxed
from debtscan.gate.surroundings import Unchanged
from debtscan.gate.weakening import Weakening
from debtscan.lookup.reimplementations import reimplementations
from debtscan.model import Check, Clone, Finding
from debtscan.records import CloneRecord, ConventionRecord, DivergenceRecord, ReimplementationRecord, WeakeningRecord
from debtscan.rules import Rule
from debtscan.scoring import cost
from debtscan.scoring.baseline import split
from debtscan.scoring.comparison import Comparison
from debtscan.scoring.verdict import Delta, needs_ratio, review, verdict
from debtscan.sources import Snapshot, Source
from debtscan.sources.change import Change
from debtscan.sources.modules import ModuleNames
from debtscan.sources.texts import Texts
from debtscan.store import Store, memory_store


def check(change: Change, analysis: Analysis) -> Check:
    """Raises SourceError, RuleError and ConfigError."""
    if analysis.store:
        found = _checked(change, analysis, analysis.store)
        if analysis.store.is_open:
            return found
    # Without a store that holds, what would be asked of it is kept in memory for this once.
    with closing(memory_store(edition(analysis.rules()), lambda _warning: None)) as store:
        return _checked(change, dataclasses.replace(analysis, store=store), store)


def check_texts(before: Mapping[str, str], after: Mapping[str, str], analysis: Analysis) -> Check:
    """The same for texts in memory, by path; nothing is read or written."""
    return check(Change(".", Texts(before), Texts(after), "", ""), dataclasses.replace(analysis, store=None))


def _checked(change: Change, analysis: Analysis, store: Store) -> Check:
    rules = analysis.rules()
    base, head = change.base.snapshot(), change.head.snapshot()
    changed = _changed(base, head)
    paths, now = ([file.path for file in side.files] for side in (base, head))
    modules = ModuleNames(paths)
    before = _loaded(change.base, base, modules, changed, analysis)
    after = _loaded(change.head, head, modules if now == paths else ModuleNames(now), changed, analysis)
    before, after = both_sound(before, after)
    common = [file for file in base.files if file.path not in changed]
    unchanged = Unchanged(change.base, common, modules, analysis, store)
    trees = Here(change.base, base, before.files), Here(change.head, head, after.files)
    gate = _Gate(rules, analysis, trees, (before, after), unchanged)
    found = gate.comparison(change, store) if changed else Comparison([], [], [])
    found.new.extend(relaxed(base, head, rules, analysis.settings))
    taken, new = split(_live(found.new), accepted(change, analysis.settings))
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
    return Check(
        base=change.base_name,
        head=change.head_name,
        verdict=decided.verdict,
        reasons=decided.reasons,
        new=tuple(delta.new),
        worsened=tuple(delta.worsened),
        fixed=tuple(_live(found.fixed)),
        suppressed=tuple(sorted((each for each in found.new if each.suppressed is not None), key=_order)),
        accepted=tuple(taken),
        deciding=decided.deciding,
        added_minutes=delta.added_minutes,
        paid_minutes=delta.paid_minutes,
        review=review(delta),
        files=delta.files,
        lines=delta.lines,
        skipped=tuple(after.skipped),
        notes=(*change.notes, *dict.fromkeys((*base.notes, *head.notes)), *(gate.notes() if changed else ())),
    )


def _changed(base: Snapshot, head: Snapshot) -> set[str]:
    """Paths whose content is another on the two sides."""
    return {file.path for file in set(base.files) ^ set(head.files)}


def _loaded(
    source: Source, snapshot: Snapshot, modules: Mapping[str, str], changed: set[str], analysis: Analysis
) -> Side:
    wanted = [file for file in snapshot.files if file.path in changed]
    codebase, skipped = app.load_files(source, wanted, modules, analysis)
    refused = [each for each in snapshot.skipped if each.path in changed]
    return Side({file.path: file for file in codebase.files}, [*refused, *skipped])


class _Gate:
    def __init__(
        self,
        rules: Sequence[Rule],
        analysis: Analysis,
        trees: tuple[Here, Here],
        sides: tuple[Side, Side],
        unchanged: Unchanged,
    ) -> None:
        before, after = sides
        self._rules = rules
        self._settings = analysis.settings
        self._trees = trees
        self._before = before
        self._after = after
        self._unchanged = unchanged
        self._alone = Alone(rules, analysis.settings, sides, unchanged, news_only=True)
        self._alignment = self._alone.alignment

    @cached_property
    def _misuse(self) -> Found:
        return misused(*self._trees, self._unchanged, self._rules, self._settings)

    def notes(self) -> tuple[str, ...]:
        return self._misuse.notes

    def comparison(self, change: Change, store: Store) -> Comparison:
        sides = self._before.files, self._after.files
        near = partial(neighbours, *sides, self._alignment, self._unchanged)
        copies = Copies(*sides, self._alignment, self._unchanged, near)
        base, head = self._trees
        weakened = Weakening((base.source, head.source), sides, self._alignment).records()
        unchanged = self._unchanged
        tooling = base.snapshot.tooling
        drift = Drift(sides, self._alignment, unchanged.ballots, self._alone.classes, tooling, unchanged.recent)
        written = Reinvention(sides, self._alignment, self._unchanged)
        companions = Companions(change, sides, self._alignment, self._settings, store)
        related = [
            *copies.new(),
            *copies.diverged(),
            *self._reimplementations(copies.families),
            *weakened,
            *companions.missing(),
            *Registration(change, sides, unchanged, self._settings).missing(),
        ]
        before, after = self._alone.judged(
            [*copies.ended(), *drift.ended(), *written.ended()], [*related, *drift.begun(), *written.begun()]
        )
        alone = self._alone.compared(
            [each for each in before if not isinstance(each.record, _RELATIONS)],
            [each for each in after if not isinstance(each.record, _RELATIONS)],
        )
        misuse = self._misuse
        return Comparison(
            [*alone.new, *(each.finding for each in after if isinstance(each.record, _RELATIONS)), *misuse.new],
            alone.worsened,
            [*alone.fixed, *(each.finding for each in before if isinstance(each.record, _RELATIONS)), *misuse.fixed],
        )

    def _reimplementations(self, families: Sequence[Clone]) -> list[ReimplementationRecord]:
        """Of added functions: what was there before was there before."""
        files = self._after.files
        units = [(files[spot.path], files[spot.path].facts.units[spot.unit]) for spot in self._alignment.added()]
        added = [(file, unit) for file, unit in units if file.role in ROLES and is_asked(unit)]
        if not added:
            return []
        return reimplementations(added, self._after.codebase.files, self._unchanged.lexical(), families)

    def changed_lines(self) -> int:
        return self._alone.changed_lines()


# What no single file decides.
_RELATIONS = (CloneRecord, ReimplementationRecord, DivergenceRecord, WeakeningRecord, ConventionRecord)


def _live(findings: Iterable[Finding]) -> list[Finding]:
    return sorted((each for each in findings if each.suppressed is None), key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path, finding.start_line, finding.rule_id, finding.message


def _minutes(findings: Iterable[Finding]) -> float:
    return round(math.fsum(cost.mean(each.effort) for each in findings), 2)
