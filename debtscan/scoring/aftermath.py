"""The riskiest commits of a period -> whether a fix followed, and how often one followed the others."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from debtscan.accounts import Aftermath
from debtscan.commits import CommitReport
from debtscan.history.fixes import is_fix
from debtscan.history.paths import is_production
from debtscan.scoring.activity import DAY_SECONDS
from debtscan.scoring.words import count

RISKY = 10
FOLLOWED_DAYS = 30
_HIGH = 90.0  # percentile
_MEDIAN = 50.0  # below lies no risk that is worth a look
_LEAST = 4, 20  # of the riskiest and of the others, for a comparison


def risky(period: Iterable[CommitReport]) -> list[CommitReport]:
    """Those of the highest score that something speaks for, above the median of the changes before."""
    judged = [each for each in period if each.risk and each.risk.factors and each.risk.percentile >= _MEDIAN]
    return sorted(judged, key=lambda commit: (-(commit.risk.score if commit.risk else 0.0), commit.sha))[:RISKY]


class Followers:
    """What came after each commit: its revert, or the first fix in one of its production files within 30 days.

    A fix is what calls itself one. That it mends this very commit is not said, only that it had the same files to mend.
    """

    def __init__(self, log: Sequence[CommitReport]) -> None:
        self._reverted: dict[str, str] = {}  # a name as it is written, often shortened
        self._fixes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for commit in reversed(log):
            for sha in commit.reverts:
                self._reverted.setdefault(sha, commit.sha)
            if is_fix(commit.subject, ""):
                for path in _files(commit):
                    self._fixes[path].append((commit.committed.seconds, commit.sha))
        for fixes in self._fixes.values():
            fixes.sort()

    def of(self, commit: CommitReport) -> str | None:
        """The later commit."""
        for written, sha in self._reverted.items():
            if commit.sha.startswith(written):
                return sha
        begin = commit.committed.seconds
        found = []
        for path in _files(commit):
            fixes = self._fixes.get(path, [])
            at = bisect_right(fixes, (begin, "~"))
            if at < len(fixes) and fixes[at][0] <= begin + FOLLOWED_DAYS * DAY_SECONDS:
                found.append(fixes[at])
        return min(found)[1] if found else None


def _files(commit: CommitReport) -> list[str]:
    return [change.path for change in commit.files if is_production(change.path)]


def aftermath(
    riskiest: Sequence[CommitReport], period: Iterable[CommitReport], log: Sequence[CommitReport]
) -> tuple[dict[str, str], Aftermath]:
    """By risky commit what followed, and the counts of those that had 30 days for it."""
    followers = Followers(log)
    names = {commit.sha for commit in riskiest}
    latest = log[0].committed.seconds - FOLLOWED_DAYS * DAY_SECONDS
    counts = {True: [0, 0], False: [0, 0]}
    followed: dict[str, str] = {}
    for commit in period:
        if not commit.risk or not _files(commit):
            continue
        follower = followers.of(commit)
        if follower and commit.sha in names:
            followed[commit.sha] = follower
        if commit.committed.seconds <= latest:
            counts[commit.sha in names][0] += 1
            counts[commit.sha in names][1] += bool(follower)
    return followed, Aftermath(*counts[True], *counts[False])


def phrase(found: Aftermath, riskiest: Sequence[CommitReport]) -> str:
    """What may be said of it."""
    high = sum(commit.risk.percentile >= _HIGH for commit in riskiest if commit.risk)
    told = (
        f"Of {count(len(riskiest), 'commit')} below {high or 'none'} {'is' if high < 2 else 'are'} among the riskiest "
        "tenth of all changes before."
    )
    if found.riskiest < _LEAST[0] or found.others < _LEAST[1]:
        return f"{told} Too few are older than {FOLLOWED_DAYS} days to tell whether fixes follow."
    rest = 100 * found.others_followed / found.others
    return (
        f"{told} {found.riskiest_followed} of the {found.riskiest} that are older than {FOLLOWED_DAYS} days were "
        f"reverted, or followed within {FOLLOWED_DAYS} days by a fix in one of their files; of the other "
        f"{found.others:,} commits {found.others_followed:,} ({rest:.0f} %) were. Larger commits touch more files, so "
        "a part of that is size."
    )
