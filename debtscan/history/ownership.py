"""Changes of files -> who wrote them, and how many people a part can lose before nobody is left who knows it.

A name on a change is no measure of a person: what is told of is whom to ask, and where too few can be asked.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from debtscan.commits import Person

ABSENT_DAYS = 365  # without a commit for so long, one has left (Avelino et al., ESEM 2019)
_LEAST, _LEAST_SHARE = 3.293, 0.75  # of the degree of authorship, and of the highest one of the file
_LEFT = 0.5  # a part is lost when more than half of its files have no author left
_MACHINE = re.compile(r"\[bot\]|\bbot\b|dependabot|renovate|pre-commit-ci|greenkeeper|pyup", re.IGNORECASE)

_REMARK = re.compile(r"(?<=\S) ?\([^()]{0,99}\)$")  # aider signs as "Ada (aider)" what it wrote for Ada


@dataclass(slots=True)
class Past:
    """Of one file: its changes by author, and who wrote it first ("" when that was not seen)."""

    changes: Counter[str] = field(default_factory=Counter)
    first: str = ""


class Identities:
    """Persons by their address, or by their name where they have several; machines are nobody."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}  # by person, that used first
        self._known: dict[str, str] = {}

    def of(self, person: Person) -> str:
        """ "" for a machine."""
        if _MACHINE.search(person.name) or _MACHINE.search(person.email):
            return ""
        shown = _REMARK.sub("", person.name) or person.name
        address, name = person.email.lower(), " ".join(shown.lower().split())
        keys = [key for key in (address, name if " " in name else "") if key]
        found = next((self._known[key] for key in keys if key in self._known), keys[0] if keys else name)
        for key in keys:
            self._known.setdefault(key, found)
        self.names.setdefault(found, shown)
        return found


def authors(past: Past) -> frozenset[str]:
    """Who knows a file: the degree of authorship of Fritz et al. (TOSEM 2014), with the limits of Avelino et al. ("A
    novel approach for estimating truck factors", ICPC 2016). It grows with having written the file and with changes of
    one's own, and falls with those of others."""
    every = past.changes.total()
    degrees = {
        author: _LEAST + 1.098 * (author == past.first) + 0.164 * own - 0.321 * math.log1p(every - own)
        for author, own in past.changes.items()
    }
    highest = max(degrees.values(), default=0.0)
    return frozenset(
        author for author, degree in degrees.items() if degree >= _LEAST and degree > _LEAST_SHARE * highest
    ) or frozenset(author for author, degree in degrees.items() if degree == highest)


def bus_factor(files: Iterable[Collection[str]]) -> int:
    """How many of the authors have to leave until more than half of the files have none: those of the most files first
    (Avelino et al., ICPC 2016). `files` are the authors of each; 0 when nobody is known."""
    left = [set(each) for each in files]
    gone = 0
    while sum(map(bool, left)) >= max(_LEFT * len(left), 1):
        covered = Counter(author for each in left for author in each)
        leaving = min(covered, key=lambda author: (-covered[author], author))
        for each in left:
            each.discard(leaving)
        gone += 1
    return gone


def packages(paths: Iterable[str]) -> Mapping[str, list[str]]:
    """Files by their directory, "." for the top."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        found[path.rpartition("/")[0] or "."].append(path)
    return found
