"""Commits -> pairs of files that change together more often than chance would have it."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from debtscan.commits import CommitReport
from debtscan.history.presence import changed
from debtscan.vitals import Coupled

MOST_FILES = 30  # of a commit: mass edits say nothing of what belongs together
LEAST_SHARED = 5
LEAST_CONFIDENCE = 0.3  # code-maat's least degree of coupling
MOST_P = 0.01


class Pair(NamedTuple):
    paths: tuple[str, str]
    shared: int
    changes: tuple[int, int]
    commits: int  # looked at
    p: float
    weight: float

    @property
    def support(self) -> float:
        return self.shared / self.commits

    @property
    def confidence(self) -> tuple[float, float]:
        return self.shared / self.changes[0], self.shared / self.changes[1]


def coupled_files(
    told: Iterable[CommitReport],
    present: Collection[str],
    is_test: Callable[[str], bool],
    imports: Callable[[str, str], bool | None],
) -> Iterator[Coupled]:
    """Of commits, newest first; `present` are the files that there are now, by which a mass edit is one by all that it
    touches. `imports` says whether the first imports the second, None where nobody looked."""
    commits = (_small([path for path, _ in touched], present) for _, touched in changed(told))
    for pair in coupled(commits):
        one, other = pair.paths
        yield Coupled(
            paths=pair.paths,
            shared=pair.shared,
            changes=pair.changes,
            support=round(pair.support, 5),
            confidence=(round(pair.confidence[0], 4), round(pair.confidence[1], 4)),
            weight=round(pair.weight, 3),
            p=float(f"{pair.p:.3g}"),
            is_test=is_test(one) or is_test(other),
            imports=imports(one, other) or imports(other, one),
        )


def _small(touched: Collection[str], present: Collection[str]) -> frozenset[str]:
    return frozenset(touched).intersection(present) if len(touched) <= MOST_FILES else frozenset()


def coupled(commits: Iterable[frozenset[str]]) -> list[Pair]:
    """`commits` are the paths that each changes; the pairs of the greatest weight come first.

    Support and confidence as in association rules (Agrawal et al., SIGMOD 1993; for changes Zimmermann et al., TSE
    2005). Two files that nearly every commit touches meet often without belonging together: Fisher's test tells. Those
    that met in wide edits alone do not either: a commit weighs 1 / (files - 1), that of two files 1.
    """
    singles, looked_at = Counter[str](), 0
    met: defaultdict[tuple[str, str], list[float]] = defaultdict(list)  # weights of the commits that touch both
    for paths in commits:
        if not 0 < len(paths) <= MOST_FILES:
            continue
        looked_at += 1
        singles.update(paths)
        if len(paths) > 1:
            weight = 1 / (len(paths) - 1)
            for pair in combinations(sorted(paths), 2):
                met[pair].append(weight)
    found = []
    for (one, other), weights in met.items():
        shared, changes = len(weights), (singles[one], singles[other])
        if shared >= LEAST_SHARED and shared / min(changes) >= LEAST_CONFIDENCE:
            p = fisher(shared, *changes, looked_at)
            found.append(Pair((one, other), shared, changes, looked_at, p, sum(weights)))
    likely = [pair for pair in found if pair.p <= MOST_P]
    return sorted(likely, key=lambda pair: (-round(pair.weight, 6), pair.p, pair.paths))


def fisher(shared: int, one: int, other: int, every: int) -> float:
    """That of `every` commits at least `shared` change both files by chance, when `one` and `other` change each.

    Fisher's exact test, one-sided: the upper tail of the hypergeometric distribution ("The Design of Experiments",
    1935).
    """
    least = max(shared, one + other - every)
    ways = _ways(every, other)
    both = range(least, min(one, other) + 1)
    tail = (math.exp(_ways(one, each) + _ways(every - one, other - each) - ways) for each in both)
    return min(math.fsum(tail), 1.0)


def _ways(every: int, chosen: int) -> float:
    """The logarithm of the binomial coefficient."""
    return math.lgamma(every + 1) - math.lgamma(chosen + 1) - math.lgamma(every - chosen + 1)
