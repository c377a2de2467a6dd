"""A commit and what came before it -> the measures that a risk model reads. Nothing of the future is used.

Kamei's 14 measures of size, diffusion, history and experience ("A large-scale empirical study of just-in-time quality
assurance", IEEE TSE 2013), earlier changes and fixes of the touched files, the author's share of them, tests in the
same commit, and what the diff holds (`history.diffs.Content`). Over production Python only; counts of lines are
approximate across merges.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from operator import add, attrgetter
from typing import NamedTuple

from debtscan.commits import Entry, FileChange
from debtscan.history.diffs import Content
from debtscan.history.fixes import is_fix
from debtscan.history.paths import is_production, is_test

_DAY = 86_400
_QUARTER, _YEAR = 90 * _DAY, 365 * _DAY
_PULL_REQUEST = re.compile(r"\(#\d+\)\s*$")
_MOST_FILES, _MOST_LINES = 100, 10_000  # of a commit: imports and mass moves are no changes to be judged


class Feature(NamedTuple):
    """`words` say a value: "{}" is its place; `otherwise` says that a flag is down. Counts enter the model as
    log(1 + x)."""

    name: str
    words: str
    is_count: bool = True
    is_size: bool = False  # one of several names for how much was changed
    is_share: bool = False
    otherwise: str = ""


FEATURES: tuple[Feature, ...] = (
    # what is changed
    Feature("subsystems", "touches {} parts of the code base", is_size=True),
    Feature("directories", "touches {} directories", is_size=True),
    Feature("files", "touches {} production files", is_size=True),
    Feature("entropy", "spreads its lines over the files, evenness {}", is_count=False, is_share=True),
    Feature("lines_added", "adds {} lines", is_size=True),
    Feature("lines_deleted", "deletes {} lines", is_size=True),
    # what these files went through
    Feature("file_lines", "in files of {} lines"),
    Feature("developers", "in files that {} people changed before"),
    Feature("age", "in files changed {} days before"),
    Feature("last_changes", "in files whose last changes are {} commits"),
    Feature("new_files", "creates {} production files"),
    Feature("changes", "in files changed {} times before"),
    Feature("changes_30d", "in files changed {} times in the 30 days before"),
    Feature("fixes", "in files fixed {} times before"),
    Feature("fixes_365d", "in files fixed {} times in the year before"),
    # who does it
    Feature("author_commits", "by an author of {} earlier commits"),
    Feature("author_recent", "by an author of {} earlier commits, the old ones counting less"),
    Feature("author_here", "by an author of {} earlier commits to these parts"),
    Feature("author_share", "by an author of {} of the earlier changes of these files", is_count=False, is_share=True),
    Feature("author_gap", "by an author whose last commit was {} days before"),
    # how it presents itself
    Feature("is_fix", "says that it is a fix", is_count=False, otherwise="is no fix"),
    Feature("message_words", "has a message of {} words"),
    Feature("pull_request", "comes from a pull request", is_count=False, otherwise="comes from no pull request"),
    Feature("test_lines", "adds {} lines of tests", is_size=True),  # whoever tests more changes more
    # what the diff holds
    Feature("hunks", "changes {} places", is_size=True),
    Feature("functions", "changes {} functions or classes"),
    Feature("indentation", "adds code indented by {} columns"),
    Feature("branches_added", "adds {} branches or loops"),
    Feature("branches_deleted", "deletes {} branches or loops"),
    Feature("handlers_added", "adds {} lines of try, except or raise"),
    Feature("definitions_added", "adds {} functions or classes"),
    Feature("returns_added", "adds {} returns"),
    Feature("calls_added", "adds {} calls"),
    Feature("code_deleted", "deletes {} lines of code"),
    # when
    Feature("pace", "follows on {} commits in 60 days"),
)
_PLAIN = tuple(at for at, feature in enumerate(FEATURES) if not feature.is_count)


def scaled(values: Sequence[float]) -> list[float]:
    """As a model reads them."""
    found = list(map(math.log1p, values))
    for at in _PLAIN:
        found[at] = values[at]
    return found


class Measured(NamedTuple):
    """`is_one_change` is not when the commit changes too much at once for its lines to say anything of the next."""

    values: list[float]
    is_one_change: bool
    is_fix: bool
    files: list[FileChange]  # of production, with lines changed


class _File:
    __slots__ = ("changes", "developers", "fixes", "last", "lines")

    def __init__(self) -> None:
        self.lines = 0
        self.last = -1  # the number of the commit
        self.developers: dict[str, int] = {}  # how many of the changes are theirs
        self.changes: list[int] = []  # times
        self.fixes: list[int] = []


class _Author:
    __slots__ = ("commits", "last", "parts", "quarters")

    def __init__(self) -> None:
        self.commits, self.last = 0, -1
        self.quarters: dict[int, int] = {}
        self.parts: dict[str, int] = {}


class Measures:
    """Commits in order of time, merges left out; each is measured against all that came before it."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._authors: dict[str, _Author] = {}
        self._times: list[int] = []  # of the commits with measures

    def measure(self, entry: Entry, contents: Sequence[Content], time: int, number: int) -> Measured | None:
        """None when the commit changes no production Python, which is what `contents` are of. `time`, in seconds, is
        not before that of the commit before; `number` counts the commits."""
        name = entry.author.email.lower() or entry.author.name
        author = self._authors.get(name)
        if author is None:
            author = self._authors[name] = _Author()
        files = [each for each in entry.files if is_production(each.path) and (each.added or each.deleted)]
        if not files:
            _went_on(author, (), time)
            return None
        subject, _, body = entry.message.partition("\n")
        fix = is_fix(subject, body)
        parts = {_part(each.path) for each in files}
        touched = [self._files.get(each.old_path or each.path) for each in files]
        known = [each for each in touched if each is not None]
        values = [
            *_size(files, parts),
            *_past(known, len(files), time),
            *_of_author(author, parts, _share(known, name), time),
            *_presented(entry, subject, fix),
            *_held(contents),
            len(self._times) - bisect_left(self._times, time - 60 * _DAY),
        ]
        is_one = _is_one_change(entry.files)
        if is_one:
            self._times.append(time)
        self._record(files, touched, name, (time, number), fix)
        _went_on(author, parts, time)
        return Measured(values, is_one, fix, files)

    def _record(
        self, files: Sequence[FileChange], touched: Sequence[_File | None], name: str, when: tuple[int, int], fix: bool
    ) -> None:
        time, number = when
        for change, known in zip(files, touched, strict=True):
            file = known or _File()
            if change.old_path and change.status == "renamed":
                self._files.pop(change.old_path, None)
            elif change.old_path:  # a copy begins anew
                file = _File()
            self._files[change.path] = file
            file.lines = max(file.lines + (change.added or 0) - (change.deleted or 0), 0)
            file.last = number
            file.developers[name] = file.developers.get(name, 0) + 1
            file.changes.append(time)
            if fix:
                file.fixes.append(time)


