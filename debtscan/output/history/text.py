"""History -> text for people: a summary, the riskiest commits, the newest ones; with --verbose all of them.

Whatever comes from the repository passes through `escape`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from debtscan.commits import CommitReport, History
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.output.history import foreign, ledger, vitals
from debtscan.output.layout import Paint, cut, document, labelled, painter, wrapped
from debtscan.output.moments import day
from debtscan.scoring.words import count

_SHOWN = 10
_NAME = 14  # columns of an author
_LABEL = 11
_TOOLS_SHOWN = 6
_HEAD = f"{'risk':>5}  {'date':<10}  {'commit':<9}  {'lines':>13}  {'files':>5}  {'author':<{_NAME}}  subject"
_RISKY = 90  # the percentile from which a risk is coloured


def render(history: History, options: RenderOptions) -> str:
    paint = painter(options.color)
    commits = history.commits
    lines: list[str] = []
    for title, shown in tables(commits, options.verbose):
        lines += [paint(title, "total"), paint(_HEAD.rstrip(), "aside"), *_rows(shown, options, paint), ""]
    lines += foreign.lines(history, options.width, paint)
    lines += vitals.lines(history, options.width, paint)
    if not options.quiet:
        for note in history.notes:
            lines += [paint(line, "aside") for line in wrapped(f"note: {visible(note)}", options.width)]
        lines += labelled(figures(commits), _LABEL, options.width, paint)
        if history.ledger:
            lines += labelled(ledger.figures(history.ledger, history.cohorts), _LABEL, options.width, paint)
    return document(lines)


def riskiest(commits: Sequence[CommitReport], number: int) -> list[CommitReport]:
    """The highest scores first; of equal ones the newest."""
    scored = [commit for commit in commits if commit.risk and commit.risk.score]
    return sorted(scored, key=lambda commit: -commit.risk.score if commit.risk else 0.0)[:number]


def tables(commits: Sequence[CommitReport], everything: bool) -> Iterator[tuple[str, Sequence[CommitReport]]]:
    if everything or len(commits) <= _SHOWN:
        if commits:
            yield count(len(commits), "commit"), commits
        return
    risky = riskiest(commits, _SHOWN)
    if risky:
        yield "riskiest", risky
    yield "newest", commits[:_SHOWN]


def _rows(commits: Sequence[CommitReport], options: RenderOptions, paint: Paint) -> Iterator[str]:
    for commit in commits:
        lines = f"+{commit.lines.added:,} -{commit.lines.deleted:,}"
        author = cut(visible(commit.author.name), _NAME)
        tools = f"[{', '.join(map(visible, commit.ai.tools))}] " if commit.ai.assisted else ""
        row = (
            f"  {day(commit.date)}  {commit.sha[:9]}  {lines:>13}  {len(commit.files):>5,}  {author:<{_NAME}}  "
            f"{tools}{visible(commit.subject)}"
        )
        yield _risk(commit, paint) + cut(row, options.width - 5)
        if options.verbose and commit.risk:
            yield from (paint(f"       {visible(factor.why)}", "aside") for factor in commit.risk.factors)


def _risk(commit: CommitReport, paint: Paint) -> str:
    if commit.risk is None or not commit.risk.score:  # nothing that could break
        return "    -"
    figure = f"{commit.risk.score * 100:3.0f} %"
    return paint(figure, "major") if commit.risk.percentile >= _RISKY else figure


def figures(commits: Sequence[CommitReport]) -> Iterator[tuple[str, str]]:
    if not commits:
        yield "commits", "none"
        return
    people = len({commit.author for commit in commits})
    days = sorted(day(commit.date) for commit in commits)
    yield "commits", f"{len(commits):,} by {people:,} {'person' if people == 1 else 'people'}, {days[0]} to {days[-1]}"
    added, deleted = sum(commit.lines.added for commit in commits), sum(commit.lines.deleted for commit in commits)
    yield "lines", f"{added:,} added, {deleted:,} deleted"
    tools = Counter(tool for commit in commits if commit.ai.assisted for tool in commit.ai.tools)
    assisted = sum(commit.ai.assisted for commit in commits)
    named = [f"{visible(tool)} {number:,}" for tool, number in tools.most_common(_TOOLS_SHOWN)]
    named += [f"{len(tools) - _TOOLS_SHOWN} more"] if len(tools) > _TOOLS_SHOWN else []
    told = f" ({', '.join(named)})" if named else ""
    yield "assisted", f"{assisted:,} by what is on record{told}; {len(commits) - assisted:,} unmarked"
