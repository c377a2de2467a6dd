"""What a project's own removals took -> minutes of its rules, where enough of them are on record.

A commit that only pays findings of one rule, and is small, was made to pay them. Its time is that since its author's
commit before, when both are of one sitting: git knows no other clock. Interruptions make it too long, work that was
split into commits afterwards too short; what is under a minute is such a split, and a tool that commits as it writes
tells nothing of the time of people.

Rules are not pooled, nor shrunk towards one another (empirical Bayes: Efron and Morris, 1975). That takes removals that
tell one rule from another, and these do not: in flask, httpx, scrapy, aider and rich, 67 removals of 24 rules, the
median of a rule and what it states go rather against each other (rank correlation -0.36), for a commit comes 3 to 50
minutes after the one before whatever it mends; and the mean over all rules is 0.4 times what they state in one of these
projects and 1.4 times in another. A factor taken from that would tell the pace of commits, not the price of debt.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from debtscan.accounts import Calibration, Fit, Span
from debtscan.commits import CommitReport, Removal
from debtscan.model import Effort
from debtscan.rules import Rule
from debtscan.scoring.words import count

LEAST_REMOVALS = 10  # RULES: until then, the defaults stay
_SITTING_MINUTES = 120.0  # between two commits of one sitting; git-hours takes the same
_SPLIT_MINUTES = 1.0  # less is one piece of work in two commits
_MOST_LINES = 100  # changed, in a commit that does no more than that
_EFFORT = re.compile(r"^effort\s*=\s*\{[^{}\n]*\}", re.MULTILINE)


def fits(removals: Iterable[Removal], log: Sequence[CommitReport], rules: Iterable[Rule]) -> list[Fit]:
    """Of every rule with a removal whose time is known, the most removals first; rules that state minutes for a size
    are left out, for what a removal took says nothing of that."""
    stated = {rule.rule_id: rule.effort for rule in rules if rule.effort_per is None}
    known = {commit.sha: commit for commit in log}
    taken = _minutes(log)
    minutes: defaultdict[str, list[float]] = defaultdict(list)
    for each in removals:
        commit = known.get(each.sha)
        if commit and each.rule_id in stated and each.sha in taken and _is_telling(commit):
            minutes[each.rule_id].append(taken[each.sha] / each.findings)
    found = [_fit(name, sorted(values), stated[name]) for name, values in minutes.items()]
    return sorted(found, key=lambda fit: (-fit.removals, fit.rule_id))


def _is_telling(commit: CommitReport) -> bool:
    return (
        len(commit.parents) < 2 and not commit.ai.assisted and commit.lines.added + commit.lines.deleted <= _MOST_LINES
    )


def _minutes(log: Sequence[CommitReport]) -> dict[str, float]:
    """By commit, the time since its author's commit before; none where that is no sitting, or no time at all."""
    last: dict[str, int] = {}
    found = {}
    for commit in sorted(log, key=lambda each: (each.date.seconds, each.sha)):
        author, now = commit.author.email.lower(), commit.date.seconds
        passed = (now - last[author]) / 60 if author in last else math.inf
        if _SPLIT_MINUTES <= passed <= _SITTING_MINUTES:
            found[commit.sha] = passed
        last[author] = now
    return found


def _fit(name: str, minutes: Sequence[float], stated: Effort) -> Fit:
    return Fit(
        rule_id=name,
        removals=len(minutes),
        minutes=Span(*(round(_quantile(minutes, share), 1) for share in (0.1, 0.5, 0.9))),
        stated=Span(stated.low, stated.likely, stated.high),
        is_enough=len(minutes) >= LEAST_REMOVALS,
    )


def _quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values, between the two nearest (type 7 of Hyndman and Fan, 1996)."""
    place = share * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def calibrated(texts: Mapping[str, str], found: Iterable[Fit]) -> dict[str, str]:
    """Texts of rules, with the fitted minutes where there is enough to fit them to."""
    enough = {f"{fit.rule_id}.toml": fit.minutes for fit in found if fit.is_enough}
    return {
        name: _EFFORT.sub(_stated(enough[file]), text, count=1) if (file := name.rpartition("/")[2]) in enough else text
        for name, text in texts.items()
    }


def _stated(minutes: Span) -> str:
    low, likely, high = (max(round(value), 1) for value in minutes)
    return f"effort = {{ low = {low}, likely = {likely}, high = {high} }}"


def _too_few(found: Calibration) -> str:
    """Why there is nothing to take over."""
    most = max((fit.removals for fit in found.fits), default=0)
    if not most:
        return "No removal in this history has a time that is known, to fit them to."
    removals = count(sum(fit.removals for fit in found.fits), "removal")
    return (
        f"To fit those of a rule takes {LEAST_REMOVALS} removals whose time is known; this history has {removals} of "
        f"{count(len(found.fits), 'rule')}, {most} of one at most. They are not pooled over rules: the time between "
        "two commits hardly depends on what the second mends, so a common factor would tell the pace of commits."
    )


def sentence(found: Calibration) -> str:
    """What the minutes rest on."""
    enough = sum(fit.is_enough for fit in found.fits)
    read = "read them as an order, not as a bill"
    if found.is_used and enough:
        return (
            f"The minutes of {count(enough, 'rule')} come from this project's own removals, those of all others are "
            f"uncalibrated defaults: {read}."
        )
    told = _too_few(found)
    if enough:
        told = f"With --calibrate, those of {count(enough, 'rule')} come from this project's own removals."
    return f"The minutes are uncalibrated defaults: {read}. {told}"
