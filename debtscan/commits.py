"""The records of history: what git says of a commit, and what debtscan makes of it.

Times are seconds since the epoch with the offset of the writer in minutes; names, paths and messages keep bytes that
are not UTF-8 as surrogates ("surrogateescape"). Field names of what leaves the tool are those of `debtscan.history/1`.
"""

from typing import Literal

from msgspec import Struct

from debtscan.vitals import Coupled, Vitals

EvidenceKind = Literal[
    "trailer", "author", "committer", "footer", "session", "subject", "sentence", "checkbox", "branch", "note", "trace",
    "declared",
]  # fmt: skip
Part = Literal["author", "co-author", "assisted", "review", "session", "sign-off", "committed"]  # that a tool had


# ---------------------------------------------------------------- what git says
class Person(Struct, frozen=True, array_like=True):
    """As `.mailmap` has them, where there is one."""

    name: str
    email: str


class Moment(Struct, frozen=True, array_like=True, order=True):
    seconds: int
    offset_minutes: int = 0


class FileChange(Struct, frozen=True, array_like=True):
    """One path of a commit against its first parent.

    `added` and `deleted` are None for what has no lines (binary files, submodules, pointers of Git LFS) and for blobs
    that are not in the clone or too large.
    """

    path: str
    status: Literal["added", "modified", "deleted", "renamed", "copied", "type"]
    added: int | None
    deleted: int | None
    old_path: str = ""  # of a rename or copy
    blob: str = ""  # "" when deleted, or a submodule
    old_blob: str = ""  # "" when added, or a submodule


class Entry(Struct, frozen=True, array_like=True):
    """A commit as the log has it, changes against its first parent; of a merge no files."""

    sha: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored: Moment
    committed: Moment
    message: str
    files: tuple[FileChange, ...] = ()
    signed: tuple[Person, Person] | None = None  # as the commit has them, where `.mailmap` has others


# ---------------------------------------------------------------- AI assistance
class Evidence(Struct, frozen=True):
    """One thing on record that says a tool took part. `strength` is how surely it says so, 0 to 1."""

    kind: EvidenceKind
    text: str  # the line itself
    tool: str
    strength: float
    part: Part = "co-author"
    model: str = ""


class AssistedLines(Struct, frozen=True):
    ai: int = 0
    human: int = 0
    unknown: int = 0


class Assistance(Struct, frozen=True):
    """`confidence` is that of the strongest evidence, never a sum; `assisted` from 0.5."""

    assisted: bool = False
    confidence: float = 0.0
    tools: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lines: AssistedLines = AssistedLines()
    partly: bool = False  # a squash, or an accepted suggestion: part of the change


class AnnotatedLine(Struct, frozen=True):
    """A line of a file: where it is from, and what is on record of it.

    `type` and `tool` come from records of lines (notes, traces); what only the commit says is named in `evidence`.
    """

    line: int
    sha: str
    type: Literal["ai", "human", "mixed", "unknown"] = "unknown"
    tool: str | None = None
    evidence: EvidenceKind | None = None
    findings: tuple[str, ...] = ()  # fingerprints


class Factor(Struct, frozen=True):
    name: str
    value: float
    contribution: float  # to the score's logit, above the repository's median change
    why: str


class Risk(Struct, frozen=True):
    """`score` is from 0 to 1; it may be read as a probability only when `calibrated`."""

    score: float
    calibrated: bool
    percentile: float  # among the changes before
    factors: tuple[Factor, ...] = ()
    usual: float = 0.0  # the score of the median change before
    size_percentile: float = 0.0  # of the lines added, among those of the changes before
    test_lines: int = 0  # added
    tested_share: float = 0.0  # of the riskiest tenth of the changes before, how many added tests


# ---------------------------------------------------------------- what leaves the tool
class CommitDebt(Struct, frozen=True):
    added_minutes: float = 0.0
    paid_minutes: float = 0.0
    findings_added: int = 0
    findings_paid: int = 0


class CommitLines(Struct, frozen=True):
    added: int
    deleted: int
    moved: int | None = None
    copied: int | None = None
    churned_14d: int | None = None  # of `code`; None also where 14 days have not passed
    code: int | None = None  # new lines of Python code: what `churned_14d` is a part of


class CommitFinding(Struct, frozen=True):
    """What a rule says of a commit as a whole."""

    rule_id: str
    family: str
    severity: str
    confidence: float
    message: str


PolicyWord = Literal["unmarked", "allowed", "excepted", "violated"]


class PolicyVerdict(Struct, frozen=True):
    """What the team's policy says of a commit. "unmarked": nothing is on record of assistance, so nothing is asked."""

    verdict: PolicyWord = "unmarked"
    mode: Literal["allow", "disclose", "forbid"] = "allow"  # the strictest of the paths touched
    rules: tuple[str, ...] = ()  # that it breaks
    reasons: tuple[str, ...] = ()  # of what it breaks, or of the exception
    reviewers: tuple[str, ...] = ()  # other people than its author, by the trailers that count


class ForeignPart(Struct, frozen=True):
    """A function that a commit writes, and what of it is least like the code base."""

    path: str
    line: int
    name: str
    drift: float  # the share of the functions there that are less foreign
    why: str


