"""Commits -> what comes with what: new modules with tests, changes of code and tests with a changelog.

Association rules (Agrawal et al., SIGMOD 1993) between what a change does and which other kind of file it brings: of
the last changes in a folder, `support` of `total` did. What is moved, reverted or edited throughout says nothing.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from posixpath import commonpath, dirname
from typing import Literal

from msgspec import Struct

from debtscan.intervals import wilson
from debtscan.model import Role

TESTS = "tests"  # in the place of a path: files of tests, wherever they are
# Of production code that a change edits, to be one of behaviour: more is a sweep, which has its own ways.
MOST_MODULES = 6
_MOST_PATHS = 50
_LAST = 100  # changes of a kind that are looked at
_LEAST_SUPPORT = 20
_LEAST_SHARE = 0.9
_LEAST_BOUND = 0.75  # of the Wilson interval: 20 of 20 reach 0.84, 23 of 25 0.75
_NEWEST, _STILL = 10, 8  # the newest changes, and how many of them must do it still
# What takes back, tidies up or keeps up with tools: it comes alone, and says so.
_UPKEEP = re.compile(
    r"(?<![a-z])(?:reverts?|reverting|back ?out|backs out|bump|typos?|chore|refactor(?:ing)?|reformat|ruff|black|isort"
    r"|flake8|pylint|mypy|pyupgrade|pre-?commit|lint(?:er|ing)?|deps|tests?|coverage)(?![a-z])",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"__\w+__|_?version|conftest")
_TEXTS = (".rst", ".md", ".txt", ".adoc", ".yaml", ".yml")
_FRAGMENT = re.compile(
    r"[+\d][\w+-]*\.(?:feature|bugfix|breaking|deprecation|removal|doc|misc|packaging|trivial|process|vendor|change)"
)
_NO_NEWS = re.compile(r"require|constraint|-lock\.|environment[\w-]*\.ya?ml|CMakeLists")

Does = Literal["adds", "edits"]  # a module; code and the tests of it


class Touched(Struct, frozen=True):
    """A change by the paths that it touched."""

    sha: str
    subject: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]


class Act(Struct, frozen=True):
    """What of a change is asked for its companions."""

    modules: tuple[str, ...]  # of production code that it adds
    code: tuple[str, ...]  # production code that it adds or edits
    tests: tuple[str, ...]
    texts: tuple[str, ...]

    def deeds(self) -> Iterator[tuple[Does, str]]:
        """All that it does, with the folder around what makes it so."""
        if self.modules:
            yield "adds", folder_around(self.modules)
        if self.tests and 0 < len(self.code) <= MOST_MODULES:
            yield "edits", folder_around(self.code)


class Companion(Struct, frozen=True, array_like=True):
    """`what` is TESTS, a path, or a folder with a slash at its end."""

    what: str
    support: int
    total: int
    sha: str  # of the newest change that brought it,
    path: str  # and what it brought

    @property
    def confidence(self) -> float:
        return wilson(self.support, self.total)[0]

    @property
    def bits(self) -> float:
        """How surprising a change without it is."""
        return math.log2((self.total + 1) / (self.total - self.support + 1))

    def is_among(self, paths: Iterable[str]) -> bool:
        return any(self.what == path or (self.what[-1:] == "/" and path.startswith(self.what)) for path in paths)


class Habit(Struct, frozen=True, array_like=True):
    """Of changes that do so in a folder ("" for everywhere); where nothing comes with them there are no companions."""

    does: Does
    scope: str
    companions: tuple[Companion, ...]


def is_upkeep(subject: str) -> bool:
    return _UPKEEP.search(subject) is not None


def act(touched: Touched, role: Callable[[str], Role | None]) -> Act | None:
    """None of a change that says nothing. `role` is None of what is not analysed."""
    paths = (*touched.added, *touched.changed)
    if is_upkeep(touched.subject) or len(paths) + len(touched.deleted) > _MOST_PATHS:
        return None
    if any(_is_code(path) and role(path) == "production" for path in touched.deleted):
        return None
    code = [path for path in paths if _is_code(path) and role(path) == "production"]
    return Act(
        modules=tuple(path for path in code if path in touched.added and is_module(path)),
        code=tuple(code),
        tests=tuple(path for path in paths if _is_code(path) and role(path) == "test"),
        texts=tuple(path for path in paths if is_text(path) and not _is_of_tests(path, role)),
    )


def is_module(path: str) -> bool:
    """Not what every package has."""
    return _UNNAMED.fullmatch(path.rpartition("/")[2].removesuffix(".py")) is None


def _is_code(path: str) -> bool:
    return path.endswith(".py")


def is_text(path: str) -> bool:
    """For people to read. Fragments of a changelog may have any ending behind their number."""
    name = path.rpartition("/")[2]
    if path.startswith(".") or _NO_NEWS.search(name):
        return False
    return name.endswith(_TEXTS) or "." not in name or _FRAGMENT.fullmatch(name) is not None


def _is_of_tests(path: str, role: Callable[[str], Role | None]) -> bool:
    """What lies below a folder of tests is theirs."""
    return any(folder and role(f"{folder}/it.py") == "test" for folder in folders(dirname(path)))


def folder_around(paths: Collection[str]) -> str:
    return commonpath([dirname(path) for path in paths])


# ---------------------------------------------------------------- mining
def habits(changes: Iterable[Touched], role: Callable[[str], Role | None]) -> list[Habit]:
    """Of changes, newest first; of every folder in which enough of them are known."""
    seen: defaultdict[tuple[Does, str], list[tuple[str, Act]]] = defaultdict(list)
    for touched in changes:
        found = act(touched, role)
        for does, folder in found.deeds() if found else ():
            for scope in folders(folder):
                if found and len(seen[does, scope]) < _LAST:
                    seen[does, scope].append((touched.sha, found))
    return [
        Habit(does, scope, tuple(_companions(does, acts)))
        for (does, scope), acts in sorted(seen.items())
        if len(acts) >= _LEAST_SUPPORT
    ]


def folders(folder: str) -> Iterator[str]:
    """It and all around it, the innermost first."""
    while folder:
        yield folder
        folder = dirname(folder)
    yield ""


def _companions(does: Does, acts: list[tuple[str, Act]]) -> Iterator[Companion]:
    brought = [_brought(does, each) for _, each in acts]
    counts = Counter(what for each in brought for what in each)
    usual = [
        what
        for what, count in counts.items()
        if count >= max(_LEAST_SUPPORT, _LEAST_SHARE * len(acts))
        and wilson(count, len(acts))[0] >= _LEAST_BOUND
        and sum(what in each for each in brought[:_NEWEST]) >= _STILL
    ]
    for what in sorted(usual):
        if not any(other != what and what[-1:] == "/" and other.startswith(what) for other in usual):
            newest = next(place for place, each in enumerate(brought) if what in each)
            yield Companion(what, counts[what], len(acts), acts[newest][0], brought[newest][what])


def _brought(does: Does, of: Act) -> dict[str, str]:
    """What came with it, with the first path of it."""
    found: dict[str, str] = {}
    if does == "adds" and of.tests:
        found[TESTS] = of.tests[0]
    for path in of.texts:
        found[path] = path
        for folder in filter(None, folders(dirname(path))):
            found.setdefault(f"{folder}/", path)
    return found


# ---------------------------------------------------------------- asking
def expected(known: Iterable[Habit], does: Does, folder: str) -> tuple[str, tuple[Companion, ...]]:
    """What comes with changes that do so, by the innermost folder with enough of them; its name first."""
    by_scope: Mapping[str, Habit] = {each.scope: each for each in known if each.does == does}
    for scope in folders(folder):
        if scope in by_scope:
            return scope, by_scope[scope].companions
    return "", ()
