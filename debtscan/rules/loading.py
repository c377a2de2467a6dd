"""Texts of rule files -> checked rules; every complaint names the file, the field and the nearest name that exists."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from debtscan.errors import RuleError
from debtscan.model import ROLES, SEVERITIES, Effort, Gate, Role, Severity
from debtscan.records import SUBJECTS, Record
from debtscan.rules.conditions import At, compiled, nearest, shapes
from debtscan.rules.message import quoted_fields
from debtscan.rules.rule import DEFAULT_ROLES, Example, Rule, Scale, Spec
from debtscan.rules.table import Table

_GATES: Mapping[object, Gate] = {True: "yes", False: "no", "new": "new"}
_REQUIRED = ("subject", "severity", "effort", "message", "why", "fix")
_KEYS = (*_REQUIRED, "confidence", "tier", "roles", "gate", "effort_per", "step", "match", "when", "unless",
         "follow", "refs", "example")  # fmt: skip
_TIERS = ("F", "P", "H")


def load(files: Mapping[str, str]) -> tuple[Rule, ...]:
    """`files` maps "family/rule-id.toml" to its text; folders above the family are allowed and ignored."""
    return _loaded(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    """Once for all that ask in one run: it is a tenth of a gate's time."""
    rules: dict[str, Rule] = {}
    for file, text in files:
        rule = load_one(file, text)
        if rule.rule_id in rules:
            raise RuleError(f'{file}: the rule "{rule.rule_id}" is defined in {rules[rule.rule_id].file} already')
        rules[rule.rule_id] = rule
    return tuple(sorted(rules.values(), key=lambda rule: (rule.family, rule.rule_id)))


def load_one(file: str, text: str) -> Rule:
    return _checked(Table.parsed(file, text))


def _checked(table: Table) -> Rule:
    table.known(_KEYS)
    for key in _REQUIRED:
        if key not in table.table:
            raise RuleError(f'{table.file}: the key "{key}" is missing')
    family, rule_id = _identity(table.file)
    subject = table.choice("subject", SUBJECTS)
    record = SUBJECTS[subject]
    rule = Rule(
        file=table.file,
        rule_id=rule_id,
        family=family,
        subject=subject,
        severity=cast(Severity, table.choice("severity", SEVERITIES)),
        confidence=table.share("confidence", 0.9),
        tier=table.choice("tier", _TIERS, "F"),
        roles=tuple(cast(Role, role) for role in _roles(table)),
        gate=_gate(table),
        effort=_effort(table),
        effort_per=_scale(table, record),
        step=_step(table, record),
        match=_matcher(table, subject),
        when=table.get("when", dict, {}),
        unless=tuple(_unless(table)),
        follow=_kinds(table, "follow"),
        message=_message(table, record),
        why=table.get("why", str, ""),
        fix=table.get("fix", str, ""),
        refs=table.texts("refs"),
        examples=tuple(_examples(table, record)),
    )
    _check_conditions(rule, record)
    return rule


def _identity(file: str) -> tuple[str, str]:
    parts = file.removesuffix(".toml").replace("\\", "/").split("/")
    if len(parts) < 2 or not file.endswith(".toml") or not all(parts[-2:]):
        raise RuleError(f"{file}: a rule file is called family/rule-id.toml")
    for part in parts[-2:]:
        if not part.replace("-", "").isalnum() or not part.isascii() or part != part.lower():
            raise RuleError(f'{file}: "{part}" must be lower-case words joined by "-"')
    return parts[-2], parts[-1]


def _matcher(table: Table, subject: str) -> dict[str, Spec]:
    match = _kinds(table, "match")
    if (subject == "match") != bool(match):
        problem = "needs a table match.<kind>" if subject == "match" else f'a rule about "{subject}" has none'
        raise table.error("match", problem)
    return match


# debtscan: ignore[duplicated-helper] -- a table of tables is no list of texts
def _kinds(table: Table, key: str) -> dict[str, Spec]:
    kinds = table.inner(key)
    for kind in kinds.table:
        if not kinds.get(kind, dict, {}):
            raise kinds.error(kind, "needs conditions")
    return kinds.table


