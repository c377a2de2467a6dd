"""An alignment -> how many lines of code a change writes: what a reviewer has to read. Layout alone is no change."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping

from debtscan.model import CodeFile
from debtscan.scoring.alignment import Alignment, own_tokens


def changed_lines(alignment: Alignment, base: Mapping[str, CodeFile], head: Mapping[str, CodeFile]) -> int:
    """Lines of new and changed units that were not in the same unit before; moved within it they do not count."""
    written = 0
    for spot in alignment.changed:
        before = alignment.before(spot)
        was = _own_lines(base[before.path], before.unit) if before else Counter[bytes]()
        written += (_own_lines(head[spot.path], spot.unit) - was).total()
    return written


def _own_lines(file: CodeFile, unit: int) -> Counter[bytes]:
    """The tokens of each line of a unit that has any, the units inside it left out."""
    starts = memoryview(file.facts.line_index).cast("I")
    tokens = memoryview(file.facts.tokens).cast("I")
    lines: Counter[bytes] = Counter()
    for low, high in own_tokens(file, unit):
        line = bisect_right(starts, low)  # begins after the one that holds `low`
        while low < high:
            end = min(high, starts[line]) if line < len(starts) else high
            if end > low:
                lines[bytes(tokens[low:end])] += 1
            low, line = end, line + 1
    return lines
