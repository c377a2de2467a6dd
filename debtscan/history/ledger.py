"""Findings of each version of each file, commit by commit -> which commit brought a finding, and which paid it.

A commit is judged against its first parent. What is found on both sides is one finding, by the stages that a gate
compares by (scoring.comparison): the same content in the same function; the same content anywhere in the change; the
same but for names; another of its rule in the same function. What is left after is born, what is left before is paid.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from msgspec import Struct

from debtscan.commits import Survival

_ONE_BY_ONE = "security"  # the family whose findings never stand for one another


class Row(Struct, frozen=True, array_like=True, gc=False):
    """A finding of one version of a file, whatever its path; digests stand for texts."""

    rule_id: str
    family: str
    symbol: str  # name of the unit inside its file
    key: str
    nameless: str  # of the key without its names
    line: int
    minutes: float  # mean effort
    identity: str = ""  # what a scan recognises the finding by


class Change(Struct, frozen=True, array_like=True):
    """One Python file of a commit: where it was and is, "" for neither."""

    before_path: str
    before: tuple[Row, ...]
    after_path: str
    after: tuple[Row, ...]


class Item(Struct, kw_only=True):
    """A finding from birth to payment. `seen_paid` is false when no commit was seen to pay it, but it is gone: a merge
    did it, or it was born on two branches and stayed once."""

    rule_id: str
    minutes: float
    path: str
    symbol: str
    line: int
    identity: str = ""
    born: str  # commit
    paid: str = ""
    seen_paid: bool = True

    @property
    def is_open(self) -> bool:
        return not self.paid


class _Live(Struct, frozen=True):
    row: Row
    item: Item


class Ledger:
    """Takes the commits oldest first, none before its parents."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._live: defaultdict[str, list[_Live]] = defaultdict(list)

    def commit(self, sha: str, changes: Sequence[Change]) -> None:
        before = [(change.before_path, row) for change in changes for row in change.before]
        after = [(change.after_path, row) for change in changes for row in change.after]
        homes = {change.before_path: change.after_path for change in changes}
        pairs, gone, born = _matched(before, after, homes)
        held = {place: self._take(*place) for place in {*(one for one, _ in pairs), *gone}}
        for (path, row), (after_path, after_row) in pairs:
            for item in held[path, row][:1]:
                item.path, item.symbol, item.line = after_path, after_row.symbol, after_row.line
                item.identity = after_row.identity
                self._live[after_path].append(_Live(after_row, item))
                del held[path, row][0]
        for path, row in gone:
            for item in held[path, row][:1]:
                item.paid = sha
                del held[path, row][0]
        for path, row in born:
            self.items.append(_new(row, path, sha))
            self._live[path].append(_Live(row, self.items[-1]))

    def _take(self, path: str, row: Row) -> list[Item]:
        """The live items of that content; none when another branch has changed them already."""
        found = [live for live in self._live[path] if _content(live.row) == _content(row)]
        self._live[path] = [live for live in self._live[path] if _content(live.row) != _content(row)]
        return [live.item for live in found]

    def settle(self, sha: str, files: Iterable[tuple[str, Sequence[Row]]]) -> None:
        """`files` are those of the newest state: what is not in it is gone, though no commit was seen to pay it."""
        there = {path: [_content(row) for row in rows] for path, rows in files}
        for path, lives in self._live.items():
            left = list(there.get(path, ()))
            for live in lives:
                if _content(live.row) in left:
                    left.remove(_content(live.row))
                else:
                    live.item.paid, live.item.seen_paid = sha, False


def _new(row: Row, path: str, sha: str) -> Item:
    return Item(
        rule_id=row.rule_id,
        minutes=row.minutes,
        path=path,
        symbol=row.symbol,
        line=row.line,
        identity=row.identity,
        born=sha,
    )


def _content(row: Row) -> tuple[str, str, str]:
    return row.rule_id, row.symbol, row.key


# ---------------------------------------------------------------- what is one finding on both sides
_Placed = tuple[str, Row]
_Key = Callable[[str, Row], Hashable]  # path after the change and row -> what equal findings share; None: nothing


def _exact(path: str, row: Row) -> Hashable:
    return path, row.rule_id, row.symbol, row.key


def _anywhere(_path: str, row: Row) -> Hashable:
    return row.rule_id, row.key


def _edited(path: str, row: Row) -> Hashable:
    return path, row.rule_id, row.symbol, row.nameless


def _renamed(_path: str, row: Row) -> Hashable:
    """In a function that has another name now."""
    return row.rule_id, row.nameless


def _replaced(path: str, row: Row) -> Hashable:
    return None if row.family == _ONE_BY_ONE else (path, row.rule_id, row.symbol)


def _matched(
    before: list[_Placed], after: list[_Placed], homes: dict[str, str]
) -> tuple[list[tuple[_Placed, _Placed]], list[_Placed], list[_Placed]]:
    pairs: list[tuple[_Placed, _Placed]] = []
    for key in (_exact, _anywhere, _edited, _renamed, _replaced):
        if not before or not after:
            break
        found, before, after = _paired(before, after, key, homes)
        pairs += found
    return pairs, before, after


def _paired(
    before: list[_Placed], after: list[_Placed], key: _Key, homes: dict[str, str]
) -> tuple[list[tuple[_Placed, _Placed]], list[_Placed], list[_Placed]]:
    """Those equal in `key`, in their order, and who is left on each side."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, (path, row) in enumerate(before):
        waiting[key(homes[path], row)].append(number)
    waiting.pop(None, None)
    pairs, left, taken = [], [], set()
    for path, row in after:
        numbers = waiting.get(key(path, row))
        if numbers:
            taken.add(numbers[0])
            pairs.append((before[numbers.pop(0)], (path, row)))
        else:
            left.append((path, row))
    return pairs, [each for number, each in enumerate(before) if number not in taken], left


# ---------------------------------------------------------------- figures
def survival(ages: Iterable[tuple[float, bool]], days: Sequence[int]) -> list[Survival]:
    """`ages` are days from birth to payment, or to the end of what is known; the flag says that it was paid."""
    listed = sorted(ages)
    events = _events(listed)
    found = []
    for limit in days:
        share = 1.0
        for age, paid, at_risk in events:
            if age > limit:
                break
            share *= 1 - paid / at_risk
        watched = sum(age >= limit for age, _ in listed)
        longest = listed[-1][0] if listed else -1.0
        found.append(Survival(limit, round(share, 4) if longest >= limit else None, watched))
    return found


def _events(listed: Sequence[tuple[float, bool]]) -> list[tuple[float, int, int]]:
    """Age, payments at that age, and how many were open until then."""
    found: dict[float, int] = {}
    for age, is_paid in listed:
        if is_paid:
            found[age] = found.get(age, 0) + 1
    ages = [age for age, _ in listed]
    at = 0
    events = []
    for age, paid in found.items():
        while ages[at] < age:
            at += 1
        events.append((age, paid, len(ages) - at))
    return events


def by_commit(items: Iterable[Item]) -> Iterator[tuple[str, bool, Item]]:
    """Commit, whether it brought the finding (else it paid it), and the finding."""
    for item in items:
        yield item.born, True, item
        if item.paid and item.seen_paid:
            yield item.paid, False, item