def _is_one_change(files: Sequence[FileChange]) -> bool:
    lines = sum([(each.added or 0) + (each.deleted or 0) for each in files if each.path.endswith(".py")])
    return len(files) <= _MOST_FILES and lines <= _MOST_LINES


def _part(path: str) -> str:
    """The first two folders."""
    first, _, rest = path.partition("/")
    second, slash, _ = rest.partition("/")
    return f"{first}/{second}" if slash else first


# ---------------------------------------------------------------- the measures, in the order of FEATURES
def _size(files: Sequence[FileChange], parts: Collection[str]) -> tuple[float, ...]:
    added, deleted = sum([each.added or 0 for each in files]), sum([each.deleted or 0 for each in files])
    folders = {each.path.rpartition("/")[0] for each in files}
    return len(parts), len(folders), len(files), _entropy(files, added + deleted), added, deleted


def _entropy(files: Sequence[FileChange], lines: int) -> float:
    """Shannon's, of the lines over the files, divided by its largest value."""
    if len(files) < 2:
        return 0.0
    shares = [((each.added or 0) + (each.deleted or 0)) / lines for each in files]
    return -sum(share * math.log2(share) for share in shares if share) / math.log2(len(files))


def _past(known: Sequence[_File], count: int, time: int) -> tuple[float, ...]:
    people: set[str] = set()
    last: set[int] = set()
    lines = age = changes = recent = fixes = fixes_of_year = 0
    for each in known:
        people.update(each.developers)
        last.add(each.last)
        lines += each.lines
        age += time - each.changes[-1]
        changes += len(each.changes)
        recent += len(each.changes) - bisect_left(each.changes, time - 30 * _DAY)
        fixes += len(each.fixes)
        fixes_of_year += len(each.fixes) - bisect_left(each.fixes, time - 365 * _DAY)
    mean_age = age / len(known) / _DAY if known else 0.0
    new = count - len(known)
    return lines / count, len(people), mean_age, len(last), new, changes, recent, fixes, fixes_of_year


def _share(known: Sequence[_File], name: str) -> float:
    changes = sum([len(each.changes) for each in known])
    return sum([each.developers.get(name, 0) for each in known]) / changes if changes else 0.0


def _of_author(author: _Author, parts: Iterable[str], share: float, time: int) -> tuple[float, ...]:
    """Recent experience as Kamei has it: commits divided by their age in years plus one, here by quarters."""
    quarters = author.quarters.items()
    recent = sum([count / ((time - quarter * _QUARTER) / _YEAR + 1) for quarter, count in quarters])
    gap = (time - author.last) / _DAY if author.commits else 0.0
    return author.commits, recent, sum([author.parts.get(part, 0) for part in parts]), share, gap


def _went_on(author: _Author, parts: Iterable[str], time: int) -> None:
    author.commits += 1
    author.last = time
    quarter = time // _QUARTER
    author.quarters[quarter] = author.quarters.get(quarter, 0) + 1
    for part in parts:
        author.parts[part] = author.parts.get(part, 0) + 1


def _presented(entry: Entry, subject: str, fix: bool) -> tuple[float, ...]:
    tests = 0
    for each in entry.files:
        if each.added and is_test(each.path):
            tests += each.added
    requested = "(#" in subject and _PULL_REQUEST.search(subject) is not None
    return float(fix), len(entry.message.split()), float(requested), tests


def _held(contents: Sequence[Content]) -> tuple[float, ...]:
    indent = 0
    sums: Iterable[int] = ()
    for each in contents:
        indent = max(indent, each.indent)
        sums = map(add, sums, _SUMMED_OF(each)) if sums else _SUMMED_OF(each)
    hunks, functions, *others = sums or (0,) * len(_SUMMED)
    return hunks, functions, indent, *others


_SUMMED = (
    "hunks", "functions", "branches_added", "branches_deleted", "handlers_added", "definitions_added",
    "returns_added", "calls_added", "code_deleted",
)  # fmt: skip
_SUMMED_OF = attrgetter(*_SUMMED)
