"""The log -> how often each file is changed, and by whom; a renamed file keeps its past."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from debtscan.commits import CommitReport
from debtscan.history.presence import changed

DAY_SECONDS = 86_400
ACTIVE_DAYS = 90  # who committed within them can be asked


@dataclass(slots=True)
class Activity:
    """Of one file, by its present path."""

    ages_days: list[float] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)  # changes by address
    commits: list[str] = field(default_factory=list)  # newest first

    def within(self, days: float) -> list[str]:
        """The commits of the last so many days."""
        return [sha for sha, age in zip(self.commits, self.ages_days, strict=True) if age <= days]


@dataclass(frozen=True, slots=True)
class People:
    """By address: the name last used, and whether they committed lately."""

    names: Mapping[str, str]
    active: frozenset[str]


def activity(commits: Iterable[CommitReport], now_seconds: int) -> dict[str, Activity]:
    """`commits` newest first; ages are counted from `now_seconds`, the newest commit's time."""
    found: defaultdict[str, Activity] = defaultdict(Activity)
    for commit, changes in changed(commits):
        age = (now_seconds - commit.committed.seconds) / DAY_SECONDS
        author = commit.author.email.lower()
        for path, _ in changes:
            each = found[path]
            each.ages_days.append(age)
            each.authors[author] += 1
            each.commits.append(commit.sha)
    return dict(found)


def people(commits: Iterable[CommitReport], now_seconds: int) -> People:
    names: dict[str, str] = {}
    active = set()
    for commit in commits:
        address = commit.author.email.lower()
        names.setdefault(address, commit.author.name)
        if now_seconds - commit.committed.seconds <= ACTIVE_DAYS * DAY_SECONDS:
            active.add(address)
    return People(names, frozenset(active))
