"""Commits with their parents and messages -> the branch by which each came, where a merge says so. Pure; linear.

A merge's subject names the branch that it takes in. What that branch brought are the commits that the merge reaches and
its first parent does not. Branches merged into it on the way keep their own names: the human's commits that an agent's
branch took over from `main` stay the human's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

_SUBJECTS = tuple(
    re.compile(expression)
    for expression in (
        r"Merge pull request #\d+ from [^\s/]+/(\S+)",  # GitHub
        r"Merge pull request #\d+ in \S+ from (\S+) to ",  # Bitbucket Server
        r"Merged in (\S+) \(pull request",  # Bitbucket
        r"Merge (?:remote-tracking )?branch(?:es)? '([^']+)'",  # git, GitLab
        r"Merged? (?:branch )?\"?([\w.-]+/[\w./-]+)\"? (?:in)?to ",
    )
)
_LONGEST_SUBJECT = 500
_REMOTES = re.compile(r"(?:refs/)?(?:remotes/|heads/)?(?:(?:origin|upstream|fork)/)?")


class Node(NamedTuple):
    """What is asked of a commit."""

    parents: tuple[str, ...]
    subject: str


def merged_branch(message: str) -> str:
    """The branch that the merge with this message took in, "" when it names none."""
    subject = message[:_LONGEST_SUBJECT].partition("\n")[0]
    if not subject.startswith("Merge"):
        return ""
    found = next((match for expression in _SUBJECTS if (match := expression.match(subject))), None)
    return _REMOTES.sub("", found[1], count=1) if found else ""


def arrivals(nodes: Mapping[str, Node], tips: Iterable[str], matters: Callable[[str], bool]) -> dict[str, str]:
    """Commits that came by a branch that matters, with its name; `tips` are the heads, the main one first."""
    branches = {
        sha: merged_branch(node.subject)
        for sha, node in nodes.items()
        if len(node.parents) > 1 and node.subject.startswith("Merge")
    }
    if not any(map(matters, set(branches.values()))):
        return {}

    def label(merge: str, inherited: str) -> str:
        named = branches.get(merge, "")
        return named if matters(named) else "" if named else inherited

    return _brought(nodes, tips, label)


def merges(nodes: Mapping[str, Node], tips: Iterable[str]) -> dict[str, str]:
    """Commits that came by a merge, with the name of that merge: the one that brought them into its branch."""
    return _brought(nodes, tips, lambda merge, _: merge)


def _brought(nodes: Mapping[str, Node], tips: Iterable[str], label: Callable[[str, str], str]) -> dict[str, str]:
    """Commits by the label of what brought them; `label` is given a merge, and the label of where that lies."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [(tip, "") for tip in reversed(list(tips))]
    while waiting:
        tip, brought_by = waiting.pop()
        line = list(_line(tip, nodes, seen))
        seen.update(line)
        if brought_by:
            found |= dict.fromkeys(line, brought_by)
        for sha in line:  # the newest first, so that the oldest merge is looked at next: it owns what several reach
            waiting += [(parent, label(sha, brought_by)) for parent in nodes[sha].parents[1:]]
    return found


def _line(tip: str, nodes: Mapping[str, Node], seen: set[str]) -> Iterator[str]:
    """First parents from the tip down to what is known already; a forged history may be a ring."""
    here = set[str]()
    sha = tip
    while sha in nodes and sha not in seen and sha not in here:
        here.add(sha)
        yield sha
        parents = nodes[sha].parents
        sha = parents[0] if parents else ""
