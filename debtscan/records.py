"""What detectors measure: typed, with their place, and knowing nothing of the rules that judge them."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from debtscan.model import Place, Role, UnitKind, Value
from debtscan.policy import PolicyMode


class Record(Struct, frozen=True, kw_only=True):
    """What every record says. `key` is the content (not the position) that identifies it within its symbol."""

    path: str
    start: int
    end: int
    symbol: str
    key: str
    related: tuple[Place, ...] = ()
    confidence: float | None = None  # when the detector knows better than the rule's default


class MatchRecord(Record, frozen=True, kw_only=True):
    """A match with what only the project knows of the place. Unknown relations count as relations."""

    rule_id: str
    fields: dict[str, Value] = {}
    role: Role = "production"
    overrides: bool = False  # it lies in a method that a base class defines too, or may: a base is not in the code base
    overridden: bool = False  # it lies in a method that a subclass in the code base defines too
    usual: float = 0.0  # such directives in 1,000 lines of code of this role, before the change; only in a change
    chance: float = 1.0  # that a change of this size adds so many of them, were it like the code base; only in a change
    habit: str = ""  # the same in words, for the end of a sentence


class RelaxationRecord(MatchRecord, frozen=True, kw_only=True):
    """What a change silences in the configuration of a tool: a match in a file without syntax."""


class UnitRecord(Record, frozen=True, kw_only=True):
    """A function against the distribution of its kind in this code base.

    For each measure `*_norm` is the local median, `*_high` the local bound (robust upper quantile, never below the
    absolute floor) and `*_percentile` the share of the peers at or below the value, in per cent.
    """

    name: str
    kind: UnitKind
    role: Role
    peers: int  # how many functions the norms were taken from
    peer_group: str  # who they are: "1,790 production functions in scrapy"
    decorators: tuple[str, ...]
    complexity: int
    complexity_norm: float
    complexity_high: float
    complexity_percentile: float
    cognitive: int
    cognitive_norm: float
    cognitive_high: float
    cognitive_percentile: float
    code_lines: int
    code_lines_norm: float
    code_lines_high: float
    code_lines_percentile: float
    nesting: int
    nesting_norm: float
    nesting_high: float
    nesting_percentile: float
    parameters: int
    parameters_norm: float
    parameters_high: float
    parameters_percentile: float


class ModuleRecord(Record, frozen=True, kw_only=True):
    name: str
    role: Role
    peers: int
    peer_group: str
    code_lines: int
    maintainability: float
    maintainability_norm: float
    maintainability_low: float
    maintainability_percentile: float


class CloneRecord(Record, frozen=True, kw_only=True):
    """One copy of a family that should not be there; `related` names the others, the one to keep first."""

    name: str  # of this copy
    kind: Literal["helper", "block"]  # a whole function, or a part of one
    role: Role
    family: str
    clone_type: int  # 1, 2 or 3, towards the one to keep
    similarity: float  # 0 to 1, towards the one to keep
    tokens: int
    code_lines: int
    copies: int  # members of the family
    keep_name: str  # "pkg.module.func" of the one to keep
    keep_place: str  # "path:line"
    differs: str  # in words, what differs from the one to keep
    remedy: str  # in words: what a copy so alike asks for


class ReimplementationRecord(Record, frozen=True, kw_only=True):
    """A function that does what an existing one does, though written anew."""

    name: str
    role: Role
    existing: str
    existing_place: str
    score: float  # 0 to 1, calibrated on this code base's own functions
    reasons: str


class DivergenceRecord(Record, frozen=True, kw_only=True):
    """A function that a change edits while its copies stay as they were."""

    name: str
    role: Role
    copies: int  # that were not changed
    places: str  # where they are


class WeakeningRecord(Record, frozen=True, kw_only=True):
    """A test that a change makes check less, while it changes the code that tests guard."""

    name: str
    how: Literal["loosened", "admits more", "removed", "skipped", "deleted"]  # of the check that was lost most surely
    what: str  # became of it, in words
    losses: int
    checks_before: int
    checks_after: int
    guards: str  # production code that the same change edits
    is_tied: bool  # the test names some of it


class ConventionRecord(Record, frozen=True, kw_only=True):
    """A place where a file does otherwise than the code base does; `related` are the nearest places that keep to it."""

    group: str
    feature: str
    scope: str  # in words: "production code in scrapy/core"
    variant: str  # taken here
    majority: str  # taken `support` of `total` times in the scope, the places in question left out
    support: int
    total: int
    bits: float  # how surprising the variant is
    places: int  # in this file
    deviation: str  # in words: "this raise names `Exception` itself"
    custom: str  # in words: "raises in scrapy/core name a specific type"
    example: str  # "path:line" of the first related place
    owner: str = ""  # the linter that is set up to see to it, with its code: "ruff E722"
    since: str | None = None  # the date from when on it was usual; None where no history was asked


class ImportRecord(Record, frozen=True, kw_only=True):
    """An import that leads nowhere."""

    statement: str
    what: Literal["name", "module", "package"]  # that is not there: in a module, in a package, or anywhere
    name: str
    problem: str  # in words, without the statement
    existing: str  # the nearest name that there is, "" for none
    is_known: bool  # a package of this name is in wide use: it is not declared, and not invented


class KeywordRecord(Record, frozen=True, kw_only=True):
    """A call with a keyword that its callee does not take."""

    callee: str  # as it is known where it is defined
    keyword: str
    parameters: str  # the keywords that it takes
    existing: str  # the nearest of them, "" for none
    place: str  # "path:line" of the callee, "" of the standard library's
    hint: str  # in words: what it takes


class CommitRecord(Record, frozen=True, kw_only=True):
    """A commit against those before it. Its place is the production file that it changes most."""

    sha: str
    subject: str
    score: float  # of risk, from 0 to 1; a probability when `calibrated`
    calibrated: bool
    percentile: float  # of the score among the changes before
    usual_score: float  # that of the median change before
    reasons: str  # the factors of the risk, in words
    assisted: bool  # by an AI tool, as is on record
    tools: str
    lines_added: int
    size_percentile: float
    test_lines: int  # added
    tested_share: float  # of the riskiest tenth of the changes before, how many added tests


class PolicyRecord(Record, frozen=True, kw_only=True):
    """A change that is recorded as assisted, against the policy for such changes; "" and 0 where it asks nothing."""

    sha: str  # "" of a message that is no commit yet
    change: str  # in words: 'commit 0123456789ab ("Add a cart")'
    tools: str
    mode: PolicyMode  # the strictest of the paths touched
    scope: str  # the paths that make it so, or "the project"
    preset: str
    disclosed: bool  # as the policy accepts it
    accepted: str  # the forms in which it would be
    recorded: str  # how the assistance is on record
    forbidden: str  # trailers that may not name a tool
    unapproved: str  # tools that are not approved
    approved: str  # those that are
    lines_added: int  # outside of tests
    most_lines: int
    tests_missing: bool
    review_missing: bool
    reviewers: str  # keys of trailers that count


class SuppressionRecord(Record, frozen=True, kw_only=True):
    rules: str
    used: bool
    reason: str


SUBJECTS: Mapping[str, type[Record]] = {
    "match": MatchRecord,
    "unit": UnitRecord,
    "module": ModuleRecord,
    "clone": CloneRecord,
    "reimplementation": ReimplementationRecord,
    "divergence": DivergenceRecord,
    "weakening": WeakeningRecord,
    "commit": CommitRecord,
    "convention": ConventionRecord,
    "import": ImportRecord,
    "keyword": KeywordRecord,
    "policy": PolicyRecord,
    "suppression": SuppressionRecord,
}
