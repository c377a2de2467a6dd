"""The records of the debt report: what debt is there, what it costs while it stays, whence it came, what to pay first.

Minutes everywhere; a `Total` is a mean with the two ends of its 80 % range, a `Span` is a guess as low, likely, high.
Field names are those of `debtscan.report/1`.
"""

from typing import Literal, NamedTuple

from msgspec import Struct

from debtscan.commits import AuditedChange, Cohorts, CommitReport, Moment
from debtscan.model import Finding, Role, Skipped, Summary
from debtscan.vitals import Coupled, Hotspot, LiveClone, PackageKnowledge, Rework


class Total(NamedTuple):
    """Minutes: the mean, and the two ends of its 80 % range."""

    mean: float
    low: float
    high: float


class Span(NamedTuple):
    """A guess as a range: low, likely, high."""

    low: float
    likely: float
    high: float


NOTHING = Span(0.0, 0.0, 0.0)


# ---------------------------------------------------------------- where debt lies, and what it costs there
class UnitAccount(Struct, frozen=True):
    """A function of a hot spot."""

    name: str
    start_line: int
    end_line: int
    complexity: int
    findings: int
    debt_minutes: float


class FileAccount(Struct, frozen=True, kw_only=True):
    path: str
    role: Role
    code_lines: int
    complexity: int  # cyclomatic, of all its functions
    changes: int  # commits of the period that touched it
    changes_per_month: float  # weighted by age
    findings: int
    principal: Total
    interest: Span  # minutes a month
    payback: Span | None  # months; None when nobody touches it
    owners: tuple[tuple[str, float], ...] = ()  # whom to ask, with their share of its changes
    active_owners: int = 0  # of those, who committed in the last 90 days of the history
    units: tuple[UnitAccount, ...] = ()  # of a hot spot: its functions, the most indebted first

    @property
    def density(self) -> float:
        """Minutes of principal in 100 lines of code."""
        return 100 * self.principal.mean / self.code_lines if self.code_lines else 0.0


class FileSize(Struct, frozen=True, array_like=True):
    """Of every file, for the map of the code base."""

    path: str
    code_lines: int
    density: float  # minutes of principal in 100 lines of code
    changes_per_month: float


# ---------------------------------------------------------------- when it came
class TrendPoint(Struct, frozen=True, kw_only=True):
    """The code base at one commit; what is new and what was paid is against the point before."""

    sha: str
    date: Moment
    debt: Total
    debt_ratio: float
    findings: int
    code_lines: int
    added_minutes: float = 0.0
    paid_minutes: float = 0.0
    findings_added: int = 0
    findings_paid: int = 0
    commits: int = 0
    assisted: int = 0  # of those, with AI assistance on record
    releases: tuple[str, ...] = ()


# ---------------------------------------------------------------- what to do
class Repair(Struct, frozen=True, kw_only=True):
    """Findings that are mended in one go: those of one family in one file, or one family of copies."""

    id: str
    title: str
    paths: tuple[str, ...]
    family: str
    findings: int
    principal: Total
    saves: Span  # interest, minutes a month
    payback: Span | None
    is_planned: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    budget_minutes: float
    repairs: tuple[Repair, ...]  # the planned ones first, the quickest payback first
    cost: Total  # of the planned ones
    saves: Span
    capacity_minutes: float | None = None  # a fifth of the team's time in a quarter
    capacity_cost: Total | None = None
    capacity_saves: Span | None = None
    quarter_share: Total | None = None  # all repairs, as a share of the whole team's time in a quarter
    fix_share: float | None = None  # of the commits of the period, how many call themselves a fix


class Copy(Struct, frozen=True, kw_only=True):
    """One of a family, with the commit that it came with, where that is known."""

    place: str  # "path:line"
    name: str
    sha: str = ""
    date: Moment | None = None
    author: str = ""
    assisted: bool = False
    tools: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()  # kinds
    source: str = ""  # of those that were there before, the place of the one most like it; "" for the first


class CopyFamily(Struct, frozen=True, kw_only=True):
    id: str
    type: int
    similarity: float
    lines: int  # that would go
    places: tuple[str, ...]  # "path:line", the one to keep first
    names: tuple[str, ...]
    changes: int  # commits of the period that touched one of its files
    is_live: bool  # a commit of the last year changed some of its copies alone; without a ledger: of its files
    debt_minutes: float
    copies: tuple[Copy, ...] = ()  # in the order in which they came; none without a ledger


# ---------------------------------------------------------------- drift
class Ground(Struct, frozen=True, kw_only=True):
    """A convention that moved over the period."""

    change: str  # "turned" to another way, "lost" (no longer held to), "losing", "new", "gaining"
    feature: str
    role: Role
    text: str  # in words, as it is now
    text_before: str = ""
    before: tuple[int, int] | None  # places that keep to it, of all; None when it did not hold yet
    after: tuple[int, int] | None  # None when it holds no longer
    exceptions: tuple[tuple[str, int, str], ...] = ()  # path, line, and what is done there; those of today


class Foreign(Struct, frozen=True, kw_only=True):
    """A production function that the period brought or changed."""

    path: str
    name: str
    start_line: int
    end_line: int
    drift: float  # share of the functions of the code base that are less foreign to it
    is_new: bool
    reasons: tuple[str, ...]  # conventions that it breaks
    commits: tuple[str, ...]  # of the period that changed its file, the newest first


