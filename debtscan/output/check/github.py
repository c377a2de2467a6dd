"""Check -> workflow commands of GitHub Actions, those that fail the change first, and the verdict as the last line.

GitHub shows ten errors, ten warnings and ten notices of a step: no more are written, and the last line counts the rest.
"""

from collections import Counter

from debtscan.model import Check
from debtscan.output import RenderOptions
from debtscan.output.check.entries import Entry, brought, gravest_first
from debtscan.output.escape import visible
from debtscan.output.github import command
from debtscan.scoring.words import count

_SHOWN_OF_EACH = 10


def render(check: Check, options: RenderOptions) -> str:
    lines = []
    written: Counter[str] = Counter()
    entries = gravest_first(brought(check, options))
    for entry in entries:
        name = _name(entry)
        if written[name] < _SHOWN_OF_EACH:
            lines.append(command(name, entry.finding, options))
        written[name] += 1
    reasons = " ".join(map(visible, check.reasons))
    hidden = len(entries) - len(lines)
    more = f" {count(hidden, 'more finding')} without an annotation." if hidden else ""
    lines.append(f"debtscan: {check.verdict}: {reasons}{more}")
    return "".join(f"{line}\n" for line in lines)


def _name(entry: Entry) -> str:
    """Red is what fails the change, and nothing else."""
    if entry.decides:
        return "error"
    return "warning" if entry.finding.severity in ("critical", "major") else "notice"
