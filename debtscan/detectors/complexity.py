"""Code base -> records of the functions and modules that stand out in it. Measures against the code base's own
distribution; what is debt is decided by the rules.

A function is compared with the functions of its role in its package (the innermost folder that holds enough of them,
else the whole code base). The bound is a Tukey fence over log(1 + value), which one giant among the peers does not
move: a lean code base is held to its own standard, a heavy one is not drowned. The fence never falls below the floor
nor rises above the ceiling, and with too few peers an absolute bound stands in for it.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.model import Codebase, CodeFile, ModuleRecord, Record, Role, Unit, UnitRecord

ENOUGH_FUNCTIONS = 100  # for a package to be its own standard
ENOUGH_MODULES = 30
FEW_SHARE = 0.3  # of that, for a whole code base to be


class Limits(NamedTuple):
    """Up to `floor` a value is never remarkable, above `ceiling` it always is; `alone` is the bound without peers."""

    floor: float
    alone: float
    ceiling: float


# complexity: McCabe (1976) sets 10, which NIST SP 500-235 lets rise to 15 with good reason; above 50 the Software
# Engineering Institute calls code untestable. cognitive: SonarSource's default is 15 for Python and 25 for C.
# nesting: 4 is the default of SonarSource's S134, 5 that of pylint. parameters: the defaults of S107 are 7 and, for
# Python, 13. code_lines: pylint allows 50 statements, SonarSource's S138 200 lines in C.
LIMITS: Mapping[str, Limits] = {
    "complexity": Limits(10, 15, 50),
    "cognitive": Limits(15, 20, 60),
    "code_lines": Limits(50, 60, 200),
    "nesting": Limits(4, 4, 5),
    "parameters": Limits(7, 7, 13),
}
# The maintainability index: radon ranks a module B up to 19 and C up to 9.
INDEX_LIMITS = Limits(9, 9, 19)


class Norm(NamedTuple):
    """What is usual of one measure among some peers."""

    values: Sequence[float]  # sorted
    median: float
    bound: float

    def percentile(self, value: float) -> float:
        """The share of the peers at or below the value, in per cent."""
        return 100 * bisect_right(self.values, value) / len(self.values) if self.values else 100.0


class Measured(NamedTuple):
    """A function's own figures: those of the functions inside it are counted there."""

    unit: Unit
    complexity: int
    cognitive: int
    code_lines: int
    nesting: int
    parameters: int


class Group(NamedTuple):
    """The peers of a function: those of its role under a folder; "" is the whole code base."""

    role: Role
    folder: str


def measure(codebase: Codebase) -> Iterator[Record]:
    """A record for each function above one of its bounds, and for each module below its own."""
    yield from _functions(codebase)
    yield from _modules(codebase)


# ---------------------------------------------------------------- functions
def _functions(codebase: Codebase) -> Iterator[UnitRecord]:
    measured = [(file, _measured(file.facts.units)) for file in codebase.files if not file.facts.error]
    peers = Peers([(file, len(found)) for file, found in measured], ENOUGH_FUNCTIONS)
    members: dict[Group, list[Measured]] = defaultdict(list)
    for file, found in measured:
        for group in peers.memberships(file):
            members[group] += found
    norms = {group: _norms(found, peers.suffice(group)) for group, found in members.items()}
    for file, found in measured:
        group = peers.group(file)
        for function in found:
            if any(getattr(function, name) > norm.bound for name, norm in norms[group].items()):
                yield _unit_record(file, function, peers, norms[group])


def _measured(units: Sequence[Unit]) -> list[Measured]:
    lines: Counter[int] = Counter()  # of the definitions inside, by index of the unit around them
    cognitive: Counter[int] = Counter()
    for unit in units[1:]:
        lines[unit.parent] += unit.code_lines
        cognitive[unit.parent] += unit.cognitive
    return [
        Measured(
            unit,
            unit.complexity,
            unit.cognitive - cognitive[index],
            unit.code_lines - lines[index],
            unit.nesting,
            unit.parameters,
        )
        for index, unit in enumerate(units)
        if unit.kind in ("function", "method")
    ]


def _norms(found: Sequence[Measured], sufficient: bool) -> dict[str, Norm]:
    return {name: _norm([getattr(each, name) for each in found], LIMITS[name], sufficient) for name in LIMITS}


def _norm(values: list[float], limits: Limits, sufficient: bool) -> Norm:
    values.sort()
    return Norm(values, _median(values), _fence(values, limits) if sufficient else limits.alone)


def _median(values: Sequence[float]) -> float:
    middle = len(values) // 2
    return sum(values[middle - 1 + len(values) % 2 : middle + 1]) / (2 - len(values) % 2) if values else 0.0