class CommitDrift(Struct, frozen=True):
    """How foreign the functions that a commit writes are to what its parent left: the mean over their new lines."""

    score: float
    parts: tuple[ForeignPart, ...]  # the most foreign first


class CommitReport(Struct, frozen=True, kw_only=True):
    sha: str
    parents: tuple[str, ...]
    author: Person
    date: Moment  # when it was written; a rebase keeps it
    committed: Moment
    subject: str
    reverts: tuple[str, ...] = ()  # commits that its message says it takes back
    ai: Assistance
    risk: Risk | None = None
    drift: float | None = None  # of CommitDrift; None without the ledger, for too little code, for no functions
    foreign: tuple[ForeignPart, ...] = ()  # what makes the drift
    findings: tuple[CommitFinding, ...] = ()
    debt: CommitDebt | None = None
    lines: CommitLines
    files: tuple[FileChange, ...] = ()


# ---------------------------------------------------------------- the ledger, and who brought what
class Survival(Struct, frozen=True):
    """Kaplan and Meier's estimate (JASA 1958) of the share still open after so many days, and on how many it rests."""

    days: int
    share: float | None  # None: nothing was watched for so long
    at_risk: int


# Liu et al., arXiv 2603.28592: 302,600 commits with AI authors in 6,299 repositories.
PUBLISHED = (
    "over 15 % of AI-authored commits add an issue, and 22.7 to 24.2 % of those are still there (arXiv 2603.28592)"
)


class Arm(Struct, frozen=True, kw_only=True):
    commits: int
    clusters: int
    lines_added: int
    findings_added: int
    minutes_added: float
    adding: float | None  # share of the commits that add a finding
    adding_low: float | None  # Wilson's interval, 95 %
    adding_high: float | None
    minutes_per_100_lines: float | None
    reverted: int
    reverted_low: float | None
    reverted_high: float | None
    survival: tuple[Survival, ...] = ()


class Comparison(Struct, frozen=True, kw_only=True):
    """Differences are assisted minus unmarked, in the share of commits that add a finding."""

    crude: float | None
    matched: float | None
    matched_low: float | None
    matched_high: float | None
    cells: int  # that hold both
    matched_commits: int
    conclusion: str
    published: str = PUBLISHED


class Cohorts(Struct, frozen=True):
    assisted: Arm
    unmarked: Arm
    comparison: Comparison


class Tally(Struct, frozen=True, kw_only=True):
    """What commits of one group brought and paid: of a month ("2025-03"), or of a tool."""

    name: str
    commits: int
    findings_added: int
    findings_paid: int
    added_minutes: float
    paid_minutes: float


class Birth(Struct, frozen=True, kw_only=True):
    """An open finding with the commit that brought it; where `brought` is false it was first seen there: what is usual
    had changed, or the file could be read for the first time."""

    rule_id: str
    path: str
    line: int
    symbol: str
    minutes: float
    identity: str  # what a scan recognises the finding by
    sha: str
    author: str
    date: Moment
    assisted: bool
    tools: tuple[str, ...] = ()
    brought: bool = True


class Removal(Struct, frozen=True):
    """A commit that brings no finding and pays only some of one rule."""

    rule_id: str
    sha: str
    findings: int


class LedgerFigures(Struct, frozen=True, kw_only=True):
    """Of all findings that one file decides, and of figures; those of copies and conventions are not in it."""

    open: int
    paid: int
    unseen: int  # gone without a commit that was seen to pay them
    open_minutes: float
    survival: tuple[Survival, ...]
    by_month: tuple[Tally, ...]
    by_group: tuple[Tally, ...]  # commits with assistance on record, and the others
    by_tool: tuple[Tally, ...]
    births: tuple[Birth, ...]  # the newest first
    removals: tuple[Removal, ...] = ()


class History(Struct, frozen=True, kw_only=True):
    """Commits newest first; `range` is what was asked for, with full names ("A..B", or "B": all that B reaches)."""

    range: str
    commits: tuple[CommitReport, ...]
    notes: tuple[str, ...] = ()  # what was not seen, and why
    ledger: LedgerFigures | None = None
    cohorts: Cohorts | None = None
    coupling: tuple[Coupled, ...] = ()  # by the log alone; that of `vitals` knows the code too
    vitals: Vitals | None = None


class AuditedChange(Struct, frozen=True, kw_only=True):
    """A commit with AI assistance on record, for whoever has to answer for it later."""

    sha: str
    date: Moment
    author: Person
    subject: str
    ai: Assistance
    models: tuple[str, ...] = ()
    policy: PolicyVerdict | None = None  # None where there is no policy
    reviewers: tuple[str, ...] = ()  # other people than the author, by trailers
    merged_by: Person | None = None  # who merged or committed it, when another person
    lines: CommitLines
    files: int
    debt: CommitDebt | None = None  # None without the ledger


class Audit(Struct, frozen=True, kw_only=True):
    """The assisted changes among `commits` of a range, newest first."""

    range: str
    commits: int
    changes: tuple[AuditedChange, ...]
    policy: str = ""  # the preset, or "of this project"; "" for none
    notes: tuple[str, ...] = ()
