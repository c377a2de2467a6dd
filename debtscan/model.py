"""The records that the stages exchange: frozen, typed, and knowing nothing of the stage that reads them.

Facts hold no path, records hold no severity, findings hold no colour. Lines are 1-based and inclusive, paths are POSIX
and relative to the scanned root, effort is in minutes.
"""

from typing import Literal

from msgspec import Struct, field

from debtscan.commits import Assistance, CommitReport, Entry, PolicyVerdict
from debtscan.policy import PolicySettings

Role = Literal["production", "test", "example", "script", "migration", "generated", "vendored", "notebook-export"]
Severity = Literal["info", "minor", "major", "critical"]
UnitKind = Literal["function", "method", "class", "module"]
Gate = Literal["yes", "no", "new"]
FailOn = Severity | Literal["never"]
Value = str | int | float | bool | None

SEVERITIES: tuple[Severity, ...] = ("info", "minor", "major", "critical")
NEVER: Literal["never"] = "never"
ROLES: tuple[Role, ...] = (
    "production", "test", "example", "script", "migration", "generated", "vendored", "notebook-export",
)  # fmt: skip


# ---------------------------------------------------------------- settings: what the user asked for, checked
class GateSettings(Struct, frozen=True, kw_only=True):
    """`[tool.debtscan.gate]`: which changes do not pass. Only rules whose `gate` is on are asked."""

    fail_on: FailOn = "minor"  # the least severity of a new or worsened finding that fails a change
    families: dict[str, FailOn] = {}  # the same for one family; it comes before `fail_on`
    min_confidence: float = 0.7  # less certain findings are listed and fail no change
    budget_minutes: float | None = None  # most debt that one change may add
    max_debt_ratio: float | None = None  # of the whole code base: above it, no change may add debt


class Settings(Struct, frozen=True, kw_only=True):
    """The configuration and the options that change what is found; every default is stated here and nowhere else.

    Globs are matched against `prefix` joined with the path: `prefix` leads from the directory of the configuration to
    the scanned root ("" when they are the same), so a scan of a part judges it as a scan of the whole would.
    """

    exclude: tuple[str, ...] = ()  # globs of what is not analysed
    roles: dict[Role, tuple[str, ...]] = {}  # globs; they come before everything else that decides a role
    select: tuple[str, ...] = ()  # rule ids or families; empty: every rule
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}  # by rule id
    thresholds: dict[str, dict[str, str]] = {}  # rule id -> field -> condition, over the `when` of the rule file
    rules: tuple[str, ...] = ()  # folders of rule files beside the shipped ones
    fail_on: Severity | None = None
    baseline: str | None = None  # the file of accepted debt; None: the nearest of the usual name
    gate: GateSettings = GateSettings()
    policy: PolicySettings | None = None  # for AI assistance; None asks nothing
    max_file_bytes: int = 2_000_000  # larger Python files are data tables: they are listed as skipped
    prefix: str = ""
    notes: tuple[str, ...] = ()  # what the user should know about how this was put together


# ---------------------------------------------------------------- facts: what one blob says, whatever its path
class Unit(Struct, frozen=True, array_like=True, gc=False):
    """A function, method, class or module body.

    `name` is qualified inside its file ("Class.method", "outer.inner"; "" for the module). `start` is the line of
    `def`/`class`, `first` that of the first decorator. `tokens` is the half-open slice of the file's token stream.
    """

    name: str
    kind: UnitKind
    first: int
    start: int
    end: int
    body: int  # first line of the first statement that is not the docstring
    parent: int  # index of the enclosing unit in FileFacts.units; -1 for the module
    tokens: tuple[int, int]
    digest: bytes  # 8 bytes of the normalised tokens: equal for equal code, whatever its layout
    signature: str  # "name(a: int, b=1) -> str"; bases for a class
    decorators: tuple[str, ...]  # dotted names as written, resolved through imports
    summary: str  # first line of the docstring
    parameters: int  # that may be given by position, without self and cls
    code_lines: int  # lines holding a token of code: no blank, comment or docstring line
    statements: int
    complexity: int  # cyclomatic, radon's definition; of a class, the sum over its methods plus 1
    cognitive: int  # Campbell, "Cognitive Complexity" (SonarSource, 2018)
    nesting: int  # deepest nesting of control statements
    terms: bytes  # the unit's lexical fields, packed by facts.terms
    traits: tuple[str, ...] = ()  # "async", "generator", "property", "overload", "abstract", "stub", "nested", "test"
    keywords: tuple[str, ...] = ()  # that a call may give, "**" for any; of a class, the names it annotates


