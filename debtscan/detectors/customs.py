"""Code base -> the conventions that hold in it, with their evidence, the places that keep to them, and the exceptions.

What is usual everywhere is no news to anybody: how rare a custom is elsewhere comes from a background of published
packages (customs_background.json, made by tests/benchmarks/make_customs_background.py).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from debtscan.answers import Custom, Helper
from debtscan.detectors.convention_ballots import Ballot, ballot
from debtscan.detectors.convention_catalogue import convention, subject
from debtscan.detectors.convention_norms import Norm, Norms
from debtscan.detectors.registration import registrations
from debtscan.detectors.tooling import Tooling
from debtscan.model import Codebase, CodeFile, Role

_EXAMPLES, _EXCEPTIONS = 2, 5
_HELPERS = 12
_HELPER_FILES = 4  # that use a function from which on it is a helper of the project
_TELLING = 9  # letters of a name
_LEAST_BACKGROUND = 5  # packages that hold to one way or the other, before something is called rare or usual


def ballots_of(codebase: Codebase) -> list[Ballot]:
    return [ballot(file) for file in codebase.files]


def customs(codebase: Codebase, ballots: Sequence[Ballot]) -> list[Custom]:
    """By group, the best supported first. `ballots` are those of the code base."""
    norms, tooling = Norms(ballots), Tooling(codebase.tooling)
    found = [_custom(*each, ballots, norms, tooling) for each in norms.all()]
    return sorted([*found, *registrations(codebase)], key=in_order)


def in_order(custom: Custom) -> tuple[str, Role, int, str]:
    """By group, the best supported first."""
    return custom.group, custom.role, -custom.total, custom.feature


def votes(ballots: Iterable[Ballot]) -> dict[tuple[Role, str], Counter[str]]:
    """Places by variant of every convention, whether it holds or not."""
    found: defaultdict[tuple[Role, str], Counter[str]] = defaultdict(Counter)
    for each in ballots:
        for name, variants in each.votes.items():
            found[each.role, name].update({variant: cast.places for variant, cast in variants.items()})
    return dict(found)


def _custom(
    role: Role, name: str, norm: Norm, holding: int, ballots: Sequence[Ballot], norms: Norms, tooling: Tooling
) -> Custom:
    entry = convention(name)
    assert entry is not None  # only what is in the catalogue is counted
    return Custom(
        group=name.partition(".")[0],
        feature=name,
        role=role,
        text=f"{entry.nouns(subject(name))} {entry.verbs} {entry.said(norm.majority)}",
        majority=norm.majority,
        support=norm.support,
        total=norm.total,
        confidence=round(norm.bound, 3),
        files=holding,
        usual_elsewhere=_usual(name, norm.majority),
        owner=tooling.owner(entry) or ("the formatter" if entry.formatted and tooling.formatter else ""),
        examples=tuple(norms.examples(norm, "", role, name, _EXAMPLES)),
        exceptions=tuple(_exceptions(role, name, norm.majority, ballots))[:_EXCEPTIONS],
    )


def _exceptions(role: Role, name: str, majority: str, ballots: Sequence[Ballot]) -> Iterator[tuple[str, int, str]]:
    entry = convention(name)
    for each in ballots:
        if each.role == role:
            for variant, votes in sorted(each.votes.get(name, {}).items()):
                if entry and not entry.keeps(variant, majority):
                    yield each.path, votes.line, entry.lacks(majority, variant)


# ---------------------------------------------------------------- what is usual elsewhere
@cache
def _background() -> Mapping[str, Mapping[str, int]]:
    text = files("debtscan.detectors").joinpath("customs_background.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, int]] = json.loads(text)["packages"]
    return found


def _usual(name: str, majority: str) -> float | None:
    """Share of the background's packages that hold to this way; None of what few of them hold to any way."""
    counts = _background().get(name, {})
    total = sum(counts.values())
    return round(counts.get(majority, 0) / total, 3) if total >= _LEAST_BACKGROUND else None


# ---------------------------------------------------------------- helpers
class _Defined(NamedTuple):
    file: CodeFile
    signature: str
    name: str
    line: int


def helpers(codebase: Codebase) -> list[Helper]:
    """Public functions of production modules that many files refer to by a name that nothing else has."""
    production = [file for file in codebase.files if file.role == "production" and file.module]
    named = Counter(unit.name.rpartition(".")[2] for file in codebase.files for unit in file.facts.units if unit.name)
    uses = Counter(name for file in production for name in file.facts.references)
    defined = [
        _Defined(file, unit.signature, unit.name, unit.start)
        for file in production
        for unit in file.facts.units
        if unit.kind == "function" and "." not in unit.name and not unit.name.startswith("_")
        if "overload" not in unit.traits and named[unit.name] == 1 and uses[unit.name] >= _HELPER_FILES
        if "_" in unit.name or len(unit.name) >= _TELLING  # a short word is also the name of other things
    ]
    most = sorted(defined, key=lambda each: (-uses[each.name], each.file.path, each.line))[:_HELPERS]
    return [
        Helper(f"{each.file.module}.{each.name}", each.signature, each.file.path, each.line, uses[each.name])
        for each in most
    ]
