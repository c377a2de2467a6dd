"""Commits -> what is to be judged in each, and which findings live at each: whence they came and how they went.

The state of a commit is that of its first parent with its own changes. What a merge takes over as it is from another
parent keeps the births that it has there; only what the merge itself writes is judged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct

from debtscan.commits import CommitDrift
from debtscan.detectors.gauge import Gauge

Kind = Literal["born", "found", "silenced", "event"]
_Value = TypeVar("_Value")


# ---------------------------------------------------------------- what is to be judged
class Task(NamedTuple):
    """A commit: the contents to be compared, by path, and what is taken over from other parents (their number)."""

    sha: str
    parents: tuple[str, ...]  # those that are known
    before: dict[str, str]
    after: dict[str, str]
    taken: dict[str, int]
    changes: tuple[tuple[str, str, str], ...]  # path, blob as it was, blob as it is


class States(dict[str, dict[str, _Value]]):
    """What lies under each path at each commit, kept for as long as a child needs it."""

    def __init__(self, parents: Iterable[Sequence[str]], last: str) -> None:
        self._children = Counter(parent for each in parents for parent in each)
        self._children[last] += 1

    def state_of(self, parents: Sequence[str]) -> dict[str, _Value]:
        """That of the first parent, for the child to change."""
        if not parents:
            return {}
        is_last = self._children[parents[0]] == 1
        return self[parents[0]] if is_last else dict(self[parents[0]])

    def enter(self, sha: str, parents: Sequence[str], state: dict[str, _Value]) -> None:
        if self._children[sha]:
            self[sha] = state
        for parent in parents:
            self._children[parent] -= 1
            if not self._children[parent]:
                self.pop(parent, None)


class Commit(NamedTuple):
    sha: str
    parents: tuple[str, ...]
    files: tuple[tuple[str, str, str], ...]


def tasks(commits: Sequence[Commit], tip: str) -> Iterator[Task]:
    """`commits` oldest first, none before its parents."""
    known = {commit.sha for commit in commits}
    kept = [(commit, tuple(parent for parent in commit.parents if parent in known)) for commit in commits]
    states = States[str]((parents for _, parents in kept), tip)
    for commit, parents in kept:
        taken = _taken(commit, [states[parent] for parent in parents])
        own = [each for each in commit.files if each[0] not in taken]
        before = {path: blob for path, blob, _ in own if blob}
        after = {path: blob for path, _, blob in own if blob}
        state = states.state_of(parents)
        for path, _, blob in commit.files:
            if blob:
                state[path] = blob
            else:
                state.pop(path, None)
        states.enter(commit.sha, parents, state)
        yield Task(commit.sha, parents, before, after, taken, commit.files)


def _taken(commit: Commit, states: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """The paths at which another parent has what the merge has."""
    return {
        path: number
        for number, state in reversed(list(enumerate(states)))
        if number
        for path, _, blob in commit.files
        if state.get(path, "") == blob
    }


# ---------------------------------------------------------------- what came of it
class Held(Struct, frozen=True, array_like=True, gc=False):
    """A finding of one version of a file."""

    rule_id: str
    line: int
    identity: str
    item: str  # "sha:number" of its birth
    unit: str = ""  # of a copy: the qualified name of the function, class or module that it is (in), in its file
    original: str = ""  # and of what it is a copy of


class Born(Struct, frozen=True, array_like=True, gc=False):
    """`born` with the commit; `found` there, though the commit did not bring it (a norm moved, a file could be read for
    the first time); `silenced` by a comment; or an `event`: of what only a change can be said."""

    kind: Kind
    rule_id: str
    minutes: float
    path: str
    symbol: str
    line: int
    identity: str


class Version(Struct, frozen=True, array_like=True, gc=False):
    """What lies under a path: content, and the findings in it."""

    blob: str
    held: tuple[Held, ...] = ()


class Step(Struct, frozen=True, array_like=True):
    """What one commit did. `versions` are the paths whose content it wrote."""

    versions: tuple[tuple[str, Version], ...] = ()
    born: tuple[Born, ...] = ()
    paid: tuple[str, ...] = ()  # items
    worse: tuple[tuple[str, float], ...] = ()  # items, and minutes that they cost more
    drift: CommitDrift | None = None
    gauge: Gauge | None = None  # that was made for it, and serves its children


class Item(Struct, kw_only=True):
    """A finding from birth to payment. `seen_paid` is false when no commit was seen to pay it, but it is gone."""

    kind: Kind
    rule_id: str
    minutes: float
    path: str
    symbol: str
    line: int
    identity: str  # what a scan recognises the finding by
    born: str  # commit
    paid: str = ""
    seen_paid: bool = True
    worse: tuple[tuple[str, float], ...] = ()  # commit, and by how many minutes

    @property
    def is_open(self) -> bool:
        return not self.paid and self.kind != "event"


class Lineage:
    """Takes tasks in their order, each with the step that was made of it."""

    def __init__(self, parents: Iterable[Sequence[str]], last: str) -> None:
        self.items: dict[str, Item] = {}
        self.drifts: dict[str, CommitDrift] = {}  # by commit
        self.originals: set[str] = set()  # names of what there are, or were, copies of
        self._distant: dict[str, str] = {}  # items that were paid elsewhere than in their file, and that file
        self._states = States[Version](parents, last)
        self._last = last

    def before(self, task: Task) -> Mapping[str, Version]:
        """By path, what the first parent holds."""
        return self._states[task.parents[0]] if task.parents else {}

    def elsewhere(self, task: Task, path: str) -> Iterator[Version]:
        """What the other parents hold under a path."""
        return (found for parent in task.parents[1:] if (found := self._states[parent].get(path)) is not None)

    def alive(self) -> set[tuple[str, str]]:
        """Paths and contents that some commit to come may still build on."""
        return {(path, version.blob) for state in self._states.values() for path, version in state.items()}

    def enter(self, task: Task, step: Step) -> None:
        if step.drift:
            self.drifts[task.sha] = step.drift
        for number, born in enumerate(step.born):
            self.items[f"{task.sha}:{number}"] = Item(
                kind=born.kind,
                rule_id=born.rule_id,
                minutes=born.minutes,
                path=born.path,
                symbol=born.symbol,
                line=born.line,
                identity=born.identity,
                born=task.sha,
            )
        for name in step.paid:
            if not self.items[name].paid:
                self.items[name].paid = task.sha
        known = self.before(task)
        for path, version in step.versions:
            if path in known and known[path].blob == version.blob:
                gone = {each.item for each in known[path].held} - {each.item for each in version.held}
                self._distant |= dict.fromkeys(gone, path)
        for name, minutes in step.worse:
            self.items[name].worse += ((task.sha, minutes),)
        taken = {path: self._states[task.parents[number]].get(path) for path, number in task.taken.items()}
        self.originals |= {
            each.original for _, version in step.versions for each in version.held if each.unit or each.original
        }
        lighter = self._lighter(task)
        state = self._states.state_of(task.parents)
        for path, _, _ in task.changes:
            state.pop(path, None)
        state.update(step.versions)
        state.update((path, version) for path, version in (*taken.items(), *lighter.items()) if version)
        self._states.enter(task.sha, task.parents, state)

    def _lighter(self, task: Task) -> dict[str, Version]:
        """The files that a merge leaves as they are, without what another parent paid: a copy whose original went."""
        known = self.before(task)
        found: dict[str, Version] = {}
        for parent in task.parents[1:]:
            for name in self._distant:
                path = self._distant[name]
                version, other = known.get(path), self._states[parent].get(path)
                if version and other and version.blob == other.blob and name not in {each.item for each in other.held}:
                    left = found.get(path, version)
                    found[path] = Version(left.blob, tuple(each for each in left.held if each.item != name))
        return found

    def settled(self) -> list[Item]:
        """All items, those that the newest state holds where it holds them."""
        newest = self._states.get(self._last, {})
        there = {each.item: (path, each) for path, version in newest.items() for each in version.held}
        for name, item in self.items.items():
            if name in there:
                path, each = there[name]
                item.path, item.line, item.identity, item.paid = path, each.line, each.identity, ""
            elif not item.paid and item.kind != "event":
                item.paid, item.seen_paid = self._last, False
        return list(self.items.values())
