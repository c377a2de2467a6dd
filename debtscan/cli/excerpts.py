"""Lines of the code base for showing, read in one pass over their files."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from debtscan.facts.decode import decode
from debtscan.model import Finding, Skipped
from debtscan.sources import Source


def excerpts(source: Source, findings: Iterable[Finding]) -> Callable[[str, int], str | None]:
    """The line at a path and 1-based number where one of the findings begins, or None."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        wanted[finding.path].add(finding.start_line)
    lines = lines_of(source, wanted)
    return lambda path, number: lines.get((path, number))


def lines_of(source: Source, wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """By path and number, those of the wanted lines that there are."""
    lines: dict[tuple[str, int], str] = {}
    for item in source.read(sorted(wanted)) if wanted else ():
        if not isinstance(item, Skipped):
            path, _, data = item
            text = decode(data).source.split(b"\n")
            numbers = (number for number in wanted[path] if 0 < number <= len(text))
            lines |= {(path, number): text[number - 1].decode(errors="replace") for number in numbers}
    return lines
