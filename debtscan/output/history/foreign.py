"""The commits that are least like the code base as they found it, each with the functions that make it so."""

from collections.abc import Iterator, Sequence

from debtscan.commits import CommitReport, ForeignPart, History
from debtscan.output.escape import visible
from debtscan.output.layout import Paint, cut, wrapped
from debtscan.output.markdown import plain
from debtscan.output.moments import day

_SHOWN = 5
_FOREIGN = 0.9  # nine of ten functions there are less foreign
_TITLE = "most foreign to the code base as it was"
_INDENT = " " * 7


def most_foreign(commits: Sequence[CommitReport]) -> list[CommitReport]:
    """Of equal ones the newest first."""
    found = [commit for commit in commits if (commit.drift or 0.0) >= _FOREIGN]
    return sorted(found, key=lambda commit: -(commit.drift or 0.0))[:_SHOWN]


def lines(history: History, width: int, paint: Paint) -> Iterator[str]:
    found = most_foreign(history.commits)
    if found:
        yield paint(_TITLE, "total")
        yield paint(f"{'drift':>5}  {'date':<10}  {'commit':<9}  subject", "aside")
        for commit in found:
            row = f"{commit.drift:5.2f}  {day(commit.date)}  {commit.sha[:9]}  {visible(commit.subject)}"
            yield cut(row, width)
            for part in commit.foreign:
                yield from (paint(line, "aside") for line in wrapped(_told(part), width, _INDENT, f"{_INDENT}  "))
        yield ""


def markdown(history: History) -> Iterator[str]:
    found = most_foreign(history.commits)
    if found:
        yield from ("", f"### {_TITLE.capitalize()}", "", "| drift | date | commit | subject | what is foreign |")
        yield "| ---: | --- | --- | --- | --- |"
    for commit in found:
        why = "; ".join(map(_told, commit.foreign))
        figures = f"{commit.drift:.2f} | {day(commit.date)} | `{commit.sha[:9]}`"
        yield f"| {figures} | {plain(commit.subject)} | {plain(why)} |"


def _told(part: ForeignPart) -> str:
    return f"{visible(part.path)}:{part.line} {visible(part.name)}: {visible(part.why)}"
