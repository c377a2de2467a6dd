"""Ballots -> what is usual where: the convention that holds at a path, with its evidence.

The innermost folder with enough votes decides. One that holds to another way, or to none (less than `_MIXED` of its
votes), is a law unto itself; one that nearly agrees with what is around it is judged by what is around it. The votes
that are in question are left out of the count, or a new file would approve itself. What the newer files do otherwise is
held against nobody any more.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from debtscan.detectors.convention import Convention, present
from debtscan.detectors.convention_ballots import JUDGED, PROVIDED, Ballot, Variants
from debtscan.detectors.convention_catalogue import convention
from debtscan.intervals import wilson
from debtscan.model import Role

LEAST_SHARE = 0.95
LEAST_BOUND = 0.80  # of the Wilson interval (Wilson, 1927; 95 %): 20 of 20 reach 0.84, 19 of 20 do not reach it
LEAST_BOUND_RARE = 0.67  # of what there is little of: 10 of 10 reach 0.72
LEAST_FILES = 3
_MIXED = 0.8
_LEAST_NEWER, _STILL = 8, 0.6  # votes of newer files, and the share of them that keeps a way usual
_AROUND = 0.9  # of the whole code base; a folder in one that does both has its way by chance, or with no exception


class Norm(NamedTuple):
    """`support` of `total` votes in a scope take the `majority`."""

    scope: str  # folder; "" for the whole code base
    majority: str
    support: int
    total: int

    @property
    def bound(self) -> float:
        return wilson(self.support, self.total)[0]

    @property
    def bits(self) -> float:
        """How surprising the other way is: of what was never seen, once in one more than all."""
        return math.log2((self.total + 1) / (self.total - self.support + 1))


def folders(path: str) -> Iterator[str]:
    """Around a path, the innermost first, the whole code base last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


class _Poll:
    """The votes on one convention in code of one role."""

    def __init__(self, entry: Convention) -> None:
        self.convention = entry
        self.voters: dict[str, Variants] = {}

    @cached_property
    def counts(self) -> dict[str, Counter[str]]:
        """By folder."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for path, variants in self.voters.items():
            tally = {variant: votes.places for variant, votes in variants.items()}
            for folder in folders(path):
                found[folder].update(tally)
        return found

    @cached_property
    def files(self) -> dict[str, Counter[str]]:
        """How many files hold each way, by folder."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for path, variants in self.voters.items():
            ways = {way for variant in variants for way in self.ways(variant)}
            for folder in folders(path):
                found[folder].update(ways)
        return found

    def ways(self, variant: str) -> Sequence[str]:
        """What it counts for."""
        return sorted(present(variant)) if self.convention.is_set else (variant,)

    def kept(self, path: str, majority: str) -> int:
        """How often a file keeps to it."""
        variants = self.voters[path]
        return sum(each.places for variant, each in variants.items() if self.convention.keeps(variant, majority))

    def norm(self, folder: str, variant: str, asked: int) -> Norm:
        """Of a folder, `asked` votes for the variant left out; of a set, what most have that it lacks."""
        left = self.counts[folder].copy()
        left[variant] -= asked
        if not self.convention.is_set:
            majority = min(left, key=lambda each: (-left[each], each))
            return Norm(folder, majority, left[majority], left.total())
        tally = Counter[str]()
        for each, count in left.items():
            tally.update(dict.fromkeys(each.split(), count))
        ways = (each for each in tally if not each.startswith("~") and each not in present(variant))
        majority = min(ways, key=lambda each: (-tally[each], each), default="")
        return Norm(folder, majority, tally[majority] + tally[f"~{majority}"], left.total())


