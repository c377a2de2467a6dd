"""Facts of one file -> what the rest of a code base must know of it when it is not looked at itself."""

from collections import Counter

from msgspec import Struct

from debtscan.detectors.complexity import Figures, measured
from debtscan.model import FileFacts, Match
from debtscan.records import MatchRecord


class Outline(Struct, frozen=True, array_like=True, gc=False):
    """Fields that facts have too are the same as theirs; `functions` are the figures of each function and method,
    `silenced` says how often which tool is told to be silent (`silences`)."""

    error: str | None
    lines: int
    code_lines: int
    marks: tuple[str, ...]
    maintainability: float
    functions: tuple[Figures, ...]
    silenced: tuple[tuple[str, int], ...] = ()


def outline(facts: FileFacts) -> Outline:
    functions = () if facts.error else tuple(figures for _, figures in measured(facts.units))
    silenced = Counter(filter(None, map(silences, facts.matches)))
    return Outline(
        facts.error,
        facts.lines,
        facts.code_lines,
        facts.marks,
        facts.maintainability,
        functions,
        tuple(sorted(silenced.items())),
    )


def silences(match: Match | MatchRecord) -> str:
    """The rule and the tool, of a match of a rule that quotes a directive's tool; "" of any other."""
    tool = match.fields.get("tool")
    return f"{match.rule_id} {tool}" if tool else ""
