"""Copies, and who wrote each of their lines when -> those that were changed apart since all of them existed.

A copy holds what another commit put into it alone: the fix that one got and the others did not. Only what is there now
is judged, so that a line which a fix deleted from one copy is not seen. Names say nothing: `orders` may be `items` in
another copy.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from keyword import kwlist
from typing import NamedTuple

from debtscan.commits import CommitReport
from debtscan.history.fixes import is_fix, is_layout
from debtscan.model import Clone, CloneInstance
from debtscan.vitals import Apart, LiveClone

_MOST_FILES = 30  # of a commit: mass edits are not about a copy
_STYLE = ("style:", "style(")  # Conventional Commits: what does not change the meaning of the code
_WORD = re.compile(r"(\"[^\"]*\"|'[^']*')|[^\W\d]\w*")
_KEYWORDS = frozenset(kwlist)


class Line(NamedTuple):
    """`commit` is "" where it is not known."""

    commit: str
    text: str


def live_clones(
    families: Iterable[Clone], lines: Callable[[str], Sequence[Line]], commits: Mapping[str, CommitReport]
) -> list[LiveClone]:
    """`lines` are those of a file; the families of which a copy was mended alone come first, then the latest ones."""
    found = [live for family in families if (live := _live(family, lines, commits))]
    return sorted(
        found,
        key=lambda live: (
            not any(each.is_fix for each in live.apart),
            -max(commits[each.sha].committed.seconds for each in live.apart),
            live.id,
        ),
    )


def _live(
    family: Clone, lines: Callable[[str], Sequence[Line]], commits: Mapping[str, CommitReport]
) -> LiveClone | None:
    copies = [lines(place.path)[place.start_line - 1 : place.end_line] for place in family.instances]
    if not all(copies):
        return None
    known = [[commits[line.commit].date.seconds for line in copy if line.commit in commits] for copy in copies]
    if not all(known):
        return None
    since = max(min(dates) for dates in known)  # when the last of the copies came
    shapes = [frozenset(shape_of(line.text) for line in copy) for copy in copies]
    written: defaultdict[str, set[int]] = defaultdict(set)  # by commit, the copies that hold something of it alone
    for number, copy in enumerate(copies):
        for line in copy:
            commit = commits.get(line.commit)
            if commit and commit.date.seconds > since and _is_meant(commit) and _is_alone(line.text, shapes):
                written[line.commit].add(number)
    apart = list(_apart(written, family.instances, copies, commits))
    if not apart:
        return None
    return LiveClone(
        id=family.id,
        type=family.type,
        similarity=family.similarity,
        places=tuple(map(place_of, family.instances)),
        ends=tuple(place.end_line for place in family.instances),
        names=tuple(place.name for place in family.instances),
        apart=tuple(sorted(apart, key=lambda each: (not each.is_fix, -commits[each.sha].committed.seconds, each.sha))),
    )


def _apart(
    written: Mapping[str, set[int]],
    places: Sequence[CloneInstance],
    copies: Sequence[Sequence[Line]],
    commits: Mapping[str, CommitReport],
) -> Iterator[Apart]:
    for sha, numbers in written.items():
        # One that touched a copy otherwise has seen it.
        left = [number for number, copy in enumerate(copies) if all(line.commit != sha for line in copy)]
        if left:
            yield Apart(
                sha=sha,
                subject=commits[sha].subject,
                is_fix=is_fix(commits[sha].subject, ""),
                changed=tuple(place_of(places[number]) for number in sorted(numbers)),
                left=tuple(place_of(places[number]) for number in left),
            )


def _is_meant(commit: CommitReport) -> bool:
    subject = commit.subject.lower()
    return len(commit.files) <= _MOST_FILES and not is_layout(commit.subject) and not subject.startswith(_STYLE)


def _is_alone(text: str, shapes: Iterable[frozenset[str]]) -> bool:
    """Whether one of the copies has no such line."""
    stripped = text.strip()
    if not stripped or stripped.startswith("#"):
        return False
    shape = shape_of(text)
    return any(shape not in copy for copy in shapes)


def shape_of(text: str) -> str:
    """A line without what its names are."""
    return _WORD.sub(lambda found: found[0] if found[1] or found[0] in _KEYWORDS else "_", text.strip())


def place_of(place: CloneInstance) -> str:
    return f"{place.path}:{place.start_line}"
