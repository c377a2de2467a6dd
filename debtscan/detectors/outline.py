"""Facts of one file -> what the rest of a code base must know of it when it is not looked at itself."""

from msgspec import Struct

from debtscan.detectors.complexity import Figures, measured
from debtscan.model import FileFacts


class Outline(Struct, frozen=True, array_like=True, gc=False):
    """Fields that facts have too are the same as theirs; `functions` are the figures of each function and method."""

    error: str | None
    lines: int
    code_lines: int
    marks: tuple[str, ...]
    maintainability: float
    functions: tuple[Figures, ...]


def outline(facts: FileFacts) -> Outline:
    functions = () if facts.error else tuple(figures for _, figures in measured(facts.units))
    return Outline(facts.error, facts.lines, facts.code_lines, facts.marks, facts.maintainability, functions)
