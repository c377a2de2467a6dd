"""Records + rules -> findings: which records are debt, how grave, in which words; suppressions applied; sorted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from debtscan.errors import ConfigError
from debtscan.model import Codebase, CodeFile, Effort, Finding, Settings, Suppression, Value
from debtscan.records import SUBJECTS, ConventionRecord, MatchRecord, Record, SuppressionRecord
from debtscan.rules import Rule
from debtscan.rules.conditions import At, Test, compiled, nearest, shapes
from debtscan.rules.message import filled
from debtscan.scoring.fingerprint import digest, fingerprints, identity

MOST_SCALE = 10.0  # times the effort of one place, for the largest


class Judged(NamedTuple):
    """A finding with the record that it was made from."""

    finding: Finding
    record: Record


def judge(records: Iterable[Record], rules: Sequence[Rule], codebase: Codebase, settings: Settings) -> list[Finding]:
    """Findings of all selected rules, sorted by path and line; those a suppression silences carry its reason."""
    return [each.finding for each in judged(records, rules, codebase, settings)]


def judged(
    records: Iterable[Record], rules: Sequence[Rule], codebase: Codebase, settings: Settings, *, partly: bool = False
) -> list[Judged]:
    """The same with their records. `partly` says that they are those of a change, not all there are of these files:
    comments that silence what only the whole code base shows are then not called idle; else those that silence what
    only a change shows are not."""
    bench = _Bench.of(rules, codebase, settings)
    drafts = [draft for record in records for draft in bench.drafts(record)]
    drafts = _silenced(drafts, bench)
    asked = [each.rule_id for each in rules if (each.subject in _OF_ONE_FILE if partly else each.tier != OF_A_CHANGE)]
    idle_records = _suppression_records(drafts, bench, rules, frozenset(asked))
    drafts += [draft for record in idle_records for draft in bench.drafts(record)]
    drafts.sort(key=_order)
    prints = fingerprints([draft.identity for draft in drafts])
    return [
        Judged(replace(draft.finding, fingerprint=each, identity=digest(draft.identity)), draft.record)
        for draft, each in zip(drafts, prints, strict=True)
    ]


def judged_alone(records: Iterable[Record], rules: Sequence[Rule], settings: Settings) -> Iterator[Judged]:
    """What the rules say of records that no file of a code base stands for, such as commits, in their order."""
    chosen = [_chosen(rule, settings) for rule in rules if _selected(rule, settings)]
    for record in records:
        for each in chosen:
            if isinstance(record, SUBJECTS[each.rule.subject]) and each.holds(record):
                yield Judged(_draft(each.rule, record, "").finding, record)


OF_A_CHANGE = "H"  # the tier of rules that say nothing of a code base as it stands
_OF_ONE_FILE = frozenset({"match", "suppression"})  # subjects that are decided without the rest of the code base


class _Draft(NamedTuple):
    finding: Finding
    identity: tuple[str, str, str]
    record: Record
    used: Suppression | None = None


def _order(draft: _Draft) -> tuple[str, int, str, int, str]:
    finding = draft.finding
    return finding.path, finding.start_line, finding.rule_id, finding.end_line, finding.message


class _Chosen(NamedTuple):
    """A selected rule with its conditions compiled and the settings applied."""

    rule: Rule
    roles: frozenset[str]
    when: Test | None
    unless: tuple[Test, ...]

    def holds(self, record: Record) -> bool:
        return (self.when is None or self.when(record)) and not any(test(record) for test in self.unless)


@dataclass(frozen=True, slots=True)
class _Bench:
    """What judging one record needs."""

    by_subject: Mapping[type[Record], Sequence[_Chosen]]
    by_match: Mapping[str, _Chosen]
    files: Mapping[str, CodeFile]

    @staticmethod
    def of(rules: Sequence[Rule], codebase: Codebase, settings: Settings) -> "_Bench":
        applied = _applied(rules, settings)
        return _Bench(applied.by_subject, applied.by_match, {file.path: file for file in codebase.files})

    def drafts(self, record: Record) -> Iterator[_Draft]:
        file = self.files[record.path]
        for each in self._speaking(record):
            if file.role in each.roles and each.holds(record):
                yield _draft(each.rule, record, file.module)

    def _speaking(self, record: Record) -> Sequence[_Chosen]:
        if isinstance(record, MatchRecord):
            found = self.by_match.get(record.rule_id)
            return (found,) if found else ()
        return self.by_subject.get(type(record), ())


# ---------------------------------------------------------------- settings
class _Applied(NamedTuple):
    by_subject: Mapping[type[Record], Sequence[_Chosen]]
    by_match: Mapping[str, _Chosen]


_last: list[tuple[Sequence[Rule], Settings, _Applied]] = []


def _applied(rules: Sequence[Rule], settings: Settings) -> _Applied:
    """The last are kept: to compile them for each of 21,000 judgements took half of what a replay of aider's history
    takes beside parsing."""
    if _last and _last[0][0] is rules and _last[0][1] is settings:
        return _last[0][2]
    chosen = [_chosen(rule, settings) for rule in rules if _selected(rule, settings)]
    by_subject: dict[type[Record], list[_Chosen]] = {}
    for each in chosen:
        by_subject.setdefault(SUBJECTS[each.rule.subject], []).append(each)
    by_match = {each.rule.rule_id: each for each in chosen if each.rule.subject == "match"}
    found = _Applied(by_subject, by_match)
    if isinstance(rules, tuple):  # nobody can change it
        _last[:] = [(rules, settings, found)]
    return found


def _selected(rule: Rule, settings: Settings) -> bool:
    names = (rule.rule_id, rule.family)
    chosen = not settings.select or any(name in settings.select for name in names)
    return chosen and not any(name in settings.ignore for name in names)


def _chosen(rule: Rule, settings: Settings) -> _Chosen:
    record = SUBJECTS[rule.subject]
    severity = settings.severity.get(rule.rule_id)
    changed = settings.thresholds.get(rule.rule_id, {})
    when: dict[str, object] = dict(rule.when)
    for field, condition in changed.items():
        if field not in shapes(record):
            raise ConfigError(
                f'thresholds.{rule.rule_id}: no field is called "{field}"; {nearest(field, shapes(record))}'
            )
        when[field] = float(condition) if condition.replace(".", "", 1).isdigit() else condition
    file = f"thresholds.{rule.rule_id}" if changed else rule.file
    unless = rule.unless if rule.subject != "match" else ()
    return _Chosen(
        replace(rule, severity=severity) if severity else rule,
        frozenset(rule.roles),
        compiled(when, record, At(file, "when")) if when else None,
        tuple(compiled(each, record, At(rule.file, "unless")) for each in unless),
    )


# ---------------------------------------------------------------- findings
def _draft(rule: Rule, record: Record, module: str) -> _Draft:
    fields = _fields(record)
    effort = _effort(rule, fields)
    finding = Finding(
        rule_id=rule.rule_id,
        family=rule.family,
        severity=rule.severity,
        confidence=rule.confidence if record.confidence is None else record.confidence,
        message=filled(rule.message, fields),
        path=record.path,
        start_line=record.start,
        end_line=record.end,
        symbol=record.symbol,
        effort_minutes=effort.likely,
        effort=effort,
        fingerprint="",
        related=record.related,
        data=_data(record),
    )
    content = identity(rule.rule_id, rule.subject, record.key, record.symbol, module, record.path)
    return _Draft(finding, content, record)


_PLACE_FIELDS = frozenset({"path", "start", "end", "symbol", "key", "related", "confidence", "fields", "rule_id"})


def _fields(record: Record) -> dict[str, Value]:
    """What a message may quote: the record's own fields, and those its match brought."""
    found = {name: getattr(record, name) for name in record.__struct_fields__}
    found["symbol"] = record.symbol or record.path
    return {**found, **record.fields} if isinstance(record, MatchRecord) else found


