"""What a change brings + the gate's settings -> does it pass, why, and how closely it deserves to be read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from debtscan.model import NEVER, SEVERITIES, Finding, Gate, GateSettings, Review, Role
from debtscan.scoring.cost import duration
from debtscan.scoring.words import count

# More lines than a reviewer should take at once, and more than one can: the share of defects that is found falls
# between 200 and 400 (Cohen, "Best Kept Secrets of Peer Code Review", 2006: 2,500 reviews at Cisco).
LINES_TO_READ_WELL = 200
LINES_TO_READ_AT_ALL = 400
# The same study: after 60 to 90 minutes a reviewer finds little more. Debt that takes longer to pay wants a talk.
MINUTES_OF_ONE_REVIEW = 90
# 90 % of the changes at Google touch fewer (Sadowski et al., "Modern Code Review", ICSE-SEIP 2018); the share of
# useful comments falls with each file (Bosu, Greiler, Bird, "Characteristics of Useful Code Reviews", MSR 2015).
FILES_TO_READ_WELL = 10

_ASIDE: frozenset[Role] = frozenset({"test", "example", "generated", "vendored"})  # size alone is no danger in them
_LEVELS: tuple[Literal["light", "normal", "deep"], ...] = ("light", "normal", "deep")
_LIGHT, _NORMAL, _DEEP = range(3)


class Delta(Struct, frozen=True, kw_only=True):
    """What a change brings. `debt_ratio` is that of the whole code base after it, None where nobody took it."""

    new: Sequence[Finding]
    worsened: Sequence[Finding]
    added_minutes: float
    paid_minutes: float
    debt_ratio: float | None = None
    files: int  # Python files added, changed or deleted
    lines: int  # of code that are new or changed
    roles: frozenset[Role] = frozenset()  # of the changed files
    skipped: int = 0  # changed files that could not be read or parsed

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.new, *self.worsened)


class Verdict(NamedTuple):
    verdict: Literal["pass", "fail"]
    reasons: tuple[str, ...]  # sentences; paths in them are as they are, for a renderer to escape
    deciding: frozenset[str]  # fingerprints of the findings that fail the change


def verdict(delta: Delta, gates: Mapping[str, Gate], settings: GateSettings) -> Verdict:
    """`gates` gives the `gate` of each rule by its id; a rule that is not in it does not decide."""
    new = [finding for finding in delta.new if decides(finding, gates, settings)]
    worsened = [finding for finding in delta.worsened if decides(finding, gates, settings)]
    reasons = (*_by_rule(new, "new "), *_by_rule(worsened, "worsened "), *_limits(delta, settings))
    deciding = frozenset(finding.fingerprint for finding in (*new, *worsened))
    return Verdict("fail", reasons, deciding) if reasons else Verdict("pass", (_all_well(delta),), deciding)


def needs_ratio(delta: Delta, settings: GateSettings) -> bool:
    """Whether the verdict depends on the ratio, which costs a scan of the whole code base."""
    return settings.max_debt_ratio is not None and delta.added_minutes > delta.paid_minutes


def review(delta: Delta) -> Review:
    """The level is that of the gravest sign; a light one says why nothing more is needed."""
    signs = [*_signs_of_debt(delta), *_signs_of_size(delta)]
    if not signs:
        return Review("light", (_nothing_to_fear(delta),))
    gravest_first = sorted(signs, key=lambda sign: -sign[0])
    return Review(_LEVELS[gravest_first[0][0]], tuple(reason for _, reason in gravest_first))


# ---------------------------------------------------------------- verdict
def decides(finding: Finding, gates: Mapping[str, Gate], settings: GateSettings) -> bool:
    fail_on = settings.families.get(finding.family, settings.fail_on)
    if fail_on == NEVER or gates.get(finding.rule_id, "no") == "no" or finding.confidence < settings.min_confidence:
        return False
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(fail_on)


def _by_rule(findings: Sequence[Finding], how: str) -> Iterator[str]:
    """A sentence for each rule, the gravest and most frequent first."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule_id].append(finding)
    for rule_id, group in sorted(groups.items(), key=lambda item: (-_gravity(item[1]), -len(item[1]), item[0])):
        yield f"{count(len(group), how + 'finding')} of {rule_id} ({SEVERITIES[_gravity(group)]}) in {_files(group)}."