class Norms:
    """`recent` gives the paths of the newer files; it is asked when something breaks a norm."""

    def __init__(self, ballots: Iterable[Ballot], recent: Callable[[], Collection[str]] = frozenset) -> None:
        self._recent = recent
        self._polls: dict[tuple[Role, str], _Poll] = {}
        self._provided: defaultdict[str, set[str]] = defaultdict(set)
        for each in ballots:
            if each.role in JUDGED:
                for name, variants in each.votes.items():
                    self._enter(each, name, variants)
                for variant in each.votes.get(PROVIDED, ()):
                    owner, *members = variant.split()
                    self._provided[owner].update(members)

    def _enter(self, voter: Ballot, name: str, variants: Variants) -> None:
        poll = self._polls.get((voter.role, name))
        if poll is None:
            entry = convention(name)
            if entry is None or voter.role not in entry.roles:
                return
            poll = self._polls[voter.role, name] = _Poll(entry)
        poll.voters[voter.path] = variants

    def broken(self, path: str, role: Role, name: str, variant: str) -> Norm | None:
        """The norm that a file breaks with this variant, if it does."""
        poll = self._polls.get((role, name))
        if poll is None or poll.convention.is_blameless(variant):
            return None
        own = poll.voters.get(path, {}).get(variant)
        asked = own.places if own else 0
        for folder in islice(folders(path), 1 if poll.convention.is_local else None):
            counts = poll.counts.get(folder)
            if counts is None:
                continue
            if counts.total() - asked + 1 < poll.convention.least:  # one of those in question counts
                continue
            norm = poll.norm(folder, variant, asked)
            if poll.convention.keeps(variant, norm.majority) or norm.support < _MIXED * norm.total:
                return None
            if _holds(norm, poll):
                is_shared = norm.support == norm.total or self._is_shared(norm, poll)
                return norm if is_shared and not self._is_given_up(norm, poll, path) else None
        return None

    def provides(self, classes: Iterable[str], member: str) -> bool:
        """One of the classes of these names has the member for all that are derived from it."""
        return any(member in self._provided.get(each, ()) for each in classes)

    def _is_shared(self, norm: Norm, poll: _Poll) -> bool:
        """Around a folder most do as it does: then it may have exceptions as well."""
        every = poll.counts[""]
        kept = sum(count for variant, count in every.items() if poll.convention.keeps(variant, norm.majority))
        return kept >= _AROUND * every.total()

    def _is_given_up(self, norm: Norm, poll: _Poll, path: str) -> bool:
        """The newer files do otherwise: where it all goes, nobody is to be held back from."""
        prefix = f"{norm.scope}/" if norm.scope else ""
        newer = [each for each in self._recent() if each in poll.voters and each.startswith(prefix) and each != path]
        total = sum(votes.places for each in newer for votes in poll.voters[each].values())
        is_enough = len(newer) >= LEAST_FILES and total >= _LEAST_NEWER
        return is_enough and sum(poll.kept(each, norm.majority) for each in newer) < _STILL * total

    def examples(self, norm: Norm, path: str, role: Role, name: str, most: int = 2) -> list[tuple[str, int]]:
        """The nearest places where it is kept: path and line."""
        poll = self._polls[role, name]
        prefix = f"{norm.scope}/" if norm.scope else ""
        keeping = [
            (each, min(vote.line for variant, vote in votes.items() if poll.convention.keeps(variant, norm.majority)))
            for each, votes in poll.voters.items()
            if each != path and each.startswith(prefix) and poll.kept(each, norm.majority)
        ]
        return sorted(keeping, key=lambda place: (-_shared(place[0], path), place))[:most]

    def all(self) -> Iterator[tuple[Role, str, Norm, int]]:
        """Every convention of the whole code base that holds: role, name, evidence, files."""
        for (role, name), poll in sorted(self._polls.items()):
            norm = poll.norm("", "", 0)
            if norm.total >= poll.convention.least and _holds(norm, poll):
                yield role, name, norm, poll.files[""][norm.majority]


def _holds(norm: Norm, poll: _Poll) -> bool:
    entry = poll.convention
    if norm.support < LEAST_SHARE * norm.total:
        return False
    if norm.bound < (LEAST_BOUND if entry.least >= 20 else LEAST_BOUND_RARE):
        return False
    if poll.files[norm.scope][norm.majority] < LEAST_FILES:
        return False
    return norm.majority in (entry.order[:1] or (norm.majority,))  # a usual way that is no good is never enforced


def _shared(one: str, other: str) -> int:
    """Folders that two paths have in common."""
    parts = zip(one.split("/")[:-1], other.split("/")[:-1], strict=False)
    return next((depth for depth, (a, b) in enumerate(parts) if a != b), min(one.count("/"), other.count("/")))
