"""Texts of rule files -> checked rules; every complaint names the file, the field and the nearest name that exists."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from debtscan.errors import RuleError
from debtscan.model import ROLES, SEVERITIES, SUBJECTS, Effort, Gate, Record, Role, Severity
from debtscan.rules.conditions import At, compiled, nearest, shapes
from debtscan.rules.message import quoted_fields
from debtscan.rules.rule import DEFAULT_ROLES, Example, Rule, Scale, Spec

T = TypeVar("T")

_GATES: Mapping[object, Gate] = {True: "yes", False: "no", "new": "new"}
_REQUIRED = ("subject", "severity", "effort", "message", "why", "fix")
_KEYS = (*_REQUIRED, "confidence", "tier", "roles", "gate", "effort_per", "step", "match", "when", "unless",
         "follow", "refs", "example")  # fmt: skip
_TIERS = ("F", "P", "H")


def load(files: Mapping[str, str]) -> tuple[Rule, ...]:
    """`files` maps "family/rule-id.toml" to its text; folders above the family are allowed and ignored."""
    rules: dict[str, Rule] = {}
    for file, text in sorted(files.items()):
        rule = load_one(file, text)
        if rule.rule_id in rules:
            raise RuleError(f'{file}: the rule "{rule.rule_id}" is defined in {rules[rule.rule_id].file} already')
        rules[rule.rule_id] = rule
    return tuple(sorted(rules.values(), key=lambda rule: (rule.family, rule.rule_id)))


def load_one(file: str, text: str) -> Rule:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise RuleError(f"{file}: not TOML: {problem}") from None
    return _checked(_Table(file, table))


class _Table:
    """A rule's table, read key by key with the type each must have."""

    def __init__(self, file: str, table: dict[str, Any], path: str = "") -> None:
        self.file, self.table, self.path = file, table, path

    def error(self, key: str, problem: str) -> RuleError:
        return RuleError(f"{self.file}: {self.path}{key}: {problem}")

    def known(self, keys: Iterable[str]) -> None:
        for key in self.table:
            if key not in keys:
                raise self.error(key, f"unknown key; {nearest(key, keys)}")

    def get(self, key: str, kind: type[T], default: T) -> T:
        value = self.table.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {_NOUNS[kind]}, not {value!r}")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self.get(key, list, list(default))
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, "must be a list of strings")
        return tuple(values)

    def choice(self, key: str, known: Iterable[str], default: str = "") -> str:
        value = self.get(key, str, default)
        if value not in known:
            raise self.error(key, f'"{value}" is not one of them; {nearest(value, known)}')
        return value

    # debtscan: ignore[duplicated-helper] -- int and float are one kind here, and bool is neither
    def number(self, key: str, default: float) -> float:
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"must be a number, not {value!r}")
        return value

    def inner(self, key: str) -> "_Table":
        return _Table(self.file, self.get(key, dict, {}), f"{self.path}{key}.")


_NOUNS: Mapping[type, str] = {
    int: "a whole number",
    str: "a string",
    list: "a list",
    dict: "a table",
    bool: "true or false",
}


def _checked(table: _Table) -> Rule:
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
        confidence=_share(table, "confidence", 0.9),
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
        examples=tuple(_examples(table)),
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


def _matcher(table: _Table, subject: str) -> dict[str, Spec]:
    match = _kinds(table, "match")
    if (subject == "match") != bool(match):
        problem = "needs a table match.<kind>" if subject == "match" else f'a rule about "{subject}" has none'
        raise table.error("match", problem)
    return match


# debtscan: ignore[duplicated-helper] -- a table of tables is no list of texts
def _kinds(table: _Table, key: str) -> dict[str, Spec]:
    kinds = table.inner(key)
    for kind in kinds.table:
        if not kinds.get(kind, dict, {}):
            raise kinds.error(kind, "needs conditions")
    return kinds.table


def _gate(table: _Table) -> Gate:
    value = table.table.get("gate", False)
    if not isinstance(value, bool | str) or value not in _GATES:
        raise table.error("gate", f'must be true, false or "new", not {value!r}')
    return _GATES[value]


def _effort(table: _Table) -> Effort:
    minutes = table.inner("effort")
    minutes.known(("low", "likely", "high"))
    low, likely, high = (minutes.get(key, int, -1) for key in ("low", "likely", "high"))
    if not 0 <= low <= likely <= high:
        raise table.error("effort", "needs minutes { low, likely, high }, none less than the one before")
    return Effort(low, likely, high)


# debtscan: ignore[duplicated-helper] -- a range is no list of choices
def _share(table: _Table, key: str, default: float) -> float:
    value = table.number(key, default)
    if not 0 <= value <= 1:
        raise table.error(key, f"must be from 0 to 1, not {value!r}")
    return float(value)


def _roles(table: _Table) -> tuple[str, ...]:
    roles = table.texts("roles", DEFAULT_ROLES)
    for role in roles:
        if role not in ROLES:
            raise table.error("roles", f'"{role}" is no role; {nearest(role, ROLES)}')
    return roles


def _scale(table: _Table, record: type[Record]) -> Scale | None:
    if "effort_per" not in table.table:
        return None
    scale = table.inner("effort_per")
    scale.known(("field", "each"))
    field, each = scale.get("field", str, ""), scale.number("each", 0)
    if each <= 0:
        raise scale.error("each", "must be more than 0")
    _number_field(scale, "field", field, record)
    return Scale(field, float(each))


def _step(table: _Table, record: type[Record]) -> dict[str, float]:
    step = table.inner("step")
    for field in step.table:
        _number_field(step, field, field, record)
    return {field: float(step.number(field, 0)) for field in step.table}


def _number_field(table: _Table, key: str, field: str, record: type[Record]) -> None:
    numbers = [name for name, shape in shapes(record).items() if shape.kind == "number"]
    if field not in numbers:
        raise table.error(key, f'no number is called "{field}"; {nearest(field, numbers)}')


def _unless(table: _Table) -> list[Spec]:
    value = table.table.get("unless", [])
    tables = [value] if isinstance(value, dict) else value
    if not isinstance(tables, list) or not all(isinstance(each, dict) and each for each in tables):
        raise table.error("unless", "must be a table of conditions or a list of them")
    return tables


def _message(table: _Table, record: type[Record]) -> str:
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


def _examples(table: _Table) -> list[Example]:
    found = []
    for number, each in enumerate(table.get("example", list, []), 1):
        if not isinstance(each, dict):
            raise table.error("example", "is written [[example]]")
        example = _Table(table.file, each, f"example {number}: ")
        example.known(("name", "files", "before"))
        before, files = example.get("before", dict, {}), example.get("files", dict, {})
        for key, texts in (("before", before), ("files", files)):
            if not (texts or key == "before") or not all(isinstance(text, str) for text in texts.values()):
                raise example.error(key, f"needs texts such as {key}.\"a.py\" = '''…'''")
        found.append(Example(example.get("name", str, ""), files, before))
    return found


def _check_conditions(rule: Rule, record: type[Record]) -> None:
    at = At(rule.file, "when")
    if rule.when:
        compiled(rule.when, record, at)
    if rule.subject != "match":
        for spec in rule.unless:
            compiled(spec, record, At(rule.file, "unless"))