class Drift(Struct, frozen=True, kw_only=True):
    grounds: tuple[Ground, ...] = ()
    foreign: tuple[Foreign, ...] = ()  # the most foreign first
    functions: int = 0  # production functions that the period brought or changed


# ---------------------------------------------------------------- policy
class Exempt(Struct, frozen=True):
    """An exception of the policy."""

    until: str  # its last day
    state: Literal["over", "soon", "open"]
    about: str  # commit, author and paths that it concerns
    reason: str


class Standing(Struct, frozen=True, kw_only=True):
    """The assisted commits of the period, and how they stand to the policy."""

    policy: str = ""  # "" for none
    commits: int = 0  # of the period
    assisted: int = 0
    told: int = 0  # of those, whose own message or author says so
    reviewed: int = 0  # of those, that another person reviewed, merged or committed
    verdicts: dict[str, int] = {}
    evidence: dict[str, int] = {}  # commits by the kind of what is on record; one can have several
    violations: tuple[AuditedChange, ...] = ()
    exceptions: tuple[Exempt, ...] = ()  # the first to end first


# ---------------------------------------------------------------- who knows what
class Orphan(Struct, frozen=True):
    """A file with debt whose authors have left, and that nobody is named for."""

    path: str
    principal: Total
    findings: int
    changes: int  # of the period


class Knowledge(Struct, frozen=True, kw_only=True):
    hotspots: tuple[Hotspot, ...] = ()
    packages: tuple[PackageKnowledge, ...] = ()  # the fewest people first
    orphaned: tuple[Orphan, ...] = ()  # the dearest first
    coupling: tuple[Coupled, ...] = ()  # of production code, what no import explains first
    rework: tuple[Rework, ...] = ()  # of the whole history
    churn: str = ""  # what may be concluded of it
    apart: tuple[LiveClone, ...] = ()  # of the last year


# ---------------------------------------------------------------- what minutes rest on
class Fit(Struct, frozen=True, kw_only=True):
    """What the removals of one rule in this history say of its minutes."""

    rule_id: str
    removals: int  # commits that did nothing else to the debt, and whose time is known
    minutes: Span  # tenth percentile, median, ninetieth: of one finding
    stated: Span  # by the rule
    is_enough: bool  # for the minutes to be taken over


class Calibration(Struct, frozen=True, kw_only=True):
    fits: tuple[Fit, ...] = ()  # the most removals first
    is_used: bool = False


# ---------------------------------------------------------------- the report
class Sentence(Struct, frozen=True):
    """A line of the verdict."""

    about: Literal["debt", "change", "cost", "matter", "limit"]
    text: str


class Worse(Struct, frozen=True):
    """A file whose debt grew: minutes in the report before, and now."""

    path: str
    before: float
    now: float


class Difference(Struct, frozen=True, kw_only=True):
    """Against the report before."""

    previous: str  # its date
    new: tuple[Finding, ...]
    paid: tuple[str, ...]  # "rule in path", for the findings are gone
    worse: tuple[Worse, ...] = ()
    debt_minutes: float  # now minus then, as both reports say
    by_code_minutes: float | None = None  # the same by the rules of today alone; None where that cannot be told
    reasons: tuple[str, ...]  # what else than the code has changed: the version, the configuration


class Origin(Struct, frozen=True, kw_only=True):
    """Which work has AI assistance on record, and how it did. Unmarked is not human: nothing is on record."""

    group: str  # "assisted", "unmarked", or a tool
    commits: int
    lines_added: int
    findings_added: int | None = None
    debt_per_100_lines: float | None = None
    low: float | None = None  # of the latter, 95 %
    high: float | None = None
    reverted: int | None = None


class Aftermath(Struct, frozen=True):
    """Commits that are old enough for a fix to have followed, and those that one followed."""

    riskiest: int = 0
    riskiest_followed: int = 0
    others: int = 0
    others_followed: int = 0


class DebtReport(Struct, frozen=True, kw_only=True):
    root: str = "."
    rev: str  # "" where there is no history: the folder as it is
    range: str
    since: Moment | None
    until: Moment | None
    verdict: tuple[Sentence, ...]
    summary: Summary
    debt: Total
    interest: Span
    trend: tuple[TrendPoint, ...]
    first_assisted: Moment | None = None  # the oldest commit with assistance on record
    files: tuple[FileAccount, ...]  # with debt, the dearest first
    sizes: tuple[FileSize, ...] = ()
    origins: tuple[Origin, ...]
    origin_note: str
    cohorts: Cohorts | None = None  # of the whole history
    copies: tuple[CopyFamily, ...]
    risky: tuple[CommitReport, ...]
    followed: dict[str, str] = {}  # sha of a risky commit -> the commit that reverts it, or fixes the same files
    aftermath: Aftermath = Aftermath()
    plan: Plan
    drift: Drift = Drift()
    standing: Standing = Standing()
    knowledge: Knowledge = Knowledge()
    calibration: Calibration = Calibration()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    absent: dict[str, str] = {}  # by section, why it is not there or not whole
    difference: Difference | None = None
    configuration: str = ""  # digest of settings and rules
    rate: float | None = None  # money for an hour
    people: bool = True
