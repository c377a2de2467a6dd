"""What is known of who knows what -> parts of the formats of a report: rows for Markdown, CSV and the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from debtscan.accounts import DebtReport, Knowledge, Orphan
from debtscan.output.markdown import plain
from debtscan.output.report.figures import phrase
from debtscan.scoring.knowing import sentences
from debtscan.vitals import Owner, Rework

Row = Sequence[object]
_SHOWN = 15


# ---------------------------------------------------------------- words
def owners(found: Sequence[Owner]) -> str:
    return ", ".join(f"{each.name} {100 * each.share:.0f} %{'' if each.is_active else ' (left)'}" for each in found)


def churn(group: Rework) -> str:
    if group.share is None:
        return "not watched long enough"
    between = "" if group.low is None or group.high is None else f" ({100 * group.low:.1f} to {100 * group.high:.1f})"
    return f"{100 * group.share:.1f} %{between}"


def left(group: Rework) -> str:
    """Of the lines, after 30, 90 and 365 days."""
    return ", ".join("-" if each.share is None else f"{100 * each.share:.0f} %" for each in group.survival)


# ---------------------------------------------------------------- Markdown
def markdown(report: DebtReport) -> Iterator[str]:
    found = report.knowledge
    for sentence in sentences(found):
        yield from (plain(sentence), "")
    yield from _rows(
        ("hot spot", "changes in 12 months", "complexity", "bus factor", "active authors"),
        [(plain(s.path), f"{s.changes:,}", f"{s.complexity:,}", f"{s.bus_factor:,}", f"{s.active_authors:,}")
         for s in found.hotspots[:_SHOWN]],
    )  # fmt: skip
    yield from _rows(
        ("orphaned debt in", "debt", "findings"),
        [(plain(o.path), phrase(o.principal), f"{o.findings:,}") for o in found.orphaned[:_SHOWN]],
    )
    yield from _rows(
        ("package", "files", "bus factor", "orphaned files", *(["whom to ask"] if report.people else [])),
        [(plain(p.package), f"{p.files:,}", f"{p.bus_factor:,}", f"{len(p.orphaned):,}",
          *([plain("; ".join(filter(None, [", ".join(p.declared), owners(p.owners)])))] if report.people else []))
         for p in found.packages[:_SHOWN]],
    )  # fmt: skip
    yield from _rows(
        ("change together", "shared commits", "p by chance"),
        [(" and ".join(map(plain, c.paths)), f"{c.shared:,} of {min(c.changes):,}", f"{c.p:.1g}")
         for c in found.coupling[:_SHOWN]],
    )  # fmt: skip


def origins(report: DebtReport) -> Iterator[str]:
    if report.knowledge.churn:
        yield from (plain(report.knowledge.churn), "")
    yield from _rows(
        ("lines of Python code by", "new", "moved", "copied", "gone within 14 days (95 %)",
         "left after 30, 90, 365 days", "commits taken back"),
        [(plain(g.group), f"{g.added:,}", f"{g.moved:,}", f"{g.copied:,}", churn(g), left(g),
          f"{g.reverted:,} of {g.commits:,}")
         for g in report.knowledge.rework],
    )  # fmt: skip


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(columns)} |"
        yield f"|{' --- |' * len(columns)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


# ---------------------------------------------------------------- JSON and CSV
def document(found: Knowledge) -> dict[str, Any]:
    return {**msgspec.to_builtins(found), "orphaned": [_orphan(each) for each in found.orphaned]}


def _orphan(each: Orphan) -> dict[str, Any]:
    total = {name: round(value, 2) for name, value in each.principal._asdict().items()}
    return {**msgspec.to_builtins(each), "principal": total}


def _packages(found: Knowledge) -> Iterator[Row]:
    for each in found.packages:
        yield (
            each.package, each.files, each.changes, each.bus_factor, " ".join(each.declared), owners(each.owners),
            " ".join(each.orphaned),
        )  # fmt: skip


def _coupling(found: Knowledge) -> Iterator[Row]:
    for each in found.coupling:
        yield *each.paths, each.shared, *each.changes, each.support, *each.confidence, each.p, each.imports


def _hotspots(found: Knowledge) -> Iterator[Row]:
    for each in found.hotspots:
        yield (
            each.path, each.changes, each.complexity, each.score, each.people, each.bus_factor, each.active_authors
        )  # fmt: skip


def _orphaned(found: Knowledge) -> Iterator[Row]:
    for each in found.orphaned:
        yield each.path, each.findings, each.changes, *(round(value, 2) for value in each.principal)


def _rework(found: Knowledge) -> Iterator[Row]:
    for each in found.rework:
        yield (
            each.group, each.commits, each.added, each.moved, each.copied, each.watched, each.churned, each.share,
            each.low, each.high, each.reverted, *(year.share for year in each.survival),
        )  # fmt: skip


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "packages": ("package", "files", "changes", "bus_factor", "declared", "owners", "orphaned"),
    "coupling": ("path", "other", "shared", "changes", "other_changes", "support", "confidence",
                 "other_confidence", "p", "imports"),
    "hotspots": ("path", "changes", "complexity", "score", "people", "bus_factor", "active_authors"),
    "orphaned": ("path", "findings", "changes", "principal_mean", "principal_low", "principal_high"),
    "rework": ("group", "commits", "added", "moved", "copied", "watched", "churned", "share", "low", "high", "reverted",
               "left_30d", "left_90d", "left_365d"),
}  # fmt: skip
ROWS: Mapping[str, Callable[[Knowledge], Iterator[Row]]] = {
    "packages": _packages, "coupling": _coupling, "hotspots": _hotspots, "orphaned": _orphaned, "rework": _rework,
}  # fmt: skip
