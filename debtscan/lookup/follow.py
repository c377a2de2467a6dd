"""A finding and its rule -> the nearest place of the code base that does it right: what the rule's `follow` describes.

Near is the same file, then the same folder, then what shares most of the path; only files of the same role are asked.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from operator import eq

from msgspec.structs import replace

from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.model import Finding, Match, Place, Report, Skipped
from debtscan.rules import Rule
from debtscan.sources import Source

_MOST_FILES = 300  # further away nothing is an example to follow


def followed(source: Source, report: Report, finding: Finding, rule: Rule) -> Place | None:
    """None when the rule describes no such place, or none is near."""
    if not rule.follow:
        return None
    patterns = compile_patterns([replace(rule, subject="match", match=rule.follow, unless=(), message="")])
    for item in source.read(_nearest_first(finding.path, report)):
        if not isinstance(item, Skipped):
            path, _, data = item
            place = _closest(path, extract(data, patterns).matches, finding)
            if place:
                return place
    return None


def _nearest_first(path: str, report: Report) -> Sequence[str]:
    roles = dict(report.roles)
    folders = path.split("/")[:-1]

    def distance(other: str) -> tuple[bool, int, str]:
        others = other.split("/")[:-1]
        shared = sum(takewhile(bool, map(eq, folders, others)))
        return other != path, len(folders) + len(others) - 2 * shared, other

    alike = (other for other, role in report.roles if role == roles.get(path))
    return sorted(alike, key=distance)[:_MOST_FILES]


def _closest(path: str, matches: Iterable[Match], finding: Finding) -> Place | None:
    """In the finding's own file the one next to it, in another the first."""
    line = finding.start_line if path == finding.path else 0
    others = [
        match
        for match in matches
        if path != finding.path or match.end_line < finding.start_line or match.line > finding.end_line
    ]
    nearest = min(others, key=lambda match: (abs(match.line - line), match.line), default=None)
    return Place(path, nearest.line, nearest.end_line) if nearest else None
