"""History -> Markdown for a job summary or a comment. Nothing from the repository is markup in it."""

from collections.abc import Iterator, Sequence

from debtscan.commits import CommitReport, History
from debtscan.output import RenderOptions
from debtscan.output.history import foreign, ledger, vitals
from debtscan.output.history.text import figures, tables
from debtscan.output.layout import cut
from debtscan.output.markdown import plain
from debtscan.output.moments import day

_SUBJECT = 120  # characters


def render(history: History, options: RenderOptions) -> str:
    lines = ["## History", ""]
    lines += [f"- {label}: {plain(text)}" for label, text in figures(history.commits)]
    if history.ledger:
        lines += [f"- {label}: {plain(text)}" for label, text in ledger.figures(history.ledger, history.cohorts)]
    lines += [f"- Not seen: {plain(note)}" for note in history.notes]
    for title, commits in tables(history.commits, options.verbose):
        lines += ["", f"### {title.capitalize()}", "", *_table(commits)]
    lines += foreign.markdown(history)
    lines += vitals.markdown(history)
    return "".join(line + "\n" for line in lines)


def _table(commits: Sequence[CommitReport]) -> Iterator[str]:
    yield "| risk | date | commit | lines | files | author | subject | assisted by |"
    yield "| ---: | --- | --- | ---: | ---: | --- | --- | --- |"
    for commit in commits:
        risk = f"{commit.risk.score * 100:.0f} %" if commit.risk else ""
        tools = plain(", ".join(commit.ai.tools)) if commit.ai.assisted else ""
        yield (
            f"| {risk} | {day(commit.date)} | `{commit.sha[:9]}` | +{commit.lines.added:,} -{commit.lines.deleted:,} | "
            f"{len(commit.files):,} | {plain(commit.author.name)} | {plain(cut(commit.subject, _SUBJECT))} | {tools} |"
        )
