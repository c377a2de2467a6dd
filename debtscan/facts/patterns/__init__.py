"""All match rules over one file: views are made where a rule could hold, and asked the rule's conditions.

`compile_patterns` checks the conditions against the views (an unknown kind or field is a RuleError) and sorts the rules
by what they could match: a call by the last part of its callee, a comment by the rarest words of its phrases, an import
by its module. So a node that no rule speaks about costs one look-up, whatever the number of rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from debtscan.errors import RuleError
from debtscan.facts.parsed import Parsed
from debtscan.facts.patterns.kinds import KINDS
from debtscan.facts.patterns.view import Site, View
from debtscan.model import Match, Value
from debtscan.records import MatchRecord
from debtscan.rules import Rule
from debtscan.rules.conditions import At, Test, compiled, nearest, shapes
from debtscan.rules.message import quoted_fields


class Pattern(NamedTuple):
    rule_id: str
    test: Test
    unless: tuple[Test, ...]
    fields: tuple[str, ...]  # of the view, quoted by the message

    def holds(self, view: View) -> bool:
        view.fresh()
        return self.test(view) and not any(test(view) for test in self.unless)


@dataclass(frozen=True, eq=False)  # told apart by identity: what follows from a group is kept by it
class Group:
    """The patterns of one kind: by trigger, and those to be asked everywhere."""

    triggered: dict[str, list[Pattern]]
    always: list[Pattern]


class PatternSet:
    """Compiled match rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        chosen = sorted((rule for rule in rules if rule.subject == "match"), key=lambda rule: rule.rule_id)
        self.groups: dict[str, Group] = {}
        for rule in chosen:
            for kind, spec in rule.match.items():
                self._add(rule, kind, spec)

    def _add(self, rule: Rule, kind: str, spec: dict[str, object]) -> None:
        if kind not in KINDS:
            raise RuleError(f'{rule.file}: match: no kind is called "{kind}"; {nearest(kind, KINDS)}')
        view = KINDS[kind].view
        pattern = Pattern(
            rule.rule_id,
            compiled(spec, view, At(rule.file, f"match.{kind}")),
            tuple(compiled(each, view, At(rule.file, "unless")) for each in rule.unless),
            _quoted(rule, view),
        )
        group = self.groups.setdefault(kind, Group({}, []))
        keys = KINDS[kind].keys(spec)
        for key in keys or ():
            group.triggered.setdefault(key, []).append(pattern)
        if keys is None:
            group.always.append(pattern)


def _quoted(rule: Rule, view: type[View]) -> tuple[str, ...]:
    simple = {name for name, shape in shapes(view).items() if shape.kind in ("flag", "number", "text", "texts")}
    found = []
    for field in quoted_fields(rule.message):
        if field in simple:
            found.append(field)
        elif field not in MatchRecord.__struct_fields__:
            raise RuleError(f'{rule.file}: message: no field is called "{field}"; {nearest(field, simple)}')
    return tuple(found)


def compile_patterns(rules: Sequence[Rule]) -> PatternSet:
    return PatternSet(rules)


def matches(parsed: Parsed, patterns: PatternSet) -> tuple[Match, ...]:
    """Every place where a rule's conditions hold, in source order."""
    site = Site(parsed)
    found = [
        _match(site, pattern, view)
        for kind, group in patterns.groups.items()
        for view, candidates in KINDS[kind].places(site, group)
        for pattern in candidates
        if pattern.holds(view)
    ]
    vars(site).clear()  # views and site hold one another: let go, they and the tree need no garbage collection
    return tuple(sorted(found, key=lambda match: (match.line, match.rule_id, match.end_line, match.key)))


def _match(site: Site, pattern: Pattern, view: View) -> Match:
    line, end_line = view.lines()
    fields = {name: _quotable(getattr(view, name)) for name in pattern.fields}
    return Match(pattern.rule_id, line, end_line, site.parsed.unit_at(line), view.content(), fields)


def _quotable(value: object) -> Value:
    if isinstance(value, tuple | frozenset):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, str | int | float | bool) else "" if value is None else str(value)