class Import(Struct, frozen=True, array_like=True, gc=False):
    """`import module as alias` (name "") or `from module import name as alias`; `level` counts leading dots."""

    module: str
    name: str
    alias: str
    level: int
    line: int
    guarded: bool  # under try/except ImportError, TYPE_CHECKING or a version check
    conditional: bool = False  # under any `if` or `try`, in a function too


class KeywordCall(Struct, frozen=True, array_like=True, gc=False):
    """Calls of one callee with these keywords, wherever its name surely means one thing.

    `callee` is ":f" or ":Class.method" for what the file defines itself, "self:Class.method" for a method called on
    its own object, the dotted name that an import gives (".util.f" for a relative one), or "sorted" for a builtin.
    """

    callee: str
    keywords: tuple[str, ...]
    lines: tuple[int, ...]


class Match(Struct, frozen=True, array_like=True, gc=False):
    """A place where the matcher of a pattern rule held."""

    rule_id: str
    line: int
    end_line: int
    unit: int  # index of the innermost enclosing unit
    key: str  # normalised text of the matched node: the content half of the finding's identity
    fields: dict[str, Value] = {}  # what the rule's message may quote


class Suppression(Struct, frozen=True, array_like=True, gc=False):
    """`# debtscan: ignore[rule, …] -- reason`; silences findings that begin on lines `start` to `end`."""

    line: int
    start: int
    end: int
    rules: tuple[str, ...]
    reason: str


class Choice(Struct, frozen=True, array_like=True, gc=False):
    """The places where a file takes one variant of a convention; `lines` are little-endian uint32, sorted."""

    convention: str  # "group.name", or "group.name.subject"
    variant: str
    lines: bytes


