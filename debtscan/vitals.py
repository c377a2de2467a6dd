"""The records of how a code base lives: where work and complexity meet, what changes together, and who knows what.

Field names are those that `debtscan.history/1` adds to its own. A share is from 0 to 1.
"""

from typing import Literal

from msgspec import Struct


class Hotspot(Struct, frozen=True, kw_only=True):
    """A file that is changed often and is complex: the two multiplied are its score."""

    path: str
    changes: int  # commits of the last 12 months
    complexity: int  # cyclomatic, of all its functions
    score: int
    people: int  # who changed it in that time
    bus_factor: int  # authors that it can lose before nobody is left who knows it
    active_authors: int


class Coupled(Struct, frozen=True, kw_only=True):
    """Two files that the same commits change."""

    paths: tuple[str, str]
    shared: int  # commits that change both
    changes: tuple[int, int]  # commits that change each
    support: float  # share of the commits looked at that change both
    confidence: tuple[float, float]  # that a commit which changes the one changes the other
    weight: float  # of the shared commits; one that changes n files counts 1 / (n - 1)
    p: float  # Fisher's exact test, one-sided: that it is chance
    is_test: bool  # one of them is a test, which is to change with what it tests
    imports: bool | None  # one of them imports the other: the code says what couples them; None: nobody looked


class Owner(Struct, frozen=True, kw_only=True):
    name: str
    share: float  # of the changes
    is_active: bool  # committed in the last year of the history


class PackageKnowledge(Struct, frozen=True, kw_only=True):
    """A directory with production Python, and who knows it."""

    package: str
    files: int
    changes: int
    bus_factor: int
    owners: tuple[Owner, ...]  # the greatest share first
    declared: tuple[str, ...]  # by CODEOWNERS
    orphaned: tuple[str, ...]  # files that nobody active wrote and nobody is named for


class MatchedDifference(Struct, frozen=True, kw_only=True):
    """Assisted minus unmarked commits, in shares; None where it cannot be told. Named as `cohorts.comparison`."""

    crude: float | None
    matched: float | None
    matched_low: float | None
    matched_high: float | None
    cells: int  # of month, size and kind of file that hold both
    matched_commits: int  # in those
    conclusion: str


RevertKind = Literal["message", "title", "content"]


class Revert(Struct, frozen=True, kw_only=True):
    """`kind`: the message names the commit ("message") or its subject ("title"), or the diff undoes another's."""

    sha: str
    of: str
    kind: RevertKind
    days: float  # from the one to the other


class LineSurvival(Struct, frozen=True):
    """Kaplan and Meier's estimate (JASA 1958), as of findings."""

    days: int
    share: float | None  # None: nothing was watched for so long
    at_risk: int


class Rework(Struct, frozen=True, kw_only=True):
    """What became of the lines of code that a group of commits added; Python alone, without merges."""

    group: str  # "all", "assisted", "unmarked" (nothing is on record), or a tool
    commits: int
    added: int  # lines that are new: neither kept nor moved
    moved: int
    copied: int
    reverted: int  # commits
    watched: int  # of the lines added, those that could be watched for 14 days
    churned: int  # of those, changed or gone within 14 days
    share: float | None  # churned of watched
    low: float | None  # 95 %, over authors' weeks
    high: float | None
    survival: tuple[LineSurvival, ...]


class Apart(Struct, frozen=True, kw_only=True):
    """A commit that gave some copies of a family what the others have not."""

    sha: str
    subject: str
    is_fix: bool  # its subject says that it mends something
    changed: tuple[str, ...]  # "path:line" of the copies that it wrote to
    left: tuple[str, ...]  # of those that it did not touch


class LiveClone(Struct, frozen=True, kw_only=True):
    """A family of copies that were changed apart since all of them existed. Named as `clones` of a scan."""

    id: str
    type: int
    similarity: float
    places: tuple[str, ...]  # "path:line", the one to keep first
    ends: tuple[int, ...]  # their last lines
    names: tuple[str, ...]  # "" for a run of statements
    apart: tuple[Apart, ...]  # fixes first, then the newest


class CopyArrival(Struct, frozen=True, omit_defaults=True):
    """A copy, and the commit that it came with ("" where that is not known)."""

    place: str  # "path:line"
    name: str
    sha: str = ""
    source: str = ""  # of those that were there before, the place of the one most like it; "" for the first


class Copied(Struct, frozen=True):
    """A family of copies, in the order in which they came."""

    id: str
    copies: tuple[CopyArrival, ...]


class Vitals(Struct, frozen=True, kw_only=True):
    hotspots: tuple[Hotspot, ...] = ()  # the hottest first
    coupling: tuple[Coupled, ...] = ()  # the greatest weight first
    knowledge: tuple[PackageKnowledge, ...] = ()  # the fewest people first
    rework: tuple[Rework, ...] = ()
    churn_compared: MatchedDifference | None = None
    reverts: tuple[Revert, ...] = ()  # the newest first
    live_clones: tuple[LiveClone, ...] = ()  # those of which one copy was mended alone first
    copied: tuple[Copied, ...] = ()  # every family of which something is known
