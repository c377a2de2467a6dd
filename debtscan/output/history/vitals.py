"""How a code base lives, as tables: titles, columns and rows of text, for a terminal and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from debtscan.commits import History
from debtscan.output.escape import visible
from debtscan.output.layout import Paint, cut, wrapped
from debtscan.output.markdown import plain
from debtscan.vitals import Coupled, Hotspot, LiveClone, PackageKnowledge, Revert, Rework, Vitals

_ROWS = 10


class Table(NamedTuple):
    """The last column is text of any length, those before are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    every: int = 0  # that could be shown; 0: the rows are all
    is_told_whole: bool = False  # the last column goes on in the next line, where others are cut off

    @property
    def rest(self) -> str:
        """What is not shown, "" when nothing is."""
        hidden = self.every - len(self.rows)
        return f"… and {hidden:,} more: --format json has all" if hidden > 0 else ""


def tables(vitals: Vitals, subjects: Mapping[str, str]) -> Iterator[Table]:
    """Of those that hold something; `subjects` of commits by name."""
    return (table for table in (*_of_files(vitals), *_of_commits(vitals, subjects)) if table.rows)


def _of_files(vitals: Vitals) -> tuple[Table, ...]:
    heavy = sorted(_heavy(vitals.coupling), key=_expected)
    return (
        Table(
            "hot spots: changes in 12 months x complexity",
            ("changes", "complexity", "people", "bus factor", "file"),
            tuple(map(_hotspot, vitals.hotspots[:_ROWS])),
            every=len(vitals.hotspots),
        ),
        Table(
            "files that change together, first those that neither an import nor a test explains",
            ("commits", "of", "share", "by chance", "files"),
            tuple(map(_coupled, heavy[:_ROWS])),
            every=len(heavy),
        ),
        Table(
            "who knows what, the fewest people first",
            ("bus factor", "files", "orphaned", "package: whom to ask"),
            tuple(map(_known, vitals.knowledge[:_ROWS])),
            every=len(vitals.knowledge),
            is_told_whole=True,
        ),
    )


def _of_commits(vitals: Vitals, subjects: Mapping[str, str]) -> tuple[Table, ...]:
    return (
        Table(
            "what became of added lines of Python code; churn: gone within 14 days; unmarked is not human",
            ("added", "moved", "copied", "churn", "95 % interval", "left: 30, 90, 365 d", "reverted", "commits"),
            tuple(map(_reworked, vitals.rework)),
            f"churn: {vitals.churn_compared.conclusion}" if vitals.churn_compared else "",
        ),
        Table(
            "commits that take back another, the newest first",
            ("days later", "told by", "commit", "takes back", "subject of what it takes back"),
            tuple(_reverted(each, subjects) for each in vitals.reverts[:_ROWS]),
            every=len(vitals.reverts),
        ),
        Table(
            "copies that were changed apart: one got what the other has not; where one alone was fixed first",
            ("commit", "what", "changed, and not its copy"),
            tuple(map(_apart, vitals.live_clones[:_ROWS])),
            every=len(vitals.live_clones),
            is_told_whole=True,
        ),
    )


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
    return 2 * pair.is_test + bool(pair.imports)


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


def _apart(live: LiveClone) -> tuple[str, ...]:
    """A family: its first commit with a copy that it changed and one that it left, the file once where it is the
    same."""
    commit, more = live.apart[0], len(live.apart) - 1
    (path, changed), (other, left) = (_copy(live, side[0]) for side in (commit.changed, commit.left))
    place = "" if other == path else f" in {other}"
    rest = f" and {len(commit.left) - 1} more" if len(commit.left) > 1 else ""
    what = ("fix" if commit.is_fix else "change") + (f", {more} more" if more else "")
    return commit.sha[:9], what, f"{path}: {changed}, not {left}{place}{rest}"


def _copy(live: LiveClone, place: str) -> tuple[str, str]:
    """Its path, and what it is called there."""
    path, _, line = place.rpartition(":")
    at = live.places.index(place)
    return path, f"{live.names[at]} (line {line})" if live.names[at] else f"lines {line}-{live.ends[at]}"


# ---------------------------------------------------------------- formats
def lines(history: History, width: int, paint: Paint) -> Iterator[str]:
    for table in _tables(history):
        widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
        yield paint(table.title, "total")
        yield paint(_row(table.columns, widths), "aside")
        for row in table.rows:
            *figures, text = map(visible, row)
            begin = _row([*figures, ""], widths)
            if table.is_told_whole:
                yield from wrapped(text, width, begin, " " * len(begin))
            else:
                yield cut(begin + text, width)
        yield from (paint(table.rest, "aside"),) if table.rest else ()
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
        yield from ("", plain(table.rest)) if table.rest else ()
        yield from ("", plain(table.note)) if table.note else ()
