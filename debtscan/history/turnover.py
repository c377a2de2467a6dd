"""Edits, oldest first -> of each line of code that a commit added how long it stayed.

The lines of every file are followed through the history, each under a number of its own: what is kept, moved or taken
over by a merge keeps its number, what is deleted or rewritten ends. So a line is blamed without asking git, and dies
once, however many branches delete it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from debtscan.history.edits import NEW, Edit, FileEdit
from debtscan.history.lineage import States

CHURN_DAYS = 14  # GitClear's: changed or gone within two weeks of being written
_DAY_SECONDS = 86_400
_NOBODY = 0  # the number of what is no code, or from an unknown commit
_OPEN = -1.0

Lines: TypeAlias = "array[int]"


class Step(NamedTuple):
    """A commit; `seconds` is when it was written. Of a merge, what it takes from which of its parents (number), and of
    the files that it writes itself the edits against each parent."""

    sha: str
    parents: tuple[str, ...]  # those that are known
    seconds: int
    edit: Edit = Edit()
    taken: Mapping[str, int] = {}
    gone: frozenset[str] = frozenset()
    written: tuple[tuple[FileEdit, ...], ...] = ()


class Version(NamedTuple):
    blob: str
    lines: Lines


class Stay(NamedTuple):
    """Of the lines of code that a commit added: how many are new, and after how many days each of the others ended."""

    added: int
    ended_days: tuple[float, ...]
    killers: Mapping[str, int]  # lines that later commits ended, by commit

    def within(self, days: float) -> int:
        return sum(ended <= days for ended in self.ended_days)


class Turnover:
    """Takes steps in an order in which no commit comes before its parents."""

    def __init__(self, parents: Iterable[Sequence[str]], last: str) -> None:
        self._states = States[Version](parents, last)
        self._firsts = array("q", [0])  # number of the first line of each commit
        self._commits: list[tuple[str, int]] = []  # and when it was written
        self._ended = array("f", [_OPEN])  # days, by the number of the line
        self._killer = array("i", [-1])  # commit, by the number of the line
        self._unwatched: set[str] = set()  # commits whose lines went where the lines before are not known

    def enter(self, step: Step) -> None:
        self._commits.append((step.sha, step.seconds))
        others = [self._states[parent] for parent in step.parents]
        taken = {path: others[number].get(path) for path, number in step.taken.items()}
        merged = list(self._merged(step, others))
        state = self._states.state_of(step.parents)
        written = self._edited(step.edit, state)
        for path in (*step.gone, *step.taken):
            state.pop(path, None)
        state.update({path: version for path, version in taken.items() if version})
        state.update(written)
        state.update(merged)
        self._states.enter(step.sha, step.parents, state)
        self._firsts.append(len(self._ended))

    def stays(self) -> Iterator[tuple[str, Stay]]:
        """In the order of the steps, without the commits that could not be watched."""
        for number, (sha, _) in enumerate(self._commits):
            if sha in self._unwatched:
                continue
            first = self._firsts[number] or 1
            after = self._firsts[number + 1]
            ended = self._ended[first:after]
            killers: dict[str, int] = {}
            for killer in self._killer[first:after]:
                if killer >= 0:
                    name = self._commits[killer][0]
                    killers[name] = killers.get(name, 0) + 1
            yield sha, Stay(len(ended), tuple(days for days in ended if days != _OPEN), killers)

    def writers(self, sha: str, path: str) -> list[str]:
        """The commit of each line of code of a file as it was at a commit without known children; "" for others."""
        version = self._states[sha].get(path) if sha in self._states else None
        lines = version.lines if version else ()
        return [self._commits[self._owner(number)][0] if number else "" for number in lines]

    # ------------------------------------------------------------ one commit
    def _edited(self, edit: Edit, state: dict[str, Version]) -> dict[str, Version]:
        before = [_known(file, state.pop(file.old_path, None)) for file in edit.files]
        gone = array("I")
        for file, version in zip(edit.files, before, strict=True):
            gone.extend(_deleted(file, version))
        kept: set[int] = set()
        found = {}
        for file, version in zip(edit.files, before, strict=True):
            sources = array("i", file.sources or b"")
            if file.spans is None or (version is None and NEW in sources):  # what becomes of them will not be seen
                self._unwatched.add(self._commits[-1][0])
            added = array("I", [_NOBODY if version is None else self._number(source, gone) for source in sources])
            kept.update(gone[source] for source in sources if source >= 0 and source < len(gone))
            lines = _applied(file, version, added)
            if lines is not None and file.blob:
                found[file.path] = Version(file.blob, lines)
        self._end(set(gone) - kept - {_NOBODY})
        return found

    def _number(self, source: int, gone: Lines) -> int:
        if source >= 0:
            return gone[source] if source < len(gone) else _NOBODY
        if source != NEW:
            return _NOBODY
        self._ended.append(_OPEN)
        self._killer.append(-1)
        return len(self._ended) - 1

    def _end(self, numbers: Iterable[int]) -> None:
        commit = len(self._commits) - 1
        seconds = self._commits[commit][1]
        for number in numbers:
            if self._ended[number] == _OPEN:
                born = self._commits[self._owner(number)][1]
                self._ended[number] = max(seconds - born, 0) / _DAY_SECONDS
                self._killer[number] = commit

    def _owner(self, number: int) -> int:
        """The commit that a line is from."""
        return bisect_right(self._firsts, number) - 1

    # ------------------------------------------------------------ a merge
    def _merged(self, step: Step, others: Sequence[Mapping[str, Version]]) -> Iterator[tuple[str, Version]]:
        """A line that one of the parents has is that line; another is the merge's own."""
        for sides in step.written:
            found: Lines | None = None
            for side, state in zip(sides, others, strict=False):
                absent = array("I", [_NOBODY]) * sum(added for _, _, added in _spans(side))
                lines = _applied(side, _known(side, state.get(side.old_path)), absent)
                if lines is None or (found is not None and len(found) != len(lines)):
                    found = None
                    break
                pairs = zip(found or lines, lines, strict=True)
                found = array("I", [one or other for one, other in pairs])
            if found is not None and sides[0].blob:
                yield sides[0].path, Version(sides[0].blob, found)


def _known(file: FileEdit, version: Version | None) -> Version | None:
    """The lines that an edit was made of; None when they are not known."""
    if not file.old_blob:
        return Version("", array("I"))
    return version if version and version.blob == file.old_blob else None


def _spans(file: FileEdit) -> Iterator[tuple[int, int, int]]:
    """Of each hunk the lines before it, those that it deletes and those that it adds."""
    numbers = array("I", file.spans or b"")
    for start, deleted, _, added in zip(*[iter(numbers)] * 4, strict=True):
        yield (start - 1 if deleted else start), deleted, added


def _deleted(file: FileEdit, version: Version | None) -> Lines:
    """As many as the edit deletes, whatever is known of them."""
    found = array("I")
    for start, deleted, _ in _spans(file):
        known = version.lines[start : start + deleted] if version else array("I")
        found.extend(known if len(known) == deleted else array("I", [_NOBODY]) * deleted)
    return found


def _applied(file: FileEdit, version: Version | None, added: Lines) -> "Lines | None":
    """The lines after the edit; None when those before it are not known, or are others than it was made of."""
    if version is None or file.spans is None:
        return None
    found, at, taken = array("I"), 0, 0
    for start, deleted, new in _spans(file):
        if start < at or start + deleted > len(version.lines):
            return None
        found.extend(version.lines[at:start])
        found.extend(added[taken : taken + new])
        at, taken = start + deleted, taken + new
    found.extend(version.lines[at:])
    return found
