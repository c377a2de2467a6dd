"""The records that answer a question about a code base: what exists already, and how things are done."""

from msgspec import Struct

from debtscan.model import Role, Value


class Trend(Struct, frozen=True):
    """How often one way was taken of all places: in what there was at a time, and in what was written since."""

    before: int
    before_total: int
    since: int
    since_total: int


class Migration(Struct, frozen=True, kw_only=True):
    """Most of what is written now is written in another way than most of what there was."""

    feature: str
    role: Role
    about: str  # in words: "filled-in strings"
    old: str  # "str.format()"
    new: str  # "an f-string"
    majority: str  # the new way, as `Custom.majority` names it
    trend: Trend  # of the new way


class Custom(Struct, frozen=True, kw_only=True):
    """A convention that holds throughout the code base, in code of one role."""

    group: str
    feature: str
    role: Role
    text: str  # in words: "function names are in snake_case"
    majority: str
    support: int  # of `total` places
    total: int
    confidence: float  # lower end of the 95 % interval of the share
    files: int = 0  # that hold to it somewhere
    usual_elsewhere: float | None = None  # share of published packages that hold to the same; None: not known
    owner: str = ""  # what enforces it already, "" for nothing
    examples: tuple[tuple[str, int], ...] = ()
    exceptions: tuple[tuple[str, int, str], ...] = ()  # path, line, and what is done there
    trend: Trend | None = None  # None where no history tells


class Documented(Struct, frozen=True, kw_only=True):
    """What a document of the project says of a convention, and how many of `total` places do that."""

    path: str
    line: int
    feature: str
    role: Role
    text: str  # in words of the catalogue, never of the document: "imports within the package are relative"
    support: int
    total: int

    @property
    def is_contradicted(self) -> bool:
        """By most of the code."""
        return 2 * self.support < self.total


class Helper(Struct, frozen=True):
    """A function of the project that much of it uses."""

    name: str
    signature: str
    path: str
    line: int
    files: int  # that use it


class Customs(Struct, frozen=True, kw_only=True):
    """What `conventions` tells."""

    rev: str | None
    files: int
    customs: tuple[Custom, ...]
    helpers: tuple[Helper, ...]
    documented: tuple[Documented, ...] = ()
    since: str | None = None  # the commit that trends and migrations are counted from; None where no history tells
    migrations: tuple[Migration, ...] = ()
    changes: tuple[str, ...] | None = None  # against another revision, in words; None when none was asked
    notes: tuple[str, ...] = ()


class Existing(Struct, frozen=True):
    """A function of the code base that is like the one asked about. Field names are those of `debtscan.find/1`."""

    path: str
    name: str  # qualified within its file
    signature: str
    start_line: int
    end_line: int
    similarity: float
    confidence: float  # that it does the same job
    importable_as: str | None
    why: tuple[str, ...]


class Answer(Struct, frozen=True):
    """What `find` found, the most similar first."""

    query: dict[str, Value]
    matches: tuple[Existing, ...]
