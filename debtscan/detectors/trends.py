"""A code base at two times -> how each convention was kept before and in what was written since, and what gives way.

Counted by content: a file that lay there before, under whatever name, was not written since; of one that changed, what
it holds more of a way counts. A file that was moved and changed in one counts as written.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from debtscan.answers import Migration, Trend
from debtscan.detectors.convention import Convention
from debtscan.detectors.convention_ballots import JUDGED, Ballot, ballot
from debtscan.detectors.convention_catalogue import convention, subject
from debtscan.intervals import wilson
from debtscan.model import Codebase, Role

_LEAST_BEFORE, _LEAST_SINCE, _LEAST_FILES = 20, 8, 3  # places, places and files
_NEW_WAY = 0.6  # of what was written since, by the lower end of the 95 % interval
_OLD_WAY = 0.6  # of what was there

Feature = tuple[Role, str]


class _Counts(NamedTuple):
    before: Counter[str]
    since: Counter[str]
    writers: Counter[str]  # files that took a way since


class Trends:
    def __init__(self, was: Codebase, now: Codebase) -> None:
        self._counts: defaultdict[Feature, _Counts] = defaultdict(lambda: _Counts(Counter(), Counter(), Counter()))
        old = {file.path: ballot(file) for file in was.files}
        known = {file.blob for file in was.files}
        for each in old.values():
            for feature, tally in _tallies(each):
                self._counts[feature].before.update(tally)
        for file in now.files:
            if file.blob not in known:
                before = dict(_tallies(old[file.path])) if file.path in old else {}
                for feature, tally in _tallies(ballot(file)):
                    more = tally - before.get(feature, Counter())
                    self._counts[feature].since.update(more)
                    self._counts[feature].writers.update(more.keys())

    def of(self, role: Role, name: str, majority: str) -> Trend | None:
        """None for what was not there before, or was hardly written since."""
        before, since, _ = self._counts[role, name]
        if before.total() < _LEAST_BEFORE or since.total() < _LEAST_SINCE:
            return None
        return Trend(before[majority], before.total(), since[majority], since.total())

    def migrations(self, done: Collection[tuple[Role, str, str]]) -> list[Migration]:
        """What gives way to what; the widest first. `done` are the ways that are the usual ones by now."""
        every = (each for feature, counts in self._counts.items() for each in _migration(*feature, counts))
        found = [each for each in every if (each.role, each.feature, each.majority) not in done]
        return sorted(found, key=lambda each: (-each.trend.since_total, each.role, each.feature))


def _tallies(cast: Ballot) -> Iterator[tuple[Feature, Counter[str]]]:
    if cast.role in JUDGED:
        for name, variants in cast.votes.items():
            yield (cast.role, name), Counter({variant: votes.places for variant, votes in variants.items()})


def _migration(role: Role, name: str, counts: _Counts) -> Iterator[Migration]:
    entry = convention(name)
    before, since, writers = counts
    if entry is None or not entry.told or before.total() < _LEAST_BEFORE or since.total() < _LEAST_SINCE:
        return
    old, new = (_first(each) for each in (before, since))
    is_old_way = old != new and before[old] >= _OLD_WAY * before.total()
    is_new_way = wilson(since[new], since.total())[0] >= _NEW_WAY and writers[new] >= _LEAST_FILES
    if is_old_way and is_new_way and _is_no_worse(entry, new, old):
        yield Migration(
            feature=name,
            role=role,
            about=entry.nouns(subject(name)),
            old=entry.said(old),
            new=entry.said(new),
            majority=new,
            trend=Trend(before[new], before.total(), since[new], since.total()),
        )


def _is_no_worse(entry: Convention, new: str, old: str) -> bool:
    """Where one way is better than the other, nobody is led to the worse."""
    order = entry.order
    return new not in order or old not in order or order.index(new) < order.index(old)


def _first(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda each: (-counts[each], each))
