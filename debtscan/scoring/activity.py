"""The log -> how often each file is changed, and by whom; a renamed file keeps its past."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from debtscan.commits import CommitReport
from debtscan.history.ownership import Identities
from debtscan.history.presence import changed

DAY_SECONDS = 86_400
ACTIVE_DAYS = 90  # who committed within them can be asked


@dataclass(slots=True)
class Activity:
    """Of one file, by its present path."""

    ages_days: list[float] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)  # changes by person; those of machines are nobody's
    commits: list[str] = field(default_factory=list)  # newest first

    def within(self, days: float) -> list[str]:
        """The commits of the last so many days."""
        return [sha for sha, age in zip(self.commits, self.ages_days, strict=True) if age <= days]


@dataclass(frozen=True, slots=True)
class People:
    """By person: the name last used, and whether they committed lately."""

    names: Mapping[str, str]
    active: frozenset[str]


def activity(commits: Iterable[CommitReport], now_seconds: int) -> dict[str, Activity]:
    """`commits` newest first; ages are counted from `now_seconds`, the newest commit's time."""
    found: defaultdict[str, Activity] = defaultdict(Activity)
    identities = Identities()
    for commit, changes in changed(commits):
        age = (now_seconds - commit.committed.seconds) / DAY_SECONDS
        author = identities.of(commit.author)
        for path, _ in changes:
            each = found[path]
            each.ages_days.append(age)
            each.authors.update([author] if author else [])
            each.commits.append(commit.sha)
    return dict(found)


def people(commits: Iterable[CommitReport], now_seconds: int) -> People:
    identities = Identities()
    active = set()
    for commit in commits:
        person = identities.of(commit.author)
        if person and now_seconds - commit.committed.seconds <= ACTIVE_DAYS * DAY_SECONDS:
            active.add(person)
    return People(identities.names, frozenset(active))
