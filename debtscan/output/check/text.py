"""Check -> text for whoever commits: nothing when nothing is new, else a finding a line and the verdict last.

Whatever comes from the repository passes through `escape`. Findings of severity info that do not decide are counted;
--verbose lists them, and what was fixed, silenced or left out.
"""

from collections.abc import Iterator, Sequence

from debtscan.model import Check, Finding
from debtscan.output import RenderOptions
from debtscan.output.check.entries import Entry, brought
from debtscan.output.escape import visible, visible_line
from debtscan.output.layout import Paint, cut, document, painter, wrapped
from debtscan.scoring.cost import duration
from debtscan.scoring.words import count

_INDENT = " " * 4


def render(check: Check, options: RenderOptions) -> str:
    entries = brought(check, options)
    if check.verdict == "pass" and not entries and not options.verbose:
        return ""
    paint = painter(options.color)
    listed = [entry for entry in entries if options.verbose or entry.decides or entry.finding.severity != "info"]
    lines = [*_findings(listed, options, paint)]
    if options.verbose:
        lines += _asides(check, options, paint)
    if not options.quiet:
        lines += [paint(line, "aside") for line in _hints(entries, len(entries) - len(listed))]
    lines += _labelled(f"{check.verdict}: ", check.verdict, check.reasons, options, paint)
    return document(lines)


def _findings(entries: Sequence[Entry], options: RenderOptions, paint: Paint) -> Iterator[str]:
    told = {""}
    for entry in entries:
        finding = entry.finding
        yield from _finding(entry.state, finding, options, paint)
        show = options.excerpt if entry.state != "policy" else None
        excerpt = show(finding.path, finding.start_line) if show else None
        if excerpt and excerpt.strip():
            yield f"{_INDENT}| {cut(visible_line(excerpt).lstrip(), options.width - len(_INDENT) - 2)}"
        is_said = entry.repair in told or (entry.original and entry.original in finding.message)
        if not is_said and not options.quiet:
            told.add(entry.repair)  # that of a rule is said once, that of a copy names its original
            yield from (paint(row, "aside") for row in _indented(f"-> {visible(entry.repair)}", options))


def _finding(state: str, finding: Finding, options: RenderOptions, paint: Paint) -> Iterator[str]:
    is_policy = state == "policy"  # it is about the commit, not about a line
    place = "policy:" if is_policy else f"{visible(finding.path)}:{finding.start_line}:"
    rule = f"{finding.rule_id}:"
    message = visible(finding.message if state == "new" or is_policy else f"{state}: {finding.message}")
    first, *rest = wrapped(message, options.width, f"{place} {rule} ", _INDENT)
    yield f"{paint(place, 'path')} {paint(rule, finding.severity)}{first.removeprefix(f'{place} {rule}')}"
    yield from rest


def _hints(entries: Sequence[Entry], remarks: int) -> Iterator[str]:
    deciding = [entry for entry in entries if entry.decides]
    rules = {entry.finding.rule_id for entry in deciding}
    if rules:
        name = rules.pop() if len(rules) == 1 else "RULE"
        yield f"why it matters:      debtscan explain {name}"
        if any(entry.state != "policy" for entry in deciding):
            yield f"keep what is meant:  # debtscan: ignore[{name}] -- the reason"
        else:  # no comment in a file speaks of a commit
            yield "keep what is meant:  [[tool.debtscan.policy.exceptions]]"
    if remarks:
        yield f"{count(remarks, 'finding')} of severity info (-v)"


def _asides(check: Check, options: RenderOptions, paint: Paint) -> Iterator[str]:
    for finding in check.fixed:
        yield from _finding("fixed", finding, options, paint)
    for finding in check.suppressed:
        place = f"{visible(finding.path)}:{finding.start_line}: {finding.rule_id}: "
        yield from wrapped(
            f"suppressed: {visible(finding.suppressed or 'no reason given')}", options.width, place, _INDENT
        )
    for finding in check.accepted:
        yield from _finding("accepted by the baseline", finding, options, paint)
    for note in check.notes:
        yield from (paint(row, "aside") for row in wrapped(visible(note), options.width, "note: ", _INDENT))
    for entry in check.skipped:
        yield paint(f"not analysed: {visible(entry.path)}: {visible(entry.reason)}", "aside")
    yield f"debt: {duration([check.added_minutes])} added, {duration([check.paid_minutes])} paid"
    yield from _labelled(f"review: {check.review.level}: ", "total", check.review.reasons, options, paint)


def _labelled(label: str, style: str, sentences: Sequence[str], options: RenderOptions, paint: Paint) -> Iterator[str]:
    """The label before the first sentence; the others begin below it."""
    indent = " " * len(label)
    for number, sentence in enumerate(sentences or [""]):
        first, *rest = wrapped(visible(sentence), options.width, indent if number else label, indent)
        yield first if number else paint(label, style) + first.removeprefix(label)
        yield from rest


def _indented(text: str, options: RenderOptions) -> list[str]:
    return wrapped(text, options.width, _INDENT, _INDENT + "   ")
