"""Conventions at two times -> which gained and which lost ground between them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from debtscan.accounts import Ground
from debtscan.answers import Custom
from debtscan.model import Role

MOVED = 0.02  # of the share: less is no change in the way things are done
_FEW = 5  # places that are no way of doing things yet
Votes = Mapping[tuple[Role, str], Counter[str]]
_ORDER = ("turned", "lost", "losing", "new", "gaining")


class Ways(NamedTuple):
    """How things were done at one time: the conventions that held, and the places of each way where that is known."""

    customs: Sequence[Custom]
    votes: Votes = MappingProxyType({})


def grounds(before: Ways, after: Ways) -> list[Ground]:
    """What lost ground first; among its like, what moved the most places."""
    was, now = ({(each.role, each.feature): each for each in side.customs} for side in (before, after))
    moved = [
        each
        for key in was.keys() | now.keys()
        for each in _ground(
            was.get(key) or _counted(now[key], before.votes), now.get(key) or _counted(was[key], after.votes)
        )
    ]
    return sorted(moved, key=lambda each: (_ORDER.index(each.change), -_places(each), each.role, each.feature))


class _Places(NamedTuple):
    """Of a convention that does not hold at that time."""

    support: int
    total: int


def _counted(custom: Custom, votes: Votes) -> _Places | None:
    """None where nothing is known."""
    counts = votes.get((custom.role, custom.feature), Counter())
    return _Places(counts[custom.majority], counts.total()) if votes else None


def _ground(was: Custom | _Places | None, now: Custom | _Places | None) -> Iterator[Ground]:
    shown = now if isinstance(now, Custom) else was
    assert isinstance(shown, Custom)  # it holds at one of both times
    if change := _change(was, now):
        yield Ground(
            change=change,
            feature=shown.feature,
            role=shown.role,
            text=shown.text,
            text_before=was.text if isinstance(was, Custom) else "",
            before=(was.support, was.total) if was and was.total else None,
            after=(now.support, now.total) if now and now.total else None,
            exceptions=now.exceptions if isinstance(now, Custom) else (),
        )


def _change(was: Custom | _Places | None, now: Custom | _Places | None) -> str:
    """More or less code of one kind is no change in the way it is written."""
    if isinstance(was, Custom) and isinstance(now, Custom):
        return "turned" if was.majority != now.majority else _moved(_share(was), _share(now))
    if isinstance(now, Custom):
        few = was is None or was.total < _FEW
        return "new" if few or _moved(_share(was), _share(now)) == "gaining" else ""
    return "lost" if now is None or (now.total and _moved(_share(was), _share(now)) == "losing") else ""


def _moved(before: float, after: float) -> str:
    if abs(after - before) < MOVED:
        return ""
    return "gaining" if after > before else "losing"


def _share(places: Custom | _Places | None) -> float:
    return places.support / places.total if places and places.total else 0.0


def _places(ground: Ground) -> float:
    """By how many places more or less it is kept to than its share before would have it."""
    if ground.before is None or ground.after is None:
        return float((ground.after or ground.before or (0, 0))[1])
    (support, total), (held, every) = ground.before, ground.after
    return abs(held - support / total * every)


def phrase(ground: Ground) -> str:
    """In words."""
    before, after = ground.before, ground.after
    if ground.change == "new" and after:
        return f"new: {ground.text} ({ground.role}, {after[0]:,} of {after[1]:,})"
    if ground.change == "lost" and before:
        return f"no longer held to: {ground.text} ({ground.role}; it was {before[0]:,} of {before[1]:,})"
    assert before is not None
    assert after is not None
    if ground.change == "turned":
        return f"turned: {ground.text_before} before, {ground.text} now ({ground.role}, {after[0]:,} of {after[1]:,})"
    shares = before[0] / before[1], after[0] / after[1]
    return f"{ground.change} ground: {ground.text} ({ground.role}, {shares[0]:.1%} before, {shares[1]:.1%} now)"