def _data(record: Record) -> dict[str, Value | list[dict[str, Value]]]:
    if isinstance(record, MatchRecord):
        return dict(record.fields)
    if isinstance(record, ConventionRecord):
        return _evidence(record)
    fields = {name: getattr(record, name) for name in record.__struct_fields__ if name not in _PLACE_FIELDS}
    return {name: value for name, value in fields.items() if value is None or isinstance(value, str | int | float)}


def _evidence(record: ConventionRecord) -> dict[str, Value | list[dict[str, Value]]]:
    fields = (
        "group",
        "feature",
        "scope",
        "variant",
        "majority",
        "support",
        "total",
        "bits",
        "places",
        "owner",
        "since",
    )
    examples: list[dict[str, Value]] = [{"path": each.path, "line": each.start} for each in record.related]
    return {**{name: getattr(record, name) for name in fields}, "examples": examples}


def _effort(rule: Rule, fields: Mapping[str, Value]) -> Effort:
    scale = rule.effort_per
    size = fields.get(scale.field) if scale else None
    if scale is None or not isinstance(size, int | float):
        return rule.effort
    times = min(max(size / scale.each, 1.0), MOST_SCALE)
    low, likely, high = (round(minutes * times) for minutes in (rule.effort.low, rule.effort.likely, rule.effort.high))
    return Effort(low, likely, high)