class FileFacts(Struct, frozen=True, array_like=True, gc=False):
    """All that is known of one blob. `error` says why it has no syntax facts (its tokens are still there)."""

    error: str | None
    lines: int
    code_lines: int
    tokens: bytes  # little-endian uint32: one normalised id per token (facts.lexer)
    line_index: bytes  # little-endian uint32: index of the first token of line i (0-based); one entry more
    marks: tuple[str, ...]  # "generated", "notebook-export", "test": what the text itself says of its role
    units: tuple[Unit, ...] = ()  # the module first, then in order of `start`
    imports: tuple[Import, ...] = ()
    definitions: tuple[tuple[str, int], ...] = ()  # names bound at module level, with their line
    references: tuple[str, ...] = ()  # every other name, attribute and identifier-like string used, sorted, once
    matches: tuple[Match, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    halstead_volume: float = 0.0
    maintainability: float = 100.0  # radon's maintainability index, 0 to 100
    choices: tuple[Choice, ...] = ()  # sorted
    exports: tuple[str, ...] = ()  # all names bound at module level, sorted; "*" and "**" (facts.namespace) among them
    rebound: tuple[str, ...] = ()  # those of them that a definition binds, and something else too
    calls: tuple[KeywordCall, ...] = ()  # those of the standard library only where it takes no such keyword


# ---------------------------------------------------------------- the code base: facts with their places
class CodeFile(Struct, frozen=True):
    path: str
    blob: str  # git's blob id of the bytes
    role: Role
    module: str  # dotted import name, "" when it has none
    facts: FileFacts


class Codebase(Struct, frozen=True):
    """Every analysed file, sorted by path; `tooling` is the name and text of what sets up formatters and linters,
    `recent` the paths of the newer files, `beside` those of what is not analysed and can be imported (None: of some
    files of a tree, whose others are not known), `manifests` path and text of what says which packages can be."""

    files: tuple[CodeFile, ...]
    tooling: tuple[tuple[str, str], ...] = ()
    recent: frozenset[str] = frozenset()
    beside: tuple[str, ...] | None = None
    manifests: tuple[tuple[str, str], ...] = ()


class Skipped(Struct, frozen=True, order=True):
    path: str
    reason: str


# ---------------------------------------------------------------- places
class Place(Struct, frozen=True, order=True):
    path: str
    start: int
    end: int
    message: str = ""


# ---------------------------------------------------------------- what leaves the tool
class Effort(Struct, frozen=True):
    low: int
    likely: int
    high: int


class Finding(Struct, frozen=True):
    """Field names and their meaning are those of CONTRACT (`debtscan.scan/1`)."""

    rule_id: str
    family: str
    severity: Severity
    confidence: float
    message: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    effort_minutes: int
    effort: Effort
    fingerprint: str
    related: tuple[Place, ...] = ()
    fix: str | None = None
    data: dict[str, Value | list[dict[str, Value]]] = {}
    suppressed: str | None = None  # the reason of the suppression that silences it
    identity: str = ""  # the fingerprint without what tells equal findings apart: what a baseline counts


class CloneInstance(Struct, frozen=True, order=True):
    path: str
    start_line: int
    end_line: int
    name: str


class Clone(Struct, frozen=True):
    """A family of copies; `similarity` is the least of any member towards the first. Named as in `debtscan.scan/1`."""

    id: str
    type: int
    similarity: float
    tokens: int
    instances: tuple[CloneInstance, ...]
    differs: str = ""


class UnitSummary(Struct, frozen=True):
    """What is said of each function. Field names are those of `debtscan.scan/1`."""

    path: str
    name: str
    start_line: int
    end_line: int
    drift: float | None
    complexity: int


class FamilyTotal(Struct, frozen=True):
    findings: int
    debt_minutes: float


class Summary(Struct, frozen=True):
    files: int
    lines: int
    functions: int
    findings: int
    skipped: tuple[Skipped, ...]
    debt_minutes: float
    debt_ratio: float
    grade: str
    duplicated_lines: int
    by_family: dict[str, FamilyTotal] = field(default_factory=dict)
    by_rule: dict[str, FamilyTotal] = field(default_factory=dict)  # most debt first
    by_severity: dict[str, int] = field(default_factory=dict)  # every severity, the worst first
    worst_files: tuple[tuple[str, float], ...] = ()  # path and debt minutes, most first
    debt_low: float = 0.0  # debt_minutes lies between these two with a probability of 80 %
    debt_high: float = 0.0
    code_lines: int = 0  # lines of code that the ratio is taken over
    suppressed: int = 0  # findings silenced by a comment; no other figure counts them
    accepted: int = (
        0  # findings that a baseline accepts: `findings` and `by_severity` leave them out, all else counts them
    )


class Report(Struct, frozen=True):
    """The result of a scan, sorted, ready to be rendered."""

    root: str
    rev: str | None
    summary: Summary
    findings: tuple[Finding, ...]
    clones: tuple[Clone, ...]
    units: tuple[UnitSummary, ...]
    roles: tuple[tuple[str, Role], ...] = ()  # path and role of every file, for --verbose
    code_lines: tuple[int, ...] = ()  # of the same files, in the same order
    notes: tuple[str, ...] = ()  # what was not checked, and why
    accepted: tuple[Finding, ...] | None = None  # set apart from `findings` by a baseline; None without one

    @property
    def live(self) -> tuple[Finding, ...]:
        """The findings that no comment silences."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)


class Review(Struct, frozen=True):
    """How closely a change deserves to be read, and why."""

    level: Literal["light", "normal", "deep"]
    reasons: tuple[str, ...]


class Policed(Struct, frozen=True):
    """An assisted change against the policy; `entry.sha` is "" for a message that is no commit yet."""

    entry: Entry
    ai: Assistance
    verdict: PolicyVerdict
    findings: tuple[Finding, ...] = ()


class Check(Struct, frozen=True, kw_only=True):
    """What a change brings, judged against the code base as it was. Field names are those of `debtscan.check/1`.

    `base` and `head` are commits; an empty base is "", and `head` can be "index" or "worktree". The findings that a
    comment silences are in `suppressed` alone.
    """

    base: str
    head: str
    verdict: Literal["pass", "fail"]
    reasons: tuple[str, ...]
    new: tuple[Finding, ...]
    worsened: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()  # new, and entered into the baseline by this very change
    deciding: frozenset[str] = frozenset()  # fingerprints of the new and worsened findings that fail the change
    added_minutes: float
    paid_minutes: float
    review: Review
    files: int  # Python files added, changed or deleted
    lines: int  # of code that are new or changed
    skipped: tuple[Skipped, ...] = ()  # changed files that could not be read or parsed
    notes: tuple[str, ...] = ()
    commits: tuple[CommitReport, ...] = ()  # of a range, newest first, where they were asked for
    policy: tuple[Policed, ...] = ()  # the assisted changes, newest first, where there is a policy
