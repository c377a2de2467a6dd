"""Check -> CSV: a scan's row for each finding, led by what it is to the change and whether it fails it."""

from collections.abc import Iterator

from debtscan.model import Check
from debtscan.output import RenderOptions
from debtscan.output.check.entries import brought
from debtscan.output.csv import COLUMNS, cells, table


def render(check: Check, options: RenderOptions) -> str:
    return table(("change", "decides", *COLUMNS), _rows(check, options))


def _rows(check: Check, options: RenderOptions) -> Iterator[tuple[object, ...]]:
    for entry in brought(check, options):
        yield entry.state, "yes" if entry.decides else "no", *cells(entry.finding)
    for state, findings in (("fixed", check.fixed), ("suppressed", check.suppressed)):
        for finding in findings:
            yield state, "no", *cells(finding)