def _gravity(findings: Sequence[Finding]) -> int:
    return max(SEVERITIES.index(finding.severity) for finding in findings)


def _files(findings: Sequence[Finding]) -> str:
    first, *others = sorted({finding.path for finding in findings})
    return f"{first} and {count(len(others), 'more file')}" if others else first


def _limits(delta: Delta, settings: GateSettings) -> Iterator[str]:
    budget, most = settings.budget_minutes, settings.max_debt_ratio
    if budget is not None and delta.added_minutes > budget:
        added = f"{delta.added_minutes:,.0f}" if delta.added_minutes >= budget + 1 else f"{delta.added_minutes:,.1f}"
        yield f"The change adds {added} minutes of debt, more than the {budget:,g} that one change may add."
    if most is None or delta.debt_ratio is None:
        return
    if delta.debt_ratio > most and needs_ratio(delta, settings):
        yield (
            f"The debt ratio is {delta.debt_ratio * 100:.2f} %, above the limit of {most * 100:g} %, "
            f"and the change adds {duration([delta.added_minutes])} of debt and pays {duration([delta.paid_minutes])}."
        )


def _all_well(delta: Delta) -> str:
    if not delta.files:
        return "No Python file is changed."
    if not delta.findings:
        return f"No new debt in {count(delta.files, 'changed file')}."
    brought = [(len(delta.new), "new finding"), (len(delta.worsened), "worsened finding")]
    named = " and ".join(count(number, noun) for number, noun in brought if number)
    return f"{named}, none that fails a change."


# ---------------------------------------------------------------- review
def _signs_of_debt(delta: Delta) -> Iterator[tuple[int, str]]:
    for severity, level in (("critical", _DEEP), ("major", _NORMAL), ("minor", _NORMAL)):
        rules = sorted({finding.rule_id for finding in delta.findings if finding.severity == severity})
        if rules:
            number = sum(finding.severity == severity for finding in delta.findings)
            yield level, f"It brings {count(number, f'{severity} finding')}: {', '.join(rules)}."
    if delta.added_minutes > MINUTES_OF_ONE_REVIEW:
        minutes = duration([delta.added_minutes])
        yield (
            _DEEP,
            f"It adds {minutes} of debt, more than the {MINUTES_OF_ONE_REVIEW} min that a good review may last.",
        )


def _signs_of_size(delta: Delta) -> Iterator[tuple[int, str]]:
    if delta.skipped:
        yield _NORMAL, f"{count(delta.skipped, 'changed file')} could not be analysed."
    if delta.roles and delta.roles <= _ASIDE:
        return
    for limit, level in ((LINES_TO_READ_AT_ALL, _DEEP), (LINES_TO_READ_WELL, _NORMAL)):
        if delta.lines > limit:
            yield level, f"It writes {delta.lines:,} lines of code; above {limit} a reviewer misses more."
            break
    if delta.files >= FILES_TO_READ_WELL:
        yield _NORMAL, f"It touches {count(delta.files, 'file')}; nine changes in ten touch fewer than 10."


def _nothing_to_fear(delta: Delta) -> str:
    size = f"{count(delta.lines, 'line')} in {count(delta.files, 'changed file')}"
    if not delta.files:
        return "No Python file is changed."
    if delta.roles and delta.roles <= _ASIDE:
        return f"Only {_listed(delta.roles)} code is touched: {size}."
    return f"A small change ({size}) that brings no debt above info."


def _listed(roles: frozenset[Role]) -> str:
    *others, last = sorted(roles)
    return f"{', '.join(others)} and {last}" if others else last
