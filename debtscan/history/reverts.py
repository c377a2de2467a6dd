"""Commits -> which of them take back which: by what their message says, or by what their diff undoes."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from debtscan.commits import CommitReport
from debtscan.history.edits import LEAST_CHARACTERS, Edit
from debtscan.history.turnover import Stay
from debtscan.vitals import Revert, RevertKind

NEAR_DAYS = 90  # code that goes later was of use: that is no revert
_LEAST_CHARACTERS = 2 * LEAST_CHARACTERS  # on both sides together: a version that goes up and down is no revert
_LEAST_SHARE = 0.8  # of what the one added and the other removes, and the other way round
_DAY_SECONDS = 86_400
_TITLE = 'Revert "'
_DIGEST_BYTES = 8


def reverts(commits: Sequence[CommitReport], edits: Mapping[str, Edit], stays: Mapping[str, Stay]) -> Iterator[Revert]:
    """`commits` newest first. One that says what it takes back is believed; of the others the diff decides."""
    names = sorted(commit.sha for commit in commits)
    known = {commit.sha: commit for commit in commits}
    titles = _by_title(commits)
    undone = _undone(commits, edits, stays)
    for commit in commits:
        said = [sha for wanted in commit.reverts if (sha := _named(names, wanted)) and sha != commit.sha]
        if said:
            yield from (_revert(commit, known[sha], "message") for sha in dict.fromkeys(said))
        elif titled := _titled(commit, titles):
            yield _revert(commit, titled, "title")
        elif commit.sha in undone:
            yield _revert(commit, known[undone[commit.sha]], "content")


def _revert(commit: CommitReport, of: CommitReport, kind: RevertKind) -> Revert:
    days = round(max(commit.committed.seconds - of.committed.seconds, 0) / _DAY_SECONDS, 2)
    return Revert(sha=commit.sha, of=of.sha, kind=kind, days=days)


def _named(names: Sequence[str], wanted: str) -> str:
    """The only commit that begins so, "" for none."""
    at = bisect_left(names, wanted)
    found = [name for name in names[at : at + 2] if name.startswith(wanted)]
    return found[0] if len(found) == 1 else ""


def _by_title(commits: Sequence[CommitReport]) -> Mapping[str, list[CommitReport]]:
    found: defaultdict[str, list[CommitReport]] = defaultdict(list)
    for commit in commits:
        found[commit.subject.strip()].append(commit)
    return found


def _titled(commit: CommitReport, titles: Mapping[str, Sequence[CommitReport]]) -> CommitReport | None:
    """'Revert "subject"', as forges write it, perhaps with the number of a pull request behind."""
    subject = commit.subject.strip()
    if not subject.startswith(_TITLE) or '"' not in subject[len(_TITLE) :]:
        return None
    of = titles.get(subject[len(_TITLE) : subject.rindex('"')].strip(), ())
    seconds = commit.committed.seconds
    return next((each for each in of if each.sha != commit.sha and each.committed.seconds <= seconds), None)


# ---------------------------------------------------------------- by content
def _undone(commits: Sequence[CommitReport], edits: Mapping[str, Edit], stays: Mapping[str, Stay]) -> dict[str, str]:
    """By commit the one that its diff undoes: it removes most of what that added and not much else, and puts back most
    of what that removed."""
    found: dict[str, str] = {}
    seconds = {commit.sha: commit.committed.seconds for commit in commits}
    inverse: dict[tuple[bytes, bytes], str] = {}
    for commit in reversed(commits):
        edit = edits.get(commit.sha, Edit())
        if edit.characters < _LEAST_CHARACTERS:
            continue
        candidates = [inverse.get((edit.deleted, edit.added), "")]
        found.update((commit.sha, of) for of in candidates if of and _near(seconds, of, commit.sha))
        inverse[edit.added, edit.deleted] = commit.sha
    for commit in reversed(commits):
        for later, number in stays[commit.sha].killers.items() if commit.sha in stays else ():
            is_later = later != commit.sha and _near(seconds, commit.sha, later)
            if is_later and _undoes(edits[commit.sha], edits.get(later, Edit()), number):
                found[later] = commit.sha
    return found


def _near(seconds: Mapping[str, int], of: str, later: str) -> bool:
    return 0 <= seconds[later] - seconds[of] <= NEAR_DAYS * _DAY_SECONDS


def _undoes(one: Edit, other: Edit, ended: int) -> bool:
    """`ended` of the lines that the one added are gone with the other."""
    added, deleted = len(one.added) // _DIGEST_BYTES, len(other.deleted) // _DIGEST_BYTES
    if one.characters < _LEAST_CHARACTERS or ended < _LEAST_SHARE * max(added, deleted):
        return False
    before, after = _digests(one.deleted), _digests(other.added)
    return (before & after).total() >= _LEAST_SHARE * max(before.total(), after.total())


def _digests(data: bytes) -> Counter[bytes]:
    return Counter(data[at : at + _DIGEST_BYTES] for at in range(0, len(data), _DIGEST_BYTES))
