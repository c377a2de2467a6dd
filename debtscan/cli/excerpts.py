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
    settings = dict(source.snapshot().tooling) if wanted else {}  # in files that hold no code
    texts = {path: settings[path].split("\n") for path in wanted if path in settings}
    code = sorted(wanted.keys() - settings.keys())
    for item in source.read(code) if code else ():
        if not isinstance(item, Skipped):
            path, _, data = item
            texts[path] = [line.decode(errors="replace") for line in decode(data).source.split(b"\n")]
    return {
        (path, number): text[number - 1]
        for path, text in texts.items()
        for number in wanted[path]
        if 0 < number <= len(text)
    }
