"""Code base -> records of the functions and modules that stand out in it. Measures against the code base's own
distribution; what is debt is decided by the rules.

A function is compared with the functions of its role in its package (the innermost folder that holds enough of them,
else the whole code base). The bound is a Tukey fence over log(1 + value), which one giant among the peers does not
move: a lean code base is held to its own standard, a heavy one is not drowned. The fence never falls below the floor
nor rises above the ceiling, and with too few peers an absolute bound stands in for it.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.model import Codebase, CodeFile, Role, Unit
from debtscan.records import ModuleRecord, Record, UnitRecord

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


class Figures(NamedTuple):
    """A function's own figures: those of the functions inside it are counted there."""

    complexity: int
    cognitive: int
    code_lines: int
    nesting: int
    parameters: int


class Profile(NamedTuple):
    """What one file adds to the distributions. `maintainability` is None where there is nothing to maintain."""

    path: str
    role: Role
    functions: Sequence[Figures]
    maintainability: float | None


class Group(NamedTuple):
    """The peers of a function: those of its role under a folder; "" is the whole code base."""

    role: Role
    folder: str


def measure(codebase: Codebase) -> Iterator[Record]:
    """A record for each function above one of its bounds, and for each module below its own."""
    return measure_against(codebase.files, [profile(file) for file in codebase.files])


def measure_against(files: Sequence[CodeFile], population: Sequence[Profile]) -> Iterator[Record]:
    """The same for some files, against a code base that they need not be part of."""
    yield from _functions(files, population)
    yield from _modules(files, population)


def profile(file: CodeFile) -> Profile:
    facts = file.facts
    counts = not facts.error and facts.code_lines
    functions = [] if facts.error else [figures for _, figures in measured(facts.units)]
    return Profile(file.path, file.role, functions, facts.maintainability if counts else None)


def is_remarkable(file: Profile) -> bool:
    """Whether some code base would take notice of a figure of this file: one of them is beyond its floor."""
    return is_heavy(file) or any(_stands_out(figures) for figures in file.functions)


def is_heavy(file: Profile) -> bool:
    """The same of the file as a whole, whose index moves with every comment."""
    return file.maintainability is not None and file.maintainability < INDEX_LIMITS.ceiling


def _stands_out(figures: Figures) -> bool:
    return any(getattr(figures, name) > limits.floor for name, limits in LIMITS.items())


# ---------------------------------------------------------------- functions
def _functions(files: Sequence[CodeFile], population: Sequence[Profile]) -> Iterator[UnitRecord]:
    functions = [(file, measured(file.facts.units)) for file in files if not file.facts.error]
    peers = Peers([(each, len(each.functions)) for each in population], ENOUGH_FUNCTIONS)
    asked = {peers.group(file) for file, found in functions if any(_stands_out(figures) for _, figures in found)}
    members: dict[Group, list[Figures]] = {group: [] for group in asked}
    for each in population:
        for group in around(each):
            if group in asked:
                members[group] += each.functions
    norms = {group: _norms(found, peers.suffice(group)) for group, found in members.items()}
    for file, found in functions:
        group = peers.group(file)
        for unit, figures in found:
            if group in norms and any(getattr(figures, name) > norm.bound for name, norm in norms[group].items()):
                yield _unit_record(file, unit, figures, peers, norms[group])


def measured(units: Sequence[Unit]) -> list[tuple[Unit, Figures]]:
    """The functions and methods among the units of a file."""
    lines: Counter[int] = Counter()  # of the definitions inside, by index of the unit around them
    cognitive: Counter[int] = Counter()
    for unit in units[1:]:
        lines[unit.parent] += unit.code_lines
        cognitive[unit.parent] += unit.cognitive
    return [
        (
            unit,
            Figures(
                unit.complexity,
                unit.cognitive - cognitive[index],
                unit.code_lines - lines[index],
                unit.nesting,
                unit.parameters,
            ),
        )
        for index, unit in enumerate(units)
        if unit.kind in ("function", "method")
    ]


def _norms(found: Sequence[Figures], sufficient: bool) -> dict[str, Norm]:
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


def _unit_record(file: CodeFile, unit: Unit, figures: Figures, peers: "Peers", norms: Mapping[str, Norm]) -> UnitRecord:
    group = peers.group(file)
    fields: dict[str, float] = {}
    for name, norm in norms.items():
        value = getattr(figures, name)
        fields[name] = value
        fields[name + "_norm"] = norm.median
        fields[name + "_high"] = norm.bound
        fields[name + "_percentile"] = norm.percentile(value)
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
        confidence=_confidence(figures, norms),
        decorators=unit.decorators,
        **fields,  # type: ignore[arg-type]  # whole numbers where the record has int
    )


def _confidence(figures: Figures, norms: Mapping[str, Norm]) -> float:
    """Even chances at a bound, which is nothing a reader would notice; certain at twice of it."""
    beyond: float = max(getattr(figures, name) / norm.bound for name, norm in norms.items()) - 1
    return round(min(0.5 + 0.5 * beyond, 0.95), 2)


def _symbol(file: CodeFile, unit: Unit) -> str:
    return f"{file.module}.{unit.name}".strip(".")


# ---------------------------------------------------------------- modules
def _modules(files: Sequence[CodeFile], population: Sequence[Profile]) -> Iterator[ModuleRecord]:
    asked = [file for file in files if _index(file) < INDEX_LIMITS.ceiling]
    peers = Peers([(each, 1) for each in population if each.maintainability is not None], ENOUGH_MODULES)
    members: dict[Group, list[float]] = {peers.group(file): [] for file in asked}
    for each in population if asked else ():
        for group in around(each):
            if each.maintainability is not None and group in members:
                members[group].append(each.maintainability)
    norms = {group: _index_norm(values, peers.suffice(group)) for group, values in members.items()}
    for file in asked:
        norm = norms[peers.group(file)]
        if file.facts.maintainability < norm.bound:
            yield _module_record(file, peers, norm)


def _index(file: CodeFile) -> float:
    return 100.0 if file.facts.error or not file.facts.code_lines else file.facts.maintainability


def _index_norm(values: list[float], sufficient: bool) -> Norm:
    values.sort()
    if not sufficient:
        return Norm(values, _median(values), INDEX_LIMITS.alone)
    low, high = (values[int(share * len(values))] for share in (0.25, 0.75))
    return Norm(values, _median(values), min(max(low - 1.5 * (high - low), INDEX_LIMITS.floor), INDEX_LIMITS.ceiling))


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

    def __init__(self, sizes: Iterable[tuple[Profile, int]], enough: int) -> None:
        self.enough = enough
        self.sizes: Counter[Group] = Counter()
        for each, size in sizes:
            for group in around(each):
                self.sizes[group] += size

    def group(self, file: CodeFile | Profile) -> Group:
        return next(group for group in around(file) if not group.folder or self.sizes[group] >= self.enough)

    def described(self, group: Group, noun: str) -> str:
        """The peers in words, such as "1,790 production functions in scrapy"."""
        size = self.sizes[group]
        words = f"{size:,} {group.role} {noun}{'s' if size != 1 else ''}"
        words += f" in {group.folder}" if group.folder else ""
        return words if self.suffice(group) else f"{words}, too few to set a norm"

    def suffice(self, group: Group) -> bool:
        return self.sizes[group] >= self.enough * FEW_SHARE


def around(file: CodeFile | Profile) -> Iterator[Group]:
    """The groups a file lies in, the innermost first, the whole code base last."""
    folder = file.path
    while folder:
        folder = folder.rpartition("/")[0]
        yield Group(file.role, folder)
