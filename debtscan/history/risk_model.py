"""Measures of commits, and which of them turned out to need a fix -> the logit of the next one, and what it is made of.

A logistic regression whose weights other repositories taught. Local are the scale of each measure (its mean and
deviation in this repository so far) and the intercept, which follows how many of the recent changes needed a fix: base
rates drift (McIntosh and Kamei, IEEE TSE 2018). Weights fitted to the labels that a log gives away by itself were tried
too, alone and as a correction of these: over six repositories they ranked the changes worse (AUC .805 against .809);
boosted trees taught by the other repositories were no better than these weights.

Past only: what is learnt of a commit at some time is what was known of it then.
"""

import math
from collections.abc import Sequence
from operator import add, mul
from typing import NamedTuple

import msgspec
from msgspec import Struct

from debtscan.history.risk_features import FEATURES

_SHRINKAGE = 50  # commits that the prior's means and deviations are worth
_GROWTH = 1.1  # of the number of commits, until the scales are taken anew
# The intercept: fitted again after so many commits, over so many, one of two years ago counting half. A change without
# a fix counts as sound until it gets one.
_EVERY, _OVER, _HALF_LIFE = 100, 800, 2 * 365 * 86_400
_INERTIA = 120.0  # what the prior's intercept is worth, in units of the curvature
_NEWTON_STEPS = 2  # each from where the last one ended
_LARGEST = 30.0  # logit
_OFF = 0.33  # by how much of them the number of fixes may be missed, for scores to be called probabilities


class Prior(Struct, frozen=True, kw_only=True):
    """What other repositories taught, over scaled measures."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    trained_on: tuple[str, ...] = ()


def prior_of(data: bytes) -> Prior:
    """JSON -> prior; ValueError says what is wrong with it."""
    prior = msgspec.json.decode(data, type=Prior)  # its errors are ValueErrors
    names = tuple(feature.name for feature in FEATURES)
    if prior.features != names:
        other = sorted({*prior.features} ^ {*names})
        raise ValueError(f"its features are other ones: {', '.join(other) or 'the order differs'}")
    numbers = (*prior.mean, *prior.deviation, *prior.weights, prior.intercept)
    if len(numbers) != 3 * len(names) + 1 or not all(map(math.isfinite, numbers)) or min(prior.deviation) <= 0:
        raise ValueError("mean, deviation and weights need a number for each feature, deviations more than 0")
    return prior


def probability(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700.0 else 0.0


class Scale:
    """Means and deviations so far, those of the prior to begin with; taken anew when there is a tenth more to take them
    from. `is_new` tells that they were."""

    def __init__(self, prior: Prior) -> None:
        self._count = float(_SHRINKAGE)
        self._sums = [self._count * mean for mean in prior.mean]
        pairs = zip(prior.mean, prior.deviation, strict=True)
        self._squares = [self._count * (mean * mean + deviation * deviation) for mean, deviation in pairs]
        self._fresh: list[Sequence[float]] = []
        self._take()

    def learn(self, values: Sequence[float]) -> bool:
        """Whether the scales are other ones now."""
        self._fresh.append(values)
        if len(self._fresh) < (_GROWTH - 1.0) * self._count:
            return False
        self._take()
        return True

    def _take(self) -> None:
        if self._fresh:
            columns = list(zip(*self._fresh, strict=True))
            self._sums = list(map(add, self._sums, map(sum, columns)))
            self._squares = list(map(add, self._squares, (sum(map(mul, column, column)) for column in columns)))
            self._count += len(self._fresh)
            self._fresh = []
        self.mean = [total / self._count for total in self._sums]
        pairs = zip(self._squares, self.mean, strict=True)
        self.deviation = [math.sqrt(max(squares / self._count - mean * mean, 1e-6)) for squares, mean in pairs]


class Judged(NamedTuple):
    """`base` is the logit without the moving part of the intercept."""

    logit: float
    base: float


class Model:
    """Commits are numbered as they are learnt."""

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._scale = Scale(prior)
        self._times: list[int] = []
        self._given: list[Judged] = []
        self._fixed: list[bool] = []  # what is known by now
        self._drift = 0.0
        self._due = _EVERY
        self.fixed = 0  # commits known to have needed a fix
        self.holds = False  # what was given out lately was better than the mean, and right on the whole
        self._rescale()

    def _rescale(self) -> None:
        pairs = zip(self._prior.weights, self._scale.deviation, strict=True)
        self.sensitivity = [weight / deviation for weight, deviation in pairs]  # to a unit of each scaled measure
        self._offset = self._prior.intercept - math.fsum(map(mul, self.sensitivity, self._scale.mean))

    def ask(self, values: Sequence[float], time: int, known: float = 0.0) -> Judged:
        """Of a commit with these scaled measures, by what is known at this time; `known` is what else is known of it,
        as a logit to be added."""
        if len(self._times) >= self._due:
            self._refit(time)
        base = known + self._offset + sum(map(mul, self.sensitivity, values))
        base = min(max(base, -_LARGEST), _LARGEST)
        return Judged(base + self._drift, base)

    def learn(self, values: Sequence[float], judged: Judged, time: int) -> int:
        """Such a commit is one of this repository's: the number by which it is known from now on."""
        if self._scale.learn(values):
            self._rescale()
        self._times.append(time)
        self._given.append(judged)
        self._fixed.append(False)
        return len(self._times) - 1

    def needed_fix(self, number: int) -> None:
        """From now on it is known that this commit did."""
        self.fixed += not self._fixed[number]
        self._fixed[number] = True

    def _refit(self, time: int) -> None:
        """The intercept, to what is known now of the recent past."""
        self._due = len(self._times) + _EVERY
        ages = (time - each for each in self._times[-_OVER:])
        recent = [
            (judged.base, fixed, 0.5 ** (age / _HALF_LIFE))
            for judged, fixed, age in zip(self._given[-_OVER:], self._fixed[-_OVER:], ages, strict=True)
        ]
        exp = math.exp
        for _ in range(_NEWTON_STEPS):
            slope, curvature, drift = _INERTIA * self._drift, _INERTIA, self._drift
            for base, fixed, weight in recent:
                chance = 1.0 / (1.0 + exp(-base - drift))
                slope += weight * (chance - fixed)
                curvature += weight * chance * (1.0 - chance)
            self._drift -= slope / curvature
        self.holds = self._held()

    def _held(self) -> bool:
        """Brier's score of the probabilities that were given against that of their mean, and their sum against what
        came."""
        chances = [probability(judged.logit) for judged in self._given[-_OVER:]]
        outcomes = self._fixed[-_OVER:]
        rate = sum(outcomes) / len(outcomes)
        errors = math.fsum((chance - was) ** 2 for chance, was in zip(chances, outcomes, strict=True)) / len(outcomes)
        return errors < rate * (1.0 - rate) and abs(math.fsum(chances) / len(chances) - rate) <= _OFF * rate