def _gate(table: Table) -> Gate:
    value = table.table.get("gate", False)
    if not isinstance(value, bool | str) or value not in _GATES:
        raise table.error("gate", f'must be true, false or "new", not {value!r}')
    return _GATES[value]


def _effort(table: Table) -> Effort:
    minutes = table.inner("effort")
    minutes.known(("low", "likely", "high"))
    low, likely, high = (minutes.get(key, int, -1) for key in ("low", "likely", "high"))
    if not 0 <= low <= likely <= high:
        raise table.error("effort", "needs minutes { low, likely, high }, none less than the one before")
    return Effort(low, likely, high)


def _roles(table: Table) -> tuple[str, ...]:
    roles = table.texts("roles", DEFAULT_ROLES)
    for role in roles:
        if role not in ROLES:
            raise table.error("roles", f'"{role}" is no role; {nearest(role, ROLES)}')
    return roles


def _scale(table: Table, record: type[Record]) -> Scale | None:
    if "effort_per" not in table.table:
        return None
    scale = table.inner("effort_per")
    scale.known(("field", "each"))
    field, each = scale.get("field", str, ""), scale.number("each", 0)
    if each <= 0:
        raise scale.error("each", "must be more than 0")
    _number_field(scale, "field", field, record)
    return Scale(field, float(each))


def _step(table: Table, record: type[Record]) -> dict[str, float]:
    step = table.inner("step")
    for field in step.table:
        _number_field(step, field, field, record)
    return {field: float(step.number(field, 0)) for field in step.table}


def _number_field(table: Table, key: str, field: str, record: type[Record]) -> None:
    numbers = [name for name, shape in shapes(record).items() if shape.kind == "number"]
    if field not in numbers:
        raise table.error(key, f'no number is called "{field}"; {nearest(field, numbers)}')


def _unless(table: Table) -> list[Spec]:
    value = table.table.get("unless", [])
    tables = [value] if isinstance(value, dict) else value
    if not isinstance(tables, list) or not all(isinstance(each, dict) and each for each in tables):
        raise table.error("unless", "must be a table of conditions or a list of them")
    return tables


def _message(table: Table, record: type[Record]) -> str:
    """The template; what a match rule quotes is checked where the matchers are known."""
    template = table.get("message", str, "")
    try:
        fields = quoted_fields(template)
    except ValueError as problem:
        raise table.error("message", str(problem)) from None
    if record is not SUBJECTS["match"]:
        for field in fields:
            if field not in record.__struct_fields__:
                raise table.error(
                    "message", f'no field is called "{field}"; {nearest(field, record.__struct_fields__)}'
                )
    return template


def _examples(table: Table, record: type[Record]) -> list[Example]:
    found = []
    for number, each in enumerate(table.get("example", list, []), 1):
        if not isinstance(each, dict):
            raise table.error("example", "is written [[example]]")
        example = Table(table.file, each, f"example {number}: ")
        example.known(("name", "files", "before", "record", "found"))
        found.append(_example(example, record))
    return found


def _example(example: Table, record: type[Record]) -> Example:
    before, files, fields = (example.get(key, dict, {}) for key in ("before", "files", "record"))
    for field in fields:
        if field not in shapes(record):
            raise example.error("record", f'no field is called "{field}"; {nearest(field, shapes(record))}')
    for key, texts in (("before", before), ("files", files)):
        if not (texts or key == "before" or fields) or not all(isinstance(text, str) for text in texts.values()):
            raise example.error(key, f"needs texts such as {key}.\"a.py\" = '''…'''")
    return Example(example.get("name", str, ""), files, before, fields, example.get("found", bool, False))


def _check_conditions(rule: Rule, record: type[Record]) -> None:
    at = At(rule.file, "when")
    if rule.when:
        compiled(rule.when, record, at)
    if rule.subject != "match":
        for spec in rule.unless:
            compiled(spec, record, At(rule.file, "unless"))
