"""How a code base lives, as tables: titles, columns and rows of text, for a terminal and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.commits import History
from debtscan.output.escape import visible
from debtscan.output.layout import Paint, cut, wrapped
from debtscan.output.markdown import plain
from debtscan.vitals import Apart, Coupled, Hotspot, LiveClone, PackageKnowledge, Revert, Rework, Vitals

_ROWS = 10
_COMMITS = 2  # of a family of copies
_HIDDEN_FIRST = "code that nothing in it couples first"


class Table(NamedTuple):
    """The last column is text of any length, those before are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tables(vitals: Vitals, subjects: Mapping[str, str]) -> Iterator[Table]:
    """Of those that hold something; `subjects` of commits by name."""
    found = (
        Table(
            "hot spots: changes in 12 months x complexity",
            ("changes", "complexity", "people", "bus factor", "file"),
            tuple(map(_hotspot, vitals.hotspots[:_ROWS])),
        ),
        Table(
            f"change together, {_HIDDEN_FIRST}",
            ("shared", "of", "confidence", "p", "files"),
            tuple(map(_coupled, sorted(_heavy(vitals.coupling), key=_expected)[:_ROWS])),
        ),
        Table(
            "who knows what, the fewest people first",
            ("bus factor", "files", "orphaned", "package: whom to ask"),
            tuple(map(_known, vitals.knowledge[:_ROWS])),
        ),
        Table(
            "added lines of Python code: churn is what goes within 14 days; unmarked is not human",
            ("added", "moved", "copied", "churn", "95 %", "left: 30, 90, 365 d", "reverted", "commits"),
            tuple(map(_reworked, vitals.rework)),
            f"churn: {vitals.churn_compared.conclusion}" if vitals.churn_compared else "",
        ),
        Table(
            "taken back, the newest first",
            ("days later", "by its", "commit", "takes back", "subject"),
            tuple(_reverted(each, subjects) for each in vitals.reverts[:_ROWS]),
        ),
        Table(
            "copies that were changed apart, those that were mended alone first",
            ("commit", "what", "copies"),
            tuple(_apart(live, each) for live in vitals.live_clones[:_ROWS] for each in live.apart[:_COMMITS]),
        ),
    )
    return (table for table in found if table.rows)


def _hotspot(spot: Hotspot) -> tuple[str, ...]:
    left = "" if spot.active_authors or not spot.bus_factor else " (nobody active wrote it)"
    return f"{spot.changes:,}", f"{spot.complexity:,}", f"{spot.people:,}", f"{spot.bus_factor:,}", spot.path + left


def _heavy(pairs: Sequence[Coupled]) -> list[Coupled]:
    """The others met in wide edits."""
    return [pair for pair in pairs if pair.weight >= 1]


def together(paths: tuple[str, str]) -> str:
    one, other = paths
    directory = one.rpartition("/")[0]
    if directory and directory == other.rpartition("/")[0]:
        return f"{directory}/{{{one.rpartition('/')[2]}, {other.rpartition('/')[2]}}}"
    return f"{one} - {other}"


def _expected(pair: Coupled) -> int:
    """A test changes with what it tests, and a caller with what it imports: what neither explains comes first."""
    return 2 * pair.is_test + pair.imports


def _coupled(pair: Coupled) -> tuple[str, ...]:
    why = "test" if pair.is_test else "imports" if pair.imports else ""
    files = together(pair.paths) + (f" ({why})" if why else "")
    return f"{pair.shared:,}", f"{min(pair.changes):,}", f"{100 * max(pair.confidence):.0f} %", f"{pair.p:.1g}", files


def _known(package: PackageKnowledge) -> tuple[str, ...]:
    people = [f"{each.name} {100 * each.share:.0f} %{'' if each.is_active else ' (left)'}" for each in package.owners]
    named = [f"named {', '.join(package.declared)}"] if package.declared else []
    return (
        f"{package.bus_factor:,}", f"{package.files:,}", f"{len(package.orphaned):,}",
        f"{package.package}: {'; '.join([*named, ', '.join(people)])}",
    )  # fmt: skip


def _reworked(group: Rework) -> tuple[str, ...]:
    share = "" if group.share is None else f"{100 * group.share:.1f} %"
    ends = "" if group.low is None or group.high is None else f"{100 * group.low:.1f} - {100 * group.high:.1f}"
    left = " ".join("-" if each.share is None else f"{100 * each.share:.0f} %" for each in group.survival)
    return (
        f"{group.added:,}", f"{group.moved:,}", f"{group.copied:,}", share, ends, left, f"{group.reverted:,}",
        f"{group.group}: {group.commits:,}",
    )  # fmt: skip


def _reverted(revert: Revert, subjects: Mapping[str, str]) -> tuple[str, ...]:
    word = {"message": "message", "title": "subject", "content": "diff"}[revert.kind]
    subject = subjects.get(revert.of) or subjects.get(revert.sha, "")
    return f"{revert.days:.1f}", word, revert.sha[:9], revert.of[:9], subject


def _apart(live: LiveClone, commit: Apart) -> tuple[str, ...]:
    """A copy that the commit changed and one that it left; the file once where it is the same."""
    names = dict(zip(live.places, live.names, strict=True))
    (path, _, line), (other, _, place) = (side[0].rpartition(":") for side in (commit.changed, commit.left))
    changed = f"{names[commit.changed[0]]}:{line}"
    left = f"{names[commit.left[0]]}{'' if other == path else ' in ' + other}:{place}"
    rest = f" and {len(commit.left) - 1} more" if len(commit.left) > 1 else ""
    return commit.sha[:9], "fix" if commit.is_fix else "change", f"{path} {changed}, not {left}{rest}"


# ---------------------------------------------------------------- formats
def lines(history: History, width: int, paint: Paint) -> Iterator[str]:
    for table in _tables(history):
        widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
        yield paint(table.title, "total")
        yield paint(_row(table.columns, widths), "aside")
        yield from (cut(_row([visible(cell) for cell in row], widths), width) for row in table.rows)
        yield from wrapped(table.note, width) if table.note else ()
        yield ""


def _tables(history: History) -> Iterator[Table]:
    subjects = {commit.sha: commit.subject for commit in history.commits}
    return tables(history.vitals or Vitals(), subjects)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    *figures, text = cells
    return "  ".join([*(f"{cell:>{width}}" for cell, width in zip(figures, widths, strict=False)), text])


def markdown(history: History) -> Iterator[str]:
    for table in _tables(history):
        yield from ("", f"### {table.title.capitalize()}", "")
        yield f"| {' | '.join(table.columns)} |"
        yield "| ---: " * (len(table.columns) - 1) + "| --- |"
        yield from (f"| {' | '.join(map(plain, row))} |" for row in table.rows)
        yield from ("", plain(table.note)) if table.note else ()
