"""Audit -> text for people: a line for each assisted change, what breaks the policy in words, and the sums."""

from collections import Counter
from collections.abc import Iterator

from debtscan.commits import Audit, AuditedChange
from debtscan.output import RenderOptions
from debtscan.output.escape import visible
from debtscan.output.layout import Paint, cut, document, painter, wrapped
from debtscan.output.moments import day
from debtscan.scoring.words import count

_TOOLS, _PEOPLE, _INDENT = 16, 18, " " * 4
_HEAD = f"{'date':<10}  {'commit':<9}  {'assisted by':<{_TOOLS}}  {'policy':<8}  {'stands for it':<{_PEOPLE}}  subject"


def render(audit: Audit, options: RenderOptions) -> str:
    paint = painter(options.color)
    lines = [paint(_HEAD, "aside")] if audit.changes else []
    for change in audit.changes:
        lines += _change(change, options, paint)
    if not options.quiet:
        for note in audit.notes:
            lines += [paint(row, "aside") for row in wrapped(f"note: {visible(note)}", options.width)]
        lines += wrapped(_sum(audit), options.width)
    return document(lines)


def _change(change: AuditedChange, options: RenderOptions, paint: Paint) -> Iterator[str]:
    policy = change.policy
    people = [name.partition(" <")[0] for name in change.reviewers]
    people += [change.merged_by.name] if change.merged_by else []
    row = (
        f"{day(change.date)}  {change.sha[:9]}  {cut(visible(', '.join(change.ai.tools)), _TOOLS):<{_TOOLS}}  "
        f"{policy.verdict if policy else '-':<8}  {cut(visible(', '.join(people) or '-'), _PEOPLE):<{_PEOPLE}}  "
        f"{visible(change.subject)}"
    )
    yield cut(row, options.width).rstrip()
    for reason in policy.reasons if policy else ():
        yield from (paint(line, "major") for line in wrapped(visible(reason), options.width, _INDENT, _INDENT))


def _sum(audit: Audit) -> str:
    tools = Counter(tool for change in audit.changes for tool in change.ai.tools)
    named = ", ".join(f"{visible(tool)} {number:,}" for tool, number in tools.most_common())
    verdicts = Counter(change.policy.verdict for change in audit.changes if change.policy)
    judged = "; ".join(f"{number:,} {verdict}" for verdict, number in sorted(verdicts.items()))
    policy = f" Policy {audit.policy}: {judged or 'nothing to judge'}." if audit.policy else " No policy is configured."
    told = f"{len(audit.changes):,} of {count(audit.commits, 'commit')} with AI assistance on record"
    return f"{told}{f' ({named})' if named else ''}; of the others nothing is known.{policy}"