def _fence(values: Sequence[float], limits: Limits) -> float:
    low, high = math.log1p(_quantile(values, 0.25)), math.log1p(_quantile(values, 0.75))
    fence = math.floor(math.expm1(high + 1.5 * (high - low)))
    return min(max(fence, limits.floor), limits.ceiling)


def _quantile(values: Sequence[float], share: float) -> float:
    """Of sorted whole numbers, each taken as spread evenly over the unit around it.

    Plain quartiles of such small numbers jump from 1 to 2, and the fence with them from 10 to 18.
    """
    if not values:
        return 0.0
    rank = share * len(values)
    value = values[min(int(rank), len(values) - 1)]
    first, after = bisect_left(values, value), bisect_right(values, value)
    return max(value - 0.5 + (rank - first) / (after - first), 0.0)


def _unit_record(file: CodeFile, function: Measured, peers: "Peers", norms: Mapping[str, Norm]) -> UnitRecord:
    group = peers.group(file)
    unit = function.unit
    figures: dict[str, float] = {}
    for name, norm in norms.items():
        value = getattr(function, name)
        figures[name] = value
        figures[name + "_norm"] = norm.median
        figures[name + "_high"] = norm.bound
        figures[name + "_percentile"] = norm.percentile(value)
    return UnitRecord(
        path=file.path,
        start=unit.start,
        end=unit.end,
        symbol=_symbol(file, unit),
        key=unit.kind,
        name=unit.name.rpartition(".")[2],
        kind=unit.kind,
        role=file.role,
        peers=len(norms["complexity"].values),
        peer_group=peers.described(group, "function"),
        decorators=unit.decorators,
        **figures,  # type: ignore[arg-type]  # whole numbers where the record has int
    )


def _symbol(file: CodeFile, unit: Unit) -> str:
    return f"{file.module}.{unit.name}".strip(".")


# ---------------------------------------------------------------- modules
def _modules(codebase: Codebase) -> Iterator[ModuleRecord]:
    files = [file for file in codebase.files if not file.facts.error and file.facts.code_lines]
    peers = Peers([(file, 1) for file in files], ENOUGH_MODULES)
    members: dict[Group, list[float]] = defaultdict(list)
    for file in files:
        for group in peers.memberships(file):
            members[group].append(file.facts.maintainability)
    norms = {group: _index_norm(values, peers.suffice(group)) for group, values in members.items()}
    for file in files:
        norm = norms[peers.group(file)]
        if file.facts.maintainability < norm.bound:
            yield _module_record(file, peers, norm)


def _index_norm(values: list[float], sufficient: bool) -> Norm:
    values.sort()
    low, high = (values[int(share * len(values))] for share in (0.25, 0.75))
    fence = min(max(low - 1.5 * (high - low), INDEX_LIMITS.floor), INDEX_LIMITS.ceiling)
    return Norm(values, _median(values), fence if sufficient else INDEX_LIMITS.alone)


def _module_record(file: CodeFile, peers: "Peers", norm: Norm) -> ModuleRecord:
    group = peers.group(file)
    facts = file.facts
    return ModuleRecord(
        path=file.path,
        start=1,
        end=max(facts.lines, 1),
        symbol=file.module,
        key="module",
        name=file.path.rpartition("/")[2],
        role=file.role,
        peers=len(norm.values),
        peer_group=peers.described(group, "module"),
        code_lines=facts.code_lines,
        maintainability=facts.maintainability,
        maintainability_norm=norm.median,
        maintainability_low=norm.bound,
        maintainability_percentile=norm.percentile(facts.maintainability),
    )


# ---------------------------------------------------------------- peers
class Peers:
    """Which group each file belongs to: its innermost folder with enough peers of its role, else all of its role."""

    def __init__(self, sizes: Sequence[tuple[CodeFile, int]], enough: int) -> None:
        self.enough = enough
        self.sizes: Counter[Group] = Counter()
        for file, size in sizes:
            for group in _around(file):
                self.sizes[group] += size
        self.used = {self.group(file) for file, _ in sizes}

    def group(self, file: CodeFile) -> Group:
        return next(group for group in _around(file) if not group.folder or self.sizes[group] >= self.enough)

    def memberships(self, file: CodeFile) -> list[Group]:
        """The groups that count a file among theirs."""
        return [group for group in _around(file) if group in self.used]

    def described(self, group: Group, noun: str) -> str:
        """The peers in words, such as "1,790 production functions in scrapy"."""
        size = self.sizes[group]
        words = f"{size:,} {group.role} {noun}{'s' if size != 1 else ''}"
        words += f" in {group.folder}" if group.folder else ""
        return words if self.suffice(group) else f"{words}, too few to set a norm"

    def suffice(self, group: Group) -> bool:
        return self.sizes[group] >= self.enough * FEW_SHARE


def _around(file: CodeFile) -> Iterator[Group]:
    folder = file.path
    while folder:
        folder = folder.rpartition("/")[0]
        yield Group(file.role, folder)