# ---------------------------------------------------------------- suppressions
def _silenced(drafts: list[_Draft], bench: _Bench) -> list[_Draft]:
    found = []
    for draft in drafts:
        finding = draft.finding
        for suppression in bench.files[finding.path].facts.suppressions:
            if finding.rule_id in suppression.rules and suppression.start <= finding.start_line <= suppression.end:
                draft = draft._replace(finding=replace(finding, suppressed=suppression.reason), used=suppression)
                break
        found.append(draft)
    return found


def _suppression_records(
    drafts: Iterable[_Draft], bench: _Bench, rules: Sequence[Rule], asked: frozenset[str]
) -> Iterator[SuppressionRecord]:
    """For each comment: one record for the rules it silenced, one for those that had nothing to silence.

    A rule that was not asked here (deselected, or silent in this role) may have had something: it counts as neither.
    """
    used: dict[tuple[str, Suppression], set[str]] = {}
    for draft in drafts:
        if draft.used:
            used.setdefault((draft.finding.path, draft.used), set()).add(draft.finding.rule_id)
    known = {rule.rule_id for rule in rules}
    every = (each for group in bench.by_subject.values() for each in group)
    active = {each.rule.rule_id: each.roles for each in every if each.rule.rule_id in asked}
    for path, file in bench.files.items():
        for suppression in file.facts.suppressions:
            silenced = used.get((path, suppression), set())
            idle = [
                name
                for name in suppression.rules
                if name not in silenced and (name not in known or file.role in active.get(name, ()))
            ]
            if silenced:
                yield _suppression_record(file, suppression, sorted(silenced), used=True)
            if idle or not suppression.rules:
                yield _suppression_record(file, suppression, idle, used=False)


def _suppression_record(file: CodeFile, suppression: Suppression, names: list[str], *, used: bool) -> SuppressionRecord:
    unit = _unit_name(file, suppression.line)
    return SuppressionRecord(
        path=file.path,
        start=suppression.line,
        end=suppression.line,
        symbol=".".join(part for part in (file.module, unit) if part),
        key=",".join(names),
        rules=", ".join(names) or "no rule",
        used=used,
        reason=suppression.reason,
    )


def _unit_name(file: CodeFile, line: int) -> str:
    """The innermost unit around a line."""
    around = [unit for unit in file.facts.units if unit.first <= line <= unit.end]
    return max(around, key=lambda unit: unit.first).name if around else ""
