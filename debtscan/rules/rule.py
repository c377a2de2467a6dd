"""What a rule file says, once it has been checked."""

from msgspec import Struct

from debtscan.model import Effort, Gate, Role, Severity

Spec = dict[str, object]  # a table of conditions, as TOML gave it

DEFAULT_ROLES: tuple[Role, ...] = ("production", "script", "notebook-export")


class Example(Struct, frozen=True):
    """A small project; the lines marked `# debt: rule-id` are those the rule must report, and no others.

    Where there is a `before`, what is judged is the change from it. A rule about commits shows a `record` instead,
    the fields that matter, and whether it is `found`.
    """

    name: str
    files: dict[str, str]
    before: dict[str, str] = {}
    record: Spec = {}
    found: bool = False


class Scale(Struct, frozen=True):
    """Effort grows with a field of the record: times `field / each`, at least once, at most ten times."""

    field: str
    each: float


class Rule(Struct, frozen=True, kw_only=True):
    file: str  # "family/rule-id.toml", or where a team keeps it; begins every complaint about it
    rule_id: str
    family: str
    subject: str  # a key of records.SUBJECTS
    severity: Severity
    confidence: float
    tier: str
    roles: tuple[Role, ...]
    gate: Gate
    effort: Effort
    effort_per: Scale | None
    step: dict[str, float]
    match: dict[str, Spec]  # for the subject "match": conditions on the syntax, by kind of view; any kind may hold
    when: Spec  # conditions on the record
    unless: tuple[Spec, ...]  # any of these silences; on the syntax when the subject is "match", else on the record
    follow: dict[str, Spec]  # conditions as in `match`: code that does right what the rule reports done wrong
    message: str
    why: str
    fix: str
    refs: tuple[str, ...]
    examples: tuple[Example, ...]
