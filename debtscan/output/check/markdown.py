"""Check -> Markdown for a comment of a pull request: the verdict and why, ten findings, the rest folded.

The first line is always the same, so that a bot finds its comment and updates it. Nothing from the repository is markup
in it (`output.markdown.plain`), and however much it has to say, it stays below what GitHub takes.
"""

from collections.abc import Iterable, Iterator, Sequence

from debtscan.model import Check, Finding
from debtscan.output import RenderOptions
from debtscan.output.check.entries import Entry, brought, gravest_first
from debtscan.output.escape import visible
from debtscan.output.layout import cut
from debtscan.output.markdown import plain
from debtscan.scoring.cost import duration
from debtscan.scoring.words import count

MARKER = "<!-- debtscan:check -->"
MOST_CHARACTERS = 65_536  # of a comment, on GitHub; GitLab takes 1,000,000
_SHOWN = 10
_LONGEST = 400  # characters of one text
_ROOMS = {"reasons": 8_000, "shown": 20_000, "folded": 10_000}  # with two folded lists and the frame, below the most
_SIGNS = {"pass": "passes", "fail": "fails"}


def render(check: Check, options: RenderOptions) -> str:
    entries = gravest_first(brought(check, options))
    lines = [MARKER, f"## debtscan: this change {_SIGNS[check.verdict]}", ""]
    lines += [*_fitting([f"- {_plain(reason)}" for reason in check.reasons], "reasons"), ""]
    lines += [_review(check), "", _debt(check), ""]
    lines += _fitting([_entry(entry) for entry in entries[:_SHOWN]], "shown")
    lines += _folded(count(len(entries) - _SHOWN, "more finding"), [_entry(entry) for entry in entries[_SHOWN:]])
    lines += _folded(count(len(check.fixed), "fixed finding"), [_fixed(finding) for finding in check.fixed])
    lines += _folded("Left out", [*_left_out(check)])
    return "".join(line + "\n" for line in lines)


def _review(check: Check) -> str:
    return f"**Review: {check.review.level}.** {_plain(' '.join(check.review.reasons))}"


def _debt(check: Check) -> str:
    silenced = f"; {count(len(check.suppressed), 'finding')} silenced with a reason" if check.suppressed else ""
    added, paid = duration([check.added_minutes]), duration([check.paid_minutes])
    return f"**Debt:** {added} added, {paid} paid, in {count(check.files, 'changed file')}{silenced}."


def _entry(entry: Entry) -> str:
    finding = entry.finding
    worse = "worse: " if entry.state == "worsened" else ""
    repair = f"<br>**To do:** {_plain(entry.repair)}" if entry.repair else ""
    weight = finding.severity if entry.decides else f"{finding.severity}, advice"
    return f"- {_place(finding)} {finding.rule_id} ({weight})<br>{worse}{_plain(finding.message)}{repair}"


def _fixed(finding: Finding) -> str:
    return f"- {_place(finding)} {finding.rule_id}: {_plain(finding.message)}"


def _left_out(check: Check) -> Iterator[str]:
    yield from (f"- {_plain(entry.path)}: {_plain(entry.reason)}" for entry in check.skipped)
    yield from (f"- {_plain(note)}" for note in check.notes)


def _place(finding: Finding) -> str:
    return f"**{_plain(finding.path)}:{finding.start_line}**"


def _plain(text: str) -> str:
    return plain(cut(visible(text), _LONGEST))


def _folded(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield from ("", f"<details><summary>{title}</summary>", "")
        yield from _fitting(rows, "folded")
        yield from ("", "</details>")


def _fitting(rows: Iterable[str], room: str) -> Iterator[str]:
    """As many rows as there is room for, and how many there is none for."""
    left, hidden = _ROOMS[room], 0
    for row in rows:
        left -= len(row) + 1
        if left < 0:
            hidden += 1
        else:
            yield row
    if hidden:
        yield f"- and {hidden:,} more"
